--- What is asked for, what was done, and what it did.

-- base: issue(request=Q1, treatment=facet_rf, region=cervical, reference=2015-07-13)
--   request(id=Q1, concept=facet_rf, region=cervical)

-- define:
done AS (SELECT id, concept, region, date, note_in_file, levels FROM event),
conservative AS (
  SELECT th.id, th.concept, th.response FROM therapy th JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative')

-- finding: REQUEST_TEXT_MISMATCH
-- severity: major
-- message: The request reads differently in different places: {details}.
-- suggestion: Ask the requesting physician which item is meant, with levels and side.
-- affects: levels
-- query:
SELECT m.request AS fact, m.evidence, 'radiofrequency named in some places only' AS detail FROM request_mention m
WHERE m.radiofrequency_named = 0 AND EXISTS (
  SELECT 1 FROM request_mention x WHERE x.request = m.request AND x.radiofrequency_named = 1)
UNION
SELECT m.request, m.evidence, 'named as ' || replace(m.named_concept, '_', ' ') FROM request_mention m WHERE EXISTS (
  SELECT 1 FROM request_mention x WHERE x.request = m.request AND x.named_concept <> m.named_concept)
UNION
SELECT m.request, m.evidence, 'side ' || m.laterality FROM request_mention m WHERE EXISTS (
  SELECT 1 FROM request_mention x WHERE x.request = m.request AND x.laterality <> m.laterality)
UNION
SELECT m.request, m.evidence, 'quantity ' || m.quantity FROM request_mention m WHERE EXISTS (
  SELECT 1 FROM request_mention x WHERE x.request = m.request AND x.quantity <> m.quantity)
UNION
SELECT m.request, m.evidence, 'levels ' || m.levels FROM request_mention m WHERE EXISTS (
  SELECT 1 FROM request_mention x WHERE x.request = m.request AND x.levels <> m.levels)
UNION
SELECT r.id, f.evidence, a.value || ' levels, where ' || r.levels || ' is asked for' FROM request r, assertion a
LEFT JOIN fact_evidence f ON f.fact = a.id
WHERE a.subject = 'level_count' AND (a.value NOT BETWEEN r.level_min AND r.level_max
  OR EXISTS (SELECT 1 FROM request_reading s WHERE s.request = r.id AND s.reading = 'stated' AND s.count = a.value))
 AND (SELECT count(*) FROM request x WHERE x.level_min IS NOT NULL) = 1
-- case: a facet block here, radiofrequency there
-- rows: request_mention(request=Q1, position=0, at=authorization, radiofrequency_named=0)
--   request_mention(request=Q1, position=1, at=issue_line, radiofrequency_named=1)
-- expect: raised major
-- case: twelve visits here, sixteen there
-- rows: request_mention(request=Q1, position=0, at=rfa, quantity=16) request_mention(request=Q1, position=1, at=ur, quantity=12)
-- expect: raised major
-- case: the same everywhere, once without a side
-- rows: request_mention(request=Q1, position=0, at=rfa, named_concept=facet_rf, laterality=bilateral, levels='C3-4, C4-5')
--   request_mention(request=Q1, position=1, at=ur, named_concept=facet_rf, levels='C3-4, C4-5')
-- expect: not raised

-- finding: LEVEL_COUNT_AMBIGUOUS
-- severity: major
-- message: The levels can be read as different numbers of joints: {details}.
-- suggestion: Ask the requesting physician to name joints or nerves.
-- affects: levels
-- query:
SELECT id AS fact, NULL AS evidence, levels || ' as ' || level_min || ' or ' || level_max AS detail FROM request WHERE level_min <> level_max
UNION ALL
SELECT r.id, f.evidence, r.levels || ' as ' || r.level_min || ', and another counts ' || a.value FROM request r, assertion a
LEFT JOIN fact_evidence f ON f.fact = a.id
WHERE a.subject = 'level_count' AND r.level_min = r.level_max AND a.value <> r.level_min AND r.levels NOT LIKE '%-%'
 AND (SELECT count(*) FROM request x WHERE x.level_min IS NOT NULL) = 1
-- case: three bare numbers
-- rows: request(id=Q1, levels='C2, C3, C4', level_literal=3, level_min=2, level_max=3, ambiguous=1)
-- expect: raised major
-- case: two joints by name
-- rows: request(id=Q1, levels='C2-3, C3-4', level_literal=2, level_min=2, level_max=2)
-- expect: not raised
-- case: two joints, which the review letter counts as three levels
-- rows: request(id=Q1, levels='C3, C5', level_literal=2, level_min=2, level_max=2) assertion(id=F1, subject=level_count, value=3, stated_by=ur)
-- expect: raised major
-- case: joints that are named one by one, whatever a letter counts
-- rows: request(id=Q1, levels='C4-5, C5-6', level_literal=2, level_min=2, level_max=2) assertion(id=F1, subject=level_count, value=3, stated_by=reviewer)
-- expect: not raised
-- case: and as two
-- rows: request(id=Q1, levels='C3, C5', level_literal=2, level_min=2, level_max=2) assertion(id=F1, subject=level_count, value=2, stated_by=ur)
-- expect: not raised
-- case: of two items, either may be meant
-- rows: request(id=Q1, levels='C3, C5', level_min=2, level_max=2) request(id=Q2, levels='L4-5', level_min=1, level_max=1)
--   assertion(id=F1, subject=level_count, value=3, stated_by=ur)
-- expect: not raised

-- finding: LATERALITY_MISSING
-- severity: major
-- message: The request names no side: {details}.
-- suggestion: Ask the requesting physician for the side.
-- affects: levels
-- query:
SELECT r.id AS fact, replace(r.concept, '_', ' ') AS detail FROM request r JOIN treatment t ON t.concept = r.concept
WHERE t.sided AND r.laterality IS NULL
-- case: no side
-- rows: request(id=Q1, concept=facet_rf)
-- expect: raised major
-- case: bilateral
-- rows: request(id=Q1, concept=facet_rf, laterality=bilateral)
-- expect: not raised
-- case: a treatment without sides
-- rows: request(id=Q1, concept=pt)
-- expect: not raised

-- finding: LATERALITY_CONFLICT
-- severity: major
-- message: The sides differ between documents: {details}.
-- suggestion: Ask the requesting physician for the side.
-- affects: levels
-- query:
SELECT m.request AS fact, m.evidence, m.laterality AS detail FROM request_mention m WHERE m.laterality IN ('left', 'right')
 AND EXISTS (SELECT 1 FROM request_mention x WHERE x.request = m.request AND x.laterality IN ('left', 'right')
             AND x.laterality <> m.laterality)
-- case: left here, right there
-- rows: request_mention(request=Q1, position=0, laterality=left) request_mention(request=Q1, position=1, laterality=right)
-- expect: raised major
-- case: left everywhere
-- rows: request_mention(request=Q1, position=0, laterality=left) request_mention(request=Q1, position=1, laterality=left)
-- expect: not raised

-- finding: QUANTITY_MISSING
-- severity: major
-- message: The request gives no number of visits or amount: {details}.
-- suggestion: Ask the requesting physician how much is asked for.
-- affects: visits
-- query:
SELECT r.id AS fact, replace(r.concept, '_', ' ') AS detail FROM request r JOIN treatment t ON t.concept = r.concept
WHERE t.counted IN (2, 3) AND r.quantity_low IS NULL
-- case: therapy without a number
-- rows: request(id=Q1, concept=pt)
-- expect: raised major
-- case: sixteen visits
-- rows: request(id=Q1, concept=pt, quantity_low=16, quantity_high=16)
-- expect: not raised

--- An impossible level never reaches the case as a level; what is left is one outside the requested region.
-- finding: LEVEL_INVALID
-- severity: major
-- message: Levels that do not belong to the requested region: {details}.
-- suggestion: Ask the requesting physician which levels are meant.
-- affects: levels
-- query:
SELECT r.id AS fact, l.level AS detail FROM request r JOIN request_level l ON l.request = r.id AND l.kind = 'literal'
WHERE (r.region = 'cervical' AND l.level GLOB '[LS]*') OR (r.region = 'lumbar' AND l.level GLOB 'C*')
-- case: a cervical request at L4
-- rows: request(id=Q1, region=cervical) request_level(request=Q1, kind=literal, level=L4)
-- expect: raised major
-- case: down to T1
-- rows: request(id=Q1, region=cervical) request_level(request=Q1, kind=literal, level=C7) request_level(request=Q1, kind=literal, level=T1)
-- expect: not raised

-- finding: FUSION_LEVEL_UNKNOWN
-- severity: minor
-- message: An earlier fusion of the region has no levels; overlap with the requested ones cannot be excluded.
-- suggestion: Get the operative report or the imaging.
-- affects: levels
-- query:
SELECT s.id AS fact FROM surgery s JOIN request r JOIN treatment t ON t.concept = r.concept AND t.family = 'spine_injection'
WHERE s.levels IS NULL AND ((s.concept = 'fusion_c' AND r.region = 'cervical') OR (s.concept = 'fusion_l' AND r.region IN ('lumbar', 'sacral')))
-- case: a cervical fusion, levels unknown
-- rows: surgery(id=F12, concept=fusion_c)
-- expect: raised minor
-- case: levels known
-- rows: surgery(id=F12, concept=fusion_c, levels='C5-6')
-- expect: not raised
-- case: of the other region
-- rows: surgery(id=F12, concept=fusion_l)
-- expect: not raised

-- finding: FUSION_LEVEL_OVERLAP
-- severity: major
-- message: The request includes a fused level: {details}.
-- suggestion: Ask why a fused level is to be treated.
-- affects: levels
-- query:
SELECT s.id AS fact, f.level AS detail FROM surgery s JOIN surgery_level f ON f.surgery = s.id
JOIN request_level l ON l.level = f.level AND l.kind IN ('literal', 'segment', 'joint')
JOIN request r ON r.id = l.request JOIN treatment t ON t.concept = r.concept AND t.family = 'spine_injection'
WHERE s.concept IN ('fusion_c', 'fusion_l') AND instr(f.level, '-') > 0
-- case: fused at C3-4, asked for at C3-4
-- rows: surgery(id=F12, concept=fusion_c, levels='C3-4') surgery_level(surgery=F12, level='C3-4')
--   request_level(request=Q1, kind=segment, level='C3-4')
-- expect: raised major
-- case: fused at C5-6
-- rows: surgery(id=F12, concept=fusion_c, levels='C5-6') surgery_level(surgery=F12, level='C5-6')
--   request_level(request=Q1, kind=segment, level='C3-4')
-- expect: not raised

-- finding: SEDATION_UNJUSTIFIED
-- severity: minor
-- message: Sedation is asked for and no reason is documented.
-- suggestion: Ask for the reason (anxiety, spasticity).
-- query:
SELECT request AS fact FROM request_adjunct WHERE adjunct = 'sedation'
 AND NOT EXISTS (SELECT 1 FROM diagnosis WHERE concept IN ('anxiety', 'spasticity', 'needle_phobia'))
 AND NOT EXISTS (SELECT 1 FROM assertion WHERE subject = 'sedation_reason')
-- case: no reason
-- rows: request_adjunct(request=Q1, adjunct=sedation)
-- expect: raised minor
-- case: anxiety is diagnosed
-- rows: request_adjunct(request=Q1, adjunct=sedation) diagnosis(id=D1, concept=anxiety)
-- expect: not raised
-- case: no sedation
-- rows: request_adjunct(request=Q1, adjunct=fluoro)
-- expect: not raised

-- finding: SAME_DAY_CONFLICT
-- severity: major
-- message: Two kinds of block on one day blur what each did: {details}.
-- suggestion: Do not credit the response to either.
-- affects: relief, blocks
-- query:
SELECT a.id AS fact, a.concept || ' and ' || b.concept || ' on ' || a.date AS detail FROM event a
JOIN event b ON b.date = a.date AND a.concept < b.concept AND a.region = b.region
JOIN treatment t ON t.concept = a.concept AND t.family IN ('spine_injection', 'soft_injection')
JOIN treatment u ON u.concept = b.concept AND u.family IN ('spine_injection', 'soft_injection')
WHERE NOT (a.concept IN ('fluoro', 'sedation') OR b.concept IN ('fluoro', 'sedation'))
-- case: an epidural and a block
-- rows: event(id=E1, concept=esi_il, region=cervical, date=2014-09-11) event(id=E2, concept=mbb, region=cervical, date=2014-09-11)
-- expect: raised major
-- case: a week apart
-- rows: event(id=E1, concept=esi_il, region=cervical, date=2014-09-11) event(id=E2, concept=mbb, region=cervical, date=2014-09-18)
-- expect: not raised

-- finding: PROCEDURE_NOTE_MISSING
-- severity: major
-- message: Procedures without their note: {details}.
-- suggestion: Ask for the procedure notes.
-- affects: blocks, relief, interval, count
-- query:
SELECT e.id AS fact, replace(e.concept, '_', ' ') || coalesce(' ' || e.date, ' of ' || substr(e.date_low, 1, CASE WHEN substr(e.date_low, 1, 7) = substr(e.date_high, 1, 7) THEN 7
  WHEN substr(e.date_low, 1, 4) = substr(e.date_high, 1, 4) THEN 4 END), ', no date')
 || coalesce((SELECT ' (unless ' || m.possible_match || ', which bears no day, is it)' FROM missing m
   WHERE m.kind = 'procedure_note' AND m.ref = e.id AND m.possible_match IS NOT NULL), '') AS detail FROM event e
WHERE coalesce(e.note_in_file, 0) = 0
 AND NOT EXISTS (SELECT 1 FROM document d WHERE d.in_file AND d.class = 'OP' AND d.date = e.date)
 AND NOT EXISTS (SELECT 1 FROM event n WHERE e.date IS NULL AND n.concept = e.concept AND coalesce(n.region, e.region, '') = coalesce(e.region, n.region, '')
   AND n.note_in_file AND n.date BETWEEN e.date_low AND e.date_high)
-- case: history only
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, note_in_file=0)
-- expect: raised major
-- case: history of a month
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2013-06-01, date_high=2013-06-30, note_in_file=0)
-- expect: raised major
-- case: a note of that month
-- rows: event(id=E1, concept=tpi, region=cervical, date_low=2013-06-01, date_high=2013-06-30, note_in_file=0)
--   event(id=E2, concept=tpi, region=cervical, date=2013-06-04, date_low=2013-06-04, date_high=2013-06-04, note_in_file=1)
-- expect: not raised
-- case: the note is there
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, note_in_file=1)
-- expect: not raised
-- case: nothing was done
-- expect: not raised

