#!/bin/bash
# case-run --runner slurm with a real slurmctld and slurmd on this machine (make slurm): 20 cases, of which one loses its
# worker and some their node, and a coordinator that is killed. Nothing may be lost, and nothing done twice.
# shellcheck disable=SC2119
. tests/tools/tap.sh
if [ "$(id -u)" != 0 ] || ! command -v slurmctld slurmd munged > /dev/null; then
    skip "no Slurm here, or not root"
    finish
fi
. tests/tools/fake-spool.sh
. tests/slurm/cluster.sh
trap 'cluster_stop; rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
if ! cluster_start; then
    ok 1 "a cluster of one node comes up"
    tail -n 20 "$cluster"/*.log "$cluster"/*.said "$cluster"/munge/log | sed 's/^/# /'
    finish
fi
ok 0 "a cluster of one node comes up"

again() {
    wait_for 60 node_is idle
    fresh "runner=slurm" "slurm_poll_seconds=1" "case_seconds=600" "$@"
}
drops() { local n; for n in $(seq -w "$1"); do drop "c$n.pdf" "SLOW case number $n"; done; }
# shellcheck disable=SC2317 # by wait_for
done_at_least() { [ "$(count 'done' 2)" -ge "$1" ]; }
# shellcheck disable=SC2317
in_queue() { [ "$(squeue --me --array --noheader | wc -l)" -eq "$1" ]; }
start() {
    "$tmp/bin/case-run" --conf "$spool/pipeline.conf" > "$tmp/.out" 2> "$tmp/.err" &
    coordinator=$!
}
picture() { (cd "$spool/done" && find . -type f ! -name run.json ! -path '*/log/*' ! -name case.json ! -name index.html -exec sha256sum {} + | sort
    for c in */*/case.json; do jq -cS 'del(.run)' "$c"; done); }
# All N cases are done once, nothing is left over, and the bytes are those that the local runner makes.
judge() { # N WHAT
    is "$(count 'done' 2) $(count failed 1) $(count inbox 1) $(find "$spool/work" -mindepth 1 -maxdepth 1 ! -name .lock ! -name 'summary.json*' | wc -l)" \
        "$1 0 0 0" "$2: all are done, none is left"
    is "$(jq -r 'select(.action == "done") | .id' "$spool/audit.log" | sort | uniq -c | awk '{ n[$1]++ } END { for (k in n) print k, n[k] }')" "1 $1" \
        "$2: each was committed once"
    picture | cmp -s - "$tmp/local"
    ok $? "$2: with the bytes that the local runner makes"
    "$tmp/bin/case-run" --conf "$spool/pipeline.conf" audit > "$tmp/audit"
    is "$?" 0 "$2: the audit log holds"
    is "$(squeue --me --noheader | wc -l)" 0 "$2: nothing is in the queue"
    [ "$failed" -eq 0 ] || sed 's/^/# /' "$tmp/.out" "$tmp/.err"
}

fresh "jobs=2"
drops 20
case_run
picture > "$tmp/local"

# --- 20 cases; a worker is killed, and the node dies
again "jobs=3"
drops 20
start
wait_for 120 done_at_least 3
wait_for 60 pkill -KILL -o -f "case-run.* work $spool"
ok $? "a worker is killed in the middle"
wait_for 120 done_at_least 8
node_dies
ok 0 "the node dies with $(count 'done' 2) cases done"
wait_for 60 node_is down
node_comes_back
wait $coordinator
is "$?" 0 "the run ends well"
judge 20 "a worker and a node lost"
starts=$(jq -s 'map(.attempt - 1) | add' "$spool"/done/*/*/run.json)
[ "$starts" -ge 3 ]
ok $? "$starts attempts were lost, and made up for"

# --- the coordinator is killed; the nodes go on
again "jobs=3"
drops 20
start
wait_for 120 done_at_least 4
kill -KILL $coordinator
wait $coordinator 2> /dev/null
before=$(count 'done' 2)
wait_for 300 in_queue 0
is "$(count 'done' 2)" "$before" "the workers of a coordinator that was killed commit nothing"
start
wait $coordinator
is "$?" 0 "the next coordinator ends well"
judge 20 "a coordinator killed"
is "$(jq -s 'map(.attempt) | add' "$spool"/done/*/*/run.json) $(grep -c text "$FAKE_LOG")" "20 20" "no case was begun twice"
again "jobs=3"
drops 20
start
wait_for 120 done_at_least 4
kill -KILL $coordinator
wait $coordinator 2> /dev/null
start
wait $coordinator
is "$?" 0 "a coordinator that is started again at once goes on"
has "$(cat "$tmp/.err")" "with Slurm from an earlier run" "with what is still at work"
judge 20 "a coordinator replaced"
is "$(grep -c text "$FAKE_LOG")" 20 "no case was begun twice"

# --- the coordinator is killed at its 1st, 1 + KILL_EVERY-th, ... call of each kind
fresh
drops 3
case_run
picture > "$tmp/local"
points=0 bad=0
for call in '?rename,?renameat,?renameat2' fsync '?mkdir,?mkdirat,?unlink,?unlinkat,?rmdir' '?clone,?fork,?vfork,?clone3'; do
    n=1
    while again "jobs=2" && drops 3; do
        strace -f -qqq -o "$tmp/trace" -e trace="$call" -e inject="$call:signal=KILL:when=$n" \
            "$tmp/bin/case-run" --conf "$spool/pipeline.conf" > /dev/null 2>&1 &
        wait $! 2> /dev/null
        grep -q 'killed by SIGKILL' "$tmp/trace" || break
        start
        wait $coordinator
        points=$((points + 1)) n=$((n + ${KILL_EVERY:-8}))
        if [ "$(count 'done' 2)" != 3 ] || ! picture | cmp -s - "$tmp/local" || ! "$tmp/bin/case-run" --conf "$spool/pipeline.conf" audit > /dev/null ||
            [ "$(jq -r 'select(.action == "done") | .id' "$spool/audit.log" | sort | uniq -d | wc -l)" != 0 ] ||
            [ "$(find "$spool/work" -mindepth 1 -maxdepth 1 ! -name .lock ! -name 'summary.json*' | wc -l)" != 0 ]; then
            echo "# $call $n is not survived"
            sed 's/^/# /' "$tmp/.out" "$tmp/.err"
            bad=$((bad + 1))
        fi
    done
done
[ "$points" -gt 0 ] && [ "$bad" -eq 0 ]
ok $? "the coordinator was killed at $points points, $bad not survived"

# --- the real stages
again
cp -r tests/fixtures/sample/submission "$spool/inbox/sample"
run "$bin/case-run" --conf "$spool/pipeline.conf"
is "$status $(count done/sample 1)" "0 1" "the sample goes through on a node"
(set -o pipefail
 "$bin/case-text" tests/fixtures/sample/submission | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" | "$bin/case-check" > "$tmp/direct.json")
is "$(jq -cS 'del(.run)' "$spool"/done/sample/*/case.json | sha256sum)" "$(jq -cS 'del(.run)' "$tmp/direct.json" | sha256sum)" \
    "and is the case that the stages make by themselves"
finish
