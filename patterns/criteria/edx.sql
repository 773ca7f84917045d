-- set: EDX
-- title: Electrodiagnosis (EMG, nerve conduction)
-- treatments: emg_ncs, emg, ncs
-- guideline: ACOEM, chapters 8, 11 and 12
-- edition: 2004
-- pages: 178, 261, 303
-- mtus: yes
-- in-force: 2007-06-15 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

--- The region of the request is the spine or the limb; findings of the arm stand under the neck and those of the leg under the back.
-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
part AS (
  SELECT CASE WHEN EXISTS (SELECT 1 FROM request WHERE id = :request AND (says(raw, 'upper extremities') OR says(raw, 'upper extremity')
    OR says(raw, 'upper extrem') OR says(raw, 'UE') OR says(raw, 'UEs') OR says(raw, 'BUE') OR says(raw, 'RUE') OR says(raw, 'LUE') OR says(raw, 'arm') OR says(raw, 'arms'))) THEN 'arm'
  WHEN EXISTS (SELECT 1 FROM request WHERE id = :request AND (says(raw, 'lower extremities') OR says(raw, 'lower extremity')
    OR says(raw, 'lower extrem') OR says(raw, 'LE') OR says(raw, 'LEs') OR says(raw, 'BLE') OR says(raw, 'RLE') OR says(raw, 'LLE') OR says(raw, 'leg') OR says(raw, 'legs'))) THEN 'leg'
  WHEN :region IN ('cervical', 'shoulder', 'elbow', 'wrist_hand') THEN 'arm'
  WHEN :region IN ('lumbar', 'sacral', 'hip', 'knee', 'ankle_foot') THEN 'leg' END AS limb),
area AS (
  SELECT r.region FROM part p JOIN (SELECT 'arm' AS limb, 'cervical' AS region UNION ALL SELECT 'arm', 'shoulder' UNION ALL SELECT 'arm', 'elbow'
    UNION ALL SELECT 'arm', 'wrist_hand' UNION ALL SELECT 'leg', 'lumbar' UNION ALL SELECT 'leg', 'sacral' UNION ALL SELECT 'leg', 'hip'
    UNION ALL SELECT 'leg', 'knee' UNION ALL SELECT 'leg', 'ankle_foot') r ON r.limb = coalesce(p.limb, r.limb)),
sign AS (
  SELECT id, concept, side, coalesce(sign IN ('negative', 'normal'), 0)
  OR coalesce(lower(trim(value, '"')) IN ('normal', 'intact', 'wnl', '5/5', '2+', 'symmetric'), 0) AS normal
  FROM exam WHERE concept IN ('motor', 'sensation', 'reflex', 'tinel', 'phalen', 'durkan', 'thenar_atrophy') AND (region IS NULL
  OR region IN (SELECT region FROM area))
   AND (sign IS NOT NULL OR value IS NOT NULL)),
entrapment AS (
  SELECT id FROM diagnosis WHERE concept IN ('carpal_tunnel', 'cubital_tunnel', 'tarsal_tunnel', 'neuropathy', 'diabetes') UNION ALL
  SELECT id FROM sign WHERE concept IN ('tinel', 'phalen', 'durkan', 'thenar_atrophy') AND NOT normal),
complaint AS (
  SELECT id, laterality FROM symptom WHERE region IS NULL OR region IN (SELECT region FROM area)
  UNION ALL SELECT id, laterality FROM diagnosis WHERE region IN (SELECT region FROM area)),
earlier AS (
  SELECT id FROM imaging WHERE modality IN ('emg_ncs', 'emg', 'ncs') AND (region IS NULL OR region IN (SELECT region FROM area))
   AND (date IS NULL OR :reference IS NULL OR date < :reference)),
span AS (
  SELECT fact, days_between(value, :reference) AS days FROM admin WHERE name = 'date_of_injury' AND value IS NOT NULL)

-- base: issue(request=Q1, treatment=emg_ncs, region=cervical, reference=2015-08-03) request(id=Q1, concept=emg_ncs, region=cervical)