-- finding: PROCEDURE_COUNT_UNKNOWN
-- severity: minor
-- message: How many of these procedures there were before is not known: {details}.
-- suggestion: Ask for a list with dates.
-- affects: count
-- query:
SELECT e.id AS fact, replace(e.concept, '_', ' ') || coalesce(', last on ' || e.date, '') AS detail FROM event e
WHERE e.ordinal = 'last' AND e.prior_high IS NULL
 AND (SELECT count(*) FROM event x WHERE x.concept = e.concept AND x.region = e.region) = 1
-- case: only the last one is named
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, ordinal=last, prior_low=1)
-- expect: raised minor
-- case: two are named
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11, ordinal=last)
--   event(id=E2, concept=facet_rf, region=cervical, date=2013-09-11)
-- expect: not raised

-- finding: OUTCOME_ATTRIBUTION_SPLIT
-- severity: major
-- message: A percentage and a duration belong to different treatments and must not be combined: {details}.
-- suggestion: Ask for both, of the same procedure.
-- affects: relief
-- query:
SELECT k.fact AS fact, 'duration of ' || replace(d.treatment, '_', ' ') || ', percentage of ' || replace(p.treatment, '_', ' ') AS detail
FROM outcome d JOIN outcome p ON p.treatment <> d.treatment AND p.region = d.region
JOIN (SELECT id AS fact FROM outcome) k ON k.fact IN (d.id, p.id)
WHERE d.weeks_low IS NOT NULL AND d.percent_low IS NULL AND d.percent_high IS NULL AND p.percent_low IS NOT NULL
 AND EXISTS (SELECT 1 FROM request r WHERE r.concept IN (d.treatment, p.treatment))
 AND NOT EXISTS (SELECT 1 FROM outcome x WHERE x.treatment = d.treatment AND x.region = d.region AND x.percent_low IS NOT NULL)
