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
has "$out" 'She obtained 6-12 months of relief of her neck pain following cervical radiofrequency</mark>. On physical' \
    "each quote is shown in its place"
has "$out" 'href="../letter/letter.txt#page=1"' "and links to its page"
head -c 500 "$tmp/pages.ndjson" > "$tmp/cut.ndjson"
run "$report" --pages "$tmp/cut.ndjson" "$golden"
is "$status/$out" "65/" "pages that are not whole are refused"

# A case whose quotes attack the page.
sed 's|she complained of constant neck pain|</q><script>alert(1)</script><img src=x onerror=alert(2)>\\u202e\\u0007 \& \\"|' \
    "$golden" > "$tmp/hostile.json"
run "$report" "$tmp/hostile.json"
is "$status" 0 "a hostile case gives a report"
hasnt "$out" '<script' "no script of a document is alive"
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
