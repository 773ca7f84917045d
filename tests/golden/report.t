#!/bin/bash
# case-report: a readable page from a case, nothing of a document alive in it, and clear refusals.
. tests/tools/tap.sh
report=${BIN:-build/bin}/case-report
golden=tests/fixtures/letter/golden.json

run "$report" "$golden"
is "$status" 0 "a checked case gives a report"
is "$err" "" "and says nothing else"
has "$out" "Draft for physician review" "the page says that it is a draft"
has "$out" 'FRF-C.6b' "each criterion is in the table"
has "$out" 'it is mentioned, but the value that the criterion needs is not' "a reason is put in words"
has "$out" 'id="X26"' "the evidence is on the page"
first=$out
run "$report" - < "$golden"
is "$status" 66 "an operand that does not exist is refused"
run "$report" < "$golden"
is "$out" "$first" "stdin gives the same bytes"

run "$report" --output "$tmp/report" "$golden"
is "$status" 0 "--output writes a directory"
is "$(cat "$tmp/report/index.html")" "$first" "with the same page"
is "$(stat -c %a "$tmp/report/index.html") $(stat -c %a "$tmp/report")" "600 700" "for its owner alone"

"${BIN:-build/bin}/case-text" tests/fixtures/letter/letter.txt > "$tmp/pages.ndjson"
run "$report" --pages "$tmp/pages.ndjson" --originals tests/fixtures/letter "$golden"
is "$status" 0 "with the pages at hand"
has "$out" $'<span class="anchor" id="v-X26"></span><mark>She obtained 6-12 \n\nmonths of relief of her neck pain following cervical radiofrequency</mark>. On physical' \
    "each quote is marked in its place"
has "$out" 'href="../letter/letter.txt#page=1"' "and links to its page"
head -c 500 "$tmp/pages.ndjson" > "$tmp/cut.ndjson"
run "$report" --pages "$tmp/cut.ndjson" "$golden"
is "$status/$out" "65/" "pages that are not whole are refused"

# Page images: the sample's procedure notes and scan, with a case that cites a line of the first.
sample=tests/fixtures/sample/submission
mkdir "$tmp/originals"
cp "$sample/4 procedure notes.pdf" "$tmp/originals/0001.pdf"
cp "$sample/5 MRI (scan).pdf" "$tmp/originals/0002.pdf"
printf 'She walks two miles.\n' > "$tmp/originals/0003.txt"
PYTHONPATH=tests/fixtures/text PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -c 'import ole, sys; sys.stdout.buffer.write(ole.word_6(b"He sleeps.\r"))' \
    > "$tmp/originals/0004.doc"
printf '[sandbox]\npolicy = best-effort\n' > "$tmp/pipeline.conf"
"${BIN:-build/bin}/case-text" --conf "$tmp/pipeline.conf" "$tmp/originals" > "$tmp/pages.ndjson"
/usr/bin/python3 - "$tmp/pages.ndjson" "$tmp/case.json" <<'END'
import json, sys
records = [json.loads(line) for line in open(sys.argv[1])]
names = {r["id"]: r["name"] for r in records if r["type"] == "document"}
def cite(number, stored, words):
    page = next(r for r in records if r["type"] == "page" and names[r["document"]].endswith(stored) and words in r["text"])
    at = page["text"].index(words)
    return {"id": f"X{number}", "file": names[page["document"]], "page": page["page"], "span": [at, at + len(words)],
            "quote": words, "source": "text", "zone": "record", "line": [1, 1], "bbox": None, "ocr_conf": None}
evidence = [cite(1, "0001.pdf", "80% relief of neck pain"), cite(2, "0003.txt", "two miles"), cite(5, "0004.doc", "He sleeps")]
evidence.append({**evidence[0], "id": "X3", "source": "ocr", "ocr_conf": 31})
evidence.append({**evidence[0], "id": "X4", "source": "human"})
json.dump({"case_key": "k", "assessment": {}, "evidence": evidence, "timeline": [["2014-05-08", "procedure", "E1"]],
           "events": [{"id": "E1", "concept": "mbb", "date": "2014-05-08", "evidence": ["X1", "X3", "X4"]}]},
          open(sys.argv[2], "w"))