-- case: months after radiofrequency, percent after botulinum
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, weeks_low=26, weeks_high=52)
--   outcome(id=O3, treatment=botulinum, region=cervical, percent_low=50, weeks_low=13)
-- expect: raised major
-- case: radiofrequency has both
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, percent_low=70, percent_high=70, weeks_low=26, weeks_high=52)
--   outcome(id=O3, treatment=botulinum, region=cervical, percent_low=50, weeks_low=13)
-- expect: not raised

-- finding: CONFOUNDED_RESPONSE
-- severity: minor
-- message: Another treatment of the region falls into the claimed relief: {details}.
-- suggestion: The relief may be the other treatment's.
-- affects: relief
-- query:
SELECT k.fact AS fact, replace(f.concept, '_', ' ') || ' ' || days_between(e.date, f.date) || ' days after ' || replace(e.concept, '_', ' ') AS detail
FROM outcome o JOIN event e ON e.concept = o.treatment AND e.region = o.region AND e.date IS NOT NULL AND e.id = coalesce(o.event, (
  SELECT x.id FROM event x WHERE x.concept = o.treatment AND x.region = o.region AND x.date IS NOT NULL ORDER BY x.date DESC, x.id LIMIT 1))
JOIN event f ON f.concept <> e.concept AND f.region = e.region AND f.date > e.date
 AND days_between(e.date, f.date) <= 7 * coalesce(o.weeks_high, o.weeks_low)
