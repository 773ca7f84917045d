#!/bin/bash
# case-assemble on invented cases: the order of files, where they are cut, strangers, noise and copies do not change what a case says.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
tool=tests/tools/make-case

make() { # make OUT OPTIONS of make-case...
    local to=$tmp/$1
    shift
    $tool "$@" > "$tmp/records" && "$bin/case-assemble" < "$tmp/records" > "$to"
}
say() { /usr/bin/python3 -c 'import json,sys; c=json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$tmp/$1" "$2"; }

# --- the same pages in other files
for seed in 1 2; do
    options=(--seed $seed --twin --noise --copies 3)
    make one "${options[@]}"
    for layout in 1 2 3; do
        make other "${options[@]}" --layout $layout
        run tests/tools/compare-case --other-files "$tmp/one" "$tmp/other"
        is "$status/$out" "0/" "case $seed, layout $layout: files shuffled and cut, the same case"
    done
done
make changed --seed 1 --twin --noise --copies 2
run tests/tools/compare-case --other-files "$tmp/one" "$tmp/changed"
is "$status" 1 "a case that says something else is seen to differ"

# --- who the patient is
make twin --twin
is "$(say twin '[(p["page"], p["class"]) for p in c["pages"] if p["foreign_patient"]], len(c["surgeries"])')" "([(4, 'PR2')], 0)" \
   "a stranger of nearly the same name, born on another day and with another claim, is set aside with the operation"
make noise --noise --visits 12
is "$(say noise '[p["page"] for p in c["pages"] if p["foreign_patient"] or p.get("identity_doubtful")]')" "[]" \
   "the patient's name, spelt as a bad scan does, makes no stranger"
make second --second-injury
is "$(say second 'c["admin"]["date_of_injury"]["value"], [o["value"] for o in c["admin"]["date_of_injury"]["others"]]')" \
   "('2012-03-22', ['2013-09-30'])" "a second injury stands beside the first"
is "$(say second '[p["page"] for p in c["pages"] if p["foreign_patient"]]')" "[]" "the patient's second claim is no stranger's"
make range --cumulative
is "$(say range 'c["admin"]["date_of_injury"]["value"]')" "2009-05-01/2012-03-22" "an injury over years keeps its range"

# --- twenty copies are one fact
make copies --copies 20
make single
is "$(say copies 'sum(1 for p in c["pages"] if p["duplicate_of"]), len(c["documents"])')" "(20, 29)" "twenty faxed copies are linked"
counts='[(k, len(c[k])) for k in c if isinstance(c[k], list) and k not in ("documents", "pages", "evidence")], len(c["evidence"])'
is "$(say copies "$counts")" "$(say single "$counts")" "they add no fact and no evidence"
is "$(say single '[(o["treatment_ref"], o["event_ref"], o["percent"]["low"], o["duration"]["low"], len(o["evidence"])) for o in c["outcomes"]]')" \
   "[('mbb@cervical', 'E1', 80, 8, 5), ('facet_rf@cervical', 'E2', 70, 8, 4)]" "an outcome told in five reports is one"

# --- the sample's pages in other files: this goes through case-extract, which must find the same documents
"$bin/case-text" tests/fixtures/sample/submission | "$bin/case-ocr" > "$tmp/pages"
"$bin/case-extract" < "$tmp/pages" | "$bin/case-assemble" > "$tmp/whole"
for seed in 1 2; do
    tests/tools/split-stream $seed < "$tmp/pages" | "$bin/case-extract" | "$bin/case-assemble" > "$tmp/split"
    [ "$(say split 'len(c["files"])')" -gt "$(say whole 'len(c["files"])')" ]
    ok $? "the sample's files are cut ($seed)"
    run tests/tools/compare-case --other-files "$tmp/whole" "$tmp/split"
    is "$status/$out" "0/" "and the case is the same"
done

# --- who the patient is, withheld
private() { # private VALUES OUT
    printf '[identity]\nvalues = %s\nkey = %s\n' "$1" "$tmp/key" > "$tmp/conf"
    $tool --twin > "$tmp/records"
    "$bin/case-assemble" --conf "$tmp/conf" < "$tmp/records" > "$tmp/$2" 2> "$tmp/err"
}
printf '0123456789abcdef' > "$tmp/key"
private plain told
private hashed hashed
private omitted omitted
is "$(grep -ciE 'quillf|1966-04-12|QX-12-3381' "$tmp/told")" 1 "the case tells who the patient is"
for kind in hashed omitted; do
    is "$(grep -ciE 'quillf|1966-04-12|QX-12-3381|1971-11-30|ZZ-09' "$tmp/$kind")" 0 "$kind: no name, day of birth or claim number, the stranger's neither"
    is "$(say $kind 'c["patient"]["dob"]["value"], [p["page"] for p in c["pages"] if p["foreign_patient"]]')" "('1966', [4])" \
       "$kind: the year is kept, and the stranger still found"
done
wanted=$(/usr/bin/python3 -c 'import hashlib, hmac; print("hmac:" + hmac.new(b"0123456789abcdef", b"QX-12-3381", hashlib.sha256).hexdigest()[:32])')
is "$(say hashed 'c["admin"]["claim_number"]["value"]')" "$wanted" "a hashed value is an HMAC with the installation's key"
is "$(say hashed 'c["events"] == '"$(say told 'c["events"]')")" True "facts are the same"
printf 'short' > "$tmp/key"
private hashed none
is "$?/$(cat "$tmp/none")" "78/" "a key that is too short is a mistake of the settings"

# --- much
make large --pages 600 --mentions 20
is "$(say large 'len(c["pages"])')" 600 "a case of 600 pages"
$tool --pages 2100 --mentions 4 | /usr/bin/python3 -c '
import datetime, json, sys
for n, line in enumerate(sys.stdin):
    record = json.loads(line)
    if record.get("kind") == "pain_score":  # each an operation on another day
        record.update(kind="procedure", concept="fusion_l", status="performed", region="lumbar",
                      date=datetime.date.fromordinal(700000 + n).isoformat())
    print(json.dumps(record))' > "$tmp/records"
operations=$(grep -c '"concept": "fusion_l"' "$tmp/records")
"$bin/case-assemble" < "$tmp/records" > "$tmp/many"
is "$(say many 'len(c["surgeries"]), c["run"]["left_out"]["surgeries"]')" "(2000, $((operations - 2000)))" \
   "what is beyond the most that a case may have is counted in the run"
run tests/tools/validate-case "$tmp"/{one,twin,noise,second,range,copies,split,large,many,hashed,omitted}
is "$out$err" "" "all are valid by docs/case.schema.json"
finish
