-- set: MRI-C
-- title: Magnetic resonance imaging, cervical spine
-- treatments: mri_c
-- guideline: ACOEM, chapter 8 Neck and Upper Back Complaints
-- edition: 2004
-- pages: 177-178
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
red_flag AS (
  SELECT id FROM diagnosis WHERE concept IN ('tumor', 'cancer', 'infection', 'fracture', 'dislocation', 'cauda_equina', 'myelopathy', 'progressive_deficit') AND (:region IS NULL OR coalesce(region, :region) = :region) AND coalesce(certainty, 'certain') = 'certain'
  UNION SELECT id FROM said WHERE subject = 'red_flags' AND yes),
earlier AS (
  SELECT id FROM imaging WHERE modality LIKE 'mri%' AND region = :region AND (date IS NULL OR :reference IS NULL OR date < :reference)),
invasive AS (
  SELECT r.id FROM request r JOIN treatment t ON t.concept = r.concept AND t.family IN ('surgery', 'spine_injection') WHERE r.region = :region
  AND r.id <> :request
  UNION ALL SELECT id FROM aside WHERE kind = 'surgery' AND why = 'planned' AND (:region IS NULL OR coalesce(region, :region) = :region))

-- base: issue(request=Q1, treatment=mri_c, region=cervical, reference=2015-08-03) request(id=Q1, concept=mri_c, region=cervical)

-- criterion: MRI-C.1
-- number: 1-4
-- one-of: MRI-C.1-4
-- kind: mandatory
-- paraphrase: One of: a red flag.
-- classes: PR2, DFR, MEDLEGAL, IMG
-- measures: diagnosis
-- cure: whether there is a red flag
-- query:
SELECT id AS fact, 1 AS verdict FROM red_flag UNION ALL SELECT id, 0 FROM said WHERE subject = 'red_flags' AND yes = 0
-- case: a fracture
-- rows: diagnosis(id=D1, concept=fracture, region=cervical)
-- expect: met
-- case: said that there is none
-- rows: assertion(id=F1, subject=red_flags, value=no, stated_by=provider)
-- expect: not_met
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: MRI-C.2
-- number: 1-4
-- one-of: MRI-C.1-4
-- kind: mandatory
-- paraphrase: One of: physiological evidence of tissue insult or neurological dysfunction.
-- classes: PR2, DFR, MEDLEGAL, EDX
-- measures: diagnosis
-- cure: an examination of strength, sensation and reflexes by root
-- query:
SELECT id AS fact, NOT normal AS verdict FROM neuro
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM diagnosis WHERE concept = 'radiculopathy' AND (:region IS NULL OR coalesce(region, :region) = :region)
-- case: weakness
-- rows: exam(id=F1, concept=motor, region=cervical, value='4/5')
-- expect: met
-- case: all normal
-- rows: exam(id=F1, concept=motor, region=cervical, value='5/5')
-- expect: not_met
-- case: radiculopathy by name
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: MRI-C.3
-- number: 1-4
-- one-of: MRI-C.1-4
-- kind: mandatory
-- paraphrase: One of: failure to progress in a strengthening programme that is meant to avoid surgery.
-- classes: THER, PR2
-- measures: conservative
-- cure: how the patient progressed in a strengthening programme
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'failed_strengthening'
-- case: said
-- rows: assertion(id=F1, subject=failed_strengthening, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=failed_strengthening, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=failed_strengthening, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=failed_strengthening, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT

-- criterion: MRI-C.4
-- number: 1-4
-- one-of: MRI-C.1-4
-- kind: mandatory
-- paraphrase: One of: the anatomy must be known before an invasive procedure.
-- classes: PR2, RFA
-- measures: plan
-- outcomes: met, not_documented
-- cure: which procedure is planned
-- query:
SELECT id AS fact, 1 AS verdict FROM invasive
-- case: a fusion is asked for as well
-- rows: request(id=Q2, concept=fusion_c, region=cervical)
-- expect: met
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: MRI-C.5
-- kind: mandatory
-- paraphrase: Three to four weeks of conservative care (three months by the other guideline) failed, unless there is a red flag or dysfunction.
-- classes: PR2, THER, MEDLEGAL
-- measures: conservative
-- cure: what conservative care was given, how long, and how the patient responded
-- applies:
SELECT NOT EXISTS (SELECT 1 FROM red_flag) AND NOT EXISTS (SELECT 1 FROM neuro WHERE NOT normal) AS applies
-- query:
SELECT id AS fact, verdict FROM tried
-- reason:
SELECT o.id AS fact, 'WRONG_REGION' AS reason FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative'
WHERE o.region <> :region
UNION ALL
SELECT th.id, 'WRONG_REGION' FROM therapy th JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative' WHERE th.region <> :region
-- case: therapy without relief
-- rows: outcome(id=O1, treatment=pt, region=cervical, direction=none)
-- expect: met
-- case: therapy that helped well
-- rows: outcome(id=O1, treatment=pt, region=cervical, direction=improved, percent_low=80, percent_high=80)
-- expect: not_met
-- case: therapy, no word of its response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: therapy of another part
-- rows: therapy(id=F1, concept=pt, region=lumbar, response=none)
-- expect: not_documented WRONG_REGION
-- case: nothing
-- expect: not_documented ABSENT
-- case: weakness
-- rows: exam(id=F1, concept=motor, region=cervical, value='4/5')
-- expect: not_applicable

-- criterion: MRI-C.6
-- kind: mandatory
-- paraphrase: A repeat needs a significant change of symptoms or findings since the last study.
-- classes: PR2, IMG
-- measures: imaging
-- cure: what has changed since the last study
-- applies:
SELECT EXISTS (SELECT 1 FROM earlier) AS applies
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'significant_change'
-- case: said
-- rows: imaging(id=F8, modality=mri_c, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: imaging(id=F8, modality=mri_c, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: imaging(id=F8, modality=mri_c, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: imaging(id=F8, modality=mri_c, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: a first study
-- expect: not_applicable
