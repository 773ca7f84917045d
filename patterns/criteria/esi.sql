-- set: ESI
-- title: Epidural steroid injection
-- treatments: esi_il, esi_tf
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Epidural steroid injections
-- edition: 2009-07-18
-- pages: 46
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

--- Lumbar and sacral (caudal) injections count together; so do the two approaches.
-- define:
area AS (
  SELECT :region AS region UNION SELECT 'sacral' WHERE :region = 'lumbar' UNION SELECT 'lumbar' WHERE :region = 'sacral'),
prior AS (
  SELECT id, concept, date, date_low, date_high FROM event WHERE concept IN ('esi_il', 'esi_tf') AND region IN (SELECT region FROM area)
   AND (date_low IS NULL OR :reference IS NULL OR date_low < :reference)),
answer AS (
  SELECT o.* FROM outcome o WHERE o.treatment IN ('esi_il', 'esi_tf', 'esi') AND o.region IN (SELECT region FROM area)),
before AS (SELECT repeat_of AS id FROM request WHERE id = :request),
therapeutic AS (
  SELECT EXISTS (SELECT 1 FROM answer WHERE at_least(percent_low, percent_high, 50) AND at_least(weeks_low, weeks_high, 6)) AS yes)

-- base: issue(request=Q1, treatment=esi_tf, region=lumbar, reference=2015-08-03)
--   request(id=Q1, concept=esi_tf, region=lumbar, laterality=left)

-- criterion: ESI.1
-- kind: mandatory
-- paraphrase: Radiculopathy is found on examination.
-- classes: PR2, DFR, MEDLEGAL, EDX
-- measures: diagnosis
-- outcomes: met, not_met, not_documented
-- cure: an examination with the signs of the root
-- query:
SELECT id AS fact, CASE WHEN sign IN ('negative', 'normal') OR lower(value) IN ('normal', 'intact', 'wnl', '5/5') THEN 0 ELSE 1 END AS verdict
FROM exam WHERE coalesce(region, :region) IN (SELECT region FROM area)
 AND ((:region IN ('lumbar', 'sacral') AND concept IN ('slr', 'motor', 'sensation', 'reflex', 'lasegue', 'femoral_stretch'))
   OR (:region = 'cervical' AND concept IN ('spurling', 'motor', 'sensation', 'reflex')))
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM diagnosis WHERE concept IN ('radiculopathy', 'radiculitis', 'sciatica')
 AND coalesce(region, :region) IN (SELECT region FROM area)
-- case: a positive root sign
-- rows: exam(id=F1, concept=slr, region=lumbar, side=left, sign=positive)
-- expect: met
-- case: everything normal
-- rows: exam(id=F1, concept=slr, region=lumbar, sign=negative) exam(id=F2, concept=motor, region=lumbar, value='5/5')
-- expect: not_met
-- case: diagnosed, never examined
-- rows: diagnosis(id=D1, concept=radiculopathy, region=lumbar)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: ESI.2
-- kind: mandatory
-- paraphrase: Imaging or electrodiagnosis corroborates the root.
-- classes: IMG, EDX, PR2, MEDLEGAL
-- measures: imaging
-- outcomes: met, not_met, not_documented
-- cure: the imaging or electrodiagnostic report of the level
-- query:
SELECT i.id AS fact, CASE
  WHEN lower(finding) IN ('normal', 'negative', 'unremarkable') OR lower(finding) LIKE 'no %compress%' OR lower(finding) LIKE 'no %herniat%'
    OR lower(finding) LIKE 'no %radiculopath%' THEN 0
  WHEN laterality IN ('left', 'right') AND laterality <> (SELECT laterality FROM request WHERE id = :request) THEN NULL
  WHEN level IS NOT NULL AND EXISTS (SELECT 1 FROM request_level WHERE request = :request) AND NOT EXISTS (
    SELECT 1 FROM request_level l WHERE l.request = :request AND instr(', ' || i.level || ',', ', ' || l.level || ',') > 0) THEN NULL
  WHEN finding LIKE 'no %' THEN NULL
  WHEN lower(finding) LIKE '%herniat%' OR lower(finding) LIKE '%protru%' OR lower(finding) LIKE '%extru%' OR lower(finding) LIKE '%compress%'
    OR lower(finding) LIKE '%imping%' OR lower(finding) LIKE '%stenosis%' OR lower(finding) LIKE '%narrow%' OR lower(finding) LIKE '%radiculopath%'
    OR lower(finding) LIKE '%listhesis%' THEN 1 END AS verdict
