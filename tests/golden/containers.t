#!/bin/bash
# case-text: files within files are documents of their own, text in whatever clothes is read; nothing in them leads outside, and each
# limit ends in a reason.
. tests/tools/tap.sh
bin=${BIN:-build/bin}

printf 'Visit note\n\nDate of service: 03/15/2014\nThe patient has pain of the lower back.\n' > "$tmp/note.txt"
tests/tools/text-pdf "$tmp/note.txt" "$tmp/note.pdf"
tests/tools/scan-pdf --dpi 200 "$tmp/note.pdf" "$tmp/scan.pdf"
pdfimages -png "$tmp/scan.pdf" "$tmp/image"
mkdir "$tmp/in"
tests/fixtures/text/make-containers "$tmp/in" "$tmp/note.pdf" "$tmp/scan.pdf" "$tmp/image-000.png"
# One expression over `d`, document records in order, `e`, the same by name, and `p`, the text of pages by document name.
say() {
    /usr/bin/python3 - "$tmp/records" "$1" <<'EOF'
import json, sys
d, p, name = [], {}, {}
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["type"] == "document":
        d.append(r)
        name[r["id"]], p[r["name"]] = r["name"], []
    elif r["type"] == "page":
        p[name[r["document"]]].append(r["text"])
e = {r["name"]: r for r in d}
def reason(name):
    return (e[name]["error"] or {}).get("reason")
print(eval(sys.argv[2]))
EOF
}
read_files() { run "$bin/case-text" "$@"; printf '%s\n' "$out" > "$tmp/records"; }
note="['Visit note\n\nDate of service: 03/15/2014\nThe patient has pain of the lower back.']"

# --- archives
read_files "$tmp/in/case.zip"
is "$status:$err" "0:" 'an archive: status 0, nothing on stderr'
is "$(say '[(r["name"], r["media"], r["pages"], reason(r["name"])) for r in d]')" \
   "[('case.zip', 'archive', 0, None), ('case.zip/notes/visit.pdf', 'pdf', 1, None), ('case.zip/scan.pdf', 'pdf', 1, None), ('case.zip/letter.txt', 'text', 1, None), ('case.zip/inner.zip', 'archive', 0, None), ('case.zip/inner.zip/scan.pdf', 'pdf', 1, None), ('case.zip/empty.txt', None, 0, 'empty'), ('case.zip/junk.bin', None, 0, 'unsupported')]" \
   'members are documents after it, by their kind, those of an inner archive too; litter is none'
is "$(say '[r["path"].split("/")[-4:] for r in d if r["name"].endswith("inner.zip/scan.pdf")]')" "[['case.zip', '', '4', '1']]" \
   'a path says which member of what it is'
is "$(say 'p["case.zip/letter.txt"]')" "$note" 'its text is read'
is "$(say '[r["sha256"] for r in d if r["name"] == "case.zip/notes/visit.pdf"][0]')" "$(sha256sum < "$tmp/note.pdf" | cut -d' ' -f1)" \
   'the hash is that of the member'
"$bin/case-ocr" < "$tmp/records" > "$tmp/pages"
mv "$tmp/pages" "$tmp/records"
is "$(say '[" ".join(p[n][0].split()) for n in ("case.zip/scan.pdf", "case.zip/inner.zip/scan.pdf")]')" \
   "['Visit note Date of service: 03/15/2014 The patient has pain of the lower back.', 'Visit note Date of service: 03/15/2014 The patient has pain of the lower back.']" \
   'case-ocr reads the scans in it'

read_files "$tmp/in/outside.tar.gz" "$tmp/in/single.txt.bz2"
is "$(say '[(r["name"], reason(r["name"])) for r in d]')" \
   "[('outside.tar.gz', None), ('outside.tar.gz/etc/cron.d/note.txt', None), ('outside.tar.gz/absolute.txt', None), ('single.txt.bz2', None), ('single.txt.bz2/data', None)]" \
   'names lead nowhere; links and devices are no members; one compressed file is a member'
is "$(say 'p["outside.tar.gz/absolute.txt"]')" "$note" '... and what they name is read'

read_files "$tmp/in/locked.zip" "$tmp/in/cut.zip" "$tmp/in/deep.zip"
is "$(say '(reason("locked.zip/secret.txt"), reason("cut.zip"), reason("cut.zip/a.txt"))')" "('locked', 'broken', 'broken')" \
   'locked, and cut short: a reason each'
is "$(say '[(n.count("/"), reason(n)) for n in e if n.startswith("deep.zip")][-1]')" "(5, 'unsupported')" 'too deep is refused'

