-- set: CHIRO
-- title: Chiropractic and manual therapy
-- treatments: chiro
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Manual therapy and manipulation
-- edition: 2009-07-18
-- pages: 58-60
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U; CHIRO.7 V24
-- stance: recommended as an option

-- define:
span AS (
  SELECT fact, days_between(value, :reference) AS days FROM admin WHERE name = 'date_of_injury' AND value IS NOT NULL),
course AS (
  SELECT r.id, (SELECT max(times) FROM weekly w WHERE says(r.raw, w.name) OR EXISTS (SELECT 1 FROM request_mention m WHERE m.request = r.id
      AND says(m.raw, w.name))) AS a_week,
    (WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 52) SELECT max(n) FROM n WHERE says(r.raw, n || ' weeks')
  OR says(r.raw, n || ' week')
      OR says(r.raw, n || ' wks') OR says(r.raw, n || ' wk')) AS weeks FROM request r WHERE r.id = :request),
done AS (
  SELECT max(n) AS n FROM (SELECT max(count_low) AS n FROM visits WHERE treatment = 'chiro' AND state = 'done' UNION ALL SELECT max(visits_low)
  FROM therapy WHERE concept = 'chiro')),
earlier AS (
  SELECT EXISTS (SELECT 1 FROM done WHERE n > 0) OR EXISTS (SELECT 1 FROM therapy WHERE concept = 'chiro') OR EXISTS (SELECT 1 FROM outcome
  WHERE treatment = 'chiro') AS yes),
gained AS (
  SELECT id, CASE WHEN direction = 'improved' THEN 1 WHEN direction IN ('none', 'worse') THEN 0 WHEN after = before THEN 0
    WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END AS verdict FROM function WHERE treatment = 'chiro'
  UNION ALL
  SELECT id, CASE WHEN direction = 'improved' AND function THEN 1 WHEN direction IN ('none', 'worse') THEN 0 END FROM outcome
  WHERE treatment = 'chiro'),
flare AS (
  SELECT EXISTS (SELECT 1 FROM request WHERE id = :request AND (says(raw, 'flare') OR says(raw, 'flare-up') OR says(raw, 'flareup')
  OR says(raw, 'exacerbation'))) AS yes)

-- base: issue(request=Q1, treatment=chiro, region=lumbar, reference=2015-08-03) request(id=Q1, concept=chiro, region=lumbar)

-- criterion: CHIRO.1
-- kind: mandatory
-- paraphrase: The pain is chronic and of muscles and joints.
-- classes: PR2, DFR, RFA
-- measures: diagnosis
-- cure: the diagnosis, and since when
-- query:
SELECT d.id AS fact, (SELECT at_least(days, days, 90) FROM span) AS verdict FROM diagnosis d
WHERE (:region IS NULL OR coalesce(d.region, :region) = :region) AND d.concept NOT IN ('depression', 'anxiety', 'insomnia', 'diabetes', 'hypertension', 'gerd', 'obesity', 'crps')
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM diagnosis WHERE region <> :region
-- case: a strain of last year
-- rows: diagnosis(id=D1, concept=sprain_strain, region=lumbar) admin(name=date_of_injury, value=2014-08-01, fact=admin.date_of_injury)
-- expect: met
-- case: of last month
-- rows: diagnosis(id=D1, concept=sprain_strain, region=lumbar) admin(name=date_of_injury, value=2015-07-10, fact=admin.date_of_injury)
-- expect: not_met
-- case: since when is not known
-- rows: diagnosis(id=D1, concept=sprain_strain, region=lumbar)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of another part
-- rows: diagnosis(id=D1, concept=sprain_strain, region=cervical)
-- expect: not_documented WRONG_REGION
-- case: no diagnosis
-- expect: not_documented ABSENT

-- criterion: CHIRO.1X
-- kind: exclusion
-- paraphrase: It is not for ankle and foot, forearm, wrist and hand, or knee.
-- classes: RFA, PR2
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM request WHERE id = :request AND :region IN ('ankle_foot', 'wrist_hand', 'knee')
-- case: of the knee
-- rows: issue(request=Q1, treatment=chiro, region=knee, reference=2015-08-03)
-- expect: not_met
-- case: of the back
-- expect: not_applicable

-- criterion: CHIRO.2
-- kind: quantity
-- paraphrase: The first trial is of six visits over two weeks.
-- classes: RFA, PR2
-- measures: visits
-- cure: how much is asked for
-- applies:
SELECT NOT e.yes AND NOT f.yes AS applies FROM earlier e, flare f
-- query:
SELECT id AS fact, at_most(quantity_low, quantity_high, 6) AS verdict, CASE WHEN quantity_low IS NULL THEN 'ABSENT' END AS reason
FROM request WHERE id = :request
-- smaller:
SELECT 6 AS quantity, 'visits' AS unit
-- case: six
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=6, quantity_high=6)
-- expect: met
-- case: twelve
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=12, quantity_high=12)
-- expect: not_met smaller 6
-- case: no number
-- expect: not_documented ABSENT
-- case: not the first
-- rows: therapy(id=F1, concept=chiro)
-- expect: not_applicable

