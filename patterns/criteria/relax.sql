-- set: RELAX
-- title: Muscle relaxants
-- treatments: muscle_relaxant
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, Muscle relaxants; Carisoprodol
-- edition: 2009-07-18
-- pages: 29, 63-66
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

-- define:
said AS (
  SELECT id, subject, CASE WHEN lower(value) IN ('no', 'false', '0') THEN 0 WHEN value IS NOT NULL THEN 1 END AS yes, value FROM assertion
  WHERE coalesce(stated_by, 'provider') NOT IN ('reviewer', 'ur')),
named AS (
  SELECT d.generic FROM request r JOIN drug d ON says(r.raw, d.name) AND d.class = 'muscle_relaxant' WHERE r.id = :request),
taken AS ( -- by mouth: a share of so many per cent is of a cream
  SELECT id, generic, status FROM medication WHERE (class = 'muscle_relaxant' OR generic IN (SELECT generic FROM named))
   AND instr(coalesce(strength, ''), '%') = 0),
since AS ( -- the first record in which it is taken, whatever else the records call it
  SELECT t.id, d.date AS day FROM taken t JOIN fact_evidence f ON f.fact = t.id JOIN evidence e ON e.id = f.evidence
  JOIN document d ON d.id = e.document
  WHERE d.date IS NOT NULL AND t.status = 'current' AND (t.generic IN (SELECT generic FROM named) OR NOT EXISTS (SELECT 1 FROM named))
  ORDER BY d.date, t.id LIMIT 1),
supply AS (
  SELECT r.id, r.quantity_low, r.quantity_high, coalesce((SELECT max(per_day) FROM frequency f WHERE says(r.raw, f.name)), (SELECT max(per_day) FROM frequency f JOIN request_mention q
    ON q.request = r.id AND says(q.raw, f.name)),
    (SELECT max(per_day) FROM frequency f JOIN medication m ON says(m.frequency, f.name) WHERE m.id IN (SELECT id FROM taken))) AS times
  FROM request r WHERE r.id = :request)

-- base: issue(request=Q1, treatment=muscle_relaxant, region=lumbar, reference=2015-08-03)
--   request(id=Q1, concept=drug, region=lumbar, raw='cyclobenzaprine 10 mg')

-- criterion: RELAX.1
-- kind: mandatory
-- paraphrase: For a short time, for an acute exacerbation or a spasm, after something else.
-- classes: PR2, RFA
-- measures: diagnosis
-- cure: the spasm or the exacerbation that it treats
-- query:
SELECT id AS fact, coalesce(sign, 'positive') = 'positive' AS verdict FROM exam WHERE concept = 'spasm'
UNION ALL SELECT id, 1 FROM diagnosis WHERE concept = 'spasticity'
UNION ALL SELECT id, 1 FROM request WHERE id = :request AND (says(raw, 'exacerbation') OR says(raw, 'flare-up') OR says(raw, 'flare'))
UNION ALL SELECT id, yes FROM said WHERE subject = 'acute_exacerbation'
-- case: spasm
-- rows: exam(id=F1, concept=spasm, region=lumbar, sign=positive, date=2015-07-20)
-- expect: met
-- case: no spasm
-- rows: exam(id=F1, concept=spasm, region=lumbar, sign=negative, date=2015-07-20)
-- expect: not_met
-- case: an exacerbation, named only
-- rows: assertion(id=F2, subject=acute_exacerbation, stated_by=provider)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: RELAX.2
-- kind: quantity
-- paraphrase: Cyclobenzaprine for two to three weeks at most.
-- classes: RX, PR2
-- measures: medication
-- cure: since when it is taken
-- applies:
SELECT EXISTS (SELECT 1 FROM named WHERE generic = 'cyclobenzaprine') AS applies
-- query:
SELECT id AS fact, at_most(days_between(day, :reference), NULL, 21) AS verdict FROM since UNION ALL SELECT t.id, NULL FROM taken t
  WHERE status = 'current' AND NOT EXISTS (SELECT 1 FROM since)
UNION ALL SELECT l.fact, 1 FROM medication_list l WHERE l.status IN ('listed', 'none_taken') AND NOT EXISTS (SELECT 1 FROM taken
  WHERE status = 'current')
