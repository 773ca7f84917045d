-- set: PPI
-- title: Proton pump inhibitor with an anti-inflammatory
-- treatments: ppi
-- guideline: MTUS, Chronic Pain Medical Treatment Guidelines, NSAIDs, GI symptoms and cardiovascular risk
-- edition: 2009-07-18
-- pages: 68-69
-- mtus: yes
-- in-force: 2009-07-18 .. 2017-11-30
-- verified: no
-- source: U
-- stance: recommended as an option

-- define:
named AS (
  SELECT d.generic FROM request r JOIN drug d ON says(r.raw, d.name) AND d.class = 'ppi' WHERE r.id = :request),
taken AS (
  SELECT id, generic, status FROM medication WHERE class = 'ppi' OR generic IN (SELECT generic FROM named)),
since AS (
  SELECT t.id, min(d.date) AS day FROM taken t JOIN fact_evidence f ON f.fact = t.id JOIN evidence e ON e.id = f.evidence
  JOIN document d ON d.id = e.document
  WHERE d.date IS NOT NULL AND t.status = 'current' GROUP BY t.id),
nsaid AS (SELECT id, generic, status FROM medication WHERE class = 'nsaid' AND generic IS NOT 'acetaminophen'),
listed AS (SELECT fact FROM medication_list WHERE status IN ('listed', 'none_taken'))

-- base: issue(request=Q1, treatment=ppi, region=lumbar, reference=2015-08-03)
--   request(id=Q1, concept=drug, region=lumbar, raw='omeprazole 20 mg')

-- criterion: PPI.1
-- kind: mandatory
-- paraphrase: An anti-inflammatory is in use.
-- classes: RX, PR2
-- measures: medication
-- cure: the list of medication
-- query:
SELECT id AS fact, status IN ('current', 'planned') AS verdict FROM nsaid WHERE status IN ('current', 'planned', 'past')
  UNION ALL SELECT request, 1 FROM issue WHERE treatment = 'nsaid'
UNION ALL SELECT fact, 0 FROM listed WHERE NOT EXISTS (SELECT 1 FROM nsaid)
-- case: naproxen
-- rows: medication(id=M1, generic=naproxen, class=nsaid, status=current)
-- expect: met
-- case: stopped
-- rows: medication(id=M1, generic=naproxen, class=nsaid, status=past)
-- expect: not_met
-- case: a list without one
-- rows: medication_list(status=listed)
-- expect: not_met
-- case: no list
-- expect: not_documented ABSENT

-- criterion: PPI.2a
-- number: 2
-- one-of: PPI.2
-- kind: mandatory
-- paraphrase: One of: older than 65 years.
-- classes: PR2, DFR, RFA
-- measures: diagnosis
-- cure: the age
-- query:
SELECT 'patient.age' AS fact, age > 65 AS verdict FROM patient WHERE age IS NOT NULL
UNION ALL SELECT 'patient.dob', years_between(dob, :reference) >= 66 FROM patient WHERE age IS NULL AND dob IS NOT NULL AND :reference IS NOT NULL
-- case: born seventy years ago
-- rows: patient(dob=1945-01-02)
-- expect: met
-- case: born forty years ago
-- rows: patient(dob=1975-01-02)
-- expect: not_met
-- case: seventy
-- rows: patient(age=70)
-- expect: met
-- case: sixty
-- rows: patient(age=60)
-- expect: not_met
-- case: not known
-- expect: not_documented ABSENT

-- criterion: PPI.2b
-- number: 2
-- one-of: PPI.2
-- kind: mandatory
-- paraphrase: One of: an ulcer, a bleeding or a perforation before.
-- classes: PR2, DFR, MEDLEGAL
-- measures: diagnosis
-- cure: the history of the stomach
-- query:
SELECT id AS fact, 1 AS verdict FROM diagnosis WHERE concept IN ('peptic_ulcer', 'gi_bleed', 'gi_perforation')
  AND coalesce(certainty, 'certain') = 'certain'
