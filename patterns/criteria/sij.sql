-- set: SIJ
-- title: Sacroiliac joint injection
-- treatments: si_inj
-- guideline: ODG, Hip & Pelvis, Sacroiliac joint blocks
-- mtus: no
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U; SIJ.1 V41
-- stance: recommended as an option

--- The region is the joint, whether the text calls it sacral or lumbar. The diagnostic phase lasts while no injection has given what a therapeutic
--- repeat needs and no second one was done, as for epidurals.
-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
tried AS (
  SELECT o.id, o.treatment AS concept, CASE WHEN o.direction IN ('none', 'worse') THEN 1
    WHEN o.direction = 'improved' AND at_least(o.percent_low, o.percent_high, 50) THEN 0
    WHEN o.direction = 'improved' AND NOT at_least(o.percent_low, o.percent_high, 30) THEN 1 END AS verdict -- Farrar, Pain 2001;94:149
  FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative'
  WHERE coalesce(o.region, 'lumbar') IN ('lumbar', 'sacral', 'hip')
  UNION ALL
  SELECT th.id, th.concept, CASE WHEN th.response IN ('none', 'worse') THEN 1 END FROM therapy th
  JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative' WHERE coalesce(th.region, 'lumbar') IN ('lumbar', 'sacral', 'hip')),
prior AS (
  SELECT id, date, date_low, date_high FROM event WHERE concept IN ('si_inj') 
   AND (date_low IS NULL OR :reference IS NULL OR date_low < :reference)),
answer AS (
  SELECT * FROM outcome WHERE treatment IN ('si_inj') ),
provoked AS (
  SELECT concept, max(id) AS id, max(coalesce(sign, 'positive') = 'positive') AS positive FROM exam
  WHERE concept IN ('faber', 'gaenslen', 'thigh_thrust', 'compression', 'distraction', 'sacral_thrust', 'fortin', 'yeoman') GROUP BY concept),
therapeutic AS (
  SELECT EXISTS (SELECT 1 FROM answer WHERE at_least(percent_low, percent_high, 70) AND at_least(weeks_low, weeks_high, 6))
      OR (SELECT count(*) FROM prior) > 1 AS yes)

-- base: issue(request=Q1, treatment=si_inj, region=sacral, reference=2015-08-03) request(id=Q1, concept=si_inj, region=sacral)

-- criterion: SIJ.1
-- kind: mandatory
-- paraphrase: At least three provocation tests of the joint are positive.
-- classes: PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- cure: the provocation tests of the joint, each with its result
-- query:
SELECT p.id AS fact, CASE WHEN (SELECT sum(positive) FROM provoked) >= 3 THEN 1 WHEN (SELECT count(*) FROM provoked) >= 3 THEN 0 END AS verdict
FROM provoked p
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM diagnosis WHERE concept = 'si_dysfunction'
-- case: three positive
-- rows: exam(id=F1, concept=faber, region=sacral, sign=positive) exam(id=F2, concept=gaenslen, region=sacral, sign=positive)
--   exam(id=F3, concept=thigh_thrust, region=sacral, sign=positive)
-- expect: met
-- case: three done, one positive
-- rows: exam(id=F1, concept=faber, region=sacral, sign=positive) exam(id=F2, concept=gaenslen, region=sacral, sign=negative)
--   exam(id=F3, concept=thigh_thrust, region=sacral, sign=negative)
-- expect: not_met
-- case: one test only
-- rows: exam(id=F1, concept=faber, region=sacral, sign=positive)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: diagnosed, not tested
-- rows: diagnosis(id=D1, concept=si_dysfunction, region=sacral)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: SIJ.2
-- kind: mandatory
-- paraphrase: Other possible generators of the pain were addressed.
-- classes: PR2, MEDLEGAL
-- measures: diagnosis
-- cure: what else was considered as the source of the pain, and excluded
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

-- criterion: SIJ.3
-- kind: mandatory
-- paraphrase: Four to six weeks of aggressive conservative care (therapy, home exercise, medication) did not help enough.
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

-- criterion: SIJ.4
-- kind: mandatory
-- paraphrase: The injection is done under fluoroscopy.
-- classes: RFA, PR2
-- measures: guidance
-- outcomes: met, not_documented
-- cure: that fluoroscopic guidance will be used
-- query:
SELECT request AS fact, 1 AS verdict FROM request_adjunct WHERE request = :request AND adjunct IN ('fluoro', 'fluoroscopy', 'ct_guidance')
-- case: named in the request
-- rows: request_adjunct(request=Q1, adjunct=fluoro)
-- expect: met
-- case: not named
-- expect: not_documented ABSENT

-- criterion: SIJ.5
-- kind: mandatory
-- paraphrase: A second injection needs at least 80 % relief after the first, for as long as the anaesthetic lasts.
-- classes: OP, PR2
-- measures: relief
-- cure: percentage of relief after the first injection
-- applies:
SELECT (EXISTS (SELECT 1 FROM prior) OR EXISTS (SELECT 1 FROM answer)) AND NOT yes AS applies FROM therapeutic
-- query:
SELECT id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0 ELSE at_least(percent_low, percent_high, 80) END AS verdict FROM answer
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM prior
-- case: 85 percent
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=si_inj, region=sacral, direction=improved, pain=1, percent_low=85, percent_high=85, weeks_low=1, weeks_high=1)
-- expect: met
-- case: 50 percent
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=si_inj, region=sacral, direction=improved, pain=1, percent_low=50, percent_high=50, weeks_low=1, weeks_high=1)
-- expect: not_met
-- case: done, no word of the response
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first injection
-- expect: not_applicable

