-- set: PT
-- title: Physical therapy visits
-- treatments: pt
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Physical medicine
-- edition: 2009-07-18
-- pages: 98-99
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U; PT.3 V28; PT.5 V24, V42; PT.6 V42
-- stance: recommended

--- Visits by diagnosis; the larger allowance where several diagnoses stand. Postsurgical requests go by PT.6.
-- define:
allowance AS (
  SELECT max(visits) AS visits FROM (
    SELECT 10 AS visits FROM diagnosis WHERE concept IN ('myofascial_pain', 'myalgia', 'myositis', 'strain', 'sprain', 'strain_sprain')
    UNION ALL SELECT 10 FROM diagnosis WHERE concept IN ('radiculopathy', 'radiculitis', 'neuralgia', 'neuritis')
    UNION ALL SELECT 24 FROM diagnosis WHERE concept = 'crps'
    UNION ALL SELECT 10 FROM diagnosis)),
surgical AS (
  SELECT s.id, s.date_low, p.visits FROM surgery s LEFT JOIN postsurgical p ON p.concept = s.concept
  WHERE s.date_high >= months_before(:reference, coalesce(p.months, 6)) AND s.date_low <= :reference),
done AS (
  SELECT max(n) AS n FROM (
    SELECT max(count_low) AS n FROM visits WHERE treatment = 'pt' AND state = 'done'
    UNION ALL SELECT max(visits_low) FROM therapy WHERE concept = 'pt'
    UNION ALL SELECT max(v.count_low) FROM visits v JOIN document d ON d.id = v.report AND d.class = 'THER'
     WHERE v.treatment IS NULL AND v.state = 'done')),
--- Visits that are known to have followed the operation; those without a date may have.
after AS (
  SELECT coalesce(max(v.count_low), 0) AS n FROM visits v WHERE v.treatment = 'pt' AND v.state = 'done' AND v.date >= (SELECT min(date_low) FROM surgical)),
--- What therapy notes measure from visit to visit is measured of the therapy, where only one kind of therapy was given.
course AS (
  SELECT f.id, f.measure, coalesce(f.after, f.before) AS value, coalesce(f.date, d.date) AS day
  FROM function f JOIN document d ON d.id = f.report AND d.class = 'THER'
  WHERE f.treatment IS NULL AND coalesce(f.after, f.before) IS NOT NULL AND coalesce(f.date, d.date) IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM therapy WHERE concept IN ('chiro', 'acu', 'ot', 'massage', 'aquatic'))),
gain AS (
  SELECT l.id, l.measure, f.value AS before, l.value AS after FROM course f JOIN course l ON l.measure = f.measure AND l.day > f.day
  WHERE f.day = (SELECT min(day) FROM course x WHERE x.measure = f.measure)
   AND l.day = (SELECT max(day) FROM course x WHERE x.measure = f.measure)),
earlier AS (
  SELECT EXISTS (SELECT 1 FROM done WHERE n > 0) OR EXISTS (SELECT 1 FROM therapy WHERE concept = 'pt')
      OR EXISTS (SELECT 1 FROM outcome WHERE treatment = 'pt') AS yes)

-- base: issue(request=Q1, treatment=pt, region=lumbar, reference=2015-02-10)
--   request(id=Q1, concept=pt, region=lumbar)

-- criterion: PT.1
-- kind: quantity
-- paraphrase: The visits requested stay within the allowance for the diagnosis.
-- classes: RFA, PR2
-- measures: visits
-- cure: the number of visits asked for, and the diagnosis
-- applies:
SELECT NOT EXISTS (SELECT 1 FROM surgical) AS applies
-- query:
SELECT r.id AS fact, at_most(r.quantity_low, r.quantity_high, a.visits) AS verdict,
  CASE WHEN r.quantity_low IS NULL OR a.visits IS NULL THEN 'ABSENT' END AS reason
