#!/bin/bash
# Letters with several items, with and without dates: each item is judged by the edition in force, and never by its amount alone.
. tests/tools/tap.sh
bin=${BIN:-build/bin}

letter() { # letter HEADER: an invented letter with two items
    cat <<EOF
$1
IMR ISSUES, DECISIONS AND RATIONALES

The Final Determination was based on decisions for the disputed items/services set forth below:

12 acupuncture visits for the lumbar spine: Upheld

Claims Administrator guideline: Decision based on MTUS Acupuncture Treatment Guidelines.

Decision rationale: The patient has had 6 visits. The medical necessity is not established.

Omeprazole 20 mg #60: Overturned

Decision rationale: The patient takes naproxen and has gastritis.
EOF
}
judged() { # judged: set, draft and recorded outcome of each item
    "$bin/case-text" "$tmp/letter.txt" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" | "$bin/case-check" |
        jq -c '[.assessment.issues[] | [.criteria_set, .determination.draft, .determination.recorded_outcome]]'
}

blocks() { # blocks: what keeps each item from a draft
    "$bin/case-text" "$tmp/letter.txt" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" | "$bin/case-check" |
        jq -c '[.assessment.issues[].determination.blocked_by]'
}

letter "" > "$tmp/letter.txt"
run judged
is "$out" '[["GEN","needs_human","upheld"],["PPI","upheld","overturned"]]' \
    "without a date no edition is chosen, where there are several"
is "$(blocks)" '[["NO_CRITERIA_SET"],[]]' "... which is why there is no draft of it"
letter "Decision Date: 8/3/2018" > "$tmp/letter.txt"
run judged
is "$(jq -c '.[0]' <<< "$out")" '["ACU-2017","needs_human","upheld"]' \
    "an amount that fits, and nothing else on record, is no reason to authorise"
is "$(blocks)" '[["NOTHING_SUPPORTS_REQUEST"],["NO_CRITERIA_SET"]]' "... and the draft says that this keeps it from being one"
letter "Decision Date: 8/3/2015" > "$tmp/letter.txt"
run judged
is "$(jq -c '.[0][0]' <<< "$out")" '"ACU"' "the edition is that of the decision's date"
finish
