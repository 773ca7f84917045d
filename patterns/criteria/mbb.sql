-- set: MBB
-- title: Facet joint diagnostic blocks (medial branch blocks, facet injections)
-- treatments: mbb, facet_inj
-- regions: cervical, thoracic, lumbar
-- guideline: ODG, Neck & Upper Back and Low Back, Facet joint diagnostic blocks
-- mtus: no
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended before a neurotomy

-- define:
levels AS ( -- as they are named where readings differ; three nerves that are named as nerves are two joints
  SELECT id, CASE WHEN coalesce(ambiguous, level_min IS NOT level_max) THEN level_literal ELSE coalesce(level_min, level_literal) END AS low,
    CASE WHEN coalesce(ambiguous, level_min IS NOT level_max) THEN level_literal ELSE coalesce(level_max, level_literal) END AS high
  FROM request WHERE id = :request)

-- base: issue(request=Q1, treatment=mbb, region=cervical, reference=2015-07-13)
--   request(id=Q1, concept=mbb, region=cervical)

-- criterion: MBB.1
-- kind: mandatory
-- paraphrase: The picture is one of facet pain: axial, tender or painful on extension and rotation, without signs of a root.
-- classes: PR2, DFR, MEDLEGAL
-- decide: agree
-- measures: diagnosis
-- cure: an examination with facet loading, tenderness and the signs of the roots
-- query:
SELECT id AS fact, 1 AS verdict FROM exam WHERE concept IN ('facet_loading', 'kemp', 'facet_tenderness')
 AND coalesce(sign, 'positive') = 'positive' AND (:region IS NULL OR coalesce(region, :region) = :region)
UNION ALL
SELECT id, 0 FROM exam WHERE concept IN ('spurling', 'slr') AND sign = 'positive' AND (:region IS NULL OR coalesce(region, :region) = :region)
UNION ALL
SELECT g.id, 0 FROM diagnosis g WHERE concept IN ('radiculopathy', 'radiculitis') AND region = :region AND coalesce(certainty, 'certain') = 'certain'
 AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id = g.report AND days_between(d.date, :reference) > 365
   AND NOT EXISTS (SELECT 1 FROM fact_evidence f JOIN evidence e ON e.id = f.evidence JOIN document r ON r.id = e.document
     WHERE f.fact = g.id AND (r.date IS NULL OR days_between(r.date, :reference) <= 365)))
