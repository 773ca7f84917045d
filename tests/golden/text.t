#!/bin/bash
# case-text: every kind of file, the good and the bad, ends in pages or in a reason, and the rest goes on.
. tests/tools/tap.sh
bin=${BIN:-build/bin}/case-text

tests/fixtures/text/make "$tmp/in"
# One expression over `d`, document records by name, and `p`, page records by name in order.
say() {
    /usr/bin/python3 - "$tmp/records" "$1" <<'EOF'
import json, sys
d, p, end = {}, {}, None
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["type"] == "document":
        name, d[r["name"]], p[r["name"]] = r["name"], r, []
    elif r["type"] == "page":
        assert r["document"] == d[name]["id"] and r["page"] == len(p[name]) + 1
        p[name].append(r)
    elif r["type"] == "end":
        end = r
def words(page):
    boxes = [w.split(" ") for w in page["words"].split(";") if w]
    return {page["text"][int(b[0]):int(b[0]) + int(b[1])]: [int(v) / 10 for v in b[2:6]] for b in boxes}
def reason(name):
    return (d[name]["error"] or {}).get("reason"), len(p[name])
print(eval(sys.argv[2]))
EOF
}
read_files() { run "$bin" "$@"; printf '%s\n' "$out" > "$tmp/records"; }

read_files "$tmp/in/layouts.pdf"
is "$status:$err" "0:" 'a good file: status 0, nothing on stderr'
is "$(say 'p["layouts.pdf"][0]["text"]')" 'DAILY NOTE
Patient: Ann Example

Exercise  Sets x reps  Load  Response
Bridge  2x10  5 lb  tol well
Bird-dog  2x8  BW  cues
Side plank  3x10 s  BW  p! 2/10' 'rows of a table stay together, cells apart'
is "$(say '[l.split()[0] for l in p["layouts.pdf"][1]["text"].split("\n") if l]')" \
   "['TWO', 'The', 'began', 'steady', 'Medication', 'and', 'She', 'There', 'On', 'Flexion', 'Straight', 'The', 'Sensation', 'Strength', 'The']" \
   'columns of prose are read one after the other'
is "$(say '[all(abs(g - w) < 4 for g, w in zip(words(p["layouts.pdf"][0])["DAILY"], (72, 64, 101, 74)))]')" '[True]' \
   'boxes are points from the top left'
is "$(say '(p["layouts.pdf"][2]["rotation"], p["layouts.pdf"][2]["width"], p["layouts.pdf"][2]["height"])')" '(270, 792, 612)' \
   'a page that is written sideways is put upright'
is "$(say '[all(abs(g - w) < 4 for g, w in zip(words(p["layouts.pdf"][2])["Sideways"], (72, 64, 116, 74)))]')" '[True]' \
   '... and so are its boxes'
is "$(say '(p["layouts.pdf"][3]["rotation"], p["layouts.pdf"][3]["width"], p["layouts.pdf"][3]["text"].split()[:3])')" \
   "(90, 792, ['Turned', 'by', 'its'])" '/Rotate counts as displayed'
is "$(say '[all(abs(g - w) < 4 for g, w in zip(words(p["layouts.pdf"][3])["Turned"], (72, 64, 104, 74)))]')" '[True]' \
   '... with boxes upright'
is "$(say '(p["layouts.pdf"][4]["blank"], p["layouts.pdf"][4]["route"]["way"], p["layouts.pdf"][4]["source"])')" \
   "(True, 'blank', 'text')" 'an empty page is blank, not dropped'
is "$(say 'all(p["layouts.pdf"][n]["text"][int(w.split()[0])] != " " for n in range(4) for w in p["layouts.pdf"][n]["words"].split(";"))')" \
   True 'spans fall on words'

read_files "$tmp/in/images.pdf"
is "$(say '[(r["route"]["way"], r.get("ocr", False), r["source"]) for r in p["images.pdf"]]')" \
   "[('image', True, 'none'), ('mixed', True, 'none'), ('image', True, 'none'), ('layer', False, 'text'), ('image', True, 'none')]" \
   'each page its own way: scan, scan under a fax header, garbage layer, good layer, drawing'