FROM imaging i WHERE coalesce(region, :region) IN (SELECT region FROM area)
 AND (finding IS NOT NULL OR NOT EXISTS (SELECT 1 FROM imaging x WHERE x.finding IS NOT NULL AND x.modality = i.modality AND x.region IS i.region))
UNION ALL
SELECT x.id, 1 FROM exam x WHERE x.concept IN ('emg', 'ncs', 'edx', 'emg_ncs') AND coalesce(x.region, :region) IN (SELECT region FROM area)
 AND coalesce(x.sign, 'positive') = 'positive'
UNION ALL
SELECT d.id, 1 FROM diagnosis d JOIN document r ON r.id = d.report AND (r.class = 'EDX' OR (r.class = 'IMG' AND d.concept <> 'radiculopathy'))
WHERE d.concept IN ('radiculopathy', 'disc_herniation', 'disc_protrusion', 'stenosis', 'disc_disease') AND coalesce(d.certainty, 'certain') = 'certain'
 AND coalesce(d.region, :region) IN (SELECT region FROM area)
-- case: a protrusion on imaging
-- rows: imaging(id=F1, modality=mri, region=lumbar, level='L5-S1', finding=protrusion)
-- expect: met
-- case: radiculopathy by electrodiagnosis
-- rows: document(id=DOC1, class=EDX, in_file=1) diagnosis(id=D1, concept=radiculopathy, region=lumbar, report=DOC1)
-- expect: met
-- case: at another level
-- rows: imaging(id=F1, modality=mri, region=lumbar, level='L2-3', finding='disc herniation') request_level(request=Q1, kind=segment, level='L5-S1')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no root is compressed
-- rows: imaging(id=F1, modality=mri, region=lumbar, finding='no nerve root compression')
-- expect: not_met
-- case: wear alone
-- rows: imaging(id=F1, modality=mri, region=lumbar, finding='degenerative changes')
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the indication of a study
-- rows: document(id=DOC1, class=IMG, in_file=1) diagnosis(id=D1, concept=radiculopathy, region=lumbar, report=DOC1)
-- expect: not_documented ABSENT
-- case: a normal study
-- rows: imaging(id=F1, modality=mri, region=lumbar, finding=normal)
-- expect: not_met
-- case: of the other side
-- rows: imaging(id=F1, modality=mri, region=lumbar, laterality=right, finding=protrusion)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: none
-- expect: not_documented ABSENT

-- criterion: ESI.3
-- kind: mandatory
-- paraphrase: Exercise, physical methods and medication did not help enough.
-- classes: PR2, THER, MEDLEGAL
-- measures: conservative
-- outcomes: met, not_met, not_documented
-- cure: what conservative care was given and how the patient responded
-- query:
SELECT o.id AS fact, CASE WHEN o.direction IN ('none', 'worse') THEN 1 WHEN o.direction = 'improved' AND at_least(o.percent_low, o.percent_high, 50) THEN 0 END AS verdict
FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative'
WHERE coalesce(o.region, :region) IN (SELECT region FROM area)
UNION ALL
SELECT th.id, CASE WHEN th.response IN ('none', 'worse') THEN 1 END FROM therapy th
JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative' WHERE coalesce(th.region, :region) IN (SELECT region FROM area)
-- case: therapy without relief
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=none)
-- expect: met
-- case: therapy that helped well
-- rows: outcome(id=O1, treatment=pt, region=lumbar, direction=improved, percent_low=80, percent_high=80)
-- expect: not_met
-- case: therapy, no word of its response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: none
-- expect: not_documented ABSENT

