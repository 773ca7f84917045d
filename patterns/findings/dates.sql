--- Dates and intervals. Limits of days stand in patterns/process/.

-- base: issue(request=Q1, treatment=facet_rf, region=cervical, reference=2015-07-13, decision=2015-08-20)
--   request(id=Q1, concept=facet_rf, region=cervical)

-- define:
injury AS (SELECT value AS day, fact FROM admin WHERE name = 'date_of_injury' AND days_between(value, value) = 0),
horizon AS (
  SELECT max(day) AS day FROM (
    SELECT value AS day FROM admin WHERE name IN ('rfa_date', 'rfa_received', 'ur_denial_date', 'application_received',
      'date_assigned', 'decision_date') AND days_between(value, value) = 0
    UNION ALL SELECT max(reference) FROM issue)),
latest_report AS (
  SELECT max(date) AS day FROM document WHERE class IN ('PR2', 'PR4_PR3', 'DFR') AND duplicate_of IS NULL),
visit AS (
  SELECT id, date FROM document WHERE class IN ('PR2', 'PR4_PR3', 'DFR') AND date IS NOT NULL AND duplicate_of IS NULL),
told AS (
  SELECT o.id, o.treatment, o.region, o.event, o.weeks_low, o.weeks_high,
         coalesce((SELECT date FROM document d WHERE d.id = o.report), (SELECT day FROM latest_report),
                  (SELECT min(reference) FROM issue)) AS day
  FROM outcome o WHERE o.weeks_low IS NOT NULL OR o.weeks_high IS NOT NULL),
session AS (
  SELECT t.id AS outcome, t.weeks_low, t.weeks_high, t.day, e.id AS event, e.date,
         days_between(e.date, t.day) / 7.0 AS elapsed
  FROM told t JOIN event e ON e.id = coalesce(t.event, (
    SELECT x.id FROM event x WHERE x.concept = t.treatment AND x.region = t.region AND x.date <= t.day
    ORDER BY x.date DESC, x.id LIMIT 1)) WHERE e.date <= t.day),
received AS (
  SELECT CASE WHEN name = 'rfa_date' AND EXISTS (SELECT 1 FROM admin WHERE name = 'rfa_by_mail' AND value IS NOT NULL)
    THEN days_before(value, -(SELECT value FROM parameter WHERE name = 'mail_receipt_days')) ELSE value END AS day
  FROM admin a WHERE name IN ('rfa_received', 'rfa_received_date', 'rfa_date') AND days_between(value, value) = 0
   AND (name <> 'rfa_date' OR EXISTS (SELECT 1 FROM admin WHERE name = 'rfa_by_mail' AND value IS NOT NULL)
    OR NOT EXISTS (SELECT 1 FROM fact_evidence f WHERE f.fact = a.fact)
    OR EXISTS (SELECT 1 FROM fact_evidence f JOIN evidence e ON e.id = f.evidence JOIN document d ON d.id = e.document
      WHERE f.fact = a.fact AND d.class IN ('UR', 'IMR_APP', 'IMR_FDL', 'CORR')))
  ORDER BY name DESC LIMIT 1),
decided AS (SELECT value AS day, fact FROM admin WHERE name = 'ur_denial_date' AND days_between(value, value) = 0),
kind AS (
  SELECT 'ur_expedited_days' AS parameter, 'expedited' AS what FROM admin WHERE name = 'priority' AND lower(value) LIKE 'expedited%'
  UNION ALL SELECT 'ur_retrospective_days', 'retrospective' FROM admin WHERE name = 'review_type' AND lower(value) LIKE 'retrospective%'
  UNION ALL SELECT 'ur_days_max', 'information awaited' FROM admin WHERE name = 'information_requested' AND value IS NOT NULL),
