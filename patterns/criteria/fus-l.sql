-- set: FUS-L
-- title: Lumbar fusion
-- treatments: fusion_l
-- guideline: ACOEM, chapter 12 Low Back Complaints; ODG
-- edition: 2004
-- pages: 305-307
-- mtus: yes
-- in-force: 2007-06-15 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
tried AS (
  SELECT o.id, o.treatment AS concept, CASE WHEN o.direction IN ('none', 'worse') THEN 1
    WHEN o.direction = 'improved' AND at_least(o.percent_low, o.percent_high, 50) THEN 0
    WHEN o.direction = 'improved' AND NOT at_least(o.percent_low, o.percent_high, 30) THEN 1 END AS verdict -- Farrar, Pain 2001;94:149
  FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative'
  WHERE (:region IS NULL OR coalesce(o.region, :region) = :region)
  UNION ALL
  SELECT th.id, th.concept, CASE WHEN th.response IN ('none', 'worse') THEN 1 END FROM therapy th
  JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative' WHERE (:region IS NULL OR coalesce(th.region, :region) = :region)),
neuro AS (
  SELECT id, concept, side, coalesce(sign IN ('negative', 'normal'), 0)
  OR coalesce(lower(trim(value, '"')) IN ('normal', 'intact', 'wnl', '5/5', '2+', 'symmetric'), 0) AS normal
  FROM exam WHERE concept IN ('motor', 'sensation', 'reflex') AND (:region IS NULL OR coalesce(region, :region) = :region)
   AND (sign IS NOT NULL OR value IS NOT NULL)),
span AS (
  SELECT fact, days_between(value, :reference) AS days FROM admin WHERE name = 'date_of_injury' AND value IS NOT NULL)

-- base: issue(request=Q1, treatment=fusion_l, region=lumbar, reference=2015-08-03) request(id=Q1, concept=fusion_l, region=lumbar)

-- criterion: FUS-L.1
-- kind: mandatory
-- paraphrase: Fracture, dislocation, tumour, infection or instability; otherwise not in the first three months.
-- classes: IMG, PR2, DFR
-- measures: diagnosis
-- cure: when the pain began
-- query:
SELECT id AS fact, 1 AS verdict FROM diagnosis WHERE concept IN ('fracture', 'dislocation', 'tumor', 'cancer', 'infection', 'instability')
  AND coalesce(region, 'lumbar') = 'lumbar' AND coalesce(certainty, 'certain') = 'certain'
UNION ALL SELECT fact, at_least(days, days, 90) FROM span
-- case: a year after the injury
-- rows: admin(name=date_of_injury, value=2014-08-01, fact=admin.date_of_injury)
-- expect: met
-- case: instability, a month after
-- rows: admin(name=date_of_injury, value=2015-07-01, fact=admin.date_of_injury) diagnosis(id=D1, concept=instability, region=lumbar)
-- expect: met
-- case: a month after
-- rows: admin(name=date_of_injury, value=2015-07-01, fact=admin.date_of_injury)
-- expect: not_met
-- case: the year only
-- rows: admin(name=date_of_injury, value=2015, fact=admin.date_of_injury)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FUS-L.2
-- kind: mandatory
-- paraphrase: All generators of the pain are identified and treated.
-- classes: PR2, MEDLEGAL
-- measures: diagnosis
-- cure: which structures cause the pain, and how they were treated
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'pain_generators_addressed'
-- case: said
-- rows: assertion(id=F1, subject=pain_generators_addressed, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=pain_generators_addressed, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=pain_generators_addressed, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=pain_generators_addressed, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT

-- criterion: FUS-L.3
-- kind: mandatory
-- paraphrase: Therapy and manual treatment are completed (commonly six months).
-- classes: THER, PR2
-- measures: conservative
-- cure: which therapy was given, how long, and the response
-- query:
SELECT id AS fact, verdict FROM tried WHERE concept IN ('pt', 'chiro', 'aquatic', 'home_exercise')
-- reason:
SELECT o.id AS fact, 'WRONG_REGION' AS reason FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative'
WHERE o.region <> :region
UNION ALL
SELECT th.id, 'WRONG_REGION' FROM therapy th JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative' WHERE th.region <> :region
-- case: therapy without relief
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: met
-- case: therapy that helped well
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=improved, percent_low=80, percent_high=80)
-- expect: not_met
-- case: no word of the response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: therapy of another part
-- rows: therapy(id=F1, concept=pt, region=cervical, response=none)
-- expect: not_documented WRONG_REGION
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FUS-L.4
-- kind: mandatory
-- paraphrase: Films show instability, or imaging shows what fits the symptoms at the level.
-- classes: IMG, PR2
-- measures: imaging
-- confidence: met 0.60, not_met 0.80, not_documented 0.90
-- cure: flexion and extension films, or the imaging of the level
-- query:
SELECT id AS fact, CASE WHEN lower(finding) LIKE '%instab%' OR lower(finding) LIKE '%translation%' OR lower(finding) LIKE '%listhesis%' THEN
  CASE WHEN lower(finding) LIKE '%no %' THEN 0 WHEN lower(finding) LIKE '%slight%' THEN NULL ELSE 1 END
  WHEN lower(trim(finding, '"')) IN ('normal', 'negative', 'unremarkable') THEN 0
  WHEN finding LIKE 'no %' THEN NULL
  WHEN EXISTS (SELECT 1 FROM request_level l WHERE l.request = :request AND instr(', ' || i.level || ',', ', ' || l.level || ',') > 0)
   AND finding IS NOT NULL AND EXISTS (SELECT 1 FROM neuro WHERE NOT normal) THEN 1 END AS verdict
FROM imaging i WHERE modality IN ('xray', 'ct', 'mri', 'mri_l') AND coalesce(region, 'lumbar') = 'lumbar'
 AND (finding IS NOT NULL OR NOT EXISTS (SELECT 1 FROM imaging x WHERE x.finding IS NOT NULL AND x.modality = i.modality AND coalesce(x.region, 'lumbar') = 'lumbar'))
UNION ALL SELECT d.id, CASE WHEN d.concept = 'instability' AND coalesce(d.certainty, 'certain') = 'certain' THEN 1 END FROM diagnosis d
  JOIN document r ON r.id = d.report AND r.class = 'IMG' WHERE coalesce(d.region, 'lumbar') = 'lumbar'
-- case: a slip that moves
-- rows: imaging(id=F1, modality=xray, region=lumbar, level='L4-5', finding='instability')
-- expect: met
-- case: stenosis at the level, and weakness
-- rows: imaging(id=F1, modality=mri_l, region=lumbar, level='L4-5', finding=stenosis) request_level(request=Q1, kind=segment, level='L4-5')
--   exam(id=F2, concept=motor, region=lumbar, value='4/5')
-- expect: met
-- case: stenosis at the level, nobody examined
-- rows: imaging(id=F1, modality=mri_l, region=lumbar, level='L4-5', finding=stenosis) request_level(request=Q1, kind=segment, level='L4-5')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: normal
-- rows: imaging(id=F1, modality=mri_l, region=lumbar, finding=normal)
-- expect: not_met
-- case: the report of the films names instability
-- rows: document(id=DOC1, class=IMG, in_file=1) diagnosis(id=D1, concept=instability, region=lumbar, report=DOC1)
-- expect: met
-- case: a finding, at which level is not said
-- rows: imaging(id=F1, modality=mri_l, region=lumbar, finding=protrusion)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FUS-L.5
-- kind: quantity
-- paraphrase: At most two levels.
-- classes: RFA, PR2
-- measures: levels
-- cure: the levels to be fused
-- query:
SELECT id AS fact, at_most(coalesce(level_min, level_literal), coalesce(level_max, level_literal), 2) AS verdict, CASE
  WHEN coalesce(level_min, level_literal) IS NULL THEN 'ABSENT' END AS reason FROM request WHERE id = :request
-- smaller:
SELECT 2 AS quantity, 'levels' AS unit
-- case: one
-- rows: request(id=Q1, concept=fusion_l, region=lumbar, level_literal=1, level_min=1, level_max=1)
-- expect: met
-- case: three
-- rows: request(id=Q1, concept=fusion_l, region=lumbar, level_literal=3, level_min=3, level_max=3)
-- expect: not_met smaller 2
-- case: no level
-- expect: not_documented ABSENT

-- criterion: FUS-L.6
-- kind: mandatory
-- paraphrase: A psychosocial screen was done and its problems addressed.
-- classes: PSY, PR2
-- measures: diagnosis
-- cure: a psychological evaluation
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'psych_clearance' UNION ALL SELECT id, NULL FROM document WHERE class = 'PSY'
-- case: said
-- rows: assertion(id=F1, subject=psych_clearance, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=psych_clearance, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=psych_clearance, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=psych_clearance, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: a report, to be weighed
-- rows: document(id=DOC1, class=PSY, in_file=1)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: FUS-L.7
-- kind: mandatory
-- paraphrase: No smoking for six weeks before, at least.
-- classes: PR2, PSY
-- measures: diagnosis
-- cure: whether the patient smokes, and since when not
-- query:
SELECT 'patient' AS fact, CASE smoking WHEN 'never' THEN 1 WHEN 'current' THEN 0 END AS verdict FROM patient WHERE smoking IS NOT NULL
  UNION ALL SELECT id, yes FROM said WHERE subject = 'smoke_free_six_weeks'
-- case: never
-- rows: patient(smoking=never)
-- expect: met
-- case: smokes
-- rows: patient(smoking=current)
-- expect: not_met
-- case: stopped, when is not said
-- rows: patient(smoking=former)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FUS-L.8
-- kind: mandatory
-- paraphrase: For decompression besides: leg symptoms with a sign of the root, imaging, and failed conservative care.
-- classes: PR2, IMG, THER
-- decide: all
-- measures: imaging conservative
-- cure: the signs of the root, the imaging, and the conservative care with its response
-- applies:
SELECT EXISTS (SELECT 1 FROM request WHERE concept = 'decompression') OR EXISTS (SELECT 1 FROM request WHERE id = :request
  AND (alternative_concept = 'decompression' OR says(raw, 'laminectomy') OR says(raw, 'decompression') OR says(raw, 'discectomy'))) AS applies
-- query:
SELECT x.id AS fact, x.verdict, CASE WHEN x.id IS NULL THEN 'ABSENT' END AS reason FROM (SELECT 1 AS part UNION ALL SELECT 2
  UNION ALL SELECT 3) w LEFT JOIN (
  SELECT * FROM (SELECT 1 AS part, id, coalesce(sign, 'positive') = 'positive' AS verdict FROM exam
    WHERE concept IN ('slr', 'lasegue', 'femoral_stretch') ORDER BY verdict DESC, id LIMIT 1)
  UNION ALL SELECT * FROM (SELECT 2, id, CASE WHEN finding IS NOT NULL THEN lower(trim(finding, '"')) NOT IN ('normal', 'negative',
    'unremarkable') END AS verdict FROM imaging WHERE coalesce(region, 'lumbar') = 'lumbar' AND modality IN ('mri', 'mri_l', 'ct')
    ORDER BY verdict IS NULL, verdict DESC, id LIMIT 1)
  UNION ALL SELECT * FROM (SELECT 3, id, verdict FROM tried ORDER BY verdict IS NULL, verdict DESC, id LIMIT 1)) x ON x.part = w.part
-- case: all three
-- rows: request(id=Q1, concept=fusion_l, region=lumbar, raw='L4-5 laminectomy and fusion')
--   exam(id=F1, concept=slr, region=lumbar, sign=positive) imaging(id=F2, modality=mri_l, region=lumbar, finding=stenosis)
--   outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: met
-- case: all three, with a side that is well and a study named once more without what it showed
-- rows: request(id=Q1, concept=fusion_l, region=lumbar, raw='L4-5 laminectomy and fusion')
--   exam(id=F1, concept=slr, region=lumbar, side=right, sign=negative) exam(id=F2, concept=slr, region=lumbar, side=left, sign=positive)
--   imaging(id=F3, modality=mri_l, region=lumbar) imaging(id=F4, modality=mri_l, region=lumbar, finding=stenosis)
--   outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: met
-- case: no sign of the root
-- rows: request(id=Q1, concept=fusion_l, region=lumbar, raw='L4-5 laminectomy and fusion')
--   exam(id=F1, concept=slr, region=lumbar, sign=negative) imaging(id=F2, modality=mri_l, region=lumbar, finding=stenosis)
--   outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: not_met
-- case: care, no word of the response
-- rows: request(id=Q1, concept=fusion_l, region=lumbar, raw='L4-5 laminectomy and fusion')
--   exam(id=F1, concept=slr, region=lumbar, sign=positive) imaging(id=F2, modality=mri_l, region=lumbar, finding=stenosis)
--   therapy(id=F3, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- rows: request(id=Q1, concept=fusion_l, region=lumbar, raw='L4-5 laminectomy and fusion') 
-- expect: not_documented ABSENT
-- case: a fusion alone
-- expect: not_applicable
