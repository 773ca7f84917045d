# case-run beside stages of a few lines (tests/tools/fake-stage), and a spool: source it after tap.sh.
#
#   fresh [SETTING...]    an empty spool in $spool       case_run ARGUMENT...  runs it there (tap.sh's run)
#   drop NAME TEXT        a document in its inbox        count FOLDER DEPTH    entries that deep below a folder of the spool
#   revision NAME         revisions of a case            cases                 names in done, a line each
#   summary FILTER        of the last run's summary, by jq
# shellcheck shell=bash disable=SC2154
bin=${BIN:-build/bin}
mkdir "$tmp/bin"
cp "$bin/case-run" "$tmp/bin/"
for stage in text ocr extract assemble check report; do cp tests/tools/fake-stage "$tmp/bin/case-$stage"; done
export FAKE_STATE=$tmp FAKE_LOG=$tmp/starts

# fresh [SETTING...]: an empty spool in $spool
fresh() {
    spool=$tmp/spool
    rm -rf "$spool" "$tmp/once" "$FAKE_LOG"
    mkdir "$spool" "$spool/inbox"
    printf '%s\n' "[run]" "settle_seconds=0" "case_seconds=20" "free_mb=0" "$@" > "$spool/pipeline.conf"
    : > "$FAKE_LOG"
}
case_run() { run "$tmp/bin/case-run" --conf "$spool/pipeline.conf" "$@"; }
drop() { printf '%s\n' "$2" > "$spool/inbox/$1"; }
count() { find "$spool/$1" -mindepth "$2" -maxdepth "$2" ! -name '.*' ! -name summary.json ! -name index.html | wc -l; }
cases() { find "$spool/done" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | LC_ALL=C sort; }
revision() { for r in "$spool/done/$1"/*/; do basename "$r"; done; }
summary() { jq -r "$1" "$spool/work/summary.json"; }

