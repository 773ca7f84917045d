-- set: TOP
-- title: Topical and compounded analgesics
-- treatments: topical
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Topical analgesics
-- edition: 2009-07-18
-- pages: 111-113
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

--- One ingredient that is not recommended defeats the compound: an exclusion for each.
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
ingredient AS (SELECT id, raw, says(raw, 'patch') OR says(raw, 'patches') OR says(raw, 'lidoderm') AS patch FROM request WHERE id = :request),
nsaid AS (
  SELECT id FROM ingredient WHERE says(raw, 'diclofenac') OR says(raw, 'voltaren') OR says(raw, 'flector') OR says(raw, 'pennsaid')
  OR says(raw, 'flurbiprofen') OR says(raw, 'ketorolac')),
nerve AS (SELECT id FROM diagnosis WHERE concept IN ('radiculopathy', 'neuropathy', 'neuralgia', 'crps', 'postherpetic_neuralgia', 'diabetic_neuropathy') AND coalesce(certainty, 'certain') = 'certain'),
line AS (
  SELECT m.id, m.class, CASE WHEN o.direction IN ('none', 'worse') THEN 1 WHEN o.direction = 'improved' THEN 0 END AS failed
  FROM medication m LEFT JOIN outcome o ON o.treatment IN (m.generic, m.class) WHERE m.class IN ('antidepressant', 'anticonvulsant')
  AND m.status IN ('past', 'current'))

-- base: issue(request=Q1, treatment=topical, region=lumbar, reference=2015-08-03)
--   request(id=Q1, concept=drug, region=lumbar, raw='lidocaine patch')

-- criterion: TOP.1
-- kind: mandatory
-- paraphrase: Neuropathic pain, where an antidepressant and an anticonvulsant were tried and failed.
-- classes: PR2, RX, MEDLEGAL
-- decide: all
-- measures: medication
-- cure: which antidepressant and anticonvulsant were tried, and the response
-- applies:
SELECT NOT EXISTS (SELECT 1 FROM nsaid) AS applies
-- query:
SELECT l.id AS fact, CASE WHEN failed = 0 THEN 0 WHEN failed AND EXISTS (SELECT 1 FROM nerve) THEN 1 END AS verdict FROM line l
UNION ALL SELECT id, NULL FROM nerve WHERE (SELECT count(DISTINCT class) FROM line) < 2
-- case: both failed
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar) medication(id=M1, generic=nortriptyline, class=antidepressant, status=past)
--   medication(id=M2, generic=gabapentin, class=anticonvulsant, status=past) outcome(id=O1, treatment=antidepressant, direction=none)
--   outcome(id=O2, treatment=anticonvulsant, direction=none)
-- expect: met
-- case: one helped
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar) medication(id=M1, generic=nortriptyline, class=antidepressant, status=past)
--   medication(id=M2, generic=gabapentin, class=anticonvulsant, status=past) outcome(id=O1, treatment=antidepressant, direction=improved)
--   outcome(id=O2, treatment=anticonvulsant, direction=none)
-- expect: not_met
-- case: tried, no word of the response
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar) medication(id=M1, generic=nortriptyline, class=antidepressant, status=past)
--   medication(id=M2, generic=gabapentin, class=anticonvulsant, status=past)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: one of them not tried
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar) medication(id=M2, generic=gabapentin, class=anticonvulsant, status=past)
--   outcome(id=O2, treatment=anticonvulsant, direction=none)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT
-- case: an anti-inflammatory
-- rows: request(id=Q1, concept=drug, raw='Voltaren gel 1%')
-- expect: not_applicable

-- criterion: TOP.2a
-- number: 2
-- kind: exclusion
-- paraphrase: Holds ketoprofen.
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT i.id AS fact, 1 AS verdict FROM ingredient i WHERE says(raw, 'ketoprofen')
-- case: it is
-- rows: request(id=Q1, concept=drug, raw='ketoprofen 10% cream')
-- expect: not_met
-- case: it is not
-- rows: request(id=Q1, concept=drug, raw='lidocaine patch')
-- expect: not_applicable

-- criterion: TOP.2b
-- number: 2
-- kind: exclusion
-- paraphrase: Holds baclofen.
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT i.id AS fact, 1 AS verdict FROM ingredient i WHERE says(raw, 'baclofen')
-- case: it is
-- rows: request(id=Q1, concept=drug, raw='baclofen 2% gel')
-- expect: not_met
-- case: it is not
-- rows: request(id=Q1, concept=drug, raw='lidocaine patch')
-- expect: not_applicable

-- criterion: TOP.2c
-- number: 2
-- kind: exclusion
-- paraphrase: Holds cyclobenzaprine or another muscle relaxant.
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT i.id AS fact, 1 AS verdict FROM ingredient i WHERE EXISTS (SELECT 1 FROM drug d WHERE d.class = 'muscle_relaxant'
  AND d.generic <> 'baclofen' AND says(i.raw, d.name))
-- case: it is
-- rows: request(id=Q1, concept=drug, raw='flurbiprofen 20%/cyclobenzaprine 4% cream')
-- expect: not_met
-- case: it is not
-- rows: request(id=Q1, concept=drug, raw='lidocaine patch')
-- expect: not_applicable

