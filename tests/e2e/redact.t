#!/bin/bash
# The redacted report: nothing that names the patient is left in its text or, read again, in its page images; the medicine is.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
printf '[sandbox]\npolicy = best-effort\n' > "$tmp/conf"
conf=(--conf "$tmp/conf")
mkdir "$tmp/originals"

# One page of text, the same words as a scan, and a page that cannot be read. The name stands in the file's name as well.
/usr/bin/python3 - "$tmp/originals" <<'END'
import sys
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen import canvas
first = """PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)
Patient: Quillfeather, Ophelia M.    DOB: 04/17/1961
Claim Number: WC-55-901234    Date of Injury: 3/22/2012    SSN: 512-44-7781
Address: 418 Larkspur Lane, Fresno, CA 93704    Phone: (559) 555-0142
Employer: Brambleworth Cannery    E-mail: ophelia.q@example.org
Date of exam: 07/13/2015
Subjective complaints: Ms. Quillfeather reports constant neck pain, 7/10. Ophelia had 70% relief for 8 months
after the radiofrequency neurotomy of 09/18/2014. O. Quillfeather was born April 17, 1961 (4-17-61).
Objective findings: cervical range of motion limited. Spurling negative.
Diagnosis: cervical facet arthropathy. Current medications: naproxen 550 mg twice daily.
Treatment plan: repeat radiofrequency neurotomy, bilateral C4-5 and C5-6. QUILLFEATHER'S claim WC55901234.
Thaddeus Oakenshaw, MD""".split("\n")
page = canvas.Canvas(sys.argv[1] + "/Quillfeather Ophelia PR2.pdf", pagesize=(612, 792), invariant=1)
page.setFont("Helvetica", 10)
for n, line in enumerate(first):
    page.drawString(54, 730 - 24 * n, line)
page.save()
scan = Image.new("L", (1700, 2200), 255)
draw = ImageDraw.Draw(scan)
font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 27)
for n, line in enumerate(first):
    draw.text((90, 170 + 66 * n), line, font=font, fill=0)
scan.point(lambda v: 255 * (v > 128)).convert("1").save(sys.argv[1] + "/scan.tif", compression="group4", dpi=(200, 200))
Image.effect_noise((1700, 2200), 90).save(sys.argv[1] + "/noise.png", dpi=(200, 200))
END
canaries='quillfeather|ophelia|04/17/1961|4-17-61|april 17|901234|512-44|7781|larkspur|93704|555-0142|brambleworth|example\.org|oakenshaw|thaddeus'
("$bin/case-text" "${conf[@]}" "$tmp/originals" | "$bin/case-ocr" "${conf[@]}") > "$tmp/pages.ndjson"
"$bin/case-extract" < "$tmp/pages.ndjson" | "$bin/case-assemble" | "$bin/case-check" > "$tmp/case.json"
has "$(jq -r '.identity.names[].value' "$tmp/case.json" | tr '[:upper:]' '[:lower:]')" quillfeather "the case knows the patient's name"
seen() { for image in "$1"/*; do tesseract "$image" - 2> /dev/null; done; }

paged=(--pages "$tmp/pages.ndjson" --originals "$tmp/originals")
"$bin/case-report" "${conf[@]}" "${paged[@]}" --output "$tmp/plain" "$tmp/case.json"
is "$(grep -ciE "$canaries" "$tmp/plain/index.html" | sed 's/^[1-9].*/some/')" some "the report itself has what is to be masked"
has "$(seen "$tmp/plain/pages" | tr '[:upper:]' '[:lower:]')" quillfeather "and so have its images"

run "$bin/case-report" "${conf[@]}" --format redacted "${paged[@]}" --output "$tmp/plain" "$tmp/case.json"
is "$status/$err" "0/" "the redacted report is written beside it"
page=$(cat "$tmp/plain/redacted.html")
is "$(grep -oiE "$canaries" <<< "$page" | sort | uniq -c)" "" "nothing in its text, attributes or addresses names the patient"
hasnt "$page" 'originals' "it has no way to the originals"
seen "$tmp/plain/redacted-pages" > "$tmp/read"
is "$(grep -oiE "$canaries" "$tmp/read" | sort | uniq -c)" "" "nor do its images, read again"
has "$(cat "$tmp/read")" 'radiofrequency neurotomy' "the images still have the medicine"
for words in '70% relief for 8 months' 'naproxen 550 mg' '2015-07-13' 'facet arthropathy'; do has "$page" "$words" "and so has the text: $words"; done
has "$page" 'its image is withheld' "a page that was not read is withheld"
is "$(tests/tools/check-report "$tmp/plain/redacted.html")" "" "every link has its target"
is "$(find "$tmp/plain/pages" -type f | wc -l)" 3 "the full report's images are still there"
run "$bin/case-report" "${conf[@]}" --format redacted "${paged[@]}" --embed "$tmp/case.json"
is "$status/$(grep -oiE "$canaries" <<< "$out")" "0/" "in one file as well"
run "$bin/case-report" --format redacted "$tmp/case.json"
is "$status/$(grep -oiE "$canaries" <<< "$out")" "0/" "and without the pages"
finish