JOIN (SELECT id AS fact FROM event) k ON k.fact IN (e.id, f.id)
WHERE EXISTS (SELECT 1 FROM request r WHERE r.concept = o.treatment)
-- case: botulinum four months into a relief of up to a year
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11) event(id=E2, concept=botulinum, region=cervical, date=2015-01-07)
--   outcome(id=O1, treatment=facet_rf, region=cervical, weeks_low=26.1, weeks_high=52.1)
-- expect: raised minor
-- case: botulinum after the relief had ended
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-09-11) event(id=E2, concept=botulinum, region=cervical, date=2015-06-07)
--   outcome(id=O1, treatment=facet_rf, region=cervical, weeks_low=13, weeks_high=17)
-- expect: not raised

-- finding: NO_FUNCTION_MEASURE
-- severity: major
-- message: The treatment was given before, or relief is claimed, and function was never measured for it: {details}.
-- suggestion: Ask for a functional measure before and after.
-- affects: function
-- query:
WITH given AS (
  SELECT o.id, o.treatment, o.region FROM outcome o JOIN request r ON r.concept = o.treatment WHERE coalesce(o.direction, 'improved') = 'improved'
  UNION ALL SELECT e.id, e.concept, e.region FROM event e JOIN request r ON r.concept = e.concept AND r.region = e.region
   WHERE NOT EXISTS (SELECT 1 FROM outcome o WHERE o.treatment = e.concept AND o.region = e.region))
SELECT id AS fact, replace(treatment, '_', ' ') AS detail FROM given g
WHERE NOT EXISTS (SELECT 1 FROM outcome x WHERE x.treatment = g.treatment AND x.function AND x.region IS g.region)
 AND NOT EXISTS (SELECT 1 FROM function f WHERE f.treatment = g.treatment AND coalesce(f.region, g.region) IS g.region)
-- case: months of relief, no function
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, weeks_low=26)
-- expect: raised major
-- case: done before, nothing said of what it did
-- rows: event(id=E1, concept=facet_rf, region=cervical, date=2014-02-20)
-- expect: raised major
-- case: it did not help, so that no gain is claimed
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=none)
-- expect: not raised
-- case: lifting was measured
-- rows: outcome(id=O1, treatment=facet_rf, region=cervical, pain=1, direction=improved, weeks_low=26)
--   function(id=F20, measure=lifting, before=10, after=25, treatment=facet_rf, region=cervical)
-- expect: not raised

