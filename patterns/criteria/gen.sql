-- set: GEN
-- title: Generic questions, for any item without a set in force
-- treatments: any
-- guideline: search sequence of 8 CCR 9792.21.1; functional improvement of 9792.20
-- in-force: ..
-- verified: no
-- source: V25, V28, J
-- stance: decided by a person

-- define:
repeat AS (
  SELECT EXISTS (SELECT 1 FROM event WHERE concept = :treatment AND coalesce(region, '') = coalesce(:region, '')
                  AND (date_low IS NULL OR :reference IS NULL OR date_low < :reference))
      OR EXISTS (SELECT 1 FROM visits WHERE treatment = :treatment AND state = 'done')
      OR EXISTS (SELECT 1 FROM outcome WHERE treatment = :treatment AND coalesce(region, '') = coalesce(:region, '')) AS yes)

-- base: issue(request=Q1, treatment=scs, region=lumbar, reference=2015-07-13)
--   request(id=Q1, concept=scs, region=lumbar)

-- criterion: GEN.1
-- kind: documentation
-- paraphrase: The item can be identified: what, where, how much.
-- classes: RFA, PR2, UR
-- measures: levels visits
-- query:
SELECT r.id AS fact, CASE WHEN r.concept IS NULL THEN NULL
  WHEN t.counted IN (2, 3) AND r.quantity_low IS NULL THEN NULL
  WHEN t.sided AND r.laterality IS NULL THEN NULL
  WHEN r.region IS NULL AND coalesce(t.counted, 0) <> 3 THEN NULL ELSE 1 END AS verdict
FROM request r LEFT JOIN treatment t ON t.concept = r.concept WHERE r.id = :request
-- outcomes: met, not_documented
-- case: what and where
-- expect: met
-- case: visits without a number
-- rows: request(id=Q1, concept=frp, region=lumbar)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: GEN.2
-- kind: mandatory
-- paraphrase: A diagnosis of the region stands behind the item.
-- classes: RFA, PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- outcomes: met, not_documented
-- cure: the diagnosis that the item is to treat
-- query:
SELECT id AS fact, CASE WHEN coalesce(certainty, 'certain') = 'certain' THEN 1 END AS verdict FROM diagnosis
WHERE concept IS NOT NULL AND (region = :region OR region IS NULL OR :region IS NULL)
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM diagnosis WHERE region <> :region
-- case: of the region
-- rows: diagnosis(id=D1, concept=post_laminectomy, region=lumbar)
-- expect: met
-- case: suspected
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar, certainty=possible)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of another region
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical)
-- expect: not_documented WRONG_REGION
-- case: none
-- expect: not_documented ABSENT

-- criterion: GEN.3
-- kind: mandatory
-- paraphrase: A current examination supports the item.
-- classes: PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- outcomes: met, not_documented
-- cure: a current examination of the region
-- query:
SELECT x.id AS fact, CASE WHEN coalesce(x.date, d.date) IS NULL OR :reference IS NULL THEN 1
  WHEN days_between(coalesce(x.date, d.date), :reference) <= (SELECT value FROM parameter WHERE name = 'stale_exam_days') THEN 1 END AS verdict,
  CASE WHEN days_between(coalesce(x.date, d.date), :reference) > (SELECT value FROM parameter WHERE name = 'stale_exam_days') THEN 'STALE' END AS reason
FROM exam x LEFT JOIN document d ON d.id = x.report WHERE (:region IS NULL OR coalesce(x.region, :region) = :region)
-- case: examined on the day
-- rows: exam(id=F1, concept=slr, region=lumbar, sign=positive, date=2015-07-13)
-- expect: met
-- case: examined a year before
-- rows: exam(id=F1, concept=slr, region=lumbar, sign=positive, date=2014-07-13)
-- expect: not_documented STALE
-- case: none
-- expect: not_documented ABSENT

-- criterion: GEN.4
-- kind: mandatory
-- paraphrase: Less invasive or first-line treatment was tried.
-- classes: PR2, THER, MEDLEGAL
-- measures: conservative
-- outcomes: met, not_documented
-- cure: what was tried before and how the patient responded
-- query:
SELECT th.id AS fact, CASE WHEN th.response IS NOT NULL THEN 1 END AS verdict FROM therapy th
JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative' WHERE th.concept <> :treatment
UNION ALL
SELECT o.id, CASE WHEN o.direction IS NOT NULL THEN 1 END FROM outcome o
JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative' WHERE o.treatment <> :treatment
-- case: therapy without relief
-- rows: therapy(id=F1, concept=pt, response=none)
-- expect: met
-- case: therapy, no word of its response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: GEN.5
-- kind: mandatory
-- paraphrase: There is a measurable goal.
-- classes: RFA, PR2, THER
-- measures: plan
-- outcomes: met, not_documented
-- cure: a goal that can be measured
-- query:
SELECT id AS fact, 1 AS verdict FROM plan WHERE concept = 'goals'
-- case: goals stated
-- rows: plan(id=F1, concept=goals)
-- expect: met
-- case: none
-- expect: not_documented ABSENT

-- criterion: GEN.6
-- kind: mandatory
-- paraphrase: For a repeat, the earlier treatment improved function.
-- classes: PR2, THER, OP, MEDLEGAL
-- measures: function
-- cure: a functional measure before and after the earlier treatment
-- applies:
SELECT yes AS applies FROM repeat
-- query:
SELECT id AS fact, CASE direction WHEN 'improved' THEN 1 WHEN 'none' THEN 0 WHEN 'worse' THEN 0 END AS verdict FROM outcome
WHERE function AND treatment = :treatment
UNION ALL
SELECT id, CASE WHEN direction = 'improved' THEN 1 WHEN direction IN ('none', 'worse') THEN 0 WHEN after = before THEN 0
                WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END
FROM function WHERE treatment = :treatment
-- reason:
SELECT id AS fact, 'WRONG_PROCEDURE' AS reason FROM outcome WHERE function AND treatment <> :treatment
-- case: improved
-- rows: event(id=E1, concept=scs, region=lumbar) function(id=F1, measure=walking, before=5, after=30, treatment=scs)
-- expect: met
-- case: unchanged
-- rows: event(id=E1, concept=scs, region=lumbar) function(id=F1, measure=walking, before=5, after=5, treatment=scs)
-- expect: not_met
-- case: function improved with another treatment
-- rows: event(id=E1, concept=scs, region=lumbar) outcome(id=O1, treatment=pt, region=lumbar, function=1, direction=improved)
-- expect: not_documented WRONG_PROCEDURE
-- case: a first treatment
-- expect: not_applicable

-- criterion: GEN.7
-- kind: documentation
-- paraphrase: A guideline was found by the search sequence, the MTUS first.
-- classes: RFA, UR, IMR_FDL
-- measures: citation
-- outcomes: met, not_documented
-- query:
SELECT id AS fact, 1 AS verdict FROM citation WHERE region IS NULL OR region = :region OR :region IS NULL
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM citation WHERE region <> :region
-- case: one of the region
-- rows: citation(id=G1, party=UR, system=ACOEM, region=lumbar)
-- expect: met
-- case: one of another region
-- rows: citation(id=G1, party=UR, system=ACOEM, region=cervical)
-- expect: not_documented WRONG_REGION
