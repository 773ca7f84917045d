--- Who the patient is, and whether the file is whole (domain: identity and file integrity).

-- base: issue(request=Q1, treatment=facet_rf, region=cervical, reference=2015-07-13)

-- finding: PATIENT_MISMATCH
-- severity: critical
-- message: Pages of another patient are in the file and were set aside: {details}.
-- suggestion: Have the pages removed by the sender, and check that none of the facts came from them.
-- affects: diagnosis
-- query:
SELECT p.file || ' page ' || p.page AS detail, i.evidence
FROM page p LEFT JOIN page_identity i ON i.file = p.file AND i.page = p.page WHERE p.foreign_patient
-- case: one foreign page
-- rows: page(file=a.pdf, page=4, foreign_patient=1)
-- expect: raised critical
-- case: all pages are this patient's
-- rows: page(file=a.pdf, page=4, foreign_patient=0)
-- expect: not raised

--- Without a day for the stated age, it may be the age at any time that the file covers.
-- finding: AGE_DOB_MISMATCH
-- severity: major
-- message: The stated age and the date of birth do not fit: {details}.
-- suggestion: Settle the patient's identity before anything else.
-- query:
WITH span AS (
  SELECT coalesce(age_as_of, (SELECT min(date) FROM document WHERE date >= dob AND in_file), (SELECT min(reference) FROM issue)) AS first,
         coalesce(age_as_of, (SELECT max(d) FROM (SELECT max(date) AS d FROM document UNION ALL SELECT max(reference) FROM issue))) AS last
  FROM patient),
off AS (
  SELECT max(CAST(years_between(dob, first) AS INT) - age, age - CAST(years_between(dob, last) AS INT)) AS years, age, dob
  FROM patient, span WHERE age IS NOT NULL AND dob IS NOT NULL)
SELECT 'patient.age' AS fact, 'age ' || age || ', by the date of birth off by ' || years || ' years' AS detail,
       CASE WHEN years > 2 THEN 'critical' ELSE 'major' END AS severity
FROM off WHERE years > 1
-- case: sixty, born in 1985
-- rows: patient(age=60, dob=1985-03-01)
-- expect: raised critical
-- case: off by two years
-- rows: patient(age=60, dob=1957-01-01)
-- expect: raised major
-- case: it fits
-- rows: patient(age=60, dob=1955-03-01)
-- expect: not raised
-- case: an old report gives an old age
-- rows: patient(age=54, dob=1955-03-01) document(id=DOC1, class=PR2, date=2009-06-01, in_file=1)
-- expect: not raised
-- case: only one of them is known
-- rows: patient(age=60)
-- expect: not raised

-- finding: DOB_MISSING
-- severity: minor
-- message: No date of birth is in the file.
-- suggestion: Confirm identity by claim number and name.
-- query:
SELECT 'patient.age' AS fact FROM patient WHERE dob IS NULL
-- case: an age only
-- rows: patient(age=60)
-- expect: raised minor
-- case: known
-- rows: patient(age=60, dob=1955-03-01)
-- expect: not raised

-- finding: PAGE_GAP
-- severity: major
-- message: Pages are missing inside documents: {details}.
-- suggestion: Ask the sender for the missing pages.
-- query:
WITH RECURSIVE numbered AS (
  SELECT document, file, number, max(number_of) OVER (PARTITION BY document) AS of FROM page
  WHERE number IS NOT NULL AND number_of BETWEEN 2 AND 500 AND number BETWEEN 1 AND number_of AND document IS NOT NULL
   AND duplicate_of IS NULL AND coalesce(foreign_patient, 0) = 0),
whole AS (SELECT DISTINCT document, of FROM numbered),
want(document, n, of) AS (SELECT document, 1, of FROM whole UNION ALL SELECT document, n + 1, of FROM want WHERE n < of)
SELECT w.document AS fact, w.document || ' lacks page ' || w.n || ' of ' || w.of AS detail FROM want w
WHERE NOT EXISTS (SELECT 1 FROM numbered n WHERE n.document = w.document AND n.number = w.n)
 AND w.n > (SELECT count(*) FROM page p WHERE p.document = w.document AND p.number IS NULL) ORDER BY w.document, w.n
