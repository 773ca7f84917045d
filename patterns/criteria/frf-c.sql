-- set: FRF-C
-- title: Facet radiofrequency neurotomy, cervical
-- treatments: facet_rf
-- regions: cervical
-- guideline: ODG, Neck & Upper Back, Facet joint radiofrequency neurotomy
-- edition: updated 2015-06-25
-- mtus: no; the MTUS layer (ACOEM 2nd ed. ch. 8, pp. 174-175) speaks of acute symptoms only
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: yes
-- source: S
-- stance: under study, case by case

--- For a repeat, 2b and 2c test what the previous neurotomy did; for a first one, what the blocks did.
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

-- base: issue(request=Q1, treatment=facet_rf, region=cervical, reference=2015-07-13)
--   request(id=Q1, concept=facet_rf, region=cervical)

-- criterion: FRF-C.1
-- number: 1
-- kind: mandatory
-- paraphrase: The pain is diagnosed as coming from the facet joints.
-- classes: PR2, DFR, PR4_PR3, MEDLEGAL, RFA, OP
-- measures: diagnosis
-- confidence: met 0.60, not_documented 0.95
-- outcomes: met, not_met, not_documented
-- cure: a diagnosis of facet joint pain at the region by the treating physician
-- query:
SELECT id AS fact, CASE WHEN certainty IN ('certain') OR certainty IS NULL THEN 1 END AS verdict FROM diagnosis
WHERE concept IN ('facet_arthropathy', 'spondylosis') AND region = :region
UNION ALL
SELECT id, 0 FROM aside WHERE kind = 'diagnosis' AND why = 'negated' AND concept = 'facet_arthropathy' AND region = :region
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM diagnosis WHERE concept = 'facet_arthropathy' AND region <> :region
-- case: a structural diagnosis of the facet joints is enough, weakly
-- rows: diagnosis(id=D1, concept=facet_arthropathy, region=cervical)
-- expect: met
-- case: spondylosis serves as well
-- rows: diagnosis(id=D1, concept=spondylosis, region=cervical)
-- expect: met
-- case: a suspicion is no diagnosis
-- rows: diagnosis(id=D1, concept=facet_arthropathy, region=cervical, certainty=possible)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the facet joints of another region
-- rows: diagnosis(id=D1, concept=facet_arthropathy, region=lumbar)
-- expect: not_documented WRONG_REGION
-- case: ruled out
-- rows: aside(kind=diagnosis, id=D1, concept=facet_arthropathy, region=cervical, why=negated)
-- expect: not_met
-- case: nothing about it
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical)
-- expect: not_documented ABSENT
-- case: nothing about it, but a progress report that cannot be read
-- rows: page(file=a.pdf, page=3, document=DOC1, class=PR2, source=ocr, legibility=poor)
-- expect: not_documented ILLEGIBLE

--- The guideline as quoted says "adequate"; 70 % is what it asks of the blocks themselves, not yet compared with the source.
-- criterion: FRF-C.2a
-- number: 2
-- kind: mandatory
-- paraphrase: Diagnostic blocks of the facet joints or their nerves were done, and gave an adequate response (70 % or more).
-- classes: OP, PR2, MEDLEGAL
-- decide: agree
-- measures: blocks
-- confidence: met 0.90, not_met 0.90, not_documented 0.99
-- outcomes: met, not_met, not_documented
-- cure: reports of the diagnostic blocks with levels, sides, percentage and duration of relief
-- query:
SELECT o.id AS fact,
       CASE WHEN o.direction IN ('none', 'worse') THEN 0 ELSE at_least(o.percent_low, o.percent_high, 70) END AS verdict
FROM outcome o LEFT JOIN event e ON e.id = o.event
WHERE (o.treatment IN ('mbb', 'facet_inj') AND o.region = :region)
   OR (e.concept IN ('mbb', 'facet_inj') AND e.region = :region)
UNION ALL
SELECT e.id, NULL FROM event e WHERE e.concept IN ('mbb', 'facet_inj') AND e.region = :region
 AND NOT EXISTS (SELECT 1 FROM outcome o WHERE o.event = e.id
                 OR (o.event IS NULL AND o.treatment = e.concept AND o.region = e.region))
