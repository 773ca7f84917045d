#!/bin/bash
# case-ocr and signatures: no letters are read into one, what stands beside it is read, and handwriting elsewhere stays.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
text_of() { "$bin/case-text" "$1" | "$bin/case-ocr" | /usr/bin/python3 -c '
import json, sys
print(next(r["text"] for r in map(json.loads, sys.stdin) if r["type"] == "page"))'; }

cat > "$tmp/note.txt" <<'EOF'
PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)
Patient: Terry Madeup      Date of exam: 5/1/2014
Neck pain is 7/10 and radiates to the left shoulder. Gabapentin 300 mg helps.
I declare under penalty of perjury that this report is true and correct.

Signature:                                        Date: 5/1/2014

Dana Invented, MD
EOF
tests/tools/scrawl-page --signed "$tmp/note.txt" "$tmp/plain.png" 0
text_of "$tmp/plain.png" > "$tmp/plain"
is "$(grep -c 'Signature: *Date: 5/1/2014' "$tmp/plain")" 1 "a page that nobody signed is read"
for seed in 7 8 9; do
    tests/tools/scrawl-page --signed "$tmp/note.txt" "$tmp/signed.png" $seed
    text_of "$tmp/signed.png" > "$tmp/signed"
    is "$(tail -n 4 "$tmp/signed" | tr -s ' \n' ' ')" "$(tail -n 4 "$tmp/plain" | tr -s ' \n' ' ')" "signed with seed $seed it says the same"
done
finish