-- criterion: ESI.4
-- kind: mandatory
-- paraphrase: The injection is done under fluoroscopy.
-- classes: RFA, PR2
-- measures: guidance
-- outcomes: met, not_documented
-- cure: that fluoroscopic guidance will be used
-- query:
SELECT request AS fact, 1 AS verdict FROM request_adjunct WHERE request = :request AND adjunct IN ('fluoro', 'fluoroscopy', 'ct_guidance')
-- case: named in the request
-- rows: request_adjunct(request=Q1, adjunct=fluoro)
-- expect: met
-- case: not named
-- expect: not_documented ABSENT

-- criterion: ESI.5
-- kind: mandatory
-- paraphrase: In the diagnostic phase at most two injections, the second only after an adequate response to the first.
-- classes: OP, PR2
-- measures: count
-- cure: the response to the injection before
-- applies:
SELECT NOT yes AS applies FROM therapeutic
-- query:
SELECT :request AS fact, 1 AS verdict WHERE NOT EXISTS (SELECT 1 FROM prior)
UNION ALL
SELECT p.id, CASE WHEN (SELECT count(*) FROM prior) > 1 THEN 0
  WHEN EXISTS (SELECT 1 FROM answer WHERE direction IN ('none', 'worse') OR at_least(percent_low, percent_high, 30) = 0) THEN 0
  WHEN EXISTS (SELECT 1 FROM answer WHERE direction = 'improved') THEN 1 END FROM prior p
-- case: the first one
-- expect: met
-- case: a second one after none helped
-- rows: event(id=E1, concept=esi_tf, region=lumbar, date=2015-05-01, date_low=2015-05-01, date_high=2015-05-01)
--   outcome(id=O1, treatment=esi_tf, region=lumbar, direction=none)
-- expect: not_met
-- case: a second one, no word of the first
-- rows: event(id=E1, concept=esi_tf, region=lumbar, date=2015-05-01, date_low=2015-05-01, date_high=2015-05-01)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: after a documented response the other rule applies
-- rows: event(id=E1, concept=esi_tf, region=lumbar) outcome(id=O1, treatment=esi_tf, region=lumbar, direction=improved,
--   percent_low=60, percent_high=60, weeks_low=8, weeks_high=8)
-- expect: not_applicable

-- criterion: ESI.6
-- kind: quantity
-- paraphrase: Transforaminal: at most two nerve roots at one session.
-- classes: RFA, PR2
-- measures: levels
-- cure: the roots to be injected
-- applies:
SELECT :treatment = 'esi_tf' AS applies
-- query:
SELECT id AS fact, at_most(coalesce(level_min, level_literal), coalesce(level_max, level_literal), 2) AS verdict,
  CASE WHEN coalesce(level_min, level_literal) IS NULL THEN 'ABSENT' END AS reason FROM request WHERE id = :request
-- smaller:
SELECT 2 AS quantity, 'nerve roots' AS unit FROM request WHERE id = :request AND coalesce(level_min, level_literal) > 2
-- case: one root
-- rows: request(id=Q1, region=lumbar, level_literal=1, level_min=1, level_max=1)
-- expect: met
-- case: three roots
-- rows: request(id=Q1, region=lumbar, level_literal=3, level_min=3, level_max=3)
-- expect: not_met smaller 2
-- case: no level named
-- expect: not_documented ABSENT
-- case: interlaminar
-- rows: issue(request=Q1, treatment=esi_il, region=lumbar, reference=2015-08-03)
-- expect: not_applicable

-- criterion: ESI.7
-- kind: quantity
-- paraphrase: Interlaminar: one level at one session.
-- classes: RFA, PR2
-- measures: levels
-- cure: the level to be injected
-- applies:
SELECT :treatment = 'esi_il' AS applies
-- query:
SELECT id AS fact, at_most(coalesce(level_literal, level_min), coalesce(level_literal, level_max), 1) AS verdict,
  CASE WHEN coalesce(level_literal, level_min) IS NULL THEN 'ABSENT' END AS reason FROM request WHERE id = :request