running(day, n, with_saturdays) AS (
  SELECT day, 0, 0 FROM received
  UNION ALL
  SELECT days_before(r.day, -1),
    n + 1 - (days_between('2000-01-01', days_before(r.day, -1)) % 7 IN (0, 1) OR EXISTS (SELECT 1 FROM holiday h WHERE h.date = days_before(r.day, -1))),
    with_saturdays + 1 - (days_between('2000-01-01', days_before(r.day, -1)) % 7 = 1 OR EXISTS (SELECT 1 FROM holiday h WHERE h.date = days_before(r.day, -1)))
  FROM running r, decided d WHERE r.day < d.day AND n < 40),
used AS (
  SELECT max(n) - e.evening AS n, max(with_saturdays) - e.evening AS with_saturdays
  FROM running, (SELECT EXISTS (SELECT 1 FROM admin WHERE name = 'rfa_after_hours' AND value IS NOT NULL) AS evening) e HAVING count(*) > 0)

-- finding: DATE_IMPOSSIBLE
-- severity: major
-- message: Dates that cannot be: {details}.
-- suggestion: Look at the page; the date may be misread or miswritten.
-- affects: interval, count
-- query:
WITH wrong AS (
  SELECT i.fact, 'injury ' || i.day || ' before birth' AS detail FROM injury i, patient p WHERE i.day < p.dob
  UNION ALL SELECT e.id, e.concept || ' ' || e.date || ' before birth' FROM event e, patient p WHERE e.date < p.dob
  UNION ALL SELECT s.id, s.concept || ' ' || s.date || ' before birth' FROM surgery s, patient p WHERE s.date < p.dob
  UNION ALL SELECT e.id, e.concept || ' ' || e.date || ' after all other dates of the file' FROM event e, horizon h
   WHERE e.date > h.day AND EXISTS (SELECT 1 FROM admin WHERE name IN ('decision_date', 'application_received', 'ur_denial_date')
    AND days_between(value, value) = 0)
  UNION ALL SELECT e.id, e.concept || ' in the year ' || substr(e.date, 1, 4) FROM event e WHERE e.date < '1900'
  UNION ALL SELECT d.id, d.class || ' of ' || d.date || ' before the injury' FROM document d, injury i
   WHERE d.in_file AND d.class IN ('RFA', 'PR2', 'UR', 'IMR_APP', 'PR4_PR3', 'DFR') AND d.date < i.day)
SELECT fact, detail, CASE WHEN EXISTS (SELECT 1 FROM criterion_fact c JOIN criterion k ON k.id = c.criterion AND k.request = c.request
  WHERE c.fact = wrong.fact AND k.kind IN ('mandatory', 'quantity', 'exclusion')) THEN 'critical' ELSE 'major' END AS severity
FROM wrong
-- case: a procedure before birth
-- rows: patient(dob=1955-03-01) event(id=E1, concept=facet_rf, region=cervical, date=1914-09-11)
-- expect: raised major
-- case: a procedure before birth that a criterion rests on
-- rows: patient(dob=1955-03-01) event(id=E1, concept=facet_rf, region=cervical, date=1914-09-11)
--   criterion(request=Q1, id=FRF-C.6a, kind=mandatory) criterion_fact(request=Q1, criterion=FRF-C.6a, fact=E1)
-- expect: raised critical
-- case: a procedure after the application
-- rows: patient(dob=1955-03-01) event(id=E1, concept=facet_rf, region=cervical, date=2016-09-11)
--   admin(name=application_received, value=2015-08-31, fact=admin.application_received)
-- expect: raised major
-- case: a report before the injury
-- rows: admin(name=date_of_injury, value=2013-02-19, fact=admin.date_of_injury)
--   document(id=DOC1, class=RFA, date=2003-06-01, in_file=1)
-- expect: raised major
-- case: all in order; an old procedure is history
-- rows: patient(dob=1955-03-01) event(id=E1, concept=facet_rf, region=cervical, date=2001-09-11)
--   admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: not raised

