#!/bin/bash
# Invented case files from text to checked case: what a reader would say of them, and that this does not hang on the order of the
# files, where they are cut, and what they are joined with. SEEDS lays them out in more ways.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
fixtures=tests/fixtures/heap

lay() { # lay CASE SEED: the case, laid out by the seed, in $tmp/CASE-SEED
    tests/tools/lay-out "$fixtures/$1.txt" "$tmp/files-$1-$2" "$2"
    "$bin/case-text" "$tmp/files-$1-$2" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" |
        "$bin/case-check" --patterns patterns > "$tmp/$1-$2"
}
say() { /usr/bin/python3 -c 'import json,sys; c=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$tmp/$1-0" "$2"; }
documents='[(d["class"], d["date"], d["signed"], d.get("foreign_patient", False)) for d in c["documents"] if d["in_file"] and not d.get("duplicate_of")]'
mentioned='[(d["class"], d["date"]) for d in c["documents"] if not d["in_file"]]'
events='[(e["concept"], e["region"], e["date"], e["laterality"], e["note_in_file"]) for e in c["events"] if not e.get("candidate")]'
requests='[(q["concept"], q["region"], q["laterality"], (q["repeat_of"] and next(e["date"] for e in c["events"] if e["id"] == q["repeat_of"]))) for q in c["requests"]]'
missing='[(m["kind"], m["class"], m.get("from", m["date"]), m.get("to"), m["within_six_months"]) for m in c["missing"]]'
outcomes='sorted((o["treatment_ref"] or "", (o["percent"] or {}).get("low") or 0, (o["duration"] or {}).get("low") or 0, (o["duration"] or {}).get("unit") or "") for o in c["outcomes"] if not o.get("candidate"))'

# --- an injury over years, two body parts, a stranger of the same surname, a report over two pages
lay cumulative 0
is "$(say cumulative "$documents")" \
   "[('OP', '2016-03-08', None, False), ('PR2', '2016-06-06', None, True), ('PR2', '2016-09-12', True, False), ('RFA', '2016-09-14', True, False), ('UR', '2016-09-21', None, False), ('IMR_APP', '2016-10-03', True, False)]" \
   "cumulative trauma: the documents, their dates and signatures; the stranger's report is set aside"
is "$(say cumulative "$mentioned")" "[('PR2', '2016-07-20'), ('IMG', '2016-02-02')]" "... two are mentioned and not there"
is "$(say cumulative 'c["admin"]["date_of_injury"]["value"], c["patient"]["derived"]["age_at_injury"]["low"], c["patient"]["derived"]["age_at_injury"]["high"]')" \
   "('2013-01-15/2015-06-30', 41, 44)" "... the injury keeps its range, and the age its own"
is "$(say cumulative "$events")" \
   "[('esi_tf', 'lumbar', '2016-03-08', 'left', True), ('esi_tf', 'lumbar', '2016-05-17', 'right', False)]" \
   "... two sides on two days are two events, one with its note"
is "$(say cumulative "$requests")" "[('esi_tf', 'lumbar', 'left', '2016-03-08'), ('pt', 'shoulder', 'right', None)]" \
   "... two items are disputed; the injection repeats the one of its side; what was certified is no item"
is "$(say cumulative '[q["ur_outcome"] for q in c["requests"]]')" "['denied', 'modified']" "... each with its own decision"
is "$(say cumulative '[(t["concept"], t["visits"]) for t in c["therapies"]]')" "[('pt', 6)]" "... six visits of twelve were made"
is "$(say cumulative '[s["concept"] for s in c["surgeries"]]')" "[]" "... the stranger's operation is no fact"

is "$(say cumulative "$missing")" \
   "[('document', 'PR2', '2016-07-20', None, True), ('document', 'IMG', '2016-02-02', None, False), ('procedure_note', 'OP', '2016-05-17', None, True), ('therapy_notes', 'THER', None, None, None), ('report_gap', 'PR2', '2016-07-20', '2016-09-12', True)]" \
   "... what is missing, and what of it is of the six months before the request"
is "$(say cumulative 'all(m["evidence"] for m in c["missing"])')" True "... each with the words that tell of it"
reviewed='Records reviewed: RFA dated 09/14/2016; PR-2 dated 09/12/2016; PR-2 dated 07/20/2016; operative report dated 03/08/2016; MRI of the lumbar spine dated 02/02/2016.'
is "$(say cumulative '[s["text"] for m in c["missing"][:3] for s in m["sentences"]]')" \
   "['$reviewed', '$reviewed', 'A right L4-5 transforaminal epidural steroid injection on 05/17/2016 gave no relief.']" \
   "... in whole sentences"
is "$(say cumulative 'sorted({x["quote"] for x in c["evidence"] for p in c["pages"] if p["foreign_patient"] and x["id"] in p["identity"]})')" \
   "['Claim: WC-70001-99', 'DOB: 11/23/1958', 'Patient: Marisol Delgado']" "... the stranger's page shows by what it is one"
run "$bin/case-report" --format records-request "$tmp/cumulative-0"
has "$out" "The progress reports between July 20, 2016 and September 12, 2016" "... and the draft asks for it"

# --- father and son, both sides, a note cloned and an operative report sent again by fax
lay two-sides 0
is "$(say two-sides "$events")" \
   "[('mbb', 'cervical', '2015-11-03', 'left', False), ('facet_rf', 'cervical', '2016-02-19', 'left', True), ('facet_rf', 'cervical', '2016-05-20', 'right', False)]" \
   "two sides: three events; what one report dates and another describes is one"
is "$(say two-sides '[(p["class"], p["page"] > 0) for p in c["pages"] if p["foreign_patient"]], [d["date"] for d in c["documents"] if d.get("foreign_patient")]')" \
   "([('PR2', True)], ['2016-03-03'])" "... the son of the same name is a stranger"
is "$(say two-sides '[(d["date"], next(e["date"] for e in c["documents"] if e["id"] == d["cloned_from"])) for d in c["documents"] if d.get("cloned_from")]')" \
   "[('2016-07-22', '2016-06-10')]" "... the same words six weeks later are a clone of the earlier note"
is "$(say two-sides '[(d["class"], d["date"]) for d in c["documents"] if d.get("duplicate_of")]')" "[('OP', '2016-02-19')]" \
   "... the same report with a fax line is a copy"
is "$(say two-sides "$requests")" "[('facet_rf', 'cervical', 'left', '2016-02-19'), ('uds', None, None, None)]" \
   "... the form's second item is disputed, since the letter speaks of it; the repeat is of the left side"
is "$(say two-sides 'c["requests"][0]["levels"]["literal"], sorted({str(m["levels"]) for m in c["requests"][0]["mentions"]})')" \
   "(['C4', 'C5', 'C6'], [\"['C3', 'C6']\", \"['C4', 'C5', 'C6']\"])" "... and is worded in two ways"
is "$(say two-sides "$outcomes")" \
   "[('facet_rf@cervical', 60, 2, 'week'), ('facet_rf@cervical', 70, 0, ''), ('facet_rf@cervical', 70, 9, 'month'), ('mbb@cervical', 85, 6, 'hour')]" \
   "... four responses, none bound to another treatment"

is "$(say two-sides "$missing")" \
   "[('procedure_note', 'OP', '2015-11-03', None, False), ('procedure_note', 'OP', '2016-05-20', None, False), ('arranged_visit', None, '2016-09-02', None, True), ('visit', None, '2016-12-05', None, True), ('report_gap', 'PR2', '2016-08-13', '2017-02-10', True)]" \
   "... a visit that was arranged, one that is told of, and the time without reports within the six months"

is "$(say two-sides '[(r["outcome"], [next(o["duration"]["low"] for o in c["outcomes"] if o["id"] == f) for f in r["facts"]]) for r in c["assessment"]["issues"][0]["criteria"] if r["id"] == "FRF-C.6b"]')" \
   "[('met', [9])]" "... nine months on the asked side decide, not two weeks on the other"

# --- two injuries; treatments of knee and back
lay two-injuries 0
is "$(say two-injuries "$documents")" \
   "[('DFR', '2014-05-07', True, False), ('OP', '2014-09-18', None, False), ('PR2', '2016-08-03', True, False), ('RFA', '2016-08-08', True, False), ('UR', '2016-08-15', None, False), ('IMR_APP', '2016-08-29', True, False)]" \
   "two injuries: the documents"
is "$(say two-injuries 'c["admin"]["date_of_injury"]["value"], [o["value"] for o in c["admin"]["date_of_injury"]["others"]]')" \
   "('2014-05-06', ['2016-02-22'])" "... the second injury stands beside the first"
is "$(say two-injuries '[(s["concept"], s["region"], s["date"], len(s["evidence"]) > 1) for s in c["surgeries"]]')" \
   "[('knee_scope', 'knee', '2014-09-18', True)]" "... the operation and what a report tells of it are one"
is "$(say two-injuries "$events, $requests")" \
   "([('visco', 'knee', '2016-01-14', 'right', False)], [('visco', 'knee', 'right', '2016-01-14'), ('acu', 'lumbar', None, None)])" \
   "... the series of injections, and both items"
is "$(say two-injuries "$outcomes")" "[('acu@lumbar', 40, 0, ''), ('visco@knee', 30, 2, 'month'), ('visco@knee', 65, 5, 'month')]" \
   "... responses are those of the narrower treatment; what the UR letter tells stands beside the record"
is "$(say two-injuries '[t for t in c["timeline"] if t[0] == "2014-09-18"]')" "[['2014-09-18', 'surgery', '$(say two-injuries 'c["surgeries"][0]["id"]')']]" \
   "... the operation stands once in the chronology"

# --- two claims of one worker, each on pages of its own; a namesake; a report sent again by fax
lay claims 0
is "$(say claims "$documents")" \
   "[('THER', '2013-06-18', None, False), ('IMG', '2017-10-24', None, False), ('PR2', '2018-01-09', True, False), ('PR2', '2018-01-16', True, True), ('PR2', '2018-02-06', True, False), ('RFA', '2018-02-08', True, False), ('UR', '2018-02-15', None, False), ('IMR_APP', '2018-03-01', True, False)]" \
   "two claims: the documents; the namesake's report is set aside"
is "$(say claims '[(n["value"], n["agrees"], n["foreign_patient"]) for n in c["identity"]["claim_numbers"]]')" \
   "[('13-CC-4410', False, False), ('17-CC-0932', True, False), ('15-DD-7781', False, True)]" "... both claims are the worker's, the third is not"
is "$(say claims '[p["page"] for p in c["pages"] if p.get("identity_doubtful")]')" "[]" "... and the therapy note that bears the older claim alone is not in doubt"
is "$(say claims '[n["value"] for n in c["admin"]["wcab_numbers"]]')" "['ADJ8812340', 'ADJ11020077']" "... as are both cases of the appeals board"
is "$(say claims 'c["admin"]["claim_number"]["value"], c["admin"]["date_of_injury"]["value"], [o["value"] for o in c["admin"]["date_of_injury"]["others"]]')" \
   "('17-CC-0932', '2017-09-30', ['2013-04-02'])" "... the request is of the later injury"
is "$(say claims '[f["code"] for f in c["assessment"]["findings"] if f["code"] in ("PATIENT_MISMATCH", "DOI_CONFLICT", "DUPLICATE_DOC", "CLONED_NOTE")]')" \
   "['PATIENT_MISMATCH', 'DUPLICATE_DOC']" "... two days of injury are no conflict, and the resent report is no clone"
is "$(say claims "$events, $outcomes")" \
   "([('esi_tf', 'cervical', '2017-12-14', 'right', False)], [('esi_tf@cervical', 70, 5, 'week'), ('pt', 0, 0, '')])" "... the injection and what it gave"
is "$(say claims "$missing")" \
   "[('document', 'PR2', '2017-11-21', None, True), ('document', 'EDX', '2017-11-02', None, True), ('procedure_note', 'OP', '2017-12-14', None, True), ('report_gap', 'PR2', '2017-11-21', '2018-01-09', True)]" \
   "... and what is missing"

# --- first pages without a number, and letters over two pages
lay unnumbered 0
is "$(say unnumbered '[(d["class"], d["date"], d["signed"], len(d["pages"])) for d in c["documents"] if d["in_file"]]')" \
   "[('OP', '2017-01-12', True, 2), ('PR2', '2017-02-01', True, 1), ('PR2', '2017-03-08', True, 2), ('RFA', '2017-03-10', True, 1), ('UR', '2017-03-20', None, 2)]" \
   "without numbers: page 2 of 2 goes on with the page that bears none"
is "$(say unnumbered '[f["code"] for f in c["assessment"]["findings"] if f["code"] in ("PAGE_GAP", "PAGE_ORDER")], sorted({x["zone"] for x in c["evidence"] if "not documented" in x["quote"]})')" \
   "([], ['rationale'])" "... which is no gap; what the letter's second page says is the reviewer's"

# --- a page that lies apart from its document
mkdir "$tmp/apart"
fragments='[(d["class"], d.get("likely_class"), sum(len(p["pages"]) for p in d.get("parts", []))) for d in c["documents"] if d["in_file"]]'
apart() {
    "$bin/case-text" "$tmp/apart" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" > "$tmp/apart-0"
}
printf '%s\n' 'BAYVIEW SPORTS AND SPINE' 'PROGRESS REPORT (PR-2)' 'Patient: Brandvold, Ilse      DOB: 7/22/1969' 'Date of Service: 01/09/2018' \
    'SUBJECTIVE: Neck pain 5/10 since the injection. The patient can hold a cup with her right hand but says that the stairs of her' \
    > "$tmp/apart/a.txt"
printf '%s\n' 'house are still hard for her and that she rests after every second flight.' 'OBJECTIVE: No spasm.' > "$tmp/apart/b.txt"
apart
is "$(say apart "$fragments")" "[('PR2', None, 1)]" "a page that begins in the middle of the sentence in which another stops goes on with it"
printf '%s\n' 'Subjective: She could not hold the kettle with her right hand and dropped two cups.' 'She is otherwise well.' > "$tmp/apart/b.txt"
apart
is "$(say apart "$fragments")" "[('PR2', None, 0), ('OTHER', 'PR2', 0)]" "one of which nothing tells what it goes on with is of no class, but perhaps a report's"

# Two reports of one house that bear no numbers, and a page 2 of 2 that could be of either; then one of them is signed, then there is a page 1 of 2.
report() { # report DAY COMPLAINT [LINE...]
    printf '%s\n' 'BAYVIEW SPORTS AND SPINE' 'PROGRESS REPORT (PR-2)' 'Patient: Brandvold, Ilse      DOB: 7/22/1969' "Date of Service: $1" "SUBJECTIVE: $2" "${@:3}"
}
beginnings='[(d["date"], len(d["pages"]) + sum(len(p["pages"]) for p in d.get("parts", [])), [next(e["date"] for e in c["documents"] if e["id"] == f) for f in d.get("may_follow", [])]) for d in c["documents"] if d["in_file"]]'
doubtful='[p["page_of"]["n"] for p in c["pages"] if p.get("place_doubtful")]'
second() { printf '%s\n' 'BAYVIEW SPORTS AND SPINE' 'Patient: Brandvold, Ilse      DOB: 7/22/1969' 'Page 2 of 2' 'PLAN: Home exercises.' 'WORK STATUS: Modified duty.'; }
report 01/09/2018 'Neck pain 5/10 since the injection.' > "$tmp/apart/a.txt"
report 03/13/2018 'Neck pain 7/10 again, with numbness of the thumb.' > "$tmp/apart/b.txt"
second > "$tmp/apart/c.txt"
apart
is "$(say apart "$beginnings")" "[('2018-01-09', 1, []), ('2018-03-13', 1, []), (None, 1, ['2018-01-09', '2018-03-13'])]" \
   "a page 2 that could be of either of two reports is of neither, and both are named"
report 01/09/2018 'Neck pain 5/10 since the injection.' 'Signed: Hanne Ostrow, M.D. 01/09/2018' > "$tmp/apart/a.txt"
rm "$tmp/apart/b.txt"
apart
is "$(say apart "$beginnings")" "[('2018-01-09', 1, []), (None, 1, ['2018-01-09'])]" "nor is it of the only one, where that is signed"
report 01/09/2018 'Neck pain 5/10 since the injection.' > "$tmp/apart/a.txt"
apart
is "$(say apart "$beginnings")" "[('2018-01-09', 2, [])]" "of the only one that is not signed it is the second page"
{ report 03/13/2018 'Neck pain 7/10 again.' 'Page 1 of 2' 'OBJECTIVE: No spasm.'; printf '\f'; report 01/09/2018 'Neck pain 5/10 since the injection.'; printf '\f'; second; } > "$tmp/apart/a.txt"
rm "$tmp/apart/c.txt"
apart
is "$(say apart "$beginnings"), $(say apart "$doubtful")" "[('2018-01-09', 1, []), ('2018-03-13', 2, [])], [2]" \
   "a page 1 of 2 wants it more than the unsigned page that it lies behind; its place is in doubt"
{ report 03/13/2018 'Neck pain 7/10 again.' 'Page 1 of 2' 'OBJECTIVE: No spasm.'; printf '\f'
  report 01/09/2018 'Neck pain 5/10 since the injection.' 'Signed: Hanne Ostrow, M.D. 01/09/2018'; printf '\f'; second; } > "$tmp/apart/a.txt"
apart
is "$(say apart "$beginnings"), $(say apart "$doubtful")" "[('2018-01-09', 1, []), ('2018-03-13', 2, [])], []" "it is not where the page before is signed"

{ report 03/13/2018 'Neck pain 7/10 again.' 'Page 1 of 2' 'OBJECTIVE: No spasm.'; printf '\f'
  report 05/15/2018 'Neck pain 6/10, worse at night.' 'Page 1 of 2' 'OBJECTIVE: Spasm of the trapezius.'; printf '\f'
  report 01/09/2018 'Neck pain 5/10 since the injection.'; printf '\f'; second; } > "$tmp/apart/a.txt"
apart
is "$(say apart "$beginnings"), $(say apart "$doubtful")" \
   "[('2018-01-09', 1, []), ('2018-03-13', 1, []), ('2018-05-15', 1, []), (None, 1, ['2018-03-13', '2018-05-15'])], [2]" \
   "nor is it of either of two that want it, and still in the file"

# --- laid out otherwise
for case in cumulative two-sides two-injuries claims unnumbered; do
    for seed in ${SEEDS:-1 4 20 21 25}; do
        lay $case "$seed"
        run tests/tools/compare-case --other-files "$tmp/$case-0" "$tmp/$case-$seed"
        is "$status/$out" "0/" "$case, layout $seed: $(find "$tmp/files-$case-$seed" -type f | wc -l) files, the same case"
    done
done
run tests/tools/validate-case "$tmp"/{cumulative,two-sides,two-injuries,claims,unnumbered,apart}-0
is "$out$err" "" "all are valid by docs/case.schema.json"
finish
