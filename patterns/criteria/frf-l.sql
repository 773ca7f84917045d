-- set: FRF-L
-- title: Facet radiofrequency neurotomy, lumbar
-- treatments: facet_rf
-- regions: lumbar
-- guideline: ODG, Low Back, Facet joint radiofrequency neurotomy; MTUS ACOEM 2nd ed. ch. 12
-- pages: ACOEM 300-301
-- mtus: in part
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: under study, case by case

--- For a repeat, the response to the previous neurotomy is tested; for a first one, the response to the blocks.
-- define:
levels AS ( -- as they are named where readings differ; three nerves that are named as nerves are two joints
  SELECT id, CASE WHEN coalesce(ambiguous, level_min IS NOT level_max) THEN level_literal ELSE coalesce(level_min, level_literal) END AS low,
    CASE WHEN coalesce(ambiguous, level_min IS NOT level_max) THEN level_literal ELSE coalesce(level_max, level_literal) END AS high
  FROM request WHERE id = :request),
prior AS (
  SELECT id, date, date_low, date_high, ordinal FROM event
  WHERE concept = :treatment AND region = :region AND (date_low IS NULL OR :reference IS NULL OR date_low < :reference)),
repeat AS (
  SELECT EXISTS (SELECT 1 FROM prior)
      OR EXISTS (SELECT 1 FROM outcome WHERE treatment = :treatment AND region = :region) AS yes),
tested AS (
  SELECT :treatment AS treatment FROM repeat WHERE yes
  UNION ALL SELECT b.concept FROM (SELECT 'mbb' AS concept UNION ALL SELECT 'facet_inj') b, repeat WHERE NOT yes),
pair AS (
  SELECT b.id AS fact, a.id AS second, b.treatment, coalesce(b.region, :region) AS region,
         b.low AS before_low, coalesce(b.high, b.low) AS before_high, a.low AS after_low, coalesce(a.high, a.low) AS after_high
  FROM pain_score b JOIN pain_score a ON b.moment = 'before' AND a.moment = 'after' AND a.treatment = b.treatment
   AND coalesce(a.region, '') = coalesce(b.region, '') AND coalesce(a.event, '') = coalesce(b.event, '')
  UNION ALL
  SELECT id, id, treatment, region, CAST(before AS REAL), CAST(before AS REAL), CAST(after AS REAL), CAST(after AS REAL)
  FROM outcome WHERE pain AND before GLOB '[0-9]*' AND after GLOB '[0-9]*')

-- base: issue(request=Q1, treatment=facet_rf, region=lumbar, reference=2015-07-13)
--   request(id=Q1, concept=facet_rf, region=lumbar)

-- criterion: FRF-L.1
-- number: 1
-- kind: mandatory
-- paraphrase: Facet joint pain is diagnosed by blocks of the medial branches.
-- classes: OP, PR2, MEDLEGAL
-- measures: diagnosis blocks
-- outcomes: met, not_documented
-- cure: reports of medial branch blocks
-- query:
SELECT id AS fact, 1 AS verdict FROM event WHERE concept = 'mbb' AND region = :region
UNION ALL SELECT id, 1 FROM outcome WHERE treatment = 'mbb' AND region = :region
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM event WHERE concept = 'mbb' AND region <> :region
UNION ALL SELECT id, 'WRONG_PROCEDURE' FROM event WHERE concept = 'facet_inj' AND region = :region
UNION ALL SELECT id, 'MENTIONED_NO_VALUE' FROM diagnosis WHERE concept IN ('facet_arthropathy', 'spondylosis') AND region = :region
-- case: medial branch blocks were done
-- rows: event(id=E1, concept=mbb, region=lumbar, date=2014-06-02)
-- expect: met
-- case: blocks of the neck
-- rows: event(id=E1, concept=mbb, region=cervical, date=2014-06-02)
-- expect: not_documented WRONG_REGION
-- case: an injection into the joint is not that
-- rows: event(id=E1, concept=facet_inj, region=lumbar, date=2014-06-02)
-- expect: not_documented WRONG_PROCEDURE
-- case: a diagnosis without blocks
-- rows: diagnosis(id=D1, concept=facet_arthropathy, region=lumbar)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

