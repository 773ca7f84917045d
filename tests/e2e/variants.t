#!/bin/bash
# Counterfactual variants of a determination letter: what the draft would be, had the file documented more or less.
# The invented letter, and the real one where it is at hand.
. tests/tools/tap.sh
bin=${BIN:-build/bin}

variant() { # variant LETTER V: runs it into $tmp/case.json
    rm -rf "$tmp/submission"
    tests/tools/letter-variant "$1" "$2" "$tmp/submission"
    local blur=(cat)
    [ "$2" = V8 ] && blur=(tests/tools/blur-pages block)
    (set -o pipefail
     "$bin/case-text" "$tmp/submission" | "$bin/case-ocr" | "${blur[@]}" | "$bin/case-extract" | "$bin/case-assemble" \
         | "$bin/case-check" > "$tmp/case.json")
}
# value EXPRESSION: of the case (c), its issue (i), its criteria by id (k), its finding codes (f)
value() {
    /usr/bin/python3 - "$tmp/case.json" "$1" <<'PY'
import json, sys
c = json.load(open(sys.argv[1]))
issues = c["assessment"]["issues"]
i = issues[0] if issues else {"criteria": [], "determination": {}}
k = {x["id"]: x for x in i["criteria"]}
f = {x["code"] for x in c["assessment"]["findings"]}
print(eval(sys.argv[2]))
PY
}
check() { # check NAME EXPRESSION WANTED
    is "$(value "$2" 2>&1 | tail -1)" "$3" "$letter_name $1"
}
draft='i["determination"]["draft"]'

for letter in tests/fixtures/letter/letter.txt ../shared/seed/letter.txt; do
    letter_name=$(basename "$(dirname "$letter")")
    if [ ! -f "$letter" ]; then
        skip "$letter is not at hand"
        continue
    fi
    variant "$letter" V0
    check "V0 upheld" "$draft" upheld
    variant "$letter" V1
    check "V1 two joints named: criterion 3 met" 'k["FRF-C.3"]["outcome"]' met
    check "V1 still upheld" "$draft" upheld
    variant "$letter" V2
    check "V2 percent and duration documented: 6b met" 'k["FRF-C.6b"]["outcome"]' met
    check "V2 still upheld" "$draft" upheld
    variant "$letter" V3
    check "V3 all documented: no mandatory criterion fails" \
        'sorted(x["id"] for x in k.values() if x["outcome"] in ("not_met", "not_documented"))' '[]'
    check "V3 overturned" "$draft" overturned
    variant "$letter" V4
    check "V4 too soon: 6a not met" 'k["FRF-C.6a"]["outcome"]' not_met
    check "V4 upheld" "$draft" upheld
    variant "$letter" V5
    check "V5 the fourth in a year: 6d not met" 'k["FRF-C.6d"]["outcome"]' not_met
    check "V5 upheld" "$draft" upheld
    variant "$letter" V6
    check "V6 three joints: 3 not met" 'k["FRF-C.3"]["outcome"]' not_met
    check "V6 a smaller quantity passes" "$draft" partially_overturned
    variant "$letter" V7
    check "V7 relief under the other treatment: 6b not documented" 'k["FRF-C.6b"]["outcome"]' not_documented
    check "V7 nor 2b" 'k["FRF-C.2b"]["outcome"]' not_documented
    check "V7 upheld" "$draft" upheld
    variant "$letter" V8
    check "V8 illegible block reports" '(k["FRF-C.2a"]["outcome"], k["FRF-C.2a"]["reason"])' \
        "('not_documented', 'ILLEGIBLE')"
    check "V8 upheld" "$draft" upheld
    variant "$letter" V9
    check "V9 the right chapter cited: no mismatch" '"CITATION_REGION_MISMATCH" in f' False
    check "V9 overturned as before" "$draft" overturned
    variant "$letter" V10
    check "V10 age and birth date disagree" '"AGE_DOB_MISMATCH" in f' True
    check "V10 no draft until that is resolved" "$draft" needs_human
done
finish
