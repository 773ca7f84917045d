#!/bin/bash
# case-ocr: pages made from a text, printed and scanned, come back as that text, upright, word by word in its place; what
# cannot be read is a page with an error, and the rest goes on.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
letter=tests/fixtures/letter/letter.txt

tests/tools/text-pdf "$letter" "$tmp/letter.pdf"
ocr() { run "$bin/case-ocr" "${@:2}" < "$1"; printf '%s\n' "$out" > "$tmp/pages"; }
scan() { tests/tools/scan-pdf "${@:2}" "$tmp/letter.pdf" "$tmp/$1.pdf" && "$bin/case-text" "$tmp/$1.pdf" > "$tmp/$1.text"; }
# One expression over the page records `p`, and those of the born-digital letter, `t`, prints what the test wants to see.
say() {
    /usr/bin/python3 - "$tmp/pages" "$tmp/letter.text" "$letter" "$1" <<'EOF'
import difflib, json, math, re, sys
def records(path):
    return [r for r in map(json.loads, open(path, encoding="utf-8")) if r["type"] == "page"]
p, t = records(sys.argv[1]), records(sys.argv[2])
def words(page):
    boxes = [w.split(" ") for w in page["words"].split(";") if w]
    return [(page["text"][int(b[0]):int(b[0]) + int(b[1])], [float(v) / 10 for v in b[2:6]]) for b in boxes]
def plain(text):
    for a, b in ("\u201c\"", "\u201d\"", "\u2018'", "\u2019'", "\u2014-", "\u2013-"):
        text = text.replace(a, b)
    return text
def lines(text):
    return [" ".join(plain(line).split()) for line in text.split("\n") if line.strip()]
def letter_lines():
    return lines(open(sys.argv[3], encoding="utf-8").read())
def likeness(a, b):
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
def straight(box, skew):
    "the box as it stood before the paper lay askew: its centre turned back about the page's"
    c, s = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    x, y = (box[0] + box[2]) / 2 - 306, (box[1] + box[3]) / 2 - 396
    w, h = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    x, y = x * c + y * s + 306, y * c - x * s + 396
    return [x - w, y - h, x + w, y + h]
def misplaced(got, wanted, points, skew=0):
    "words read alike whose boxes lie apart by more than `points`, and whether enough were compared"
    g, w = words(got), words(wanted)
    pairs = [(g[m.a + i], w[m.b + i]) for m in difflib.SequenceMatcher(None, [x[0] for x in g], [x[0] for x in w], autojunk=False)
             .get_matching_blocks() for i in range(m.size)]
    def apart(a, b):
        return max(abs(a[0] - b[0]), abs(a[2] - b[2]), abs((a[1] + a[3]) / 2 - (b[1] + b[3]) / 2))
    return sum(apart(straight(a[1], skew), b[1]) > points for a, b in pairs), len(pairs) > 0.9 * len(w)
print(eval(sys.argv[4]))
EOF
}
"$bin/case-text" "$tmp/letter.pdf" > "$tmp/letter.text"

# --- the scanned letter
scan plain --dpi 300
ocr "$tmp/plain.text"
is "$status" 0 "a scanned letter is read"
is "$err" "" "and nothing is said about it"
is "$(say 'likeness(sum([lines(q["text"]) for q in p], []), letter_lines()) > 0.98')" True "its lines are the lines of the letter"
is "$(say 'likeness(" ".join(sum([lines(q["text"]) for q in p], [])), " ".join(letter_lines())) > 0.998')" True "nearly every sign is right"
is "$(say '{(q["source"], q["rotation"], q["legibility"], q["blank"], q["handwritten"], q["error"]) for q in p}')" \
   "{('ocr', 0, 'good', False, False, None)}" "pages are print, upright and legible"
is "$(say '[k for q in p for k in q if k == "ocr" or k.startswith("layer")]')" "[]" "the request for recognition is gone"
is "$(say 'all(w and not any(c.isspace() for c in w) for q in p for w, b in words(q)) and " ".join(w for q in p for w, b in words(q)) == " ".join(" ".join(q["text"].split()) for q in p)')" \
   True "spans cut out exactly the words"
