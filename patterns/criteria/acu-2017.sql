-- set: ACU-2017
-- title: Acupuncture, low back, later guideline
-- treatments: acu
-- regions: lumbar
-- guideline: ACOEM, Low Back Disorders
-- edition: 2017-12-01
-- mtus: yes
-- in-force: 2017-12-01 ..
-- verified: no
-- source: V45; in force U
-- stance: recommended as an option

-- define:
done AS (
  SELECT max(n) AS n FROM (SELECT max(count_low) AS n FROM visits WHERE treatment = 'acu' AND state = 'done' UNION ALL SELECT max(visits_low)
  FROM therapy WHERE concept = 'acu')),
earlier AS (
  SELECT EXISTS (SELECT 1 FROM done WHERE n > 0) OR EXISTS (SELECT 1 FROM therapy WHERE concept = 'acu') OR EXISTS (SELECT 1 FROM outcome
  WHERE treatment = 'acu') AS yes),
gained AS (
  SELECT id, CASE WHEN direction = 'improved' THEN 1 WHEN direction IN ('none', 'worse') THEN 0 WHEN after = before THEN 0
    WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END AS verdict FROM function WHERE treatment = 'acu'
  UNION ALL
  SELECT id, CASE WHEN direction = 'improved' AND function THEN 1 WHEN direction IN ('none', 'worse') THEN 0 END FROM outcome WHERE treatment = 'acu')

-- base: issue(request=Q1, treatment=acu, region=lumbar, reference=2018-08-03) request(id=Q1, concept=acu, region=lumbar)

-- criterion: ACU-2017.5
-- kind: mandatory
-- paraphrase: More visits need a documented gain of function from the earlier ones.
-- classes: THER, PR2
-- measures: function
-- cure: a functional measure before and after the earlier visits
-- applies:
SELECT yes AS applies FROM earlier
-- query:
SELECT id AS fact, verdict FROM gained
-- reason:
SELECT id AS fact, 'WRONG_PROCEDURE' AS reason FROM function WHERE treatment <> 'acu' UNION ALL SELECT id, 'WRONG_PROCEDURE' FROM outcome
  WHERE treatment <> 'acu' AND function
UNION ALL SELECT id, 'MENTIONED_NO_VALUE' FROM therapy WHERE concept = 'acu'
-- case: more can be lifted
-- rows: visits(id=V1, treatment=acu, count_low=6, state=done) function(id=F1, measure=lifting, before=10, after=25, treatment=acu)
-- expect: met
-- case: it did not help
-- rows: outcome(id=O1, treatment=acu, region=lumbar, direction=none)
-- expect: not_met
-- case: done, no word of function
-- rows: therapy(id=F1, concept=acu)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: function gained with another treatment
-- rows: therapy(id=F1, concept=acu) function(id=F2, measure=lifting, before=10, after=25, treatment=pt)
-- expect: not_documented WRONG_PROCEDURE
-- case: none before
-- expect: not_applicable

-- criterion: ACU-2017.6
-- kind: quantity
-- paraphrase: Up to twelve treatments of the low back, where objective improvement is reported.
-- classes: RFA, THER
-- measures: visits
-- cure: how many are asked for
-- query:
SELECT r.id AS fact, at_most(coalesce(d.n, 0) + r.quantity_low, coalesce(d.n, 0) + r.quantity_high, 12) AS verdict,
  CASE WHEN r.quantity_low IS NULL THEN 'ABSENT' END AS reason FROM request r, done d WHERE r.id = :request
-- smaller:
SELECT 12 - coalesce(n, 0) AS quantity, 'visits' AS unit FROM done
-- case: six after six
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=6, quantity_high=6) visits(id=V1, treatment=acu, count_low=6, state=done)
-- expect: met
-- case: twelve after six
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=12, quantity_high=12) visits(id=V1, treatment=acu, count_low=6, state=done)
-- expect: not_met smaller 6
-- case: no number
-- expect: not_documented ABSENT
