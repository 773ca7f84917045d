#!/bin/bash
# Each finding is raised by the text of a submission that has what it speaks of, and not by one that only looks so
# (tests/fixtures/findings); every finding has a case of both.
. tests/tools/tap.sh
for code in $(sed -n 's/^-- finding: //p' patterns/findings/*.sql); do
    for key in required forbidden; do
        grep -Eq "^$key:.*\<$code\>" tests/fixtures/findings/*.case
        ok $? "a submission for which $code is $key"
    done
done
run /usr/bin/python3 tests/tools/check-dispute "${BIN:-build/bin}" tests/fixtures/findings/*.case
is "$status" 0 "the comparison ran to its end"
printf '%s\n' "$out" | grep -v '^$' > "$tmp/lines"
while read -r verdict name; do
    [ "$verdict" = yes ]
    status=$?
    case $name in
    *"# TODO"*) [ $status -eq 0 ] && echo "ok $((tests += 1)) - $name" || echo "not ok $((tests += 1)) - $name" ;;
    *) ok $status "$name" ;;
    esac
done < "$tmp/lines"
finish