-- finding: CONSERVATIVE_RESPONSE_MISSING
-- severity: major
-- message: Conservative care is named without its response: {details}.
-- suggestion: Ask what was done, for how long, and how the patient responded.
-- affects: conservative
-- query:
SELECT id AS fact, replace(concept, '_', ' ') AS detail FROM conservative c WHERE response IS NULL
 AND NOT EXISTS (SELECT 1 FROM conservative x WHERE x.response IS NOT NULL)
 AND NOT EXISTS (SELECT 1 FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative')
 AND NOT EXISTS (SELECT 1 FROM function f JOIN treatment t ON t.concept = f.treatment AND t.family = 'conservative')
 AND (SELECT count(*) FROM function f JOIN document d ON d.id = f.report AND d.class = 'THER') < 2
-- case: physical therapy, and no word of what it did
-- rows: therapy(id=F13, concept=pt)
-- expect: raised major
-- case: it did not help
-- rows: therapy(id=F13, concept=pt) outcome(id=O4, treatment=pt, region=lumbar, direction=none)
-- expect: not raised
-- case: therapy notes measure function at the beginning and end
-- rows: therapy(id=F13, concept=pt) document(id=DOC1, class=THER) function(id=F1, measure=odi, after=46, report=DOC1)
--   function(id=F2, measure=odi, after=28, report=DOC1)
-- expect: not raised
-- case: none is named
-- expect: not raised

-- finding: MEDICATION_LIST_MISSING
-- severity: major
-- message: There is no list of current medication, and no statement that there is none.
-- suggestion: Ask for the current list.
-- affects: medication
-- query:
SELECT coalesce(fact, 'medications') AS fact FROM medication_list WHERE coalesce(status, 'absent') NOT IN ('listed', 'none_taken')
 AND NOT EXISTS (SELECT 1 FROM medication WHERE status = 'current')
-- case: said to be missing
-- rows: medication_list(status=not_specified)
-- expect: raised major
-- case: listed
-- rows: medication_list(status=listed) medication(id=M1, name=naproxen, status=current)
-- expect: not raised
-- case: taken without a list
-- rows: medication_list(status=absent) medication(id=M1, name=naproxen, status=current)
-- expect: not raised
-- case: none taken
-- rows: medication_list(status=none_taken)
-- expect: not raised

-- finding: MED_DUPLICATE_CLASS
-- severity: minor
-- message: Two drugs of one class at the same time: {details}.
-- suggestion: Ask whether one replaced the other.
-- affects: medication
-- query:
SELECT a.id AS fact, a.generic || ' and ' || b.generic AS detail FROM medication a JOIN medication b
  ON b.class = a.class AND a.generic < b.generic AND a.status = 'current' AND b.status = 'current'
WHERE a.class IN ('nsaid', 'muscle_relaxant', 'sedative', 'ppi') AND 'aspirin' NOT IN (a.generic, b.generic)
  AND instr(coalesce(a.strength, '') || coalesce(b.strength, ''), '%') = 0
UNION
SELECT a.id, a.generic || ' and ' || b.generic || ', both short-acting' FROM medication a JOIN medication b
  ON a.class = 'opioid' AND b.class = 'opioid' AND a.generic < b.generic AND a.status = 'current' AND b.status = 'current'
WHERE NOT EXISTS (SELECT 1 FROM drug d JOIN medication m ON m.id IN (a.id, b.id)
  WHERE d.name IN (lower(m.name), lower(m.generic)) AND (d.long_acting OR says(m.name, 'ER') OR says(m.name, 'XR') OR says(m.name, 'SR') OR says(m.name, 'LA')))
-- case: two anti-inflammatories
-- rows: medication(id=M1, generic=ibuprofen, class=nsaid, status=current) medication(id=M2, generic=naproxen, class=nsaid, status=current)
-- expect: raised minor
-- case: an anti-inflammatory beside aspirin for the heart, and a cream
-- rows: medication(id=M1, generic=aspirin, class=nsaid, status=current) medication(id=M2, generic=naproxen, class=nsaid, status=current)
--   medication(id=M3, generic=flurbiprofen, class=nsaid, strength='20%', status=current)
-- expect: not raised
-- case: two short-acting opioids
-- rows: medication(id=M1, name=norco, generic=hydrocodone, class=opioid, status=current) medication(id=M2, name=percocet, generic=oxycodone, class=opioid, status=current)
-- expect: raised minor
-- case: a long-acting opioid and one for breakthrough pain
-- rows: medication(id=M1, name=norco, generic=hydrocodone, class=opioid, status=current) medication(id=M2, name='ms contin', generic=morphine, class=opioid, status=current)
-- expect: not raised
-- case: one is past
-- rows: medication(id=M1, generic=ibuprofen, class=nsaid, status=past) medication(id=M2, generic=naproxen, class=nsaid, status=current)
-- expect: not raised

-- finding: MED_INTERACTION
-- severity: major
-- message: An opioid and a benzodiazepine at the same time: {details}.
-- suggestion: Point it out to the treating physician.
-- affects: medication
-- query:
SELECT a.id AS fact, a.generic || ' and ' || b.generic AS detail FROM medication a JOIN medication b
  ON a.class = 'opioid' AND a.status = 'current' AND b.status = 'current'
WHERE b.generic IN ('alprazolam', 'diazepam', 'lorazepam', 'clonazepam', 'temazepam')
-- case: both
-- rows: medication(id=M1, generic=hydrocodone, class=opioid, status=current) medication(id=M2, generic=diazepam, class=sedative, status=current)
-- expect: raised major
-- case: the opioid alone
-- rows: medication(id=M1, generic=hydrocodone, class=opioid, status=current)
-- expect: not raised

-- finding: SCORE_UNCHANGED
-- severity: major
-- message: Improvement is claimed with the same pain score before and after: {details}.
-- suggestion: Do not count the claim as relief.
-- affects: pain_score, relief
-- query:
SELECT o.id AS fact, replace(o.treatment, '_', ' ') || ', ' || b.low AS detail FROM outcome o
JOIN pain_score b ON b.moment = 'before' AND b.treatment = o.treatment
JOIN pain_score a ON a.moment = 'after' AND a.treatment = o.treatment AND coalesce(a.event, '') = coalesce(b.event, '')
WHERE o.direction = 'improved' AND (o.pain OR NOT o.function) AND a.low >= b.low
UNION
SELECT o.id, replace(coalesce(o.treatment, 'treatment'), '_', ' ') || ', ' || o.before FROM outcome o
WHERE o.direction = 'improved' AND CAST(o.after AS REAL) >= CAST(o.before AS REAL)
-- case: improved, seven and seven
-- rows: outcome(id=O1, treatment=mbb, region=cervical, pain=1, direction=improved)
--   pain_score(id=P1, low=7, moment=before, treatment=mbb) pain_score(id=P2, low=7, moment=after, treatment=mbb)
-- expect: raised major
-- case: told in one sentence
-- rows: outcome(id=O1, treatment=mbb, region=cervical, pain=1, direction=improved, before=7, after=7)
-- expect: raised major
-- case: seven and two
-- rows: outcome(id=O1, treatment=mbb, region=cervical, pain=1, direction=improved)
--   pain_score(id=P1, low=7, moment=before, treatment=mbb) pain_score(id=P2, low=2, moment=after, treatment=mbb)
-- expect: not raised

-- finding: VISIT_CAP_NOT_APPLICABLE
-- severity: info
-- message: The injury precedes the statutory cap on therapy visits, which does not apply.
-- suggestion: Nothing needs to be done.
-- query:
SELECT a.fact AS fact FROM admin a, parameter p WHERE a.name = 'date_of_injury' AND p.name = 'visit_cap' AND a.value < p.date_from
 AND days_between(a.value, a.value) = 0 AND (EXISTS (SELECT 1 FROM therapy WHERE concept IN ('pt', 'ot', 'chiro'))
  OR EXISTS (SELECT 1 FROM request WHERE concept IN ('pt', 'ot', 'chiro')))
-- case: injured in 2003, physical therapy
-- rows: admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury) therapy(id=F13, concept=pt)
-- expect: raised info
-- case: injured in 2007
-- rows: admin(name=date_of_injury, value=2007-06-11, fact=admin.date_of_injury) therapy(id=F13, concept=pt)
-- expect: not raised
-- case: no therapy
-- rows: admin(name=date_of_injury, value=2003-02-19, fact=admin.date_of_injury)
-- expect: not raised