-- reason:
SELECT id AS fact, 'WRONG_REGION' AS reason FROM event WHERE concept IN ('mbb', 'facet_inj') AND region <> :region
-- reviewer:
SELECT id AS fact FROM absence WHERE subject = 'diagnostic_blocks' AND stated_by = 'reviewer'
-- case: two blocks, 80 and 90 percent
-- rows: event(id=E1, concept=mbb, region=cervical, date=2014-06-02) event(id=E2, concept=mbb, region=cervical, date=2014-06-23)
--   outcome(id=O1, treatment=mbb, region=cervical, event=E1, direction=improved, percent_low=80, percent_high=80)
--   outcome(id=O2, treatment=mbb, region=cervical, event=E2, direction=improved, percent_low=90, percent_high=90)
-- expect: met
-- case: half relief is less than the blocks need
-- rows: outcome(id=O1, treatment=mbb, region=cervical, direction=improved, percent_low=50, percent_high=50)
-- expect: not_met
-- case: one block answered, one did not
-- rows: outcome(id=O1, treatment=mbb, region=cervical, direction=improved, percent_low=80, percent_high=80)
--   outcome(id=O2, treatment=mbb, region=cervical, direction=none)
-- expect: not_documented CONTRADICTORY
-- case: a block without its response
-- rows: event(id=E1, concept=mbb, region=cervical, date=2014-06-02)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: blocks of the lumbar spine prove nothing about the neck
-- rows: event(id=E1, concept=mbb, region=lumbar, date=2014-06-02)
-- expect: not_documented WRONG_REGION
-- case: the relief that an epidural gave is not a block's
-- rows: outcome(id=O1, treatment=esi_il, region=cervical, direction=improved, percent_low=80, percent_high=80)
-- expect: not_documented ABSENT
-- case: a procedure report that cannot be read may hold it
-- rows: page(file=a.pdf, page=9, document=DOC2, class=OP, source=ocr, legibility=poor)
-- expect: not_documented ILLEGIBLE
-- case: an unread therapy note could not
-- rows: page(file=a.pdf, page=9, document=DOC2, class=THER, source=ocr, legibility=poor)
-- expect: not_documented ABSENT

-- criterion: FRF-C.2b
-- number: 2
-- kind: mandatory
-- paraphrase: Pain scores before and after show the improvement (first neurotomy: after the blocks; repeat: after the last one).
-- classes: OP, PR2, MEDLEGAL
-- measures: pain_score
-- confidence: met 0.90, not_met 0.90, not_documented 0.97
-- outcomes: met, not_met, not_documented
-- cure: pain scores before and after the procedure
-- query:
SELECT CASE k.n WHEN 1 THEN fact ELSE second END AS fact,
       CASE WHEN after_high < before_low THEN 1 WHEN after_low >= before_high THEN 0 END AS verdict
FROM pair, (SELECT 1 AS n UNION ALL SELECT 2) k WHERE treatment IN (SELECT treatment FROM tested) AND region = :region
-- reason:
SELECT fact, 'WRONG_PROCEDURE' AS reason FROM pair WHERE treatment NOT IN (SELECT treatment FROM tested) AND region = :region
UNION ALL SELECT fact, 'WRONG_REGION' FROM pair WHERE treatment IN (SELECT treatment FROM tested) AND region <> :region
UNION ALL SELECT id, 'MENTIONED_NO_VALUE' FROM pain_score
 WHERE treatment IN (SELECT treatment FROM tested) AND NOT EXISTS (SELECT 1 FROM pair)
