#!/bin/bash
# The audit log: one line an action, in a chain; whoever changes it or what is done is found out.
# shellcheck disable=SC2119
. tests/tools/tap.sh
. tests/tools/fake-spool.sh
log() { jq -c "$1" "$spool/audit.log"; }

fresh
drop "Doe, J.pdf" "a first chart"
drop "poison.pdf" "UNREADABLE"
case_run
is "$(log .action | tr -d '"' | sort | tr '\n' ' ')" "begun claimed claimed done failed rules " "claimed, done and failed are recorded"
is "$(log .action | tr -d '"' | grep -A1 rules | tail -1)" "done" "the rules before the case that was made with them"
first=$(summary .audit.head)
is "$(log 'select(.action == "done") | [.files[0], .case_json]' )" \
   "[\"$(echo "a first chart" | sha256sum | cut -c1-64)\",\"$(sha256sum "$spool"/done/*/*/case.json | cut -c1-64)\"]" \
   "with the hashes of the file and of the case"
is "$(log 'select(.action == "done") | .who' | tr -d '"')" "$(id -un)" "and who it was"
is "$(grep -ci 'doe\|poison\|chart' "$spool/audit.log")" 0 "and no name"
drop "other.pdf" "a first chart"
case_run
drop "third.pdf" "a first chart"
case_run
case_run retry "$(basename "$spool"/failed/*)"
case_run
case_run recheck
case_run recheck
case_run search chart
is "$(log .action | tail -n +7 | grep -v rules | tr -d '"' | tr '\n' ',')" \
   "dropped again,dropped again,retried,failed,rechecked,rechecked,searched," "so is each later action, once"
hasnt "$(cat "$spool/audit.log")" chart "a search is recorded without its words"
case_run audit
is "$status" 0 "the log is as it was written"
has "$out" "$(tail -1 "$spool/audit.log" | tr -d '\n' | sha256sum | cut -c1-64)" "its last line's hash is told"
case_run --head "$first" audit
is "$status" 0 "the head of an earlier summary is in it"
is "$(stat -c %a "$spool/audit.log")" 600 "it is 0600"

# tamper SED-SCRIPT NAME: a changed copy does not pass
cp "$spool/audit.log" "$tmp/good"
tamper() {
    sed "$1" "$tmp/good" > "$spool/audit.log"
    case_run --head "$first" audit
    is "$status" 65 "$2 is found out"
    cp "$tmp/good" "$spool/audit.log"
}
lines=$(wc -l < "$tmp/good")
tamper '3s/"action":"claimed"/"action":"retried"/' "a word of a line"
tamper '2s/"who":"[^"]*"/"who":"nobody"/' "another person"
tamper '4d' "a line taken out"
tamper '4p' "a line put in"
tamper "$((lines - 3)),\$s/\"host\":\"[^\"]*\"/\"host\":\"h\"/" "a line near the end"
tamper 2,\$d "an end cut off"
tamper '3{h;d};4G' "two lines in another order"
truncate -s -3 "$spool/audit.log"
case_run audit
is "$status" 65 "an unfinished line is told"
cp "$tmp/good" "$spool/audit.log"
echo " " >> "$spool"/done/*/*/case.json
case_run audit
is "$status" 65 "a case that was changed is found out"
has "$out" "none that was recorded" "and named"

# what a crash leaves of a line is taken off by the next one
cp "$tmp/good" "$spool/audit.log"
truncate -s -2 "$spool"/done/*/*/case.json
printf '{"v":1,"n":9' >> "$spool/audit.log"
case_run search chart
is "$(head -n "$lines" "$spool/audit.log" | cmp - "$tmp/good" && wc -l < "$spool/audit.log")" $((lines + 1)) "half a line makes room for a whole one"

# cases that were done before there was a log
rm "$spool/audit.log"
case_run
is "$(log .action | tr -d '"' | tr '\n' ' ')" "begun rules found " "a new log begins with what is there"
finish
