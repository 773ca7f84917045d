#!/bin/bash
# case-run is killed at its 1st, 2nd, ... Nth system call that changes a file, the same calls fail for want of space or for a
# broken disk, and stages are killed at random; then it is started again, and each submission must be done exactly once, with
# the bytes that an undisturbed run gives, and each action recorded once.
# KILL_EVERY=1 tries every point (make kill-all; that takes an hour or more), KILL_EVERY=5 every fifth; without it a few are
# tried. KILL_ONLY=recheck (run, purge, sign-off, stages) tries that command alone.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
if ! command -v strace > /dev/null || ! strace -o /dev/null true 2> /dev/null; then
    skip "strace is not there, or may not trace"
    finish
fi
mkdir "$tmp/bin"
cp "$bin/case-run" "$tmp/bin/"
for stage in text ocr extract assemble check report; do cp tests/tools/fake-stage "$tmp/bin/case-$stage"; done
export FAKE_STATE=$tmp
spool=$tmp/spool
total=0 lost=0

# The delay before a second attempt is long, so that a disturbed run does not meet the same disturbance again.
case_run() { "$tmp/bin/case-run" --conf "$spool/pipeline.conf" "$@" > "$tmp/out" 2> "$tmp/err"; }
pass_time() { find "$spool/work" -name attempt.json -exec sed -i 's/"next":.*,/"next": 0,/' {} +; }
# Again, as the next nights would.
again() {
    case_run "$@"
    pass_time
    case_run
}
# What must be the same: everything that is done, but for when and how it was run.
picture() {
    (cd "$spool" && find inbox 'done' failed -mindepth 1 -type f ! -name run.json ! -path '*/log/*' | LC_ALL=C sort |
        while read -r file; do
            case $file in
                */case.json | */case.previous.json) echo "$file $(jq -cS 'del(.run)' "$file" | sha256sum)" ;;
                */signoff.json) echo "$file $(jq -cS 'del(.case_json)' "$file" | sha256sum)" ;;
                *) sha256sum "$file" ;;
            esac
        done)
    find "$spool/work" -mindepth 1 -maxdepth 1 ! -name .lock ! -name 'summary.json*' -printf 'work: %f\n'
    "$tmp/bin/case-run" --conf "$spool/pipeline.conf" audit | grep -v '^[0-9]* lines, mistakes 0,'
    jq -c 'select(.action | IN("claimed", "done", "failed", "signed", "purged")) | [.action, .id, .revision]' "$spool/audit.log" |
        LC_ALL=C sort
    sqlite3 "$spool/casefile.db" "SELECT case_name, revision, number, determination, signed_by FROM revision ORDER BY 1, 2;
        SELECT count (*) FROM page; SELECT count (*) FROM page_text"
}

# The spools that the runs begin with: $tmp/for-run and $tmp/for-command.
mkdir -p "$spool/inbox/kn"
printf '%s\n' "[run]" "settle_seconds=0" "free_mb=0" "attempts=5" "retry_seconds=3600" > "$spool/pipeline.conf"
echo "known" > "$spool/inbox/kn/one.pdf"
case_run
echo "first" > "$spool/inbox/one.pdf"
echo "mine" > "$spool/inbox/one.p1.txt"
mkdir "$spool/inbox/two"
echo "second" > "$spool/inbox/two/a.pdf"
echo "third" > "$spool/inbox/two/b.pdf"
echo "more" > "$spool/inbox/kn.pdf"
cp -a "$spool" "$tmp/for-run"
case_run
is $? 0 "an undisturbed run is done"
picture > "$tmp/wanted"
is "$(grep -c 'originals/' "$tmp/wanted")" 6 "with all originals, those of the known case in both revisions"
cp -a "$spool" "$tmp/for-command"

