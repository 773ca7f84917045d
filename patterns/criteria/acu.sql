-- set: ACU
-- title: Acupuncture
-- treatments: acu
-- guideline: MTUS, Acupuncture Medical Treatment Guidelines, 8 CCR 9792.24.1
-- edition: 2007-06-15
-- mtus: yes
-- in-force: 2007-06-15 .. 2017-11-30
-- verified: no
-- source: V43, V44
-- stance: recommended as an option

-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
course AS (
  SELECT r.id, (SELECT max(times) FROM weekly w WHERE says(r.raw, w.name) OR EXISTS (SELECT 1 FROM request_mention m WHERE m.request = r.id
      AND says(m.raw, w.name))) AS a_week,
    (WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 52) SELECT max(n) FROM n WHERE says(r.raw, n || ' weeks')
  OR says(r.raw, n || ' week')
      OR says(r.raw, n || ' wks') OR says(r.raw, n || ' wk')) AS weeks FROM request r WHERE r.id = :request),
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

-- base: issue(request=Q1, treatment=acu, region=lumbar, reference=2015-08-03) request(id=Q1, concept=acu, region=lumbar)

-- criterion: ACU.1
-- kind: mandatory
-- paraphrase: It is used where medication is reduced or not tolerated, or beside rehabilitation or after surgery.
-- classes: PR2, RFA
-- measures: plan medication
-- cure: why: medication not tolerated or reduced, or which rehabilitation it accompanies
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject IN ('medication_not_tolerated', 'medication_reduced')
UNION ALL SELECT id, 1 FROM plan WHERE concept IN ('rehabilitation', 'home_exercise', 'work_conditioning')
UNION ALL SELECT id, 1 FROM surgery WHERE date_high >= months_before(:reference, 6) AND date_low <= :reference
-- case: said
-- rows: assertion(id=F1, subject=medication_not_tolerated, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=medication_not_tolerated, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=medication_not_tolerated, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=medication_not_tolerated, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: beside home exercise
-- rows: plan(id=F1, concept=home_exercise)
-- expect: met

-- criterion: ACU.2
-- kind: quantity
-- paraphrase: The first trial is of three to six treatments.
-- classes: RFA, PR2
-- measures: visits
-- cure: how much is asked for
-- applies:
SELECT NOT yes AS applies FROM earlier
-- query:
SELECT id AS fact, at_most(quantity_low, quantity_high, 6) AS verdict, CASE WHEN quantity_low IS NULL THEN 'ABSENT' END AS reason
FROM request WHERE id = :request
-- smaller:
SELECT 6 AS quantity, 'visits' AS unit
-- case: six
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=6, quantity_high=6)
-- expect: met
-- case: twelve
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=12, quantity_high=12)
-- expect: not_met smaller 6
-- case: no number
-- expect: not_documented ABSENT
-- case: not the first
-- rows: therapy(id=F1, concept=acu)
-- expect: not_applicable

-- criterion: ACU.3
-- kind: quantity
-- paraphrase: One to three treatments a week.
-- classes: RFA, PR2
-- measures: visits
-- cure: how often a week
-- query:
SELECT id AS fact, at_most(a_week, a_week, 3) AS verdict, CASE WHEN a_week IS NULL THEN 'ABSENT' END AS reason FROM course
-- smaller:
SELECT 3 AS quantity, 'visits a week' AS unit
-- case: twice a week
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=6, quantity_high=6, raw='acupuncture twice a week for 3 weeks')
-- expect: met
-- case: five times a week
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=6, quantity_high=6, raw='acupuncture 5 times a week')
-- expect: not_met smaller 3
-- case: not said
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=6, quantity_high=6, raw='acupuncture, 6 visits')
-- expect: not_documented ABSENT

-- criterion: ACU.4
-- kind: advisory
-- paraphrase: Best over one to two months.
-- classes: RFA, PR2
-- measures: visits
-- query:
SELECT id AS fact, at_most(weeks, weeks, 9) AS verdict, CASE WHEN weeks IS NULL THEN 'ABSENT' END AS reason FROM course
-- case: six weeks
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=6, quantity_high=6, raw='acupuncture once a week for 6 weeks')
-- expect: met
-- case: sixteen weeks
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=16, quantity_high=16, raw='acupuncture once a week for 16 weeks')
-- expect: not_met
-- case: not said
-- rows: request(id=Q1, concept=acu, region=lumbar, quantity_low=6, quantity_high=6, raw='acupuncture')
-- expect: not_documented ABSENT

-- criterion: ACU.5
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
