#!/bin/bash
# Each invented dispute comes out as a physician wrote down beforehand: criteria, draft, findings (tests/fixtures/disputes).
. tests/tools/tap.sh
run /usr/bin/python3 tests/tools/check-dispute "${BIN:-build/bin}" tests/fixtures/disputes/*.case
is "$status" 0 "the comparison ran to its end"
printf '%s\n' "$out" | grep -v '^$' > "$tmp/lines"
while read -r verdict name; do
    [ "$verdict" = yes ]
    ok $? "$name"
done < "$tmp/lines"
finish
