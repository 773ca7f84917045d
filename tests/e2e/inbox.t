#!/bin/bash
# From the inbox to the outbox: with stages of a few lines, whose behaviour the documents ask for, and then with the real ones.
. tests/tools/tap.sh
. tests/tools/fake-spool.sh

# --- the plain way
fresh
drop "Doe, J.pdf" "a first chart"
mkdir "$spool/inbox/case two"
printf 'one\n' > "$spool/inbox/case two/b.txt"
printf 'two\n' > "$spool/inbox/case two/a scan.PDF"
printf 'mine\n' > "$spool/inbox/case two/a scan.p3.txt"
case_run
is "$status" 0 "two submissions are done, exit 0"
is "$(count inbox 1)" 0 "the inbox is empty"
is "$(count work 1)" 0 "nothing is left in work"
is "$(count 'done' 2)" 2 "there are two revisions"
one=$spool/done/Doe,\ J/$(revision "Doe, J")
two="$spool/done/case two/$(revision "case two")"
is "$(cd "$one" && find . -type f | sort | tr '\n' ' ')" \
   "./case.json ./log/assemble.log ./log/check.log ./log/extract.log ./log/ocr.log ./log/report.log ./log/text.log ./mentions.ndjson ./names.json ./originals/0001.pdf ./pages.ndjson ./report/index.html ./run.json " \
   "a revision has what it should, and nothing else"
is "$(cat "$one/originals/0001.pdf")" "a first chart" "the original is kept"
is "$(jq -c '[.files[] | [.stored, .name, .role, .page]]' "$two/names.json")" \
   '[["originals/0001.pdf","a scan.PDF","document",null],["attachments/0001.txt","a scan.p3.txt","transcript",3],["originals/0002.txt","b.txt","document",null]]' \
   "files are stored by number, a transcript is an attachment"
is "$(jq -r '.files | length' "$two/case.json")" 2 "and is no document"
is "$(jq -r '.attachments[0].role' "$two/run.json")" transcript "run.json names it"
is "$(find "$spool" -type f ! -perm 0600 ! -name pipeline.conf ! -name metrics.prom | wc -l)" 0 "all files are 0600"
is "$(find "$spool/work" "$spool/done" "$spool/failed" -type d ! -perm 0700 | wc -l)" 0 "all folders are 0700"
hasnt "$out$err" "Doe" "no name is in summary or log"
is "$(grep -c 'done: revision' "$tmp/.err")" 2 "the log has one line a case"
is "$(summary .counts.done)" 2 "the summary counts them"

# --- again, and more
before=$(cd "$spool/done" && find . -type f -exec sha256sum {} + | sort)
drop "Doe, J.pdf" "a first chart"
drop "other name.pdf" "a first chart"
case_run
is "$status" 0 "the same bytes again are no failure"
is "$(cd "$spool/done" && find . -type f -exec sha256sum {} + | sort)" "$before" "nothing is processed twice"
is "$(count inbox 1) $(summary .counts.duplicates)" "0 2" "both are recognised and reported"
drop "Doe, J.tif" "a second chart"
case_run
is "$(count "done/Doe, J" 1)" 2 "new files make a new revision"
new=$(jq -r 'select(.number == 2) | .revision' "$spool/done/Doe, J"/*/run.json)
is "$(jq -r '.files | length' "$spool/done/Doe, J/$new/case.json")" 2 "over old and new files together"
is "$(jq -r .previous "$spool/done/Doe, J/$new/run.json")" "$(basename "$one")" "which names the one before"
is "$(jq -c '[.files[].name]' "$spool/done/Doe, J/$new/names.json")" '["Doe, J.tif","Doe, J.pdf"]' "under the names that were dropped"
drop "Doe, J.p1.txt" "what it says"
drop "nobody.p1.txt" "what it says"
case_run
is "$(count "done/Doe, J" 1)" 3 "a transcript alone finds its case"
is "$(count inbox 1) $(summary '.waiting[0].reason')" "1 belongs to no case: no document of this name is here or done" "or waits"

# --- what has been read is not read again
fresh
drop "scan.pdf" "SCAN one"
case_run
drop "scan.tif" "SCAN two"
drop "scan.png" "born digital"
FAKE_READS=" anew" case_run
last=$(jq -r 'select(.number == 2) | .revision' "$spool/done/scan"/*/run.json)
is "$(grep -c read "$FAKE_LOG")" 2 "a new revision reads the new scan alone"
is "$(jq -r 'select(.type == "page") | .text' "$spool/done/scan/$last/pages.ndjson" | sort | tr '\n' ';')" "born digital ;scanned;scanned anew;" \
   "and takes the other's page from the earlier revision"
