-- set: MRI-L
-- title: Magnetic resonance imaging, lumbar spine
-- treatments: mri_l
-- guideline: ACOEM, chapter 12 Low Back Complaints; ODG
-- edition: 2004
-- pages: 303-305
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

-- base: issue(request=Q1, treatment=mri_l, region=lumbar, reference=2015-08-03) request(id=Q1, concept=mri_l, region=lumbar)

-- criterion: MRI-L.1
-- kind: mandatory
-- paraphrase: A red flag, or unequivocal focal neurological findings on examination.
-- classes: PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- cure: an examination of strength, sensation and reflexes by root
-- query:
SELECT id AS fact, 1 AS verdict FROM red_flag UNION ALL SELECT id, NOT normal FROM neuro
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM exam WHERE concept IN ('slr', 'lasegue', 'femoral_stretch')
UNION ALL SELECT id, 'MENTIONED_NO_VALUE' FROM diagnosis WHERE concept = 'radiculopathy' AND (:region IS NULL OR coalesce(region, :region) = :region)
-- case: a fracture
-- rows: diagnosis(id=D1, concept=fracture, region=lumbar)
-- expect: met
-- case: weakness
-- rows: exam(id=F1, concept=motor, region=lumbar, value='4/5')
-- expect: met
-- case: all normal
-- rows: exam(id=F1, concept=motor, region=lumbar, value='5/5') exam(id=F2, concept=sensation, region=lumbar, value='intact')
-- expect: not_met
-- case: leg raising alone
-- rows: exam(id=F1, concept=slr, region=lumbar, sign=positive)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: MRI-L.2
-- kind: mandatory
-- paraphrase: Four to six weeks of treatment did not help, unless there is a red flag.
-- classes: PR2, THER, MEDLEGAL
-- measures: conservative
-- cure: what conservative care was given, how long, and how the patient responded
-- applies:
SELECT NOT EXISTS (SELECT 1 FROM red_flag) AS applies
-- query:
SELECT id AS fact, verdict FROM tried
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
-- case: therapy, no word of its response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: therapy of another part
-- rows: therapy(id=F1, concept=pt, region=cervical, response=none)
-- expect: not_documented WRONG_REGION
-- case: nothing
-- expect: not_documented ABSENT
-- case: a red flag
-- rows: diagnosis(id=D1, concept=fracture, region=lumbar)
-- expect: not_applicable

-- criterion: MRI-L.3
-- kind: mandatory
-- paraphrase: Surgery is considered, or the result would change management.
-- classes: PR2, RFA
-- measures: plan
-- cure: what will be decided by the result
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'changes_management' UNION ALL SELECT id, 1 FROM invasive
-- case: said
-- rows: assertion(id=F1, subject=changes_management, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=changes_management, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=changes_management, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=changes_management, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: an epidural is asked for as well
-- rows: request(id=Q2, concept=esi_tf, region=lumbar)
-- expect: met

-- criterion: MRI-L.4
-- kind: advisory
-- paraphrase: Where the neurology is in doubt, electrodiagnosis comes first.
-- classes: EDX, PR2
-- measures: imaging
-- outcomes: met, not_met, not_applicable
-- applies:
SELECT EXISTS (SELECT 1 FROM diagnosis WHERE concept = 'radiculopathy' AND certainty IN ('possible', 'probable')) AS applies
-- query:
SELECT :request AS fact, EXISTS (SELECT 1 FROM imaging WHERE modality IN ('emg_ncs', 'emg', 'ncs')) AS verdict
-- case: in doubt, not done
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar, certainty=possible)
-- expect: not_met
-- case: in doubt, done
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar, certainty=possible) imaging(id=F9, modality=emg_ncs, region=lumbar)
-- expect: met
-- case: no doubt
-- expect: not_applicable

-- criterion: MRI-L.5
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
-- rows: imaging(id=F8, modality=mri_l, region=lumbar, date=2014-01-05) assertion(id=F1, subject=significant_change, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: imaging(id=F8, modality=mri_l, region=lumbar, date=2014-01-05) assertion(id=F1, subject=significant_change, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: imaging(id=F8, modality=mri_l, region=lumbar, date=2014-01-05) assertion(id=F1, subject=significant_change, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: imaging(id=F8, modality=mri_l, region=lumbar, date=2014-01-05) assertion(id=F1, subject=significant_change, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: a first study
-- expect: not_applicable