-- finding: VISITS_OVER_CAP
-- severity: major
-- message: With what was done, the visits asked for pass the statutory cap: {details}.
-- suggestion: Ask whether the administrator has authorised more in writing, or whether it is postsurgical.
-- affects: visits
-- query:
SELECT r.id AS fact, coalesce(done, 0) || ' done, ' || r.quantity_low || ' asked for' AS detail
FROM request r, parameter p, admin a, (SELECT treatment, max(count_low) AS done FROM visits WHERE state = 'done' GROUP BY treatment
  UNION ALL SELECT 'none', 0) v
WHERE r.concept IN ('pt', 'ot', 'chiro') AND v.treatment IN (r.concept, 'none') AND p.name = 'visit_cap' AND a.name = 'date_of_injury'
 AND a.value >= p.date_from AND coalesce(done, 0) + r.quantity_low > p.value
-- case: twenty done, eight asked for
-- rows: request(id=Q1, concept=pt, quantity_low=8, quantity_high=8) visits(id=V1, treatment=pt, count_low=20, state=done)
--   admin(name=date_of_injury, value=2014-03-03, fact=admin.date_of_injury)
-- expect: raised major
-- case: eight done, sixteen asked for
-- rows: request(id=Q1, concept=pt, quantity_low=16, quantity_high=16) visits(id=V1, treatment=pt, count_low=8, state=done)
--   admin(name=date_of_injury, value=2014-03-03, fact=admin.date_of_injury)
-- expect: not raised

--- The side; and, of what is aimed at one level, the level: a root that is examined is served by the segment of either vertebra that bears
--- its number. An interlaminar injection spreads over levels, and facet joints are chosen by touch.
-- finding: LEVEL_SYMPTOM_MISMATCH
-- severity: major
-- message: The side or level asked for is not that of the examination or imaging: {details}.
-- suggestion: Ask the requesting physician for side and level.
-- affects: diagnosis, levels
-- query:
SELECT r.id AS fact, r.laterality || ' asked for, ' || x.side || ' examined' AS detail FROM request r
JOIN treatment t ON t.concept = r.concept AND t.sided
JOIN exam x ON x.side IN ('left', 'right') AND coalesce(x.sign, 'positive') = 'positive' AND coalesce(x.region, r.region) = r.region
WHERE r.laterality IN ('left', 'right') AND x.side <> r.laterality AND x.concept IN ('slr', 'spurling', 'facet_loading', 'sensation', 'motor')
 AND NOT EXISTS (SELECT 1 FROM exam y WHERE y.side = r.laterality AND coalesce(y.sign, 'positive') = 'positive')
 AND NOT EXISTS (SELECT 1 FROM diagnosis d WHERE d.laterality = r.laterality)
UNION
SELECT r.id, r.levels || ' asked for, ' || s.what || ' ' || s.level FROM request r JOIN (
  SELECT 'imaging of' AS what, i.level, i.region FROM imaging i WHERE i.level LIKE '%-%' AND i.finding NOT LIKE 'no %' AND i.finding <> 'normal'
  UNION SELECT 'examination of', x.level, x.region FROM exam x WHERE x.level IS NOT NULL AND x.concept IN ('sensation', 'motor', 'reflex')
   AND coalesce(x.sign, 'positive') = 'positive') s ON coalesce(s.region, r.region) = r.region
