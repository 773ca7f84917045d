#!/bin/bash
# Settled readings (domain.md 8.1): consultations and narrative reports of the treating side are progress reports unless a narrower class fits
# (10); the days of mailing, of letters and of prescription fills are those of nothing else (11).
. tests/tools/tap.sh
bin=${BIN:-build/bin}
"$bin/case-text" tests/fixtures/readings | "$bin/case-extract" > "$tmp/out"
say() { # say KIND FILE: classes, or roles of dates, of the file
    /usr/bin/python3 - "$1" "$2" "$tmp/out" <<'END'
import json, sys
kind, file, names = sys.argv[1], sys.argv[2], {}
for line in open(sys.argv[3], encoding="utf-8"):
    r = json.loads(line)
    if r["type"] == "document":
        names[r["id"]] = r["name"]
    elif names.get(r.get("document")) == file and r["type"] == "page" and kind == "class":
        print(r["class"])
    elif names.get(r.get("document")) == file and r["type"] == "mention" and r["kind"] == "date" and kind == "roles":
        print(r["value"][5:], r["role"], end="; ")
END
}
for file in consult ortho narrative secondary hp followup; do
    is "$(say class $file.txt)" PR2 "$file: a report of the treating side"
done
is "$(say class qme.txt)" MEDLEGAL "an evaluation by a qualified evaluator has a narrower class"
is "$(say roles dates.txt)" \
   "02-11 birth; 05-06 service; 04-02 other; 04-05 other; 04-07 other; 04-11 other; 04-13 other; 04-14 other; 04-15 other; 04-17 other; 04-19 other; 04-20 other; 04-21 other; 04-22 other; 04-23 other; " \
   "mailed, letters, fills: other days than that of the visit"
is "$(say roles pos.txt)" "04-25 other; 04-26 other; " "a proof of service, and its declaration"
finish
