#!/bin/bash
# case-report: a readable page from a case, nothing of a document alive in it, and clear refusals.
. tests/tools/tap.sh
report=${BIN:-build/bin}/case-report
golden=tests/fixtures/letter/golden.json

run "$report" "$golden"
is "$status" 0 "a checked case gives a report"
is "$err" "" "and says nothing else"
has "$out" "Draft for physician review" "the page says that it is a draft"
has "$out" 'FRF-C.6b' "each criterion is in the table"
has "$out" 'it is mentioned, but the value that the criterion needs is not' "a reason is put in words"
has "$out" 'id="X26"' "the evidence is on the page"
first=$out
run "$report" - < "$golden"
is "$status" 66 "an operand that does not exist is refused"
run "$report" < "$golden"
is "$out" "$first" "stdin gives the same bytes"

run "$report" --output "$tmp/report" "$golden"
is "$status" 0 "--output writes a directory"
is "$(cat "$tmp/report/index.html")" "$first" "with the same page"
is "$(stat -c %a "$tmp/report/index.html") $(stat -c %a "$tmp/report")" "600 700" "for its owner alone"

"${BIN:-build/bin}/case-text" tests/fixtures/letter/letter.txt > "$tmp/pages.ndjson"
run "$report" --pages "$tmp/pages.ndjson" --originals tests/fixtures/letter "$golden"
is "$status" 0 "with the pages at hand"
has "$out" 'She obtained 6-12 months of relief of her neck pain following cervical radiofrequency</mark>. On physical' \
    "each quote is shown in its place"
has "$out" 'href="../letter/letter.txt#page=1"' "and links to its page"
head -c 500 "$tmp/pages.ndjson" > "$tmp/cut.ndjson"
run "$report" --pages "$tmp/cut.ndjson" "$golden"
is "$status/$out" "65/" "pages that are not whole are refused"

# Page images: the sample's procedure notes and scan, with a case that cites a line of the first.
sample=tests/fixtures/sample/submission
mkdir "$tmp/originals"
cp "$sample/4 procedure notes.pdf" "$tmp/originals/0001.pdf"
cp "$sample/5 MRI (scan).pdf" "$tmp/originals/0002.pdf"
printf 'She walks two miles.\n' > "$tmp/originals/0003.txt"
printf '[sandbox]\npolicy = best-effort\n' > "$tmp/pipeline.conf"
"${BIN:-build/bin}/case-text" --conf "$tmp/pipeline.conf" "$tmp/originals" > "$tmp/pages.ndjson"
/usr/bin/python3 - "$tmp/pages.ndjson" "$tmp/case.json" <<'END'
import json, sys
records = [json.loads(line) for line in open(sys.argv[1])]
names = {r["id"]: r["name"] for r in records if r["type"] == "document"}
def cite(number, stored, words):
    page = next(r for r in records if r["type"] == "page" and names[r["document"]].endswith(stored) and words in r["text"])
    at = page["text"].index(words)
    return {"id": f"X{number}", "file": names[page["document"]], "page": page["page"], "span": [at, at + len(words)],
            "quote": words, "source": "text", "zone": "record", "line": [1, 1], "bbox": None, "ocr_conf": None}
evidence = [cite(1, "0001.pdf", "80% relief of neck pain"), cite(2, "0003.txt", "two miles")]
evidence.append({**evidence[0], "id": "X3", "source": "ocr", "ocr_conf": 31})
evidence.append({**evidence[0], "id": "X4", "source": "human"})
json.dump({"case_key": "k", "assessment": {}, "evidence": evidence, "timeline": [["2014-05-08", "procedure", "E1"]],
           "events": [{"id": "E1", "concept": "mbb", "date": "2014-05-08", "evidence": ["X1", "X3", "X4"]}]},
          open(sys.argv[2], "w"))
END
whole() { "$report" --conf "$tmp/pipeline.conf" --pages "$tmp/pages.ndjson" --originals "$tmp/originals" "$@"; }
run whole --output "$tmp/report" "$tmp/case.json"
is "$status/$err" "0/" "a report with page images is written"
page=$(cat "$tmp/report/index.html")
is "$(cd "$tmp/report/pages" && echo ./*)" "./0001.png ./0002.png ./0003.png" "one image a page that can be drawn"
is "$(stat -c %a "$tmp/report/pages" "$tmp/report/pages/0001.png" | tr '\n' ' ')" "700 600 " "for its owner alone"
is "$(od -An -tu1 -j24 -N1 "$tmp/report/pages/0003.png" | tr -d ' ')" 1 "a scan of one bit a pixel stays so"
is "$(tests/tools/check-report "$tmp/report/index.html")" "" "every link has its target"
has "$page" 'href="#v-X1"><q class="sure">' "a quote opens its page"
has "$page" 'href="#v-X3"><q class="low">' "a doubtful reading looks different"
has "$page" 'href="#v-X4"><q class="human">' "and so does a transcript by a person"
has "$page" '<span class="anchor" id="v-X2"></span><mark>two miles</mark>.' "a page without image marks its text"
has "$page" 'data-kind="procedure" data-document="0001.pdf"' "the chronology can be filtered"
# Where the words stand by pdftotext, which is another reader of the same page.
read -r x0 y0 x1 y1 < <(pdftotext -f 1 -l 1 -bbox "$tmp/originals/0001.pdf" - | sed -n 's/"/ /g; /80%/,/pain</p' |
    awk '{ if (!n++) { x = $3; y = $5 } right = $7; bottom = $9 } END { print x, y, right, bottom }')