-- finding: DATE_ORDER
-- severity: major
-- message: Dates of the process are out of order: {details}.
-- suggestion: Check the dates on the forms.
-- query:
SELECT b.fact AS fact, 'application ' || b.value || ' before the UR decision ' || a.value AS detail FROM admin a, admin b
WHERE a.name = 'ur_denial_date' AND b.name = 'application_received' AND days_between(a.value, b.value) < 0
UNION ALL
SELECT b.fact, 'decision ' || b.value || ' before the application ' || a.value FROM admin a, admin b
WHERE a.name = 'application_received' AND b.name = 'decision_date' AND days_between(a.value, b.value) < 0
UNION ALL
SELECT b.fact, 'UR decision ' || b.value || ' before the request ' || a.value FROM admin a, admin b
WHERE a.name = 'rfa_date' AND b.name = 'ur_denial_date' AND days_between(a.value, b.value) < 0
UNION ALL
SELECT e.id, replace(e.concept, '_', ' ') || ' done on ' || e.date || ', before the decision ' || b.value FROM admin a, admin b, event e
JOIN request r ON r.concept = e.concept AND r.region = e.region
WHERE a.name = 'rfa_date' AND b.name = 'ur_denial_date' AND e.date > a.value AND e.date < b.value
-- case: done before it was decided
-- rows: admin(name=rfa_date, value=2015-08-03, fact=admin.rfa_date) admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
--   event(id=E1, concept=facet_rf, region=cervical, date=2015-08-05)
-- expect: raised major
-- case: done a year before
-- rows: admin(name=rfa_date, value=2015-08-03, fact=admin.rfa_date) admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
--   event(id=E1, concept=facet_rf, region=cervical, date=2014-08-05)
-- expect: not raised
-- case: applied before it was denied
-- rows: admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
--   admin(name=application_received, value=2015-08-01, fact=admin.application_received)
-- expect: raised major
-- case: in order
-- rows: admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
--   admin(name=application_received, value=2015-08-31, fact=admin.application_received)
-- expect: not raised

-- finding: DATE_CONFLICT
-- severity: major
-- message: One procedure seems to have two dates: {details}.
-- suggestion: Look at the procedure note.
-- affects: interval, count
-- query:
SELECT a.id AS fact, a.concept || ' ' || a.date || ' and ' || b.date AS detail FROM event a JOIN event b
  ON b.concept = a.concept AND b.region = a.region AND b.date BETWEEN days_before(a.date, -1) AND days_before(a.date, -14)
WHERE coalesce(a.note_in_file, 0) + coalesce(b.note_in_file, 0) < 2 AND coalesce(a.levels, '') = coalesce(b.levels, '')
 AND coalesce(a.laterality, '') = coalesce(b.laterality, '') AND a.concept NOT IN ('mbb', 'tpi')
 AND coalesce(a.report, '') <> coalesce(b.report, '')
-- case: two reports, six days apart
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, report=DOC1)
--   event(id=E2, concept=facet_rf, region=cervical, date=2014-09-17, report=DOC2)
-- expect: raised major
-- case: two sides, a week apart
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, laterality=left, report=DOC1)
--   event(id=E2, concept=facet_rf, region=cervical, date=2014-09-18, laterality=right, report=DOC2)
-- expect: not raised

-- finding: DATE_REPAIRED
-- severity: major
-- message: Dates that were repaired from unclear print: {details}.
-- suggestion: Look at the page before relying on the date.
-- query:
SELECT fact, name || ' ' || value AS detail FROM admin WHERE repaired = 1
UNION ALL
SELECT e.id, replace(e.concept, '_', ' ') || ' ' || e.date_doubtful || ', which no criterion counts' FROM event e
WHERE e.date_doubtful IS NOT NULL AND EXISTS (SELECT 1 FROM criterion_fact c WHERE c.fact = e.id)
-- case: a repaired date of injury
-- rows: admin(name=date_of_injury, value=2003-02-19, repaired=1, fact=admin.date_of_injury)
-- expect: raised major
-- case: a procedure that a criterion is about
-- rows: event(id=E1, concept=facet_rf, region=cervical, date_doubtful=2014-09-11) criterion(request=Q1, id=FRF-C.6a, kind=mandatory)
--   criterion_fact(request=Q1, criterion=FRF-C.6a, fact=E1)
-- expect: raised major
-- case: a procedure that none is about
-- rows: event(id=E1, concept=facet_rf, region=lumbar, date_doubtful=2014-09-11)
-- expect: not raised
-- case: read as printed
-- rows: admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: not raised