is "$(jq -c '[.counts.pages, .counts.pages_ocr, .counts.pages_reused]' "$spool/done/scan/$last/run.json")" "[3,2,1]" "run.json counts it"
sleep 1
touch "$tmp/bin/case-ocr"
drop "scan.jpg" "SCAN three"
case_run
is "$(grep -c read "$FAKE_LOG")" 5 "another program reads all anew"
drop "scan.jpeg" "more"
last=$(jq -r 'select(.number == 3) | .revision' "$spool/done/scan"/*/run.json)
echo broken >> "$spool/done/scan/$last/pages.ndjson"
case_run
is "$status $(grep -c read "$FAKE_LOG")" "0 8" "so does a case whose earlier pages are not whole"

# --- names
fresh
drop $'new\nline.pdf' "first"
drop $'\xffbytes.pdf' "second"
drop "..pdf" "hidden"
drop "half.pdf.part" "third"
ln -s /etc/passwd "$spool/inbox/link.pdf"
mkfifo "$spool/inbox/fifo.pdf"
mkdir "$spool/inbox/empty" "$spool/inbox/mixed"
ln -s /etc/passwd "$spool/inbox/mixed/link.pdf"
printf 'good\n' > "$spool/inbox/mixed/good.pdf"
case_run
is "$status" 1 "refused things are failures"
is "$(cases | tr '\n' ' ')" "%FFbytes mixed new%0Aline " "strange names come through"
is "$(jq -r '.reason + ": " + .detail' "$spool"/failed/*/reason.json | sort | uniq -c | tr -s ' \n' ' ')" \
   " 2 no_documents: a link, a pipe or a device was dropped, not a file " "link and fifo are refused, with a reason"
is "$(jq -c '[.refused[] | [.name, .reason]]' "$spool"/done/mixed/*/run.json)" '[["link.pdf","not_a_regular_file"]]' \
   "a link among good files is refused alone"
is "$(summary .counts.needs_person)" 1 "and a person is asked to look"
is "$(find "$spool/inbox" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | tr '\n' ' ')" "..pdf empty half.pdf.part " "hidden and partial files stay, and an empty folder"

# --- the same twice
fresh
drop "one.pdf" "the same chart"
drop "two.pdf" "the same chart"
case_run
is "$(count 'done' 1) $(summary '.duplicates[0].reason')" "1 the same bytes are already in work" "the same bytes twice in one night are one case"

# --- settling
fresh "settle_seconds=1"
drop "slow.pdf" "begin"
drop "marked.pdf" "whole"
: > "$spool/inbox/marked.pdf.ready"
while sleep 0.1; do echo more >> "$spool/inbox/slow.pdf"; done &
writer=$!
case_run
kill $writer
wait $writer 2> /dev/null
is "$(cases)" "marked" "a file that changes is not taken, a marked one is"
is "$(summary '.waiting[0].reason')" "still changing" "and waits"
exec 9>> "$spool/inbox/slow.pdf"
case_run
is "$(summary '.waiting[0].reason')" "open for writing" "so does one that is open for writing"
exec 9>&-
case_run
is "$(count 'done' 2)" 2 "and is taken when it has settled"

# --- failures
fresh
drop "a.pdf" "CRASH"
drop "b.pdf" "UNREADABLE"
drop "c.pdf" "REFUSE"
drop "d.pdf" "CUT"
drop "e.pdf" "good"
drop "f.pdf" "ONCE"
case_run
is "$status" 1 "failures are exit 1"
is "$(cases | tr '\n' ' ')" "e f " "the good one is done, and the one that crashed once"
is "$(jq -r '.case + " " + .reason + " " + (.attempts | tostring)' "$spool"/failed/*/reason.json | sort | tr '\n' ';')" \
   "a crashed 3;b nothing_readable 1;c stream_broken 1;d incomplete 3;" "each failure has its reason, temporary ones after three attempts"
