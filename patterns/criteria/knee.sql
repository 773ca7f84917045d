-- set: KNEE
-- title: Knee arthroscopy and meniscectomy
-- treatments: knee_scope
-- guideline: ACOEM, chapter 13 Knee Complaints; ODG
-- edition: 2004
-- pages: 343-345
-- mtus: yes
-- in-force: 2007-06-15 .. 2017-11-30
-- verified: no
-- source: U; KNEE.C, .L, .D J
-- stance: recommended as an option

--- Chondroplasty (C), reconstruction of the cruciate ligament (L) and diagnostic arthroscopy (D) ask for other imaging than a torn meniscus.
-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
span AS (
  SELECT fact, days_between(value, :reference) AS days FROM admin WHERE name = 'date_of_injury' AND value IS NOT NULL),
kind AS (
  SELECT coalesce(says(raw, 'chondroplasty') AND NOT says(raw, 'meniscectomy') AND NOT says(raw, 'meniscal'), 0) AS cartilage,
    coalesce(says(raw, 'acl') OR says(raw, 'cruciate'), 0) AS ligament,
    coalesce(says(raw, 'diagnostic') AND NOT says(raw, 'meniscectomy'), 0) AS diagnostic FROM request WHERE id = :request),
exercise AS (
  SELECT id, CASE WHEN direction IN ('none', 'worse') THEN 1 WHEN direction = 'improved' AND at_least(percent_low, percent_high, 50)
  THEN 0 END AS verdict FROM outcome
  WHERE treatment IN ('pt', 'home_exercise') AND coalesce(region, 'knee') = 'knee'
  UNION ALL SELECT id, CASE WHEN response IN ('none', 'worse') THEN 1 END FROM therapy WHERE concept IN ('pt', 'home_exercise')
  AND coalesce(region, 'knee') = 'knee'),
complaint AS (
  SELECT max(id) AS id, CASE WHEN concept LIKE '%pain%' THEN 'pain' WHEN concept IN ('locking', 'clicking') THEN 'locking'
  ELSE concept END AS what FROM symptom
  WHERE (concept IN ('knee_pain', 'pain', 'swelling', 'giving_way', 'locking', 'clicking')) AND coalesce(region, 'knee') = 'knee' GROUP BY 2),
signs AS (
  SELECT max(id) AS id, CASE WHEN concept IN ('locking', 'crepitus') THEN 'locking'
  ELSE concept END AS what, max(coalesce(sign, 'positive') = 'positive') AS positive FROM exam
  WHERE concept IN ('mcmurray', 'joint_line_tenderness', 'effusion', 'rom_knee', 'locking', 'crepitus')
  AND coalesce(region, 'knee') = 'knee' GROUP BY 2),
study AS (
  SELECT id, lower(finding) AS finding FROM imaging WHERE modality LIKE 'mri%' AND region = 'knee'
   AND (finding IS NOT NULL OR NOT EXISTS (SELECT 1 FROM imaging x WHERE x.finding IS NOT NULL AND x.modality LIKE 'mri%' AND x.region = 'knee')))

-- base: issue(request=Q1, treatment=knee_scope, region=knee, reference=2015-08-03) request(id=Q1, concept=knee_scope, region=knee)

-- criterion: KNEE.1
-- kind: mandatory
-- paraphrase: Activity has been limited for longer than a month.
-- classes: PR2, DFR
-- measures: function
-- cure: which activity is limited, and since when
-- query:
SELECT l.id AS fact, (SELECT at_least(days, days, 30) FROM span) AS verdict FROM (SELECT id FROM work_status
  WHERE value IN ('ttd', 'tpd', 'modified', 'off_work') UNION ALL SELECT id FROM function WHERE coalesce(direction, 'none') <> 'improved'
  UNION ALL SELECT id FROM said WHERE subject = 'activity_limited' AND yes) l
