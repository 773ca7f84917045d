-- set: HWAVE
-- title: H-wave stimulation
-- treatments: h_wave
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, H-wave stimulation
-- edition: 2009-07-18
-- pages: 117-118
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
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
trial AS (SELECT id, CAST(value AS REAL) AS weeks FROM said WHERE subject = 'trial_weeks'),
answer AS (SELECT * FROM outcome WHERE treatment = 'h_wave'),
bought AS (
  SELECT NOT EXISTS (SELECT 1 FROM request WHERE id = :request AND (says(raw, 'rental') OR says(raw, 'rent') OR says(raw, 'trial'))) AS yes)

-- base: issue(request=Q1, treatment=h_wave, region=lumbar, reference=2015-08-03) request(id=Q1, concept=h_wave, region=lumbar)

-- criterion: HWAVE.1
-- kind: mandatory
-- paraphrase: For neuropathic pain of diabetes, or chronic inflammation of soft tissue.
-- classes: PR2, RFA
-- measures: diagnosis
-- cure: the diagnosis
-- query:
SELECT id AS fact, concept = 'diabetic_neuropathy' OR concept IN ('tendinitis', 'bursitis', 'epicondylitis', 'plantar_fasciitis', 'rotator_cuff', 'impingement')
  OR (concept = 'neuropathy' AND EXISTS (SELECT 1 FROM diagnosis WHERE concept = 'diabetes')) AS verdict FROM diagnosis
  WHERE coalesce(certainty, 'certain') = 'certain'
-- case: neuropathy and diabetes
-- rows: diagnosis(id=D1, concept=neuropathy) diagnosis(id=D2, concept=diabetes)
-- expect: met
-- case: tendinitis
-- rows: diagnosis(id=D1, concept=tendinitis)
-- expect: met
-- case: a stenosis
-- rows: diagnosis(id=D1, concept=stenosis, region=lumbar)
-- expect: not_met
-- case: no diagnosis
-- expect: not_documented ABSENT

-- criterion: HWAVE.2
-- kind: mandatory
-- paraphrase: Beside a programme that restores function.
-- classes: PR2, THER
-- measures: plan
-- outcomes: met, not_documented
-- cure: the programme beside it
-- query:
SELECT id AS fact, 1 AS verdict FROM plan WHERE concept IN ('rehabilitation', 'home_exercise', 'work_conditioning') UNION ALL SELECT id, 1
  FROM therapy WHERE concept IN ('home_exercise', 'frp')
-- case: home exercise
-- rows: plan(id=F1, concept=home_exercise)
-- expect: met
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: HWAVE.3
-- kind: mandatory
-- paraphrase: Physical therapy, medication and transcutaneous stimulation failed, all three.
-- classes: PR2, THER
-- decide: all
-- measures: conservative
-- cure: the response to therapy, to medication and to transcutaneous stimulation
-- query:
SELECT t.id AS fact, t.verdict, CASE WHEN t.id IS NULL THEN 'ABSENT' END AS reason FROM (SELECT 'pt' AS concept
  UNION ALL SELECT 'medication' UNION ALL SELECT 'tens') w
LEFT JOIN tried t ON t.id = (SELECT y.id FROM tried y WHERE y.concept = w.concept OR (w.concept = 'medication' AND y.concept IN ('drug', 'nsaid'))
  ORDER BY y.verdict IS NULL, y.verdict DESC, y.id LIMIT 1)
-- case: all three
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none) outcome(id=O2, treatment=medication, direction=none)
--   outcome(id=O3, treatment=tens, region=lumbar, direction=none)
-- expect: met
-- case: therapy brought a fifth, which is less than a patient notices for good
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=improved, percent_low=20, percent_high=20)
--   outcome(id=O2, treatment=medication, direction=none) outcome(id=O3, treatment=tens, region=lumbar, direction=none)
-- expect: met
-- case: therapy brought three tenths, which a patient notices: whether it failed is for a physician to say
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=improved, percent_low=30, percent_high=30)
--   outcome(id=O2, treatment=medication, direction=none) outcome(id=O3, treatment=tens, region=lumbar, direction=none)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: stimulation helped
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none) outcome(id=O2, treatment=medication, direction=none)
--   outcome(id=O3, treatment=tens, region=lumbar, direction=improved, percent_low=60, percent_high=60)
-- expect: not_met
-- case: tried, no word of the response
-- rows: therapy(id=F1, concept=pt) therapy(id=F2, concept=medication) therapy(id=F3, concept=tens)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: HWAVE.4
-- kind: mandatory
-- paraphrase: Before purchase a trial of one month at home, with hours of use, relief and function.
-- classes: PR2, THER, RFA
-- measures: relief function
-- cure: the record of a trial of one month: hours of use, relief, function
-- applies:
SELECT yes AS applies FROM bought
-- query:
SELECT a.id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0 WHEN direction = 'improved' THEN (SELECT max(weeks) >= 4
  FROM trial) END AS verdict FROM answer a
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM therapy WHERE concept = 'h_wave' UNION ALL SELECT id, 'WRONG_PROCEDURE' FROM outcome
  WHERE treatment <> 'h_wave' AND pain
-- case: a month, with relief
-- rows: outcome(id=O1, treatment=h_wave, pain=1, direction=improved) assertion(id=F1, subject=trial_weeks, value=4, stated_by=provider)
-- expect: met
-- case: one week
-- rows: outcome(id=O1, treatment=h_wave, pain=1, direction=improved) assertion(id=F1, subject=trial_weeks, value=1, stated_by=provider)
-- expect: not_met
-- case: no relief
-- rows: outcome(id=O1, treatment=h_wave, pain=1, direction=none)
-- expect: not_met
-- case: relief, how long it was tried is not said
-- rows: outcome(id=O1, treatment=h_wave, pain=1, direction=improved)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: used, no word of the response
-- rows: therapy(id=F1, concept=h_wave)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: relief with therapy
-- rows: outcome(id=O1, treatment=pt, pain=1, direction=improved)
-- expect: not_documented WRONG_PROCEDURE
-- case: nothing
-- expect: not_documented ABSENT
-- case: a rental
-- rows: request(id=Q1, concept=h_wave, region=lumbar, raw='unit, 30 day rental')
-- expect: not_applicable