END
whole=("$report" --conf "$tmp/pipeline.conf" --pages "$tmp/pages.ndjson" --originals "$tmp/originals")
run "${whole[@]}" --output "$tmp/report" "$tmp/case.json"
is "$status/$err" "0/" "a report with page images is written"
page=$(cat "$tmp/report/index.html")
is "$(cd "$tmp/report/pages" && echo ./*)" "./0001.png ./0002.png ./0003.png" "one image a page that can be drawn"
is "$(stat -c %a "$tmp/report/pages" "$tmp/report/pages/0001.png" | tr '\n' ' ')" "700 600 " "for its owner alone"
is "$(od -An -tu1 -j24 -N1 "$tmp/report/pages/0003.png" | tr -d ' ')" 1 "a scan of one bit a pixel stays so"
is "$(tests/tools/check-report "$tmp/report/index.html")" "" "every link has its target"
has "$page" 'href="#v-X1"><q class="sure">' "a quote opens its page"
has "$page" 'href="#v-X3"><q class="low">' "a doubtful reading looks different"
has "$page" 'href="#v-X4"><q class="human">' "and so does a transcript by a person"
has "$page" '<span class="anchor" id="v-X2"></span><mark>two miles</mark>.' "a page without image marks its text"
is "$(grep -c -e '<mark>He sleeps</mark>' -e 'image cannot be drawn' <<< "$page")" 1 "... and so does one of an old Word document, which never had an image"
has "$page" 'data-kind="procedure" data-document="0001.pdf"' "the chronology can be filtered"
# Where the words stand by pdftotext, which is another reader of the same page.
read -r x0 y0 x1 y1 < <(pdftotext -f 1 -l 1 -bbox "$tmp/originals/0001.pdf" - | sed -n 's/"/ /g; /80%/,/pain</p' |
    awk '{ if (!n++) { x = $3; y = $5 } right = $7; bottom = $9 } END { print x, y, right, bottom }')
mark=$(grep -A0 'id="v-X1"' "$tmp/report/index.html" | grep -o '<rect [^>]*>' | tr -dc '0-9. \n')
awk -v mark="$mark" -v x0="$x0" -v y0="$y0" -v x1="$x1" -v y1="$y1" 'BEGIN { n = split (mark, m, " ")
    far = 0; d[1] = m[1] - x0; d[2] = m[2] - y0; d[3] = m[1] + m[3] - x1; d[4] = m[2] + m[4] - y1
    for (i in d) if (d[i] > 4 || d[i] < -4) far = 1; exit n != 4 || far }'
ok $? "the mark lies on the words"
cp "$tmp/report/index.html" "$tmp/first.html"
run "${whole[@]}" --output "$tmp/report" "$tmp/case.json"
is "$(cmp "$tmp/report/index.html" "$tmp/first.html")" "" "the same case gives the same bytes"

run "${whole[@]}" --embed "$tmp/case.json"
is "$(grep -o 'src="data:image/png;base64,' <<< "$out" | wc -l)" 3 "--embed puts the images into the page"
printf '[sandbox]\npolicy = best-effort\n[report]\nembed_mb = 1\nimage_dpi = 300\n' > "$tmp/small.conf"
for n in 04 05 06 07 08 09 10 11 12 13 14 15; do cp "$tmp/originals/0001.pdf" "$tmp/originals/00$n.pdf"; done
"${BIN:-build/bin}/case-text" --conf "$tmp/pipeline.conf" "$tmp/originals" > "$tmp/many.ndjson"
run "$report" --conf "$tmp/small.conf" --pages "$tmp/many.ndjson" --originals "$tmp/originals" --embed "$tmp/case.json"
has "$out" 'its image is left out, since this file has reached its limit' "up to a limit"
[ "${#out}" -lt 1300000 ]
ok $? "which holds"

echo changed >> "$tmp/originals/0001.pdf"
rm "$tmp/originals/0002.pdf"
run "${whole[@]}" --output "$tmp/report" "$tmp/case.json"
is "$status" 0 "originals that changed or went do not stop the report"
page=$(cat "$tmp/report/index.html")
has "$page" 'the original is gone or is not the file that was read' "a page that cannot be drawn says so"
has "$page" 'its original is not at hand' "and so does one that is gone"
is "$(ls "$tmp/report/pages")" "" "images of the earlier report are gone"
is "$(tests/tools/check-report "$tmp/report/index.html")" "" "its quotes still open the text of the page"

