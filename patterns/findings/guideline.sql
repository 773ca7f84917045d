--- How guidelines are used, by the administrator, the requester and the reviewer.

-- base: issue(request=Q1, treatment=facet_rf, region=cervical, reference=2015-07-13, decision=2015-08-20)
--   request(id=Q1, concept=facet_rf, region=cervical)

-- finding: CITATION_REGION_MISMATCH
-- severity: major
-- message: A guideline of another part of the body is cited for this request: {details}.
-- suggestion: Weigh the decision as resting on the wrong guideline.
-- query:
SELECT c.id AS fact, coalesce(c.party || ' cites ', '') || c.system || coalesce(' chapter ' || c.chapter_no, '') || ' (' || c.region || ')' AS detail
FROM citation c WHERE c.region IS NOT NULL AND EXISTS (SELECT 1 FROM request WHERE region IS NOT NULL)
 AND NOT EXISTS (SELECT 1 FROM request r WHERE r.region = c.region
                 OR (r.region IN ('lumbar', 'sacral') AND c.region IN ('lumbar', 'sacral', 'hip'))
                 OR (r.region = 'thoracic' AND c.region IN ('cervical', 'lumbar')) OR r.region = 'other')
-- case: the low back for the neck
-- rows: citation(id=G1, party=UR, system=ACOEM, chapter_no=12, region=lumbar)
-- expect: raised major
-- case: the neck for the neck, and a chapter without a region
-- rows: citation(id=G1, party=UR, system=ACOEM, chapter_no=8, region=cervical) citation(id=G2, party=UR, system=ODG, chapter=Pain)
-- expect: not raised

-- finding: CITATION_FUTURE
-- severity: major
-- message: A guideline is cited in a version later than the decision: {details}.
-- suggestion: Compare with the version in force.
-- query:
SELECT c.id AS fact, c.system || ' updated ' || c.updated AS detail FROM citation c, admin a
WHERE a.name = CASE c.party WHEN 'UR' THEN 'ur_denial_date' ELSE 'decision_date' END AND days_between(a.value, c.updated) > 0
-- case: updated after the denial
-- rows: citation(id=G1, party=UR, system=ODG, updated=2015-09-25) admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
-- expect: raised major
-- case: updated before
-- rows: citation(id=G1, party=UR, system=ODG, updated=2015-06-25) admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
-- expect: not raised

--- The second-edition chapter on the neck and back speaks of initial, that is acute, care.
-- finding: GUIDELINE_APPLICABILITY
-- severity: minor
-- message: A passage on acute complaints is cited for a chronic case: {details}.
-- suggestion: Test the request under what speaks of chronic complaints.
-- query:
SELECT c.id AS fact, coalesce(c.party || ', ', '') || c.system || coalesce(' chapter ' || c.chapter_no, '') AS detail
FROM citation c, admin a, parameter p
WHERE (c.phase = 'acute' OR lower(c.topic) LIKE 'initial care%') AND a.name = 'date_of_injury' AND p.name = 'chronic_days'
 AND days_between(a.value, (SELECT min(reference) FROM issue)) > p.value
UNION ALL
SELECT g.id, 'a passage on acute symptoms' FROM guideline_remark g, admin a, parameter p
WHERE g.subject = 'acute_only' AND a.name = 'date_of_injury' AND p.name = 'chronic_days'
 AND days_between(a.value, (SELECT min(reference) FROM issue)) > p.value
-- case: the reviewer quotes a passage on acute symptoms
-- rows: guideline_remark(id=F60, subject=acute_only) admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: raised minor
-- case: twelve years after the injury
-- rows: citation(id=G3, party=IMR, system=ACOEM, chapter_no=8, topic='Initial care') admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: raised minor
-- case: six weeks after
-- rows: citation(id=G3, party=IMR, system=ACOEM, chapter_no=8, phase=acute) admin(name=date_of_injury, value=2015-06-01, fact=admin.date_of_injury)
-- expect: not raised

-- finding: CRITERIA_NOT_TESTED
-- severity: info
-- message: Criteria that the reviewer never applies to the facts: {details}.
-- suggestion: Test each criterion in the determination.
-- query:
SELECT NULL AS fact, c.id AS detail FROM criterion c WHERE c.numbered AND NOT c.tested_by_reviewer AND c.kind <> 'adverse'
 AND EXISTS (SELECT 1 FROM document WHERE in_file AND class = 'IMR_FDL')
 AND EXISTS (SELECT 1 FROM criterion WHERE tested_by_reviewer)
