#!/bin/bash
# The list of all cases, due dates and their order, sign-off, and what monitoring reads.
# shellcheck disable=SC2119
. tests/tools/tap.sh
. tests/tools/fake-spool.sh
# The order of the rows, by case.
rows() { sed -n 's|^<tr class="\([a-z ]*\)"><th scope="row"><a href="[^"]*">\([^<]*\)</a>.*|\2:\1|p' "$spool/done/index.html" | tr '\n' ' '; }
due() { jq -r '.due + " " + .due_from' "$spool/done/$1"/*/run.json; }

fresh
drop "b regular.pdf" "good"
drop "a <&\">.pdf" "also good"
drop "papers.pdf" "ASSIGNED:2015-03-04"
drop "early.pdf" "ASSIGNED:2015-01-31 EXPEDITED"
mkdir "$spool/inbox/part"
echo "readable" > "$spool/inbox/part/1.txt"
echo "UNREADABLE" > "$spool/inbox/part/2.txt"
touch -d '2026-01-10 12:00 UTC' "$spool/inbox/b regular.pdf" "$spool/inbox/a <&\">.pdf" "$spool/inbox/part/"*
touch -d '2026-01-10 12:00 UTC' "$spool/inbox/part"
: > "$spool/inbox/b regular.pdf.expedited"
FAKE_DRAFT=partially_overturned case_run
is "$status" 0 "five cases are done"
is "$(due papers)" "2015-04-03 assigned" "due 30 days after the assignment that the papers tell"
is "$(due early)" "2015-02-03 assigned" "3 days where the papers say expedited"
is "$(due part)" "2026-02-09 dropped" "30 days after the drop where they tell nothing"
is "$(due "b regular")" "2026-01-13 dropped" "3 days where the drop says expedited"
is "$(rows)" "early:open urgent b regular:open urgent papers:open a &lt;&amp;&quot;&gt;:open part:open " "expedited first, then by due date, then by name"
has "$(grep '>part<' "$spool/done/index.html")" "<td>files not read: 1</td>" "a file that could not be read is a doubt"
has "$(grep '>papers<' "$spool/done/index.html")" "<td>partially overturned</td>" "the draft is told in words"
link=$(sed -n 's|.*href="\(a%20[^"]*\)".*|\1|p' "$spool/done/index.html")
[ -f "$spool/done/$(printf '%b' "${link//%/\\x}")" ]
ok $? "a link leads to the report"
if command -v chromium > /dev/null; then
    run tests/tools/axe "$spool/done/index.html"
    if [ "$status" -eq 77 ]; then skip "axe-core is not at hand, and npm cannot fetch it"; else
        is "$status/$out" "0/" "axe finds nothing in the list, by day or in the dark"
    fi
else
    skip "chromium is not installed"
fi
cp "$spool/done/index.html" "$tmp/index.html"
rm "$spool/done/index.html" "$spool/casefile.db"
case_run
cmp -s "$tmp/index.html" "$spool/done/index.html"
ok $? "made again, the list is the same"

# --- the order of work: what is known of a case goes for what comes later
drop "zz new.pdf" "more"
drop "papers.tif" "more for papers"
touch -d '2026-01-01' "$spool/inbox/zz new.pdf"
drop "early.tif" "more for early"
case_run --names
is "$(jq -r '.done[].case' "$spool/work/summary.json" | tr '\n' ' ')" "early papers zz new " "what is due first is done first"

# --- sign-off
case_run sign-off papers
is "$status" 64 "nobody signs off without a name"
case_run --by "Dr. A <b>" sign-off nobody
is "$status" 66 "nor a case that there is not"
signed=$(jq -r 'select(.number == 2) | .revision' "$spool/done/papers"/*/run.json)
case_run --by "Dr. A <b>" sign-off papers
is "$status $out" "0 revision $signed is signed off" "the last revision is signed off"
is "$(jq -r '.by + " " + .case_json' "$spool/done/papers/$signed/signoff.json")" \
   "Dr. A <b> $(sha256sum "$spool/done/papers/$signed/case.json" | cut -c1-64)" "by whom, and what"
has "$(grep '>papers<' "$spool/done/index.html")" "signed off by Dr. A &lt;b&gt;, $(date -u +%Y-)" "the list says so"
has "$(rows)" "papers:signed " "after all that are open"
is "$(rows | tr ' ' '\n' | grep . | tail -1)" "papers:signed" "at the end"
case_run --by "Dr. B" sign-off papers
is "$status" 66 "it cannot be signed twice"
is "$(jq -r 'select(.action == "signed") | .by' "$spool/audit.log")" "Dr. A <b>" "the audit log has it once"
before=$(cd "$spool/done/papers/$signed" && find . -type f -exec sha256sum {} + | sort)
FAKE_DRAFT=overturned case_run recheck
is "$(summary '.locked[].id') $(summary '.counts.changed > 0')" "$signed true" "a recheck leaves it, and changes others"
is "$(cd "$spool/done/papers/$signed" && find . -type f -exec sha256sum {} + | sort)" "$before" "not a byte of it is changed"
case_run audit
is "$status" 0 "the audit log agrees"
drop "papers.png" "and more"
case_run
is "$(jq -r 'select(.number == 3) | .previous' "$spool/done/papers"/*/run.json)" "$signed" "new files make a new revision"
has "$(rows)" "papers:open " "which is open"
sqlite3 "$spool/casefile.db" "SELECT * FROM revision ORDER BY 1, 2" > "$tmp/before"
case_run index
sqlite3 "$spool/casefile.db" "SELECT * FROM revision ORDER BY 1, 2" | cmp -s - "$tmp/before"
ok $? "the index is rebuilt with who signed and what is due"
cp "$spool/done/papers/$signed/case.json" "$tmp/case.json"
sed -i 's/"upheld"/"overturned"/' "$spool/done/papers/$signed/case.json"
case_run audit
is "$status" 65 "a signed case that was changed is found out"
has "$out" "not the one that was signed off" "and told as such"
cp "$tmp/case.json" "$spool/done/papers/$signed/case.json"

# --- metrics
drop "bad.pdf" "CRASH"
drop "wait.pdf.part" "x"
case_run
metric() { sed -n "s/^casefile_$1 //p" "$spool/metrics.prom"; }
is "$(metric cases) $(metric revisions) $(metric cases_open) $(metric submissions_failed) $(metric inbox_entries)" "6 9 6 1 1" "cases, revisions, open, failed, inbox"
is "$(metric last_run_failed) $(metric last_run_exit_status) $(metric last_run_done)" "1 1 0" "and the last run"
is "$(date -u -d "@$(metric next_due_seconds)" +%F)" "2015-02-03" "and the first due date"
is "$(grep -c . "$spool/metrics.prom")" "$((3 * $(grep -c '^# HELP' "$spool/metrics.prom")))" "each with help and type"
is "$(stat -c %a "$spool/metrics.prom") $(stat -c %a "$spool/done/index.html")" "644 600" "all may read the metrics, and not the list"
finish
