#!/bin/bash
# case-ocr on pages that have a text: a hidden layer whose digits the image does not show is found out, a right one stays as it
# is; a page in another language says so.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
ocr() { run "$bin/case-ocr" "${@:2}" < "$1"; printf '%s\n' "$out" > "$tmp/pages"; }
# One expression over the page records `p`.
say() {
    /usr/bin/python3 - "$tmp/pages" "$1" <<'EOF'
import json, sys
p = [r for r in map(json.loads, open(sys.argv[1], encoding="utf-8")) if r["type"] == "page"]
print(eval(sys.argv[2]))
EOF
}

cat > "$tmp/visit.txt" <<'EOF'
PROGRESS NOTE

Date of service: 03/15/2014
The patient returns with pain of the lower back that has lasted for six weeks now and does
not get better. He takes gabapentin 300 mg at night and ibuprofen 800 mg in the morning with
some relief, and went to 12 visits of therapy between 02/10/2014 and 03/08/2014, which did
help him to walk further. The pain is 7 of 10 and goes down the left leg as far as the foot.
Straight leg raising is positive at 40 degrees on the left; strength is full in all groups
that were tested today. An MRI of 01/22/2014 shows a herniation at L4-5 that touches the
root. We ask for an injection at L4-5 and will see him again on 04/12/2014 at the clinic.
EOF
tests/tools/text-pdf "$tmp/visit.txt" "$tmp/visit.pdf"
tests/tools/scan-pdf --dpi 200 --noise 0.002 "$tmp/visit.pdf" "$tmp/scan.pdf"
tests/tools/layer-pdf "$tmp/visit.pdf" "$tmp/scan.pdf" "$tmp/right.pdf"
tests/tools/layer-pdf --swap 03/15/2014=08/15/2014 --swap 800=300 "$tmp/visit.pdf" "$tmp/scan.pdf" "$tmp/wrong.pdf"

"$bin/case-text" "$tmp/right.pdf" > "$tmp/right.text"
has "$(cat "$tmp/right.text")" '"verify":true' "a layer on a scan asks for its digits to be read again"
ocr "$tmp/right.text"
is "$status:$err" "0:" "they are, without a word"
is "$(say '[(q["source"], q["reread"], "verify" in q, "?" in q["words"]) for q in p]')" \
   "[('text', {'words': 13, 'agreed': 13, 'differing': []}, False, False)]" "a layer that is right stays, without a doubt"
is "$(jq -cS 'select(.type == "page") | [.text, .words]' "$tmp/pages")" \
   "$(jq -cS 'select(.type == "page") | [.text, .words]' "$tmp/right.text")" "letter for letter and box for box"

"$bin/case-text" "$tmp/wrong.pdf" > "$tmp/wrong.text"
has "$(cat "$tmp/wrong.text")" '08/15/2014' "a layer that is wrong in its digits looks as good as another"
ocr "$tmp/wrong.text"
is "$(say '[(q["reread"]["words"], q["reread"]["agreed"], [(d["layer"], d["image"], d["taken"]) for d in q["reread"]["differing"]]) for q in p]')" \
   "[(13, 11, [('08/15/2014', '03/15/2014', 'image'), ('300', '800', 'image')])]" "the digits that the image does not show are found"
is "$(say '[q["text"][d["start"]:d["start"] + d["length"]] for q in p for d in q["reread"]["differing"]]')" "['03/15/2014', '800']" \
   "what the image shows stands in the text"
is "$(say '[q["text"][int(w[0]):int(w[0]) + int(w[1])] for q in p for w in map(str.split, q["words"].split(";")) if w[7] == "p?"]')" \
   "['03/15/2014', '800']" "marked doubtful"
"$bin/case-extract" < "$tmp/pages" > "$tmp/mentions"
candidate() { jq -c "select(.type == \"mention\" and .kind == \"date\" and .value == \"$1\") | .candidate" "$tmp/mentions" | sort -u; }
is "$(candidate 2014-03-15)" true "a date there is a candidate"
is "$(candidate 2014-01-22)" false "another date on the page is none"

