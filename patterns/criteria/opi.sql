-- set: OPI
-- title: Opioids for chronic pain
-- treatments: opioid
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Opioids; from 2016-07-29 Opioids Treatment Guidelines, 9792.24.4
-- edition: 2009-07-18
-- pages: 76-96
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U; OPI.6 V46
-- stance: recommended as an option

--- The limit of the daily dose goes by the day of the decision (patterns/process, opioid_daily_limit). What may be taken when needed counts as taken.
-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
answer AS (SELECT * FROM outcome WHERE treatment IN ('opioid', 'medication', 'drug')),
dose AS (
  SELECT m.id, m.name, CAST(trim(m.strength, '"') AS REAL) AS mg, (SELECT max(factor_low) FROM drug d WHERE d.generic = m.generic
  AND d.class = 'opioid') AS low,
    (SELECT max(factor_high) FROM drug d WHERE d.generic = m.generic AND d.class = 'opioid') AS high,
    CASE WHEN m.generic = 'fentanyl' THEN 1 ELSE (SELECT max(per_day) FROM frequency f WHERE says(m.frequency, f.name)) END AS times
  FROM medication m WHERE m.class = 'opioid' AND m.status IN ('current', 'planned') AND m.generic IS NOT 'buprenorphine'),
drugs AS (
  SELECT max(id) AS id, name, min(CASE WHEN mg > 0 THEN mg * low * times END) AS low, CASE WHEN count(*) = count(CASE WHEN mg > 0
  THEN mg * high * times END)
    THEN max(mg * high * times) END AS high FROM dose GROUP BY name),
ceiling AS (
  SELECT p.value FROM parameter p JOIN issue i ON i.request = :request WHERE p.name = 'opioid_daily_limit'
   AND p.date_from <= coalesce(i.decision, i.reference) AND coalesce(i.decision, i.reference) <= p.date_to),
screen AS (
  SELECT id, date FROM imaging WHERE modality = 'uds')

-- base: issue(request=Q1, treatment=opioid, region=lumbar, reference=2015-08-03) request(id=Q1, concept=drug, region=lumbar)

