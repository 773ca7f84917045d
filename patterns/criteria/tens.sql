-- set: TENS
-- title: Transcutaneous electrical stimulation
-- treatments: tens
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, TENS
-- edition: 2009-07-18
-- pages: 114-116
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
span AS (
  SELECT fact, days_between(value, :reference) AS days FROM admin WHERE name = 'date_of_injury' AND value IS NOT NULL),
trial AS (SELECT id, CAST(value AS REAL) AS weeks FROM said WHERE subject = 'trial_weeks'),
answer AS (SELECT * FROM outcome WHERE treatment = 'tens'),
bought AS (
  SELECT NOT EXISTS (SELECT 1 FROM request WHERE id = :request AND (says(raw, 'rental') OR says(raw, 'rent') OR says(raw, 'trial'))) AS yes)

-- base: issue(request=Q1, treatment=tens, region=lumbar, reference=2015-08-03) request(id=Q1, concept=tens, region=lumbar)

-- criterion: TENS.1
-- kind: mandatory
-- paraphrase: The pain has lasted three months or more.
-- classes: DFR, PR2, RFA
-- measures: diagnosis
-- confidence: met 0.80, not_met 0.90, not_documented 0.90
-- cure: when the pain began
-- query:
SELECT fact, at_least(days, days, 90) AS verdict FROM span
-- case: a year after the injury
-- rows: admin(name=date_of_injury, value=2014-08-01, fact=admin.date_of_injury)
-- expect: met
-- case: two weeks after
-- rows: admin(name=date_of_injury, value=2015-07-20, fact=admin.date_of_injury)
-- expect: not_met
-- case: the year of the injury only
-- rows: admin(name=date_of_injury, value=2014, fact=admin.date_of_injury)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the day of the injury is not known
-- expect: not_documented ABSENT

-- criterion: TENS.2
-- kind: mandatory
-- paraphrase: Other treatment, medication included, was tried and did not help enough.
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

-- criterion: TENS.3
-- kind: mandatory
-- paraphrase: Before purchase a trial of one month at home, with hours of use, relief and function.
-- classes: PR2, THER, RFA
-- measures: relief function
-- cure: the record of a trial of one month: hours of use, relief, function
-- applies:
SELECT yes AS applies FROM bought
-- query:
SELECT a.id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0 WHEN direction = 'improved' THEN (SELECT max(weeks) >= 4
  FROM trial) END AS verdict FROM answer a
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM therapy WHERE concept = 'tens' UNION ALL SELECT id, 'WRONG_PROCEDURE' FROM outcome
  WHERE treatment <> 'tens' AND pain
-- case: a month, with relief
-- rows: outcome(id=O1, treatment=tens, pain=1, direction=improved) assertion(id=F1, subject=trial_weeks, value=4, stated_by=provider)
-- expect: met
-- case: one week
-- rows: outcome(id=O1, treatment=tens, pain=1, direction=improved) assertion(id=F1, subject=trial_weeks, value=1, stated_by=provider)
-- expect: not_met
-- case: no relief
-- rows: outcome(id=O1, treatment=tens, pain=1, direction=none)
-- expect: not_met
-- case: relief, how long it was tried is not said
-- rows: outcome(id=O1, treatment=tens, pain=1, direction=improved)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: used, no word of the response
-- rows: therapy(id=F1, concept=tens)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: relief with therapy
-- rows: outcome(id=O1, treatment=pt, pain=1, direction=improved)
-- expect: not_documented WRONG_PROCEDURE
-- case: nothing
-- expect: not_documented ABSENT
-- case: a rental
-- rows: request(id=Q1, concept=tens, region=lumbar, raw='unit, 30 day rental')
-- expect: not_applicable

