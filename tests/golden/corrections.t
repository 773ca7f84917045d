#!/bin/bash
# What a person supplies, through the stages: transcripts and corrections replace, confirm and reject, stay visible as a person's,
# and what is of no use says so and changes nothing.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
printf '[sandbox]\npolicy = best-effort\n' > "$tmp/conf"
export CASEFILE_CONF=$tmp/conf

# A page that no program can read well, and what stands on it.
cat > "$tmp/note.txt" <<'END'
PROGRESS NOTE
Date: 07/13/2015
The patient had a left L4-5 facet radiofrequency ablation on 01/07/2015
with 70% relief for 6 months.
Plan: repeat radiofrequency ablation at L4-5 and L5-S1.
END
# The records of case-text for a submission, with its one page as if it had been recognised poorly.
poorly() { # SUBMISSION
    "$bin/case-text" "$1" > "$tmp/text" || return
    /usr/bin/python3 - "$tmp/text" <<'END'
import json, re, sys
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    if r["type"] == "page":
        r["text"] = r["text"].replace("01/07/2015", "O1/o7/2O15")
        spots, boxes = list(re.finditer(r"\S+", r["text"])), []
        for m in spots:
            row, column = r["text"].count("\n", 0, m.start()), m.start() - r["text"].rfind("\n", 0, m.start())
            boxes.append(f"{m.start()} {len(m[0])} {column * 60} {row * 200} {(column + len(m[0])) * 60 - 10} {row * 200 + 120} 45 p"
                         + ("?" if re.search(r"\d", m[0]) else ""))
        r.update(source="ocr", legibility="poor", confidence=45, words=";".join(boxes), width=612, height=792)
    print(json.dumps(r, ensure_ascii=False))
END
}
make_case() { "$bin/case-ocr" < "$tmp/poor" > "$tmp/pages" && "$bin/case-extract" < "$tmp/pages" > "$tmp/mentions" && "$bin/case-assemble" < "$tmp/mentions" > "$tmp/case.json"; }
whole() { poorly "$tmp/in" > "$tmp/poor" && make_case; }
say() { jq -c "$1" "$tmp/case.json"; }
corrections() { # NAME CORRECTION...: a corrections file, with the head that it should have
    local name=$1 list
    shift
    list=$(IFS=,; echo "$*")
    printf '{"schema":"casefile-corrections/1","case":{"key":"0123456789abcdef","name":null,"revision":null},"by":"R. Reviewer","saved":"%s","corrections":[%s]}' \
        "${saved:-2026-11-24T10:20:00Z}" "$list" > "$tmp/in/$name.corrections.json"
}

mkdir "$tmp/in"
cp "$tmp/note.txt" "$tmp/in/note.txt"
sha=$(sha256sum "$tmp/in/note.txt" | cut -c1-64)
whole
is "$(say '[.events[] | [.concept, .date]]') $(say '[.corrections]')" '[["facet_rf",null]] [null]' "on a poor page a misread date is no fact, and nobody said anything"

# --- a transcript
cp "$tmp/note.txt" "$tmp/in/note.p1.txt"
whole
is "$(jq -c 'select(.type == "page") | [.source, .legibility, .confidence, .reading.source, .reading.legibility, .corrections[0].outcome]' "$tmp/pages")" \
   '["human","good",null,"ocr","poor","applied"]' "a transcript takes the place of the text, and what was read stays beside it"
is "$(jq -r 'select(.type == "page") | .text' "$tmp/pages")" "$(cat "$tmp/note.txt")" "word for word"
is "$(say '[.events[] | [.concept, .date, .candidate]]')" '[["facet_rf","2015-01-07",null]]' "its date is a fact as the person wrote it"
is "$(say '[.evidence[].source] | unique')" '["human"]' "all evidence is a person's"
is "$(jq -c 'select(.kind == "date" and .quote == "01/07/2015") | [.machine_reading, .box]' "$tmp/mentions")" '["O1/o7/2O15",[372,40,431,52]]' \
   "with what the program had read, in its place"
is "$(say '[.corrections[] | [.from, .action, .file, .page, .outcome, .characters]]')" "[[\"note.p1.txt\",\"transcript\",\"note.txt\",1,\"applied\",$(($(wc -m < "$tmp/note.txt") - 1))]]" \
   "the case says who supplied what"
