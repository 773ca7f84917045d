#!/bin/bash
# Reports in a real browser: nothing of a document runs, nothing complains, quotes open their marks, filters and search work.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
if ! command -v chromium > /dev/null; then
    skip "chromium is not installed"
    finish
fi

# What the tools below would see: a page that complains and runs what it should not.
cat > "$tmp/bad.html" <<'END'
<!DOCTYPE html><html lang="en"><meta http-equiv="Content-Security-Policy" content="script-src 'none'"><title>bad</title>
<p style="color:#aaa;background:#fff">pale</p><script>document.title = 'owned'</script></html>
END
contrast="(() => { const channels = c => c.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = channels(c).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b };
  const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if ((channels(c)[3] ?? 1) > 0) return c } return 'rgb(255,255,255)' };
  return [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
    && e.getClientRects().length && !e.closest('svg,script')).filter(e => { const a = light(getComputedStyle(e).color),
    b = light(ground(e)); return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5 }).map(e => e.className || e.tagName) })()"
run tests/tools/browse "$tmp/bad.html" document.title "$contrast.length"
has "$out" 'console: ' "a complaint of the browser is seen"
has "$out" $'"bad"\n1' "and so is pale text"

printf '[sandbox]\npolicy = best-effort\n' > "$tmp/conf"
conf=(--conf "$tmp/conf")
mkdir "$tmp/case"
cp -r tests/fixtures/sample/submission "$tmp/case/originals"
("$bin/case-text" "${conf[@]}" "$tmp/case/originals" | "$bin/case-ocr" "${conf[@]}") > "$tmp/case/pages.ndjson"
"$bin/case-extract" < "$tmp/case/pages.ndjson" | "$bin/case-assemble" | "$bin/case-check" > "$tmp/case/case.json"
run "$bin/case-report" "${conf[@]}" --pages "$tmp/case/pages.ndjson" --originals "$tmp/case/originals" \
    --output "$tmp/case/report.tmp" "$tmp/case/case.json"
is "$status/$err" "0/" "the sample gives a report"
mv "$tmp/case/report.tmp" "$tmp/case/report"
page=$tmp/case/report/index.html
is "$(tests/tools/check-report "$page")" "" "every link in it has its target, renamed or not"

wait_a_while='new Promise(done => setTimeout(done, 300))'
look_at_all="(async () => { for (const p of document.querySelectorAll('.page')) { p.scrollIntoView(); await $wait_a_while }
  return document.querySelectorAll('.page > noscript').length })()"
images="Promise.all([...document.images].map(i => { i.loading = 'eager'; return i.decode().then(() => 1, () => 0) })).then(all =>
  all.length + ' images, ' + all.filter(n => !n).length + ' broken')"
open_quote="(async () => { const a = document.querySelector('#criteria-1 td a'); a.focus(); const left = a.getBoundingClientRect().top;
  a.click(); await $wait_a_while; const mark = document.querySelector(':target').getBoundingClientRect();
  return [document.querySelector(':target').closest('.page') !== null, mark.top > 0 && mark.bottom < innerHeight,
    mark.right <= innerWidth && mark.width > 0, Math.abs(a.getBoundingClientRect().top - left) < 1].join() })()"
filter="(() => { const s = document.getElementById('by-kind'); s.value = 'procedure'; s.dispatchEvent(new Event('change'));
  const rows = [...document.querySelectorAll('#chronology tbody tr')]; return rows.filter(r => r.offsetHeight).length + ' of ' +
  rows.filter(r => r.dataset.kind === 'procedure').length + ', ' + (rows.length > rows.filter(r => r.offsetHeight).length) })()"
search="(() => { const b = document.getElementById('find'); b.value = 'LIDOCAINE Anesthesia'; b.dispatchEvent(new Event('input'));
  return [...document.querySelectorAll('.page')].filter(p => !p.hidden).every(p => /lidocaine/i.test(p.textContent)) + ' ' +
  document.getElementById('find-count').textContent })()"
closed="document.querySelectorAll('.page > noscript').length > 0"
run tests/tools/browse "$page" "$closed" "$look_at_all" document.title "$images" "$open_quote" "$filter" "$search" "$contrast" \
    "[...document.querySelectorAll('select,input')].every(e => e.labels.length === 1)" \
    "[...document.querySelectorAll('button,a[href]')].every(e => (e.getAttribute('aria-label') || e.textContent).trim())"