-- case: one of two is applied
-- rows: document(id=DOC1, class=IMR_FDL, in_file=1) criterion(request=Q1, id=FRF-C.1, kind=mandatory, numbered=1)
--   criterion(request=Q1, id=FRF-C.3, kind=quantity, numbered=1, tested_by_reviewer=1)
-- expect: raised info
-- case: no letter to look at
-- rows: document(id=DOC1, class=UR, in_file=1) criterion(request=Q1, id=FRF-C.1, kind=mandatory, numbered=1)
-- expect: not raised

--- The error that sets a determination aside: what the treating records document is held against the request all the same.
-- finding: LETTER_MISSES_RECORD
-- severity: major
-- message: The letter holds against the request what the records document: {details}.
-- suggestion: Read the records cited for these criteria again before relying on the letter.
-- query:
SELECT f.fact, c.id AS detail FROM criterion c JOIN criterion_fact f ON f.criterion = c.id AND f.request = c.request
WHERE c.tested_by_reviewer AND c.outcome = 'met' AND EXISTS (SELECT 1 FROM fact_evidence v JOIN evidence e ON e.id = v.evidence AND e.zone = 'record' WHERE v.fact = f.fact)
-- case: said to be missing, documented in a report
-- rows: criterion(request=Q1, id=FRF-C.7, kind=mandatory, outcome=met, tested_by_reviewer=1) criterion_fact(request=Q1, criterion=FRF-C.7, fact=O4)
--   fact_evidence(fact=O4, evidence=X1) evidence(id=X1, zone=record)
-- expect: raised major
-- case: said to be missing, and so it is
-- rows: criterion(request=Q1, id=FRF-C.7, kind=mandatory, outcome=not_documented, tested_by_reviewer=1)
-- expect: not raised
-- case: the letter's own summary records it
-- rows: criterion(request=Q1, id=FRF-C.7, kind=mandatory, outcome=met, tested_by_reviewer=1) criterion_fact(request=Q1, criterion=FRF-C.7, fact=O4)
--   fact_evidence(fact=O4, evidence=X1) evidence(id=X1, zone=summary)
-- expect: not raised

-- finding: RATIONALE_FACT_CONFLICT
-- severity: minor
-- message: The rationale calls missing what its own summary records: {details}.
-- suggestion: Say what exactly is missing: the magnitude, the duration or the function.
-- affects: relief
-- query:
SELECT a.id AS fact, 'a duration of relief after ' || replace(o.treatment, '_', ' ') || ' is recorded' AS detail
FROM absence a JOIN outcome o ON o.treatment = coalesce(a.treatment, o.treatment)
 AND (a.treatment IS NOT NULL OR a.subject LIKE '%' || o.treatment || '%' OR NOT a.subject LIKE '% after %')
JOIN request r ON r.concept = o.treatment AND r.region = o.region
WHERE a.stated_by = 'reviewer' AND a.subject LIKE 'relief%' AND o.weeks_low IS NOT NULL
-- case: twelve weeks said to be missing, six months recorded
-- rows: absence(id=N5, subject=relief_and_function, stated_by=reviewer, treatment=facet_rf)
--   outcome(id=O1, treatment=facet_rf, region=cervical, weeks_low=26.1, weeks_high=52.1)
-- expect: raised minor
-- case: nothing is recorded
-- rows: absence(id=N5, subject=relief_and_function, stated_by=reviewer, treatment=facet_rf)
--   outcome(id=O3, treatment=botulinum, region=cervical, weeks_low=13)
-- expect: not raised

-- finding: REVIEWER_SPECIALTY_DISTANT
-- severity: info
-- message: The reviewer's specialty ({details}) is distant from the disputed service.
-- suggestion: Weigh whether a reviewer of a nearer specialty is needed.
-- query:
SELECT 'reviewer' AS fact, v.value AS detail FROM reviewer v JOIN issue i JOIN treatment t ON t.concept = i.treatment
WHERE v.field = 'specialty' AND v.value IS NOT NULL AND EXISTS (SELECT 1 FROM specialty s WHERE s.family = t.family)
 AND NOT EXISTS (SELECT 1 FROM specialty s WHERE s.family = t.family AND instr(lower(v.value), s.specialty) > 0)
-- case: family practice judges a neurotomy
-- rows: reviewer(field=specialty, value='Family Practice')
-- expect: raised info
-- case: pain medicine does
-- rows: reviewer(field=specialty, value='Anesthesiology, Pain Medicine')
-- expect: not raised
-- case: not known
-- expect: not raised