printf '[limits]\nmembers_per_file = 10\nmember_bytes = 1000000\nfile_bytes = 1500000\n' > "$tmp/conf"
read_files --conf "$tmp/conf" "$tmp/in/bomb.zip" "$tmp/in/many.zip"
is "$status" 0 'limits: status 0'
is "$(say '(reason("bomb.zip/bomb.txt"), reason("bomb.zip/after.txt"), reason("many.zip"), len(d))')" "('too_large', None, 'too_large', 14)" \
   'a member too large costs itself, too many cost those above the limit'

# --- text in other clothes
read_files "$tmp/in/note.docx"
is "$(say '[(r["name"], r["media"], r["pages"]) for r in d]')" "[('note.docx', 'word', 2), ('note.docx/word/media/image1.png', 'png', 1)]" \
   'a Word file is its text, and its pictures are documents'
is "$(say '"|".join(p["note.docx"]).replace("\n", "/")')" \
   'Spine Clinic/PROGRESS NOTE/Date of service: 03/15/2014/Drug  Dose/gabapentin  300 mg/ibuprofen  800 mg/[x] Expedited/shown/said once/|Second page & the last/a footnote' \
   'rows stay together; what was struck out, moved away, hidden, or said twice for old programs, is left out'
read_files "$tmp/in/letter.odt" "$tmp/in/portal.html"
is "$(say '"/".join(p["letter.odt"]).replace("\n", "/")')" 'LETTER/Level   L4-5/left/a  b' 'an OpenDocument text'
is "$(say '"/".join(p["portal.html"]).replace("\n", "/")')" \
   'Portal message//Dear Dr. Müller,/the pain is 7/10 — since 03/15/2014.//Drug  Dose/gabapentin  300 mg//- first/- second//[x] Expedited [ ] Regular//Not closed anywhere' \
   'a web page, its style and scripts left out'

read_files "$tmp/in/export.doc"
is "$(say '(d[0]["media"], d[0]["pages"])')" "('rtf', 2)" 'rich text, whatever its name'
is "$(say '"|".join(p["export.doc"]).replace("\n", "/")')" \
   'Spine Clinic/PROGRESS NOTE/Seen by Dr. Müller on 03/15/2014 – follow-up/pain 7/10—½ of the day1/gabapentin  300 mg/braces {kept}|Second page😀' \
   '... as it is shown'

# --- as old Word wrote
read_files "$tmp/in/old.doc" "$tmp/in/older.doc" "$tmp/in/locked.doc" "$tmp/in/locked.docx"
is "$status:$err" "0:" 'old Word documents: status 0, nothing on stderr'
is "$(say '[(r["name"], r["media"], r["pages"], reason(r["name"])) for r in d]')" \
   "[('locked.doc', 'word97', 0, 'locked'), ('locked.docx', None, 0, 'locked'), ('old.doc', 'word97', 2, None), ('old.doc/picture1.png', 'png', 1, None), ('older.doc', 'word97', 1, None)]" \
   'an old Word document is its text, its pictures are documents; one with a password says so, old or new'
is "$(say '"|".join(p["old.doc"]).replace("\n", "/")')" \
   'Spine Clinic//PROGRESS NOTE/Date of service: 03/15/2014/Drug  Dose  Since/gabapentin  300 mg  2013/ibuprofen  2012/[x] Expedited [ ] Regular [x] New/[x] Resubmission (first)/seen at the clinic/L4–5 is “painful”|Second page & the last/ a footnote' \
   'rows stay together, an empty cell ends none; boxes and signs are shown; what was struck out, and instructions of fields, are not'
is "$(say '"/".join(p["older.doc"]).replace("\n", "/")')" 'Visit of 03/15/2014/Drug  Dose/gabapentin  300 mg/café' 'one of Word 6'
"$bin/case-ocr" < "$tmp/records" > "$tmp/pages"
mv "$tmp/pages" "$tmp/records"
is "$(say '" ".join(p["old.doc/picture1.png"][0].split())')" 'Visit note Date of service: 03/15/2014 The patient has pain of the lower back.' \
   'case-ocr reads a scan in it'

# --- mail
read_files "$tmp/in/message.eml"
is "$(say '[(r["name"], r["media"], r["pages"]) for r in d]')" \
   "[('message.eml', 'mail', 1), ('message.eml/visit note.pdf', 'pdf', 1), ('message.eml/more.zip', 'archive', 0), ('message.eml/more.zip/inner.txt', 'text', 1), ('message.eml/message', 'mail', 1)]" \
   'attachments of a message are documents, and a message within it'
is "$(say '"/".join(p["message.eml"]).replace("\n", "/")')" \
   'From: Clinic Records <records@example.org>/To: imr@example.org/Date: Mon, 17 Mar 2014 09:30:00 -0700/Subject: Records of the visit, señalado//Please find the note of 03/15/2014 enclosed./§ 5' \
   'who wrote what to whom, once'
