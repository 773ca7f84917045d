#!/bin/bash
# case-run is killed at its 1st, 2nd, ... Nth system call that changes a file, and the same calls fail for want of space; then
# it is started again, and each submission must be done exactly once, with the bytes that an undisturbed run gives.
# KILL_EVERY=1 tries every point (that takes half an hour); without it a few are tried.
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

fill() {
    rm -rf "$spool"
    mkdir -p "$spool/inbox/kn"
    printf '%s\n' "[run]" "settle_seconds=0" "free_mb=0" "attempts=5" "$@" > "$spool/pipeline.conf"
    echo "known" > "$spool/inbox/kn/one.pdf"
    "$tmp/bin/case-run" --conf "$spool/pipeline.conf" > /dev/null 2>&1
    echo "first" > "$spool/inbox/one.pdf"
    echo "mine" > "$spool/inbox/one.p1.txt"
    mkdir "$spool/inbox/two"
    echo "second" > "$spool/inbox/two/a.pdf"
    echo "third" > "$spool/inbox/two/b.pdf"
    echo "more" > "$spool/inbox/kn.pdf"
}
# What must be the same: everything that is done, but for when and how it was run.
picture() {
    (cd "$spool" && find inbox 'done' failed -mindepth 1 -type f ! -name run.json ! -path '*/log/*' | LC_ALL=C sort |
        while read -r file; do
            case $file in
                */case.json) echo "$file $(jq -cS 'del(.run)' "$file" | sha256sum)" ;;
                *) sha256sum "$file" ;;
            esac
        done)
    find "$spool/work" -mindepth 1 -maxdepth 1 ! -name .lock ! -name summary.json -printf 'work: %f\n'
    "$tmp/bin/case-run" --conf "$spool/pipeline.conf" audit | grep -v '^[0-9]* lines, mistakes 0,'
    jq -c 'select(.action | IN("claimed", "done", "failed")) | [.action, .id, .revision]' "$spool/audit.log" | LC_ALL=C sort
    sqlite3 "$spool/casefile.db" "SELECT case_name, revision, number FROM revision ORDER BY 1, 2"
}
again() { "$tmp/bin/case-run" --conf "$spool/pipeline.conf" > "$tmp/out" 2> "$tmp/err"; }

fill
again
is $? 0 "an undisturbed run is done"
picture > "$tmp/wanted"
is "$(grep -c 'originals/' "$tmp/wanted")" 6 "with all originals, those of the known case in both revisions"

# point CALL N INJECTION [SETTING...]: disturbs one run at the Nth CALL of any process, and runs again. 1: not reached.
point() {
    local call=$1 n=$2 injection=$3
    shift 3
    fill "$@"
    strace -f -qqq -o "$tmp/trace" -e trace="$call" -e inject="$call:$injection:when=$n" \
        "$tmp/bin/case-run" --conf "$spool/pipeline.conf" > "$tmp/out" 2> "$tmp/err" &
    wait $! 2> /dev/null # as a job, so that the shell does not speak of its death
    grep -q 'INJECTED\|killed by SIGKILL' "$tmp/trace" || return 1
    [ -z "$*" ] || sleep 1.1
    again
    if ! picture | diff "$tmp/wanted" - > "$tmp/diff"; then
        echo "# $call $n $injection:"
        sed 's/^/# /' "$tmp/diff" "$tmp/err" | head -20
        bad=$((bad + 1))
    fi
    points=$((points + 1))
}
sweep() { # CALL INJECTION [SETTING...]
    local n=1 call=$1 injection=$2
    shift 2
    points=0 bad=0
    while point "$call" "$n" "$injection" "$@"; do
        if [ -n "${KILL_EVERY:-}" ]; then n=$((n + KILL_EVERY)); else n=$((n * 4 + 1)); fi
    done
    [ "$points" -gt 0 ] && [ "$bad" -eq 0 ]
    ok $? "$call $injection: $points points, $bad not survived"
}

# Calls that are each other's other names are counted together; "?": where the machine has it.
renames='?rename,?renameat,?renameat2'
for call in "$renames" '?mkdir,?mkdirat' '?unlink,?unlinkat,?rmdir' '?link,?linkat' fsync write '?chmod,?fchmodat' \
    '?clone,?fork,?vfork,?clone3'; do
    sweep "$call" signal=KILL
done
faults=ENOSPC
[ -z "${KILL_EVERY:-}" ] || faults="EIO ENOSPC EDQUOT"
for fault in $faults; do
    for call in write fsync "$renames"; do sweep "$call" "error=$fault" "retry_seconds=1"; done
done
finish