mapfile -t got <<< "$out"
is "$status/$err" "0/" "the browser opens it"
is "${got[0]} ${got[1]}" "true 0" "pages are closed until they are looked at"
got=("${got[@]:2}")
is "${got[0]}" '"Case report"' "under its title"
is "${got[1]}" '"10 images, 0 broken"' "with the image of every page"
is "${got[2]}" '"true,true,true,true"' "a quote opens its mark in view, and its own place stays"
is "${got[3]}" '"4 of 4, true"' "the chronology is filtered by kind"
[[ ${got[4]} =~ ^\"true\ [12]\ of\ 10\ pages\"$ ]]
ok $? "pages are found by their words"
is "${got[5]}" "[]" "no text is pale"
is "${got[6]} ${got[7]}" "true true" "controls and links have names"
hasnt "$out" 'console:' "and the browser has nothing to complain of"
evidence="(async () => { const d = document.querySelector('#evidence details'); d.open = true; await $wait_a_while;
  return d.querySelectorAll('li').length })()"
run tests/tools/browse "$page" "$search" "$evidence" "document.querySelectorAll('.page > noscript').length > 0"
is "$out" "${got[4]}"$'\n'"$(jq '.evidence | length' "$tmp/case/case.json")"$'\ntrue' "closed pages are searched, too, and the list of evidence opens"
open_low="(async () => { const marks = [...document.querySelectorAll('#criteria-1 td a')].map(a => a.hash); const seen = [];
  for (const hash of marks) { location.hash = hash; await $wait_a_while; const m = document.querySelector(':target'), p = m.closest('.page');
    const bar = p.querySelector('.judge').getBoundingClientRect(), at = m.getBoundingClientRect(), head = p.querySelector('figcaption').getBoundingClientRect();
    seen.push(at.bottom - head.top > innerHeight - 16 || (head.top >= 0 && bar.bottom <= innerHeight && at.bottom <= innerHeight)) }
  return seen.length > 3 && seen.every(Boolean) })()"
run tests/tools/browse --size 1280x900 "$page" "$open_low"
is "$out" true "the page's name and the buttons are in view with the quote"
mark=$(jq -r '[.evidence[] | select(.bbox)] | last.id' "$tmp/case/case.json")
run tests/tools/browse "$page#v-$mark" "$wait_a_while" "document.querySelector(':target').id" \
    "(() => { const m = document.querySelector(':target').getBoundingClientRect(); return m.top > 0 && m.bottom < innerHeight })()"
is "${out#*$'\n'}" "\"v-$mark\""$'\ntrue' "an address that names a quote opens its page"
run tests/tools/browse --media dark "$page" "$contrast"
is "$out" "[]" "no text is pale in the dark"
run tests/tools/browse --size 380x800 "$page" "document.documentElement.scrollWidth <= innerWidth" "$wait_a_while"
is "${out%%$'\n'*}" true "a narrow window need not be scrolled sideways"
run tests/tools/browse --media print "$page" "document.getElementById('pages').offsetHeight" "document.querySelector('.request').offsetHeight > 0"
is "$out" $'0\ntrue' "print has the report without the page images"

"$bin/case-report" --format letter "$tmp/case/case.json" > "$tmp/letter.html"
run tests/tools/browse --pdf "$tmp/letter.pdf" "$tmp/letter.html" "$contrast"
is "$out" "[]" "the letter is neither pale nor complained of"
pages=$(pdfinfo "$tmp/letter.pdf" | sed -n 's/^Pages: *//p')
drafts=$(for n in $(seq "$pages"); do pdftotext -f "$n" -l "$n" "$tmp/letter.pdf" - | grep -c 'DRAFT FOR PHYSICIAN REVIEW'; done | grep -c '^1$')
[ "$pages" -gt 1 ] && [ "$drafts" -eq "$pages" ]
ok $? "each of its printed pages says that it is a draft"

# axe-core: nothing to find, by daylight and in the dark; and it would find something.
accessible() { # accessible NAME FILE
    run tests/tools/axe "$2"
    is "$status/$out" "0/" "axe finds nothing in $1, by day or in the dark"
}
run tests/tools/axe "$tmp/bad.html"
axe=$status
if [ "$axe" -eq 77 ]; then
    skip "axe-core is not at hand, and npm cannot fetch it"
else
    has "$out" 'color-contrast' "axe sees pale text"
    accessible "the report" "$tmp/case/report/index.html"
    accessible "the letter" "$tmp/letter.html"
    "$bin/case-report" --format records-request "$tmp/case/case.json" > "$tmp/request.html"
    accessible "the request for records" "$tmp/request.html"
fi