# A scan that came in an archive: its image is drawn from there, and the archive is what can be opened.
mkdir "$tmp/zipped"
/usr/bin/python3 - "$tmp" <<'END'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1] + "/zipped/records.zip", "w") as archive:
    archive.write("tests/fixtures/sample/submission/5 MRI (scan).pdf", "folder/mri & more.pdf")
END
"${BIN:-build/bin}/case-text" --conf "$tmp/pipeline.conf" "$tmp//zipped" > "$tmp/zipped.ndjson" # as a script may join them
run "$report" --conf "$tmp/pipeline.conf" --pages "$tmp/zipped.ndjson" --originals "$tmp/zipped" --output "$tmp/zip-report" "$tmp/case.json"
is "$status/$err" "0/" "a report of an archive is written"
is "$(ls "$tmp/zip-report/pages")" "0001.png" "with the image of the scan in it"
page=$(cat "$tmp/zip-report/index.html")
has "$page" 'src="pages/0001.png"' "which the page shows"
has "$page" 'href="../zipped/records.zip">original</a>' "beside the way to the archive"
has "$page" 'records.zip/folder/mri &amp; more.pdf' "under its name"

# The other formats, from a small case with something to assert, something to leave out, and something absent.
/usr/bin/python3 - "$tmp/small.json" <<'END'
import json, sys
def cited(n, quote, zone="record"):
    return {"id": f"X{n}", "file": "a.pdf", "page": n, "quote": quote, "zone": zone, "source": "text"}