-- criterion: OPI.1
-- kind: documentation
-- paraphrase: One prescriber, one pharmacy, the lowest dose.
-- classes: PR2, RX
-- measures: medication
-- cure: that one prescriber and one pharmacy supply it
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'single_prescriber'
-- case: said
-- rows: assertion(id=F1, subject=single_prescriber, value=yes, stated_by=provider)
-- expect: met
-- case: said not to be so
-- rows: assertion(id=F1, subject=single_prescriber, value=no, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=single_prescriber, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing of the treating side
-- rows: assertion(id=F1, subject=single_prescriber, value=yes, stated_by=reviewer)
-- expect: not_documented ABSENT

-- criterion: OPI.2a
-- number: 2
-- kind: mandatory
-- paraphrase: Of the four domains: analgesia is recorded for the opioid.
-- classes: PR2, RX, LAB
-- measures: medication
-- outcomes: met, not_documented
-- cure: pain with and without the opioid
-- query:
SELECT id AS fact, 1 AS verdict FROM answer WHERE pain AND (direction IS NOT NULL OR percent_low IS NOT NULL)
UNION ALL SELECT id, 1 FROM pain_score WHERE treatment IN ('opioid', 'medication', 'drug')
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM pain_score UNION ALL SELECT id, 'WRONG_PROCEDURE' FROM outcome WHERE pain
  AND treatment NOT IN ('opioid', 'medication', 'drug')
-- case: a score before and after
-- rows: pain_score(id=P1, low=8, moment=before, treatment=opioid) pain_score(id=P2, low=4, moment=after, treatment=opioid)
-- expect: met
-- case: a score, of no treatment
-- rows: pain_score(id=P1, low=8, moment=current)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: relief with another treatment
-- rows: outcome(id=O1, treatment=pt, pain=1, direction=improved)
-- expect: not_documented WRONG_PROCEDURE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: OPI.2b
-- number: 2
-- kind: mandatory
-- paraphrase: Of the four domains: activities are recorded for the opioid.
-- classes: PR2, RX, LAB
-- measures: medication
-- outcomes: met, not_documented
-- cure: what the patient can do with the opioid and without
-- query:
SELECT id AS fact, 1 AS verdict FROM answer WHERE function AND direction IS NOT NULL
UNION ALL SELECT id, 1 FROM function WHERE treatment IN ('opioid', 'medication', 'drug')
-- reason:
SELECT id AS fact, CASE WHEN treatment IS NULL THEN 'MENTIONED_NO_VALUE' ELSE 'WRONG_PROCEDURE' END AS reason FROM function
UNION ALL SELECT id, 'WRONG_PROCEDURE' FROM outcome WHERE function AND treatment NOT IN ('opioid', 'medication', 'drug')
-- case: walks farther with it
-- rows: function(id=F1, measure=walking, before=5, after=30, treatment=opioid)
-- expect: met
-- case: function gained with another treatment
-- rows: function(id=F1, measure=walking, before=5, after=30, treatment=pt)
-- expect: not_documented WRONG_PROCEDURE
-- case: a measure, of no treatment
-- rows: function(id=F1, measure=odi, after=46)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: OPI.2c
-- number: 2
-- kind: mandatory
-- paraphrase: Of the four domains: adverse effects are asked for.
-- classes: PR2, RX, LAB
-- measures: medication
-- outcomes: met, not_documented
-- cure: adverse effects, or that there are none
-- query:
SELECT id AS fact, CASE WHEN value IS NOT NULL THEN 1 END AS verdict FROM said WHERE subject = 'adverse_effects'
-- case: none, it says
-- rows: assertion(id=F1, subject=adverse_effects, value=none, stated_by=provider)
-- expect: met
-- case: named only
-- rows: assertion(id=F1, subject=adverse_effects, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: OPI.2d
-- number: 2
-- kind: mandatory
-- paraphrase: Of the four domains: aberrant behaviour is looked for (screen, prescription register) within the year.
-- classes: PR2, RX, LAB
-- measures: medication
-- outcomes: met, not_documented
-- cure: a urine screen or a check of the prescription register
-- query:
SELECT id AS fact, CASE WHEN at_least(date, date, months_before(:reference, 12)) THEN 1 END AS verdict, CASE
  WHEN at_least(date, date, months_before(:reference, 12)) = 0 THEN 'STALE' END AS reason FROM screen
UNION ALL SELECT id, CASE WHEN value IS NOT NULL THEN 1 END, NULL FROM said WHERE subject IN ('aberrant_behavior', 'cures_checked')
-- case: a screen of May
-- rows: imaging(id=F1, modality=uds, date=2015-05-04)
-- expect: met
-- case: the register was checked
-- rows: assertion(id=F1, subject=cures_checked, value=yes, stated_by=provider)
-- expect: met
-- case: a screen of two years ago
-- rows: imaging(id=F1, modality=uds, date=2013-05-04)
-- expect: not_documented STALE
-- case: a screen without a date
-- rows: imaging(id=F1, modality=uds)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: OPI.3
-- kind: documentation
-- paraphrase: Pain is assessed: now, least, average, after the dose.
-- classes: PR2
-- measures: pain_score
-- outcomes: met, not_documented
-- query:
SELECT id AS fact, CASE WHEN (SELECT count(DISTINCT moment) FROM pain_score
  WHERE moment IN ('current', 'least', 'average', 'worst', 'after')) >= 3 THEN 1 END AS verdict FROM pain_score
-- case: three of them
-- rows: pain_score(id=P1, low=6, moment=current) pain_score(id=P2, low=4, moment=least) pain_score(id=P3, low=7, moment=average)
-- expect: met
-- case: one
-- rows: pain_score(id=P1, low=6, moment=current)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: none
-- expect: not_documented ABSENT

-- criterion: OPI.4
-- kind: mandatory
-- paraphrase: Continued where the patient is back at work, or function and pain are better.
-- classes: PR2, PR4_PR3
-- measures: function relief
-- cure: work status, or pain and function with the opioid
-- query:
SELECT id AS fact, CASE value WHEN 'full' THEN 1 END AS verdict FROM work_status WHERE value IN ('full', 'modified')
UNION ALL SELECT id, CASE WHEN direction IN ('none', 'worse') THEN 0 WHEN direction = 'improved' AND pain AND (function OR EXISTS (
  SELECT 1 FROM function WHERE treatment IN ('opioid', 'medication', 'drug') AND direction = 'improved')) THEN 1 END FROM answer
UNION ALL SELECT b.id, CASE WHEN coalesce(a.high, a.low) < b.low AND EXISTS (
  SELECT 1 FROM function WHERE treatment IN ('opioid', 'medication', 'drug') AND direction = 'improved') THEN 1 END
  FROM pain_score b JOIN pain_score a ON a.moment = 'after' AND a.treatment = b.treatment AND a.date IS b.date
  WHERE b.moment = 'before' AND b.treatment IN ('opioid', 'medication', 'drug')
-- reason:
SELECT id AS fact, 'WRONG_PROCEDURE' AS reason FROM outcome WHERE treatment NOT IN ('opioid', 'medication', 'drug') AND (pain OR function)
-- case: at full work
-- rows: work_status(id=F1, value=full)
-- expect: met
-- case: released to modified work, whether there is any is not said
-- rows: work_status(id=F1, value=modified)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: pain and function better
-- rows: outcome(id=O1, treatment=opioid, direction=improved, pain=1, function=1)
-- expect: met
-- case: no better
-- rows: outcome(id=O1, treatment=opioid, direction=none, pain=1)
-- expect: not_met
-- case: less pain, no word of function
-- rows: outcome(id=O1, treatment=opioid, direction=improved, pain=1)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: better with another treatment
-- rows: outcome(id=O1, treatment=pt, direction=improved, function=1)
-- expect: not_documented WRONG_PROCEDURE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: OPI.5
-- kind: quantity
-- paraphrase: The daily dose of all opioids stays within the limit (120 mg oral morphine equivalents; from 2016-07-29 80 mg).
-- classes: RX, PR2, RFA
-- measures: medication
-- cure: strength and frequency of every opioid
-- query:
SELECT d.id AS fact, at_most((SELECT total(low) FROM drugs), (SELECT CASE WHEN count(*) = count(high) THEN sum(high) END
  FROM drugs), c.value) AS verdict FROM drugs d, ceiling c
-- smaller:
SELECT value AS quantity, 'mg oral morphine equivalents a day' AS unit FROM ceiling
-- case: forty
-- rows: medication(id=M1, name=hydrocodone, generic=hydrocodone, class=opioid, status=current, strength='10/325 mg', frequency='qid')
-- expect: met
-- case: two hundred and seventy
-- rows: medication(id=M1, name=oxycodone, generic=oxycodone, class=opioid, status=current, strength='60 mg', frequency='tid')
-- expect: not_met smaller 120
-- case: ninety, of 2015
-- rows: medication(id=M1, name=morphine, generic=morphine, class=opioid, status=current, strength='30 mg', frequency='tid')
-- expect: met
-- case: ninety, of 2017
-- rows: issue(request=Q1, treatment=opioid, region=lumbar, reference=2017-01-09, decision=2017-03-01)
--   medication(id=M1, name=morphine, generic=morphine, class=opioid, status=current, strength='30 mg', frequency='tid')
-- expect: not_met smaller 80
-- case: methadone, whose factor depends on the dose
-- rows: medication(id=M1, name=methadone, generic=methadone, class=opioid, status=current, strength='10 mg', frequency='tid')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: how often is not said
-- rows: medication(id=M1, name=hydrocodone, generic=hydrocodone, class=opioid, status=current, strength='10 mg')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: none listed
-- expect: not_documented ABSENT

-- criterion: OPI.6
-- kind: documentation
-- paraphrase: An agreement, and urine tests or the prescription register, are on file.
-- classes: PR2, LAB, RX
-- measures: medication
-- outcomes: met, not_documented
-- query:
WITH agreed AS (SELECT id FROM said WHERE subject = 'opioid_agreement' AND yes), watched AS (SELECT id FROM screen UNION ALL SELECT id
  FROM said WHERE subject = 'cures_checked' AND yes)
SELECT id AS fact, CASE WHEN EXISTS (SELECT 1 FROM agreed) AND EXISTS (SELECT 1 FROM watched) THEN 1 END AS verdict FROM (SELECT id
  FROM agreed UNION ALL SELECT id FROM watched)
-- case: both
-- rows: assertion(id=F1, subject=opioid_agreement, value=yes, stated_by=provider) imaging(id=F2, modality=uds)
-- expect: met
-- case: a screen only
-- rows: imaging(id=F2, modality=uds)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: neither
-- expect: not_documented ABSENT

-- criterion: OPI.7
-- kind: adverse
-- paraphrase: Signs that it should be stopped: no better, intolerable effects, loss of function.
-- classes: PR2
-- measures: adverse
-- outcomes: met, not_met, not_documented
-- query:
SELECT id AS fact, direction IN ('none', 'worse') AS verdict FROM answer WHERE direction IS NOT NULL UNION ALL SELECT id, yes FROM said
  WHERE subject = 'intolerable_effects'
-- case: no better
-- rows: outcome(id=O1, treatment=opioid, direction=none)
-- expect: present
-- case: better
-- rows: outcome(id=O1, treatment=opioid, direction=improved)
-- expect: absent
-- case: nothing
-- expect: not_documented

-- criterion: OPI.8
-- kind: advisory
-- paraphrase: Never stopped abruptly: where it is denied, weaning is considered.
-- classes: UR, IMR_FDL, PR2
-- measures: plan
-- outcomes: met, not_documented, not_applicable
-- applies:
SELECT coalesce(ur_outcome IN ('denied', 'modified'), 0) AS applies FROM request WHERE id = :request
-- query:
SELECT id AS fact, 1 AS verdict FROM plan WHERE concept IN ('weaning', 'taper') UNION ALL SELECT id, 1 FROM assertion WHERE subject = 'weaning'
-- case: denied, with weaning
-- rows: request(id=Q1, concept=drug, ur_outcome=denied) assertion(id=F1, subject=weaning, value=yes, stated_by=ur)
-- expect: met
-- case: denied, no word of it
-- rows: request(id=Q1, concept=drug, ur_outcome=denied)
-- expect: not_documented ABSENT
-- case: not denied
-- expect: not_applicable