-- criterion: CHIRO.3
-- kind: quantity
-- paraphrase: With a gain of function, up to eighteen visits over six to eight weeks, those done included.
-- classes: RFA, THER, PR2
-- measures: visits
-- cure: a functional measure before and after the earlier visits, and how many are asked for
-- applies:
SELECT e.yes AND NOT f.yes AS applies FROM earlier e, flare f
-- query:
SELECT r.id AS fact, CASE WHEN EXISTS (SELECT 1 FROM gained WHERE verdict = 1)
  THEN at_most(coalesce(d.n, 0) + r.quantity_low, coalesce(d.n, 0) + r.quantity_high, 18)
  WHEN EXISTS (SELECT 1 FROM gained WHERE verdict = 0) THEN 0 END AS verdict, CASE WHEN r.quantity_low IS NULL THEN 'ABSENT' END AS reason
  FROM request r, done d WHERE r.id = :request
-- smaller:
SELECT 18 - coalesce(n, 0) AS quantity, 'visits' AS unit FROM done WHERE EXISTS (SELECT 1 FROM gained WHERE verdict = 1)
-- case: eight after six, with gain
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=8, quantity_high=8)
--   visits(id=V1, treatment=chiro, count_low=6, state=done) function(id=F1, measure=lifting, before=10, after=25, treatment=chiro)
-- expect: met
-- case: sixteen after six, with gain
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=16, quantity_high=16)
--   visits(id=V1, treatment=chiro, count_low=6, state=done) function(id=F1, measure=lifting, before=10, after=25, treatment=chiro)
-- expect: not_met smaller 12
-- case: eight after six, without gain
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=8, quantity_high=8)
--   outcome(id=O1, treatment=chiro, region=lumbar, direction=none)
-- expect: not_met
-- case: no word of function
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=8, quantity_high=8) therapy(id=F1, concept=chiro)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no number
-- rows: therapy(id=F1, concept=chiro)
-- expect: not_documented ABSENT
-- case: the first
-- expect: not_applicable

-- criterion: CHIRO.4
-- kind: quantity
-- paraphrase: For a flare-up after return to work, one or two visits every four to six months.
-- classes: RFA, PR2
-- measures: visits
-- cure: how much is asked for
-- applies:
SELECT yes AS applies FROM flare
-- query:
SELECT id AS fact, at_most(quantity_low, quantity_high, 2) AS verdict, CASE WHEN quantity_low IS NULL THEN 'ABSENT' END AS reason
FROM request WHERE id = :request
-- smaller:
SELECT 2 AS quantity, 'visits' AS unit
-- case: two
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=2, quantity_high=2, raw='chiropractic for a flare-up')
-- expect: met
-- case: six
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=6, quantity_high=6, raw='chiropractic for a flare-up')
-- expect: not_met smaller 2
-- case: no number
-- rows: request(id=Q1, concept=chiro, region=lumbar, raw='chiropractic for a flare-up')
-- expect: not_documented ABSENT
-- case: no flare-up
-- expect: not_applicable

-- criterion: CHIRO.5
-- kind: exclusion
-- paraphrase: Maintenance care is asked for.
-- classes: RFA, PR2
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM request WHERE id = :request AND says(raw, 'maintenance')
-- case: maintenance
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=6, quantity_high=6, raw='chiropractic maintenance care')
-- expect: not_met
-- case: not so
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=6, quantity_high=6, raw='chiropractic, six visits')
-- expect: not_applicable

-- criterion: CHIRO.6
-- kind: advisory
-- paraphrase: At most eight weeks unless function improves.
-- classes: RFA, PR2
-- measures: visits
-- query:
SELECT c.id AS fact, CASE WHEN EXISTS (SELECT 1 FROM gained WHERE verdict = 1) THEN 1 ELSE at_most(weeks, weeks, 8) END AS verdict, CASE
  WHEN weeks IS NULL THEN 'ABSENT' END AS reason FROM course c
-- case: three weeks
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=6, quantity_high=6, raw='chiropractic twice a week for 3 weeks')
-- expect: met
-- case: twelve weeks
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=12, quantity_high=12, raw='chiropractic once a week for 12 weeks')
-- expect: not_met
-- case: not said
-- expect: not_documented ABSENT

-- criterion: CHIRO.7
-- kind: quantity
-- paraphrase: With what was done, the visits stay within the statutory cap for the injury.
-- classes: RFA, THER, PR2
-- measures: visits
-- confidence: met 0.80, not_met 0.90, not_documented 0.90, not_applicable 0.95
-- cure: how many visits were done since the injury
-- applies:
SELECT NOT EXISTS (SELECT 1 FROM admin a, parameter p WHERE a.name = 'date_of_injury' AND p.name = 'visit_cap' AND a.value < p.date_from) AS applies
-- query:
SELECT r.id AS fact, at_most(coalesce(d.n, 0) + r.quantity_low, coalesce(d.n, 0) + r.quantity_high, p.value) AS verdict, CASE
  WHEN r.quantity_low IS NULL THEN 'ABSENT' END AS reason
FROM request r, done d, parameter p WHERE r.id = :request AND p.name = 'visit_cap'
-- smaller:
SELECT p.value - coalesce(d.n, 0) AS quantity, 'visits' AS unit FROM done d, parameter p WHERE p.name = 'visit_cap'
-- case: six after eight
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=6, quantity_high=6)
--   visits(id=V1, treatment=chiro, count_low=8, state=done)
-- expect: met
-- case: eight after twenty
-- rows: request(id=Q1, concept=chiro, region=lumbar, quantity_low=8, quantity_high=8)
--   visits(id=V1, treatment=chiro, count_low=20, state=done)
-- expect: not_met smaller 4
-- case: no number
-- expect: not_documented ABSENT
-- case: injured before the cap
-- rows: admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: not_applicable
