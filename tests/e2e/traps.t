#!/bin/bash
# The traps of a determination letter, T1 to T28, each a test of its own: the invented letter, and the real one where it is
# at hand.
. tests/tools/tap.sh
bin=${BIN:-build/bin}

for letter in tests/fixtures/letter/letter.txt ../shared/seed/letter.txt; do
    name=$(basename "$(dirname "$letter")")
    if [ ! -f "$letter" ]; then
        skip "$letter is not at hand"
        continue
    fi
    "$bin/case-text" "$letter" | "$bin/case-ocr" | "$bin/case-extract" > "$tmp/mentions.ndjson"
    "$bin/case-assemble" < "$tmp/mentions.ndjson" | "$bin/case-check" > "$tmp/case.json"
    run /usr/bin/python3 tests/tools/check-traps "$(dirname "$letter")/golden.json" "$tmp/mentions.ndjson" "$tmp/case.json"
    is "$status/$err" "0/" "$name: the checks ran to their end"
    while read -r verdict what; do
        [ "$verdict" = yes ]
        ok $? "$name $what"
    done <<< "$out"
done
finish