tests/tools/validate-case "$tmp/case.json"
ok $? "and is a case by its schema"
cmp -s <(whole; cat "$tmp/case.json") "$tmp/case.json"
ok $? "the same again gives the same bytes"

# --- transcripts of no use
mkdir "$tmp/in/sub" "$tmp/in/b"
cp "$tmp/in/note.txt" "$tmp/in/b/two.txt"; echo "another" > "$tmp/in/b/two.tif"; echo x > "$tmp/in/b/two.p1.txt"; echo y > "$tmp/in/b/two.txt.p1.txt"
echo x > "$tmp/in/note.p2.txt"
echo x > "$tmp/in/nota.p1.txt"
printf '\xff\xfe' > "$tmp/in/note.txt.p1.txt"
printf '\n \n' > "$tmp/in/note.p01.txt"
head -c 5000000 /dev/zero | tr '\0' a > "$tmp/in/sub/note.p1.txt"
ln -s /etc/passwd "$tmp/in/sub/note.p2.txt"
mkfifo "$tmp/in/sub/note.p3.txt"
"$bin/case-text" "$tmp/in" > "$tmp/text"
is "$(jq -r 'select(.type == "correction") | .from + " " + (.error.reason // "good")' "$tmp/text" | LC_ALL=C sort)" \
"b/two.p1.txt ambiguous
b/two.txt.p1.txt good
nota.p1.txt no_such_file
note.p01.txt empty
note.p1.txt good
note.p2.txt no_such_page
note.txt.p1.txt not_text
sub/note.p1.txt too_large
sub/note.p2.txt unsupported
sub/note.p3.txt unsupported" "each that is of no use says why"
is "$(jq -r 'select(.type == "correction" and .error) | .error.advice | length > 10' "$tmp/text" | sort -u)" true "and what to do"
is "$(jq -r 'select(.type == "document") | .name' "$tmp/text" | tr '\n' ' ')" "b/two.tif b/two.txt note.txt " "none of them is a document"
rm -r "$tmp/in/sub" "$tmp/in/b" "$tmp"/in/*.p*.txt
printf '\xef\xbb\xbfDate: 01/02/2015\r\n' > "$tmp/in/note.p1.txt"
whole
is "$(jq -r 'select(.type == "page") | .text' "$tmp/pages")" "Date: 01/02/2015" "an editor's mark and line ends are no text"
rm "$tmp"/in/*.p*.txt

# --- words
whole
at() { jq -r 'select(.type == "page") | .text' "$tmp/pages" | /usr/bin/python3 -c 'import sys; t = sys.stdin.read(); i = t.index(sys.argv[1]); print(f"[{i},{i + len(sys.argv[1])}]")' "$1"; }
words() { # ACTION WAS [NOW]
    printf '{"at":"2026-11-24T10:12:00Z","about":"words","action":"%s","sha256":"%s","page":1,"span":%s,"box":null,"was":"%s"%s}' "$1" "$sha" "$(at "$2")" "$2" "${3:+,\"now\":\"$3\"}"
}
corrections one "$(words correct O1/o7/2O15 01/07/2015)" "$(words correct 70% 75%)" "$(words confirm 6)" "$(words reject "Plan:")"
whole
is "$(say '[.corrections[] | [.action, .was, .now, .outcome, .by, .at]]')" \
   '[["correct","O1/o7/2O15","01/07/2015","applied","R. Reviewer","2026-11-24T10:12:00Z"],["correct","70%","75%","applied","R. Reviewer","2026-11-24T10:12:00Z"],["confirm","6",null,"applied","R. Reviewer","2026-11-24T10:12:00Z"],["reject","Plan:",null,"applied","R. Reviewer","2026-11-24T10:12:00Z"]]' \
   "words are corrected, confirmed and rejected: who, when, what"
is "$(say '[.events[] | [.date, .candidate]]')" '[["2015-01-07",null]]' "a corrected date is a fact on a poor page"
is "$(say '[.outcomes[] | [.percent.low, .candidate]]')" '[[75,true]]' "what stands in part on recognised words is not a person's yet"
has "$(say '[.evidence[] | select(.kind == "procedure") | .machine_reading]')" "on O1/o7/2O15" "evidence has both readings"
is "$(jq -c 'select(.kind == "date") | [.quote, .source, .candidate]' "$tmp/mentions")" $'["07/13/2015","ocr",true]\n["01/07/2015","human",false]' \
   "the other date of the page stays the program's, and a candidate"
has "$(jq -r 'select(.type == "page") | .text' "$tmp/pages")" "[…] repeat" "rejected words are left out"
tests/tools/validate-case "$tmp/case.json"
ok $? "the case is one by its schema"
saved=2026-11-24T11:00:00Z corrections two "$(words correct 01/07/2015 01/08/2015)"
whole
is "$(say '[.corrections[].outcome]') $(say '.events[0].date')" '["applied","applied","applied","applied","applied"] "2015-01-08"' "a later file is about what the earlier one left"
saved=2026-11-24T09:00:00Z corrections two "$(printf '{"at":"2026-11-24T10:12:00Z","about":"words","action":"correct","sha256":"%s","page":1,"span":[3,9],"was":"nothing","now":"such"}' "$sha")"
whole
is "$(say '[.corrections[].outcome]') $(say '.events[0].date')" '["differs","applied","applied","applied","applied"] "2015-01-07"' "one whose text is not there changes nothing, and says so"
rm "$tmp"/in/*.json

# --- facts
whole
verdict() { # ACTION FILTER: about the evidence that the filter chooses
    jq -c --arg sha "$sha" ".evidence[] | select($2) | {at: \"2026-11-24T10:13:00Z\", about: \"fact\", action: \"$1\", sha256: \$sha, page, span, box: .bbox, kind, quote, reading}" "$tmp/case.json" | head -1
}
is "$(say '[.outcomes[] | [.percent.low, .candidate]]')" '[[70,true]]' "what rests on a doubtful number is a candidate"
confirm=$(verdict confirm '.kind == "outcome"')
corrections v "$confirm"
whole
is "$(say '[.outcomes[] | [.percent.low, .candidate, .confirmed]]')" '[[70,null,true]]' "a confirmed candidate is a fact, and marked"
is "$(say '[.evidence[] | select(.kind == "outcome") | .review.verdict]') $(say '[.corrections[] | [.outcome, (.evidence | length)]]')" '["confirmed"] [["applied",1]]' "so is its evidence, and the verdict names it"
tests/tools/validate-case "$tmp/case.json"
ok $? "the case is one by its schema"
corrections v "$(verdict reject '.kind == "outcome"')"
whole
is "$(say '.outcomes')" '[]' "a rejected fact feeds nothing"
is "$(say '[.evidence[] | select(.review) | [.review.verdict, .kind]]') $(say '.corrections[0].outcome')" '[["rejected","outcome"]] "applied"' "and is shown as rejected"
corrections v "$confirm"
saved=2026-11-24T12:00:00Z corrections w "${confirm/confirm/reject}"
whole
is "$(say '[.corrections[].outcome]') $(say '.outcomes')" '["superseded","applied"] []' "the later verdict counts"
rm "$tmp/in/w.corrections.json"
corrections v "${confirm/\"reading\":\"?/\"reading\":\"0}"
corrections v "$(jq -c '.reading = "0000000000000000"' <<< "$confirm")" "$(jq -c '.kind = "smoking"' <<< "$confirm")"
whole
is "$(say '[.corrections[].outcome]') $(say '[.outcomes[].candidate]')" '["unmatched","unmatched"] [true]' "a verdict on another reading of the words does not hold"

# --- hostile files
hostile() { # TEXT REASON NAME
    rm -f "$tmp"/in/*.json
    printf '%s' "$1" > "$tmp/in/x.corrections.json"
    run "$bin/case-text" "$tmp/in"
    is "$status $(jq -r 'select(.type == "correction") | .error.reason' <<< "$out" | tr '\n' ' ') $(jq -r 'select(.type == "page") | .page' <<< "$out")" "0 $2  1" "$3"
}
head='"schema":"casefile-corrections/1","case":{"key":"0123456789abcdef","name":null,"revision":null},"by":"R","saved":"2026-11-24T10:20:00Z"'
hostile '' empty "an empty file"
hostile '{' broken "no JSON"
hostile '[]' broken "no object"
hostile '{"schema":"casefile-corrections/2"}' unsupported "another version"
hostile "{$head,\"corrections\":[],\"more\":1}" broken "more than its parts"
hostile "{${head/\"R\"/\"\"},\"corrections\":[]}" broken "made by nobody"
hostile "{${head/2026-11-24T10/2026-13-24T10},\"corrections\":[]}" broken "saved in no month"
hostile "{${head/0123456789abcdef/..%2f..%2f}, \"corrections\":[]}" broken "of no case"
hostile "{$head,\"corrections\":{}}" broken "no list"
hostile "{$head,\"corrections\":[],\"corrections\":[]}" broken "a key twice"
hostile "$(/usr/bin/python3 -c 'print("[" * 100000)')" broken "deep nesting"
hostile "$(/usr/bin/python3 -c "print('{$head,\"corrections\":[' + ','.join(['1'] * 10001) + ']}')")" broken "too many"
head -c 20000000 /dev/zero | tr '\0' ' ' > "$tmp/in/x.corrections.json"
is "$("$bin/case-text" "$tmp/in" | jq -r 'select(.type == "correction") | .error.reason')" too_large "too large"
good="{\"at\":\"2026-11-24T10:12:00Z\",\"about\":\"words\",\"action\":\"confirm\",\"sha256\":\"$sha\",\"page\":1,\"span\":[0,8],\"was\":\"PROGRESS\"}"
bad() { hostile "{$head,\"corrections\":[$1,$good]}" "null broken" "one $2, and the next is good"; }
bad 1 "that is a number"
bad '{}' "that is empty"
bad "${good/confirm/erase}" "with another action"
bad "${good/words/rules}" "about another thing"
bad "${good/\}/,\"x\":1\}}" "with an unknown key"
bad "${good/\}/,\"now\":\"y\"\}}" "with a key of another action"
bad "${good/,\"was\":\"PROGRESS\"/}" "that lacks a key"
bad "${good/\[0,8\]/[8,0]}" "with a span that ends before it begins"
bad "${good/\[0,8\]/[0,8.5]}" "with half a span"
bad "${good/\[0,8\]/[0,99999999999]}" "with a span beyond all"
bad "${good/\"page\":1/\"page\":0}" "of page 0"
bad "${good/PROGRESS/$(head -c 3000 /dev/zero | tr '\0' a)}" "with too long a text"
bad "${good/PROGRESS/\\u0007}" "with a control character"
bad "${good/$sha/${sha/?/G}}" "of no hash"
hostile "{$head,\"corrections\":[${good/\"page\":1/\"page\":9},$good]}" "no_such_page null" "one of a page that there is not, and the next is good"
hostile "{$head,\"corrections\":[${good/$sha/${sha//[0-9]/0}}]}" no_such_file "one about a file that there is not"
hasnt "$(jq -r 'select(.type == "correction") | .error' <<< "$out")" PROGRESS "and nothing of it is repeated in its error"

# The schema says the same as the program, for what both can say.
cat > "$tmp/schema.py" <<'END'
import json, jsonschema, sys
schema = json.load(open("docs/corrections.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
print(" ".join(str(jsonschema.Draft202012Validator(schema).is_valid(json.load(open(p)))) for p in sys.argv[1:]))
END
corrections a "$good" "${good/confirm/correct}"
corrections b "$good" "$confirm" "${good/confirm\"/correct\",\"now\":\"x\"}"
is "$(/usr/bin/python3 "$tmp/schema.py" "$tmp/in/a.corrections.json" "$tmp/in/b.corrections.json")" "False True" "the JSON Schema says what the program does"

# --- an age that was read with doubt is no fact: it would be at odds with the date of birth
mkdir "$tmp/age"
printf 'PROGRESS NOTE\nThe patient is a 33 year old man.\n' > "$tmp/age/note.txt"
ages() { "$bin/case-extract" | jq -c 'select(.kind == "age") | [.years, .candidate]'; }
is "$(poorly "$tmp/age" | sed 's/"legibility": "poor"/"legibility": "good"/' | ages)" "[33,true]" "an age in doubtful figures is a candidate, also on a good page"
is "$("$bin/case-text" "$tmp/age" | ages)" "[33,false]" "... and a fact where no figure is doubtful"
finish
