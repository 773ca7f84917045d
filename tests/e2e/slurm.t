#!/bin/bash
# case-run --runner slurm beside a Slurm of a few lines (tests/tools/fake-slurm). make slurm does it with a real one.
# shellcheck disable=SC2119
. tests/tools/tap.sh
. tests/tools/fake-spool.sh
mkdir "$tmp/path"
for command in sbatch squeue scancel; do cp tests/tools/fake-slurm "$tmp/path/$command"; done
export FAKE_SLURM=$tmp/slurm PATH=$tmp/path:$PATH
again() { # [SETTING...]: an empty spool, an empty queue
    while pgrep -f "schedule.*$tmp" > /dev/null; do sleep 0.05; done
    rm -rf "$FAKE_SLURM" "$tmp/node"
    mkdir -p "$FAKE_SLURM/queue"
    fresh "runner=slurm" "slurm_poll_seconds=0" "$@"
}
drops() { local n; for n in $(seq "$1"); do drop "c$n.pdf" "case number $n"; done; }
submitted() { grep -c 'submitted to Slurm' "$tmp/.err"; }

# --- the plain way
again "jobs=3" "slurm_options=--partition=night '--comment=two words'"
drops 7
drop "urgent.pdf" "hurry"
case_run
is "$status $(count 'done' 2) $(count work 1)" "0 8 0" "all cases are done, and nothing is left in work"
is "$(submitted)" 1 "as one array"
has "$(cat "$FAKE_SLURM/arguments")" "--array=1-8%3" "throttled"
has "$(cat "$FAKE_SLURM/arguments")" "--requeue" "to be started again where a node fails"
has "$(cat "$FAKE_SLURM/arguments")" "--partition=night
--comment=two words" "with the options of the settings"
hasnt "$(cat "$FAKE_SLURM/arguments")" "urgent" "and no name of a case"
is "$(cat "$FAKE_SLURM/widest")" 3 "three at a time"
is "$(jq -r 'select(.action == "done") | .id' "$spool/audit.log" | sort | uniq | wc -l)" 8 "each committed once"
is "$(find "$spool" -type f ! -perm 0600 ! -name pipeline.conf ! -name metrics.prom | wc -l)" 0 "all files are 0600"
picture() { (cd "$spool/done" && find . -type f ! -name run.json ! -path '*/log/*' ! -name case.json ! -name index.html -exec sha256sum {} + | sort
    for c in */*/case.json; do jq -cS 'del(.run)' "$c"; done); }
picture > "$tmp/by-slurm"
fresh "jobs=3"
drops 7
drop "urgent.pdf" "hurry"
case_run
picture | cmp -s - "$tmp/by-slurm"
ok $? "the local runner makes the same bytes"
is "$(find "$spool" -name worker.json | wc -l)" 0 "no worker's mark is left"

# --- what fails
again "jobs=2"
drops 3
drop "bad.pdf" "UNREADABLE"
drop "poison.pdf" "CRASH"
case_run
is "$status $(count 'done' 2)" "1 3" "bad ones fail, the others are done"
is "$(jq -r '.case + " " + .reason + " " + (.attempts | tostring)' "$spool"/failed/*/reason.json | sort | tr '\n' ';')" \
   "bad nothing_readable 1;poison crashed 3;" "with the reasons and attempts of the local runner"
is "$(find "$spool/work" -name 'slurm*' | wc -l)" 0 "no batch is left"

again "jobs=2"
drops 3
drop "x.pdf" "NODE:1"
case_run
is "$status $(count 'done' 2) $(submitted)" "0 4 1" "a case whose node fails is started again by Slurm"
is "$(jq -r .attempt "$spool"/done/x/*/run.json)" 2 "which counts as an attempt"
again
drop "x.pdf" "NODE:100"
drops 2
case_run
is "$status $(count 'done' 2) $(jq -r '.reason + " " + (.attempts | tostring)' "$spool"/failed/*/reason.json)" "1 2 stopped 4" \
   "one that takes every node down fails"
is "$(wc -l < "$tmp/node")" 3 "after three nodes, and before a fourth has opened it"
again
touch "$FAKE_SLURM/no-requeue"
drop "x.pdf" "NODE:1"
case_run
is "$status $(count 'done' 2) $(submitted)" "0 1 2" "a worker that is killed leaves nothing, and the case is submitted again"

# --- Slurm itself
again
drops 2
touch "$FAKE_SLURM/down"
case_run
is "$status $(count 'done' 2) $(count inbox 1)" "75 0 2" "where Slurm does not answer, nothing is begun"
has "$err" "Unable to contact slurm controller" "and its words are told"
rm "$FAKE_SLURM/down"
touch "$FAKE_SLURM/held"
case_run
is "$status $(jq -s 'map(.attempts) | add' "$spool"/work/*/attempt.json) $(summary '.waiting[0].reason')" "75 0 scheduler" \
   "what is held is taken back, and is no attempt"
is "$(ls "$FAKE_SLURM/queue")" "" "and nothing stays in the queue"
rm "$FAKE_SLURM/held"
touch "$FAKE_SLURM/lost"
case_run
is "$status $(count 'done' 2) $(submitted)" "0 2 0" "an array that was taken though sbatch said no is known by its name"
again "slurm_options=--nonsense"
drops 1
case_run
is "$status $(jq .attempts "$spool"/work/*/attempt.json)" "75 0" "options that sbatch does not know are no attempt"

# --- a coordinator that goes
again "jobs=2"
drops 3
drop "urgent.pdf" "hurry"
touch "$FAKE_SLURM/frozen"
"$tmp/bin/case-run" --conf "$spool/pipeline.conf" > /dev/null 2>&1 &
first=$!
for _ in $(seq 100); do [ "$(find "$FAKE_SLURM/queue" -type f | wc -l)" -eq 4 ] && break; sleep 0.1; done
kill -KILL $first
wait $first 2> /dev/null
is "$(jq -r '.cases[0].case' "$spool"/work/slurm-*/batch.json)" "urgent" "the expedited one comes first in the array"
rm "$FAKE_SLURM/frozen"
for _ in $(seq 100); do [ -z "$(ls "$FAKE_SLURM/queue")" ] && break; sleep 0.1; done
is "$(count 'done' 2) $(find "$spool/work" -name run.json | wc -l)" "0 4" "the workers of a coordinator that was killed commit nothing"
case_run
is "$status $(count 'done' 2) $(submitted) $(sort "$FAKE_LOG" | uniq -c | grep -c ' 4 ')" "0 4 0 6" \
   "the next one does, and no stage has run twice"
again
drops 3
touch "$FAKE_SLURM/frozen"
"$tmp/bin/case-run" --conf "$spool/pipeline.conf" > /dev/null 2> "$tmp/stopped" &
first=$!
for _ in $(seq 100); do [ "$(find "$FAKE_SLURM/queue" -type f | wc -l)" -eq 3 ] && break; sleep 0.1; done
kill -TERM $first
wait $first
is "$?" 75 "a coordinator that is stopped leaves what it submitted"
has "$(cat "$tmp/stopped")" "left with Slurm: 3 cases" "and says so"
case_run status
has "$out" "with Slurm" "status says so, too"
case_run --runner local
is "$status $(count 'done' 2)" "75 0" "the local runner leaves it alone"
case_run --runner none
is "$status" 64 "there is no third runner"
rm "$FAKE_SLURM/frozen"
case_run
is "$status $(count 'done' 2) $(sort "$FAKE_LOG" | uniq -c | grep -c ' 3 ')" "0 3 6" "the next run goes on with it, and does nothing twice"

# --- a worker that was given up, on a node that could not be reached
again
drop "slow.pdf" "HANG"
touch "$FAKE_SLURM/no-requeue"
case_run &
for _ in $(seq 100); do [ -s "$FAKE_LOG" ] && break; sleep 0.1; done
for mark in "$spool"/work/*/worker.json; do printf '{"batch":"other","owner":"another"}\n' > "$mark"; done
pkill -f "^sleep 1000" -P "$(pgrep -f "case-text.*$spool" | head -1)"
wait
is "$(count 'done' 2)" 0 "what another worker has taken over is not written to"
finish