ctx = {"polarity": "affirmed", "experiencer": "patient", "certainty": "certain", "temporality": "current", "attribution": "record"}
unread = [{"file": "a.pdf", "page": 3}, {"file": "c 2.pdf", "page": None}]
json.dump({"case_key": "k", "admin": {"date_of_injury": {"value": "2012-03-22", "evidence": ["X1"]}, "case_number": None},
  "patient": {"age": None, "sex": {"value": "female", "evidence": ["X2"]}}, "run": {"pages_read": 7, "pages_unread": unread},
  "pages": [{"file": "a.pdf", "page": 3, "error": {"detail": "broken"}},
            {"file": "a.pdf", "page": 4, "document": "DOC1", "place_doubtful": True}],
  "files": [{"name": "a.pdf"}, {"name": "c 2.pdf", "error": {"detail": "truncated"}}],
  "documents": [{"id": "DOC1", "class": "OP", "date": "2014-05-08", "in_file": True, "file": "a.pdf", "pages": [4]},
                {"id": "DOC2", "class": "PR2", "date": "2015-02-01", "in_file": True, "file": "a.pdf", "pages": [5]},
                {"id": "DOC9", "class": "OTHER", "likely_class": "PR2", "date": None, "in_file": True, "file": "a.pdf", "pages": [6],
                 "parts": [{"file": "b.pdf", "pages": [1, 2]}], "may_follow": ["DOC1"]},
                {"id": "R1", "class": "PR2", "date": "2014-02", "in_file": False, "evidence": ["X5"]}],
  "requests": [{"id": "Q1", "raw": "Repeat neurotomy <b>", "mentions": [{"evidence": "X3"}]}],
  "diagnoses": [{"id": "D1", "concept": "facet_arthropathy", "ctx": ctx, "evidence": ["X4"]},
                {"id": "D2", "concept": "diabetes", "ctx": {**ctx, "polarity": "negated"}, "evidence": ["X4"]},
                {"id": "D3", "concept": "myelopathy", "ctx": {**ctx, "certainty": "possible"}, "evidence": ["X4"]},
                {"id": "D4", "concept": "epilepsy", "ctx": {**ctx, "experiencer": "other"}, "evidence": ["X4"]},
                {"id": "D5", "concept": "stenosis", "ctx": ctx, "candidate": True, "evidence": ["X4"]}],
  "missing": [{"id": "M1", "kind": "document", "class": "PR2", "date": "2014-02", "ref": "R1", "within_six_months": None, "evidence": ["X5"],
               "possible_match": ["DOC1"],
               "sentences": [{"evidence": "X5", "text": "He was seen again and a report of February 2014 was <b>sent</b>."}]},
              {"id": "M2", "kind": "procedure_note", "class": "OP", "date": "2014-05-08", "ref": "E1", "within_six_months": True,
               "evidence": ["X6"], "sentences": []}],
  "events": [{"id": "E1", "concept": "mbb", "date": "2014-05-08", "note_in_file": False, "ctx": ctx, "evidence": ["X6"]}],
  "outcomes": [{"id": "O1", "event_ref": "E1", "direction": "improved", "measure": ["pain"], "percent": {"low": 80, "high": 80},
                "duration": None, "ctx": {**ctx, "attribution": "patient_report"}, "evidence": ["X6"]},
               {"id": "O2", "event_ref": None, "treatment_ref": "pt", "direction": "none", "ctx": ctx, "evidence": ["X7"]}],
  "exam": [{"id": "F1", "concept": "slr", "polarity": "negative", "value": None, "side": "left", "date": "2015-02-01",
            "ctx": {**ctx, "polarity": "negated", "report_ref": "DOC2"}, "evidence": ["X7"]},
           {"id": "F2", "concept": "motor", "polarity": "normal", "value": "5/5", "date": "2015-02-01", "ctx": {**ctx, "report_ref": "DOC2"},
            "evidence": ["X7"]},
           {"id": "F3", "concept": "spasm", "polarity": "positive", "date": "2015-02-01", "ctx": {**ctx, "polarity": "negated"},
            "evidence": ["X7"]}],
  "medications": {"list_status": "absent", "items": []}, "timeline": [["2014-05-08", "procedure", "E1"]],
  "imaging": [{"id": f"F4{n}", "modality": "mri_l", "finding": f, "laterality": s, "level": l, "date": "2015-01-05", "ctx": ctx,
               "evidence": ["X8"]} for n, (f, s, l) in enumerate([("disc bulge", None, ["L3-4"]), ("no disc herniation", None, None),
               ("disc bulge", None, ["L4-5"]), ("disc herniation", "left", ["L5-S1"]), ("disc herniation", None, ["L5-S1"])])]
             + [{"id": "F5", "modality": "emg", "finding": None, "date": "2015-01-06", "ctx": ctx, "evidence": ["X8"]}],
  "evidence": [cited(n, q) for n, q in enumerate(["3/22/2012", "she", "asks", "facet arthropathy", "the report of 2/2014",
                                                  '=cmd|"80% relief', "no better", "a bulge"], 1)] + [{**cited(9, "scrawl"), "ocr_conf": 20}],
  "assessment": {"issues": [{"request": "Q1", "criteria": [
      {"id": "A.1", "outcome": "met", "paraphrase": "First.", "evidence": ["X4"]},
      {"id": "A.3", "outcome": "met", "paraphrase": "Third.", "evidence": ["X9", "X7"]},
      {"id": "A.4", "outcome": "met", "paraphrase": "Fourth.", "evidence": ["X9"]},
      {"id": "A.2", "outcome": "not_documented", "reason": "ABSENT", "paraphrase": "Second.", "evidence": [],
       "search": {"pages_read": 7, "pages_unread": unread}}],
      "determination": {"draft": "upheld", "deciding": ["A.2", "A.3"], "cure": [{"needed": "the second thing"}]}}]}}, open(sys.argv[1], "w"))
