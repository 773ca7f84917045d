#!/bin/bash
# The invented determination letter comes out as its golden case: as text, as a born-digital PDF, and as a 300 dpi scan.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
fixture=tests/fixtures/letter

pipeline() { # pipeline FILE CASE
    (set -o pipefail
     "$bin/case-text" "$1" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" | "$bin/case-check" > "$2")
}
agrees() { # agrees CASE NAME OPTIONS...
    local case=$1 name=$2
    shift 2
    run tests/tools/compare-case "$@" "$fixture/golden.json" "$case"
    ok "$status" "$name"
    [ "$status" = 0 ] || head -40 <<< "$out$err" | sed 's/^/# /'
}

pipeline "$fixture/letter.txt" "$tmp/text.json"
is $? 0 "the pipeline runs on the text"
agrees "$tmp/text.json" "the text gives the golden case"
pipeline "$fixture/letter.txt" "$tmp/again.json"
is "$(tests/tools/compare-case --exact "$tmp/text.json" "$tmp/again.json" 2>&1)" "" "and the same bytes again"

tests/tools/text-pdf "$fixture/letter.txt" "$tmp/letter.pdf"
pipeline "$tmp/letter.pdf" "$tmp/pdf.json"
is $? 0 "the pipeline runs on the PDF"
agrees "$tmp/pdf.json" "the PDF gives the golden case" --other-layout
tests/tools/scan-pdf --dpi 300 --mode bw "$tmp/letter.pdf" "$tmp/scan.pdf"
pipeline "$tmp/scan.pdf" "$tmp/scan.json"
is $? 0 "the pipeline runs on the scan"
agrees "$tmp/scan.json" "the scan gives the golden case, or says that something is not documented" --other-layout --scan
finish