is "$(say '(p["images.pdf"][1]["text"], p["images.pdf"][1]["layer_text"].strip(), len(p["images.pdf"][1]["layer_words"].split(";")))')" \
   "('', '09/16/2014 11:02 AM FAX 555 0100 PAGE 2', 8)" 'a mixed page keeps its layer'
is "$(say '(p["images.pdf"][2]["text"], p["images.pdf"][2]["route"]["why"])')" "('', 'letters in impossible proportions')" \
   'a garbage layer is left out, with the reason'

is "$(say 'p["images.pdf"][1].get("verify")')" True '... whose digits are to be read again'

read_files "$tmp/in/searchable.pdf"
is "$(say '[(r["route"]["way"], r["source"], r.get("ocr"), r.get("verify")) for r in p["searchable.pdf"]]')" \
   "[('layer', 'text', None, True), ('layer', 'text', None, None), ('mixed', 'none', True, True)]" 'a good layer over a scan stands, its digits are to be read again'

is "$(say '[p["searchable.pdf"][2][k] for k in ("rotation", "width", "height")] + p["searchable.pdf"][2]["layer_words"].split(" ")[2:4]')" \
   "[270, 792, 612, '720', '648']" '... and a layer beside an image says in which frame its boxes stand'

read_files "$tmp/in/form.pdf"
is "$(say 'p["form.pdf"][0]["text"]')" 'REQUEST FOR AUTHORIZATION
Employee name: Ann Example
[x] New Request
[ ] Expedited Review
left

[x] resubmission' 'values of form fields stand in the text'

read_files "$tmp/in/turned-forms.pdf"
is "$(say '[r["text"].split("\n")[-2] for r in p["turned-forms.pdf"]] == 4 * ["Employee name: Ann Example"]')" True \
   '... on pages that are turned, by entry or by hand'

read_files "$tmp/in/photo.jpg" "$tmp/in/fax.tif" "$tmp/in/page.png"
is "$(say '[(d[n]["media"], [(r["width"], r["height"]) for r in p[n]]) for n in sorted(d)]')" \
   "[('tiff', [(609.88, 808.24), (609.88, 808.24)]), ('png', [(612, 792)]), ('jpeg', [(612, 792)])]" \
   'images: pages of a TIFF with fax resolution, PNG, a photo turned by EXIF'
is "$(say 'all(r.get("ocr") for n in p for r in p[n])')" True '... to be read by case-ocr'

read_files "$tmp/in/western.txt" "$tmp/in/utf8.txt" "$tmp/in/utf16.txt"
is "$(say '[[r["text"] for r in p[n]] for n in sorted(d)]')" \
   "[['Sixteen bits'], ['Grüße, 50 %'], ['First page “quoted” 5°', 'Second page\nwith two lines']]" 'plain text in its encodings, by form feeds'

printf '%s\f%s' 'La paciente refiere dolor lumbar constante desde el accidente de trabajo, y no ha mejorado con la terapia que le dio el doctor en el mes de marzo ni con las medicinas' \
    'recibió durante los últimos seis meses en la clínica de la ciudad. The patient has pain of the back.' > "$tmp/in/spanish.txt"
printf '%s\n' 'La paciente refiere dolor lumbar constante desde el accidente de trabajo y no' 'ha mejorado con la terapia que el doctor le dio en los meses de marzo y abril.' \
    > "$tmp/two.txt"
tests/tools/text-pdf "$tmp/two.txt" "$tmp/in/spanish.pdf"
read_files "$tmp/in/spanish.txt" "$tmp/in/spanish.pdf"
is "$(say '[(r["source"], (r["error"] or {}).get("reason"), len(r["text"]) > 90) for n in ("spanish.pdf", "spanish.txt") for r in p[n]]')" \
   "[('text', 'language', True), ('text', 'language', True), ('text', None, True)]" 'a page in another language keeps its text and says so'