# begin FROM COMMAND...: what is disturbed from here on, and what comes out when it is not.
begin() {
    from=$1
    shift
    command=("$@")
    rm -rf "$spool"
    cp -a "$tmp/$from" "$spool"
    again "${command[@]}"
    picture > "$tmp/wanted"
}
judge() { # WHAT
    if ! picture | diff "$tmp/wanted" - > "$tmp/diff"; then
        echo "# ${command[*]} $1:"
        sed 's/^/# /' "$tmp/diff" "$tmp/err" | head -20
        bad=$((bad + 1))
    fi
    points=$((points + 1))
}
# point CALL N INJECTION: disturbs at the Nth CALL of any process. 1: not reached.
point() {
    rm -rf "$spool"
    cp -a "$tmp/$from" "$spool"
    strace -f -qqq -o "$tmp/trace" -e trace="$1" -e inject="$1:$3:when=$2" \
        "$tmp/bin/case-run" --conf "$spool/pipeline.conf" "${command[@]}" > "$tmp/out" 2> "$tmp/err" &
    wait $! 2> /dev/null # as a job, so that the shell does not speak of its death
    grep -q 'INJECTED\|killed by SIGKILL' "$tmp/trace" || return 1
    pass_time
    again "${command[@]}"
    judge "$1 $2 $3"
}
conclude() { # WHAT
    total=$((total + points)) lost=$((lost + bad))
    [ "$points" -gt 0 ] && [ "$bad" -eq 0 ]
    ok $? "${command[*]}, $1: $points points, $bad not survived"
}
sweep() { # CALL INJECTION
    [[ -z ${KILL_ONLY:-} || " ${command[*]} " == *" $KILL_ONLY "* ]] || return 0
    local n=1
    points=0 bad=0
    while point "$1" "$n" "$2"; do
        if [ -n "${KILL_EVERY:-}" ]; then n=$((n + KILL_EVERY)); else n=$((n * 4 + 1)); fi
    done
    conclude "$1 $2"
}

# Calls that are each other's other names are counted together; "?": where the machine has it.
renames='?rename,?renameat,?renameat2'
unlinks='?unlink,?unlinkat,?rmdir'
begin for-run run
for call in "$renames" '?mkdir,?mkdirat' "$unlinks" '?link,?linkat' fsync write '?chmod,?fchmodat' \
    '?clone,?fork,?vfork,?clone3'; do
    sweep "$call" signal=KILL
done
faults=ENOSPC
[ -z "${KILL_EVERY:-}" ] || faults="EIO ENOSPC EDQUOT"
for fault in $faults; do
    for call in write fsync "$renames"; do sweep "$call" "error=$fault"; done
done
export FAKE_DRAFT=overturned
for what in "purge kn" "--by A sign-off kn" recheck; do
    read -ra words <<< "$what"
    begin for-command "${words[@]}"
    for call in "$renames" write fsync "$unlinks"; do
        [ -n "${KILL_EVERY:-}" ] || [ "$call" = "$renames" ] || [ "$call" = write ] || continue
        [[ $what != *sign-off* || $call != "$unlinks" ]] || continue
        sweep "$call" signal=KILL
        [ -z "${KILL_EVERY:-}" ] || for fault in $faults; do sweep "$call" "error=$fault"; done
    done
done
unset FAKE_DRAFT

# --- stages killed at random
sed -i 's/^attempts=.*/attempts=100/; s/^retry_seconds=.*/retry_seconds=0/' "$tmp/for-run/pipeline.conf"
begin for-run run
points=0 bad=0 killed=0
seeds=2
[ -z "${KILL_ONLY:-}" ] || [ "$KILL_ONLY" = stages ] || { echo "# $total points, $lost not survived"; finish; }
[ -z "${KILL_EVERY:-}" ] || seeds=$((100 / KILL_EVERY))
for seed in $(seq $seeds); do
    rm -rf "$spool" "$tmp/starts"
    cp -a "$tmp/for-run" "$spool"
    FAKE_KILL=$seed case_run
    is "$?" 0 "with stages killed as seed $seed says, all is done at the end"
    killed=$((killed + $(grep -c 'waiting: ' "$tmp/err")))
    judge "seed $seed"
done
conclude "stages killed $killed times at random"
[ "$killed" -gt 0 ]
ok $? "and some were"
echo "# $total points, $lost not survived"
finish
