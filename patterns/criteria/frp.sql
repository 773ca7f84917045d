-- set: FRP
-- title: Functional restoration programme
-- treatments: frp
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Chronic pain programs
-- edition: 2009-07-18
-- pages: 30-34, 49
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
done AS (
  SELECT max(n) AS n FROM (SELECT max(count_low) AS n FROM visits WHERE treatment = 'frp' AND state = 'done' UNION ALL SELECT max(visits_low)
  FROM therapy WHERE concept = 'frp')),
earlier AS (
  SELECT EXISTS (SELECT 1 FROM done WHERE n > 0) OR EXISTS (SELECT 1 FROM therapy t WHERE t.concept = 'frp' AND NOT EXISTS (
   SELECT 1 FROM fact_evidence f JOIN evidence e ON e.id = f.evidence WHERE f.fact = t.id AND (says(e.quote, 'evaluation') OR says(e.quote, 'assessment'))))
  OR EXISTS (SELECT 1 FROM outcome
  WHERE treatment = 'frp') AS yes),
gained AS (
  SELECT id, CASE WHEN direction = 'improved' THEN 1 WHEN direction IN ('none', 'worse') THEN 0 WHEN after = before THEN 0
    WHEN measure IN ('odi', 'ndi') THEN after < before ELSE after > before END AS verdict FROM function WHERE treatment = 'frp'
  UNION ALL
  SELECT id, CASE WHEN direction = 'improved' AND function THEN 1 WHEN direction IN ('none', 'worse') THEN 0 END FROM outcome WHERE treatment = 'frp')

-- base: issue(request=Q1, treatment=frp, region=lumbar, reference=2015-08-03) request(id=Q1, concept=frp, region=lumbar)

-- criterion: FRP.1
-- kind: mandatory
-- paraphrase: A thorough evaluation with functional tests at the start.
-- classes: PSY, PR2
-- measures: function
-- cure: the evaluation for the programme with its functional tests
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'frp_evaluation' UNION ALL SELECT id, NULL FROM function UNION ALL SELECT id, NULL
  FROM document WHERE class = 'PSY'
-- case: said
-- rows: assertion(id=F1, subject=frp_evaluation, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=frp_evaluation, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=frp_evaluation, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=frp_evaluation, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: a measure, no evaluation
-- rows: function(id=F1, measure=odi, after=46)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: FRP.2
-- kind: mandatory
-- paraphrase: Earlier treatment failed, and nothing else is likely to help.
-- classes: PR2, THER, MEDLEGAL
-- decide: all
-- measures: conservative
-- cure: the response to earlier treatment, and whether other treatment may help
-- query:
SELECT * FROM (SELECT id AS fact, verdict FROM tried ORDER BY verdict IS NULL, verdict DESC, id LIMIT 1) UNION ALL SELECT o.id, o.yes
  FROM (SELECT 1) LEFT JOIN (SELECT id, yes FROM said WHERE subject = 'no_other_options') o WHERE o.id IS NOT NULL OR EXISTS (SELECT 1 FROM tried)
-- case: both
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none)
--   assertion(id=F1, subject=no_other_options, value=yes, stated_by=provider)
-- expect: met
-- case: something else is likely to help
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none)
--   assertion(id=F1, subject=no_other_options, value=no, stated_by=provider)
-- expect: not_met
-- case: it failed, no word of other options
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FRP.3
-- kind: mandatory
-- paraphrase: Independent function is lost to a significant degree.
-- classes: PR2, PSY
-- measures: function
-- confidence: met 0.60, not_met 0.80, not_documented 0.90
-- cure: what the patient can no longer do
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'loss_of_function' UNION ALL SELECT id, CASE WHEN value IN ('ttd', 'off_work')
  THEN 1 WHEN value = 'full' THEN 0 END FROM work_status UNION ALL SELECT id, NULL FROM function
-- case: off work
-- rows: work_status(id=F1, value=ttd)
-- expect: met
-- case: at full work
-- rows: work_status(id=F1, value=full)
-- expect: not_met
-- case: at modified work
-- rows: work_status(id=F1, value=modified)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FRP.4
-- kind: mandatory
-- paraphrase: No candidate for surgery, or a trial of ten visits to avoid a controversial one.
-- classes: PR2, MEDLEGAL
-- measures: plan
-- cure: whether surgery is an option
-- query:
SELECT id AS fact, NOT yes AS verdict FROM said WHERE subject = 'surgical_candidate'
UNION ALL SELECT id, CASE WHEN (SELECT quantity_high FROM request WHERE id = :request) <= 10 THEN 1 ELSE 0 END FROM aside WHERE kind = 'surgery'
  AND why = 'planned'