UNION ALL SELECT NULL, 'MENTIONED_NO_VALUE' FROM pain_score WHERE treatment IS NULL AND NOT EXISTS (SELECT 1 FROM pair)
-- case: a repeat, from 8 to 3 after the last neurotomy
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, date_low=2014-09-11, date_high=2014-09-11)
--   pain_score(id=P1, low=8, moment=before, treatment=facet_rf, region=cervical)
--   pain_score(id=P2, low=3, moment=after, treatment=facet_rf, region=cervical)
-- expect: met
-- case: a first neurotomy looks to the blocks
-- rows: pain_score(id=P1, low=8, moment=before, treatment=mbb) pain_score(id=P2, low=2, moment=after, treatment=mbb)
-- expect: met
-- case: for a repeat the blocks' scores are beside the point
-- rows: event(id=E1, concept=facet_rf, region=cervical)
--   pain_score(id=P1, low=8, moment=before, treatment=mbb) pain_score(id=P2, low=2, moment=after, treatment=mbb)
-- expect: not_documented WRONG_PROCEDURE
-- case: no change
-- rows: pain_score(id=P1, low=7, moment=before, treatment=mbb) pain_score(id=P2, low=7, moment=after, treatment=mbb)
-- expect: not_met
-- case: the outcome itself carries the pair
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, before=8, after=3)
-- expect: met
-- case: ranges that touch prove nothing
-- rows: pain_score(id=P1, low=5, high=8, moment=before, treatment=mbb)
--   pain_score(id=P2, low=4, high=6, moment=after, treatment=mbb)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the pair belongs to another region
-- rows: pain_score(id=P1, low=8, moment=before, treatment=mbb, region=lumbar)
--   pain_score(id=P2, low=2, moment=after, treatment=mbb, region=lumbar)
-- expect: not_documented WRONG_REGION
-- case: scores of visits, tied to nothing
-- rows: pain_score(id=P1, low=7) pain_score(id=P2, low=8)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no score at all
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, weeks_low=26, weeks_high=52)
-- expect: not_documented ABSENT

-- criterion: FRF-C.2c
-- number: 2
-- kind: mandatory
-- paraphrase: Function was measured and improved (first neurotomy: after the blocks; repeat: after the last one).
-- classes: OP, PR2, THER, MEDLEGAL
-- measures: function
-- confidence: met 0.90, not_met 0.90, not_documented 0.97
-- outcomes: met, not_met, not_documented
-- cure: a functional measure before and after the procedure
-- query:
SELECT id AS fact, CASE direction WHEN 'improved' THEN 1 WHEN 'none' THEN 0 WHEN 'worse' THEN 0 END AS verdict FROM outcome
WHERE function AND treatment IN (SELECT treatment FROM tested) AND region = :region
UNION ALL
SELECT id, CASE WHEN direction = 'improved' THEN 1 WHEN direction IN ('none', 'worse') THEN 0 WHEN after = before THEN 0
                WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END
FROM function WHERE treatment IN (SELECT treatment FROM tested) AND (:region IS NULL OR coalesce(region, :region) = :region)
-- reason:
SELECT id AS fact, 'WRONG_PROCEDURE' AS reason FROM outcome
WHERE function AND treatment NOT IN (SELECT treatment FROM tested) AND region = :region
UNION ALL
SELECT id, 'WRONG_PROCEDURE' FROM function
WHERE treatment NOT IN (SELECT treatment FROM tested) AND (:region IS NULL OR coalesce(region, :region) = :region)
UNION ALL
SELECT id, 'WRONG_REGION' FROM outcome
WHERE function AND treatment IN (SELECT treatment FROM tested) AND region <> :region
UNION ALL
SELECT id, 'MENTIONED_NO_VALUE' FROM function WHERE treatment IS NULL
-- reviewer:
SELECT id AS fact FROM absence WHERE stated_by = 'reviewer' AND subject LIKE 'relief%function%'
 AND coalesce(treatment, :treatment) = :treatment
-- case: lifting from 10 to 25 pounds after the last neurotomy
-- rows: event(id=E1, concept=facet_rf, region=cervical)
--   function(id=F1, measure=lifting, before=10, after=25, unit=lb, treatment=facet_rf, region=cervical)
-- expect: met
-- case: a disability index improves downwards
-- rows: function(id=F1, measure=ndi, before=46, after=28, treatment=mbb)
-- expect: met
-- case: unchanged
-- rows: function(id=F1, measure=lifting, before=10, after=10, treatment=mbb)
-- expect: not_met
-- case: function improved, but after botulinum
-- rows: event(id=E1, concept=facet_rf, region=cervical)
--   outcome(id=O3, treatment=botulinum, region=cervical, function=1, pain=1, direction=improved, percent_low=50)
-- expect: not_documented WRONG_PROCEDURE
-- case: function improved after a lumbar neurotomy
-- rows: outcome(id=O1, treatment=facet_rf, region=lumbar, function=1, direction=improved)
--   event(id=E1, concept=facet_rf, region=cervical)
-- expect: not_documented WRONG_REGION
-- case: named for the right procedure, without a value
-- rows: function(id=F1, measure=adl, treatment=mbb)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- rows: event(id=E1, concept=facet_rf, region=cervical)
-- expect: not_documented ABSENT