is "$(jq -r 'select(.case == "b") | .unread[0].advice' "$spool"/failed/*/reason.json)" "ask for it again" "with what to do about each document"
is "$(count work 1)" 0 "nothing is left in work"
id=$(jq -r 'select(.case == "a") | .id' "$spool"/failed/*/reason.json)
is "$(cat "$spool/failed/$id/originals/0001.pdf")" CRASH "the original is kept"
drop "again.pdf" "CRASH"
case_run
is "$(count inbox 1) $(summary '.duplicates[0].reason')" "0 the same bytes are already failed" "a failed one dropped again is recognised"
cp tests/tools/fake-stage "$tmp/bin/case-text"
sed -i 's/CRASH/NEVER/' "$tmp/bin/case-text"
case_run retry "$id"
is "$status" 0 "retry brings it back"
case_run
is "$status $(count done/a 1)" "0 1" "and it is done"
cp tests/tools/fake-stage "$tmp/bin/case-text"
case_run retry 0123456789abcdef
is "$status" 66 "there is nothing to retry under an unknown id"

fresh "case_seconds=1" "attempts=2"
drop "a.pdf" "HANG"
drop "b.pdf" "good"
case_run
is "$(jq -r .reason "$spool"/failed/*/reason.json) $(cases)" "deadline b" "what hangs is ended, and the others are done"
fresh "retry_seconds=3600"
drop "a.pdf" "LATER"
case_run
is "$status $(count failed 1) $(count work 1)" "75 0 1" "what fails for now waits in work, exit 75"
case_run
is "$(grep -c text "$FAKE_LOG")" 1 "and is not tried before its time"

# --- not the submission's fault
fresh
drop "a.pdf" "good"
rm "$tmp/bin/case-check"
case_run
is "$status $(count failed 1) $(jq -r .attempts "$spool"/work/*/attempt.json)" "69 0 0" "a missing program stops the run and is no attempt"
cp tests/tools/fake-stage "$tmp/bin/case-check"
FAKE_EXIT=extract:78 case_run
is "$status $(count failed 1) $(count work 1)" "78 0 1" "so do wrong rules"
FAKE_EXIT=extract:71 case_run
is "$status $(count failed 1) $(jq -r .attempts "$spool"/work/*/attempt.json)" "75 0 0" "a sandbox that is missing delays"
case_run
is "$status $(count 'done' 2)" "0 1" "then it goes on"
is "$(grep -c ocr "$FAKE_LOG")" 1 "without reading the pages again"
fresh "free_mb=100000000"
drop "a.pdf" "good"
case_run
is "$status $(count inbox 1)" "75 1" "a full disk delays, and nothing is touched"
fresh
printf '%s\n' "[run]" "attempts=0" "colour=red" "[tea]" > "$spool/pipeline.conf"
case_run
is "$status" 78 "wrong settings are exit 78"
has "$err" "colour" "and are named"

# --- order, lock, many at a time
fresh
drop "old.pdf" "old"
drop "new.pdf" "new"
drop "urgent.pdf" "hurry"
touch -d '2 days ago' "$spool/inbox/old.pdf"
touch -d '1 day ago' "$spool/inbox/new.pdf"
case_run --names
is "$(jq -r '.done[].case' "$spool/work/summary.json" | tr '\n' ' ')" "urgent old new " "expedited first, then age"
fresh
drop "a.pdf" "HANG"
"$tmp/bin/case-run" --conf "$spool/pipeline.conf" > /dev/null 2>&1 &
first=$!
for _ in $(seq 50); do [ -s "$FAKE_LOG" ] && break; sleep 0.1; done
case_run
is "$status" 75 "a second run at the same time does nothing"
case_run status
has "$out" "a run is at work" "status says so"
kill -TERM $first
wait $first
is "$? $(jq -r .attempts "$spool"/work/*/attempt.json)" "75 0" "a run that is stopped leaves the case as it was"
fresh "jobs=3"
for i in 1 2 3 4 5 6 7; do drop "c$i.pdf" "case number $i"; done
case_run
is "$status $(count 'done' 2)" "0 7" "several at a time"

fresh
"$tmp/bin/case-run" --conf "$spool/pipeline.conf" --watch > "$tmp/watch.out" 2> "$tmp/watch.err" &
watch=$!
drop "first.pdf" "first"
for _ in $(seq 100); do [ -d "$spool/done/first" ] && break; sleep 0.1; done
drop "second.pdf" "second plughcanary"
for _ in $(seq 100); do [ -d "$spool/done/second" ] && break; sleep 0.1; done
sleep 0.5
kill -TERM $watch
wait $watch
is "$? $(count 'done' 2)" "0 2" "a watch takes what comes, until it is stopped"
is "$(grep -rl plughcanary "$spool" "$tmp"/watch.* | grep -v "^$spool/done/second/" | tr '\n' ' ')" "$spool/casefile.db " \
   "a document's words are in its case and the index, and nowhere else"
fresh "jobs=3"
for i in 1 2 3 4 5 6 7; do drop "c$i.pdf" "case number $i"; done
case_run