END
run "$report" --format letter "$tmp/small.json"
is "$status/$err" "0/" "a letter is drafted"
plain() { sed 's/<sup>[^<]*<a[^>]*>[^<]*<\/a><\/sup>//g; s/<[^>]*>//g' <<< "$1"; }
letter=$(plain "$out")
has "$letter" 'DRAFT FOR PHYSICIAN REVIEW' "it says that it is a draft"
has "$out" '<thead><tr><td><p class="draft">' "in what repeats on every printed page"
has "$letter" 'Case Number:Not documented in the 7 pages read' "what the header lacks is said, with its proof"
has "$letter" 'The age of the patient is not documented in the 7 pages read.' "and an age that is absent"
has "$letter" 'The patient is female with a date of injury of March 22, 2012.' "dates are in words"
has "$letter" 'The documented diagnosis is facet arthropathy.' "a diagnosis is told"
for word in diabetes myelopathy epilepsy stenosis; do hasnt "$letter" "$word" "what is negated, possible, another's or doubtful is not: $word"; done
has "$letter" '1 fact rests on doubtful readings alone and is left out' "but counted"
has "$letter" 'On May 8, 2014, a medial branch block was performed; no procedure note of it is among the 7 pages read.' "a procedure without its note"
has "$letter" 'After it, the patient reported 80% relief of pain; its duration was not found.' "a response claims no absence that is only the reading's"
has "$letter" 'The records state no improvement after physical therapy.' "and none stays none"
has "$letter" 'In the progress report of February 1, 2015, on examination, straight leg raising was negative on the left; motor strength was normal (5/5).' \
    "a negative and a normal examination are told"
hasnt "$letter" 'spasm' "one whose reading contradicts itself is not"
has "$letter" 'A lumbar MRI of January 5, 2015 showed disc bulge at L3-4 and L4-5 and left disc herniation at L5-S1.' \
    "what a study showed is told, each finding once, and no general absence beside it"
has "$letter" 'The records also mention an EMG of January 6, 2015.' "and a study without a finding"
has "$letter" 'This is met on these records: the records read &quot;no better&quot;.' "a sure reading is quoted before a doubtful one"
has "$letter" 'This is met on these records: the records, read with doubt, have &quot;scrawl&quot;.' "which is quoted as such"
has "$letter" 'No current medication is documented in the 7 pages read; that does not say that none is taken.' "an absent list is not a denial"
has "$letter" '1 page and 1 file could not be read: a.pdf p. 3, c 2.pdf.' "what could not be read is counted and named"
has "$letter" 'This is not documented: nothing in the file speaks of it; the search covered 7 pages, and 1 page and 1 file could not be read.' \
    "an absence is stated with its proof"
has "$letter" 'the draft is that the denial be upheld; it turns on A.2 and A.3.' "and what it decides"
hasnt "$letter" 'years of practice,' "nothing is asserted of the reviewer"
has "$letter" 'Repeat neurotomy &lt;b&gt;' "text of the case is escaped"
printf '%s' "$out" > "$tmp/letter.html"
jq '. as $case | .medications.items = [
      {"id": "F6", "name": "norco", "generic": "hydrocodone", "strength": "10 mg", "frequency": "q.4-6h. prn", "status": "current", "evidence": ["X7"]},
      {"id": "F7", "name": "naproxen", "generic": "naproxen", "frequency": "b.i.d.-t.i.d.", "status": "current", "evidence": ["X7"]},
      {"id": "F13", "name": "butrans", "generic": "buprenorphine", "frequency": "q 7 days", "status": "current", "evidence": ["X7"]},
      {"id": "F11", "name": "soma", "generic": "carisoprodol", "status": "current", "ctx": {"report_ref": "DOC1"}, "evidence": ["X7"]},
      {"id": "F12", "name": "soma", "generic": "carisoprodol", "status": "past", "ctx": {"report_ref": "DOC2"}, "evidence": ["X7"]},
      {"id": "F8", "name": "pcn", "generic": "penicillin", "status": "allergy", "evidence": ["X7"]}]
    | .surgeries = [{"id": "F9", "concept": "other_surgery", "ctx": $case.exam[1].ctx, "evidence": ["X4"]}]
    | .pain_scores = [{"id": "F10", "low": 7, "high": 7, "when": "worst", "date": "2015-02-01", "ctx": $case.exam[1].ctx, "evidence": ["X7"]}]
    | .outcomes += [{"id": "O3", "treatment_ref": "mbb@cervical", "direction": "improved", "measure": ["pain"], "before": 8, "after": 3,
        "ctx": $case.exam[1].ctx, "evidence": ["X7"]},
      {"id": "O4", "direction": "improved", "measure": ["symptom"], "ctx": $case.exam[1].ctx, "evidence": ["X7"]}]
    | .evidence[6].quote = "no better, 8/10 then 3/10, at worst 7/10"' "$tmp/small.json" > "$tmp/more.json"
