#!/bin/bash
# From a page that nobody can read by program to a criterion that is met: a scan in the inbox, its transcript dropped later, then
# corrections that a reviewer makes in the report, in a real browser, and drops; with the real stages.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
spool=$tmp/spool
mkdir -p "$spool/inbox"
printf '%s\n' "[run]" "settle_seconds=0" "free_mb=0" "[sandbox]" "policy=best-effort" > "$spool/pipeline.conf"
case_run() { run "$bin/case-run" --conf "$spool/pipeline.conf" "$@"; }
revision() { jq -r "select(.number == $1) | .revision" "$spool/done/Roe, R"/*/run.json; }
say() { jq -c "$2" "$spool/done/Roe, R/$(revision "$1")/case.json"; }
criterion() { say "$1" '[.assessment.issues[0].criteria[] | select(.id == "FRF-L.6a") | .outcome]'; }
summary() { jq -r "$1" "$spool/work/summary.json"; }

cat > "$tmp/request.txt" <<'END'
DWC Form RFA
REQUEST FOR AUTHORIZATION
Date of Request: 08/10/2015
Employee Name: Rae Roe
Date of Birth: 01/02/1960
Date of Injury: 03/04/2012
Claim Number: AB-1234567
Requesting Provider: John Sample, MD
Diagnosis: lumbar facet arthropathy
Service/Good Requested: repeat left L4-5 facet radiofrequency ablation
Frequency: 1
Signature: John Sample, MD   Date: 08/10/2015
END
cat > "$tmp/note.txt" <<'END'
PROGRESS REPORT (PR-2)
Date of exam: 08/03/2015
Patient: Rae Roe   DOB: 01/02/1960
Subjective: She had a left L4-5 facet radiofrequency ablation on 01/07/2015
with 70% relief of low back pain for 6 months.
Objective: Lumbar facet tenderness on the left.
Assessment: lumbar facet arthropathy.
Plan: repeat left L4-5 radiofrequency ablation. Home exercise program continues.
END
tests/tools/text-pdf "$tmp/note.txt" "$tmp/note.pdf"
mkdir "$tmp/Roe, R"
cp "$tmp/request.txt" "$tmp/Roe, R/request.txt"
tests/tools/scan-pdf --dpi 150 --noise 0.15 --fax 1 "$tmp/note.pdf" "$tmp/Roe, R/note.pdf"

# --- the scan alone
cp -r "$tmp/Roe, R" "$spool/inbox/"
case_run
is "$status" 0 "a case with a scan that cannot be read is done"
is "$(say 1 '[.pages[] | select(.file == "note.pdf") | .legibility]') $(criterion 1)" '["poor"] ["not_applicable"]' \
   "its page is poor, and nothing is known of an earlier treatment"

# --- its transcript
mkdir "$spool/inbox/Roe, R"
cp "$tmp/note.txt" "$spool/inbox/Roe, R/note.p1.txt"
case_run
is "$status $(find "$spool/done/Roe, R" -mindepth 1 -maxdepth 1 | wc -l)" "0 2" "the transcript makes a new revision"
is "$(criterion 2)" '["met"]' "a criterion is met by what a person read"
is "$(say 2 '[.events[] | [.concept, .date, .candidate]]')" '[["facet_rf","2015-01-07",null]]' "its date is a fact"
is "$(say 2 '[.evidence[] | select(.file == "note.pdf") | .source] | unique')" '["human"]' "its evidence is a person's"
is "$(say 2 '[.assessment.changes.criteria[] | select(.id == "FRF-L.6a") | [.from, .to, .because]]')" '[["not_applicable","met","records"]]' \
   "the revision says what changed"
page=$spool/done/Roe,\ R/$(revision 2)/report/index.html
has "$(tr -d '\n' < "$page")" "transcribed by a person" "the report shows whose words they are"
has "$(sed -n '/id="changes"/,/<\/section>/p' "$page")" "FRF-L.6a" "and what changed since the last revision"
is "$(jq -c '.counts.pages_reused' "$spool/done/Roe, R/$(revision 2)/run.json")" 1 "the scan was not recognised again"

# --- a worse one: of no use, told, and harmless
mkdir "$spool/inbox/Roe, R"
echo "x" > "$spool/inbox/Roe, R/nota.p1.txt"
printf '\xff\xfe' > "$spool/inbox/Roe, R/note.p2.txt"
case_run
is "$status $(criterion 3)" '0 ["met"]' "transcripts of no use cost only themselves"
is "$(say 3 '[.corrections[] | [.from, .outcome, .error.reason]]')" '[["note.p1.txt","applied",null],["note.p2.txt","refused","not_text"],["nota.p1.txt","refused","no_such_file"]]' \
   "the case says why"
is "$(summary '.done[0] | [.corrections_left, .needs_person] | tostring')" '[2,true]' "and a person is asked to look"
has "$(tr -d '\n' < "$spool/done/Roe, R/$(revision 3)/report/index.html")" "name it as the file is named" "the report says what to do"
has "$out" "2 corrections or transcripts without effect" "so does the summary"
hasnt "$out" ": 0 of " "which tells of nothing that is not so"

# --- the report in a browser
if ! command -v chromium > /dev/null; then
    skip "chromium is not installed"
    finish
fi
mkdir "$tmp/saved"
page=$spool/done/Roe,\ R/$(revision 3)/report/index.html
pause='new Promise(done => setTimeout(done, 400))'
open_outcome="(async () => { const a = [...document.querySelectorAll('#facts tr a[href^=\"#v-\"]')].find(a => /tender/i.test(a.textContent)); a.click();
  await $pause; const bar = document.querySelector('.judge'); return bar.closest('.page') !== null && /exam/.test(bar.textContent) })()"
press() { echo "(() => { const b = [...document.querySelectorAll('$1 button')].find(b => b.textContent === '$2'); b.focus(); b.click(); return $3 })()"; }
listed="[...document.querySelectorAll('#said li')].map(li => li.firstChild.data).join('; ')"
status="document.getElementById('said-status').textContent"
correct_words="(async () => { const p = [...document.querySelectorAll('.page')].find(p => p.dataset.title === 'note.pdf');
  const b = [...p.querySelectorAll('.ways button')].find(b => b.textContent === 'correct'); b.focus(); b.click();
  const type = (id, text) => { const e = document.getElementById(id); e.value = text; e.dispatchEvent(new Event('input', {bubbles: true})) };
  type('was', 'nowhere to be found'); const none = document.getElementById('correct-status').textContent;
  type('was', 'L4-5'); const several = document.getElementById('correct-status').textContent;
  type('was', '6  months'); type('should', '7 months'); type('note', 'seen on the paper');
  const labels = [...document.querySelectorAll('dialog input, dialog select, dialog textarea')].every(e => e.labels.length === 1);
  [...document.querySelectorAll('dialog button')].find(b => b.textContent === 'Correct them').click();
  return [none, several, labels, document.getElementById('correct').open, document.activeElement.textContent].join('|') })()"
type_page="(async () => { const p = [...document.querySelectorAll('.page')].find(p => p.dataset.title === 'request.txt');
  [...p.querySelectorAll('.ways button')].find(b => b.textContent === 'correct').click();
  const t = document.getElementById('whole'); t.value = t.value.replace('Frequency: 1', 'Frequency: 2');
  [...document.querySelectorAll('dialog button')].find(b => b.textContent === 'Take this for the page').click(); return 1 })()"
name_it="(() => { document.getElementById('by').value = 'R. Reviewer, MD'; return 1 })()"
run tests/tools/browse --downloads "$tmp/saved" "$page" "document.getElementById('review').hidden" "$open_outcome" \
    "$(press .judge 'It is wrong' 1)" "$(press .judge 'It is right' "$listed")" "$correct_words" "$type_page" "$listed" \
    "$(press '#review' 'Save the corrections' "$status")" "$name_it" "$(press '#review' 'Save the corrections' "$status")" "$pause"
mapfile -t got < <(grep -v ^console: <<< "$out" | jq -r .)
is "$err" "" "the browser opens the report"
is "${got[0]} ${got[1]}" "false true" "a quote that is opened can be judged beside its page"
is "${got[3]}" 'right: exam “facet tenderness”, note.pdf p. 1' \
   "saying the contrary replaces what was said"
is "${got[4]}" 'These words are not in the text of the page.|Found 2 times: choose which.|true|false|correct' \
   "words are found on the page, controls have labels, and the focus comes back"
has "${got[6]}" "corrected: " "words are corrected"
has "${got[6]}" "typed the page" "and a page is typed"
is "${got[7]}" 'Say who you are first.' "nobody saves without a name"
is "${got[9]}" 'Saved 3 corrections as Roe, R.corrections.json. Drop that file in the inbox.' "the file is saved, and what to do with it is told"
is "$(grep -c console: <<< "$out")" 0 "and the browser has nothing to complain of"
saved=$tmp/saved/Roe,\ R.corrections.json
is "$(jq -c '[.case.name, .case.revision, .by, [.corrections[] | [.about, .action]]]' "$saved")" \
   "[\"Roe, R\",\"$(revision 3)\",\"R. Reviewer, MD\",[[\"fact\",\"confirm\"],[\"words\",\"correct\"],[\"page\",\"transcript\"]]]" \
   "it says which case, who, and what"
/usr/bin/python3 -c 'import json, jsonschema, sys; jsonschema.validate(json.load(open(sys.argv[1])), json.load(open("docs/corrections.schema.json")))' "$saved" 2> "$tmp/.err"
ok $? "and is what the schema says"

axe=build/axe/node_modules/axe-core/axe.min.js # brought by tests/tools/axe
if [ -s $axe ]; then
    run tests/tools/browse --media both --script $axe "$page" "$open_outcome" "$(press .judge 'It is right' 1)" "$(press .judge 'Correct its words' 1)" \
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then(found => found.violations.map(v => v.id))"
    is "$(grep -c '^\[\]$' <<< "$out") $(grep -c console: <<< "$out")" "2 0" "axe finds nothing in what the reviewer works with, by day and in the dark"
else
    skip "axe-core is not at hand"
fi

# --- and back through the inbox, under another name
cp "$saved" "$spool/inbox/download.corrections (1).json"
case_run
is "$status $(find "$spool/inbox" -type f | wc -l)" "0 0" "a corrections file finds its case by what is inside"
is "$(say 4 '[.corrections[] | select(.by) | [.about, .action, .outcome, .by]]')" \
   '[["fact","confirm","applied","R. Reviewer, MD"],["words","correct","applied","R. Reviewer, MD"],["page","transcript","applied","R. Reviewer, MD"]]' \
   "all of it is applied, and the case says who said it" 
is "$(say 4 '[.outcomes[].duration.low], [.exam[] | [.concept, .confirmed]]' | tr '\n' ' ')" '[7] [["facet_tenderness",true]] ' "one fact reads as corrected, another is confirmed"
has "$(tr -d '\n' < "$spool/done/Roe, R/$(revision 4)/report/index.html")" "<del><bdi>6 months</bdi></del> <ins><bdi>7 months</bdi></ins>" "the report shows both readings"
is "$(jq -r --arg sha "$(sha256sum "$saved" | cut -c1-64)" 'select(.action == "done") | .files[] | select(. == $sha)' "$spool/audit.log" | wc -l)" 1 \
   "the audit log has the hash of the file"
case_run audit
is "$status" 0 "and agrees"
tests/tools/validate-case "$spool/done/Roe, R/$(revision 4)/case.json"
ok $? "the case is one by its schema"
before=$(jq -cS 'del(.run)' "$spool/done/Roe, R/$(revision 4)/case.json")
case_run recheck "Roe, R"
is "$status $(summary .counts.changed) $(jq -cS 'del(.run)' "$spool/done/Roe, R/$(revision 4)/case.json" | sha256sum)" "0 0 $(sha256sum <<< "$before")" \
    "a recheck keeps what was said"
printf '{"case":{"key":"0123456789abcdef","name":"../../etc","revision":null}}' > "$spool/inbox/nobody.corrections.json"
case_run
is "$(summary '.waiting[0].reason')" "belongs to no case: no document of this name is here or done" "a file that names no case waits"
finish