is "$(say '[misplaced(a, b, 4) for a, b in zip(p, t)] == [(0, True)] * len(t)')" True "boxes are those of the letter before it was scanned"
cp "$tmp/pages" "$tmp/once"
ocr "$tmp/plain.text" --jobs 3
is "$(cmp "$tmp/once" "$tmp/pages" && echo same)" same "three jobs give the same bytes as one"
ocr "$tmp/plain.text" -j2
is "$status $(cmp "$tmp/once" "$tmp/pages" && echo same)" "0 same" "and so do -j2"

# --- an image that comes twice is recognised once
# The second file differs by a remark after its end, so that it is another document.
tests/tools/scan-pdf --pages 1 --dpi 200 "$tmp/letter.pdf" "$tmp/first.pdf"
{ cat "$tmp/first.pdf"; echo '% sent again'; } > "$tmp/again.pdf"
"$bin/case-text" "$tmp/first.pdf" > "$tmp/one.text"
"$bin/case-text" "$tmp/first.pdf" "$tmp/again.pdf" > "$tmp/two.text"
ticks() { read -r _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ user system _ < <(tail -c +1 /proc/$$/stat); echo $((user + system)); }
before=$(ticks); ocr "$tmp/one.text"; between=$(ticks); ocr "$tmp/two.text"; after=$(ticks)
is "$(say '(len(p), p[0]["document"] != p[1]["document"], p[0]["text"] == p[1]["text"] != "", p[0]["words"] == p[1]["words"])')" \
   "(2, True, True, True)" "the same page in two files has the same text and places"
is "$((10 * (after - between) < 16 * (between - before)))" 1 "and is recognised once: CPU time of one page, not of two"
ocr "$tmp/two.text" --jobs 2
is "$(say '(len(p), p[0]["text"] == p[1]["text"] != "", p[0]["words"] == p[1]["words"])')" "(2, True, True)" "also where both are in work at a time"

# --- pages that lie turned and askew
for turn in 90 180 270; do
    scan turned --pages 1 --dpi 200 --mode gray --rotate $turn --skew 1.6 --shade 0.4
    ocr "$tmp/turned.text"
    is "$(say '(p[0]["rotation"], p[0]["width"], p[0]["height"])')" "($turn, 612, 792)" "a page turned by $turn degrees is put upright"
    is "$(say 'likeness(lines(p[0]["text"]), lines(t[0]["text"])) > 0.9')" True "and read in its lines"
    is "$(say 'misplaced(p[0], t[0], 7, skew=1.6)')" \
       "(0, True)" "and its boxes are in points of the upright page"
done

# --- tick boxes
cat > "$tmp/form.txt" <<'EOF'
REQUEST FOR AUTHORIZATION

☒ New Request   ☐ Resubmission - Change in Material Facts
☐ Expedited Review: one imminent threat to one no more
Type of review:   ☒ Regular   ☐ Expedited   ☐ Modification after Appeal
Do no more: No. Dr. Moon on OMNI 0 O D n m o H N M DO NOON
Is liability disputed?   ☐ Yes   ☒ No
EOF
# The signs, each with the first letters of what stands after it.
boxes_of() { say '[re.findall(r"([☐☒])\W*(\w{2})", line) for q in p for line in q["text"].split("\n") if re.search("[☐☒]", line)]'; }
tests/tools/text-pdf "$tmp/form.txt" "$tmp/form.pdf"
wanted="[[('☒', 'Ne'), ('☐', 'Re')], [('☐', 'Ex')], [('☒', 'Re'), ('☐', 'Ex'), ('☐', 'Mo')], [('☐', 'Ye'), ('☒', 'No')]]"
for how in "--dpi 300" "--dpi 200 --mode gray --skew 1" "--dpi 200 --noise 0.002" "--fax 1"; do
    # shellcheck disable=SC2086
    tests/tools/scan-pdf $how "$tmp/form.pdf" "$tmp/form-scan.pdf"
    "$bin/case-text" "$tmp/form-scan.pdf" > "$tmp/form.text"
    ocr "$tmp/form.text"
    is "$(boxes_of)" "$wanted" "ticked and empty boxes are told before their labels ($how)"
done