--- A case whose maker did not look for the order of evidence has no such field.
-- finding: REVIEWER_REQUIREMENT_MISSING
-- severity: info
-- message: The determination does not state what a reviewer must fulfil: {details}.
-- suggestion: Add the statement.
-- query:
SELECT d.id AS fact, n.text AS detail FROM document d, (
  SELECT 'no_affiliation' AS field, 'independence' AS text UNION ALL SELECT 'practice_years', 'years of practice'
  UNION ALL SELECT 'hours_per_week', 'hours of practice' UNION ALL SELECT 'licence_states', 'licence'
  UNION ALL SELECT 'specialty', 'specialty' UNION ALL SELECT 'same_or_similar_specialty_claimed', 'a specialty that fits the service'
  UNION ALL SELECT 'evidence_hierarchy', 'familiarity with the law and the order of evidence') n
WHERE d.in_file AND d.class = 'IMR_FDL' AND NOT EXISTS (SELECT 1 FROM reviewer v WHERE v.field = n.field AND v.value IS NOT NULL)
 AND (n.field <> 'evidence_hierarchy' OR EXISTS (SELECT 1 FROM reviewer v WHERE v.field = n.field) OR NOT EXISTS (SELECT 1 FROM reviewer))
UNION ALL
SELECT 'reviewer', replace(v.field, '_', ' ') || ' ' || v.value || ', fewer than ' || p.value FROM reviewer v JOIN parameter p ON p.name = 'reviewer_' || v.field
WHERE CAST(v.value AS REAL) < p.value
-- case: twelve hours a week
-- rows: reviewer(field=hours_per_week, op='>=', value=12)
-- expect: raised info
-- case: a letter without credentials
-- rows: document(id=DOC1, class=IMR_FDL, in_file=1) reviewer(field=specialty, value='Pain Medicine')
-- expect: raised info
-- case: all stated
-- rows: document(id=DOC1, class=IMR_FDL, in_file=1) reviewer(field=no_affiliation, value=true) reviewer(field=practice_years, value=5)
--   reviewer(field=hours_per_week, value=24) reviewer(field=licence_states, value=CA) reviewer(field=specialty, value='Pain Medicine')
--   reviewer(field=same_or_similar_specialty_claimed, value=true) reviewer(field=evidence_hierarchy, value=true)
-- expect: not raised
-- case: all but the order of evidence
-- rows: document(id=DOC1, class=IMR_FDL, in_file=1) reviewer(field=no_affiliation, value=true) reviewer(field=practice_years, value=5)
--   reviewer(field=hours_per_week, value=24) reviewer(field=licence_states, value=CA) reviewer(field=specialty, value='Pain Medicine')
--   reviewer(field=same_or_similar_specialty_claimed, value=true) reviewer(field=evidence_hierarchy)
-- expect: raised info
-- case: all but the order of evidence, which nobody looked for
-- rows: document(id=DOC1, class=IMR_FDL, in_file=1) reviewer(field=no_affiliation, value=true) reviewer(field=practice_years, value=5)
--   reviewer(field=hours_per_week, value=24) reviewer(field=licence_states, value=CA) reviewer(field=specialty, value='Pain Medicine')
--   reviewer(field=same_or_similar_specialty_claimed, value=true)
-- expect: not raised

--- What the guidelines recommend is not in the file; that each party rests on another one is.
-- finding: GUIDELINE_CONFLICT
-- severity: minor
-- message: The administrator and the reviewer rest on different guidelines: {details}.
-- suggestion: Say by the strength of the evidence why one outweighs the other.
-- query:
SELECT u.id AS fact, u.system || ' by the administrator, ' || r.system || ' by the reviewer' AS detail FROM citation u JOIN citation r
  ON u.party = 'UR' AND r.party = 'IMR'
WHERE NOT EXISTS (SELECT 1 FROM citation x JOIN citation y ON x.party = 'UR' AND y.party = 'IMR' AND (y.system = x.system OR (x.is_mtus AND y.is_mtus)))
UNION
SELECT u.id AS fact, u.system || ' chapter ' || u.chapter_no || ' and ' || r.chapter_no AS detail FROM citation u JOIN citation r
  ON u.party = 'UR' AND r.party = 'IMR' AND r.system = u.system AND r.chapter_no <> u.chapter_no AND r.region = u.region
-- case: two chapters of one region
-- rows: citation(id=G1, party=UR, system=ACOEM, chapter_no=5, region=cervical) citation(id=G2, party=IMR, system=ACOEM, chapter_no=8, region=cervical)
-- expect: raised minor
-- case: the schedule here, another guideline there
-- rows: citation(id=G1, party=UR, system=MTUS, is_mtus=1) citation(id=G2, party=IMR, system=ODG, is_mtus=0)
-- expect: raised minor
-- case: both cite the schedule, by whatever name, and one more beside it
-- rows: citation(id=G1, party=UR, system=ACOEM, is_mtus=1, chapter_no=8) citation(id=G2, party=IMR, system=MTUS, is_mtus=1) citation(id=G3, party=IMR, system=ODG, is_mtus=0)
-- expect: not raised
-- case: the same chapter
-- rows: citation(id=G1, party=UR, system=ACOEM, chapter_no=8, region=cervical) citation(id=G2, party=IMR, system=ACOEM, chapter_no=8, region=cervical)
-- expect: not raised