-- case: off work, a year after
-- rows: admin(name=date_of_injury, value=2014-08-01, fact=admin.date_of_injury) work_status(id=F1, value=ttd)
-- expect: met
-- case: two weeks after
-- rows: admin(name=date_of_injury, value=2015-07-20, fact=admin.date_of_injury) work_status(id=F1, value=ttd)
-- expect: not_met
-- case: told in a history, six months after
-- rows: admin(name=date_of_injury, value=2015-02-01, fact=admin.date_of_injury) assertion(id=F1, subject=activity_limited, value=yes, stated_by=provider)
-- expect: met
-- case: what has become better is no limit
-- rows: admin(name=date_of_injury, value=2014-08-01, fact=admin.date_of_injury) function(id=F1, measure=adl, direction=improved)
-- expect: not_documented ABSENT
-- case: since when is not known
-- rows: work_status(id=F1, value=ttd)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: KNEE.2
-- kind: mandatory
-- paraphrase: An exercise programme failed.
-- classes: THER, PR2
-- measures: conservative
-- cure: the exercise programme and the response
-- query:
SELECT id AS fact, verdict FROM exercise
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM therapy WHERE concept IN ('pt', 'home_exercise') AND region <> 'knee'
-- case: therapy without relief
-- rows: outcome(id=O1, treatment=pt, region=knee, direction=none)
-- expect: met
-- case: it helped well
-- rows: outcome(id=O1, treatment=pt, region=knee, direction=improved, percent_low=80, percent_high=80)
-- expect: not_met
-- case: no word of the response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of the back
-- rows: therapy(id=F1, concept=pt, region=lumbar, response=none)
-- expect: not_documented WRONG_REGION
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: KNEE.3
-- kind: mandatory
-- paraphrase: More than pain: two of pain, swelling, giving way, locking.
-- classes: PR2
-- measures: diagnosis
-- outcomes: met, not_documented, not_applicable
-- cure: the complaints: swelling, giving way, locking
-- applies:
SELECT NOT cartilage AND NOT ligament AND NOT diagnostic AS applies FROM kind
-- query:
SELECT id AS fact, CASE WHEN (SELECT count(*) FROM complaint) >= 2 THEN 1 END AS verdict FROM complaint
-- case: pain and locking
-- rows: symptom(id=F1, concept=knee_pain, region=knee) symptom(id=F2, concept=locking, region=knee)
-- expect: met
-- case: pain
-- rows: symptom(id=F1, concept=knee_pain, region=knee)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT
-- case: the ligament
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='ACL reconstruction') 
-- expect: not_applicable

-- criterion: KNEE.4
-- kind: mandatory
-- paraphrase: Two signs of McMurray, tenderness of the joint line, effusion, limited motion, locking or crepitus.
-- classes: PR2
-- measures: diagnosis
-- cure: an examination of the knee
-- applies:
SELECT NOT cartilage AND NOT ligament AND NOT diagnostic AS applies FROM kind
-- query:
SELECT id AS fact, CASE WHEN (SELECT sum(positive) FROM signs) >= 2 THEN 1 WHEN (SELECT count(*) FROM signs) >= 3 THEN 0 END AS verdict FROM signs
-- case: two
-- rows: exam(id=F1, concept=mcmurray, region=knee, sign=positive) exam(id=F2, concept=effusion, region=knee, sign=positive)
-- expect: met
-- case: one of three
-- rows: exam(id=F1, concept=mcmurray, region=knee, sign=negative) exam(id=F2, concept=effusion, region=knee, sign=negative)
--   exam(id=F3, concept=joint_line_tenderness, region=knee, sign=positive)
-- expect: not_met
-- case: one
-- rows: exam(id=F1, concept=mcmurray, region=knee, sign=positive)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT
-- case: the ligament
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='ACL reconstruction') 
-- expect: not_applicable

-- criterion: KNEE.5
-- kind: mandatory
-- paraphrase: Magnetic resonance shows the tear.
-- classes: IMG, PR2
-- measures: imaging
-- cure: the report of the imaging
-- applies:
SELECT NOT cartilage AND NOT ligament AND NOT diagnostic AS applies FROM kind
-- query:
SELECT id AS fact, CASE WHEN finding LIKE '%no menisc%tear%' OR trim(finding, '"') IN ('normal', 'negative', 'unremarkable') THEN 0
  WHEN finding LIKE '%no %' OR finding LIKE '%ligament%' THEN NULL WHEN finding LIKE '%tear%' THEN 1 END AS verdict FROM study
UNION ALL SELECT d.id, 1 FROM diagnosis d JOIN document r ON r.id = d.report AND r.class = 'IMG' WHERE d.concept = 'meniscus_tear'
  AND coalesce(d.certainty, 'certain') = 'certain'
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM diagnosis WHERE concept = 'meniscus_tear' UNION ALL SELECT id, 'WRONG_REGION'
  FROM imaging WHERE modality LIKE 'mri%' AND region <> 'knee'
