#!/bin/bash
# The case file as searchable PDF and as hOCR: every page, its words at their places, an outline, links that lead somewhere.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
printf '[sandbox]\npolicy = best-effort\n' > "$tmp/conf"
conf=(--conf "$tmp/conf")
mkdir "$tmp/originals"
cp "tests/fixtures/sample/submission/4 procedure notes.pdf" "tests/fixtures/sample/submission/5 MRI (scan).pdf" "$tmp/originals"
printf 'She walks two miles. \u202e </text>\n' > "$tmp/originals/note.txt"
("$bin/case-text" "${conf[@]}" "$tmp/originals" | "$bin/case-ocr" "${conf[@]}") > "$tmp/pages.ndjson"
"$bin/case-extract" < "$tmp/pages.ndjson" | "$bin/case-assemble" | "$bin/case-check" > "$tmp/case.json"
paged=(--pages "$tmp/pages.ndjson" --originals "$tmp/originals")

run "$bin/case-report" "${conf[@]}" --format pdf "${paged[@]}" --output "$tmp/out" "$tmp/case.json"
is "$status/$err" "0/" "the case file is written as one PDF"
is "$(stat -c %a "$tmp/out/case.pdf")/$(ls "$tmp/out")" "600/case.pdf" "for its owner alone, and nothing beside it"
pages=$(grep -c '"type":"page"' "$tmp/pages.ndjson")
is "$(pdfinfo "$tmp/out/case.pdf" | sed -n 's/^Pages: *//p')" $((pages + 1)) "it has the chronology and every page"
if command -v qpdf > /dev/null; then
    run qpdf --check "$tmp/out/case.pdf"
    is "$status" 0 "qpdf finds nothing wrong"
fi
# Words where the records have them, by another program; and which pages the links and the outline lead to.
cat > "$tmp/compare" <<'END'
import json, re, subprocess, sys, html
pdf, ndjson, hocr = sys.argv[1:]
records = [r for r in map(json.loads, open(ndjson)) if r["type"] == "page"]
shown = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True).stdout.split("<page ")[2:]
lines = re.split(r'<div class="ocr_page"', open(hocr, encoding="utf-8").read())[1:]
words, there, read = 0, 0, 0
for record, page, other in zip(records, shown, lines):
    found = {}
    for x0, y0, x1, y1, text in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page):
        found.setdefault(html.unescape(text), []).append(tuple(map(float, (x0, y0, x1, y1))))
    for packed in filter(None, (record["words"] or "").split(";")):
        start, length, *box = packed.split()[:6]
        text = record["text"][int(start):int(start) + int(length)]
        box = [int(v) / 10 for v in box]
        words += 1
        there += any(all(abs(a - b) < 3 for a, b in zip(box, one)) for one in found.get(text, []))
        title = "bbox " + " ".join(str(round(v * 10)) for v in box)
        read += f'title="{title}' in other and html.escape(text, quote=False) in html.unescape(other).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
print(f"{len(shown)} {len(lines)} {words > 200} {there / words > 0.98} {read == words} {there} of {words}")
END
"$bin/case-report" --format hocr --pages "$tmp/pages.ndjson" "$tmp/case.json" > "$tmp/case.hocr"
got=$(/usr/bin/python3 "$tmp/compare" "$tmp/out/case.pdf" "$tmp/pages.ndjson" "$tmp/case.hocr")
has "$got" "$pages $pages True True True" "pdftotext finds the words at their places, and hOCR has them ($got)"
/usr/bin/python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$tmp/case.hocr"
ok $? "hOCR is well-formed XML"
has "$(pdftotext "$tmp/out/case.pdf" -)" 'She walks two miles.' "a page of plain text shows its text"
for page in $(seq 2 $((pages + 1))); do pdftoppm -r 20 -gray -f "$page" -l "$page" "$tmp/out/case.pdf" "$tmp/drawn"; done
dark=$(for image in "$tmp"/drawn*.pgm; do tail -c +16 "$image" | LC_ALL=C tr -d '\377' | wc -c; done | sort -n | head -1)
[ "$dark" -gt 20 ]
ok $? "no page is empty"
names=$(pdfinfo -dests "$tmp/out/case.pdf")
has "$names" '"chronology"' "the outline has where to lead"
is "$(grep -c '"page[0-9]*"' <<< "$names")" "$pages" "each page is a place that links lead to"
links=$(/usr/bin/python3 -c 'import re, sys; print(len(re.findall(rb"/Dest \(page\d+\)", open(sys.argv[1], "rb").read())))' "$tmp/out/case.pdf")
[ "$links" -ge "$(jq '.timeline | length' "$tmp/case.json")" ]
ok $? "the chronology links to pages, and the outline to documents ($links)"
cp "$tmp/out/case.pdf" "$tmp/first.pdf"
"$bin/case-report" "${conf[@]}" --format pdf "${paged[@]}" --output "$tmp/out" "$tmp/case.json"
cmp -s "$tmp/out/case.pdf" "$tmp/first.pdf"
ok $? "the same case gives the same bytes"
run "$bin/case-report" "${conf[@]}" --format pdf --pages "$tmp/pages.ndjson" --output "$tmp/out" "$tmp/case.json"
is "$status" 0 "without the originals the pages have their words"
has "$(pdftotext "$tmp/out/case.pdf" -)" 'No picture of this page: its original is not at hand.' "and say so"
run "$bin/case-report" --format pdf --pages "$tmp/pages.ndjson" "$tmp/case.json"
is "$status" 64 "a PDF needs a folder"
run "$bin/case-report" --format hocr "$tmp/case.json"
is "$status" 64 "and both need the pages"
finish
