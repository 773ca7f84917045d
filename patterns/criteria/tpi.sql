-- set: TPI
-- title: Trigger point injections
-- treatments: tpi
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Trigger point injections
-- edition: 2009-07-18
-- pages: 122
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
span AS (
  SELECT fact, days_between(value, :reference) AS days FROM admin WHERE name = 'date_of_injury' AND value IS NOT NULL),
prior AS (
  SELECT id, date, date_low, date_high FROM event WHERE concept IN ('tpi') AND (:region IS NULL OR coalesce(region, :region) = :region)
   AND (date_low IS NULL OR :reference IS NULL OR date_low < :reference)),
answer AS (
  SELECT * FROM outcome WHERE treatment IN ('tpi') AND (:region IS NULL OR coalesce(region, :region) = :region))

-- base: issue(request=Q1, treatment=tpi, region=cervical, reference=2015-08-03) request(id=Q1, concept=tpi, region=cervical)

-- criterion: TPI.1
-- kind: mandatory
-- paraphrase: Circumscribed trigger points with a twitch response and referred pain, both.
-- classes: PR2, DFR
-- decide: all
-- measures: diagnosis
-- cure: an examination: trigger points, twitch response, referred pain
-- query:
SELECT x.id AS fact, coalesce(x.sign, 'positive') = 'positive' AS verdict FROM exam x WHERE x.concept IN ('twitch_response', 'referred_pain')
UNION ALL SELECT t.id, NULL FROM exam t, (SELECT 'twitch_response' AS concept UNION ALL SELECT 'referred_pain') w
WHERE t.concept IN ('trigger_point', 'twitch_response', 'referred_pain') AND NOT EXISTS (SELECT 1 FROM exam WHERE concept = w.concept)
-- case: both
-- rows: exam(id=F1, concept=twitch_response, region=cervical, sign=positive)
--   exam(id=F2, concept=referred_pain, region=cervical, sign=positive)
-- expect: met
-- case: no twitch
-- rows: exam(id=F1, concept=twitch_response, region=cervical, sign=negative)
--   exam(id=F2, concept=referred_pain, region=cervical, sign=positive)
-- expect: not_met
-- case: trigger points, nothing more
-- rows: exam(id=F1, concept=trigger_point, region=cervical, sign=positive)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: tenderness
-- rows: exam(id=F1, concept=tenderness, region=cervical, sign=positive)
-- expect: not_documented ABSENT

-- criterion: TPI.2
-- kind: mandatory
-- paraphrase: Symptoms have lasted longer than three months.
-- classes: DFR, PR2, RFA
-- measures: diagnosis
-- confidence: met 0.80, not_met 0.90, not_documented 0.90
-- cure: when the pain began
-- query:
SELECT fact, at_least(days, days, 92) AS verdict FROM span
-- case: a year after the injury
-- rows: admin(name=date_of_injury, value=2014-08-01, fact=admin.date_of_injury)
-- expect: met
-- case: two weeks after
-- rows: admin(name=date_of_injury, value=2015-07-20, fact=admin.date_of_injury)
-- expect: not_met
-- case: the year of the injury only
-- rows: admin(name=date_of_injury, value=2014, fact=admin.date_of_injury)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the day of the injury is not known
-- expect: not_documented ABSENT

-- criterion: TPI.3
-- kind: mandatory
-- paraphrase: Stretching, therapy, anti-inflammatories and relaxants did not control the pain.
-- classes: PR2, THER, MEDLEGAL
-- measures: conservative
-- cure: what conservative care was given, how long, and how the patient responded
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

-- criterion: TPI.4
-- kind: exclusion
-- paraphrase: There is radiculopathy, by examination, imaging or electrodiagnosis.
-- classes: PR2, IMG, EDX
-- measures: exclusion
-- outcomes: not_met, not_documented, not_applicable
-- cure: whether there is radiculopathy
-- query:
SELECT id AS fact, CASE WHEN coalesce(certainty, 'certain') = 'certain' THEN 1 END AS verdict FROM diagnosis WHERE concept = 'radiculopathy'
  AND coalesce(region, :region) = :region
UNION ALL SELECT id, 1 FROM exam WHERE concept IN ('spurling', 'slr', 'lasegue') AND sign = 'positive' AND coalesce(region, :region) = :region
-- case: radiculopathy
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical)
-- expect: not_met
-- case: suspected
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical, certainty=possible)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of another part
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar)
-- expect: not_applicable

-- criterion: TPI.5
-- kind: quantity
-- paraphrase: At most four injections a session.
-- classes: RFA, PR2
-- measures: count
-- cure: how many injections
-- query:
SELECT id AS fact, at_most(quantity_low, quantity_high, 4) AS verdict, CASE WHEN quantity_low IS NULL THEN 'ABSENT' END AS reason FROM request
  WHERE id = :request
