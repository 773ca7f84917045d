#!/bin/bash
# Backup and restore as case-run(1) says: what was saved comes back whole, and the system goes on from there.
# shellcheck disable=SC2119
. tests/tools/tap.sh
. tests/tools/fake-spool.sh
content() { (cd "$spool" && find 'done' failed audit.log -type f -exec sha256sum {} + | LC_ALL=C sort); }
index() { sqlite3 "$spool/casefile.db" "SELECT * FROM revision ORDER BY 1, 2; SELECT case_name, document, page, text FROM page JOIN page_text ON id = page_text.rowid ORDER BY 1, 2, 3"; }

fresh
drop "one.pdf" "first xyzzy"
drop "bad.pdf" "UNREADABLE"
case_run
drop "one.tif" "more"
case_run
case_run --by "Dr. A" sign-off one
head=$(tail -1 "$spool/audit.log" | tr -d '\n' | sha256sum | cut -c1-64)

# The commands of the manual page: while a run is at work, they wait for it.
flock "$spool/work/.lock" sleep 2 &
sleep 0.3
started=$(date +%s)
flock "$spool/work/.lock" tar --create --acls --xattrs --file "$tmp/backup.tar" -C "$spool" 'done' failed audit.log
is "$?" 0 "a backup is made"
[ $(($(date +%s) - started)) -ge 1 ]
ok $? "after the run that was at work"
content > "$tmp/content"
index > "$tmp/index"

drop "lost.pdf" "made after the backup"
case_run
rm -rf "$spool/done" "$spool/failed" "$spool/work" "$spool/audit.log" "$spool/casefile.db"
tar --extract --same-permissions --file "$tmp/backup.tar" -C "$spool"
rm "$spool/done/index.html"
case_run index
is "$status" 0 "the index is rebuilt after a restore, and the list with it"
content | cmp -s - "$tmp/content"
ok $? "all files are back"
index | cmp -s - "$tmp/index"
ok $? "and the index is the same"
case_run --head "$head" audit
is "$status" 0 "the audit log holds, up to the backup"
is "$(find "$spool/done" "$spool/failed" -type f ! -perm 0600 | wc -l)" 0 "files are 0600 still"
drop "again.pdf" "first xyzzy"
drop "lost.pdf" "made after the backup"
case_run
is "$status $(summary .counts.duplicates) $(cases | tr '\n' ' ')" "0 1 lost one " "what was saved is known, what was not can be dropped again"
case_run recheck
is "$(summary '.locked | length')" 1 "what was signed off still is"
finish