# --- what stands beside text
printf '\n' > "$tmp/empty.txt"
tests/tools/text-pdf "$tmp/empty.txt" "$tmp/empty.pdf"
tests/tools/scan-pdf --dpi 200 --noise 0.001 "$tmp/empty.pdf" "$tmp/blank.pdf"
"$bin/case-text" "$tmp/blank.pdf" > "$tmp/blank.text"
ocr "$tmp/blank.text"
is "$(say '[(q["blank"], q["text"], q["words"]) for q in p]')" "[(True, '', '')]" "a dirty empty page is blank, and stays"

scan one --pages 1 --dpi 200
sed 's/"ocr":true/"layer_text":"Stamped","layer_words":"0 7 5000 100 5400 200 - t","ocr":true/' "$tmp/one.text" > "$tmp/mixed.text"
ocr "$tmp/mixed.text"
is "$(say '(p[0]["text"].startswith("Stamped\n\n"), words(p[0])[0], likeness(lines(p[0]["text"])[1:], lines(t[0]["text"])) > 0.9)')" \
   "(True, ('Stamped', [500.0, 10.0, 540.0, 20.0]), True)" "a text layer stays, and the words of the image are added"

# --- typewriting, whose thin strokes on slabs are neither a hand's nor on their heads
fold -s -w 80 "$letter" > "$tmp/typed.txt"
tests/tools/text-pdf --typed "$tmp/typed.txt" "$tmp/typed.pdf"
tests/tools/scan-pdf --dpi 300 --pages 1-1 "$tmp/typed.pdf" "$tmp/typed-scan.pdf"
"$bin/case-text" "$tmp/typed-scan.pdf" > "$tmp/typed.text"
ocr "$tmp/typed.text"
is "$(say '(p[0]["rotation"], p[0]["handwritten"], p[0]["error"], p[0]["confidence"] > 90)')" "(0, False, None, True)" \
   "a typewritten page is print, and upright"
is "$(say 'likeness(lines(p[0]["text"]), lines(open(sys.argv[1].replace("pages", "typed.txt"), encoding="utf-8").read())[:len(lines(p[0]["text"]))]) > 0.9')" \
   "True" "... and reads as what was typed"

# --- streams that need nothing
"$bin/case-text" "$letter" > "$tmp/text"
ocr "$tmp/text"
is "$(head -n -1 "$tmp/pages")" "$(head -n -1 "$tmp/text")" "records that ask for nothing pass unchanged"
head -n -1 "$tmp/text" > "$tmp/short"
ocr "$tmp/short"
is "$status" 65 "a stream without its end is refused"

# --- what cannot be read
cp "$tmp/one.text" "$tmp/changed.text"
echo >> "$tmp/one.pdf"
ocr "$tmp/changed.text"
is "$status $(say '[(q["error"]["stage"], q["error"]["reason"], bool(q["error"]["advice"]), q["source"], q["legibility"], q["text"]) for q in p]')" \
   "0 [('ocr', 'changed', True, 'none', 'poor', '')]" "a file that changed meanwhile costs its pages"
# So much dirt that a second is not enough, before a page that is.
tests/tools/scan-pdf --dpi 300 --noise 0.12 "$tmp/letter.pdf" "$tmp/dirty.pdf"
printf '[limits]\npage_seconds = 1\n' > "$tmp/conf"
"$bin/case-text" "$tmp/dirty.pdf" "$tmp/blank.pdf" > "$tmp/dirty.text"
ocr "$tmp/dirty.text" --conf "$tmp/conf"
is "$status $(say '(any((q["error"] or {}).get("reason") == "timeout" for q in p), [q["blank"] for q in p if not q["error"]][:1], len(p))')" \
   "0 (True, [True], $(grep -c '"type":"page"' "$tmp/dirty.text"))" "a page that takes too long is given up, and the rest is read"

# --- settings
printf '[ocr]\nlanguage = nosuch\n' > "$tmp/conf"
ocr "$tmp/plain.text" --conf "$tmp/conf"
is "$status" 78 "a model that is not there is a wrong setting"
has "$err" nosuch "and is named"
ocr "$tmp/text" --conf "$tmp/conf"
is "$status" 0 "unless no page needs it"
run "$bin/case-ocr" --help
has "$status $out" "0 " "--help is no error"
has "$out" "case-ocr(1)" "and names the manual"
run "$bin/case-ocr" --jobs -4 < "$tmp/text"
is "$status" 64 "a senseless number of jobs is a usage error"
finish