-- case: a tear
-- rows: imaging(id=F1, modality=mri_joint, region=knee, finding='meniscus tear')
-- expect: met
-- case: none
-- rows: imaging(id=F1, modality=mri_joint, region=knee, finding=normal)
-- expect: not_met
-- case: no tear
-- rows: imaging(id=F1, modality=mri_joint, region=knee, finding='no meniscal tear')
-- expect: not_met
-- case: of a ligament
-- rows: imaging(id=F1, modality=mri_joint, region=knee, finding='ligament tear')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: diagnosed, not imaged
-- rows: diagnosis(id=D1, concept=meniscus_tear, region=knee)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of the shoulder
-- rows: imaging(id=F1, modality=mri_joint, region=shoulder, finding='tear')
-- expect: not_documented WRONG_REGION
-- case: nothing
-- expect: not_documented ABSENT
-- case: the ligament
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='ACL reconstruction') 
-- expect: not_applicable

-- criterion: KNEE.6
-- kind: adverse
-- paraphrase: A degenerative tear or advanced osteoarthritis.
-- classes: IMG, PR2
-- measures: adverse
-- outcomes: met, not_met, not_documented
-- query:
SELECT id AS fact, 1 AS verdict FROM diagnosis WHERE concept = 'osteoarthritis' AND coalesce(region, 'knee') = 'knee' UNION ALL SELECT id, 1
  FROM study WHERE finding LIKE '%degenerat%'
UNION ALL SELECT id, 0 FROM aside WHERE concept = 'osteoarthritis' AND why = 'negated'
-- case: osteoarthritis
-- rows: diagnosis(id=D1, concept=osteoarthritis, region=knee)
-- expect: present
-- case: excluded
-- rows: aside(kind=diagnosis, id=D1, concept=osteoarthritis, why=negated)
-- expect: absent
-- case: nothing
-- expect: not_documented

-- criterion: KNEE.C
-- kind: mandatory
-- paraphrase: For chondroplasty: imaging shows a defect of the cartilage.
-- classes: IMG
-- measures: imaging
-- cure: the report of the imaging
-- applies:
SELECT cartilage AS applies FROM kind
-- query:
SELECT id AS fact, CASE WHEN finding LIKE '%chondral%' OR finding LIKE '%cartilage%' OR finding LIKE '%chondromalacia%' THEN 1
  WHEN trim(finding, '"') IN ('normal', 'negative', 'unremarkable') THEN 0 END AS verdict FROM study
-- case: a defect
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='knee arthroscopy, chondroplasty')
--   imaging(id=F1, modality=mri_joint, region=knee, finding='chondral defect')
-- expect: met
-- case: normal
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='knee arthroscopy, chondroplasty')
--   imaging(id=F1, modality=mri_joint, region=knee, finding=normal)
-- expect: not_met
-- case: another finding
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='knee arthroscopy, chondroplasty')
--   imaging(id=F1, modality=mri_joint, region=knee, finding=effusion)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='knee arthroscopy, chondroplasty') 
-- expect: not_documented ABSENT
-- case: a meniscectomy
-- expect: not_applicable

-- criterion: KNEE.L
-- kind: mandatory
-- paraphrase: For the cruciate ligament: it is lax on examination.
-- classes: PR2
-- measures: diagnosis
-- cure: the test of Lachman
-- applies:
SELECT ligament AS applies FROM kind
-- query:
SELECT id AS fact, coalesce(sign, 'positive') = 'positive' AS verdict FROM exam WHERE concept IN ('lachman', 'pivot_shift')
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM symptom WHERE concept = 'giving_way'
-- case: Lachman positive
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='ACL reconstruction') exam(id=F1, concept=lachman, region=knee, sign=positive)
-- expect: met
-- case: negative
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='ACL reconstruction') exam(id=F1, concept=lachman, region=knee, sign=negative)
-- expect: not_met
-- case: giving way
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='ACL reconstruction') symptom(id=F1, concept=giving_way, region=knee)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='ACL reconstruction') 
-- expect: not_documented ABSENT
-- case: a meniscectomy
-- expect: not_applicable

-- criterion: KNEE.D
-- kind: mandatory
-- paraphrase: For a diagnostic arthroscopy: imaging was inconclusive.
-- classes: IMG, PR2
-- measures: imaging
-- cure: that imaging could not decide
-- applies:
SELECT diagnostic AS applies FROM kind
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'imaging_inconclusive'
-- case: said
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='diagnostic knee arthroscopy') assertion(id=F1, subject=imaging_inconclusive, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='diagnostic knee arthroscopy') assertion(id=F1, subject=imaging_inconclusive, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='diagnostic knee arthroscopy') assertion(id=F1, subject=imaging_inconclusive, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: request(id=Q1, concept=knee_scope, region=knee, raw='diagnostic knee arthroscopy') assertion(id=F1, subject=imaging_inconclusive, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: a meniscectomy
-- expect: not_applicable