-- smaller:
SELECT 1 AS quantity, 'level' AS unit FROM request WHERE id = :request AND coalesce(level_literal, level_min) > 1
-- case: one level
-- rows: issue(request=Q1, treatment=esi_il, region=lumbar, reference=2015-08-03) request(id=Q1, region=lumbar, level_literal=1)
-- expect: met
-- case: two levels
-- rows: issue(request=Q1, treatment=esi_il, region=lumbar, reference=2015-08-03) request(id=Q1, region=lumbar, level_literal=2)
-- expect: not_met smaller 1
-- case: no level named
-- rows: issue(request=Q1, treatment=esi_il, region=lumbar, reference=2015-08-03)
-- expect: not_documented ABSENT
-- case: transforaminal
-- expect: not_applicable

-- criterion: ESI.8
-- kind: mandatory
-- paraphrase: A repeat needs half relief with less medication for six to eight weeks after the one before.
-- classes: OP, PR2
-- measures: relief
-- cure: percentage and duration of relief and the use of medication after the injection before
-- applies:
SELECT EXISTS (SELECT 1 FROM prior) OR EXISTS (SELECT 1 FROM answer) AS applies
-- query:
SELECT id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0
  ELSE at_least(percent_low, percent_high, 50) AND at_least(weeks_low, weeks_high, 6)
   AND CASE WHEN medication_use OR EXISTS (SELECT 1 FROM answer m WHERE m.medication_use AND m.direction = 'improved' AND m.event IS answer.event)
     THEN 1 END END AS verdict
FROM answer WHERE event IS NULL OR event = (SELECT id FROM before) OR NOT EXISTS (SELECT 1 FROM answer x WHERE x.event = (SELECT id FROM before))
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM outcome WHERE treatment IS NULL AND coalesce(region, :region) IN (SELECT region FROM area)
UNION ALL
SELECT id, 'WRONG_PROCEDURE' FROM outcome WHERE coalesce(region, :region) IN (SELECT region FROM area) AND percent_low IS NOT NULL AND weeks_low IS NOT NULL
 AND treatment NOT IN ('esi_il', 'esi_tf', 'esi')
UNION ALL
SELECT id, 'MENTIONED_NO_VALUE' FROM prior
-- case: 60 percent for eight weeks with less medication
-- rows: outcome(id=O1, treatment=esi_tf, region=lumbar, pain=1, medication_use=1, direction=improved, percent_low=60, percent_high=60,
--   weeks_low=8, weeks_high=8)
-- expect: met
-- case: three weeks
-- rows: outcome(id=O1, treatment=esi_tf, region=lumbar, pain=1, direction=improved, percent_low=60, percent_high=60, weeks_low=3, weeks_high=3)
-- expect: not_met
-- case: relief told without saying of what
-- rows: event(id=E1, concept=esi_tf, region=lumbar, date_low=2015-01-05, date_high=2015-01-05) outcome(id=O1, direction=improved, percent_low=60,
--   percent_high=60, weeks_low=8, weeks_high=8)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: done, no word of the response
-- rows: event(id=E1, concept=esi_tf, region=lumbar, date_low=2015-01-05, date_high=2015-01-05)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the relief was that of therapy
-- rows: event(id=E1, concept=esi_tf, region=lumbar, date_low=2015-01-05, date_high=2015-01-05) outcome(id=O1, treatment=pt, region=lumbar,
--   direction=improved, percent_low=60, percent_high=60, weeks_low=8, weeks_high=8, medication_use=1)
-- expect: not_documented WRONG_PROCEDURE
-- case: the first helped, the last did not
-- rows: request(id=Q1, concept=esi_tf, region=lumbar, repeat_of=E2) event(id=E1, concept=esi_tf, region=lumbar, date=2014-01-05)
--   event(id=E2, concept=esi_tf, region=lumbar, date=2015-01-05) outcome(id=O1, treatment=esi_tf, region=lumbar, event=E1, direction=improved,
--   percent_low=80, percent_high=80, weeks_low=10, weeks_high=10, medication_use=1)
--   outcome(id=O2, treatment=esi_tf, region=lumbar, event=E2, direction=none)
-- expect: not_met
-- case: less medication after another injection
-- rows: request(id=Q1, concept=esi_tf, region=lumbar, repeat_of=E2) event(id=E1, concept=esi_tf, region=lumbar, date=2014-01-05)
--   event(id=E2, concept=esi_tf, region=lumbar, date=2015-01-05) outcome(id=O1, treatment=esi_tf, region=lumbar, event=E1, direction=improved,
--   medication_use=1) outcome(id=O2, treatment=esi_tf, region=lumbar, event=E2, direction=improved, percent_low=80, percent_high=80,
--   weeks_low=10, weeks_high=10)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no word of medication
-- rows: outcome(id=O1, treatment=esi_tf, region=lumbar, pain=1, direction=improved, percent_low=60, percent_high=60, weeks_low=8, weeks_high=8)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first injection
-- expect: not_applicable

