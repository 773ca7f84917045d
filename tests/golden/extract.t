#!/bin/bash
# case-extract: the invented letter's classes, zones and composite mentions; the stream's rules; what maintainers ask of it.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
letter=tests/fixtures/letter/letter.txt

extract() { run "$bin/case-extract" "${@:2}" < "$1"; printf '%s\n' "$out" > "$tmp/out"; }
# One expression over the records `r`, the pages `p` and the mentions `m`; k(KIND) are the mentions of a kind.
say() {
    /usr/bin/python3 - "$tmp/out" "$1" <<'EOF'
import json, sys
r = [json.loads(l) for l in open(sys.argv[1], encoding="utf-8") if l.strip()]
p = [x for x in r if x["type"] == "page"]
m = [x for x in r if x["type"] == "mention"]
def k(kind):
    return [x for x in m if x["kind"] == kind]
print(eval(sys.argv[2]))
EOF
}

"$bin/case-text" "$letter" > "$tmp/letter"
extract "$tmp/letter"
is "$status" 0 "a letter is read"
is "$err" "" "and nothing is said about it"
is "$(say '[x["type"] for x in r if x["type"] != "mention" and x["type"] != "notice"]')" "['document', 'page', 'end']" "the records of the stage before stay"
is "$(say '(p[0]["class"], p[0]["layout"], p[0]["part"], p[0]["part_date"], p[0]["page_of"])')" "('IMR_FDL', 'C', 1, None, None)" "a determination letter, undated"
is "$(say 'all(x["quote"] == " ".join(p[0]["text"][x["span"][0]:x["span"][1]].split()) for x in m)')" True "every quote is the text of its span"
is "$(say 'all(x["line"][0] == p[0]["text"][:x["span"][0]].count(chr(10)) + 1 for x in m)')" True "and stands on its line"
is "$(say '[x["span"] for x in m] == sorted((x["span"] for x in m), key=lambda s: (s[0], -s[1]))')" True "mentions stand in order of place"
is "$(say 'len({x["id"] for x in m}) == len(m) and all(x["id"].startswith(p[0]["document"] + ".1.") for x in m)')" True "each has its own id"

# --- requests
is "$(say '[(x["at"], x["raw"], x["zone"]) for x in k("request")]')" \
   "[('authorization', 'C4, C5 and C6 bilateral facet block with sedation', 'request'), ('issue_line', 'Radiofrequency C4, 5, 6, bilateral facet block with sedation', 'request'), ('rationale_head', 'Radiofrequency C4, 5, 6, bilateral facet block with sedation', 'request'), ('conclusion', 'Radiofrequency C4, 5, 6, bilateral facet block with sedation', 'rationale')]" \
   "the request in its four places, word for word"
is "$(say '[x["concept"] for x in k("request")]')" "['facet_inj', 'facet_rf', 'facet_rf', 'facet_rf']" "radiofrequency heads the item where it is named"
is "$(say '{(x["region"], tuple(x["levels"]), x["laterality"], tuple(x["adjuncts"])) for x in k("request")}')" "{('cervical', ('C4', 'C5', 'C6'), 'bilateral', ('sedation',))}" "levels, side and sedation"
is "$(say '[x["level"]["count"] for x in k("request")][1]')" "{'literal': 3, 'min': 2, 'max': 3}" "three names are two or three levels"
is "$(say '[x["outcome"] for x in k("request")]')" "[None, 'upheld', None, None]" "the issue line gives the outcome"

# --- guidelines
is "$(say '[(x["party"], x["system"], x["chapter_no"], x["region"], x["pages"], x["updated"]) for x in k("citation")]')" \
   "[('UR', 'ACOEM', 12, 'lumbar', [300, 301], None), ('UR', 'ODG', None, 'cervical', [], None), ('IMR', 'ACOEM', 8, 'cervical', [174, 175], None), ('IMR', 'ODG', None, 'cervical', [], '2015-07-14')]" \
   "four citations of two parties; cross-references are none"