-- finding: REPORT_GAP
-- severity: minor
-- message: More time lies between progress reports than expected: {details}.
-- suggestion: Ask for the reports in between.
-- query:
WITH following AS (
  SELECT date, lead(date) OVER (ORDER BY date) AS next FROM (SELECT DISTINCT date FROM visit))
SELECT v.id AS fact, f.date || ' to ' || f.next || ', ' || days_between(f.date, f.next) || ' days' AS detail
FROM following f JOIN visit v ON v.date = f.date
JOIN parameter p ON p.name = 'progress_report_days' AND coalesce(p.date_from, '') <= f.next
WHERE days_between(f.date, f.next) > p.value
-- case: 56 days
-- rows: document(id=R2, class=PR2, date=2015-05-18, in_file=0) document(id=R1, class=PR2, date=2015-07-13, in_file=0)
-- expect: raised minor
-- case: 45 days
-- rows: document(id=R2, class=PR2, date=2015-05-29, in_file=0) document(id=R1, class=PR2, date=2015-07-13, in_file=0)
-- expect: not raised

-- finding: STALE_RECORDS
-- severity: major
-- message: The latest report is old at the time of the request: {details}.
-- suggestion: Ask for a current examination.
-- affects: diagnosis
-- query:
SELECT l.day || ', ' || days_between(l.day, a.value) || ' days before the request' AS detail FROM latest_report l, admin a, parameter p
WHERE a.name = 'rfa_date' AND p.name = 'stale_exam_days' AND days_between(l.day, a.value) > p.value
-- case: half a year old
-- rows: admin(name=rfa_date, value=2015-07-13, fact=admin.rfa_date) document(id=DOC1, class=PR2, date=2015-01-10, in_file=1)
-- expect: raised major
-- case: of the same day
-- rows: admin(name=rfa_date, value=2015-07-13, fact=admin.rfa_date) document(id=DOC1, class=PR2, date=2015-07-13, in_file=1)
-- expect: not raised

-- finding: WINDOW_SIX_MONTHS
-- severity: major
-- message: No treating report of the six months before the request is in the file.
-- suggestion: The claims administrator must send them: ask.
-- affects: diagnosis
-- query:
SELECT fact FROM admin a WHERE name = 'rfa_date' AND days_between(value, value) = 0 AND NOT EXISTS (
  SELECT 1 FROM document d WHERE d.in_file AND d.class IN ('PR2', 'PR4_PR3', 'DFR', 'OP', 'MEDLEGAL')
   AND (d.date IS NULL OR d.date BETWEEN months_before(a.value, 6) AND days_before(a.value, -14)))
-- case: only a report of two years ago
-- rows: admin(name=rfa_date, value=2015-07-13, fact=admin.rfa_date) document(id=DOC1, class=PR2, date=2013-01-10, in_file=1)
-- expect: raised major
-- case: one of last month
-- rows: admin(name=rfa_date, value=2015-07-13, fact=admin.rfa_date) document(id=DOC1, class=PR2, date=2015-06-10, in_file=1)
-- expect: not raised
-- case: a report whose day cannot be read may be of that time
-- rows: admin(name=rfa_date, value=2015-07-13, fact=admin.rfa_date) document(id=DOC1, class=PR2, date=2013-01-10, in_file=1) document(id=DOC2, class=PR2, in_file=1)
-- expect: not raised
-- case: the day of the request is not known
-- rows: document(id=DOC1, class=PR2, date=2013-01-10, in_file=1)
-- expect: not raised