-- case: pages 1 and 3 of 3
-- rows: page(file=a.pdf, page=1, document=DOC1, number=1, number_of=3) page(file=a.pdf, page=2, document=DOC1, number=3, number_of=3)
-- expect: raised major
-- case: page 2 of 2 behind a first page that bears no number
-- rows: page(file=a.pdf, page=1, document=DOC1) page(file=a.pdf, page=2, document=DOC1, number=2, number_of=2)
-- expect: not raised
-- case: pages 1 to 2 of 2, and an unnumbered one
-- rows: page(file=a.pdf, page=1, document=DOC1, number=1, number_of=2) page(file=a.pdf, page=2, document=DOC1, number=2, number_of=2)
--   page(file=a.pdf, page=3, document=DOC2)
-- expect: not raised

-- finding: DUPLICATE_PAGE
-- severity: minor
-- message: Pages are in the file more than once: {details}.
-- suggestion: The copies were not counted twice; nothing needs to be done.
-- query:
SELECT file || ' page ' || page AS detail FROM page WHERE duplicate_of IS NOT NULL
-- case: a copy
-- rows: page(file=a.pdf, page=13, duplicate_of='a.pdf page 6')
-- expect: raised minor
-- case: none
-- rows: page(file=a.pdf, page=13)
-- expect: not raised

-- finding: CLONED_NOTE
-- severity: major
-- message: A note repeats an earlier one almost word for word under another date: {details}.
-- suggestion: Weigh its findings as copied, not as newly examined.
-- affects: diagnosis
-- query:
SELECT id AS fact, id || ' after ' || cloned_from AS detail FROM document WHERE cloned_from IS NOT NULL
-- case: cloned
-- rows: document(id=DOC2, class=PR2, date=2015-07-13, cloned_from=DOC1)
-- expect: raised major
-- case: not
-- rows: document(id=DOC2, class=PR2, date=2015-07-13)
-- expect: not raised

-- finding: FILE_UNREADABLE
-- severity: major
-- message: Files could not be read at all: {details}.
-- suggestion: Ask the sender for the file without a password, complete, in a common format.
-- query:
SELECT name || ' (' || reason || ')' AS detail FROM file WHERE reason IS NOT NULL ORDER BY name
-- case: a locked file
-- rows: file(id=F1, name=c.pdf, reason=locked)
-- expect: raised major
-- case: a good file
-- rows: file(id=F1, name=c.pdf, pages=3)
-- expect: not raised

-- finding: BLANK
-- severity: info
-- message: Blank pages: {details}.
-- suggestion: Nothing needs to be done unless a page was expected there.
-- query:
SELECT file || ' page ' || page AS detail FROM page WHERE blank OR class = 'BLANK'
-- case: a blank page
-- rows: page(file=a.pdf, page=14, class=BLANK)
-- expect: raised info
-- case: none
-- rows: page(file=a.pdf, page=14, class=PR2)
-- expect: not raised

-- finding: HANDWRITING_ILLEGIBLE
-- severity: major
-- message: Handwriting, or a page, could not be read well: {details}.
-- suggestion: Ask for a typed copy; what stands there counts as unread, not as absent.
-- affects: diagnosis, pain_score, function
-- query:
SELECT id AS fact, coalesce(class, 'document') || coalesce(' of ' || date, '') AS detail FROM document
WHERE legibility = 'poor' AND (handwritten OR NOT in_file)
UNION
SELECT NULL, file || ' page ' || page FROM page
WHERE legibility = 'poor' AND duplicate_of IS NULL AND coalesce(blank, 0) = 0 AND coalesce(class, '') <> 'BLANK'
 AND coalesce(foreign_patient, 0) = 0
-- case: a reviewer says so
-- rows: document(id=R2, class=PR2, date=2015-05-18, in_file=0, handwritten=1, legibility=poor)
-- expect: raised major
-- case: a page in hand
-- rows: page(file=a.pdf, page=6, class=PR2, legibility=poor)
-- expect: raised major
-- case: all legible
-- rows: page(file=a.pdf, page=6, class=PR2, legibility=good) document(id=R1, class=PR2, in_file=0)
-- expect: not raised