-- criterion: ESI.9
-- kind: quantity
-- paraphrase: At most four injections of the region in a year, the one requested included.
-- classes: OP, PR2
-- measures: count
-- outcomes: met, not_met, not_documented
-- cure: a list of the earlier injections with their dates
-- query:
WITH n AS (SELECT total(at_least(date_low, date_high, months_before(:reference, 12))) AS sure,
  count(*) FILTER (WHERE date_low IS NULL) AS unsure FROM prior)
SELECT :request AS fact, at_most(sure + 1, sure + unsure + 1, 4) AS verdict FROM n
-- case: none before
-- expect: met
-- case: four in the year
-- rows: event(id=E1, concept=esi_tf, region=lumbar, date_low=2014-09-01, date_high=2014-09-01)
--   event(id=E2, concept=esi_tf, region=lumbar, date_low=2014-11-01, date_high=2014-11-01)
--   event(id=E3, concept=esi_il, region=lumbar, date_low=2015-01-01, date_high=2015-01-01)
--   event(id=E4, concept=esi_il, region=sacral, date_low=2015-03-01, date_high=2015-03-01)
-- expect: not_met
-- case: three in the year, and one without a date
-- rows: event(id=E1, concept=esi_tf, region=lumbar, date_low=2014-09-01, date_high=2014-09-01)
--   event(id=E2, concept=esi_tf, region=lumbar, date_low=2014-11-01, date_high=2014-11-01)
--   event(id=E3, concept=esi_il, region=lumbar, date_low=2015-01-01, date_high=2015-01-01) event(id=E4, concept=esi_il, region=lumbar)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: ESI.10
-- kind: exclusion
-- paraphrase: A series of three is asked for.
-- classes: RFA, PR2
-- measures: count
-- query:
SELECT id AS fact, 1 AS verdict FROM request WHERE id = :request AND (quantity_low >= 3 OR raw LIKE '%series of %')
-- case: a series of three
-- rows: request(id=Q1, raw='lumbar epidural injections, series of three')
-- expect: not_met
-- case: one
-- rows: request(id=Q1, raw='left L5-S1 transforaminal injection', quantity_low=1)
-- expect: not_applicable

-- criterion: ESI.11
-- kind: exclusion
-- paraphrase: A facet, sacroiliac or trigger point injection is asked for on the same day.
-- classes: RFA, PR2
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM request WHERE concept IN ('facet_inj', 'mbb', 'si_inj', 'tpi', 'facet_rf') AND id <> :request
-- case: with a facet injection
-- rows: request(id=Q2, concept=facet_inj, region=lumbar)
-- expect: not_met
-- case: alone
-- expect: not_applicable