-- finding: SIX_MONTHS_INCOMPLETE
-- severity: minor
-- message: Of the six months before the request, which the claims administrator must send, the file lacks: {details}.
-- suggestion: Ask the claims administrator for them.
-- query:
SELECT id AS fact, CASE kind WHEN 'report_gap' THEN 'progress reports from ' || date_from || ' to ' || date_to
  WHEN 'visit' THEN 'the report of a visit on ' || date
  WHEN 'arranged_visit' THEN 'the report of a visit arranged for ' || date
  WHEN 'procedure_note' THEN 'the report of a procedure on ' || date
  WHEN 'study_report' THEN 'the report of a study on ' || date
  ELSE coalesce(class, 'a document') || ' of ' || date END AS detail
FROM missing WHERE within_six_months AND possible_match IS NULL
-- case: a visit without a report
-- rows: missing(id=M1, kind=visit, date=2015-06-01, within_six_months=1)
-- expect: raised minor
-- case: a document without a day may be the one
-- rows: missing(id=M1, kind=document, class=PR2, date=2015-06-01, possible_match=DOC3, within_six_months=1)
-- expect: not raised
-- case: something older
-- rows: missing(id=M1, kind=document, class=PR2, date=2013-06-01, within_six_months=0)
-- expect: not raised
-- case: the day of the request is not known
-- rows: missing(id=M1, kind=document, class=PR2, date=2013-06-01)
-- expect: not raised

-- finding: INTERVAL_TOO_SHORT
-- severity: major
-- message: The repeat comes sooner than the guideline allows ({details}).
-- suggestion: Compare the date of the last procedure with the request.
-- affects: interval
-- query:
SELECT f.fact AS fact, c.id AS detail FROM criterion c LEFT JOIN criterion_fact f ON f.criterion = c.id AND f.request = c.request
WHERE c.measures = 'interval' AND c.outcome = 'not_met'
-- case: the criterion of the interval is not met
-- rows: criterion(request=Q1, id=FRF-C.6a, measures=interval, outcome=not_met)
-- expect: raised major
-- case: met
-- rows: criterion(request=Q1, id=FRF-C.6a, measures=interval, outcome=met)
-- expect: not raised

-- finding: DURATION_EXCEEDS_ELAPSED
-- severity: minor
-- message: Relief is claimed for longer than the time since the procedure: {details}.
-- suggestion: The statement is general or concerns an earlier session; ask which.
-- affects: relief
-- query:
SELECT outcome AS fact,
  'up to ' || round(weeks_high, 1) || ' weeks, ' || round(elapsed, 1) || ' weeks after the session of ' || date AS detail
FROM session WHERE weeks_high > elapsed + 1 / 7.0
-- case: up to twelve months, ten months after the session
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11) document(id=R1, class=PR2, date=2015-07-13)
--   outcome(id=O1, treatment=facet_rf, region=cervical, weeks_low=26.1, weeks_high=52.1, report=R1)
-- expect: raised minor
-- case: eight months, ten months after
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11) document(id=R1, class=PR2, date=2015-07-13)
--   outcome(id=O1, treatment=facet_rf, region=cervical, weeks_low=34.8, weeks_high=34.8, report=R1)
-- expect: not raised
-- case: four hours after a block, told on its day
-- rows: event(id=E1, concept=mbb, region=cervical, date=2014-09-11) document(id=R1, class=OP, date=2014-09-11)
--   outcome(id=O1, treatment=mbb, region=cervical, weeks_low=0.024, weeks_high=0.024, report=R1)
-- expect: not raised