WHERE r.concept IN ('esi_tf', 'decompression', 'fusion_c', 'fusion_l') AND r.levels IS NOT NULL AND r.region IS NOT NULL
 AND NOT EXISTS (SELECT 1 FROM request_level l JOIN imaging i ON coalesce(i.region, r.region) = r.region AND i.finding NOT LIKE 'no %' AND i.finding <> 'normal'
  AND (i.level IS NULL OR instr(', ' || i.level || ',', ', ' || l.level || ',') > 0 OR (l.kind = 'literal' AND l.level LIKE 'S%' AND instr(i.level, '-' || l.level) > 0))
  WHERE l.request = r.id AND l.kind IN ('segment', 'literal'))
 AND NOT EXISTS (SELECT 1 FROM request_level l JOIN exam x ON coalesce(x.region, r.region) = r.region AND x.concept IN ('sensation', 'motor', 'reflex')
  AND coalesce(x.sign, 'positive') = 'positive' AND instr(', ' || x.level || ',', ', ' || l.level || ',') > 0 WHERE l.request = r.id AND l.kind = 'literal')
 AND NOT EXISTS (SELECT 1 FROM request_level l JOIN diagnosis d ON d.concept = 'radiculopathy' AND says(d.raw, l.level) WHERE l.request = r.id AND l.kind = 'literal')
-- case: asked for left, positive right
-- rows: request(id=Q1, concept=esi_tf, region=lumbar, laterality=left) exam(id=F1, concept=slr, region=lumbar, side=right, sign=positive)
-- expect: raised major
-- case: positive left, negative right
-- rows: request(id=Q1, concept=esi_tf, region=lumbar, laterality=left) exam(id=F1, concept=slr, region=lumbar, side=right, sign=negative)
--   exam(id=F2, concept=slr, region=lumbar, side=left, sign=positive)
-- expect: not raised

-- case: the third root, where imaging and examination are of the fifth
-- rows: request(id=Q1, concept=esi_tf, region=lumbar, levels='L3, L4', laterality=left) request_level(request=Q1, kind=literal, level=L3)
--   request_level(request=Q1, kind=literal, level=L4) request_level(request=Q1, kind=segment, level='L3-4')
--   imaging(id=F5, modality=mri_l, region=lumbar, level='L4-5', finding='disc herniation') exam(id=F1, concept=sensation, region=lumbar, level=L5, sign=positive)
-- expect: raised major
-- case: the root below the disc
-- rows: request(id=Q1, concept=esi_tf, region=lumbar, levels='L5, S1', laterality=left) request_level(request=Q1, kind=literal, level=L5)
--   request_level(request=Q1, kind=literal, level=S1) request_level(request=Q1, kind=segment, level='L5-S1')
--   imaging(id=F5, modality=mri_l, region=lumbar, level='L4-5', finding='disc herniation') exam(id=F1, concept=sensation, region=lumbar, level=L5, sign=positive)
-- expect: not raised
-- case: the first sacral root by its foramen
-- rows: request(id=Q1, concept=esi_tf, region=lumbar, levels=S1) request_level(request=Q1, kind=literal, level=S1)
--   imaging(id=F5, modality=mri_l, region=lumbar, level='L5-S1', finding='disc herniation')
-- expect: not raised
-- case: an interlaminar injection
-- rows: request(id=Q1, concept=esi_il, region=cervical, levels='C7, T1') request_level(request=Q1, kind=segment, level='C7-T1')
--   imaging(id=F5, modality=mri_c, region=cervical, level='C5-6', finding='disc herniation')
-- expect: not raised

--- Code numbers of ICD-10 for services before 2015-10-01 and of ICD-9 after; by the class of the code alone.
-- finding: CODE_ERA_MISMATCH
-- severity: minor
-- message: Diagnosis codes of the wrong era: {details}.
-- suggestion: Ask for the code that was valid on the day.
-- query:
SELECT d.id AS fact, coalesce(d.icd10, d.icd9) AS detail FROM diagnosis d JOIN document r ON r.id = d.report
WHERE (d.icd10 IS NOT NULL AND r.date < '2015-10-01') OR (d.icd9 IS NOT NULL AND d.icd10 IS NULL AND r.date >= '2015-10-01')
UNION
SELECT i.request, q.code FROM request_code q JOIN issue i ON i.request = q.request JOIN code c ON q.code BETWEEN c.first AND c.last AND length(q.code) = length(c.first)
WHERE i.reference < c.date_from OR i.reference > c.date_to
-- case: a retired procedure code
-- rows: request_code(request=Q1, code='64626')
-- expect: raised minor
-- case: a new code too early
-- rows: document(id=DOC1, class=PR2, date=2015-07-13) diagnosis(id=D1, concept=facet_arthropathy, icd10='M47.812', report=DOC1)
-- expect: raised minor
-- case: an old code in its time
-- rows: document(id=DOC1, class=PR2, date=2015-07-13) diagnosis(id=D1, concept=facet_arthropathy, icd9='721.0', report=DOC1)
-- expect: not raised