drop "a.pdf" "LATER"
for i in 1 2 3 4 5 6; do drop "d$i.pdf" "another number $i"; done
case_run
is "$status $(count 'done' 2) $(summary .counts.failed) $(summary .counts.waiting)" "1 13 1 0" "and one that fails again and again beside them"
hasnt "$err" "left for a later run" "with nothing forgotten and nothing taken twice"

# --- recheck, index, search
drop "with words.pdf" "left facet joint"
case_run
: > "$FAKE_LOG"
case_run recheck
is "$status $(summary .counts.changed) $(grep -c 'text\|ocr' "$FAKE_LOG")" "0 0 0" "a recheck without new rules changes nothing and reads nothing"
FAKE_RULES=2 case_run recheck c1
is "$status $(summary .counts.changed) $(jq -r .assessment.library "$spool"/done/c1/*/case.json)" "0 0 2" "nor does one with rules that say the same of the case"
FAKE_DRAFT=overturned case_run recheck "c3" "with words"
is "$(summary '.changed[].reason' | sort -u)" "the draft was upheld and is now overturned" "a changed draft is listed"
is "$(jq -r '.assessment.issues[0].determination.draft' "$spool"/done/c3/*/case.json "$spool"/done/c3/*/case.previous.json | tr '\n' ' ')" \
   "overturned upheld " "and stored beside the one before"
FAKE_DRAFT=overturned case_run recheck "c3"
is "$(summary .counts.changed) $(jq -r '.assessment.issues[0].determination.draft' "$spool"/done/c3/*/case.previous.json)" "0 upheld" \
   "and stays there when nothing changes after that"
FAKE_EXIT=check:65 case_run recheck "c4"
is "$status $(jq -r '.assessment.issues[0].determination.draft' "$spool"/done/c4/*/case.json)" "1 upheld" "a recheck that fails changes nothing"
is "$(count work 1)" 0 "and leaves nothing in work"
case_run search "facet joint" left
is "$status" 0 "words are found"
is "$(cut -f1,3 "$tmp/.out")" "$(printf 'with words\t1')" "with case and page"
case_run search "\" OR *"
is "$status" 1 "what is no word is no syntax either"
sqlite3 "$spool/casefile.db" "SELECT case_name, revision, number, pages FROM revision ORDER BY 1, 2; SELECT case_name, document, page, text FROM page JOIN page_text ON id = page_text.rowid ORDER BY 1, 2, 3" > "$tmp/before"
rm "$spool/casefile.db"
case_run index
sqlite3 "$spool/casefile.db" "SELECT case_name, revision, number, pages FROM revision ORDER BY 1, 2; SELECT case_name, document, page, text FROM page JOIN page_text ON id = page_text.rowid ORDER BY 1, 2, 3" > "$tmp/after"
cmp -s "$tmp/before" "$tmp/after" && [ "$(wc -l < "$tmp/after")" -eq 28 ]
ok $? "the index is rebuilt from the directories, and is the same"

# --- the command line
run "$tmp/bin/case-run" --conf "$spool/pipeline.conf" dance
is "$status" 64 "an unknown command is a usage error"
run "$tmp/bin/case-run" --help
is "$status" 0 "--help"
has "$out" "case-run(1)" "names the manual page"

# --- the real stages
for stage in text ocr extract assemble check report; do
    [ -x "$bin/case-$stage" ] || missing=$stage
done
fixture=tests/fixtures/sample/submission
if [ -n "${missing:-}" ] || [ ! -d "$fixture" ]; then
    skip "the real stages: case-${missing:-} or the sample is missing"
    finish
fi
fresh
sed -i 's/case_seconds=20/case_seconds=600/' "$spool/pipeline.conf"
cp -r "$fixture" "$spool/inbox/sample"
run "$bin/case-run" --conf "$spool/pipeline.conf"
is "$status" 0 "the sample goes through"
[ "$status" -eq 0 ] || sed 's/^/# /' "$tmp/.out" "$tmp/.err"
rev=$spool/done/sample/$(revision sample)
is "$(cd "$fixture" && find . -type f -printf '%P\n' | LC_ALL=C sort)" \
   "$(jq -r 'select(.type == "document") | .name' "$rev/pages.ndjson")" "records say the names that were dropped"
(set -o pipefail
 "$bin/case-text" "$fixture" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" | "$bin/case-check" > "$tmp/direct.json" 2> "$tmp/err")
is "$(jq -cS 'del(.run)' "$rev/case.json" | sha256sum)" "$(jq -cS 'del(.run)' "$tmp/direct.json" | sha256sum)" \
   "the case is the one that the stages make by themselves"
[ -s "$rev/report/index.html" ]
ok $? "with a report"
finish