# All that is bad, in one submission: a reason each, and the good file among them is read.
mkdir "$tmp/bad"
for f in broken.pdf empty.pdf locked.pdf truncated.pdf half.jpg half.png junk.txt letter.docx note.doc mail.msg table.xls photo.heic
do mv "$tmp/in/$f" "$tmp/bad/"; done
cp "$tmp/in/utf8.txt" "$tmp/bad/zz.txt"
cp "$tmp/in/utf8.txt" "$tmp/bad/zz2.txt"
ln -s ../in/utf8.txt "$tmp/bad/link.txt"
mkfifo "$tmp/bad/pipe"
read_files "$tmp/bad"
# Workers of a sanitized build keep their stderr, and with it what the libraries say there.
case $bin in *san/*) err= ;; esac
is "$status:$err" "0:" 'bad files: status 0'
is "$(say '[reason(n) for n in ("broken.pdf", "empty.pdf", "locked.pdf", "truncated.pdf", "half.jpg", "half.png")]')" \
   "[('broken', 0), ('empty', 0), ('locked', 0), ('truncated', 0), ('truncated', 0), ('truncated', 0)]" 'each its reason'
is "$(say '{reason(n) for n in ("junk.txt", "table.xls", "link.txt", "pipe")}')" \
   "{('unsupported', 0)}" 'kinds that are not read are refused by content, links and pipes unopened'
is "$(say '{reason(n) for n in ("letter.docx", "photo.heic", "note.doc", "mail.msg")}')" "{('broken', 0)}" \
   'a Word file that is none is broken, old or new, and so is such a photo or message'
is "$(say 'len({d[n]["error"]["advice"] for n in ("junk.txt", "table.xls", "link.txt", "pipe")})')" \
   4 '... each with its own advice'
is "$(say '(reason("zz.txt"), d["zz2.txt"]["id"] == d["zz.txt"]["id"] + "-2")')" "((None, 1), True)" 'the good file goes on; its copy has an id of its own'
is "$(say 'list(d) == sorted(d)')" True 'documents come by name'
is "$(say 'end["counts"]')" "{'document': 16, 'page': 2}" 'the end record counts them'

printf '[limits]\npage_seconds = 1\npages_per_file = 4\npage_text_bytes = 1000\nfile_bytes = 10000\n' > "$tmp/conf"
yes 'a line of text that goes on' | head -n 100 > "$tmp/in/long.txt"
yes 'a line of text that goes on' | head -n 1000 > "$tmp/in/huge.txt"
read_files --conf "$tmp/conf" "$tmp/in/bomb.pdf" "$tmp/in/layouts.pdf" "$tmp/in/long.txt" "$tmp/in/huge.txt" "$tmp/in/utf8.txt"
is "$status" 0 'limits: status 0'
is "$(say '(len(p["bomb.pdf"]), p["bomb.pdf"][0]["error"]["reason"])')" "(1, 'timeout')" 'a file that would take for ever costs its page'
is "$(say '[reason("layouts.pdf"), reason("huge.txt"), p["long.txt"][0]["error"]["reason"], reason("utf8.txt")]')" \
   "[('too_many_pages', 0), ('too_large', 0), 'too_large', (None, 1)]" 'too many pages, too many bytes, too long a page'
hasnt "$err" bomb 'the log names no file'

"$bin" "$tmp/bad" > "$tmp/once"
"$bin" "$tmp/bad" > "$tmp/twice"
cmp -s "$tmp/once" "$tmp/twice"
ok $? 'the same bytes twice'

rm "$tmp/in/bomb.pdf" # a minute each time
"$bin" --jobs 4 "$tmp/in" > "$tmp/four"
"$bin" "$tmp/in" > "$tmp/one"
cmp -s "$tmp/one" "$tmp/four" && [ -s "$tmp/four" ]
ok $? '... and with several jobs'
run "$bin" --jobs 0 "$tmp/in/utf8.txt"
is "$status" 64 'no jobs: status 64'

run "$bin" "$tmp/in/utf8.txt" "$tmp/nowhere.pdf"
is "$status:$out" "66:" 'a missing operand: status 66 and no records'
has "$err" 'nowhere.pdf' '... and its name'
run "$bin"
is "$status" 64 'no operand: status 64'
run "$bin" --help
is "$status" 0 '--help'
has "$out" 'case-text(1)' '... names the manual page'
run "$bin" --conf "$tmp/in/utf8.txt" "$tmp/in/utf8.txt"
is "$status" 78 'bad settings: status 78'
finish