--- The code of one service beside the words of another; an additional level that the words do not have, or the other way round.
-- finding: CODE_TEXT_MISMATCH
-- severity: major
-- message: Procedure codes do not fit the words of the request: {details}.
-- suggestion: Ask the requesting physician which is meant.
-- affects: levels
-- query:
WITH known AS (
  SELECT q.request, q.code, c.treatment, c.region, c.additional FROM request_code q JOIN code c ON q.code BETWEEN c.first AND c.last AND length(q.code) = length(c.first)),
asked AS (
  SELECT r.id, r.concept, r.region, coalesce(i.treatment, r.concept) AS treatment, r.alternative_concept, r.level_min, r.level_max FROM request r LEFT JOIN issue i ON i.request = r.id
  WHERE r.concept IS NOT NULL AND (SELECT count(*) FROM request) = 1)
SELECT DISTINCT a.id AS fact, k.code || ' for ' || replace(a.concept, '_', ' ') AS detail FROM asked a JOIN known k ON k.request = a.id
WHERE NOT EXISTS (SELECT 1 FROM known x JOIN asked y ON y.id = x.request WHERE x.request = a.id AND x.code = k.code
                  AND x.treatment IN (y.concept, y.treatment, coalesce(y.alternative_concept, y.concept)))
UNION
SELECT a.id, k.code || ' for the ' || a.region || ' spine' FROM asked a JOIN known k ON k.request = a.id AND k.treatment = a.concept
WHERE (k.region = 'cervical' AND a.region IN ('lumbar', 'sacral')) OR (k.region = 'lumbar' AND a.region = 'cervical')
UNION
SELECT a.id, k.code || ' for one level' FROM asked a JOIN known k ON k.request = a.id AND k.treatment = a.concept AND k.additional WHERE a.level_max = 1
UNION
SELECT a.id, k.code || ' alone for ' || a.level_min || ' levels' FROM asked a JOIN known k ON k.request = a.id AND k.treatment = a.concept AND NOT k.additional
WHERE a.level_min > 1 AND k.code IN (SELECT p.first FROM code p JOIN code n ON n.additional AND n.treatment = p.treatment AND n.region = p.region WHERE NOT p.additional)
 AND NOT EXISTS (SELECT 1 FROM known x WHERE x.request = a.id AND x.additional)
-- case: the code of a block for a neurotomy
-- rows: request(id=Q1, concept=facet_rf, region=cervical) request_code(request=Q1, code='64490')
-- expect: raised major
-- case: the code of the back for the neck
-- rows: request(id=Q1, concept=facet_rf, region=cervical) request_code(request=Q1, code='64635')
-- expect: raised major
-- case: two levels, one coded
-- rows: request(id=Q1, concept=facet_rf, region=cervical, level_literal=2, level_min=2, level_max=2) request_code(request=Q1, code='64633')
-- expect: raised major
-- case: two levels, both coded, and fluoroscopy
-- rows: request(id=Q1, concept=facet_rf, region=cervical, level_literal=2, level_min=2, level_max=2) request_code(request=Q1, code='64633')
--   request_code(request=Q1, code='64634') request_code(request=Q1, code='77003')
-- expect: not raised
-- case: no code
-- expect: not raised

--- What the file got between the two denials may have changed the facts.
-- finding: REQUEST_REPEAT_12MO
-- severity: major
-- message: The same item was denied before, within a year, and no new record stands between: {details}.
-- suggestion: Ask what has changed since the earlier denial.
-- query:
WITH denied AS (
  SELECT m.request, m.evidence, d.id, d.date FROM request_mention m JOIN evidence e ON e.id = m.evidence JOIN document d ON d.id = e.document
  WHERE d.class = 'UR' AND d.date IS NOT NULL AND d.duplicate_of IS NULL)
SELECT a.request AS fact, a.evidence, a.date || ' and ' || b.date AS detail FROM denied a JOIN denied b ON b.request = a.request AND b.date > a.date
JOIN parameter p ON p.name = 'denial_months' WHERE a.date >= months_before(b.date, p.value)
 AND NOT EXISTS (SELECT 1 FROM document n WHERE n.in_file AND n.class IN ('PR2', 'OP', 'IMG', 'EDX', 'THER', 'PSY', 'MEDLEGAL', 'PR4_PR3') AND n.date BETWEEN a.date AND b.date)
-- case: twice within half a year, nothing new
-- rows: request_mention(request=Q1, position=0, at=ur, evidence=X1) request_mention(request=Q1, position=1, at=ur, evidence=X2) evidence(id=X1, document=DOC1)
--   evidence(id=X2, document=DOC2) document(id=DOC1, class=UR, date=2015-01-10, in_file=1) document(id=DOC2, class=UR, date=2015-07-20, in_file=1)
-- expect: raised major
-- case: a new report between
-- rows: request_mention(request=Q1, position=0, at=ur, evidence=X1) request_mention(request=Q1, position=1, at=ur, evidence=X2) evidence(id=X1, document=DOC1)
--   evidence(id=X2, document=DOC2) document(id=DOC1, class=UR, date=2015-01-10, in_file=1) document(id=DOC2, class=UR, date=2015-07-20, in_file=1)
--   document(id=DOC3, class=PR2, date=2015-06-01, in_file=1)
-- expect: not raised
-- case: once
-- rows: request_mention(request=Q1, position=0, at=ur, evidence=X1) evidence(id=X1, document=DOC1) document(id=DOC1, class=UR, date=2015-01-10, in_file=1)
-- expect: not raised
