#!/bin/bash
# Words planted in documents, file names and folders must be nowhere but in the case's own files and in the index: not in logs,
# summaries, status, metrics or audit log, not in temporary files, names of files, command lines, environments or titles.
. tests/tools/tap.sh
bin=$(realpath "${BIN:-build/bin}")
for stage in text ocr extract assemble check report run; do
    [ -x "$bin/case-$stage" ] || { skip "case-$stage is not there"; finish; }
done
spool=$tmp/spool
mkdir -p "$spool/inbox/Quuxley, Zorba 1961-07-23" "$tmp/temporary" "$tmp/home"
cat > "$spool/pipeline.conf" <<END
[patterns]
directory = $PWD/patterns
[sandbox]
policy = best-effort
[run]
settle_seconds = 0
free_mb = 0
attempts = 1
END
# Names, dates and words that no program of ours has of itself.
canary='quuxley|zorba|frobozz|1961-07-23|07/23/1961|xyzzycillin|plughopathy'
note() {
    printf '%s\n' "PROGRESS REPORT" "Patient: Zorba Quuxley   DOB: 07/23/1961   MRN: Frobozz-77" "Date of service: 03/04/2015" "" \
        "He takes xyzzycillin 5 mg daily for plughopathy. Relief was 70% for 4 months after the radiofrequency ablation." \
        "Dr. Frobozz asks for left L4-5 facet joint radiofrequency ablation."
}
note > "$spool/inbox/Quuxley, Zorba 1961-07-23/Quuxley note 07-23-1961.txt"
note | rev > "$spool/inbox/Quuxley, Zorba 1961-07-23/Frobozz letter.txt"
printf '%%PDF-1.4\nZorba Quuxley 07/23/1961 xyzzycillin' > "$spool/inbox/Quuxley, Zorba 1961-07-23/Zorba broken.pdf"
printf '%%PDF-1.4\nplughopathy' > "$spool/inbox/Frobozz alone.pdf"
ln -s /nowhere "$spool/inbox/Zorba link.pdf"
note > "$spool/inbox/Zorba partial.txt.part"

# Under strace each command line with its environment, each title and each name of a file is seen.
trace=()
if command -v strace > /dev/null && strace -o /dev/null true 2> /dev/null; then
    trace=(strace -f -qqq -v -s 4096 -o "$tmp/trace" -e "trace=execve,prctl,%file")
fi
case_run() { TMPDIR=$tmp/temporary HOME=$tmp/home "${trace[@]}" "$bin/case-run" --conf "$spool/pipeline.conf" "$@"; }
case_run > "$tmp/said" 2>&1
status=$?
trace=()
is "$status" 1 "one case is done, one failed"
[ -n "$(find "$spool/done" -path '*/report/index.html')" ]
ok $? "with a report"
grep -rq 'xyzzycillin' "$spool/done"
ok $? "the canary is where it belongs"
for command in status "status --json" recheck "search relief --limit 0" "search nosuchword" audit "retry 0123456789abcdef" index; do
    # shellcheck disable=SC2086
    case_run $command >> "$tmp/said" 2>&1
done
case_run retry "$(find "$spool/failed" -mindepth 1 -maxdepth 1 -printf '%f\n' -quit)" >> "$tmp/said" 2>&1
case_run >> "$tmp/said" 2>&1
# The night before: the same drop once more, and another file of the case.
note > "$spool/inbox/Quuxley, Zorba 1961-07-23.txt"
printf 'no canary' > "$spool/inbox/Zorba.corrections.json"
case_run >> "$tmp/said" 2>&1
case_run purge "Frobozz alone" >> "$tmp/said" 2>&1

is "$(grep -Eic "$canary" "$tmp/said")" 0 "nothing that was printed has it"
if [ -s "$tmp/trace" ]; then
    has "$(grep -a 'execve(.*case-extract' "$tmp/trace")" "TMPDIR=" "command lines and environments were seen"
    is "$(grep -aE ' (execve|prctl)\(' "$tmp/trace" | grep -aEi "$canary")" "" "none has it, and no title"
    # A drop keeps its name while it is claimed; after that the case's folder in done alone has it.
    is "$(grep -avE ' (execve|prctl)\(' "$tmp/trace" | grep -aoE '"[^"]*"' | grep -aEi "$canary" |
        grep -avE "^\"($spool/(inbox|done|work/claim-[A-Za-z0-9]+/dropped)/)" | sort -u | head)" "" "no other file was ever named so"
else
    skip "strace is not there, or may not trace"
fi
is "$(grep -rlaEi "$canary" "$tmp/temporary" "$tmp/home")$(find "$tmp/temporary" "$tmp/home" -mindepth 1)" "" "no temporary file is left"
# A case's own files are done/NAME and failed/ID; the index is documented to hold pages; the inbox is not ours.
is "$(cd "$spool" && grep -rlaEi "$canary" . | grep -vE '^\./(done|failed|inbox)/' | tr '\n' ' ')" "./casefile.db " \
   "of the system's own files the index alone has it"
is "$(cd "$spool" && find work failed -mindepth 1 | grep -Ei "$canary")" "" "no name in work or failed has it"
is "$(cd "$spool" && find 'done' -mindepth 2 | sed 's|^done/[^/]*||' | grep -Ei "$canary")" "" "in done a case's folder alone has it"
is "$(cd "$spool" && find 'done' failed -path '*/log/*' -type f -exec grep -lEi "$canary" {} +)" "" "no log of a stage has it"
is "$(find "$spool" -type f ! -perm 0600 ! -name pipeline.conf ! -name metrics.prom ! -path '*/inbox/*' | wc -l)" 0 "all files are 0600"
is "$(find "$spool" -mindepth 1 -type d ! -perm 0700 ! -path '*/inbox*' | wc -l)" 0 "all folders are 0700"
finish