-- finding: RESPONSE_DURATION_VS_DATE
-- severity: minor
-- message: A long benefit is told shortly after the session: {details}.
-- suggestion: The benefit belongs to an earlier session; ask which.
-- affects: relief
-- query:
SELECT outcome AS fact, 'at least ' || round(weeks_low, 1) || ' weeks, ' || round(elapsed * 7) || ' days after the session of ' || date AS detail
FROM session WHERE weeks_high IS NULL AND weeks_low > elapsed
-- case: many months, 27 days after the last session
-- rows: event(id=E3, concept=botulinum, region=cervical, date=2015-06-16) document(id=R1, class=PR2, date=2015-07-13)
--   outcome(id=O3, treatment=botulinum, region=cervical, weeks_low=13.0, fuzzy=1)
-- expect: raised minor
-- case: many months, half a year after
-- rows: event(id=E3, concept=botulinum, region=cervical, date=2015-01-07) document(id=R1, class=PR2, date=2015-07-13)
--   outcome(id=O3, treatment=botulinum, region=cervical, weeks_low=13.0, fuzzy=1)
-- expect: not raised

--- The day that a form bears is none of receipt, unless a letter names it too. Day one is the day after receipt; Saturday, Sunday and state holidays do not count. A request that comes after 5:30 pm has come on the next
--- business day, unless the review is expedited; one sent by mail, five days after it was sent.
-- finding: UR_LATE
-- severity: major
-- message: The utilization review decision came late: {details}.
-- suggestion: A late decision is a matter for the parties; note it.
-- query:
SELECT d.fact AS fact, days_between(r.day, d.day) || ' days after receipt, ' || k.what AS detail FROM received r, decided d, kind k, parameter p
WHERE p.name = k.parameter AND coalesce(p.date_from, '') <= d.day AND d.day <= coalesce(p.date_to, '9999') AND days_between(r.day, d.day) > p.value
UNION ALL
SELECT d.fact, u.n || ' business days after receipt' AS detail FROM used u, decided d, parameter p
WHERE p.name = 'ur_business_days' AND NOT EXISTS (SELECT 1 FROM kind) AND coalesce(p.date_from, '') <= d.day AND d.day <= coalesce(p.date_to, '9999')
 AND u.n > p.value
-- case: nine business days
-- rows: admin(name=rfa_received, value=2015-08-03, fact=admin.rfa_received) admin(name=ur_denial_date, value=2015-08-14, fact=admin.ur_denial_date)
-- expect: raised major
-- case: expedited, four days
-- rows: admin(name=rfa_received, value=2015-08-03, fact=admin.rfa_received) admin(name=ur_denial_date, value=2015-08-07, fact=admin.ur_denial_date)
--   admin(name=priority, value=Expedited, fact=admin.priority)
-- expect: raised major
-- case: retrospective, three weeks
-- rows: admin(name=rfa_received, value=2015-08-03, fact=admin.rfa_received) admin(name=ur_denial_date, value=2015-08-24, fact=admin.ur_denial_date)
--   admin(name=review_type, value=retrospective, fact=admin.review_type)
-- expect: not raised
-- case: information was awaited, thirteen days
-- rows: admin(name=rfa_received, value=2015-08-03, fact=admin.rfa_received) admin(name=ur_denial_date, value=2015-08-16, fact=admin.ur_denial_date)
--   admin(name=information_requested, value=yes, fact=admin.information_requested)
-- expect: not raised
-- case: on the fifth, over a weekend
-- rows: admin(name=rfa_received, value=2015-08-03, fact=admin.rfa_received) admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
-- expect: not raised
-- case: on the fifth, over a holiday
-- rows: admin(name=rfa_received, value=2015-02-10, fact=admin.rfa_received) admin(name=ur_denial_date, value=2015-02-18, fact=admin.ur_denial_date)
-- expect: not raised
-- case: the dates are not known
-- expect: not raised
-- case: on the sixth, but it came in the evening
-- rows: admin(name=rfa_received, value=2020-09-04, fact=admin.rfa_received) admin(name=ur_denial_date, value=2020-09-15, fact=admin.ur_denial_date)
--   admin(name=rfa_after_hours, value='6:10 pm', fact=admin.rfa_after_hours)
-- expect: not raised
-- case: the same without the hour
-- rows: admin(name=rfa_received, value=2020-09-04, fact=admin.rfa_received) admin(name=ur_denial_date, value=2020-09-15, fact=admin.ur_denial_date)
-- expect: raised major
-- case: only the form says its day
-- rows: admin(name=rfa_date, value=2015-08-03, fact=admin.rfa_date) admin(name=ur_denial_date, value=2015-08-14, fact=admin.ur_denial_date)
--   fact_evidence(fact=admin.rfa_date, position=0, evidence=X1) evidence(id=X1, document=DOC1, zone=request) document(id=DOC1, class=RFA)
-- expect: not raised
-- case: the letter names it too
-- rows: admin(name=rfa_date, value=2015-08-03, fact=admin.rfa_date) admin(name=ur_denial_date, value=2015-08-14, fact=admin.ur_denial_date)
--   fact_evidence(fact=admin.rfa_date, position=0, evidence=X1) evidence(id=X1, document=DOC2, zone=request) document(id=DOC2, class=UR)
-- expect: raised major
-- case: mailed eight business days before
-- rows: admin(name=rfa_date, value=2020-09-01, fact=admin.rfa_date) admin(name=ur_denial_date, value=2020-09-14, fact=admin.ur_denial_date)
--   admin(name=rfa_by_mail, value=mailed, fact=admin.rfa_by_mail)
-- expect: not raised

