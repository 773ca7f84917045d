#!/bin/bash
# case-ocr on handwriting: a page of cut lines (fonts that the model never saw) with printed labels is read better with the model for
# handwriting than without, its print the same; a model that is missing is a warning.
. tests/tools/tap.sh
bin=${BIN:-build/bin}

tests/tools/hand-page --labels tests/fixtures/model/lines.tar "$tmp/note.png"
"$bin/case-text" "$tmp/note.png" > "$tmp/text"
read_page() { run "$bin/case-ocr" "${@:2}" < "$tmp/text"; printf '%s\n' "$out" > "$tmp/$1"; }
say() { # EXPRESSION over the page `p`, and `q` as read without the model
    PYTHONPATH=models PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 - "$tmp/with" "$tmp/without" "$tmp/note.txt" "$1" <<'EOF'
import json, sys
from measure import Errors
p, q = (next(r for r in map(json.loads, open(path, encoding="utf-8")) if r["type"] == "page") for path in sys.argv[1:3])
def words(page, model):
    boxes = [w.split(" ") for w in page["words"].split(";") if w]
    return [page["text"][int(b[0]):int(b[0]) + int(b[1])] for b in boxes if b[7][0] == model]
def doubted(page):
    boxes = [w.split(" ") for w in page["words"].split(";") if w]
    return all(b[7] == "h?" for b in boxes if b[7][0] == "h"
               and any(c.isdigit() for c in page["text"][int(b[0]):int(b[0]) + int(b[1])]))
def rate(page):
    errors = Errors()
    errors.add(open(sys.argv[3], encoding="utf-8").read(), page["text"])
    return errors.cer
print(eval(sys.argv[4]))
EOF
}

printf '[ocr]\nhand = %s/nowhere.traineddata\n' "$tmp" > "$tmp/conf"
read_page with
is "$status $err" "0 " "a handwritten page is read"
read_page without --conf "$tmp/conf"
is "$status" 0 "also where the model is missing"
has "$err" "warning: cannot read the handwriting model" "which is a warning"
is "$(say '(p["handwritten"], q["handwritten"], words(q, "h"))')" "(True, True, [])" "a hand is seen with and without the model"
is "$(say 'len(words(p, "h")) > 30')" True "words that the model read are marked"
is "$(say 'doubted(p)')" True "their figures are doubtful, all of them"
is "$(say 'rate(p) < .6 * rate(q)')" True "fewer characters are wrong with the model"
echo "# characters wrong: with the model $(say 'round(rate(p), 3)'), without $(say 'round(rate(q), 3)')"
is "$(say '[line for line in q["text"].split("\n")[:2]] == [line for line in p["text"].split("\n")[:2]]')" True "the printed heading is the same"
read_page again
is "$(cmp "$tmp/with" "$tmp/again" && echo same)" same "the same input gives the same bytes"

tests/tools/text-pdf tests/fixtures/letter/letter.txt "$tmp/letter.pdf"
tests/tools/scan-pdf --pages 1 --fax 2 --seed 3 "$tmp/letter.pdf" "$tmp/fax.pdf"
"$bin/case-text" "$tmp/fax.pdf" > "$tmp/text"
read_page with
read_page without --conf "$tmp/conf"
is "$(cmp "$tmp/with" "$tmp/without" && echo same)" same "a faxed page of print is read as it is without the model"
finish
