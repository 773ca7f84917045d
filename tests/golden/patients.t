#!/usr/bin/python3
"""Whose page it is, and which notes are written anew: reports of one patient, and one more that bears a name, a day of birth and a claim as
they may be read, or another patient's; notes that are sent again, and notes that are copied. Through the whole pipeline; the people are invented.
"""
import json
import os
import pathlib
import subprocess
import tempfile

BIN = os.environ.get("BIN", "build/bin")
STAGES = ("case-extract", "case-assemble", "case-check")
NOTE = """HARBOR SPINE MEDICAL GROUP
PROGRESS REPORT (PR-2)
Patient: Carmen Sternberg     DOB: 03/14/1961     Claim: HS-40117
Date of Service: {day}
Subjective: She returns for follow up of neck pain, which has been constant since the last visit and is rated at 7 out of 10. Sleep is poor. She
takes naproxen 500 mg twice a day without side effects. There is numbness of the left hand at night.
Objective: Tenderness over the left facet joints at C4-5 and C5-6; extension with rotation is painful. Strength is 5/5 in both arms, and sensation
is intact. Reflexes are symmetric.
Assessment: Cervical facet arthropathy.
Plan: Continue the home exercises and naproxen. Return in six weeks.
Work status: modified duty, no lifting of more than ten pounds.
Signed: Alan Whitcombe, M.D. {day}
"""
OTHER = """HARBOR SPINE MEDICAL GROUP
PROGRESS REPORT (PR-2)
Patient: {name}     DOB: {birth}     Claim: {claim}
Date of Service: 03/10/2016
Subjective: Low back pain after a fall from a ladder. There was a lumbar fusion in 2012.
Objective: Straight leg raise positive on the right.
Plan: Lumbar MRI.
Signed: Alan Whitcombe, M.D. 03/10/2016
"""
FIRST, SECOND = NOTE.format(day="02/03/2016"), NOTE.format(day="03/17/2016")
FAX = "03/20/2016 14:22 FROM: HARBOR SPINE TO: 5550144 P.02/07\n"
CHANGED = SECOND
for old, new in (("constant since the last visit and is rated at 7 out of 10. Sleep is poor",
                  "much less since the injection and is rated at 2 out of 10. She sleeps through"),
                 ("Tenderness over the left facet joints at C4-5 and C5-6; extension with rotation is painful", "No tenderness, full painless motion"),
                 ("There is numbness of the left hand at night", "The hand is well"),
                 ("Continue the home exercises and naproxen. Return in six weeks", "Stop naproxen. Return if needed")):
    CHANGED = CHANGED.replace(old, new)
