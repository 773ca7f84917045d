--- What a file should hold, weighed. The query yields the share that is there: 1, 0.5 or 0. Weights are a judgement.

-- base: issue(request=Q1, treatment=facet_rf, region=cervical, reference=2015-07-13)
--   request(id=Q1, concept=facet_rf, region=cervical)

-- item: request identified with levels and side
-- weight: 2
-- query:
SELECT r.id AS fact, CASE
  WHEN r.concept IS NULL THEN 0
  WHEN t.counted IN (2, 3) THEN CASE WHEN r.quantity_low IS NOT NULL THEN 1 ELSE 0.5 END
  WHEN t.counted = 1 AND (r.levels IS NULL OR (t.sided AND r.laterality IS NULL)) THEN 0.5
  ELSE 1 END AS score
FROM request r LEFT JOIN treatment t ON t.concept = r.concept ORDER BY score
-- case: levels and side
-- rows: request(id=Q1, concept=facet_rf, levels='C2, C3, C4', laterality=bilateral)
-- expect: 1
-- case: no side
-- rows: request(id=Q1, concept=facet_rf, levels='C2, C3, C4')
-- expect: 0.5
-- case: visits, counted
-- rows: request(id=Q1, concept=pt, quantity_low=12)
-- expect: 1

-- item: recent legible progress report
-- weight: 2
-- query:
WITH recent AS (
  SELECT id, date, coalesce(legibility, '') <> 'poor' AS legible FROM document
  WHERE class IN ('PR2', 'PR4_PR3', 'DFR') AND duplicate_of IS NULL
   AND days_between(date, (SELECT min(reference) FROM issue)) BETWEEN 0 AND 180)
SELECT (SELECT id FROM recent WHERE legible ORDER BY date DESC, id LIMIT 1) AS fact, CASE
  WHEN NOT EXISTS (SELECT 1 FROM recent WHERE legible) THEN 0
  WHEN EXISTS (SELECT 1 FROM recent WHERE NOT legible) THEN 0.5
  WHEN EXISTS (SELECT 1 FROM recent WHERE legible AND days_between(date, (SELECT min(reference) FROM issue)) <= 45) THEN 1
  ELSE 0.5 END AS score
-- case: one legible, one not
-- rows: document(id=R1, class=PR2, date=2015-07-13, in_file=0) document(id=R2, class=PR2, date=2015-05-18, legibility=poor)
-- expect: 0.5
-- case: legible
-- rows: document(id=R1, class=PR2, date=2015-07-13, legibility=good)
-- expect: 1
-- case: none
-- expect: 0

-- item: procedure note for every procedure mentioned
-- weight: 3
-- query:
SELECT CASE WHEN count(*) = 0 THEN 1 WHEN sum(coalesce(note_in_file, 0)) = count(*) THEN 1 WHEN sum(coalesce(note_in_file, 0)) > 0 THEN 0.5
  ELSE 0 END AS score FROM event
-- case: none of them
-- rows: event(id=E1, concept=facet_rf, note_in_file=0)
-- expect: 0
-- case: one of two
-- rows: event(id=E1, concept=facet_rf, note_in_file=0) event(id=E2, concept=mbb, note_in_file=1)
-- expect: 0.5
-- case: nothing was done
-- expect: 1

-- item: diagnostic block reports
-- weight: 3
-- treatments: facet_rf
-- query:
SELECT e.id AS fact, CASE WHEN coalesce(e.note_in_file, 0) THEN 1 ELSE 0.5 END AS score FROM event e JOIN issue i ON e.region = i.region
WHERE e.concept IN ('mbb', 'facet_inj') ORDER BY score DESC
-- case: with a note
-- rows: event(id=E1, concept=mbb, region=cervical, note_in_file=1)
-- expect: 1
-- case: named only
-- rows: event(id=E1, concept=mbb, region=cervical, note_in_file=0)
-- expect: 0.5
-- case: none
-- expect: 0

-- item: pain scores before and after
-- weight: 2
-- query:
SELECT id AS fact, CASE WHEN EXISTS (SELECT 1 FROM pain_score b JOIN pain_score a ON b.moment = 'before' AND a.moment = 'after'
  AND a.treatment = b.treatment) THEN 1 ELSE 0.5 END AS score FROM pain_score
