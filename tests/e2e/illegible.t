#!/bin/bash
# Evidence that could only stand on handwritten pages that nobody can read: the criterion is not documented because they are illegible, it names
# them, and nothing on them becomes a fact. The letter's variant in which two block reports decide, first typed, then scrawled.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
tests/tools/letter-variant tests/fixtures/letter/letter.txt V8 "$tmp/submission"
assess() {
    (set -o pipefail
     "$bin/case-text" "$tmp/submission" | "$bin/case-ocr" | tee "$tmp/pages" | "$bin/case-extract" | tee "$tmp/mentions" | "$bin/case-assemble" \
         | "$bin/case-check" > "$tmp/case.json")
}
value() { # EXPRESSION of the criteria by id (k), the case (c), the scanned pages (p) and the mentions on them (m)
    /usr/bin/python3 - "$tmp" "$1" <<'PY'
import json, sys
folder = sys.argv[1]
c = json.load(open(folder + "/case.json"))
k = {x["id"]: x for x in c["assessment"]["issues"][0]["criteria"]}
p = [r for r in map(json.loads, open(folder + "/pages")) if r["type"] == "page" and r["source"] == "ocr"]
scanned = {r["document"] for r in p}
m = [r for r in map(json.loads, open(folder + "/mentions")) if r["type"] == "mention" and r["document"] in scanned]
print(eval(sys.argv[2]))
PY
}
assess
is "$(value 'k["FRF-C.2a"]["outcome"]')" met "typed block reports document the response"
for n in 1 2; do
    head -n 4 "$tmp/submission/block $n.txt" > "$tmp/head.txt"
    rm "$tmp/submission/block $n.txt"
    tests/tools/scrawl-page "$tmp/head.txt" "$tmp/submission/block $n.png" $n
done
assess
is "$(value '[(x["handwritten"], x["legibility"]) for x in p]')" "[(True, 'poor'), (True, 'poor')]" "scrawled ones are handwritten, and poorly legible"
is "$(value '(k["FRF-C.2a"]["outcome"], k["FRF-C.2a"]["reason"])')" "('not_documented', 'ILLEGIBLE')" "not documented, for they cannot be read"
is "$(value '[(x["file"], x["page"]) for x in k["FRF-C.2a"]["search"]["pages_unread"]]')" \
    "[('block 1.png', 1), ('block 2.png', 1)]" "the pages that could not be read are named"
is "$(value '[x["quote"] for x in m if x["kind"] in ("outcome", "score", "level", "medication") and not x["candidate"]]')" "[]" \
    "no outcome, score, level or drug of theirs is a fact"
is "$(value '[x for x in p if x.get("respelt")]')" "[]" "no word of the field is made of a scrawl"
is "$(value 'c["assessment"]["issues"][0]["determination"]["draft"]')" upheld "the draft does not outrun the evidence"
finish