-- criterion: EDX.1
-- kind: mandatory
-- paraphrase: Symptoms of neck and arm, or back and leg, have lasted longer than three to four weeks.
-- classes: PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- cure: the symptoms, and since when
-- query:
SELECT c.id AS fact, (SELECT at_least(days, days, 28) FROM span) AS verdict FROM complaint c
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM symptom WHERE region NOT IN (SELECT region FROM area)
-- case: a year
-- rows: admin(name=date_of_injury, value=2014-08-01, fact=admin.date_of_injury) symptom(id=F1, concept=neck_pain, region=cervical)
-- expect: met
-- case: two weeks
-- rows: admin(name=date_of_injury, value=2015-07-20, fact=admin.date_of_injury) symptom(id=F1, concept=neck_pain, region=cervical)
-- expect: not_met
-- case: the day of the injury is not known
-- rows: symptom(id=F1, concept=neck_pain, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of the leg, asked for the arm
-- rows: symptom(id=F1, concept=back_pain, region=lumbar)
-- expect: not_documented WRONG_REGION
-- case: no complaint
-- expect: not_documented ABSENT

-- criterion: EDX.2
-- kind: mandatory
-- paraphrase: A subtle focal dysfunction is to be clarified, or an entrapment of a nerve is suspected.
-- classes: PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- cure: an examination of strength, sensation and reflexes
-- query:
SELECT id AS fact, 1 AS verdict FROM entrapment UNION ALL SELECT id, NOT normal FROM sign
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM diagnosis WHERE concept = 'radiculopathy'
-- case: numbness
-- rows: exam(id=F1, concept=sensation, region=cervical, value='decreased')
-- expect: met
-- case: carpal tunnel is suspected
-- rows: diagnosis(id=D1, concept=carpal_tunnel, region=wrist_hand, certainty=possible)
-- expect: met
-- case: all normal
-- rows: exam(id=F1, concept=motor, region=cervical, value='5/5')
-- expect: not_met
-- case: radiculopathy by name
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: EDX.3
-- kind: exclusion
-- paraphrase: Radiculopathy is clinically obvious already: diagnosed, with a sign of the root and weakness or a lost reflex, and nothing else is in question.
-- classes: PR2, MEDLEGAL
-- measures: diagnosis
-- confidence: not_met 0.60, not_applicable 0.80
-- query:
SELECT d.id AS fact, 1 AS verdict FROM diagnosis d WHERE d.concept = 'radiculopathy' AND d.region IN (SELECT region FROM area)
  AND coalesce(d.certainty, 'certain') = 'certain'
 AND EXISTS (SELECT 1 FROM exam WHERE concept IN ('spurling', 'slr', 'lasegue') AND sign = 'positive' AND (region IS NULL
  OR region IN (SELECT region FROM area)))
 AND EXISTS (SELECT 1 FROM sign WHERE concept IN ('motor', 'reflex') AND NOT normal) AND NOT EXISTS (SELECT 1 FROM entrapment)
-- case: all of it
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical) exam(id=F1, concept=spurling, region=cervical, sign=positive)
--   exam(id=F2, concept=motor, region=cervical, value='4/5')
-- expect: not_met
-- case: with a suspected carpal tunnel
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical) exam(id=F1, concept=spurling, region=cervical, sign=positive)
--   exam(id=F2, concept=motor, region=cervical, value='4/5') diagnosis(id=D2, concept=carpal_tunnel)
-- expect: not_applicable
-- case: nothing
-- expect: not_applicable

-- criterion: EDX.4
-- kind: mandatory
-- paraphrase: Nerve conduction of the legs only where a neuropathy or an entrapment is in question.
-- classes: PR2, RFA
-- measures: diagnosis
-- outcomes: met, not_documented, not_applicable
-- cure: which neuropathy or entrapment is suspected
-- applies:
SELECT limb IS 'leg' AND :treatment <> 'emg' AS applies FROM part
-- query:
SELECT id AS fact, 1 AS verdict FROM entrapment
-- case: diabetes
-- rows: issue(request=Q1, treatment=emg_ncs, region=lumbar, reference=2015-08-03) diagnosis(id=D1, concept=diabetes)
-- expect: met
-- case: no such question
-- rows: issue(request=Q1, treatment=emg_ncs, region=lumbar, reference=2015-08-03)
-- expect: not_documented ABSENT
-- case: of the arms
-- expect: not_applicable

-- criterion: EDX.5
-- kind: quantity
-- paraphrase: Each limb needs its own reason: both sides only with complaints or findings on both.
-- classes: PR2, RFA
-- measures: levels
-- cure: the findings of each side
-- applies:
SELECT laterality IS 'bilateral' AS applies FROM request WHERE id = :request
-- query:
WITH side AS (SELECT id, side FROM sign WHERE NOT normal AND side IS NOT NULL UNION ALL SELECT id, laterality FROM complaint
  WHERE laterality IS NOT NULL)
SELECT id AS fact, EXISTS (SELECT 1 FROM side WHERE side IN ('left', 'bilateral')) AND EXISTS (SELECT 1 FROM side
  WHERE side IN ('right', 'bilateral')) AS verdict
FROM side UNION ALL SELECT c.id, NULL FROM complaint c WHERE NOT EXISTS (SELECT 1 FROM side)
-- smaller:
SELECT 1 AS quantity, 'limb' AS unit
-- case: both hands numb
-- rows: request(id=Q1, concept=emg_ncs, region=cervical, laterality=bilateral)
--   exam(id=F1, concept=sensation, region=wrist_hand, value='decreased', side=bilateral)
-- expect: met
-- case: the left hand only
-- rows: request(id=Q1, concept=emg_ncs, region=cervical, laterality=bilateral)
--   exam(id=F1, concept=sensation, region=wrist_hand, value='decreased', side=left)
-- expect: not_met smaller 1
-- case: a complaint without a side
-- rows: request(id=Q1, concept=emg_ncs, region=cervical, laterality=bilateral) symptom(id=F1, concept=neck_pain, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no complaint
-- rows: request(id=Q1, concept=emg_ncs, region=cervical, laterality=bilateral)
-- expect: not_documented ABSENT
-- case: one side
-- expect: not_applicable

-- criterion: EDX.6
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
-- rows: imaging(id=F8, modality=emg_ncs, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: imaging(id=F8, modality=emg_ncs, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: imaging(id=F8, modality=emg_ncs, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: imaging(id=F8, modality=emg_ncs, region=cervical, date=2014-01-05) assertion(id=F1, subject=significant_change, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: a first study
-- expect: not_applicable