# Pictures to look at, and the development cases where they have been read (make score).
pictures=${B:-build}/pictures
mkdir -p "$pictures"
picture() { # picture NAME FOLDER: both sides of a report, by day and by night, with a quote opened on its page
    local quote="(() => { const q = document.querySelector('#criteria-1 td a, .quotes a'); if (q) q.click() })()"
    tests/tools/browse --media both --picture "$pictures/$1.png" "$2/index.html" "$quote" > "$tmp/.look"
    is "$(cat "$tmp/.look")" $'null\nnull' "$1 is shown without complaint ($pictures/$1.png)"
}
picture sample "$tmp/case/report"
cases=../shared/data/cases
for name in CASE-A CASE-B CASE-C; do
    read=build/score/$name
    if [ ! -d "$cases/$name" ] || [ ! -s "$read/pages.ndjson" ]; then
        skip "$name is not at hand, or not read yet"
        continue
    fi
    run "$bin/case-report" "${conf[@]}" --pages "$read/pages.ndjson" --originals "$cases/$name/submission" \
        --output "$tmp/$name/report" "$read/case.json"
    is "$status/$err" "0/" "$name gives a report"
    ln -s "$PWD/$cases/$name/submission" "$tmp/$name/submission"
    is "$(tests/tools/check-report "$tmp/$name/report/index.html")" "" "every link in it has its target"
    picture "$name" "$tmp/$name/report"
    [ "$axe" -eq 77 ] || accessible "$name" "$tmp/$name/report/index.html"
done

# A case whose file name, text and quotes all attack the page.
mkdir "$tmp/hostile" "$tmp/hostile/originals"
/usr/bin/python3 - "$tmp/hostile" <<'END'
import json, sys
folder = sys.argv[1]
attack = ("</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"></svg></title><svg "
          "onload=\"document.title='owned'\"><a href=\"javascript:document.title='owned'\">x</a> \u202eevil\u202c \u0007 ]]> ' \" & --> ")
name = "\"><img src=x onerror=document.title='owned'>.txt"
open(folder + "/originals/0001.txt", "w").write(attack)
records = [{"v": 1, "type": "document", "id": "F1", "name": name, "path": "0001.txt", "sha256": "0" * 64, "media": "text"},
           {"v": 1, "type": "page", "document": "F1", "page": 1, "width": 612, "height": 792, "source": "text",
            "text": attack * 3, "words": None, "error": {"detail": attack}},
           {"v": 1, "type": "end", "stage": "x", "counts": {"document": 1, "page": 1}}]
open(folder + "/pages.ndjson", "w").write("".join(json.dumps(r) + "\n" for r in records))
evidence = [{"id": f"X{n}", "file": name, "page": 1, "span": [n, n + len(attack)], "quote": attack, "source": "ocr", "zone": attack,
             "ocr_conf": 20} for n in (1, 9)]
issue = {"request": "Q1", "criteria_set": attack, "criteria": [{"id": attack, "outcome": attack, "paraphrase": attack, "kind": attack,
         "evidence": ["X1", "X9"]}], "determination": {"draft": attack, "deciding": [attack], "cure": [{"needed": attack}]}}
json.dump({"case_key": attack, "requests": [{"id": "Q1", "raw": attack, "concept": attack, "region": attack}], "evidence": evidence,
           "timeline": [[attack, attack, "E1"]], "events": [{"id": "E1", "concept": attack, "date": attack, "evidence": ["X1"]}],
           "files": [{"name": name, "error": {"detail": attack, "advice": attack}}],
           "assessment": {"issues": [issue], "findings": [{"severity": "major", "code": attack, "message": attack}]}},
          open(folder + "/case.json", "w"))
END
for how in output embed; do
    way=(--output "$tmp/hostile/report")
    [ "$how" = output ] || way=(--embed)
    run "$bin/case-report" "${conf[@]}" --pages "$tmp/hostile/pages.ndjson" --originals "$tmp/hostile/originals" "${way[@]}" \
        "$tmp/hostile/case.json"
    is "$status/$err" "0/" "a hostile case gives a report ($how)"
    [ "$how" = output ] || { mkdir -p "$tmp/hostile/one"; printf '%s' "$out" > "$tmp/hostile/one/index.html"; }
    page=$tmp/hostile/$([ "$how" = output ] && echo report || echo one)/index.html
    run tests/tools/browse "$page" document.title "document.images.length" "document.scripts.length" \
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on|^javascript:/i.test(a.name + a.value))).length" \
        "(() => { const s = document.getElementById('by-document'); s.selectedIndex = 1; s.dispatchEvent(new Event('change'));
           return document.getElementById('chronology-count').textContent })()" "document.title"
    is "$out" $'"Case report"\n0\n1\n0\n"1 of 1 entries"\n"Case report"' "nothing of it is alive ($how)"
done
finish
