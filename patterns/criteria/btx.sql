-- set: BTX
-- title: Botulinum toxin
-- treatments: botulinum
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Botulinum toxin; ODG
-- edition: 2009-07-18
-- pages: 25-26
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

--- Two paths: dystonia of the neck (a), chronic low back pain with an earlier favourable response (b).
-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
prior AS (
  SELECT id, date, date_low, date_high FROM event WHERE concept IN ('botulinum') AND (:region IS NULL OR coalesce(region, :region) = :region)
   AND (date_low IS NULL OR :reference IS NULL OR date_low < :reference)),
answer AS (
  SELECT * FROM outcome WHERE treatment IN ('botulinum') AND (:region IS NULL OR coalesce(region, :region) = :region)),
dystonia AS (SELECT id, certainty FROM diagnosis WHERE concept = 'dystonia' AND coalesce(region, 'cervical') = 'cervical'),
since AS (
  SELECT y.id, min(d.date) AS day FROM dystonia y JOIN fact_evidence f ON f.fact = y.id JOIN evidence e ON e.id = f.evidence
  JOIN document d ON d.id = e.document
  WHERE d.date IS NOT NULL GROUP BY y.id)

-- base: issue(request=Q1, treatment=botulinum, region=cervical, reference=2015-08-03) request(id=Q1, concept=botulinum, region=cervical)

-- criterion: BTX.1a
-- number: 1
-- one-of: BTX.1
-- kind: mandatory
-- paraphrase: One of: dystonia of the neck.
-- classes: PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- cure: the diagnosis
-- query:
SELECT id AS fact, CASE WHEN coalesce(certainty, 'certain') = 'certain' THEN 1 END AS verdict FROM dystonia UNION ALL SELECT id, 0 FROM aside
  WHERE concept = 'dystonia' AND why = 'negated'
-- case: dystonia
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical)
-- expect: met
-- case: suspected
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical, certainty=possible)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: excluded
-- rows: aside(kind=diagnosis, id=D1, concept=dystonia, why=negated)
-- expect: not_met
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: BTX.1b
-- number: 1
-- one-of: BTX.1
-- kind: mandatory
-- paraphrase: One of: chronic low back pain that answered well before, beside functional restoration.
-- classes: PR2
-- measures: diagnosis relief
-- cure: the response to an earlier injection, and the programme beside it
-- query:
SELECT id AS fact, CASE WHEN EXISTS (SELECT 1 FROM answer WHERE direction IN ('none', 'worse')) THEN 0 WHEN EXISTS (SELECT 1 FROM answer
  WHERE direction = 'improved')
  AND (EXISTS (SELECT 1 FROM plan WHERE concept IN ('rehabilitation', 'home_exercise', 'work_conditioning')) OR EXISTS (SELECT 1 FROM therapy
  WHERE concept = 'frp')) THEN 1 END AS verdict
FROM (SELECT id, concept, region FROM symptom UNION ALL SELECT id, concept, region FROM diagnosis) WHERE concept = 'back_pain' AND :region = 'lumbar'
-- case: it answered, with exercise
-- rows: issue(request=Q1, treatment=botulinum, region=lumbar, reference=2015-08-03) symptom(id=F1, concept=back_pain, region=lumbar)
--   outcome(id=O1, treatment=botulinum, region=lumbar, direction=improved) plan(id=F2, concept=home_exercise)
-- expect: met
-- case: it did not
-- rows: issue(request=Q1, treatment=botulinum, region=lumbar, reference=2015-08-03) symptom(id=F1, concept=back_pain, region=lumbar)
--   outcome(id=O1, treatment=botulinum, region=lumbar, direction=none)
-- expect: not_met
-- case: no word of an earlier response
-- rows: issue(request=Q1, treatment=botulinum, region=lumbar, reference=2015-08-03) symptom(id=F1, concept=back_pain, region=lumbar) 
-- expect: not_documented MENTIONED_NO_VALUE
-- case: of the neck
-- expect: not_documented ABSENT