-- case: new: not on the list
-- rows: medication_list(status=listed)
-- expect: met
-- case: taken since March
-- rows: medication(id=M1, name=cyclobenzaprine, generic=cyclobenzaprine, class=muscle_relaxant, status=current)
--   fact_evidence(fact=M1, position=0, evidence=X1) evidence(id=X1, document=DOC1) document(id=DOC1, class=PR2, date=2015-03-02)
-- expect: not_met
-- case: taken since March under another name
-- rows: medication(id=M1, name=cyclobenzaprine, generic=cyclobenzaprine, class=muscle_relaxant, status=current)
--   medication(id=M2, name=fexmid, generic=cyclobenzaprine, class=muscle_relaxant, status=current)
--   fact_evidence(fact=M1, position=0, evidence=X1) evidence(id=X1, document=DOC1) document(id=DOC1, class=PR2, date=2015-08-03)
--   fact_evidence(fact=M2, position=0, evidence=X2) evidence(id=X2, document=DOC2) document(id=DOC2, class=PR2, date=2015-03-02)
-- expect: not_met
-- case: new, beside another relaxant since March
-- rows: medication(id=M1, name=tizanidine, generic=tizanidine, class=muscle_relaxant, status=current)
--   fact_evidence(fact=M1, position=0, evidence=X1) evidence(id=X1, document=DOC1) document(id=DOC1, class=PR2, date=2015-03-02)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: taken, since when is not said
-- rows: medication(id=M1, name=cyclobenzaprine, generic=cyclobenzaprine, class=muscle_relaxant, status=current)
--   fact_evidence(fact=M1, position=0, evidence=X1) evidence(id=X1, document=DOC1) document(id=DOC1, class=PR2)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no list
-- expect: not_documented ABSENT
-- case: another relaxant
-- rows: request(id=Q1, concept=drug, raw='tizanidine 4 mg')
-- expect: not_applicable

-- criterion: RELAX.3
-- kind: exclusion
-- paraphrase: Carisoprodol, which is not recommended, is asked for.
-- classes: RFA, RX
-- measures: exclusion
-- query:
SELECT :request AS fact, 1 AS verdict FROM named WHERE generic = 'carisoprodol'
-- case: it is
-- rows: request(id=Q1, concept=drug, raw='Soma 350 mg #60')
-- expect: not_met
-- case: another
-- expect: not_applicable

-- criterion: RELAX.4
-- kind: mandatory
-- paraphrase: There is spasm on the current examination.
-- classes: PR2
-- measures: diagnosis
-- cure: a current examination for spasm
-- query:
SELECT x.id AS fact, CASE WHEN coalesce(x.sign, 'positive') <> 'positive' THEN 0
  WHEN days_between(coalesce(x.date, d.date), :reference) > (SELECT value FROM parameter WHERE name = 'stale_exam_days') THEN NULL
  ELSE 1 END AS verdict,
  CASE WHEN days_between(coalesce(x.date, d.date), :reference) > (SELECT value FROM parameter WHERE name = 'stale_exam_days')
  THEN 'STALE' END AS reason
FROM exam x LEFT JOIN document d ON d.id = x.report WHERE x.concept = 'spasm'
-- case: two weeks ago
-- rows: exam(id=F1, concept=spasm, region=lumbar, sign=positive, date=2015-07-20)
-- expect: met
-- case: looked for, not found
-- rows: exam(id=F1, concept=spasm, region=lumbar, sign=negative, date=2015-07-20)
-- expect: not_met
-- case: a year ago
-- rows: exam(id=F1, concept=spasm, region=lumbar, sign=positive, date=2014-07-20)
-- expect: not_documented STALE
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: RELAX.5
-- kind: quantity
-- paraphrase: The supply asked for lasts three weeks at most.
-- classes: RFA, RX
-- measures: visits medication
-- cure: how many, and how many a day
-- query:
SELECT id AS fact, at_most(quantity_low / times, quantity_high / times, 21) AS verdict, CASE WHEN quantity_low IS NULL
  THEN 'ABSENT' END AS reason FROM supply
-- smaller:
SELECT 21 * times AS quantity, 'tablets' AS unit FROM supply
-- case: sixty, three a day
-- rows: request(id=Q1, concept=drug, raw='cyclobenzaprine 7.5 mg tid #60', quantity_low=60, quantity_high=60)
-- expect: met
-- case: ninety, three a day
-- rows: request(id=Q1, concept=drug, raw='cyclobenzaprine 7.5 mg tid #90', quantity_low=90, quantity_high=90)
-- expect: not_met smaller 63
-- case: ninety, how often is not said
-- rows: request(id=Q1, concept=drug, raw='cyclobenzaprine 7.5 mg #90', quantity_low=90, quantity_high=90)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: no number
-- expect: not_documented ABSENT
