#!/bin/bash
# The real determination letter that the domain was described from, in three forms. It quotes guidelines and is not shipped:
# read where it is at hand, skipped where not.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
seed=../shared/seed

if [ ! -f "$seed/letter.txt" ]; then
    skip "$seed is not at hand"
    finish
fi
pipeline() {
    (set -o pipefail
     "$bin/case-text" "$1" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" | "$bin/case-check" > "$2")
}
tests/tools/text-pdf "$seed/letter.txt" "$tmp/letter.pdf"
tests/tools/scan-pdf --dpi 300 --mode bw "$tmp/letter.pdf" "$tmp/scan.pdf"
for form in "$seed/letter.txt" "$tmp/letter.pdf --other-layout" "$tmp/scan.pdf --other-layout --scan"; do
    read -r file options <<< "$form"
    pipeline "$file" "$tmp/case.json"
    is $? 0 "the pipeline runs on $(basename "$file")"
    # shellcheck disable=SC2086 # options are words
    run tests/tools/compare-case $options "$seed/golden.json" "$tmp/case.json"
    ok "$status" "$(basename "$file") gives the golden case"
    [ "$status" = 0 ] || head -40 <<< "$out$err" | sed 's/^/# /'
done
finish