--- By the day of the request, which the change of 2016 goes by, else of the decision. The ACOEM chapters are those of the second edition.
-- finding: CITATION_VERSION
-- severity: major
-- message: A guideline is cited that was not in force: {details}.
-- suggestion: Compare with the guideline in force on that day.
-- query:
WITH day AS (
  SELECT p.party, coalesce((SELECT value FROM admin WHERE name IN ('rfa_received', 'rfa_date') AND days_between(value, value) = 0 ORDER BY name DESC LIMIT 1),
    (SELECT value FROM admin WHERE name = p.named AND days_between(value, value) = 0)) AS value
  FROM (SELECT 'UR' AS party, 'ur_denial_date' AS named UNION ALL SELECT 'IMR', 'decision_date') p),
cited AS (
  SELECT id, party, system, coalesce(trim(edition, '"'), CASE WHEN system = 'ACOEM' AND chapter_no BETWEEN 1 AND 16 THEN '2004' END) AS edition FROM citation WHERE is_mtus)
SELECT c.id AS fact, c.system || ' ' || c.edition || ' on ' || y.value AS detail FROM cited c JOIN day y ON y.party = c.party
JOIN edition e ON e.edition = c.edition AND (e.system = c.system OR e.system = 'MTUS')
WHERE days_between(y.value, y.value) = 0 AND NOT y.value BETWEEN e.date_from AND e.date_to
-- case: the old chapter in 2019
-- rows: citation(id=G1, party=UR, system=ACOEM, is_mtus=1, chapter_no=12) admin(name=ur_denial_date, value=2019-03-04, fact=admin.ur_denial_date)
-- expect: raised major
-- case: the chronic pain guideline of 2009 for a request of 2017
-- rows: citation(id=G1, party=UR, system=MTUS, is_mtus=1, edition='2009') admin(name=rfa_received, value=2017-02-01, fact=admin.rfa_received)
-- expect: raised major
-- case: the same, requested the day before the new one, denied after
-- rows: citation(id=G1, party=UR, system=MTUS, is_mtus=1, edition='2009') admin(name=rfa_received, value=2016-07-28, fact=admin.rfa_received)
--   admin(name=ur_denial_date, value=2016-08-03, fact=admin.ur_denial_date)
-- expect: not raised
-- case: the old chapter in 2015
-- rows: citation(id=G1, party=UR, system=ACOEM, is_mtus=1, chapter_no=12) admin(name=ur_denial_date, value=2015-08-10, fact=admin.ur_denial_date)
-- expect: not raised
-- case: the day is not known
-- rows: citation(id=G1, party=UR, system=ACOEM, is_mtus=1, chapter_no=12)
-- expect: not raised

-- finding: SEARCH_SEQUENCE
-- severity: minor
-- message: Only a guideline outside the schedule is cited, although the schedule addresses the item: {details}.
-- suggestion: Look for an explanation why the presumption of the schedule is rebutted.
-- query:
SELECT c.id AS fact, c.party || ' cites ' || c.system || ' alone' AS detail FROM citation c JOIN issue i JOIN criteria_set s ON s.id = i.criteria_set AND s.mtus
WHERE c.party IN ('UR', 'IMR') AND c.is_mtus = 0 AND NOT EXISTS (SELECT 1 FROM citation m WHERE m.party = c.party AND m.is_mtus)
-- case: an injection that the schedule addresses
-- rows: issue(request=Q1, treatment=esi_tf, region=lumbar, criteria_set=ESI) citation(id=G1, party=UR, system=ODG, is_mtus=0)
-- expect: raised minor
-- case: with the schedule beside it
-- rows: issue(request=Q1, treatment=esi_tf, region=lumbar, criteria_set=ESI) citation(id=G1, party=UR, system=ODG, is_mtus=0)
--   citation(id=G2, party=UR, system=MTUS, is_mtus=1)
-- expect: not raised
-- case: an item that the schedule does not address
-- rows: issue(request=Q1, treatment=facet_rf, region=cervical, criteria_set=FRF-C) citation(id=G1, party=UR, system=ODG, is_mtus=0)
-- expect: not raised
