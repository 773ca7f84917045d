#!/bin/bash
# Records that another release wrote: made anew from what they were made of, or refused in words; never half understood.
# shellcheck disable=SC2119
. tests/tools/tap.sh
. tests/tools/fake-spool.sh
# version VALUE FILE...: the version of the records in it
version() { sed -i -E "s/(\"v\": ?)[0-9]+/\1$1/" "${@:2}"; }
content() { (cd "$spool/done" && find . -type f ! -name index.html -exec sha256sum {} + | sort); }

fresh
drop "one.pdf" "SCAN first"
drop "two.pdf" "second"
case_run
one=$spool/done/one/$(revision one) two=$spool/done/two/$(revision two)

# --- pages
version 0 "$one/pages.ndjson"
: > "$FAKE_LOG"
case_run recheck
is "$status $(sort "$FAKE_LOG" | uniq -c | tr -s ' \n' ' ')" "0  2 assemble 2 check 2 extract 1 ocr 1 read 2 report 1 text " \
   "pages of an earlier release are read anew from the originals, by a recheck; others are not"
is "$(jq -r .v "$one/pages.ndjson" | sort -u) $(jq -c '[.v, .counts.pages_ocr]' "$one/run.json")" "1 [1,1]" "and are of this one then"
has "$err" "read anew from the originals" "which the log says"
rm "$one/pages.ndjson"
case_run recheck one
is "$status $(jq -r .v "$one/pages.ndjson" | sort -u)" "0 1" "so are pages that are not there"
version 2 "$two/pages.ndjson"
content > "$tmp/before"
case_run recheck
is "$status $(summary .counts.failed)" "1 1" "pages of a later release are not"
has "$err" "written by a later release of casefile (version 2; this one reads 1)" "and why is said"
has "$out" "written by a later release" "in the summary, too"
content | diff - "$tmp/before" > "$tmp/changed"
is "$(grep -c '/two/' "$tmp/changed")" 0 "and nothing of that case is touched"
drop "two.tif" "SCAN more"
case_run
is "$status $(count done/two 1)" "0 2" "new files for that case make a revision all the same"
version 1 "$two/pages.ndjson"

# --- run.json
version 0 "$one/run.json"
case_run index
is "$status $(sqlite3 "$spool/casefile.db" "SELECT count (*) FROM revision WHERE case_name = 'one'")" "0 0" "the index leaves out what it cannot read"
has "$err" "run.json was written by an earlier release of casefile (version 0; this one reads 1) (case-run recheck makes it anew)" "and says what to do"
case_run search second
is "$status" 0 "the other cases are there"
case_run recheck one
is "$status $(jq .v "$one/run.json") $(sqlite3 "$spool/casefile.db" "SELECT count (*) FROM page WHERE case_name = 'one'")" "0 1 1" "after the recheck so is that one"
version 2 "$one/run.json"
case_run recheck one
is "$status" 1 "a run.json of a later release is left alone"
version 1 "$one/run.json"

# --- names.json
version 0 "$one/names.json"
case_run recheck one
is "$status $(summary '.failed[0].detail')" "1 names.json was written by an earlier release of casefile (version 0; this one reads 1)" \
   "a table of names of an earlier release is refused"
drop "one.tif" "more"
case_run
is "$status $(count done/one 1) $(find "$spool/work" -path '*/originals/*' | wc -l)" "75 1 1" "new files for such a case wait"
version 1 "$one/names.json"
case_run
is "$status $(count done/one 1) $(count failed 1)" "0 2 0" "until it can be read"
drop "three.pdf" "third"
FAKE_EXIT=check:75 case_run
id=$(ls "$spool/failed")
case_run retry "$id"
version 0 "$spool/work/$id/names.json"
case_run
is "$status $(cases | grep -c three)" "75 0" "a submission in work of an earlier release waits, and the run says that something is left"
version 1 "$spool/work/$id/names.json"
case_run
is "$status $(count done/three 1)" "0 1" "until it can be read"

# --- the index
rows() { sqlite3 "$spool/casefile.db" "SELECT * FROM revision ORDER BY 1, 2; SELECT case_name, document, page, text FROM page JOIN page_text ON id = page_text.rowid ORDER BY 1, 2, 3"; }
rows > "$tmp/rows"
sqlite3 "$spool/casefile.db" "PRAGMA user_version = 1; DROP TABLE page"
case_run search second
is "$status" 74 "an index of another release is not searched"
has "$err" "of another release: case-run index makes it anew" "and what to do is said"
case_run index
rows | cmp -s - "$tmp/rows"
ok $? "it is rebuilt, the same"
sqlite3 "$spool/casefile.db" "PRAGMA user_version = 99; DROP TABLE revision"
case_run --by "Dr. A" sign-off three
is "$status $(grep -c '<td>open' "$spool/done/index.html") $(grep -c 'Dr. A' "$spool/done/index.html")" "0 2 1" \
   "whatever else writes to it makes it anew first: the list has all cases"
rm "$spool/casefile.db"
case_run search second
is "$status" 74 "an index that is not there finds nothing, and says so"
case_run
case_run search second
is "$status" 0 "the next run makes it"

cp "$spool/casefile.db" "$tmp/behind.db"
FAKE_DRAFT=overturned case_run recheck two
case_run --by "Dr. B" sign-off one
rows > "$tmp/rows"
cp "$tmp/behind.db" "$spool/casefile.db"
case_run
rows | cmp -s - "$tmp/rows"
ok $? "an index that a killed recheck or sign-off left behind catches up"

# --- the stages
for stage in extract check report; do
    [ -x "$bin/case-$stage" ] || { skip "case-$stage is missing"; finish; }
done
run "$bin/case-extract" <<< '{"v":2,"type":"end","stage":"case-ocr","counts":{}}'
is "$status" 65 "a stage does not read records of another version"
has "$err" "written by a later release of casefile (version 2; this one reads 1)" "and says so"
for stage in check report; do
    run "$bin/case-$stage" <<< '{"schema":"imr-case/2","case_key":"0","assessment":{}}'
    is "$status" 65 "case-$stage does not read a case of another version"
    has "$err" "written by a later release" "and says so"
done
finish