-- finding: UNSIGNED_REPORT
-- severity: major
-- message: Documents that need a signature have none: {details}.
-- suggestion: Ask for the signed document.
-- query:
SELECT id AS fact, class || coalesce(' of ' || date, '') AS detail FROM document
WHERE in_file AND signed = 0 AND class IN ('PR2', 'RFA', 'IMR_APP', 'DFR', 'PR4_PR3') AND duplicate_of IS NULL
-- case: an unsigned form
-- rows: document(id=DOC1, class=RFA, date=2015-07-13, in_file=1, signed=0)
-- expect: raised major
-- case: signed, or not known
-- rows: document(id=DOC1, class=RFA, in_file=1, signed=1) document(id=DOC2, class=PR2, in_file=1)
-- expect: not raised

-- finding: SIGNED_BEFORE_VISIT
-- severity: major
-- message: Signed before the visit that it reports: {details}.
-- suggestion: Ask the provider which date is right.
-- query:
SELECT id AS fact, class || ' of ' || date || ', signed ' || signed_date AS detail FROM document
WHERE in_file AND days_between(date, signed_date) < 0 AND class IN ('PR2', 'DFR', 'PR4_PR3', 'OP', 'THER')
-- case: signed the day before
-- rows: document(id=DOC1, class=PR2, date=2015-07-13, in_file=1, signed_date=2015-07-12)
-- expect: raised major
-- case: signed the same day
-- rows: document(id=DOC1, class=PR2, date=2015-07-13, in_file=1, signed_date=2015-07-13)
-- expect: not raised

-- finding: DOC_LISTED_NOT_FOUND
-- severity: major
-- message: Documents are cited and not in the file: {details}.
-- suggestion: Ask the claims administrator for them.
-- affects: diagnosis, blocks, pain_score, function
-- query:
SELECT d.id AS fact, coalesce(d.class, 'document') || coalesce(' of ' || d.date, '')
 || coalesce((SELECT ' (unless ' || m.possible_match || ', which bears no day, is it)' FROM missing m
   WHERE m.kind = 'document' AND m.ref = d.id AND m.possible_match IS NOT NULL), '') AS detail FROM document d
WHERE d.in_file = 0 AND coalesce(d.stated_missing, 0) = 0
 AND NOT EXISTS (SELECT 1 FROM document h WHERE h.in_file AND h.date = d.date
                 AND (h.class = d.class OR d.class IS NULL OR d.class = 'OTHER'))
 AND (coalesce(d.class, '') NOT IN ('RFA', 'IMR_APP') OR (SELECT count(*) FROM document x WHERE x.in_file = 0 AND x.class = d.class AND NOT EXISTS (
       SELECT 1 FROM document y WHERE y.in_file AND y.date = x.date AND y.class = x.class))
     > (SELECT count(*) FROM document u WHERE u.in_file AND u.class = d.class AND u.date IS NULL))
-- case: a cited form, and one in the file whose day could not be read
-- rows: document(id=R1, class=RFA, date=2015-07-13, in_file=0) document(id=DOC2, class=RFA, in_file=1)
-- expect: not raised
-- case: two cited forms, and one in the file whose day could not be read
-- rows: document(id=R1, class=RFA, date=2015-07-13, in_file=0) document(id=R2, class=RFA, date=2015-05-13, in_file=0)
--   document(id=DOC2, class=RFA, in_file=1)
-- expect: raised major
-- case: a cited report, which an undated one may be
-- rows: document(id=R1, class=PR2, date=2015-07-13, in_file=0) document(id=DOC2, class=PR2, in_file=1)
--   missing(id=M1, kind=document, class=PR2, ref=R1, possible_match=DOC2)
-- expect: raised major
-- case: a cited report
-- rows: document(id=R1, class=PR2, date=2015-07-13, in_file=0)
-- expect: raised major
-- case: cited and there
-- rows: document(id=R1, class=PR2, date=2015-07-13, in_file=0) document(id=DOC2, class=PR2, date=2015-07-13, in_file=1)
-- expect: not raised

-- finding: SECONDARY_SOURCE_ONLY
-- severity: major
-- message: All clinical facts come from a reviewer's summary; no treating record is in hand.
-- suggestion: Get the treating records before relying on the summary.
-- affects: diagnosis, blocks, relief, function, conservative
-- query:
SELECT d.id AS fact FROM document d WHERE d.in_file AND d.class IN ('IMR_FDL', 'UR')
 AND EXISTS (SELECT 1 FROM evidence WHERE zone = 'summary')
 AND NOT EXISTS (SELECT 1 FROM evidence WHERE zone = 'record')
 AND NOT EXISTS (SELECT 1 FROM document t WHERE t.in_file
                 AND t.class IN ('PR2', 'DFR', 'PR4_PR3', 'OP', 'IMG', 'EDX', 'THER', 'PSY', 'LAB', 'MEDLEGAL'))