-- outcomes: met, not_met, not_documented
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM diagnosis WHERE concept IN ('facet_arthropathy', 'spondylosis') AND region = :region
-- case: facet loading hurts
-- rows: exam(id=F1, concept=facet_loading, region=cervical, sign=positive)
-- expect: met
-- case: a root sign
-- rows: exam(id=F1, concept=spurling, region=cervical, sign=positive)
-- expect: not_met
-- case: both
-- rows: exam(id=F1, concept=spurling, region=cervical, sign=positive) exam(id=F2, concept=facet_loading, region=cervical, sign=positive)
-- expect: not_documented CONTRADICTORY
-- case: a root that was diagnosed now
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical, report=DOC1) document(id=DOC1, class=PR2, date=2015-06-01)
-- expect: not_met
-- case: a root of years ago, before an operation
-- rows: diagnosis(id=D1, concept=radiculopathy, region=cervical, report=DOC1) document(id=DOC1, class=OP, date=2013-09-16)
--   exam(id=F1, concept=facet_loading, region=cervical, sign=positive)
-- expect: met
-- case: diagnosed, not examined
-- rows: diagnosis(id=D1, concept=facet_arthropathy, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: MBB.2
-- kind: quantity
-- paraphrase: At most two joint levels, on both sides if need be.
-- classes: RFA, PR2
-- measures: levels
-- confidence: met 0.95, not_met 0.80, not_documented 0.90
-- outcomes: met, not_met, not_documented
-- cure: the request with its joints or nerves named
-- query:
SELECT id AS fact, at_most(low, high, 2) AS verdict, CASE WHEN low IS NULL THEN 'ABSENT' END AS reason FROM levels
-- alternatives:
SELECT reading, count, at_most(count, count, 2) AS verdict FROM request_reading WHERE request = :request ORDER BY position
-- smaller:
SELECT 2 AS quantity, 'joint levels' AS unit FROM levels WHERE low > 2
-- case: two joints
-- rows: request(id=Q1, level_literal=2, level_min=2, level_max=2)
-- expect: met
-- case: three nerves by name, which serve two joints
-- rows: request(id=Q1, level_literal=3, level_min=2, level_max=2, ambiguous=0)
-- expect: met
-- case: three bare numbers, which may be two joints
-- rows: request(id=Q1, level_literal=3, level_min=2, level_max=3) request_reading(request=Q1, position=0, reading=nerve, count=2)
--   request_reading(request=Q1, position=1, reading=literal, count=3)
-- expect: not_met ambiguous smaller 2
-- case: no level named
-- expect: not_documented ABSENT

-- criterion: MBB.3
-- kind: mandatory
-- paraphrase: Conservative care (home exercise, therapy, anti-inflammatories) of four to six weeks failed.
-- classes: PR2, THER, MEDLEGAL
-- measures: conservative
-- outcomes: met, not_documented
-- cure: what conservative care was given, how long, and how the patient responded
-- query:
SELECT o.id AS fact, CASE WHEN o.direction IN ('none', 'worse') THEN 1 END AS verdict
FROM outcome o JOIN treatment t ON t.concept = o.treatment AND t.family = 'conservative' WHERE (:region IS NULL OR coalesce(o.region, :region) = :region)
UNION ALL
SELECT th.id, CASE WHEN th.response IN ('none', 'worse') THEN 1 END FROM therapy th
JOIN treatment t ON t.concept = th.concept AND t.family = 'conservative' WHERE (:region IS NULL OR coalesce(th.region, :region) = :region)
-- reviewer:
SELECT id AS fact FROM absence WHERE stated_by = 'reviewer' AND subject = 'response_to_conservative_care'
-- case: therapy did not help
-- rows: outcome(id=O1, treatment=pt, region=cervical, direction=none)
-- expect: met
-- case: therapy, no word of its response
-- rows: therapy(id=F1, concept=pt)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

--- The criterion before counts levels as they are named, this one joints: sides do not multiply either.
-- criterion: MBB.4
-- kind: quantity
-- paraphrase: At most two joints of a side in one session.
-- classes: RFA, PR2
-- measures: levels
-- outcomes: met, not_met, not_documented
-- cure: the request with its joints named
-- query:
SELECT id AS fact, at_most(level_min, level_max, 2) AS verdict, CASE WHEN level_min IS NULL THEN 'ABSENT' END AS reason FROM request WHERE id = :request
-- smaller:
SELECT 2 AS quantity, 'joints' AS unit
-- case: two joints
-- rows: request(id=Q1, level_literal=2, level_min=2, level_max=2)
-- expect: met
-- case: three joints by name
-- rows: request(id=Q1, level_literal=3, level_min=3, level_max=3)
-- expect: not_met smaller 2
-- case: three bare numbers, which may be two joints
-- rows: request(id=Q1, level_literal=3, level_min=2, level_max=3)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no level named
-- expect: not_documented ABSENT

-- criterion: MBB.5
-- kind: advisory
-- paraphrase: At most half a millilitre for each joint.
-- classes: OP, RFA
-- measures: volume
-- query:
SELECT id AS fact, at_most(CAST(value AS REAL), CAST(value AS REAL), 0.5) AS verdict FROM assertion
WHERE subject = 'ml_per_joint' AND coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')
-- case: half
-- rows: assertion(id=F1, subject=ml_per_joint, value=0.5, stated_by=provider)
-- expect: met
-- case: two
-- rows: assertion(id=F1, subject=ml_per_joint, value=2, stated_by=provider)
-- expect: not_met
-- case: named only
-- rows: assertion(id=F1, subject=ml_per_joint, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: not said
-- expect: not_documented ABSENT

-- criterion: MBB.6
-- kind: mandatory
-- paraphrase: Where blocks were done before, they gave 70 % or more.
-- classes: OP, PR2
-- decide: agree
-- measures: blocks
-- cure: percentage and duration of relief after the earlier blocks
-- applies:
SELECT EXISTS (SELECT 1 FROM event WHERE concept IN ('mbb', 'facet_inj') AND region = :region)
    OR EXISTS (SELECT 1 FROM outcome WHERE treatment IN ('mbb', 'facet_inj') AND region = :region) AS applies
-- query:
SELECT id AS fact, CASE WHEN direction IN ('none', 'worse') THEN 0 ELSE at_least(percent_low, percent_high, 70) END AS verdict
FROM outcome WHERE treatment IN ('mbb', 'facet_inj') AND region = :region
-- reason:
SELECT id AS fact, 'MENTIONED_NO_VALUE' AS reason FROM outcome WHERE treatment IS NULL AND coalesce(region, :region) = :region
UNION ALL
SELECT id, 'WRONG_PROCEDURE' FROM outcome WHERE treatment NOT IN ('mbb', 'facet_inj') AND region = :region AND percent_low >= 70
UNION ALL
SELECT id, 'MENTIONED_NO_VALUE' FROM event WHERE concept IN ('mbb', 'facet_inj') AND region = :region
-- case: relief told without saying of what
-- rows: event(id=E1, concept=mbb, region=cervical) outcome(id=O1, direction=improved, percent_low=80, percent_high=80)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: the relief was that of an epidural
-- rows: event(id=E1, concept=mbb, region=cervical) outcome(id=O1, treatment=esi_il, region=cervical, direction=improved, percent_low=80,
--   percent_high=80)
-- expect: not_documented WRONG_PROCEDURE
-- case: 80 percent
-- rows: outcome(id=O1, treatment=mbb, region=cervical, direction=improved, percent_low=80, percent_high=80)
-- expect: met
-- case: 40 percent
-- rows: outcome(id=O1, treatment=mbb, region=cervical, direction=improved, percent_low=40, percent_high=40)
-- expect: not_met
-- case: 80 percent here, 40 there
-- rows: outcome(id=O1, treatment=mbb, region=cervical, direction=improved, percent_low=80, percent_high=80)
--   outcome(id=O2, treatment=facet_inj, region=cervical, direction=improved, percent_low=40, percent_high=40)
-- expect: not_documented CONTRADICTORY
-- case: done, no word of the response
-- rows: event(id=E1, concept=mbb, region=cervical)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a first block
-- expect: not_applicable

-- criterion: MBB.7
-- kind: mandatory
-- paraphrase: Sedation, which may void the result, has a reason (extreme anxiety).
-- classes: RFA, PR2
-- measures: sedation
-- outcomes: met, not_documented, not_applicable
-- cure: the reason for sedation
-- applies:
SELECT EXISTS (SELECT 1 FROM request_adjunct WHERE request = :request AND adjunct = 'sedation') AS applies
-- query:
SELECT id AS fact, 1 AS verdict FROM diagnosis WHERE concept IN ('anxiety', 'needle_phobia')
UNION ALL SELECT id, 1 FROM assertion WHERE subject = 'sedation_reason'
-- case: anxiety
-- rows: request_adjunct(request=Q1, adjunct=sedation) diagnosis(id=D1, concept=anxiety)
-- expect: met
-- case: no reason
-- rows: request_adjunct(request=Q1, adjunct=sedation)
-- expect: not_documented ABSENT
-- case: no sedation
-- expect: not_applicable

-- criterion: MBB.8
-- kind: exclusion
-- paraphrase: Surgery of the region is planned.
-- classes: PR2, RFA
-- measures: exclusion
-- query:
SELECT r.id AS fact, 1 AS verdict FROM request r JOIN treatment t ON t.concept = r.concept AND t.family = 'surgery' WHERE r.region = :region
UNION ALL SELECT id, 1 FROM aside WHERE kind = 'surgery' AND why = 'planned' AND coalesce(region, :region) = :region
-- case: a fusion is asked for as well
-- rows: request(id=Q2, concept=fusion_c, region=cervical)
-- expect: not_met
-- case: no surgery
-- expect: not_applicable

-- criterion: MBB.9
-- kind: exclusion
-- paraphrase: The level was fused before.
-- classes: OP, IMG, PR2
-- measures: exclusion levels
-- outcomes: not_met, not_documented, not_applicable
-- cure: the levels of the earlier fusion
-- query:
SELECT s.id AS fact, CASE WHEN s.levels IS NULL OR NOT EXISTS (SELECT 1 FROM request_level WHERE request = :request) THEN NULL
  ELSE EXISTS (SELECT 1 FROM surgery_level f JOIN request_level l ON l.level = f.level AND instr(f.level, '-') > 0
               WHERE f.surgery = s.id AND l.request = :request) END AS verdict
FROM surgery s WHERE (s.concept = 'fusion_c' AND :region = 'cervical') OR (s.concept = 'fusion_l' AND :region = 'lumbar')
-- case: fused at the level
-- rows: surgery(id=F1, concept=fusion_c, levels='C3-4') surgery_level(surgery=F1, level='C3-4') request_level(request=Q1, kind=segment, level='C3-4')
-- expect: not_met
-- case: fused elsewhere
-- rows: surgery(id=F1, concept=fusion_c, levels='C5-6') surgery_level(surgery=F1, level='C5-6') request_level(request=Q1, kind=segment, level='C3-4')
-- expect: not_applicable
-- case: fused, levels unknown
-- rows: surgery(id=F1, concept=fusion_c)
-- expect: not_documented MENTIONED_NO_VALUE

-- criterion: MBB.10
-- kind: documentation
-- paraphrase: A pain diary or scores before and after.
-- classes: OP, PR2
-- measures: pain_score
-- outcomes: met, not_documented
-- query:
SELECT b.id AS fact, 1 AS verdict FROM pain_score b JOIN pain_score a ON a.moment = 'after' AND a.treatment = b.treatment
WHERE b.moment = 'before' AND b.treatment IN ('mbb', 'facet_inj')
-- case: scores
-- rows: pain_score(id=P1, low=8, moment=before, treatment=mbb) pain_score(id=P2, low=2, moment=after, treatment=mbb)
-- expect: met
-- case: none
-- expect: not_documented ABSENT

-- criterion: MBB.11
-- kind: exclusion
-- paraphrase: An epidural, sacroiliac or trigger point injection is asked for on the same day.
-- classes: RFA, PR2
-- measures: exclusion
-- query:
SELECT id AS fact, 1 AS verdict FROM request WHERE concept IN ('esi_il', 'esi_tf', 'si_inj', 'tpi') AND id <> :request
-- case: with an epidural
-- rows: request(id=Q2, concept=esi_il, region=cervical)
-- expect: not_met
-- case: alone
-- expect: not_applicable