-- criterion: FRF-C.3
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

-- criterion: FRF-C.4
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
-- rows: request(id=Q2, concept=facet_rf, region=lumbar)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: FRF-C.5
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

-- criterion: FRF-C.6a
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
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, date_low=2014-09-11, date_high=2014-09-11)
-- expect: met
-- case: exactly six months ago
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2015-01-13, date_low=2015-01-13, date_high=2015-01-13)
-- expect: met
-- case: the last one 133 days ago, an older one long before
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2015-03-02, date_low=2015-03-02, date_high=2015-03-02)
--   event(id=E2, concept=facet_rf, region=cervical, date=2012-03-02, date_low=2012-03-02, date_high=2012-03-02)
-- expect: not_met
-- case: in January, which may be five or six months ago
-- rows: event(id=E1, concept=facet_rf, region=cervical, date_low=2015-01-01, date_high=2015-01-31)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: relief is reported, the procedure has no date
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, direction=improved)
-- expect: not_documented ABSENT
-- case: a first neurotomy
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date=2015-06-01, date_low=2015-06-01, date_high=2015-06-01)
-- expect: not_applicable

-- criterion: FRF-C.6b
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
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, percent_low=70, percent_high=70,
--   weeks_low=34.8, weeks_high=34.8)
-- expect: met
-- case: 40 percent for eight months
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, percent_low=40, percent_high=40,
--   weeks_low=34.8, weeks_high=34.8)
-- expect: not_met
-- case: the response on the other side says nothing against the one on this side
-- rows: request(id=Q1, concept=facet_rf, region=cervical, laterality=left) event(id=E1, concept=facet_rf, region=cervical, laterality=left,
--   date=2014-02-19) event(id=E2, concept=facet_rf, region=cervical, laterality=right, date=2014-05-20)
--   outcome(id=O1, treatment=facet_rf, region=cervical, event=E1, pain=1, direction=improved, percent_low=70, percent_high=70,
--   weeks_low=39, weeks_high=39) outcome(id=O2, treatment=facet_rf, region=cervical, event=E2, pain=1, direction=improved,
--   percent_low=60, percent_high=60, weeks_low=2, weeks_high=2)
-- expect: met
-- case: nor for it
-- rows: request(id=Q1, concept=facet_rf, region=cervical, laterality=left) event(id=E1, concept=facet_rf, region=cervical, laterality=left,
--   date=2014-02-19) event(id=E2, concept=facet_rf, region=cervical, laterality=right, date=2014-05-20)
--   outcome(id=O2, treatment=facet_rf, region=cervical, event=E2, pain=1, direction=improved, percent_low=70, percent_high=70,
--   weeks_low=39, weeks_high=39)
-- expect: not_documented WRONG_REGION
-- case: more than half, for six weeks
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, percent_low=50, weeks_low=6,
--   weeks_high=6)
-- expect: not_met
-- case: six to twelve months, no percentage; the percentage belongs to botulinum
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, weeks_low=26.1, weeks_high=52.1)
--   outcome(id=O3, treatment=botulinum, region=cervical, pain=1, direction=improved, percent_low=50, weeks_low=13)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: only botulinum has both
-- rows: event(id=E1, concept=facet_rf, region=cervical)
--   outcome(id=O3, treatment=botulinum, region=cervical, pain=1, direction=improved, percent_low=50, weeks_low=13)
-- expect: not_documented WRONG_PROCEDURE
-- case: only a lumbar neurotomy has both
-- rows: event(id=E1, concept=facet_rf, region=cervical)
--   outcome(id=O3, treatment=facet_rf, region=lumbar, pain=1, direction=improved, percent_low=80, weeks_low=30)
-- expect: not_documented WRONG_REGION
-- case: one report says 70 percent for eight months, another no relief
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, percent_low=70, percent_high=70,
--   weeks_low=34.8, weeks_high=34.8) outcome(id=O2, treatment=facet_rf, region=cervical, pain=1, direction=none)
-- expect: not_documented CONTRADICTORY
-- case: done, and no word of what it did
-- rows: event(id=E1, concept=facet_rf, region=cervical)
-- expect: not_documented ABSENT
-- case: a first neurotomy
-- expect: not_applicable