-- case: a determination letter alone
-- rows: document(id=DOC1, class=IMR_FDL, in_file=1) evidence(id=X1, zone=summary) document(id=R1, class=PR2, in_file=0)
-- expect: raised major
-- case: a progress report beside it
-- rows: document(id=DOC1, class=UR, in_file=1) evidence(id=X1, zone=summary) evidence(id=X2, zone=record)
--   document(id=DOC2, class=PR2, in_file=1)
-- expect: not raised

--- A determination may not rest on the UR document alone. A determination letter is the outcome of a review, not its basis.
-- finding: UR_ONLY_BASIS
-- severity: critical
-- message: The file holds nothing but the utilization review; a determination may not rest on it alone.
-- suggestion: Get records from the claims administrator, the physician or the employee.
-- query:
SELECT d.id AS fact FROM document d WHERE d.in_file AND d.class = 'UR'
 AND NOT EXISTS (SELECT 1 FROM document t WHERE t.in_file AND coalesce(t.class, 'OTHER') NOT IN ('UR', 'IMR_APP', 'IMR_NOA', 'CORR', 'BLANK'))
-- case: a denial and an application
-- rows: document(id=DOC1, class=UR, in_file=1) document(id=DOC2, class=IMR_APP, in_file=1)
-- expect: raised critical
-- case: with one progress report
-- rows: document(id=DOC1, class=UR, in_file=1) document(id=DOC2, class=PR2, in_file=1)
-- expect: not raised
-- case: a determination letter
-- rows: document(id=DOC1, class=IMR_FDL, in_file=1)
-- expect: not raised

--- Records only: what a reviewer's letter says of sex is no second record.
-- finding: SEX_MISMATCH
-- severity: major
-- message: The records disagree on the patient's sex: {details}.
-- suggestion: Settle the patient's identity: a page may be another patient's.
-- query:
SELECT 'patient.sex' AS fact, o.evidence, p.sex || ' and ' || o.value AS detail FROM patient p JOIN other_value o ON o.field = 'patient.sex' AND o.value <> p.sex
JOIN evidence e ON e.id = o.evidence AND e.zone = 'record'
WHERE EXISTS (SELECT 1 FROM fact_evidence f JOIN evidence x ON x.id = f.evidence AND x.zone = 'record' WHERE f.fact = 'patient.sex')
-- case: one note says female
-- rows: patient(sex=male) fact_evidence(fact=patient.sex, position=0, evidence=X1) evidence(id=X1, zone=record) evidence(id=X2, zone=record)
--   other_value(field=patient.sex, value=female, evidence=X2)
-- expect: raised major
-- case: a reviewer's letter says female
-- rows: patient(sex=male) fact_evidence(fact=patient.sex, position=0, evidence=X1) evidence(id=X1, zone=record) evidence(id=X2, zone=summary)
--   other_value(field=patient.sex, value=female, evidence=X2)
-- expect: not raised
-- case: all agree
-- rows: patient(sex=male)
-- expect: not raised

--- A range is a cumulative trauma; a second claim has its own day.
-- finding: DOI_CONFLICT
-- severity: major
-- message: The file gives more than one date of injury: {details}.
-- suggestion: Ask which injury the request belongs to; a page may concern another claim.
-- query:
SELECT a.fact, o.evidence, a.value || ' and ' || o.value AS detail FROM admin a JOIN other_value o ON o.field = a.fact
WHERE a.name = 'date_of_injury' AND days_between(a.value, o.value) <> 0
 AND NOT EXISTS (SELECT 1 FROM claim WHERE NOT agrees AND NOT foreign_patient)