-- case: a pair
-- rows: pain_score(id=P1, low=8, moment=before, treatment=mbb) pain_score(id=P2, low=2, moment=after, treatment=mbb)
-- expect: 1
-- case: one of a visit
-- rows: pain_score(id=P1, low=8)
-- expect: 0.5
-- case: none
-- expect: 0

-- item: functional measure tied to the same procedure
-- weight: 2
-- query:
SELECT fact, score FROM (
  SELECT f.id AS fact, 1 AS score FROM function f JOIN issue i ON f.treatment = i.treatment
  UNION ALL SELECT o.id, 1 FROM outcome o JOIN issue i ON o.treatment = i.treatment AND o.function)
-- case: measured
-- rows: function(id=F1, measure=lifting, before=10, after=25, treatment=facet_rf)
-- expect: 1
-- case: measured for another treatment
-- rows: function(id=F1, measure=lifting, before=10, after=25, treatment=botulinum)
-- expect: 0

-- item: medication list
-- weight: 2
-- query:
SELECT fact, 1 AS score FROM medication_list WHERE status IN ('listed', 'none_taken')
UNION ALL SELECT id, 1 FROM medication WHERE status = 'current'
-- case: listed
-- rows: medication_list(status=listed)
-- expect: 1
-- case: not specified
-- rows: medication_list(status=not_specified)
-- expect: 0

-- item: conservative care with response
-- weight: 2
-- query:
SELECT fact, score FROM (
  SELECT o.id AS fact, 1 AS score FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative'
  UNION ALL SELECT th.id, CASE WHEN response IS NOT NULL THEN 1 ELSE 0.5 END FROM therapy th
    JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative')
ORDER BY score DESC
-- case: without its response
-- rows: therapy(id=F13, concept=pt)
-- expect: 0.5
-- case: with it
-- rows: therapy(id=F13, concept=pt, response=none)
-- expect: 1
-- case: none
-- expect: 0

-- item: rehabilitation plan
-- weight: 2
-- query:
SELECT id AS fact, 1 AS score FROM plan WHERE concept IN ('rehabilitation', 'home_exercise', 'work_conditioning', 'goals')
-- case: home exercise
-- rows: plan(id=F30, concept=home_exercise)
-- expect: 1
-- case: none
-- expect: 0

-- item: imaging of the region
-- weight: 1
-- query:
SELECT m.id AS fact, 1 AS score FROM imaging m JOIN issue i ON m.region = i.region
-- case: of the neck
-- rows: imaging(id=M1, modality=mri, region=cervical)
-- expect: 1
-- case: of the low back
-- rows: imaging(id=M1, modality=mri, region=lumbar)
-- expect: 0

-- item: work status
-- weight: 1
-- query:
SELECT id AS fact, 1 AS score FROM work_status
-- case: modified duty
-- rows: work_status(id=W1, value=modified)
-- expect: 1
-- case: unknown
-- expect: 0

-- item: administrative dates
-- weight: 1
-- query:
SELECT count(*) / 2.0 AS score FROM admin WHERE name IN ('ur_denial_date', 'application_received') AND value IS NOT NULL
-- case: both
-- rows: admin(name=ur_denial_date, value=2015-08-10, fact=a) admin(name=application_received, value=2015-08-31, fact=b)
-- expect: 1
-- case: one
-- rows: admin(name=ur_denial_date, value=2015-08-10, fact=a)
-- expect: 0.5
-- case: none
-- expect: 0

-- item: demographics
-- weight: 1
-- query:
SELECT 'patient.age' AS fact, CASE
  WHEN sex IS NULL AND age IS NULL AND dob IS NULL THEN 0
  WHEN dob IS NOT NULL AND sex IS NOT NULL AND EXISTS (SELECT 1 FROM admin WHERE name = 'date_of_injury' AND value IS NOT NULL) THEN 1
  ELSE 0.5 END AS score FROM patient
-- case: no date of birth
-- rows: patient(age=60, sex=male) admin(name=date_of_injury, value=2003-02-19, fact=a)
-- expect: 0.5
-- case: all
-- rows: patient(dob=1955-01-01, sex=male) admin(name=date_of_injury, value=2003-02-19, fact=a)
-- expect: 1
-- case: nothing
-- expect: 0