-- criterion: SIJ.6
-- kind: mandatory
-- paraphrase: A therapeutic repeat needs at least 70 % relief for six weeks or more.
-- classes: OP, PR2
-- measures: relief
-- cure: percentage and duration of relief after the injection before
-- applies:
SELECT yes AS applies FROM therapeutic
-- query:
SELECT id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0 ELSE at_least(percent_low, percent_high, 70)
  AND at_least(weeks_low, weeks_high, 6) END AS verdict FROM answer
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM prior
-- case: 75 percent for eight weeks
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=si_inj, region=sacral, direction=improved, pain=1, percent_low=75, percent_high=75, weeks_low=8, weeks_high=8)
-- expect: met
-- case: two before, the last for two weeks
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   event(id=E2, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   outcome(id=O1, treatment=si_inj, region=sacral, direction=improved, pain=1, percent_low=75, percent_high=75, weeks_low=2, weeks_high=2)
-- expect: not_met
-- case: two before, no word of the response
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   event(id=E2, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first injection
-- expect: not_applicable

-- criterion: SIJ.7
-- kind: mandatory
-- paraphrase: At least two months lie between injections.
-- classes: OP, PR2
-- decide: all
-- measures: interval
-- cure: the dates of the earlier injections
-- applies:
SELECT EXISTS (SELECT 1 FROM prior) AS applies
-- query:
SELECT id AS fact, at_most(date_low, date_high, months_before(:reference, 2)) AS verdict FROM prior
-- case: seven months ago
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
-- expect: met
-- case: one month ago
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-07-05, date_high=2015-07-05)
-- expect: not_met
-- case: one without a date
-- rows: event(id=E1, concept=si_inj, region=sacral)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first injection
-- expect: not_applicable

-- criterion: SIJ.8
-- kind: quantity
-- paraphrase: At most four injections in a year, the one requested included.
-- classes: OP, PR2
-- measures: count
-- outcomes: met, not_met, not_documented
-- cure: a list of the earlier injections with their dates
-- query:
WITH n AS (SELECT total(at_least(date_low, date_high, months_before(:reference, 12))) AS sure, count(*) FILTER (WHERE date_low IS NULL) AS unsure FROM prior)
SELECT :request AS fact, at_most(sure + 1, sure + unsure + 1, 4) AS verdict FROM n
-- case: none before
-- expect: met
-- case: four in the year
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   event(id=E2, concept=si_inj, region=sacral, date_low=2015-02-05, date_high=2015-02-05)
--   event(id=E3, concept=si_inj, region=sacral, date_low=2015-03-05, date_high=2015-03-05)
--   event(id=E4, concept=si_inj, region=sacral, date_low=2015-04-05, date_high=2015-04-05)
-- expect: not_met
-- case: three in the year, and one without a date
-- rows: event(id=E1, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   event(id=E2, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05)
--   event(id=E3, concept=si_inj, region=sacral, date_low=2015-01-05, date_high=2015-01-05) event(id=E4, concept=si_inj, region=sacral)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: SIJ.9
-- kind: exclusion
-- paraphrase: An epidural or facet injection is asked for on the same day.
-- classes: RFA, PR2
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM request WHERE concept IN ('esi_il', 'esi_tf', 'facet_inj', 'mbb', 'facet_rf') AND id <> :request
-- case: with an epidural
-- rows: request(id=Q2, concept=esi_il, region=lumbar)
-- expect: not_met
-- case: alone
-- expect: not_applicable