-- criterion: FRF-C.6c
-- number: 6
-- kind: advisory
-- paraphrase: Relief after the earlier neurotomy was sustained, generally for six months or more.
-- classes: OP, PR2, MEDLEGAL
-- measures: relief
-- confidence: met 0.55, not_met 0.80, not_documented 0.90, not_applicable 0.90
-- applies:
SELECT yes AS applies FROM repeat
-- query:
SELECT id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0 ELSE at_least(weeks_low, weeks_high, 26) END AS verdict
FROM outcome WHERE treatment = :treatment AND region = :region
-- case: six to twelve months
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, direction=improved, weeks_low=26.07, weeks_high=52.1)
-- expect: met
-- case: four to five months
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, direction=improved, weeks_low=17.4, weeks_high=21.7)
-- expect: not_met
-- case: for many months
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, direction=improved, weeks_low=13)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first neurotomy
-- expect: not_applicable

--- The neurotomy that is asked for counts as one of the three. No smaller quantity than one would pass.
-- criterion: FRF-C.6d
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
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, date_low=2014-09-11, date_high=2014-09-11)
-- expect: met
-- case: three in the last twelve months
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-08-01, date_low=2014-08-01, date_high=2014-08-01)
--   event(id=E2, concept=facet_rf, region=cervical, date=2014-10-01, date_low=2014-10-01, date_high=2014-10-01)
--   event(id=E3, concept=facet_rf, region=cervical, date=2014-12-01, date_low=2014-12-01, date_high=2014-12-01)
-- expect: not_met
-- case: two, and one without a date
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-08-01, date_low=2014-08-01, date_high=2014-08-01)
--   event(id=E2, concept=facet_rf, region=cervical, date=2014-10-01, date_low=2014-10-01, date_high=2014-10-01)
--   event(id=E3, concept=facet_rf, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the last one years ago
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2011-09-11, date_low=2011-09-11, date_high=2011-09-11)
-- expect: met
-- case: a first neurotomy
-- expect: not_applicable

