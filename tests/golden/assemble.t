#!/bin/bash
# case-assemble: mentions that a person marked in the invented letter and in small invented records become the case that a reader
# would write; broken streams become none.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
fixtures=tests/fixtures/assemble
parts=schema,pages,admin,patient,reviewer,medications,timeline,documents,requests,diagnoses,symptoms,exam,surgeries,therapies
parts+=,events,outcomes,citations,absences

stream() { tests/tools/make-stream "$@" > "$tmp/stream"; }
made=0
assemble() {
    run "$bin/case-assemble" < "$tmp/stream"
    printf '%s' "$out" > "$tmp/case"
    made=$((made + 1))
    [ -z "$out" ] || cp "$tmp/case" "$tmp/$made.json"
}
# jq is not among the packages; one expression over the case `c` prints what the test wants to see.
say() { /usr/bin/python3 -c 'import json,sys; c=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$tmp/case" "$1"; }

# --- the letter
stream tests/fixtures/letter/letter.txt $fixtures/letter.mentions
assemble
is "$status" 0 "the letter's mentions make a case"
run tests/tools/compare-case --only $parts tests/fixtures/letter/golden.json "$tmp/case"
is "$out" "" "it holds the facts of the golden case, and no others"
first=$(cat "$tmp/case")
assemble
is "$(cat "$tmp/case")" "$first" "the same stream gives the same bytes"
is "$(say 'len(c["evidence"]) == len({x["id"] for x in c["evidence"]})')" True "evidence ids are unique"

# Without its issue line the letter still disputes what its rationale is about, not what the summary calls it.
grep -v '"at":"issue_line"' $fixtures/letter.mentions > "$tmp/without"
stream tests/fixtures/letter/letter.txt "$tmp/without"
assemble
is "$(say '[(q["concept"], q["alternative_concept"], len(q["mentions"])) for q in c["requests"]]')" "[('facet_rf', 'facet_inj', 3)]" \
   "a rationale's item goes before the summary's wording"

# --- records over three files
records() { # records [=NAME for each file]
    stream $fixtures/records-1.txt="$1" $fixtures/records-1.mentions $fixtures/records-2.txt="$2" $fixtures/records-2.mentions \
        $fixtures/records-3.txt="$3" $fixtures/records-3.mentions
    assemble
}
records a.txt b.txt c.txt
is "$status" 0 "records make a case"
is "$(say '[(d["id"], d["class"], d["date"]) for d in c["documents"] if d["in_file"]]')" \
   "[('DOC1', 'OP', '2014-03-04'), ('DOC2', 'PR2', '2014-03-25'), ('DOC3', 'PR2', '2014-05-20'), ('DOC4', 'PR2', '2014-05-20'), ('DOC5', 'UR', '2014-06-02'), ('DOC6', 'PR2', None)]" \
   "documents are ordered by date; a report that goes on in another file is one"
is "$(say 'next([d["pages"], d["parts"]] for d in c["documents"] if "parts" in d)')" "[[1], [{'file': 'c.txt', 'pages': [1]}]]" \
   "page 2 of 2 in another file belongs to page 1 of 2"
is "$(say '[(p["file"], p["page"], p["duplicate_of"]["file"], p["duplicate_of"]["page"]) for p in c["pages"] if p["duplicate_of"]]')" \
   "[('b.txt', 2, 'a.txt', 2)]" "a copy with a fax line is linked to the page that it copies"
is "$(say '[(p["file"], p["page"]) for p in c["pages"] if p["foreign_patient"]]')" "[('b.txt', 3)]" "another patient's page is set aside"
is "$(say '[(e["concept"], e["region"], e["date"], e["note_in_file"], len(e["evidence"])) for e in c["events"]]')" \
   "[('mbb', 'cervical', '2014-03-04', True, 3)]" \
   "note, report and summary are one event; neither the copy nor the stranger adds one"
is "$(say 'c["events"][0]["ctx"]["attribution"]')" record "the record outranks the summary"
is "$(say '[(o["treatment_ref"], o["event_ref"], o["percent"]["low"], o.get("conflict")) for o in c["outcomes"]]')" \
   "[('mbb@cervical', 'E1', 80, True), ('mbb@cervical', 'E1', 30, True)]" "two sizes of one response stand side by side, flagged"
is "$(say '[(d["class"], d["date"]) for d in c["documents"] if not d["in_file"]]')" "[('IMG', '2013-11-05')]" \
   "a report that is only mentioned is listed; one that is in the file is not listed again"
is "$(say '[(q["concept"], q["ur_outcome"], [m["at"] for m in q["mentions"]]) for q in c["requests"]]')" \
   "[('facet_rf', 'denied', ['ur', 'report_plan'])]" "the plan that asks for the disputed item joins it; another plan is no request"
is "$(say 'c["medications"]["list_status"], [(m["name"], len(m["evidence"])) for m in c["medications"]["items"]]')" \
   "('listed', [('naproxen', 2)])" "the same drug in two reports is one item"
facts() { say '[(e["concept"], e["date"]) for e in c["events"]], [(d["id"], d["class"], d["date"]) for d in c["documents"]], c["timeline"], [o["id"] + str(o["percent"]["low"]) for o in c["outcomes"]]'; }
before=$(facts)
records z.txt y.txt x.txt
is "$(facts)" "$before" "other names and another order of the files give the same case"

# --- several issues in one letter
stream $fixtures/issues.txt $fixtures/issues.mentions
assemble
is "$(say '[(q["concept"], q["laterality"], q["issue_outcome"], [m["at"] for m in q["mentions"]]) for q in c["requests"]]')" \
   "[('esi_tf', 'left', 'upheld', ['issue_line', 'rfa', 'conclusion']), ('esi_tf', 'right', 'overturned', ['issue_line', 'rfa']), ('pt', None, 'partially_overturned', ['issue_line', 'application', 'rfa', 'conclusion'])]" \
   "two sides are two items; what the form asks besides is not in dispute"
is "$(say 'c["requests"][2]["quantity"]["low"], c["requests"][2]["codes"], c["requests"][0]["alternative_concept"]')" \
   "(12, ['97110'], 'esi_il')" "the quantity that most places give stands, codes come from the form, another wording is the alternative"
is "$(say 'c["admin"]["rfa_date"]["value"]')" 2016-08-02 "the date of the form is that of the request"

# --- a letter that counts the levels otherwise
printf '%s\n' "Treatment requested: C3-C5 facet rhizotomy." "The provider requests three-level rhizotomy." > "$tmp/levels.txt"
levels() { # levels FORM
    printf '{"kind":"request","zone":"request","at":"ur","quote":"C3-C5 facet rhizotomy","concept":"facet_rf","region":"cervical","levels":["C3","C5"],"level":{"form":"%s","literal":["C3","C5"],"readings":[],"count":{"literal":2,"min":2,"max":2},"ambiguous":false}}\n' "$1"
    printf '{"kind":"assertion","zone":"summary","quote":"requests three-level rhizotomy","subject":"level_count","value":3}\n'
}
levels range > "$tmp/levels.mentions"
stream "$tmp/levels.txt" "$tmp/levels.mentions"
assemble
is "$(say 'c["requests"][0]["levels"]["count"], c["requests"][0]["levels"]["readings"], c["requests"][0]["levels"]["kind"]')" \
   "({'literal': 3, 'min': 2, 'max': 3}, [{'by': 'literal', 'count': 2}, {'by': 'stated', 'count': 3}], 'ambiguous')" \
   "what a letter counts is a reading of the levels"
levels segment > "$tmp/levels.mentions"
stream "$tmp/levels.txt" "$tmp/levels.mentions"
assemble
is "$(say 'c["requests"][0]["levels"]["count"]')" "{'literal': 2, 'min': 2, 'max': 2}" "joints that are named one by one are counted"

# --- a percentage and how long it lasted
printf '%s\n' "After the neurotomy she had 70 % relief. It was for 8 months that the neurotomy helped." \
    "The injection gave 60 % relief and helped for 3 weeks." \
    "The block gave 80 % and 90 % relief and helped for 5 hours." > "$tmp/relief.txt"
relief() { printf '{"kind":"outcome","zone":"record","quote":"%s","treatment":"%s","direction":"improved",%s}\n' "$1" "$2" "$3"; }
weeks() { printf '"weeks_low":%s,"weeks_high":%s' "$1" "$1"; }
percent() { printf '"percent_op":"=","percent_low":%s,"percent_high":%s' "$1" "$1"; }
{ relief "70 % relief" facet_rf "$(percent 70)"; relief "8 months that the neurotomy helped" facet_rf "$(weeks 35)"
  relief "60 % relief" esi_il "$(percent 60)"; relief "helped for 3 weeks" esi_il "$(weeks 3)"
  relief "80 %" mbb "$(percent 80)"; relief "90 % relief" mbb "$(percent 90)"; relief "helped for 5 hours" mbb "$(weeks 0.03)"
} > "$tmp/relief.mentions"
stream "$tmp/relief.txt" "$tmp/relief.mentions"
assemble
is "$(say '[(o["treatment_ref"], (o["percent"] or {}).get("low"), (o["duration"] or {}).get("low"), len(o["evidence"])) for o in c["outcomes"]]')" \
   "[('facet_rf', 70, None, 1), ('facet_rf', None, 35, 1), ('esi_il', 60, 3, 2), ('mbb', 80, None, 1), ('mbb', 90, None, 1), ('mbb', None, 0.03, 1)]" \
   "in one sentence they are one outcome; across sentences, or where two percentages stand, they are not"

# --- the sentence that speaks of what is missing: on one line, wrapped words whole, around the words of the evidence where it is long
cat > "$tmp/told.txt" <<'END'
PROGRESS REPORT (PR-2)
Date of service: 05/12/2016
Subjective complaints: On 3/8/2016 she underwent a right L4-5 transfor-
aminal epidural steroid injection with relief of
about 60 % for six weeks. She underwent a medial branch block at C5-
6 on 1/4/2016.
Assessment: The MRI of the lumbar spine dated 2/2/2016 was reviewed, and so were the letters of the employer, of the
carrier, of the union, of the physical therapist, of the acupuncturist, of the psychologist, of the nurse case
manager, of the pharmacist, of the dentist, of the neighbour and of the clerk who keeps all of these letters in one
large drawer of her desk where nobody looks.
END
"$bin/case-text" "$tmp/told.txt" | "$bin/case-ocr" | "$bin/case-extract" > "$tmp/stream"
assemble
is "$(say '[s["text"] for m in c["missing"] for s in m["sentences"] if m["kind"] == "procedure_note"]')" \
   "['She underwent a medial branch block at C5-6 on 1/4/2016.', 'Subjective complaints: On 3/8/2016 she underwent a right L4-5 transforaminal epidural steroid injection with relief of about 60 % for six weeks.']" \
   "what is missing is told in whole sentences"
long=$(sed -n '/^Assessment/,$p' "$tmp/told.txt" | tr '\n' ' ')
text=$(say '[s["text"] for m in c["missing"] for s in m["sentences"] if m["class"] == "IMG"][0]')
[[ $text == *... && ${#text} -gt 280 && ${#text} -le 300 && $long == "${text%...} "* ]]
ok $? "a long one is cut between words behind the words of the evidence"

printf '[identity]\nvalues = omitted\n' > "$tmp/conf"
sed 's/^Date of service/Patient: Ute Zimmerli  DOB: 03\/04\/1961  Claim: TR-7741-9\n&/; s/On 3.8.2016 she/On 3\/8\/2016 Ms. Zimmerli (claim TR-7741-9)/' "$tmp/told.txt" > "$tmp/named.txt"
"$bin/case-text" "$tmp/named.txt" | "$bin/case-ocr" | "$bin/case-extract" > "$tmp/stream"
assemble
has "$out" 'On 3/8/2016 Ms. Zimmerli' "a sentence names the patient"
run "$bin/case-assemble" --conf "$tmp/conf" < "$tmp/stream"
has "$out" 'On 3/8/2016 Ms. ████████ (█████' "but not where the settings withhold that"
is "$(grep -ciE 'zimmerli|tr-7741' <<< "$out")" 0 "nor anything else"

# --- cloned notes
stream $fixtures/clones.txt $fixtures/clones.mentions
assemble
is "$(say '[((p["duplicate_of"] or {}).get("page"), p.get("cloned_from", {}).get("page")) for p in sorted(c["pages"], key=lambda p: p["page"])]')" \
   "[(None, None), (None, 1), (2, None)]" "the same words on another day are a clone, on the same day a copy"

# --- badly read sheets: the ink tells what the words cannot
sheet() { # sheet HASH [MENTION]: a page of its own; hashes are written as a number of leading fs
    n=$((n + 1))
    printf '%s%s' "$separator" "N0te $n xq lv ww rr ${2:-}" >> "$tmp/sheets.txt"
    separator=$'\f'
    printf '{"kind":"page","page":%d,"class":"PR2","part":%d,"source":"ocr","handwritten":true,"confidence":60,"legibility":"poor","image_hash":"%s"}\n' \
        "$n" "$n" "$1" >> "$tmp/sheets.mentions"
    [ -z "${2:-}" ] || printf '{"kind":"date","zone":"record","page":%d,"quote":"%s","role":"service","value":"%s"}\n' "$n" "$2" "$2" \
        >> "$tmp/sheets.mentions"
}
zeros() { printf '%0*d' "$1" 0; }
n=0 separator=''
: > "$tmp/sheets.txt"; : > "$tmp/sheets.mentions"
sheet "$(zeros 64)" 2014-03-04
sheet "ffff$(zeros 60)"                # 16 of 256 bits: the sheet scanned again
sheet "fffffffff$(zeros 55)"           # 36 bits from the first, 20 from the second: another note on the form
sheet "0000f$(zeros 59)" 2014-05-20     # 4 bits, but it bears a day of its own
stream "$tmp/sheets.txt" "$tmp/sheets.mentions"
assemble
is "$(say '[(p["duplicate_of"] or {}).get("page") for p in sorted(c["pages"], key=lambda p: p["page"])]')" "[None, 1, None, None]" \
   "a sheet scanned again is a copy; another note on its form and another day are not"
is "$(say '[p["duplicate_of"]["similarity"] for p in c["pages"] if p["duplicate_of"]]')" "[0.938]" "its similarity is the share of equal bits"
sed 's/"confidence":60,"legibility":"poor"/"confidence":95,"legibility":"good"/; s/"handwritten":true/"handwritten":false/' "$tmp/sheets.mentions" > "$tmp/well"
stream "$tmp/sheets.txt" "$tmp/well"
assemble
is "$(say '[p["page"] for p in c["pages"] if p["duplicate_of"]]')" "[]" "where words can be read they decide"

# --- the schema
cases=0
for case in "$tmp"/*.json; do cases=$((cases + 1)); done
run tests/tools/validate-case "$tmp"/*.json
is "$out$err" "" "all $cases cases are valid by docs/case.schema.json"

# --- broken streams
tests/tools/make-stream tests/fixtures/letter/letter.txt $fixtures/letter.mentions > "$tmp/whole"
head -n -1 "$tmp/whole" > "$tmp/stream"
assemble
is "$status-$out" "65-" "a stream without its end is refused, and no case written"
sed '$s/"mention": [0-9]*/"mention": 3/' "$tmp/whole" > "$tmp/stream"
assemble
is "$status-$out" "65-" "wrong counts are refused"
sed '5s/.$//' "$tmp/whole" > "$tmp/stream"
assemble
is "$status-$out" "65-" "a broken line is refused"
sed '2s/"page": 1,/"page": 7,/' "$tmp/whole" > "$tmp/stream"
assemble
is "$status-$out" "65-" "a mention of a page that did not come is refused"
: > "$tmp/stream"
assemble
is "$status-$out" "65-" "an empty stream is refused"
run "$bin/case-assemble" --no-such-option < /dev/null
is "$status-$out" "64-" "an unknown option is a usage error"
run "$bin/case-assemble" --help < /dev/null
is "$status" 0 "--help"
has "$out" "case-assemble(1)" "it names the manual page"
if (echo > /dev/full) 2> /dev/null; then skip "no /dev/full"; else
    "$bin/case-assemble" < "$tmp/whole" > /dev/full 2> /dev/null
    is $? 74 "a full disk is a write error"
fi
finish