-- case: no candidate
-- rows: assertion(id=F1, subject=surgical_candidate, value=no, stated_by=provider)
-- expect: met
-- case: surgery is planned, ten visits before
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=10, quantity_high=10)
--   aside(kind=surgery, id=F1, concept=fusion_l, why=planned)
-- expect: met
-- case: surgery is planned
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=20, quantity_high=20)
--   aside(kind=surgery, id=F1, concept=fusion_l, why=planned)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=surgical_candidate, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: FRP.5
-- kind: mandatory
-- paraphrase: The patient wants to change and forgoes secondary gain.
-- classes: PSY, PR2
-- measures: diagnosis
-- cure: the motivation of the patient
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'motivated'
-- case: said
-- rows: assertion(id=F1, subject=motivated, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=motivated, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=motivated, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=motivated, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT

-- criterion: FRP.6
-- kind: mandatory
-- paraphrase: What predicts failure is addressed.
-- classes: PSY, PR2
-- measures: diagnosis
-- cure: the predictors of failure, and how they are met
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'negative_predictors_addressed'
-- case: said
-- rows: assertion(id=F1, subject=negative_predictors_addressed, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=negative_predictors_addressed, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=negative_predictors_addressed, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=negative_predictors_addressed, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT

-- criterion: FRP.7
-- kind: quantity
-- paraphrase: A first block of two weeks (ten days); more only with shown gains.
-- classes: RFA, THER
-- measures: visits
-- cure: how many sessions, and the gains of the earlier ones
-- query:
SELECT r.id AS fact, CASE WHEN r.quantity_low IS NULL THEN NULL WHEN NOT e.yes THEN at_most(r.quantity_low, r.quantity_high, 10)
  ELSE (SELECT max(verdict) FROM gained) END AS verdict, CASE WHEN r.quantity_low IS NULL THEN 'ABSENT' END AS reason
FROM request r, earlier e WHERE r.id = :request
-- smaller:
SELECT 10 AS quantity, 'full days' AS unit FROM earlier WHERE NOT yes
-- case: ten, after an evaluation for the programme
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=10, quantity_high=10) therapy(id=F9, concept=frp)
--   fact_evidence(fact=F9, position=0, evidence=X1) evidence(id=X1, document=DOC1, page=1, quote='multidisciplinary evaluation')
-- expect: met
-- case: ten
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=10, quantity_high=10)
-- expect: met
-- case: twenty
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=20, quantity_high=20)
-- expect: not_met smaller 10
-- case: ten more, with gain
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=10, quantity_high=10)
--   visits(id=V1, treatment=frp, count_low=10, state=done) function(id=F1, measure=lifting, before=10, after=25, treatment=frp)
-- expect: met
-- case: ten more, without gain
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=10, quantity_high=10) outcome(id=O1, treatment=frp, direction=none)
-- expect: not_met
-- case: ten more, no word of gains
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=10, quantity_high=10) therapy(id=F1, concept=frp)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no number
-- expect: not_documented ABSENT

-- criterion: FRP.8
-- kind: quantity
-- paraphrase: At most twenty full days in all.
-- classes: RFA, THER
-- measures: visits
-- cure: how many sessions
-- query:
SELECT r.id AS fact, at_most(coalesce(d.n, 0) + r.quantity_low, coalesce(d.n, 0) + r.quantity_high, 20) AS verdict, CASE
  WHEN r.quantity_low IS NULL THEN 'ABSENT' END AS reason FROM request r, done d WHERE r.id = :request
-- smaller:
SELECT 20 - coalesce(n, 0) AS quantity, 'full days' AS unit FROM done
-- case: ten after ten
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=10, quantity_high=10)
--   visits(id=V1, treatment=frp, count_low=10, state=done)
-- expect: met
-- case: twenty after ten
-- rows: request(id=Q1, concept=frp, region=lumbar, quantity_low=20, quantity_high=20)
--   visits(id=V1, treatment=frp, count_low=10, state=done)
-- expect: not_met smaller 10
-- case: no number
-- expect: not_documented ABSENT

-- criterion: FRP.9
-- kind: documentation
-- paraphrase: Written reports every other week at least.
-- classes: THER, PR2
-- measures: plan
-- cure: the reports of the programme
-- applies:
SELECT yes AS applies FROM earlier
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'biweekly_reports'
-- case: said
-- rows: therapy(id=F9, concept=frp) assertion(id=F1, subject=biweekly_reports, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: therapy(id=F9, concept=frp) assertion(id=F1, subject=biweekly_reports, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: therapy(id=F9, concept=frp) assertion(id=F1, subject=biweekly_reports, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: therapy(id=F9, concept=frp) assertion(id=F1, subject=biweekly_reports, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: not begun
-- expect: not_applicable