-- criterion: BTX.2
-- kind: exclusion
-- paraphrase: For headache, fibromyositis, neck pain alone, myofascial pain or trigger points.
-- classes: PR2, RFA
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM (SELECT id, concept, region FROM diagnosis UNION ALL SELECT id, concept, region FROM symptom)
WHERE concept IN ('headache', 'migraine', 'tension_headache', 'fibromyalgia', 'neck_pain', 'myofascial_pain')
  AND coalesce(region, :region) IN (:region, 'head')
 AND NOT EXISTS (SELECT 1 FROM dystonia) AND :region IS NOT 'lumbar'
-- case: neck pain alone
-- rows: diagnosis(id=D1, concept=neck_pain, region=cervical)
-- expect: not_met
-- case: dystonia with neck pain
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) symptom(id=F1, concept=neck_pain, region=cervical)
-- expect: not_applicable

-- criterion: BTX.3a
-- number: 3
-- kind: mandatory
-- paraphrase: Of dystonia: a sustained tilt or turn of the head with limited motion.
-- classes: PR2
-- measures: diagnosis
-- cure: the position and motion of the head
-- applies:
SELECT EXISTS (SELECT 1 FROM dystonia) AS applies
-- query:
SELECT id AS fact, CASE WHEN sign IN ('negative', 'normal') THEN 0 WHEN EXISTS (SELECT 1 FROM exam WHERE concept = 'rom_cervical'
  AND coalesce(sign, 'positive') = 'positive' AND coalesce(lower(trim(value, '"')), 'limited') NOT IN ('normal', 'full', 'intact', 'wnl'))
  THEN 1 END AS verdict FROM exam WHERE concept = 'dystonia'
-- case: tilt and limited motion
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) exam(id=F1, concept=dystonia, region=cervical, value='neck tilt')
--   exam(id=F2, concept=rom_cervical, value=limited)
-- expect: met
-- case: no tilt
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) exam(id=F1, concept=dystonia, region=cervical, sign=negative)
-- expect: not_met
-- case: tilt, motion is full
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) exam(id=F1, concept=dystonia, region=cervical, value='neck tilt')
--   exam(id=F2, concept=rom_cervical, value=full)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: tilt, no word of motion
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) exam(id=F1, concept=dystonia, region=cervical, value='neck tilt')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: not examined
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical)
-- expect: not_documented ABSENT
-- case: no dystonia
-- expect: not_applicable

-- criterion: BTX.3b
-- number: 3
-- kind: mandatory
-- paraphrase: Of dystonia: moderate or worse, with involuntary contractions of several muscles.
-- classes: PR2
-- measures: diagnosis
-- cure: severity, and the muscles that contract
-- applies:
SELECT EXISTS (SELECT 1 FROM dystonia) AS applies
-- query:
SELECT id AS fact, CASE WHEN yes = 0 THEN 0 WHEN yes AND EXISTS (SELECT 1 FROM said WHERE subject = 'involuntary_contractions' AND yes) THEN 1 END
  AS verdict FROM said WHERE subject = 'dystonia_moderate'
-- case: said, with the contractions
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_moderate, value=yes, stated_by=provider)
--   assertion(id=F2, subject=involuntary_contractions, value=yes, stated_by=provider)
-- expect: met
-- case: severe, without a word on the muscles
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_moderate, value=yes, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: said not to be so
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_moderate, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_moderate, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_moderate, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: no dystonia
-- expect: not_applicable

-- criterion: BTX.3c
-- number: 3
-- kind: mandatory
-- paraphrase: Of dystonia: longer than six months.
-- classes: PR2
-- measures: diagnosis
-- cure: since when
-- applies:
SELECT EXISTS (SELECT 1 FROM dystonia) AS applies
-- query:
SELECT id AS fact, CASE WHEN at_most(day, day, months_before(:reference, 6)) THEN 1 END AS verdict FROM since UNION ALL SELECT id, yes
  FROM said WHERE subject = 'dystonia_six_months'