-- criterion: FRF-C.7
-- kind: mandatory
-- paraphrase: Conservative care was tried and its response is documented.
-- classes: PR2, THER, MEDLEGAL, DFR
-- measures: conservative
-- confidence: met 0.90, not_documented 0.98
-- outcomes: met, not_documented
-- cure: what conservative care was given and how the patient responded
-- query:
SELECT o.id AS fact, CASE WHEN o.direction IS NOT NULL THEN 1 END AS verdict
FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative'
WHERE (:region IS NULL OR coalesce(o.region, :region) = :region)
UNION ALL
SELECT th.id, CASE WHEN th.response IS NOT NULL THEN 1 END
FROM therapy th JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative'
WHERE (:region IS NULL OR coalesce(th.region, :region) = :region)
-- reason:
SELECT o.id AS fact, 'WRONG_REGION' AS reason FROM outcome o JOIN treatment t ON t.concept = o.treatment
WHERE t.family = 'conservative' AND o.region <> :region
-- reviewer:
SELECT id AS fact FROM absence WHERE stated_by = 'reviewer' AND subject = 'response_to_conservative_care'
-- case: therapy, with its response
-- rows: therapy(id=F13, concept=pt, response=none)
-- expect: met
-- case: the response stands as an outcome
-- rows: therapy(id=F13, concept=pt) outcome(id=O4, treatment=pt, region=cervical, direction=none)
-- expect: met
-- case: therapy without a word of its response
-- rows: therapy(id=F13, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: therapy of the low back
-- rows: outcome(id=O4, treatment=pt, region=lumbar, direction=none)
-- expect: not_documented WRONG_REGION
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FRF-C.X
-- kind: exclusion
-- paraphrase: The target is cervicogenic headache, for which the procedure is not recommended.
-- classes: PR2, RFA, MEDLEGAL
-- measures: exclusion
-- confidence: not_met 0.90, not_applicable 0.90
-- query:
SELECT d.id AS fact, 1 AS verdict FROM diagnosis d WHERE d.concept = 'cervicogenic_headache'
 AND NOT EXISTS (SELECT 1 FROM diagnosis x WHERE x.concept IN ('facet_arthropathy', 'spondylosis') AND x.region = :region)
-- case: cervicogenic headache is all that is diagnosed
-- rows: diagnosis(id=D1, concept=cervicogenic_headache, region=head)
-- expect: not_met
-- case: headache beside a diagnosis of the facet joints, which are the target
-- rows: diagnosis(id=D1, concept=cervicogenic_headache, region=head)
--   diagnosis(id=D2, concept=facet_arthropathy, region=cervical)
-- expect: not_applicable
-- case: no headache
-- expect: not_applicable

-- criterion: FRF-C.A1
-- kind: adverse
-- paraphrase: Pain grows with extension and rotation (facet loading).
-- classes: PR2, MEDLEGAL
-- query:
SELECT id AS fact, coalesce(sign, 'positive') <> 'negative' AS verdict FROM exam
WHERE concept IN ('facet_loading', 'kemp') AND (:region IS NULL OR coalesce(region, :region) = :region)
-- case: facet loading hurts
-- rows: exam(id=F4, concept=facet_loading, region=cervical, sign=positive)
-- expect: present
-- case: facet loading does not
-- rows: exam(id=F4, concept=facet_loading, region=cervical, sign=negative)
-- expect: absent
-- case: limited motion with pain is not that
-- rows: exam(id=F4, concept=rom_cervical, value=limited, with_pain=1)
-- expect: not_documented

-- criterion: FRF-C.A2
-- kind: adverse
-- paraphrase: Pain and disability have lasted long (two years or more).
-- classes: PR2, DFR, MEDLEGAL
-- query:
SELECT coalesce((SELECT fact FROM derived WHERE name LIKE 'years_since_injury%' ORDER BY fact LIMIT 1), fact) AS fact,
       years_between(value, :reference) >= 2 AS verdict FROM admin WHERE name = 'date_of_injury'
UNION ALL
SELECT s.id, 1 FROM symptom s, admin a WHERE s.qualifier = 'constant' AND s.concept IN ('neck_pain', 'back_pain')
 AND a.name = 'date_of_injury' AND years_between(a.value, :reference) >= 2
-- case: twelve years
-- rows: admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: present
-- case: half a year
-- rows: admin(name=date_of_injury, value=2015-01-19, fact=admin.date_of_injury)
-- expect: absent
-- case: the day of the injury is not known
-- rows: symptom(id=F6, concept=neck_pain, qualifier=constant)
-- expect: not_documented

-- criterion: FRF-C.A3
-- kind: adverse
-- paraphrase: Significant dependence on opioids.
-- classes: PR2, RX, MEDLEGAL, LAB
-- query:
SELECT id AS fact, 1 AS verdict FROM diagnosis WHERE concept IN ('opioid_dependence', 'opioid_use_disorder')
UNION ALL
SELECT fact, CASE WHEN NOT EXISTS (SELECT 1 FROM medication WHERE class = 'opioid') THEN 0 END FROM medication_list
WHERE status IN ('listed', 'none_taken')
-- case: diagnosed
-- rows: diagnosis(id=D1, concept=opioid_dependence)
-- expect: present
-- case: a medication list without opioids
-- rows: medication_list(status=listed) medication(id=M1, class=nsaid, status=current)
-- expect: absent
-- case: an opioid in use says nothing of dependence
-- rows: medication_list(status=listed) medication(id=M1, class=opioid, status=current)
-- expect: not_documented
-- case: no list
-- rows: medication_list(status=not_specified)
-- expect: not_documented

-- criterion: FRF-C.A4
-- kind: adverse
-- paraphrase: Earlier surgery of the spine (named for the back; of the neck by analogy).
-- classes: PR2, OP, MEDLEGAL, IMG
-- outcomes: met, not_documented
-- query:
SELECT id AS fact, 1 AS verdict, CASE WHEN concept = 'fusion_c' OR region = 'cervical' THEN 'BY_ANALOGY' END AS reason
FROM surgery WHERE concept IN ('fusion_c', 'fusion_l', 'decompression', 'laminectomy', 'discectomy')
   OR region IN ('cervical', 'thoracic', 'lumbar')
-- case: a cervical fusion
-- rows: surgery(id=F12, concept=fusion_c)
-- expect: present_by_analogy
-- case: a lumbar fusion
-- rows: surgery(id=F12, concept=fusion_l, region=lumbar)
-- expect: present
-- case: no surgery known
-- expect: not_documented
