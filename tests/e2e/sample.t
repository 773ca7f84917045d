#!/bin/bash
# The sample case file gives what was written down of it by hand (tests/fixtures/sample/expected.json).
. tests/tools/tap.sh
bin=${BIN:-build/bin}
fixture=tests/fixtures/sample

(set -o pipefail
 "$bin/case-text" "$fixture/submission" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" | "$bin/case-check" \
     > "$tmp/case.json" 2> "$tmp/err")
is $? 0 "the pipeline runs"
is "$(cat "$tmp/err")" "" "without a word on stderr"
run tests/tools/validate-case "$tmp/case.json"
is "$status/$out$err" "0/" "the case is valid by its JSON Schema"
run /usr/bin/python3 tests/tools/check-sample "$fixture/expected.json" "$tmp/case.json"
printf '%s\n' "$out" | grep -v '^$' > "$tmp/lines"
while read -r verdict name; do
    [ "$verdict" = yes ]
    ok $? "$name"
done < "$tmp/lines"
is "$err" "" "the comparison ran to its end"
run "$bin/case-report" "$tmp/case.json"
is "$status" 0 "the report is written"
finish