run "$report" --format letter "$tmp/more.json"
letter=$(plain "$out")
has "$letter" 'Current medications are Norco (hydrocodone) 10 mg every 4-6 hours as needed, naproxen twice daily to three times daily and Butrans (buprenorphine) every 7 days.' "medicines are told in words"
hasnt "$letter" 'carisoprodol' "but for one that a later report says is past"
has "$letter" 'An allergy is recorded to penicillin.' "and allergies"
has "$letter" 'The surgical history includes an operation recorded as &quot;facet arthropathy&quot;.' "an operation without a name in the record's words"
has "$letter" 'pain was rated 7 of 10 at worst.' "a score with its moment"
has "$letter" 'The records state relief of pain from 8 to 3 of 10 after medial branch block; its duration was not found, and no session is named.' \
    "a fall of pain is a degree"
has "$letter" 'The records state improvement; neither its degree nor its duration was found, and the text does not say after which treatment.' \
    "what was not found is not said to be absent"
printf '%s' "$out" > "$tmp/more.html"
is "$(tests/tools/check-letter "$tmp/more.html" "$tmp/more.json")" "" "the case backs these sentences, too"
is "$(tests/tools/check-report "$tmp/letter.html")" "" "each number has its source"
is "$(tests/tools/check-letter "$tmp/letter.html" "$tmp/small.json")" "" "the case backs each of its sentences"
spoilt() { # spoilt FROM TO: the check of sentences sees a letter that says something else
    sed "s|$1|$2|" "$tmp/letter.html" > "$tmp/spoilt.html"
    run tests/tools/check-letter "$tmp/spoilt.html" "$tmp/small.json"
    grep -q "$1" "$tmp/letter.html" && [ "$status" -eq 1 ] && [ -n "$out" ]
    ok $? "and would not back: $2"
}
spoilt '80% relief' '90% relief'
spoilt 'is female' 'is male'
spoilt 'March 22' 'March 23'
spoilt 'among the 7 pages read' 'in the file'
spoilt 'This is met on' 'This is not met on'
spoilt 'pages, and 1 page and 1 file could not' 'pages, and each could'
spoilt 'the denial be upheld' 'the denial be overturned'
spoilt 'data-basis="O1"' 'data-basis="O2"'
spoilt 'data-basis="D1 *"' 'data-basis="D3"'
spoilt 'facet arthropathy[.]</bdi>' 'facet arthropathy with myelopathy.</bdi>'
spoilt '<h2><bdi>CLINICAL' '<p>He smokes.</p><h2><bdi>CLINICAL'
run "$report" --format letter "$golden"
printf '%s' "$out" > "$tmp/letter.html"
is "$(tests/tools/check-letter "$tmp/letter.html" "$golden")" "" "the case of the invented letter backs each sentence of its draft"

# The letter as PDF: the same words, the draft's mark and the number on every page, the same bytes twice.
run "$report" --format letter-pdf --output "$tmp/pdf" "$golden"
is "$status/$err" "0/" "the letter is written as PDF"
pages=$(pdfinfo "$tmp/pdf/letter.pdf" | sed -n 's/^Pages: *//p')
marked=0
for n in $(seq "$pages"); do
    text=$(pdftotext -f "$n" -l "$n" "$tmp/pdf/letter.pdf" -)
    [[ $text == *"DRAFT FOR PHYSICIAN REVIEW"* && $text == *"Page $n of $pages"* ]] && marked=$((marked + 1))
done
[ "$pages" -gt 1 ] && [ "$marked" -eq "$pages" ]
ok $? "each page says that it is a draft, and which of how many it is"
words() { tr -cs '[:alnum:]' '\n' | sort -u; }
missing=$(comm -23 <(sed 's/<style>.*//; s/<[^>]*>/ /g' "$tmp/letter.html" | sed -n '/CLINICAL/,$p' | sed 's/&[a-z#0-9]*;/ /g' | words) \
    <(pdftotext "$tmp/pdf/letter.pdf" - | words))
is "$missing" "" "it has all words of the page"
run cmp <("$report" --format letter-pdf "$golden") "$tmp/pdf/letter.pdf"
is "$status" 0 "the same case gives the same bytes"
run "$report" --format records-request-pdf --output "$tmp/pdf" "$tmp/small.json"
has "$(pdftotext "$tmp/pdf/records-request.pdf" -)" 'procedure note of the medial branch block of May 8, 2014' "and so the request for records"