mark=$(grep -A0 'id="v-X1"' "$tmp/report/index.html" | grep -o '<rect [^>]*>' | tr -dc '0-9. \n')
awk -v mark="$mark" -v x0="$x0" -v y0="$y0" -v x1="$x1" -v y1="$y1" 'BEGIN { n = split (mark, m, " ")
    far = 0; d[1] = m[1] - x0; d[2] = m[2] - y0; d[3] = m[1] + m[3] - x1; d[4] = m[2] + m[4] - y1
    for (i in d) if (d[i] > 4 || d[i] < -4) far = 1; exit n != 4 || far }'
ok $? "the mark lies on the words"
cp "$tmp/report/index.html" "$tmp/first.html"
run whole --output "$tmp/report" "$tmp/case.json"
is "$(cmp "$tmp/report/index.html" "$tmp/first.html")" "" "the same case gives the same bytes"

run whole --embed "$tmp/case.json"
is "$(grep -o 'src="data:image/png;base64,' <<< "$out" | wc -l)" 3 "--embed puts the images into the page"
printf '[sandbox]\npolicy = best-effort\n[report]\nembed_mb = 1\nimage_dpi = 300\n' > "$tmp/small.conf"
for n in 04 05 06 07 08 09 10 11 12 13 14 15; do cp "$tmp/originals/0001.pdf" "$tmp/originals/00$n.pdf"; done
"${BIN:-build/bin}/case-text" --conf "$tmp/pipeline.conf" "$tmp/originals" > "$tmp/many.ndjson"
run "$report" --conf "$tmp/small.conf" --pages "$tmp/many.ndjson" --originals "$tmp/originals" --embed "$tmp/case.json"
has "$out" 'its image is left out, since this file has reached its limit' "up to a limit"
[ "${#out}" -lt 1300000 ]
ok $? "which holds"

echo changed >> "$tmp/originals/0001.pdf"
rm "$tmp/originals/0002.pdf"
run whole --output "$tmp/report" "$tmp/case.json"
is "$status" 0 "originals that changed or went do not stop the report"
page=$(cat "$tmp/report/index.html")
has "$page" 'the original is gone or is not the file that was read' "a page that cannot be drawn says so"
has "$page" 'its original is not at hand' "and so does one that is gone"
is "$(ls "$tmp/report/pages")" "" "images of the earlier report are gone"
is "$(tests/tools/check-report "$tmp/report/index.html")" "" "its quotes still open the text of the page"

# A case whose quotes attack the page.
sed 's|she complained of constant neck pain|</q><script>alert(1)</script><img src=x onerror=alert(2)>\\u202e\\u0007 \& \\"|' \
    "$golden" > "$tmp/hostile.json"
run "$report" "$tmp/hostile.json"
is "$status" 0 "a hostile case gives a report"
is "$(grep -o '<script' <<< "$out" | wc -l)" 1 "no script but the report's own is alive"
is "$(grep -o "script-src 'sha256-[^']*'" <<< "$out")" \
    "script-src 'sha256-$(sed -n '/^<script>/,/<\/script>$/p' <<< "$out" | sed '1s/^<script>//;$s/<\/script>$//' | head -c -1 |
        /usr/bin/python3 -c 'import base64, hashlib, sys
print(base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode())')'" "and the policy names it by its hash"
hasnt "$out" '<img' "no markup either"
hasnt "$out" $'\u202e' "no bidirectional control"
has "$out" '&lt;script&gt;alert(1)' "it is shown as text"

for bad in '' '{' '[]' '{"case_key":"x"}' '{"assessment":{}}' 'null' '{"case_key":"x","assessment":{}} x'; do
    printf '%s' "$bad" > "$tmp/bad.json"
    run "$report" "$tmp/bad.json"
    is "$status/$out" "65/" "no case: '$bad' is refused and nothing is written"
done
run "$report" "$golden" "$golden"
is "$status" 64 "two cases are a usage error"
run "$report" --output /proc/none "$golden"
is "$status" 74 "a directory that cannot be made is an error"
"$report" "$golden" > /dev/full 2> /dev/null
is "$?" 74 "a full disk is an error"
run "$report" --help
is "$status" 0 "--help succeeds"
has "$out" 'case-report(1)' "and names the man page"
finish
