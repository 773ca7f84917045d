#!/bin/bash
# Memory does not grow with the number of pages: a file of a hundred times as many takes little more, of text or of images.
. tests/tools/tap.sh
bin=${BIN:-build/bin}

/usr/bin/python3 - "$tmp" <<'EOP'
import sys
from PIL import Image
from reportlab.pdfgen import canvas
for pages in (20, 2000):
    page = canvas.Canvas(f"{sys.argv[1]}/{pages}.pdf", pagesize=(612, 792), invariant=1)
    for n in range(pages):
        for line in range(40):
            page.drawString(72, 740 - 16 * line, f"Page {n + 1}, line {line + 1}: pain {line % 10}/10, seen again in {n} weeks for the lower back")
        page.showPage()
    page.save()
    scan = Image.new("1", (800, 1000), 1)
    scan.save(f"{sys.argv[1]}/{pages}.tif", compression="group4", dpi=(100, 100), save_all=True, append_images=[scan] * (pages // 10 - 1))
EOP
# Peak kilobytes of the stage, and of the largest worker that it waited for.
peak() {
    /usr/bin/python3 - "$@" <<'EOP'
import os, subprocess, sys
stage = subprocess.Popen(sys.argv[1:], stdin=open(os.environ.get("IN", "/dev/null"), "rb"), stdout=open(os.environ["OUT"], "wb"))
_, status, usage = os.wait4(stage.pid, 0)
print(usage.ru_maxrss if status == 0 else "failed")
EOP
}
SMALL_KB=32768
compare() { # NAME, peak of few pages, peak of many
    [[ $2$3 != *failed* ]] && [ $(($3 - $2)) -lt $SMALL_KB ]
    ok $? "$1: $2 KB for few pages, $3 KB for a hundred times as many"
}
compare 'case-text, text' "$(OUT="$tmp/few" peak "$bin/case-text" "$tmp/20.pdf")" \
    "$(OUT="$tmp/many" peak "$bin/case-text" "$tmp/2000.pdf")"
is "$(grep -c '"type":"page"' "$tmp/many")" 2000 'all pages come'
compare 'case-ocr, nothing to read' "$(IN="$tmp/few" OUT="$tmp/few.ocr" peak "$bin/case-ocr")" \
    "$(IN="$tmp/many" OUT="$tmp/many.ocr" peak "$bin/case-ocr")"
cmp -s <(grep '"type":"page"' "$tmp/many") <(grep '"type":"page"' "$tmp/many.ocr")
ok $? '... and passes them on'
compare 'case-text, images' "$(OUT="$tmp/few" peak "$bin/case-text" "$tmp/20.tif")" \
    "$(OUT="$tmp/many" peak "$bin/case-text" "$tmp/2000.tif")"
is "$(grep -c '"ocr":true' "$tmp/many")" 200 'all pages come'
finish
