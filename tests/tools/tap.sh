# TAP for shell tests: source it at the top, call `finish` at the end.
#
#   run COMMAND...        runs it; sets $status, $out and $err
#   is GOT WANTED NAME    has TEXT PART NAME    hasnt TEXT PART NAME    ok STATUS NAME    skip REASON
# $tmp is a directory that is removed at the end. The plan is written last.
# shellcheck shell=bash
set -u
export LC_ALL=C.UTF-8
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
tests=0
failed=0

run() {
    "$@" > "$tmp/.out" 2> "$tmp/.err"
    status=$?
    out=$(cat "$tmp/.out")
    err=$(cat "$tmp/.err")
}

ok() {
    tests=$((tests + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $tests - $2"
    else
        failed=$((failed + 1))
        echo "not ok $tests - $2"
    fi
}

is() {
    [ "$1" = "$2" ]
    ok $? "$3"
    [ "$1" = "$2" ] || printf 'got:    %.1000s\nwanted: %.1000s\n' "$1" "$2" | sed 's/^/# /'
}

has() {
    [[ $1 == *"$2"* ]]
    ok $? "$3"
    [[ $1 == *"$2"* ]] || printf 'no "%s" in: %.1000s\n' "$2" "$1" | sed 's/^/# /'
}

hasnt() {
    [[ $1 != *"$2"* ]]
    ok $? "$3"
}

# golden FILE GOT NAME: the expected output stands in a file; `make golden` rewrites it, and the diff is read.
golden() {
    if [ "${UPDATE:-}" = 1 ]; then
        mkdir -p "$(dirname "$1")"
        printf '%s\n' "$2" > "$1"
    fi
    printf '%s\n' "$2" > "$tmp/.golden"
    diff "$1" "$tmp/.golden" > "$tmp/.diff" 2>&1
    ok $? "$3"
    sed 's/^/# /' "$tmp/.diff" | head -20
}

skip() {
    tests=$((tests + 1))
    echo "ok $tests # SKIP $1"
}

finish() {
    echo "1..$tests"
    [ "$failed" -eq 0 ] || exit 1
    exit 0
}
