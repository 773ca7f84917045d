-- set: UDS
-- title: Urine drug testing
-- treatments: uds
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Drug testing; ODG
-- edition: 2009-07-18
-- pages: 43, 77-78, 94
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
risk AS (
  SELECT id, CASE lower(value) WHEN 'low' THEN 1 WHEN 'moderate' THEN 3 WHEN 'high' THEN 12 END AS a_year FROM said WHERE subject = 'opioid_risk'),
earlier AS (
  SELECT id, date FROM imaging WHERE modality = 'uds' AND (date IS NULL OR :reference IS NULL OR date < :reference))

-- base: issue(request=Q1, treatment=uds, region=lumbar, reference=2015-08-03) request(id=Q1, concept=uds, region=lumbar)

-- criterion: UDS.1
-- kind: mandatory
-- paraphrase: An opioid is prescribed, or about to be.
-- classes: RX, PR2
-- measures: medication
-- cure: the list of medication
-- query:
SELECT id AS fact, status IN ('current', 'planned') AS verdict FROM medication WHERE class = 'opioid' AND status IN ('current', 'planned', 'past')
UNION ALL SELECT fact, 0 FROM medication_list WHERE status = 'none_taken'
-- case: taken
-- rows: medication(id=M1, generic=hydrocodone, class=opioid, status=current)
-- expect: met
-- case: stopped
-- rows: medication(id=M1, generic=hydrocodone, class=opioid, status=past)
-- expect: not_met
-- case: no list
-- expect: not_documented ABSENT

-- criterion: UDS.2
-- kind: mandatory
-- paraphrase: The class of risk is documented.
-- classes: PR2
-- measures: medication
-- outcomes: met, not_documented
-- cure: the class of risk: low, moderate or high
-- query:
SELECT id AS fact, CASE WHEN a_year IS NOT NULL THEN 1 END AS verdict FROM risk
-- case: low
-- rows: assertion(id=F1, subject=opioid_risk, value=low, stated_by=provider)
-- expect: met
-- case: screened, no result
-- rows: assertion(id=F1, subject=opioid_risk, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: UDS.3
-- kind: quantity
-- paraphrase: Not more often than the risk calls for: low once a year, moderate three times, high monthly.
-- classes: LAB, PR2
-- measures: count
-- outcomes: met, not_met, not_documented
-- cure: the class of risk, and the dates of the earlier tests
-- query:
WITH n AS (SELECT count(*) FILTER (WHERE date >= months_before(:reference, 12)) AS sure, count(*) FILTER (WHERE date IS NULL) AS unsure FROM earlier)
SELECT r.id AS fact, at_most(n.sure + 1, n.sure + n.unsure + 1, r.a_year) AS verdict FROM risk r, n
-- case: the first, low risk
-- rows: assertion(id=F1, subject=opioid_risk, value=low, stated_by=provider)
-- expect: met
-- case: the third, low risk
-- rows: assertion(id=F1, subject=opioid_risk, value=low, stated_by=provider) imaging(id=F2, modality=uds, date=2015-01-09)
--   imaging(id=F3, modality=uds, date=2015-02-09)
-- expect: not_met
-- case: the third, moderate risk
-- rows: assertion(id=F1, subject=opioid_risk, value=moderate, stated_by=provider) imaging(id=F2, modality=uds, date=2015-01-09)
--   imaging(id=F3, modality=uds, date=2015-02-09)
-- expect: met
-- case: one without a date, low risk
-- rows: assertion(id=F1, subject=opioid_risk, value=low, stated_by=provider) imaging(id=F2, modality=uds)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the risk is not known
-- rows: imaging(id=F2, modality=uds, date=2015-01-09) imaging(id=F3, modality=uds, date=2015-02-09)
-- expect: not_documented ABSENT

-- criterion: UDS.4
-- kind: quantity
-- paraphrase: Confirmation by a quantitative test only where a result was unexpected.
-- classes: LAB, PR2
-- measures: count
-- cure: the result of the screen
-- applies:
SELECT coalesce(says(raw, 'quantitative') OR says(raw, 'confirmation') OR says(raw, 'confirmatory') OR says(raw, 'LC/MS') OR says(raw, 'GC/MS'), 0)
 OR EXISTS (SELECT 1 FROM request_code WHERE request = :request AND code BETWEEN 'G0480' AND 'G0483') AS applies FROM request WHERE id = :request
-- query:
SELECT id AS fact, yes AS verdict FROM said WHERE subject = 'unexpected_result'
-- smaller:
SELECT 1 AS quantity, 'screen without confirmation' AS unit
-- case: an unexpected result
-- rows: request(id=Q1, concept=uds, raw='urine drug test with quantitative confirmation')
--   assertion(id=F1, subject=unexpected_result, value=yes, stated_by=provider)
-- expect: met
-- case: as expected
-- rows: request(id=Q1, concept=uds, raw='urine drug test with quantitative confirmation')
--   assertion(id=F1, subject=unexpected_result, value=no, stated_by=provider)
-- expect: not_met smaller 1
-- case: no result
-- rows: request(id=Q1, concept=uds, raw='urine drug test with quantitative confirmation')
-- expect: not_documented ABSENT
-- case: a screen only
-- expect: not_applicable

-- criterion: UDS.5
-- kind: documentation
-- paraphrase: Earlier results, and what followed from them, are in the file.
-- classes: LAB
-- measures: imaging
-- outcomes: met, not_documented, not_applicable
-- applies:
SELECT EXISTS (SELECT 1 FROM earlier) AS applies
-- query:
SELECT id AS fact, 1 AS verdict FROM document WHERE class = 'LAB' AND in_file UNION ALL SELECT id, NULL FROM earlier
-- case: a report
-- rows: imaging(id=F2, modality=uds, date=2015-01-09) document(id=DOC1, class=LAB, in_file=1)
-- expect: met
-- case: tested, no report
-- rows: imaging(id=F2, modality=uds, date=2015-01-09)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first test
-- expect: not_applicable