is "$(say '"/".join(p["message.eml/message"]).replace("\n", "/")')" 'From: a@example.org/Subject: Forwarded//The level is L4-5.' '... and what was forwarded'

# --- as Outlook saves
read_files "$tmp/in/message.msg"
is "$(say '[(r["name"], r["media"], r["pages"], reason(r["name"])) for r in d]')" \
   "[('message.msg', 'outlook', 1, None), ('message.msg/visit note.pdf', 'pdf', 1, None), ('message.msg/OLD.DOC', 'word97', 2, None), ('message.msg/OLD.DOC/picture1.png', 'png', 1, None), ('message.msg/message', 'mail', 1, None), ('message.msg/message/INNER.TXT', 'text', 1, None), ('message.msg/on the server.pdf', None, 0, 'empty')]" \
   'attachments are documents, and a message within; one whose content is elsewhere is missed'
is "$(say '"/".join(p["message.msg"]).replace("\n", "/")')" \
   'From: Clinic Records <records@example.org>/To: imr@example.org/Date: Mon, 17 Mar 2014 14:30:00 +0000/Subject: Records of the visit, señalado//Please find the note of 03/15/2014 enclosed./§ 5' \
   'who wrote what to whom'
is "$(say '"/".join(p["message.msg/message"]).replace("\n", "/")')" 'From: a@example.org/Subject: Forwarded//The level is L4-5.' '... and what was forwarded'
is "$(say 'p["message.msg/message/INNER.TXT"]')" "$note" '... with its attachment'
read_files "$tmp/in/page.msg" "$tmp/in/rich.msg"
is "$(say '"/".join(p["page.msg"]).replace("\n", "/")')" 'Date: Mon, 17 Mar 2014 22:30:00 -0700/Subject: A page//Pain 7/10' \
   'a message that is a web page; the date as it was sent, not in another time zone'
is "$(say 'p["rich.msg/message.rtf"][1]')" 'Second page😀' 'one that is rich text, packed'

# Each of these costs itself, and says why.
read_files "$tmp/in"/cut[1379].doc "$tmp/in"/cut[1379].msg "$tmp/in"/spoilt.doc "$tmp/in"/spoilt.msg "$tmp/in/again.doc" "$tmp/in/letter.odt"
is "$status:$err" "0:" 'cut short and spoilt: status 0, nothing on stderr'
is "$(say 'sorted({(reason(n), "advice" in (e[n]["error"] or {})) for n in e if n != "letter.odt"})')" "[('broken', True), ('truncated', True)]" \
   'what is cut short says so, what is spoilt is broken'
is "$(say 'reason("again.doc"), p["again.doc"]')" "('broken', [])" 'the same bytes a thousand times are no text'
is "$(say 'reason("letter.odt"), len(p["letter.odt"])')" "(None, 1)" '... and the good file among them is read'

# --- a telephone's photo
/usr/bin/python3 -c 'import sys; from PIL import Image; Image.open(sys.argv[1]).convert("RGB").save(sys.argv[2], quality=90)' \
    "$tmp/image-000.png" "$tmp/photo.jpg"
heif-enc -q 60 -o "$tmp/photo.heic" "$tmp/photo.jpg" > "$tmp/encoder" 2>&1
mv "$tmp/photo.heic" "$tmp/photo.jpeg" # named as it comes
read_files "$tmp/photo.jpeg"
is "$(say '[(r["media"], r["pages"], r["error"]) for r in d]')" "[('heic', 1, None)]" 'a HEIC photo is a page'
"$bin/case-ocr" < "$tmp/records" > "$tmp/pages"
mv "$tmp/pages" "$tmp/records"
is "$(say '" ".join(p["photo.jpeg"][0].split())')" 'Visit note Date of service: 03/15/2014 The patient has pain of the lower back.' '... that case-ocr reads'

# --- the whole, twice; through the next stages
"$bin/case-text" "$tmp/in" > "$tmp/once"
"$bin/case-text" --jobs 4 "$tmp/in" > "$tmp/four"
cmp -s "$tmp/once" "$tmp/four" && [ -s "$tmp/once" ]
ok $? 'the same bytes with several jobs'
"$bin/case-text" "$tmp/in/case.zip" | "$bin/case-ocr" | "$bin/case-extract" | "$bin/case-assemble" > "$tmp/case"
is "$(jq -c '[.run.pages_read, (.run.pages_unread | map(.reason) | sort)]' "$tmp/case")" '[4,["empty","unsupported"]]' \
   'all pages of an archive count as read, its bad members as unread'
finish