--- Four tests under one id; the weakest decides.
-- criterion: FRF-L.2
-- number: 2
-- kind: mandatory
-- paraphrase: The blocks were adequate; pain score, use of medication and function improved (repeat: after the last neurotomy).
-- classes: OP, PR2, THER, MEDLEGAL
-- decide: all
-- measures: blocks pain_score function medication
-- cure: block reports with percentages, pain scores, medication and function before and after
-- outcomes: met, not_met, not_documented
-- query:
WITH block AS (
  SELECT id, CASE WHEN direction IN ('none', 'worse') THEN 0 ELSE at_least(percent_low, percent_high, 70) END AS v FROM outcome
  WHERE treatment IN ('mbb', 'facet_inj') AND region = :region),
score AS (
  SELECT fact AS id, CASE WHEN after_high < before_low THEN 1 WHEN after_low >= before_high THEN 0 END AS v FROM pair
  WHERE treatment IN (SELECT treatment FROM tested) AND region = :region),
drug AS (
  SELECT id, CASE direction WHEN 'improved' THEN 1 WHEN 'none' THEN 0 WHEN 'worse' THEN 0 END AS v FROM outcome
  WHERE medication_use AND treatment IN (SELECT treatment FROM tested) AND region = :region),
gain AS (
  SELECT id, CASE direction WHEN 'improved' THEN 1 WHEN 'none' THEN 0 WHEN 'worse' THEN 0 END AS v FROM outcome
  WHERE function AND treatment IN (SELECT treatment FROM tested) AND region = :region
  UNION ALL
  SELECT id, CASE WHEN direction = 'improved' THEN 1 WHEN direction IN ('none', 'worse') THEN 0 WHEN after = before THEN 0
    WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END
  FROM function WHERE treatment IN (SELECT treatment FROM tested) AND (:region IS NULL OR coalesce(region, :region) = :region))
SELECT (SELECT id FROM block ORDER BY v DESC LIMIT 1) AS fact, (SELECT max(v) FROM block) AS verdict
UNION ALL SELECT (SELECT id FROM score ORDER BY v DESC LIMIT 1), (SELECT max(v) FROM score)
UNION ALL SELECT (SELECT id FROM drug ORDER BY v DESC LIMIT 1), (SELECT max(v) FROM drug)
UNION ALL SELECT (SELECT id FROM gain ORDER BY v DESC LIMIT 1), (SELECT max(v) FROM gain)
-- reviewer:
SELECT id AS fact FROM absence WHERE stated_by = 'reviewer'
 AND (subject = 'diagnostic_blocks' OR (subject LIKE 'relief%' AND coalesce(treatment, :treatment) = :treatment))
-- case: all four
-- rows: outcome(id=O1, treatment=mbb, region=lumbar, pain=1, function=1, medication_use=1, direction=improved, percent_low=80,
--   percent_high=80, before=8, after=2)
-- expect: met
-- case: half relief is too little
-- rows: outcome(id=O1, treatment=mbb, region=lumbar, pain=1, function=1, medication_use=1, direction=improved, percent_low=50,
--   percent_high=50, before=8, after=4)
-- expect: not_met
-- case: medication is not named
-- rows: outcome(id=O1, treatment=mbb, region=lumbar, pain=1, function=1, direction=improved, percent_low=80, percent_high=80, before=8, after=2)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: FRF-L.3
-- number: 3
-- kind: quantity
-- paraphrase: At most two joint levels at one time.
-- classes: RFA, PR2
-- measures: levels
-- confidence: met 0.95, not_met 0.80, not_documented 0.90
-- outcomes: met, not_met, not_documented
-- cure: the request with its joints or nerves named
-- query:
SELECT id AS fact, at_most(low, high, 2) AS verdict, CASE WHEN low IS NULL THEN 'ABSENT' END AS reason FROM levels
-- reviewer:
SELECT f.evidence AS evidence FROM assertion a JOIN fact_evidence f ON f.fact = a.id
WHERE a.subject = 'level_count' AND coalesce(a.stated_by, 'reviewer') = 'reviewer'
UNION
SELECT e.id FROM evidence e WHERE e.zone = 'rationale' AND e.quote LIKE '%request%[0-9]% levels%'
UNION
SELECT e.id FROM evidence e WHERE e.zone = 'rationale' AND e.quote GLOB '*request*[0-9] levels*'
 AND NOT EXISTS (SELECT 1 FROM fact_evidence f WHERE f.evidence = e.id)