-- smaller:
SELECT 4 AS quantity, 'injections' AS unit
-- case: three
-- rows: request(id=Q1, concept=tpi, region=cervical, quantity_low=3, quantity_high=3)
-- expect: met
-- case: eight
-- rows: request(id=Q1, concept=tpi, region=cervical, quantity_low=8, quantity_high=8)
-- expect: not_met smaller 4
-- case: no number
-- expect: not_documented ABSENT

-- criterion: TPI.6
-- kind: mandatory
-- paraphrase: A repeat needs more than half relief for six weeks, with better function.
-- classes: PR2, OP
-- measures: relief
-- cure: percentage and duration of relief, and function, after the injection before
-- applies:
SELECT EXISTS (SELECT 1 FROM prior) OR EXISTS (SELECT 1 FROM answer) AS applies
-- query:
SELECT id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0 ELSE at_least(percent_low, percent_high, 50) AND at_least(weeks_low, weeks_high, 6)
  AND CASE WHEN function OR EXISTS (SELECT 1 FROM answer WHERE function AND direction = 'improved') OR EXISTS (SELECT 1 FROM function
  WHERE treatment = 'tpi' AND (after > before OR direction = 'improved')) THEN 1 END END AS verdict FROM answer
-- reason:
SELECT id AS fact, 'WRONG_PROCEDURE' AS reason FROM outcome WHERE treatment <> 'tpi' AND percent_low IS NOT NULL
  UNION ALL SELECT id, 'MENTIONED_NO_VALUE' FROM prior
-- case: 60 percent for eight weeks, better function
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=tpi, region=cervical, direction=improved, pain=1, percent_low=60, percent_high=60, weeks_low=8, weeks_high=8, function=1)
-- expect: met
-- case: two weeks
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=tpi, region=cervical, direction=improved, pain=1, percent_low=60, percent_high=60, weeks_low=2, weeks_high=2, function=1)
-- expect: not_met
-- case: no word of function
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=tpi, region=cervical, direction=improved, pain=1, percent_low=60, percent_high=60, weeks_low=8, weeks_high=8, function=0)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: done, no word of the response
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: relief with another procedure
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=botulinum, region=cervical, direction=improved, pain=1, percent_low=60, percent_high=60, weeks_low=8, weeks_high=8)
-- expect: not_documented WRONG_PROCEDURE
-- case: a first injection
-- expect: not_applicable

-- criterion: TPI.7
-- kind: mandatory
-- paraphrase: At least two months lie between sessions.
-- classes: PR2, OP
-- decide: all
-- measures: interval
-- cure: the dates of the earlier injections
-- applies:
SELECT EXISTS (SELECT 1 FROM prior) AS applies
-- query:
SELECT id AS fact, at_most(date_low, date_high, months_before(:reference, 2)) AS verdict FROM prior
-- case: seven months ago
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2015-01-05, date_high=2015-01-05)
-- expect: met
-- case: one month ago
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2015-07-05, date_high=2015-07-05)
-- expect: not_met
-- case: without a date
-- rows: event(id=E1, concept=tpi, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first injection
-- expect: not_applicable

-- criterion: TPI.8
-- kind: exclusion
-- paraphrase: Another substance than an anaesthetic, with or without a steroid.
-- classes: RFA, PR2
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM request WHERE id = :request AND (says(raw, 'ketorolac') OR says(raw, 'toradol') OR says(raw, 'sarapin')
  OR says(raw, 'botulinum') OR says(raw, 'botox') OR says(raw, 'b12') OR says(raw, 'b-12') OR says(raw, 'traumeel'))
-- case: ketorolac
-- rows: request(id=Q1, concept=tpi, region=cervical, quantity_low=3, quantity_high=3, raw='trigger point injections with ketorolac')
-- expect: not_met
-- case: an anaesthetic
-- rows: request(id=Q1, concept=tpi, region=cervical, quantity_low=3, quantity_high=3, raw='trigger point injections with lidocaine')
-- expect: not_applicable

-- criterion: TPI.9
-- kind: mandatory
-- paraphrase: For a myofascial syndrome, not for neck or back pain as such.
-- classes: PR2, RFA
-- measures: diagnosis
-- cure: the diagnosis of the region
-- query:
SELECT id AS fact, CASE WHEN concept = 'myofascial_pain' THEN CASE WHEN coalesce(certainty, 'certain') = 'certain' THEN 1 END
  ELSE 0 END AS verdict FROM diagnosis WHERE (:region IS NULL OR coalesce(region, :region) = :region)
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM diagnosis WHERE concept = 'myofascial_pain' AND region <> :region
-- case: myofascial pain
-- rows: diagnosis(id=D1, concept=myofascial_pain, region=cervical)
-- expect: met
-- case: neck pain
-- rows: diagnosis(id=D1, concept=neck_pain, region=cervical)
-- expect: not_met
-- case: suspected
-- rows: diagnosis(id=D1, concept=myofascial_pain, region=cervical, certainty=possible)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of another part
-- rows: diagnosis(id=D1, concept=myofascial_pain, region=lumbar)
-- expect: not_documented WRONG_REGION
-- case: no diagnosis
-- expect: not_documented ABSENT