is "$(say '[x["number"] for x in k("guideline_item")]')" "['1', '2', '3', '4', '5', '6']" "six numbered criteria"
is "$(say '{x["zone"] for x in k("guideline_item") + k("guideline_remark")}')" "{'guideline'}" "in the guideline's voice"
is "$(say '[x["quote"] for x in k("outcome") + k("pain_score") + k("visits") if x["zone"] == "guideline" and not x["ctx"]["attribution"] == "guideline"]')" "[]" "what a guideline says is never the patient's"

# --- absences, assertions, documents
is "$(say '[(x["subject"], x["stated_by"], x["treatment"], x["date"]) for x in k("absence") if x["zone"] == "rationale"]')" \
   "[('diagnostic_blocks', 'reviewer', 'mbb', None), ('response_to_conservative_care', 'reviewer', 'pt', None), ('procedure_note', 'reviewer', 'facet_rf', '2014-10-23'), ('relief_and_function', 'reviewer', 'facet_rf', None)]" \
   "four stated absences"
is "$(say '[(x["subject"], x["value"]) for x in k("assertion")]')" "[('level_count', 3)]" "the reviewer counts three levels"
is "$(say '[(x["class"], x["date"], x["handwritten"], x["legibility"], x["stated_missing"]) for x in k("document_mention")]')" \
   "[('PR2', '2015-08-24', None, None, False), ('PR2', '2015-06-29', None, None, False), ('PR2', '2015-06-29', True, 'poor', False), ('OP', '2014-10-23', None, None, True)]" \
   "two reports, one of them in a bad hand, and a note that is missing"
is "$(say '[next(y["date"] for y in m if y["id"] == x["report"]) for x in m if x["kind"] == "diagnosis" and x["report"]][0]')" "2015-08-24" "the first report governs what follows it"
is "$(say '[x["report"] for x in m if x["zone"] == "summary" and "chemodenervation" in x["quote"]][0]')" None "what is said of the whole file is under no report"

# --- the reviewer
is "$(say '[(x["field"], x["op"], x["value"]) for x in k("reviewer")]')" \
   "[('no_affiliation', None, True), ('practice_years', '>', 5), ('hours_per_week', '>=', 24), ('same_or_similar_specialty_claimed', None, True), ('evidence_hierarchy', None, True), ('licence_states', None, ['TX', 'CA']), ('specialty', None, 'Family Practice')]" \
   "what the letter says of its reviewer"
is "$(say '[x["value"] for x in k("sex")]')" "['female']" "he/she is the reviewer, not the patient"

# --- the same letter, printed: four pages, some of them cut within a sentence
tests/tools/text-pdf "$letter" "$tmp/letter.pdf"
"$bin/case-text" "$tmp/letter.pdf" > "$tmp/printed"
extract "$tmp/printed"
is "$status" 0 "the printed letter is read"
is "$(say '{(x["class"], x["part"]) for x in p} == {("IMR_FDL", 1)} and len(p) > 2')" True "its pages are one document"
is "$(say '[x["at"] for x in k("request")]')" "['authorization', 'issue_line', 'rationale_head', 'conclusion']" "with the same requests"
is "$(say 'sorted(x["number"] for x in k("guideline_item"))')" "['1', '2', '3', '4', '5', '6']" "and the same criteria"
is "$(say 'all(x["box"] and 0 <= x["box"][0] < x["box"][2] <= 612 and 0 <= x["box"][1] < x["box"][3] <= 792 for x in m)')" True "every mention has its place on the page"
cp "$tmp/out" "$tmp/first"
extract "$tmp/printed"
is "$(cmp "$tmp/first" "$tmp/out" && echo same)" same "the same input gives the same bytes"

# --- a section of allergies that no heading after it ended
printf '%s\n' 'PROGRESS REPORT' 'ALLERGIES: PCN (rash), codeine' 'Continue ibuprofen. Start Lyrica 50 mg.' 'Rash on sulfa.' > "$tmp/allergies.txt"
"$bin/case-text" "$tmp/allergies.txt" | "$bin/case-ocr" > "$tmp/allergies"
extract "$tmp/allergies"
is "$(say '[(x["name"], x["status"]) for x in k("medication")]')" \
   "[('pcn', 'allergy'), ('codeine', 'allergy'), ('ibuprofen', 'current'), ('lyrica', 'planned'), ('sulfa', 'allergy')]" \
   "an order is no allergy"