-- alternatives:
SELECT reading, count, at_most(count, count, 2) AS verdict FROM request_reading WHERE request = :request ORDER BY position
-- smaller:
SELECT 2 AS quantity, 'joint levels' AS unit FROM levels WHERE low > 2
-- case: two joints by name
-- rows: request(id=Q1, level_literal=2, level_min=2, level_max=2)
-- expect: met
-- case: three joints by name
-- rows: request(id=Q1, level_literal=3, level_min=3, level_max=3)
-- expect: not_met smaller 2
-- case: three nerves by name, which serve two joints
-- rows: request(id=Q1, level_literal=3, level_min=2, level_max=2, ambiguous=0)
-- expect: met
-- case: three bare numbers, which may be two joints
-- rows: request(id=Q1, level_literal=3, level_min=2, level_max=3, ambiguous=1)
--   request_reading(request=Q1, position=0, reading=joint_span, count=2)
--   request_reading(request=Q1, position=1, reading=literal, count=3)
-- expect: not_met ambiguous smaller 2
-- case: no level named
-- expect: not_documented ABSENT

-- criterion: FRF-L.4
-- number: 4
-- kind: mandatory
-- paraphrase: Where several regions are to be treated, at least one week, preferably two, lie between them.
-- classes: RFA, PR2
-- measures: regions
-- confidence: not_documented 0.90, not_applicable 0.95
-- outcomes: not_documented, not_applicable
-- cure: a schedule that keeps at least a week between the regions
-- applies:
SELECT :request AS fact, count(DISTINCT region) > 1 AS applies FROM request
WHERE concept IN ('facet_rf', 'mbb', 'facet_inj') AND region IN ('cervical', 'thoracic', 'lumbar')
-- query:
SELECT :request AS fact, NULL AS verdict
-- case: one region
-- expect: not_applicable
-- case: neck and low back in one request, no schedule
-- rows: request(id=Q2, concept=facet_rf, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: FRF-L.5
-- number: 5
-- kind: mandatory
-- paraphrase: A formal plan of rehabilitation stands beside the procedure.
-- classes: PR2, RFA, THER, MEDLEGAL
-- measures: plan
-- confidence: met 0.90, not_documented 0.95
-- outcomes: met, not_documented
-- cure: a written plan of rehabilitation or exercise beside the procedure
-- query:
SELECT p.id AS fact, CASE
  WHEN coalesce(p.certainty, 'certain') <> 'certain' THEN NULL
  WHEN days_between(coalesce(p.date, d.date), :reference) > 180 THEN NULL
  WHEN p.concept IN ('rehabilitation', 'work_conditioning') THEN 1
  WHEN p.concept = 'home_exercise' AND (p.detail LIKE '%written%' OR (p.temporality = 'planned' AND p.detail LIKE '%program%')) THEN 1
  END AS verdict,
  CASE WHEN days_between(coalesce(p.date, d.date), :reference) > 180 THEN 'STALE' END AS reason
FROM plan p LEFT JOIN document d ON d.id = p.report WHERE p.concept IN ('rehabilitation', 'home_exercise', 'work_conditioning')
ORDER BY reason IS NOT NULL
-- reason:
SELECT id AS fact, 'ABSENT' AS reason FROM therapy WHERE concept IN ('pt', 'ot', 'chiro', 'aquatic', 'home_exercise')
-- case: a rehabilitation plan to go with it
-- rows: plan(id=F30, concept=rehabilitation, temporality=planned)
-- expect: met
-- case: a written exercise programme
-- rows: plan(id=F30, concept=home_exercise, detail='written home exercise program', temporality=planned)
-- expect: met
-- case: that exercises are done at home is no formal plan
-- rows: plan(id=F30, concept=home_exercise, detail=HEP)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a plan of years ago
-- rows: plan(id=F30, concept=rehabilitation, date=2009-03-04)
-- expect: not_documented STALE
-- case: past therapy is no plan
-- rows: therapy(id=F13, concept=pt)
-- expect: not_documented ABSENT
-- case: only considered
-- rows: plan(id=F30, concept=rehabilitation, certainty=possible)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: FRF-L.6a
-- number: 6
-- kind: mandatory
-- paraphrase: A repeat comes no sooner than six months after the neurotomy before it.
-- classes: OP, PR2, MEDLEGAL
-- decide: all
-- measures: interval
-- confidence: met 0.85, not_met 0.90, not_documented 0.90, not_applicable 0.90
-- cure: the note of the last neurotomy with its date
-- applies:
SELECT yes AS applies FROM repeat
-- query:
SELECT id AS fact, at_most(date_low, date_high, months_before(:reference, 6)) AS verdict FROM prior
WHERE date_high = (SELECT max(date_high) FROM prior)
   OR (date_high IS NULL AND NOT EXISTS (SELECT 1 FROM prior WHERE date_high IS NOT NULL))
-- case: ten months ago
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2014-09-11, date_low=2014-09-11, date_high=2014-09-11)
-- expect: met
-- case: exactly six months ago
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2015-01-13, date_low=2015-01-13, date_high=2015-01-13)
-- expect: met
-- case: the last one 133 days ago, an older one long before
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2015-03-02, date_low=2015-03-02, date_high=2015-03-02)
--   event(id=E2, concept=facet_rf, region=lumbar, date=2012-03-02, date_low=2012-03-02, date_high=2012-03-02)
-- expect: not_met
-- case: in January, which may be five or six months ago
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date_low=2015-01-01, date_high=2015-01-31)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: relief is reported, the procedure has no date
-- rows: outcome(id=O1, treatment=facet_rf, region=lumbar, direction=improved)
-- expect: not_documented ABSENT
-- case: a first neurotomy
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2015-06-01, date_low=2015-06-01, date_high=2015-06-01)
-- expect: not_applicable