-- criterion: TOP.2d
-- number: 2
-- kind: exclusion
-- paraphrase: Holds gabapentin.
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT i.id AS fact, 1 AS verdict FROM ingredient i WHERE says(raw, 'gabapentin')
-- case: it is
-- rows: request(id=Q1, concept=drug, raw='gabapentin 6% cream')
-- expect: not_met
-- case: it is not
-- rows: request(id=Q1, concept=drug, raw='lidocaine patch')
-- expect: not_applicable

-- criterion: TOP.2e
-- number: 2
-- kind: exclusion
-- paraphrase: Holds lidocaine other than as a patch.
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT i.id AS fact, 1 AS verdict FROM ingredient i WHERE (says(raw, 'lidocaine') OR says(raw, 'lidopro')) AND NOT patch
-- case: it is
-- rows: request(id=Q1, concept=drug, raw='lidocaine 5% ointment')
-- expect: not_met
-- case: it is not
-- rows: request(id=Q1, concept=drug, raw='lidocaine patch')
-- expect: not_applicable

-- criterion: TOP.2f
-- number: 2
-- kind: exclusion
-- paraphrase: Holds capsaicin above 0.025 % (0.075 % in a neuropathy).
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT i.id AS fact, 1 AS verdict FROM ingredient i WHERE says(raw, 'capsaicin') AND (says(raw, '0.0375%') OR says(raw, '0.05%')
  OR says(raw, '0.0325%') OR says(raw, '0.375%') OR (says(raw, '0.075%') AND NOT EXISTS (SELECT 1 FROM nerve)))
-- case: it is
-- rows: request(id=Q1, concept=drug, raw='capsaicin 0.0375% cream')
-- expect: not_met
-- case: it is not
-- rows: request(id=Q1, concept=drug, raw='capsaicin 0.025% cream')
-- expect: not_applicable

-- criterion: TOP.2g
-- number: 2
-- kind: exclusion
-- paraphrase: A topical anti-inflammatory for spine, hip or shoulder.
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM nsaid WHERE :region IN ('cervical', 'thoracic', 'lumbar', 'sacral', 'hip', 'shoulder')
-- case: for the back
-- rows: request(id=Q1, concept=drug, raw='Voltaren gel 1%')
-- expect: not_met
-- case: for the knee
-- rows: issue(request=Q1, treatment=topical, region=knee, reference=2015-08-03) request(id=Q1, concept=drug, raw='Voltaren gel 1%')
-- expect: not_applicable

-- criterion: TOP.2h
-- number: 2
-- kind: mandatory
-- paraphrase: A topical anti-inflammatory is for knee, elbow or another joint that it reaches.
-- classes: RFA, PR2
-- measures: diagnosis
-- outcomes: met, not_documented, not_applicable
-- cure: for which joint
-- applies:
SELECT EXISTS (SELECT 1 FROM nsaid) AND coalesce(:region, 'none') NOT IN ('cervical', 'thoracic', 'lumbar', 'sacral', 'hip', 'shoulder') AS applies
-- query:
SELECT id AS fact, CASE WHEN :region IS NOT NULL THEN 1 END AS verdict FROM nsaid
-- case: for the knee
-- rows: issue(request=Q1, treatment=topical, region=knee, reference=2015-08-03) request(id=Q1, concept=drug, raw='Voltaren gel 1%')
-- expect: met
-- case: where is not said
-- rows: issue(request=Q1, treatment=topical, reference=2015-08-03) request(id=Q1, concept=drug, raw='Voltaren gel 1%')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: none
-- expect: not_applicable

-- criterion: TOP.2i
-- number: 2
-- kind: mandatory
-- paraphrase: Capsaicin only where other treatment did not help.
-- classes: PR2, MEDLEGAL
-- measures: conservative
-- cure: what was tried before, and the response
-- applies:
SELECT coalesce(says(raw, 'capsaicin'), 0) AS applies FROM ingredient
-- query:
SELECT id AS fact, verdict FROM tried
-- case: therapy did not help
-- rows: request(id=Q1, concept=drug, raw='capsaicin 0.025% cream') outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: met
-- case: it did
-- rows: request(id=Q1, concept=drug, raw='capsaicin 0.025% cream')
--   outcome(id=O1, treatment=pt, region=lumbar, direction=improved, percent_low=80, percent_high=80)
-- expect: not_met
-- case: therapy, no word of its response
-- rows: request(id=Q1, concept=drug, raw='capsaicin 0.025% cream') therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- rows: request(id=Q1, concept=drug, raw='capsaicin 0.025% cream')
-- expect: not_documented ABSENT
-- case: no capsaicin
-- expect: not_applicable

-- criterion: TOP.3
-- kind: documentation
-- paraphrase: Site and quantity are stated.
-- classes: RFA, RX
-- measures: visits
-- outcomes: met, not_documented
-- query:
SELECT id AS fact, CASE WHEN quantity_low IS NOT NULL AND :region IS NOT NULL THEN 1 END AS verdict FROM request WHERE id = :request
-- case: both
-- rows: request(id=Q1, concept=drug, region=lumbar, quantity_low=30, quantity_high=30)
-- expect: met
-- case: no quantity
-- expect: not_documented MENTIONED_NO_VALUE