-- criterion: TENS.4
-- kind: mandatory
-- paraphrase: The use of medication during the trial is documented.
-- classes: PR2
-- measures: medication
-- outcomes: met, not_documented, not_applicable
-- cure: which medication was used during the trial
-- applies:
SELECT yes AS applies FROM bought
-- query:
SELECT id AS fact, CASE WHEN medication_use OR EXISTS (SELECT 1 FROM said s JOIN fact_evidence f ON f.fact = s.id JOIN evidence e ON e.id = f.evidence
  JOIN fact_evidence g ON g.fact = answer.id JOIN evidence h ON h.id = g.evidence AND h.document = e.document AND h.page IS e.page
  WHERE s.subject = 'medication_reduced') THEN 1 END AS verdict FROM answer
-- case: less medication
-- rows: outcome(id=O1, treatment=tens, medication_use=1, direction=improved)
-- expect: met
-- case: relief, no word of medication
-- rows: outcome(id=O1, treatment=tens, pain=1, direction=improved)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT
-- case: a rental
-- rows: request(id=Q1, concept=tens, region=lumbar, raw='unit, 30 day rental')
-- expect: not_applicable

-- criterion: TENS.5
-- kind: mandatory
-- paraphrase: A plan with goals for the short and the long term.
-- classes: PR2, RFA
-- measures: plan
-- outcomes: met, not_documented
-- cure: goals of the treatment
-- query:
SELECT id AS fact, CASE WHEN concept = 'goals' OR goals IS NOT NULL THEN 1 END AS verdict FROM plan
-- case: goals
-- rows: plan(id=F1, concept=goals)
-- expect: met
-- case: a plan without
-- rows: plan(id=F1, concept=home_exercise)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: TENS.6
-- kind: quantity
-- paraphrase: Two leads; four need a reason.
-- classes: RFA
-- measures: count
-- outcomes: met, not_met
-- query:
SELECT id AS fact, CASE WHEN says(raw, 'four lead') OR says(raw, '4 lead') OR says(raw, '4-lead') OR says(raw, 'four-lead')
  OR says(raw, 'four leads') OR says(raw, '4 leads')
  THEN EXISTS (SELECT 1 FROM said WHERE subject = 'four_lead_reason' AND yes) ELSE 1 END AS verdict FROM request WHERE id = :request
-- smaller:
SELECT 2 AS quantity, 'leads' AS unit
-- case: nothing said of four
-- expect: met
-- case: four
-- rows: request(id=Q1, concept=tens, region=lumbar, raw='four lead unit')
-- expect: not_met smaller 2
-- case: four, with a reason
-- rows: request(id=Q1, concept=tens, region=lumbar, raw='four lead unit')
--   assertion(id=F1, subject=four_lead_reason, value=yes, stated_by=provider)
-- expect: met

-- criterion: TENS.7
-- kind: mandatory
-- paraphrase: For neuropathic pain, a regional pain syndrome, phantom pain, spasticity, multiple sclerosis, or within thirty days of surgery.
-- classes: PR2, RFA, OP
-- measures: diagnosis
-- cure: the diagnosis
-- query:
SELECT id AS fact, CASE WHEN concept IN ('radiculopathy', 'neuropathy', 'neuralgia', 'crps', 'phantom_limb', 'spasticity', 'multiple_sclerosis', 'post_laminectomy') THEN CASE WHEN coalesce(certainty, 'certain') = 'certain' THEN 1 END ELSE 0 END AS verdict FROM diagnosis
UNION ALL SELECT id, 1 FROM surgery WHERE at_least(date_low, date_high, days_before(:reference, 30)) AND date_low <= :reference
-- case: radiculopathy
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar)
-- expect: met
-- case: after surgery
-- rows: surgery(id=F1, concept=decompression, date_low=2015-07-20, date_high=2015-07-20)
-- expect: met
-- case: a sprain
-- rows: diagnosis(id=D1, concept=sprain_strain, region=lumbar)
-- expect: not_met
-- case: radiculopathy suspected
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar, certainty=possible)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no diagnosis
-- expect: not_documented ABSENT