run "$report" --format records-request "$tmp/small.json"
printf '%s' "$out" > "$tmp/request.html"
is "$(tests/tools/check-letter "$tmp/request.html" "$tmp/small.json")" "" "the case backs each sentence of the records request"
has "$out" 'The second thing' "the records request asks for what the criteria need"
has "$out" 'The progress report of February 2014</bdi><bdi>: &quot;He was seen again and a report of February 2014 was &lt;b&gt;sent&lt;/b&gt;.&quot;</bdi><sup>' \
    "for what is mentioned, with the sentence that mentions it"
has "$out" 'An undated document may be it: a.pdf, page 4.' "and with the document that may be the one"
has "$out" 'procedure note of the medial branch block of May 8, 2014' "for procedure notes"
has "$out" 'A legible copy of a.pdf, page 3' "and for what cannot be read"
has "$out" 'A legible copy of c 2.pdf.' "be it a whole file"
run "$report" "$tmp/small.json"
has "$out" 'the progress report of February 2014</bdi><br><span class="note">An undated document may be it: ' "the report lists what is missing, and what may be it"
has "$out" 'p. 4 may be of the document before it in its file</span>' "and whose place in a document is in doubt"
has "$out" 'b.pdf</bdi> p. 1-2 <span class="note">perhaps of a <bdi>progress report</bdi></span> <span class="note">may go on with <bdi>a.pdf</bdi> p. 4</span>' \
    "where the further pages of a document lie, and what it may be and go on with"
has "$out" '<q class="sure"><bdi>He was seen again and a report of February 2014 was &lt;b&gt;sent&lt;/b&gt;.</bdi></q></a>' "in the words of the records"
run "$report" --format chronology "$tmp/small.json"
is "$out" $'date,kind,what,region,levels,side,file,page,quote,doubtful\r\n"2014-05-08","procedure","medial branch block","","","","a.pdf","6","\'=cmd|""80% relief","no"\r' \
    "the chronology is CSV that no spreadsheet calculates"
run "$report" --format letter --output "$tmp/papers" "$tmp/small.json"
is "$(ls "$tmp/papers")" "letter.html" "a format has its own file"
run "$report" --format poem "$tmp/small.json"
is "$status" 64 "another format is a usage error"

# A case whose quotes attack the page.
sed 's|she complained of constant neck pain|</q><script>alert(1)</script><img src=x onerror=alert(2)>\\u202e\\u0007 \& \\"|' \
    "$golden" > "$tmp/hostile.json"
run "$report" "$tmp/hostile.json"
is "$status" 0 "a hostile case gives a report"
is "$(grep -o '<script' <<< "$out" | wc -l)" 1 "no script but the report's own is alive"
is "$(grep -o "script-src 'sha256-[^']*'" <<< "$out")" \
    "script-src 'sha256-$(sed -n '/^<script>/,/<\/script>$/p' <<< "$out" | sed '1s/^<script>//;$s/<\/script>$//' | head -c -1 |
        /usr/bin/python3 -c 'import base64, hashlib, sys
print(base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode())')'" "and the policy names it by its hash"
hasnt "$out" '<img' "no markup either"
hasnt "$out" $'\u202e' "no bidirectional control"
has "$out" '&lt;script&gt;alert(1)' "it is shown as text"

for bad in '' '{' '[]' '{"case_key":"x"}' '{"assessment":{}}' 'null' '{"case_key":"x","assessment":{}} x'; do
    printf '%s' "$bad" > "$tmp/bad.json"
    run "$report" "$tmp/bad.json"
    is "$status/$out" "65/" "no case: '$bad' is refused and nothing is written"
done
run "$report" "$golden" "$golden"
is "$status" 64 "two cases are a usage error"
run "$report" --output /proc/none "$golden"
is "$status" 74 "a directory that cannot be made is an error"
"$report" "$golden" > /dev/full 2> /dev/null
is "$?" 74 "a full disk is an error"
run "$report" --help
is "$status" 0 "--help succeeds"
has "$out" 'case-report(1)' "and names the man page"
finish