-- criterion: FRF-L.6b
-- number: 6
-- kind: mandatory
-- paraphrase: The earlier neurotomy gave at least half relief for at least twelve weeks.
-- classes: OP, PR2, MEDLEGAL
-- decide: agree
-- measures: relief
-- confidence: met 0.90, not_met 0.90, not_documented 0.98, not_applicable 0.90
-- cure: percentage and duration of relief after the earlier neurotomy
-- applies:
SELECT yes AS applies FROM repeat
-- query:
SELECT id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0
  ELSE at_least(percent_low, percent_high, 50) AND at_least(weeks_low, weeks_high, 12) END AS verdict
FROM outcome WHERE treatment = :treatment AND region = :region
 AND (pain OR (percent_low IS NULL AND percent_high IS NULL) OR NOT function)
-- reason:
SELECT id AS fact, 'WRONG_PROCEDURE' AS reason FROM outcome
WHERE treatment <> :treatment AND region = :region AND percent_low IS NOT NULL AND weeks_low IS NOT NULL
UNION ALL
SELECT id, 'WRONG_REGION' FROM outcome
WHERE treatment = :treatment AND region <> :region AND percent_low IS NOT NULL AND weeks_low IS NOT NULL
-- reviewer:
SELECT id AS fact FROM absence WHERE stated_by = 'reviewer' AND subject LIKE 'relief%'
 AND coalesce(treatment, :treatment) = :treatment