NOISY = FIRST.replace("rn", "m").replace("ll", "l1").replace("0 ", "O ").replace("Sleep", "SIeep")
NOTES = [  # name, the other page, recognised, what it is
    ("the same words six weeks later", SECOND, False, "clone"),
    ("the same words six weeks later, one figure changed", SECOND.replace("7 out of 10", "6 out of 10"), False, "clone"),
    ("a later note of the same words, faxed", FAX + SECOND, False, "clone"),
    ("the same note with a fax line", FAX + FIRST, False, "copy"),
    ("the same note with a stamp and a fax line at its foot",
     "RECEIVED MAR 21 2016\n" + FIRST + "From: HARBOR SPINE 916-555-0100   To: ADJUSTER   Page 3/9   03/20/2016 02:22 PM\n", False, "copy"),
    ("the same note, stamped as a copy", "*** COPY ***\n" + FIRST, False, "copy"),
    ("the same note, scanned again and misread", NOISY, True, "copy"),
    ("a later note that says something else", CHANGED, False, "note"),
]
OWN, THEIRS = ("03/14/1961", "HS-40117"), "TR-88812"
PEOPLE = [  # name, birth, claim, recognised, whose page it is
    ("Carmen Stemberg", *OWN, True, "own"), ("Carrnen Sternberg", OWN[0], "HS-4O117", True, "own"),
    ("Camen Sternberg", OWN[0], "HS-40l17", True, "own"), ("Carmen Stern berg", *OWN, True, "own"),
    ("CARMEN STERNBERG", "O3/14/1961", OWN[1], True, "own"), ("Cannen Stemberg", *OWN, True, "own"),
    ("Karmen Stemburg", *OWN, True, "own"), ("Carmen Sternberg", "03/74/1961", OWN[1], True, "own"),
    ("Carmen 5ternberg", OWN[0], "H5-40117", True, "own"), ("Sternberg, Carmen L.", *OWN, False, "own"),
    ("C. Sternberg", *OWN, False, "own"), ("Carmen Sternberg-Ruiz", *OWN, False, "own"),
    ("Carmen Sternberg", OWN[0], THEIRS, False, "own"),  # a second claim
    ("Carmen Whitlock", OWN[0], THEIRS, False, "doubtful"),  # perhaps married
    ("Clara Sternberg", OWN[0], THEIRS, False, "stranger"), ("Sternberg, Carlos", OWN[0], THEIRS, False, "stranger"),  # twins
    ("Carmen Sternberg", "11/02/1984", THEIRS, False, "stranger"),  # a namesake
    ("Dieter Okafor", "07/19/1970", THEIRS, False, "stranger"),
    ("Dieter Okafor", "07/19/1970", OWN[1], False, "stranger"),  # filed wrongly: it bears the number of this claim
]
tests = 0


def case_of(pages, recognised):
    with tempfile.TemporaryDirectory() as directory:
        for i, page in enumerate(pages):
            pathlib.Path(directory, f"{i}.txt").write_text(page, encoding="utf-8")
        stream = subprocess.run([f"{BIN}/case-text", directory], stdout=subprocess.PIPE, check=True).stdout
    lines, last = [], None
    for line in stream.splitlines(keepends=True):
        record = json.loads(line)
        if record["type"] == "document" and record["name"] == "0.txt":
            last = record["id"]
        if record["type"] == "page" and record["document"] == last and recognised:
            record.update(source="ocr", words="", confidence=90)
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        lines.append(line)
    stream = b"".join(lines)
    for stage in STAGES:
        stream = subprocess.run([f"{BIN}/{stage}"], input=stream, stdout=subprocess.PIPE, check=True).stdout
    return json.loads(stream)


def say(got, want, name):
    global tests
    tests += 1
    print(f"{'ok' if got == want else 'not ok'} {tests} - {name}: {want}" + ("" if got == want else f"\n# came out: {got}"))


for name, page, recognised, want in NOTES:
    case = case_of([page, FIRST], recognised)
    codes = {f["code"] for f in case["assessment"]["findings"]}
    document = [d for d in case["documents"] if d["in_file"]]
    got = ("clone" if any(d.get("cloned_from") for d in document) and "CLONED_NOTE" in codes else
           "copy" if any(d.get("duplicate_of") for d in document) and "DUPLICATE_DOC" in codes and "CLONED_NOTE" not in codes else
           "note" if not codes & {"CLONED_NOTE", "DUPLICATE_DOC", "DUPLICATE_PAGE"} else sorted(codes))
    say(got, want, name)
for name, birth, claim, recognised, want in PEOPLE:
    case = case_of([OTHER.format(name=name, birth=birth, claim=claim), FIRST, CHANGED.replace("03/17", "04/28")], recognised)
    page = next(p for p in case["pages"] if p["file"] == "0.txt")
    facts = any(s["concept"] == "fusion_l" for s in case["surgeries"])
    critical = any(f["code"] == "PATIENT_MISMATCH" for f in case["assessment"]["findings"])
    got = ("stranger" if page["foreign_patient"] and critical and not facts else
           "doubtful" if page.get("identity_doubtful") and not critical else
           "own" if facts and not page["foreign_patient"] and not critical else "neither")
    say(got, want, f"{name}, {birth}, {claim}{', recognised' if recognised else ''}")
print(f"1..{tests}")