--- Whether Saturdays were business days was disputed before 2020. What is late only by counting them is told apart.
-- finding: UR_LATE_IF_SATURDAYS
-- severity: info
-- message: Before 2020 it was disputed whether Saturdays count as business days; if they do, the decision came late: {details}.
-- suggestion: Nothing needs to be done unless a party raises it.
-- query:
SELECT d.fact AS fact, u.with_saturdays || ' days after receipt' AS detail FROM used u, decided d, parameter p, parameter s
WHERE p.name = 'ur_business_days' AND s.name = 'saturday_settled' AND d.day < s.date_from AND NOT EXISTS (SELECT 1 FROM kind)
 AND u.n <= p.value AND u.with_saturdays > p.value
-- case: Tuesday to Tuesday, in 2016
-- rows: admin(name=rfa_received, value=2016-06-07, fact=admin.rfa_received) admin(name=ur_denial_date, value=2016-06-14, fact=admin.ur_denial_date)
-- expect: raised info
-- case: the same days of the week, in 2022
-- rows: admin(name=rfa_received, value=2022-06-07, fact=admin.rfa_received) admin(name=ur_denial_date, value=2022-06-14, fact=admin.ur_denial_date)
-- expect: not raised
-- case: within one week
-- rows: admin(name=rfa_received, value=2016-06-06, fact=admin.rfa_received) admin(name=ur_denial_date, value=2016-06-10, fact=admin.ur_denial_date)
-- expect: not raised

-- finding: IMR_LATE
-- severity: major
-- message: The application for review came late: {details}.
-- suggestion: Eligibility is for the Administrative Director; note it.
-- query:
SELECT b.fact AS fact, days_between(a.value, b.value) || ' days after the UR decision' AS detail FROM admin a, admin b, parameter p
WHERE a.name = 'ur_denial_date' AND b.name = 'application_received'
 AND p.name = CASE WHEN a.value >= '2018-01-01' AND EXISTS (SELECT 1 FROM issue i JOIN treatment t ON t.concept = i.treatment AND t.family = 'drug')
  THEN 'imr_formulary_days' ELSE 'imr_application_days' END
 AND coalesce(p.date_from, '') <= b.value AND b.value <= coalesce(p.date_to, '9999')
 AND days_between(a.value, b.value) > p.value + (SELECT value FROM parameter WHERE name = 'mail_days')
-- case: forty days
-- rows: admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
--   admin(name=application_received, value=2015-09-19, fact=admin.application_received)
-- expect: raised major
-- case: twenty days, for a drug, since the formulary
-- rows: issue(request=Q1, treatment=opioid) admin(name=ur_denial_date, value=2018-08-10, fact=admin.ur_denial_date)
--   admin(name=application_received, value=2018-08-30, fact=admin.application_received)
-- expect: raised major
-- case: thirty-five, by mail
-- rows: admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
--   admin(name=application_received, value=2015-09-14, fact=admin.application_received)
-- expect: not raised