{ cat "$tmp/wrong.pdf"; echo '% sent again'; } > "$tmp/wrong-again.pdf"
"$bin/case-text" "$tmp/wrong.pdf" "$tmp/wrong-again.pdf" > "$tmp/both.text"
ocr "$tmp/both.text" --jobs 2
is "$(say '(len(p), p[0]["reread"] == p[1]["reread"], p[0]["text"] == p[1]["text"])')" "(2, True, True)" \
   "the same layer on the same image has the same outcome"

# --- where the image cannot tell
tests/tools/scan-pdf --dpi 200 "$tmp/visit.pdf" "$tmp/plain.pdf"
/usr/bin/python3 - "$tmp/plain.pdf" "$tmp/blotted.pdf" <<'EOF'
import subprocess, sys, tempfile
from PIL import Image, ImageDraw
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["pdfimages", "-png", sys.argv[1], f"{folder}/page"], check=True)
    image = Image.open(f"{folder}/page-000.png").convert("1")
    ImageDraw.Draw(image).rectangle((0, 200, 1700, 290), fill=0)  # a bar over the date of service
    image.save(sys.argv[2], "PDF", resolution=200)
EOF
tests/tools/layer-pdf "$tmp/visit.pdf" "$tmp/blotted.pdf" "$tmp/hidden.pdf"
"$bin/case-text" "$tmp/hidden.pdf" > "$tmp/hidden.text"
ocr "$tmp/hidden.text"
is "$(say '[(d["layer"], d["taken"], q["text"][d["start"]:d["start"] + d["length"]]) for q in p for d in q["reread"]["differing"]]')" \
   "[('03/15/2014', 'layer', '03/15/2014')]" "a date that the image does not show stays as the layer has it"
"$bin/case-extract" < "$tmp/pages" > "$tmp/mentions"
is "$(candidate 2014-03-15)" true "and is a candidate"

# --- text that was drawn over a scan
/usr/bin/python3 - "$tmp/scan.pdf" "$tmp/stamped.pdf" <<'EOF'
import subprocess, sys, tempfile
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(["pdfimages", "-png", sys.argv[1], f"{folder}/page"], check=True)
    canvas = Canvas(sys.argv[2], pagesize=(612, 792), invariant=1)
    canvas.drawImage(ImageReader(Image.open(f"{folder}/page-000.png")), 0, 0, 612, 792)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(40, 20, "Electronically signed 03/16/2014 09:30")
    canvas.save()
EOF
"$bin/case-text" "$tmp/stamped.pdf" > "$tmp/stamped.text"
ocr "$tmp/stamped.text"
is "$(say '[(q["route"]["way"], q["text"].split("\n")[0], q["reread"]["differing"], "03/15/2014" in q["text"]) for q in p]')" \
   "[('mixed', 'Electronically signed 03/16/2014 09:30', [], True)]" "a stamp that the image does not hold is not doubted"

# --- a page in another language
cat > "$tmp/spanish.txt" <<'EOF'
La paciente refiere dolor lumbar constante desde el accidente de trabajo y no
ha mejorado con la terapia que el doctor le dio en los meses de marzo y abril.
Se le pide que vuelva a la cita en cuatro semanas con los resultados de la prueba.
EOF
tests/tools/text-pdf "$tmp/spanish.txt" "$tmp/spanish.pdf"
tests/tools/scan-pdf --dpi 200 "$tmp/spanish.pdf" "$tmp/spanish-scan.pdf"
"$bin/case-text" "$tmp/spanish-scan.pdf" > "$tmp/spanish.text"
ocr "$tmp/spanish.text"
is "$(say '[(q["source"], q["error"]["stage"], q["error"]["reason"], len(q["text"]) > 200) for q in p]')" \
   "[('ocr', 'ocr', 'language', True)]" "a scanned page in another language keeps its text and says so"
"$bin/case-extract" < "$tmp/pages" | "$bin/case-assemble" > "$tmp/case"
is "$(jq -c '[.run.pages_read, (.run.pages_unread | map(.reason))]' "$tmp/case")" '[0,["language"]]' \
   "and counts among the pages that could not be read"
finish