UNION ALL SELECT id, 0 FROM aside WHERE concept IN ('peptic_ulcer', 'gi_bleed', 'gi_perforation') AND why = 'negated'
-- case: an ulcer
-- rows: diagnosis(id=D1, concept=peptic_ulcer, temporality=historical)
-- expect: met
-- case: denied
-- rows: aside(kind=diagnosis, id=D1, concept=peptic_ulcer, why=negated)
-- expect: not_met
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: PPI.2c
-- number: 2
-- one-of: PPI.2
-- kind: mandatory
-- paraphrase: One of: aspirin, a corticosteroid or an anticoagulant besides.
-- classes: RX, PR2
-- measures: diagnosis
-- cure: the list of medication
-- query:
SELECT id AS fact, 1 AS verdict FROM medication WHERE status = 'current' AND (generic IN ('aspirin', 'warfarin', 'clopidogrel', 'prednisone')
  OR class IN ('anticoagulant', 'steroid'))
UNION ALL SELECT fact, 0 FROM listed
-- case: aspirin
-- rows: medication(id=M1, generic=aspirin, class=nsaid, status=current)
-- expect: met
-- case: a list without them
-- rows: medication_list(status=listed) medication(id=M1, generic=naproxen, class=nsaid, status=current)
-- expect: not_met
-- case: no list
-- expect: not_documented ABSENT

-- criterion: PPI.2d
-- number: 2
-- one-of: PPI.2
-- kind: mandatory
-- paraphrase: One of: several anti-inflammatories, or a high dose.
-- classes: RX, PR2
-- measures: diagnosis
-- cure: the anti-inflammatories with their doses
-- query:
SELECT id AS fact, CASE WHEN (SELECT count(DISTINCT generic) FROM nsaid WHERE status = 'current' AND generic <> 'aspirin') > 1
  THEN 1 END AS verdict FROM nsaid WHERE status = 'current'
UNION ALL SELECT fact, 0 FROM listed WHERE NOT EXISTS (SELECT 1 FROM nsaid WHERE status = 'current')
-- case: two
-- rows: medication(id=M1, generic=naproxen, class=nsaid, status=current) medication(id=M2, generic=ibuprofen, class=nsaid, status=current)
-- expect: met
-- case: one, whose dose is for a person to weigh
-- rows: medication(id=M1, generic=naproxen, class=nsaid, status=current)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: a list without one
-- rows: medication_list(status=listed)
-- expect: not_met
-- case: no list
-- expect: not_documented ABSENT

-- criterion: PPI.2e
-- number: 2
-- one-of: PPI.2
-- kind: mandatory
-- paraphrase: One of: dyspepsia from the anti-inflammatory.
-- classes: PR2
-- measures: diagnosis
-- cure: whether the stomach suffers from the anti-inflammatory
-- query:
SELECT id AS fact, 1 AS verdict FROM symptom WHERE concept = 'dyspepsia' UNION ALL SELECT id, 1 FROM diagnosis WHERE concept = 'dyspepsia'
  UNION ALL SELECT id, NULL FROM diagnosis WHERE concept = 'gerd'
UNION ALL SELECT id, 0 FROM aside WHERE concept IN ('dyspepsia', 'gerd') AND why = 'negated'
-- case: dyspepsia
-- rows: symptom(id=F1, concept=dyspepsia)
-- expect: met
-- case: reflux, from what is not said
-- rows: diagnosis(id=D1, concept=gerd)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: denied
-- rows: aside(kind=symptom, id=F1, concept=dyspepsia, why=negated)
-- expect: not_met
-- case: nothing
-- expect: not_documented ABSENT

-- criterion: PPI.3
-- kind: advisory
-- paraphrase: Longer than a year raises the risk of hip fracture.
-- classes: RX, PR2
-- measures: medication
-- query:
SELECT id AS fact, CASE WHEN days_between(day, :reference) > 365 THEN 0 END AS verdict FROM since UNION ALL SELECT l.fact, 1 FROM listed l
  WHERE NOT EXISTS (SELECT 1 FROM taken WHERE status = 'current')
-- case: since 2013
-- rows: medication(id=M1, generic=omeprazole, class=ppi, status=current) fact_evidence(fact=M1, position=0, evidence=X1)
--   evidence(id=X1, document=DOC1) document(id=DOC1, class=PR2, date=2013-03-02)
-- expect: not_met
-- case: first seen in March
-- rows: medication(id=M1, generic=omeprazole, class=ppi, status=current) fact_evidence(fact=M1, position=0, evidence=X1)
--   evidence(id=X1, document=DOC1) document(id=DOC1, class=PR2, date=2015-03-02)
-- expect: not_documented MENTIONED_NO_VALUE
-- case: not on the list
-- rows: medication_list(status=listed)
-- expect: met
-- case: no list
-- expect: not_documented ABSENT
