# A real Slurm on this machine, of processes that are ours and end with us: source it after tap.sh, as root.
#
#   cluster_start      munged, slurmctld and slurmd under $tmp/cluster; SLURM_CONF is exported. 1: it does not come up
#   node_dies          slurmd, and all that runs on the node, at one blow      node_comes_back
#   cluster_stop       ends all of it; to be called in any case
# shellcheck shell=bash disable=SC2154
cluster=$tmp/cluster
export SLURM_CONF=$cluster/slurm.conf

wait_for() { # SECONDS COMMAND...: until it succeeds
    local tenths=$(($1 * 10))
    shift
    until "$@" > /dev/null 2>&1; do
        ((tenths-- > 0)) || return 1
        sleep 0.1
    done
}
node_is() { [[ $(sinfo --noheader --format=%t) == "$1"* ]]; }

cluster_start() {
    mkdir -p "$cluster/munge" "$cluster/ctld" "$cluster/d"
    head -c 1024 /dev/urandom > "$cluster/munge/key"
    chmod 0400 "$cluster/munge/key"
    chmod 0711 "$tmp" "$cluster"
    chmod 0755 "$cluster/munge"
    sed -e "s|@HOST@|$(hostname -s)|; s|@RUN@|$cluster|; s|@CTLD_PORT@|$((20000 + $$ % 5000 * 2))|; s|@SLURMD_PORT@|$((20001 + $$ % 5000 * 2))|" \
        tests/slurm/slurm.conf.in > "$SLURM_CONF"
    munged --force --foreground --key-file="$cluster/munge/key" --socket="$cluster/munge/socket" \
        --pid-file="$cluster/munge/pid" --log-file="$cluster/munge/log" --seed-file="$cluster/munge/seed" > "$cluster/munge/said" 2>&1 &
    munged=$!
    wait_for 10 test -S "$cluster/munge/socket" || return 1
    slurmctld -D > "$cluster/ctld.said" 2>&1 &
    slurmctld=$!
    wait_for 20 scontrol ping || return 1
    node_comes_back
}
node_comes_back() {
    slurmd -D > "$cluster/slurmd.said" 2>&1 &
    slurmd=$!
    wait_for 60 node_is idle
}
# What runs on the node, by its own number: workers first, so that they cannot say how it went, then their slurmstepds.
node_dies() {
    local workers steps
    mapfile -t workers < <(pgrep -f "case-run.* work $spool")
    mapfile -t steps < <(for worker in "${workers[@]}"; do ps -o ppid= -p "$worker"; done | tr -d ' ' | sort -u)
    kill -KILL "${workers[@]}" "${steps[@]}" "$slurmd" 2> /dev/null
    wait "$slurmd" 2> /dev/null
}
cluster_stop() {
    scancel --me 2> /dev/null
    kill -KILL "${slurmd:-}" 2> /dev/null
    kill "${slurmctld:-}" "${munged:-}" 2> /dev/null
    wait "${slurmd:-}" "${slurmctld:-}" "${munged:-}" 2> /dev/null
}