UNION ALL SELECT id, CASE WHEN years_between(value || '-12-31', :reference) >= 0.5 THEN 1 END FROM said WHERE subject = 'dystonia_since'
-- case: since a year long past
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_since, value='2012', stated_by=provider)
-- expect: met
-- case: since the year before
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_since, value='2015', stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: diagnosed a year ago
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) fact_evidence(fact=D1, position=0, evidence=X1) evidence(id=X1, document=DOC1)
--   document(id=DOC1, class=PR2, date=2014-07-01)
-- expect: met
-- case: first seen in July
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) fact_evidence(fact=D1, position=0, evidence=X1) evidence(id=X1, document=DOC1)
--   document(id=DOC1, class=PR2, date=2015-07-01)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: said to be shorter
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=dystonia_six_months, value=no, stated_by=provider)
-- expect: not_met
-- case: since when is not said
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical)
-- expect: not_documented ABSENT
-- case: no dystonia
-- expect: not_applicable

-- criterion: BTX.3d
-- number: 3
-- kind: mandatory
-- paraphrase: Of dystonia: other causes are excluded.
-- classes: PR2
-- measures: diagnosis
-- cure: what else was considered and excluded
-- applies:
SELECT EXISTS (SELECT 1 FROM dystonia) AS applies
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'alternatives_excluded'
-- case: said
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=alternatives_excluded, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=alternatives_excluded, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=alternatives_excluded, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: diagnosis(id=D1, concept=dystonia, region=cervical) assertion(id=F1, subject=alternatives_excluded, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT
-- case: no dystonia
-- expect: not_applicable

-- criterion: BTX.4a
-- number: 4
-- kind: mandatory
-- paraphrase: At least twelve weeks since the injection before.
-- classes: PR2, OP
-- decide: all
-- measures: interval
-- cure: the dates of the earlier injections
-- applies:
SELECT EXISTS (SELECT 1 FROM prior) AS applies
-- query:
SELECT id AS fact, at_most(date_low, date_high, days_before(:reference, 84)) AS verdict FROM prior
-- case: thirty weeks
-- rows: event(id=E1, concept=botulinum, region=cervical, date_low=2015-01-07, date_high=2015-01-07)
-- expect: met
-- case: four weeks
-- rows: event(id=E1, concept=botulinum, region=cervical, date_low=2015-07-05, date_high=2015-07-05)
-- expect: not_met
-- case: without a date
-- rows: event(id=E1, concept=botulinum, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first injection
-- expect: not_applicable

-- criterion: BTX.4b
-- number: 4
-- kind: mandatory
-- paraphrase: The injection before brought a documented benefit.
-- classes: PR2
-- measures: relief
-- cure: the response to the injection before
-- applies:
SELECT EXISTS (SELECT 1 FROM prior) OR EXISTS (SELECT 1 FROM answer) AS applies
-- query:
SELECT id AS fact, CASE direction WHEN 'improved' THEN 1 WHEN 'none' THEN 0 WHEN 'worse' THEN 0 END AS verdict FROM answer
-- reason:
SELECT id AS fact, 'WRONG_PROCEDURE' AS reason FROM outcome WHERE treatment <> 'botulinum' AND direction IS NOT NULL
  UNION ALL SELECT id, 'MENTIONED_NO_VALUE' FROM prior
-- case: better
-- rows: event(id=E1, concept=botulinum, region=cervical, date_low=2015-01-07, date_high=2015-01-07)
--   outcome(id=O1, treatment=botulinum, region=cervical, direction=improved)
-- expect: met
-- case: no better
-- rows: event(id=E1, concept=botulinum, region=cervical, date_low=2015-01-07, date_high=2015-01-07)
--   outcome(id=O1, treatment=botulinum, region=cervical, direction=none)
-- expect: not_met
-- case: no word of the response
-- rows: event(id=E1, concept=botulinum, region=cervical, date_low=2015-01-07, date_high=2015-01-07)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: better with another procedure
-- rows: event(id=E1, concept=botulinum, region=cervical, date_low=2015-01-07, date_high=2015-01-07)
--   outcome(id=O1, treatment=facet_rf, region=cervical, direction=improved, pain=1, percent_low=60, percent_high=60, weeks_low=8, weeks_high=8)
-- expect: not_documented WRONG_PROCEDURE
-- case: a first injection
-- expect: not_applicable