FROM request r, allowance a WHERE r.id = :request
-- smaller:
SELECT visits AS quantity, 'visits' AS unit FROM allowance
-- case: ten for a myalgia
-- rows: request(id=Q1, concept=pt, region=lumbar, quantity_low=10, quantity_high=10) diagnosis(id=D1, concept=myalgia, region=lumbar)
-- expect: met
-- case: sixteen for a myalgia
-- rows: request(id=Q1, concept=pt, region=lumbar, quantity_low=16, quantity_high=16) diagnosis(id=D1, concept=myalgia, region=lumbar)
-- expect: not_met smaller 10
-- case: sixteen for a regional pain syndrome
-- rows: request(id=Q1, concept=pt, region=lumbar, quantity_low=16, quantity_high=16) diagnosis(id=D1, concept=crps, region=lumbar)
-- expect: met
-- case: no number
-- rows: diagnosis(id=D1, concept=myalgia, region=lumbar)
-- expect: not_documented ABSENT
-- case: after surgery another rule applies
-- rows: surgery(id=F1, concept=knee_scope, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_applicable

-- criterion: PT.2
-- kind: mandatory
-- paraphrase: Treatment fades into an active home programme.
-- classes: PR2, THER, RFA
-- measures: plan
-- outcomes: met, not_documented
-- cure: an active home exercise programme
-- query:
SELECT id AS fact, 1 AS verdict FROM plan WHERE concept IN ('home_exercise', 'rehabilitation', 'work_conditioning')
UNION ALL
SELECT id, 1 FROM therapy WHERE concept = 'home_exercise'
-- case: home exercise is planned
-- rows: plan(id=F1, concept=home_exercise)
-- expect: met
-- case: home exercise is done
-- rows: therapy(id=F1, concept=home_exercise)
-- expect: met
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: PT.3
-- kind: mandatory
-- paraphrase: More visits need a documented gain of function from the earlier ones.
-- classes: THER, PR2
-- measures: function
-- cure: a functional measure at the beginning and end of the earlier therapy
-- applies:
SELECT yes AS applies FROM earlier
-- query:
SELECT id AS fact, CASE WHEN direction = 'improved' THEN 1 WHEN direction IN ('none', 'worse') THEN 0 WHEN after = before THEN 0
  WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END AS verdict
FROM function WHERE treatment = 'pt' AND (:region IS NULL OR coalesce(region, :region) = :region)
UNION ALL
SELECT id, CASE WHEN direction = 'improved' AND function THEN 1 WHEN direction IN ('none', 'worse') THEN 0 END FROM outcome
WHERE treatment = 'pt' AND (:region IS NULL OR coalesce(region, :region) = :region)
UNION ALL
SELECT id, CASE WHEN after = before THEN 0 WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END FROM gain
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM therapy WHERE concept = 'pt'
-- case: the disability index fell
-- rows: visits(id=V1, treatment=pt, count_low=8, state=done) function(id=F1, measure=odi, before=46, after=28, treatment=pt)
-- expect: met
-- case: the index fell from the first therapy note to the last
-- rows: therapy(id=F9, concept=pt, visits_low=8) document(id=DOC1, class=THER, date=2014-04-08) document(id=DOC2, class=THER, date=2014-06-05)
--   function(id=F1, measure=odi, after=46, report=DOC1) function(id=F2, measure=odi, after=28, report=DOC2)
-- expect: met
-- case: the index at two visits to the clinic is not the therapy's
-- rows: therapy(id=F9, concept=pt, visits_low=8) document(id=DOC1, class=PR2, date=2014-04-08) document(id=DOC2, class=PR2, date=2014-06-05)
--   function(id=F1, measure=odi, after=46, report=DOC1) function(id=F2, measure=odi, after=28, report=DOC2)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: it did not help
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: not_met
-- case: therapy, no word of its response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no therapy before
-- expect: not_applicable

-- criterion: PT.4
-- kind: mandatory
-- paraphrase: Goals are stated.
-- classes: RFA, PR2, THER
-- measures: plan
-- outcomes: met, not_documented
-- cure: goals of the treatment
-- query:
SELECT id AS fact, 1 AS verdict FROM plan WHERE concept = 'goals' OR goals IS NOT NULL OR lower(detail) LIKE '%goal%'
-- case: goals
-- rows: plan(id=F1, concept=goals)
-- expect: met
-- case: none
-- expect: not_documented ABSENT

-- criterion: PT.5
-- kind: quantity
-- paraphrase: With what was done, the visits stay within the statutory cap for the injury.
-- classes: RFA, THER, PR2
-- measures: visits
-- confidence: met 0.80, not_met 0.90, not_documented 0.90, not_applicable 0.95
-- cure: how many visits were done since the injury
-- applies:
SELECT NOT EXISTS (SELECT 1 FROM surgical) AND NOT EXISTS (
  SELECT 1 FROM admin a, parameter p WHERE a.name = 'date_of_injury' AND p.name = 'visit_cap' AND a.value < p.date_from) AS applies
-- query:
SELECT r.id AS fact, at_most(coalesce(d.n, 0) + r.quantity_low, coalesce(d.n, 0) + r.quantity_high, p.value) AS verdict,
  CASE WHEN r.quantity_low IS NULL THEN 'ABSENT' END AS reason
FROM request r, done d, parameter p WHERE r.id = :request AND p.name = 'visit_cap'
-- smaller:
SELECT p.value - coalesce(d.n, 0) AS quantity, 'visits' AS unit FROM done d, parameter p WHERE p.name = 'visit_cap'
-- case: eight done, sixteen asked for
-- rows: request(id=Q1, concept=pt, region=lumbar, quantity_low=16, quantity_high=16) visits(id=V1, treatment=pt, count_low=8, state=done)
-- expect: met
-- case: twenty done, eight asked for
-- rows: request(id=Q1, concept=pt, region=lumbar, quantity_low=8, quantity_high=8) visits(id=V1, treatment=pt, count_low=20, state=done)
-- expect: not_met smaller 4
-- case: no number
-- expect: not_documented ABSENT
-- case: injured before the cap
-- rows: admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: not_applicable

-- criterion: PT.6
-- kind: quantity
-- paraphrase: After surgery, the visits stay within the postsurgical table (knee arthroscopy: twelve within six months).
-- classes: RFA, OP
-- measures: visits
-- cure: the operation and its date
-- applies:
SELECT EXISTS (SELECT 1 FROM surgical) AS applies
-- query:
SELECT r.id AS fact, at_most(r.quantity_low + a.n, r.quantity_high + max(a.n, coalesce(d.n, 0)), (SELECT max(visits) FROM surgical)) AS verdict,
  CASE WHEN r.quantity_low IS NULL THEN 'ABSENT' END AS reason FROM request r, after a, done d WHERE r.id = :request
-- smaller:
SELECT (SELECT max(visits) FROM surgical) - a.n AS quantity, 'visits' AS unit FROM after a
-- case: twelve after an arthroscopy
-- rows: request(id=Q1, concept=pt, region=knee, quantity_low=12, quantity_high=12) surgery(id=F1, concept=knee_scope, date_low=2015-01-05, date_high=2015-01-05)
-- expect: met
-- case: twenty-four
-- rows: request(id=Q1, concept=pt, region=knee, quantity_low=24, quantity_high=24) surgery(id=F1, concept=knee_scope, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_met smaller 12
-- case: eight more after eight
-- rows: request(id=Q1, concept=pt, region=knee, quantity_low=8, quantity_high=8) surgery(id=F1, concept=knee_scope, date_low=2015-01-05, date_high=2015-01-05)
--   visits(id=V1, treatment=pt, count_low=8, state=done, date=2015-02-02)
-- expect: not_met smaller 4
-- case: eight more after eight of which it is not said when
-- rows: request(id=Q1, concept=pt, region=knee, quantity_low=8, quantity_high=8) surgery(id=F1, concept=knee_scope, date_low=2015-01-05, date_high=2015-01-05)
--   visits(id=V1, treatment=pt, count_low=8, state=done)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no number
-- rows: surgery(id=F1, concept=knee_scope, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_documented ABSENT
-- case: twenty-four after a fusion of the back
-- rows: request(id=Q1, concept=pt, region=lumbar, quantity_low=24, quantity_high=24) surgery(id=F1, concept=fusion_l, date_low=2015-01-05, date_high=2015-01-05)
-- expect: met
-- case: after an operation that the table here does not hold
-- rows: request(id=Q1, concept=pt, region=lumbar, quantity_low=24, quantity_high=24) surgery(id=F1, concept=other_surgery, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no surgery
-- expect: not_applicable

-- criterion: PT.7
-- kind: advisory
-- paraphrase: Not passive modalities alone.
-- classes: RFA, THER
-- measures: plan
-- outcomes: not_met, not_applicable
-- applies:
SELECT EXISTS (SELECT 1 FROM request WHERE id = :request AND (lower(raw) LIKE '%massage%' OR lower(raw) LIKE '%ultrasound%' OR lower(raw) LIKE '%heat%'
  OR lower(raw) LIKE '%passive%') AND lower(raw) NOT LIKE '%exercis%') AS applies
-- query:
SELECT :request AS fact, 0 AS verdict
-- case: heat and massage
-- rows: request(id=Q1, concept=pt, raw='physical therapy: heat and massage')
-- expect: not_met
-- case: therapy with exercise
-- rows: request(id=Q1, concept=pt, raw='physical therapy with therapeutic exercise')
-- expect: not_applicable