-- finding: IMR_DECISION_LATE
-- severity: info
-- message: The determination came later than thirty days after assignment: {details}; it stays valid.
-- suggestion: Nothing needs to be done.
-- query:
SELECT b.fact AS fact, days_between(a.value, b.value) || ' days' AS detail FROM admin a, admin b, parameter p
WHERE a.name = 'date_assigned' AND b.name = 'decision_date'
 AND p.name = CASE WHEN EXISTS (SELECT 1 FROM admin WHERE name = 'priority' AND lower(value) LIKE 'expedited%') THEN 'determination_expedited_days' ELSE 'determination_days' END
 AND days_between(a.value, b.value) > p.value
-- case: two months
-- rows: admin(name=date_assigned, value=2015-08-10, fact=admin.date_assigned)
--   admin(name=decision_date, value=2015-10-10, fact=admin.decision_date)
-- expect: raised info
-- case: expedited, two weeks
-- rows: admin(name=date_assigned, value=2015-08-10, fact=admin.date_assigned) admin(name=priority, value=expedited, fact=admin.priority)
--   admin(name=decision_date, value=2015-08-24, fact=admin.decision_date)
-- expect: raised info
-- case: two weeks
-- rows: admin(name=date_assigned, value=2015-08-10, fact=admin.date_assigned)
--   admin(name=decision_date, value=2015-08-24, fact=admin.decision_date)
-- expect: not raised

-- finding: RECORDS_LATE
-- severity: info
-- message: The records were sent late: {details}.
-- suggestion: Nothing needs to be done; what came is used.
-- query:
SELECT b.fact AS fact, days_between(a.value, b.value) || ' days after the notice' AS detail FROM admin a, admin b, parameter p
WHERE a.name = 'date_assigned' AND b.name = 'records_received' AND p.name = CASE
  WHEN EXISTS (SELECT 1 FROM admin WHERE name = 'priority' AND lower(value) LIKE 'expedited%') THEN 'records_days_expedited'
  WHEN EXISTS (SELECT 1 FROM admin WHERE name = 'records_medium' AND lower(value) LIKE 'electronic%') THEN 'records_days_electronic' ELSE 'records_days' END
 AND days_between(a.value, b.value) > p.value
-- case: three weeks
-- rows: admin(name=date_assigned, value=2015-08-10, fact=admin.date_assigned) admin(name=records_received, value=2015-08-31, fact=admin.records_received)
-- expect: raised info
-- case: two weeks, on paper
-- rows: admin(name=date_assigned, value=2015-08-10, fact=admin.date_assigned) admin(name=records_received, value=2015-08-24, fact=admin.records_received)
-- expect: not raised
-- case: two weeks, electronically
-- rows: admin(name=date_assigned, value=2015-08-10, fact=admin.date_assigned) admin(name=records_received, value=2015-08-24, fact=admin.records_received)
--   admin(name=records_medium, value=electronic, fact=admin.records_medium)
-- expect: raised info

--- A file under review has no decision yet; a determination letter must have one.
-- finding: ADMIN_DATES_MISSING
-- severity: minor
-- message: Dates of the process are not in the file, so that timeliness cannot be tested: {details}.
-- suggestion: Take them from the notice of assignment.
-- query:
SELECT replace(n.name, '_', ' ') AS detail FROM (
  SELECT 'ur_denial_date' AS name UNION ALL SELECT 'application_received'
  UNION ALL SELECT 'decision_date' WHERE EXISTS (SELECT 1 FROM document WHERE in_file AND class = 'IMR_FDL')) n
LEFT JOIN admin a ON a.name = n.name WHERE a.value IS NULL
-- case: none of them
-- expect: raised minor
-- case: both are there
-- rows: admin(name=ur_denial_date, value=2015-08-10, fact=a) admin(name=application_received, value=2015-08-31, fact=b)
-- expect: not raised