-- case: 70 percent for eight months
-- rows: outcome(id=O1, treatment=facet_rf, region=lumbar, pain=1, direction=improved, percent_low=70, percent_high=70,
--   weeks_low=34.8, weeks_high=34.8)
-- expect: met
-- case: 40 percent for eight months
-- rows: outcome(id=O1, treatment=facet_rf, region=lumbar, pain=1, direction=improved, percent_low=40, percent_high=40,
--   weeks_low=34.8, weeks_high=34.8)
-- expect: not_met
-- case: more than half, for six weeks
-- rows: outcome(id=O1, treatment=facet_rf, region=lumbar, pain=1, direction=improved, percent_low=50, weeks_low=6,
--   weeks_high=6)
-- expect: not_met
-- case: six to twelve months, no percentage; the percentage belongs to botulinum
-- rows: outcome(id=O1, treatment=facet_rf, region=lumbar, pain=1, direction=improved, weeks_low=26.1, weeks_high=52.1)
--   outcome(id=O3, treatment=botulinum, region=lumbar, pain=1, direction=improved, percent_low=50, weeks_low=13)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: only botulinum has both
-- rows: event(id=E1, concept=facet_rf, region=lumbar)
--   outcome(id=O3, treatment=botulinum, region=lumbar, pain=1, direction=improved, percent_low=50, weeks_low=13)
-- expect: not_documented WRONG_PROCEDURE
-- case: only a lumbar neurotomy has both
-- rows: event(id=E1, concept=facet_rf, region=lumbar)
--   outcome(id=O3, treatment=facet_rf, region=cervical, pain=1, direction=improved, percent_low=80, weeks_low=30)
-- expect: not_documented WRONG_REGION
-- case: one report says 70 percent for eight months, another no relief
-- rows: outcome(id=O1, treatment=facet_rf, region=lumbar, pain=1, direction=improved, percent_low=70, percent_high=70,
--   weeks_low=34.8, weeks_high=34.8) outcome(id=O2, treatment=facet_rf, region=lumbar, pain=1, direction=none)
-- expect: not_documented CONTRADICTORY
-- case: done, and no word of what it did
-- rows: event(id=E1, concept=facet_rf, region=lumbar)
-- expect: not_documented ABSENT
-- case: a first neurotomy
-- expect: not_applicable

-- criterion: FRF-L.6c
-- number: 6
-- kind: quantity
-- paraphrase: At most three procedures in a year, the one requested included.
-- classes: OP, PR2, MEDLEGAL
-- measures: count
-- confidence: met 0.60, not_met 0.90, not_documented 0.90, not_applicable 0.90
-- cure: a list of the earlier neurotomies with their dates
-- applies:
SELECT yes AS applies FROM repeat
-- query:
WITH year AS (
  SELECT id, at_least(date_low, date_high, months_before(:reference, 12)) AS inside FROM event
  WHERE concept = :treatment AND region = :region AND (date_low IS NULL OR :reference IS NULL OR date_low < :reference)),
n AS (SELECT total(inside) AS sure, count(*) FILTER (WHERE inside IS NULL) AS unsure FROM year)
SELECT year.id AS fact, at_most(sure + 1, sure + unsure + 1, 3) AS verdict FROM year, n WHERE inside IS NOT 0
UNION ALL
SELECT :request, 1 FROM n WHERE sure + unsure = 0 AND :reference IS NOT NULL
-- case: one in the last twelve months
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2014-09-11, date_low=2014-09-11, date_high=2014-09-11)
-- expect: met
-- case: three in the last twelve months
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2014-08-01, date_low=2014-08-01, date_high=2014-08-01)
--   event(id=E2, concept=facet_rf, region=lumbar, date=2014-10-01, date_low=2014-10-01, date_high=2014-10-01)
--   event(id=E3, concept=facet_rf, region=lumbar, date=2014-12-01, date_low=2014-12-01, date_high=2014-12-01)
-- expect: not_met
-- case: two, and one without a date
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2014-08-01, date_low=2014-08-01, date_high=2014-08-01)
--   event(id=E2, concept=facet_rf, region=lumbar, date=2014-10-01, date_low=2014-10-01, date_high=2014-10-01)
--   event(id=E3, concept=facet_rf, region=lumbar)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the last one years ago
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2011-09-11, date_low=2011-09-11, date_high=2011-09-11)
-- expect: met
-- case: a first neurotomy
-- expect: not_applicable

-- criterion: FRF-L.M
-- kind: mandatory
-- paraphrase: The MTUS layer: only after controlled differential blocks of the medial branches, that is more than one.
-- classes: OP, PR2
-- measures: blocks
-- cure: reports of controlled medial branch blocks
-- outcomes: met, not_documented
-- query:
SELECT id AS fact, CASE WHEN (SELECT count(*) FROM event x WHERE x.concept = 'mbb' AND x.region = :region) > 1 THEN 1 END AS verdict
FROM event WHERE concept = 'mbb' AND region = :region
-- case: two sessions
-- rows: event(id=E1, concept=mbb, region=lumbar, date=2014-06-02) event(id=E2, concept=mbb, region=lumbar, date=2014-06-23)
-- expect: met
-- case: one session says nothing of a control
-- rows: event(id=E1, concept=mbb, region=lumbar, date=2014-06-02)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: none
-- expect: not_documented ABSENT