-- case: two days
-- rows: admin(name=date_of_injury, value=2013-02-19, fact=admin.date_of_injury) other_value(field=admin.date_of_injury, value=2013-09-12)
-- expect: raised major
-- case: a cumulative trauma
-- rows: admin(name=date_of_injury, value=2013-02-19, fact=admin.date_of_injury) other_value(field=admin.date_of_injury, value='2012-02-19/2013-02-19')
-- expect: not raised
-- case: a second claim
-- rows: admin(name=date_of_injury, value=2013-02-19, fact=admin.date_of_injury) other_value(field=admin.date_of_injury, value=2013-09-12)
--   claim(number=A1, agrees=1) claim(number=B2, agrees=0, foreign_patient=0)
-- expect: not raised

-- finding: DUPLICATE_DOC
-- severity: minor
-- message: Documents are in the file more than once: {details}.
-- suggestion: The copies were not counted twice; nothing needs to be done.
-- query:
SELECT id AS fact, id || ' as ' || duplicate_of AS detail FROM document WHERE duplicate_of IS NOT NULL
-- case: a copy
-- rows: document(id=DOC4, class=PR2, date=2015-07-13, duplicate_of=DOC2)
-- expect: raised minor
-- case: none
-- rows: document(id=DOC4, class=PR2, date=2015-07-13)
-- expect: not raised

-- finding: PAGE_ORDER
-- severity: minor
-- message: Pages of documents are out of order: {details}.
-- suggestion: They were read in the order of their numbers; nothing needs to be done.
-- query:
WITH numbered AS (
  SELECT document, file, page, number, lag(number) OVER (PARTITION BY document, file ORDER BY page) AS before FROM page
  WHERE number IS NOT NULL AND number_of >= number AND document IS NOT NULL AND duplicate_of IS NULL AND coalesce(foreign_patient, 0) = 0)
SELECT document AS fact, document || ': page ' || number || ' after page ' || before AS detail FROM numbered WHERE number < before
-- case: 1, 3, 2
-- rows: page(file=a.pdf, page=1, document=DOC1, number=1, number_of=3) page(file=a.pdf, page=2, document=DOC1, number=3, number_of=3)
--   page(file=a.pdf, page=3, document=DOC1, number=2, number_of=3)
-- expect: raised minor
-- case: in order, and then another document
-- rows: page(file=a.pdf, page=1, document=DOC1, number=1, number_of=2) page(file=a.pdf, page=2, document=DOC1, number=2, number_of=2)
--   page(file=a.pdf, page=3, document=DOC2, number=1, number_of=2)
-- expect: not raised

-- finding: UPSIDE_DOWN
-- severity: minor
-- message: Pages were turned before they were read: {details}.
-- suggestion: Nothing needs to be done.
-- query:
SELECT file || ' page ' || page AS detail FROM page WHERE rotation IN (90, 180, 270)
-- case: upside down
-- rows: page(file=a.pdf, page=3, rotation=180)
-- expect: raised minor
-- case: upright
-- rows: page(file=a.pdf, page=3, rotation=0)
-- expect: not raised

-- finding: LOW_OCR
-- severity: minor
-- message: Pages were read with little confidence: {details}.
-- suggestion: Look at the page before relying on a number or a date of it.
-- query:
SELECT file || ' page ' || page AS detail FROM page WHERE source = 'ocr' AND legibility IN ('fair', 'poor') AND coalesce(blank, 0) = 0 AND duplicate_of IS NULL
-- case: a faint scan
-- rows: page(file=a.pdf, page=3, source=ocr, legibility=fair)
-- expect: raised minor
-- case: a clear scan, and printed text
-- rows: page(file=a.pdf, page=3, source=ocr, legibility=good) page(file=a.pdf, page=4, source=text)
-- expect: not raised

-- finding: LATE_SIGNATURE
-- severity: minor
-- message: Signed long after the visit that it reports: {details}.
-- suggestion: Weigh whether it was written from memory.
-- query:
SELECT d.id AS fact, d.class || ' of ' || d.date || ', signed ' || d.signed_date AS detail FROM document d, parameter p
WHERE d.in_file AND p.name = 'late_signature_days' AND days_between(d.date, d.signed_date) > p.value AND d.class IN ('PR2', 'DFR', 'PR4_PR3', 'OP', 'THER')
-- case: two months later
-- rows: document(id=DOC1, class=PR2, date=2015-07-13, in_file=1, signed_date=2015-09-14)
-- expect: raised minor
-- case: a week later
-- rows: document(id=DOC1, class=PR2, date=2015-07-13, in_file=1, signed_date=2015-07-20)
-- expect: not raised