# --- headings: one that no rule knows ends the family's history; a list whose line breaks are lost has its heading all the same
printf '%s\n' 'FAMILY HISTORY: Father had diabetes.' 'LIFESTYLE INQUIRY: He walks. The MRI showed stenosis at L4-5.' \
    'PAST SURGICAL HISTORY: Knee surgery.ALLERGIES1. PENICILLIN.PRESENT MEDICATIONS1. Lipitor 20 mg daily.' > "$tmp/headings.txt"
"$bin/case-text" "$tmp/headings.txt" | "$bin/case-ocr" > "$tmp/headings"
extract "$tmp/headings"
is "$(say '[(x["concept"], x["ctx"]["experiencer"]) for x in k("diagnosis")]')" "[('diabetes', 'family'), ('stenosis', 'patient')]" \
   "the family's history ends at any heading"
is "$(say '[(x["name"], x["status"]) for x in k("medication")]')" "[('penicillin', 'allergy'), ('lipitor', 'current')]" \
   "headings run into the first number of their list"

# --- the stream
head -n 2 "$tmp/letter" > "$tmp/cut"
extract "$tmp/cut"
is "$status" 65 "a stream without its end is an upstream failure"
printf '%s\n' '{"v":1,"type":"page","page":1}' '{"v":1,"type":"end","stage":"case-text","counts":{"page":1}}' > "$tmp/nopage"
extract "$tmp/nopage"
is "$status" 65 "a page without a document is no page"
printf '%s\n' '{"v":1,"type":"notice","stage":"x","code":"y","extra":[1,2]}' '{"v":1,"type":"end","stage":"case-text","counts":{"notice":1}}' > "$tmp/pass"
extract "$tmp/pass"
is "$(head -n 1 "$tmp/out")" '{"v":1,"type":"notice","stage":"x","code":"y","extra":[1,2]}' "other records pass byte for byte"

# --- a page of a megabyte ends within seconds, and says what it left out
/usr/bin/python3 - "$tmp/big" <<'EOF'
import json, sys
text = "left ESI C4-5, naproxen 550 mg #60; 50% relief for 6 weeks after the 1/2/2015 MBB, no numbness. " * 10500
page = {"v": 1, "type": "page", "document": "F0", "page": 1, "width": 612, "height": 792, "rotation": 0, "source": "text", "text": text, "words": ""}
with open(sys.argv[1], "w") as out:
    for record in ({"v": 1, "type": "document", "id": "F0", "name": "a.txt"}, page,
                   {"v": 1, "type": "end", "stage": "case-text", "counts": {"document": 1, "page": 1}}):
        out.write(json.dumps(record) + "\n")
EOF
run prlimit --cpu=60 "$bin/case-extract" < "$tmp/big"
printf '%s\n' "$out" > "$tmp/out"
is "$status" 0 "a page of a megabyte ends"
is "$(say 'len(m) >= 1000 and any(x["type"] == "notice" and x["code"] == "match_limit" for x in r)')" True "its mentions have a limit, which is said"

# --- maintainers
run "$bin/case-extract" --check-rules
is "$status" 0 "all rules hold"
has "$out" "sections.rules" "and each file is named"
mkdir "$tmp/bad"
cp patterns/*.rules "$tmp/bad"
printf 'rule requests.none\n  kind request\n  match nothing\n' >> "$tmp/bad/requests.rules"
printf 'rule citations.bad\n  kind citation\n  match (\n  + x => [x]\n' >> "$tmp/bad/citations.rules"
extract "$tmp/letter" --patterns "$tmp/bad"
is "$status" 78 "rules with mistakes are refused"
has "$err" "requests.rules:" "each mistake"
has "$err" "citations.rules:" "at once"
run "$bin/case-extract" --explain "Authorization was requested for left L4-5 facet block."
is "$status" 0 "a line can be explained"
has "$out" "request.authorization" "by its rule"
has "$out" "anatomy.rules side.words [left]" "with all that matches"
run "$bin/case-extract" --explain one two
is "$status" 64 "two texts are one too many"
run "$bin/case-extract" --patterns "$tmp/none" --check-rules
is "$status" 66 "a directory that does not exist"
finish
