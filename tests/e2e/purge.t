#!/bin/bash
# Retention: a case goes wholly, the others stay, and the audit log says that it went.
# shellcheck disable=SC2119
. tests/tools/tap.sh
. tests/tools/fake-spool.sh
# age CASE DAYS: as if its runs had ended so long ago
age() {
    local file
    for file in "$spool/done/$1"/*/run.json "$spool"/failed/*/run.json; do
        [ "$(jq -r .case "$file")" = "$1" ] || continue
        jq --argjson days "$2" '.finished -= $days * 86400' "$file" > "$tmp/run.json"
        cp "$tmp/run.json" "$file"
    done
}
left() { grep -rlaiE "$1" "$spool" --exclude=pipeline.conf | sed "s|^$spool/||" | sort | tr '\n' ' '; find "$spool" -iname "*$2*"; }

fresh
for name in old new kept; do drop "$name.pdf" "text of $name xyzzy$name"; done
case_run
drop "old.tif" "more of it plughold"
drop "old bad.pdf" "UNREADABLE"
case_run
age old 100
age kept 100
age new 50
case_run purge
is "$status" 64 "without an age or a name nothing is removed"
case_run --older-than 90 --keep kept --dry-run purge
is "$status $(summary .counts.purged) $(count 'done' 1)" "0 1 3" "a dry run tells and removes nothing"
has "$out" "Would be removed" "and calls it so"
revisions=$(revision old | sort | tr '\n' ' ')
case_run --older-than 90 --keep kept purge
is "$status $(summary .counts.purged) $(cases)" "0 1 kept
new" "the old case is removed, the kept and the newer one are not"
is "$(left 'xyzzyold|plughold' nothing)" "" "nothing of it is anywhere, the index's file included"
is "$(sqlite3 "$spool/casefile.db" "SELECT count (*), (SELECT count (*) FROM page) FROM revision")" "2|2" "the index has the others"
is "$(jq -r 'select(.action == "purged") | .revisions[]' "$spool/audit.log" | tr '\n' ' ')" "$revisions" "the audit log says what went"
case_run audit
is "$status" 0 "and agrees with what is left"
case_run search xyzzynew
is "$status" 0 "the others are still found"
case_run purge "old bad"
is "$status $(count failed 1)" "0 0" "a failed submission is removed by its case's name"
case_run purge nobody
is "$status" 66 "a name that there is not is an error"
case_run --older-than 90 purge new
is "$status $(count 'done' 1)" "0 2" "a named case that is too young stays"
drop "old.pdf" "text of old xyzzyold"
case_run
is "$status $(count 'done/old' 1)" "0 1" "a removed case can come again"
fresh "retry_seconds=3600"
drop "a.pdf" "good"
case_run
drop "a.tif" "LATER"
case_run
case_run purge a
is "$status $(count 'done' 1) $(count work 1)" "1 1 1" "a case with a submission in work stays"
finish
