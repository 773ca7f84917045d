"""What a clinician scribbles, made up: lines of text to be rendered in handwriting fonts.

Grammar and vocabulary are the project's own. Numbers, dates, levels and doses are drawn evenly rather than as practice
has them, so that the network learns to see digits instead of guessing the usual ones. English prose, for the letters in
their common order, comes from Debian's fortune files and word list.
"""
import glob
import os
import re

from alphabet import READABLE

MAX_LENGTH = 64
PROSE = "/usr/share/games/fortunes"
WORDS = "/usr/share/dict/words"


def _split(text):
    return [item.strip() for item in text.split("|")]


DRUGS = """gabapentin pregabalin tramadol oxycodone hydrocodone morphine naproxen ibuprofen meloxicam celecoxib duloxetine
amitriptyline nortriptyline cyclobenzaprine tizanidine baclofen methocarbamol carisoprodol lidocaine bupivacaine ropivacaine
dexamethasone methylprednisolone triamcinolone betamethasone acetaminophen diclofenac etodolac nabumetone topiramate
lisinopril metformin atorvastatin amlodipine omeprazole pantoprazole sertraline trazodone zolpidem buprenorphine tapentadol
fentanyl prednisone senna docusate Percocet Norco Vicodin Ultram Lyrica Neurontin Cymbalta Mobic Flexeril Soma Tylenol
Kenalog Depo-Medrol Voltaren Celebrex Lidoderm Botox Marcaine Xylocaine Omnipaque Versed""".split()
FREQUENCIES = _split("""qd|bid|tid|qid|qhs|q6h prn|q8h|q 4-6 h prn|prn pain|daily|po bid|po tid|BID|TID|QHS|1 tab po qhs|
    1-2 tabs q6h prn|x 2 wks|x 30 d|at bedtime|twice a day|as needed|#30|#60|#90|#120""")
STRENGTHS = "2 4 5 7.5 10 12.5 15 20 25 30 40 50 60 75 80 100 150 200 250 300 350 400 500 600 750 800".split()
PARTS = _split("""neck|low back|mid back|upper back|L shoulder|R shoulder|left hip|right knee|L knee|bilateral hips|R arm|
    left leg|R foot|hand|elbow|SI joint|sacrum|buttock|thigh|calf|wrist|ankle|cervical spine|lumbar spine|thoracic spine|
    C-spine|L-spine|LS spine|head|occiput|trapezius|BUE|BLE|RUE|LLE|paraspinals""")
PROCEDURES = _split("""MBB|RFA|ESI|TFESI|LESI|CESI|ILESI|SCS trial|TPI|SIJ inj|facet inj|medial branch block|facet block|
    radiofrequency ablation|rhizotomy|neurotomy|epidural steroid injection|ACDF|laminectomy|discectomy|fusion|kyphoplasty|TKA|
    carpal tunnel release|MRI|CT|EMG|NCV|EMG/NCS|x-ray|PT|HEP|chiro|acupuncture|TENS unit|trigger point inj|SNRB|
    occipital nerve block|stellate ganglion block|caudal ESI|Botox|pain diary|FRP|massage|aquatic therapy|arthroscopy""")
DIAGNOSES = _split("""lumbar radiculopathy|cervical spondylosis|facet arthropathy|facet syndrome|DDD|DJD|spinal stenosis|
    failed back surgery syndrome|post-laminectomy syndrome|myofascial pain|SI joint dysfunction|CRPS|fibromyalgia|sciatica|
    OA knee|cervicalgia|lumbago|whiplash|rotator cuff tear|bursitis|occipital neuralgia|migraine|cervicogenic headache|
    spondylolisthesis|HNP|disc bulge|CTS|strain/sprain|lumbar sprain|neuropathy|insomnia|anxiety|depression|GERD|HTN|DM2""")
FINDINGS = _split("""TTP|+ TTP paraspinals|SLR neg|SLR + L at 40|Spurling +|FABER +|Patrick's neg|facet loading +|5/5 strength|
    4/5 EHL|4+/5|DTR 2+ sym|sens intact LT|decreased sensation L5|gait antalgic|no edema|NAD|A&O x 3|CN II-XII intact|
    Hoffman's neg|ROM decr|FROM|ROM limited by pain|tender over PSIS|no focal deficit|Tinel's -|Phalen's +|WNL|
    trigger pts x 4|muscle spasm|NT R hand|no atrophy|well healed scar|palp tenderness|motor intact|reflexes 1+""")
QUALITIES = """sharp dull achy burning stabbing throbbing constant intermittent shooting radiating tingling numb severe
moderate mild worse better improved stable unchanged increased decreased chronic acute persistent""".split()
CIRCUMSTANCES = _split("""w/ standing|w/ sitting|w/ walking|w/ lifting|at night|in AM|w/ bending|w/ rest|w/ heat|w/ meds|
    since last visit|x 3 mos|x 2 yrs|after MVA|s/p fall|after work|w/ stairs|w/o meds|for 4 hrs|x 2 wks|since DOI|with cough""")
ABBREVIATIONS = _split("""A/P|AAROM|abd|ADL|ADLs|aggrav|amb|ant|appt|b/c|BID|B/L|BLE|BUE|BP|c/o|cerv|CC|cont|CS|CTA|CTS|CURES|
    d/c|DDD|decr|DJD|DOI|DOS|DTR|Dx|ESI|EMG|ext|FABER|f/u|flex|FROM|FRP|fx|GERD|h/a|HA|HEP|HNP|HPI|Hx|incr|inj|IW|L-spine|LS|
    LBP|LE|UE|LESI|lt|rt|MBB|MMI|mos|MPN|MRI|MVA|N/A|NAD|NCV|neg|NKDA|NSAID|NSAIDs|NT|OA|OOW|ORIF|OTC|P&S|palp|PE|PMH|PO|post|
    PRN|PSH|Pt|PT|PTP|q|QHS|R/O|RFA|ROM|ROS|RTC|RTW|Rx|SI|SIJ|SLR|SNRB|s/p|s/s|Sx|TENS|TFESI|TTD|TPD|TTP|Tx|UDS|UR|VAS|w/|w/o|
    WC|WNL|wk|wks|x|yo|y/o|+|-|+/-|S:|O:|A:|P:|R|L|mg|mcg|ml|cc|prn|bid|tid|pos|XR|QME|AME|HTN|DM|pain|M|F""")
NAMES = """Smith Jones Garcia Miller Davis Wilson Moore Taylor Thomas Clark Lewis Walker Hall Young King Wright Lopez Hill
Scott Green Adams Baker Nelson Carter Perez Brooks Kelly Ward Cox Diaz Wood Nguyen Patel Chen Kim Rivera Ortiz Quinn Xu
Vasquez Zimmer Jacobs Fox Hughes Ibarra Underwood""".split()
MONTHS = "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec January February March April August September October".split()
LIMITS = _split("""no lifting > 10 lbs|no lifting > 20 lbs|no repetitive bending|no prolonged sitting|no overhead work|
    sit/stand as needed|modified duty|full duty|off work|TTD|light duty|no driving""")

# A progress report's fixed phrases: what its boxes and headings ask, and what is written into them.
REPORT = _split("""Subjective complaints:|Objective findings:|Diagnoses:|Treatment plan:|Work status:|Change in condition|
    Need for referral or consultation|Response to request for information|Periodic report|Change in treatment plan|
    Release from care|Request for authorization|Remain off work until|Return to modified work on|Return to full duty on|
    Permanent and stationary|Date of injury|Date of exam|Primary treating physician|Patient has not improved significantly|
    No change since last visit|Improved as expected|Condition worsened|Discharged|Next appointment|Claims administrator|
    Follow up in|Physical therapy|Employer|Occupation|Signature|Limitations and restrictions|Please authorize""")


class Phrases:
    """Lines of text, the same ones for the same generator of random numbers."""

    def __init__(self, rng, clinical=.62):
        """`clinical` is the share of lines that are clinical; the others are English prose and single words."""
        self.rng, self.clinical = rng, clinical
        self.prose, self.words = (_prose(), _words()) if clinical < 1 else ([], [])
        self.kinds = (
            self.complaint, self.complaint, self.score, self.score, self.vitals, self.performed, self.relief, self.relief,
            self.plan, self.plan, self.exam, self.dose, self.dose, self.dose, self.diagnosis, self.visit, self.imaging,
            self.patient, self.work, self.motion, self.abbreviations, self.abbreviations, self.numbers, self.dates,
            self.dates, self.levels, self.report, self.report, self.entry)

    def pick(self, items):
        return items[self.rng.integers(len(items))]

    def number(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def chance(self, share):
        return self.rng.random() < share

    # --- the small parts -------------------------------------------------------------------------------------------------
    def side(self):
        return self.pick(("R", "L", "B/L", "Rt", "Lt", "left", "right", "bilat", "bilateral", "Left", "Right"))

    def level(self):
        region, last, below = self.pick((("C", 7, "T1"), ("C", 7, "T1"), ("T", 12, "L1"), ("L", 5, "S1"), ("L", 5, "S1")))
        upper = self.number(2 if region == "C" else 1, last)
        lower = below if upper == last else str(upper + 1)
        dash = self.pick(("-", "-", "-", "/", " - "))
        form = self.number(0, 5)
        if form == 0:
            return f"{region}{upper}"
        if form == 1 and upper + 2 <= last:
            return f"{region}{upper},{upper + 1},{upper + 2}"
        if form == 2:
            return f"{region}{upper}{dash}{lower if lower == below else region + lower}"
        return f"{region}{upper}{dash}{lower}"

    def date(self):
        month, day, year = self.number(1, 12), self.number(1, 31), self.number(1998, 2029)
        form = self.number(0, 9)
        mark = self.pick("//-.") if form < 7 else ""
        if form < 3:
            return f"{month}{mark}{day}{mark}{year % 100:02d}"
        if form < 5:
            return f"{month:02d}{mark}{day:02d}{mark}{year}"
        if form == 5:
            return f"{month:02d}{mark}{day:02d}{mark}{year % 100:02d}"
        if form == 6:
            return f"{month}/{day}"
        if form == 7:
            return f"{month}-{day}-{year}"
        return f"{self.pick(MONTHS)}{self.pick((' ', '. ', ' '))}{day}, {year}"

    def span(self):
        low = self.number(1, 12)
        much = f"{low}-{low + self.number(1, 4)}" if self.chance(.3) else str(low)
        return f"{much} {self.pick(('wks', 'wk', 'weeks', 'mos', 'months', 'days', 'hrs', 'hours', 'yrs', 'min'))}"

    def percent(self):
        low = self.number(0, 100)
        return self.pick((f"{low}%", f"{low}%", f"{low} %", f"{low}-{min(100, low + 10)}%", f">{low}%", f"~{low}%",
                          f"{low} percent"))

    # --- the lines ---------------------------------------------------------------------------------------------------------
    def complaint(self):
        who = self.pick(("Pt", "pt", "Patient", "Pt.", "IW", "He", "She", "The patient"))
        verb = self.pick(("c/o", "reports", "denies", "states", "notes", "has", "complains of", "with", "cont. to have"))
        return f"{who} {verb} {self.pick(QUALITIES)} {self.pick(PARTS)} pain {self.pick(CIRCUMSTANCES)}"

    def score(self):
        low = self.number(0, 10)
        return self.pick((
            f"VAS {low}/10", f"{self.pick(PARTS)} pain {low}/10", f"pain {low}-{min(10, low + 2)}/10 {self.pick(QUALITIES)}",
            f"VAS {low}/10 before, {self.number(0, 10)}/10 after", f"pain from {low} to {self.number(0, 10)}",
            f"best {low}/10 worst {self.number(0, 10)}/10", f"NRS {low}/10 {self.pick(CIRCUMSTANCES)}"))

    def vitals(self):
        return self.pick((
            f"BP {self.number(95, 189)}/{self.number(50, 109)} HR {self.number(48, 120)} RR {self.number(10, 24)}",
            f"Wt {self.number(95, 320)} {self.pick(('lb', 'lbs', 'kg'))} Ht {self.number(4, 6)}'{self.number(0, 11)}\"",
            f"T {self.number(96, 101)}.{self.number(0, 9)} SpO2 {self.number(88, 100)}%", f"BMI {self.number(18, 45)}.{self.number(0, 9)}"))

    def performed(self):
        return f"s/p {self.side()} {self.level()} {self.pick(PROCEDURES)} {self.pick(('', 'on ', 'done '))}{self.date()}"

    def relief(self):
        what = self.pick(("relief", "relief", "improvement", "better", "reduction in pain", "pain relief"))
        return self.pick((
            f"{self.percent()} {what} x {self.span()}", f"{self.percent()} {what} for {self.span()} after {self.pick(PROCEDURES)}",
            f"{self.pick(PROCEDURES)} {self.date()} {self.percent()} {what}", f"{self.pick(PROCEDURES)} gave {self.percent()} {what}",
            f"{self.pick(('no', 'some', 'good', 'minimal', 'excellent', 'temporary'))} {what} from {self.pick(PROCEDURES)}",
            f"{what} lasted {self.span()}, {self.percent()}"))

    def plan(self):
        head = self.pick(("Plan:", "P:", "Rec:", "Request", "Auth", "Schedule", "Consider", "Proceed w/", "Pending", "Req auth for",
                          "Awaiting", "Repeat", "Plan -"))
        return f"{head} {self.side()} {self.level()} {self.pick(PROCEDURES)}"

    def exam(self):
        return self.pick((f"{self.pick(FINDINGS)}, {self.pick(FINDINGS)}", f"{self.pick(PARTS)}: {self.pick(FINDINGS)}",
                          f"{self.pick(FINDINGS)} {self.side()} {self.level()}", f"PE: {self.pick(FINDINGS)}; {self.pick(FINDINGS)}"))

    def dose(self):
        head = self.pick(("", "", "", "Cont ", "Continue ", "Refill ", "Start ", "D/C ", "Wean ", "Incr ", f"{self.number(1, 9)}) "))
        strength = f"{self.pick(STRENGTHS)}{self.pick(('/325', '', '', '', '', ''))}"
        unit = self.pick(("mg", "mg", "mg", "mcg", "ml", "cc", "%"))
        return f"{head}{self.pick(DRUGS)} {strength}{self.pick((' ', ''))}{unit} {self.pick(FREQUENCIES)}"

    def diagnosis(self):
        code = f"{self.number(300, 999)}.{self.number(0, 99)}" if self.chance(.5) else \
            f"{self.pick('GMSRZ')}{self.number(10, 99)}.{self.number(1, 999)}"
        return self.pick((f"{self.number(1, 9)}. {self.pick(DIAGNOSES)}", f"Dx: {self.pick(DIAGNOSES)}, {self.pick(DIAGNOSES)}",
                          f"{code} {self.pick(DIAGNOSES)}", f"A: {self.pick(DIAGNOSES)}", f"r/o {self.pick(DIAGNOSES)}"))

    def visit(self):
        return self.pick((f"RTC {self.pick(('in ', '', 'x '))}{self.span()}", f"f/u {self.date()} w/ Dr. {self.pick(NAMES)}",
                          f"{self.date()} {self.pick(('Dr.', 'Mr.', 'Ms.', 'Mrs.'))} {self.pick(NAMES)}",
                          f"PT {self.number(1, 3)}x/wk x {self.number(2, 12)} wks", f"{self.number(1, 36)} visits of {self.pick(PROCEDURES)}"))

    def imaging(self):
        return f"{self.pick(('MRI', 'CT', 'XR', 'EMG'))} {self.date()}: {self.level()} {self.number(1, 9)} mm " \
               f"{self.pick(('disc bulge', 'HNP', 'protrusion', 'stenosis', 'foraminal narrowing', 'extrusion', 'facet hypertrophy'))}"

    def patient(self):
        return f"{self.number(18, 92)} {self.pick(('yo', 'y/o', 'yr old', 'year old'))} {self.pick(('M', 'F', 'male', 'female'))} " \
               f"{self.pick(('w/', 'with', 'h/o'))} {self.pick(DIAGNOSES)}"

    def work(self):
        return self.pick((f"{self.pick(LIMITS)} until {self.date()}", f"Work status: {self.pick(LIMITS)}", f"RTW {self.date()}",
                          f"DOI {self.date()}", f"DOB {self.date()}", f"DOS {self.date()}", f"TTD {self.date()} - {self.date()}"))

    def motion(self):
        return f"ROM: flex {self.number(5, 90)}, ext {self.number(0, 60)}, rot {self.number(10, 90)}, lat {self.number(5, 45)}"

    def abbreviations(self):
        return " ".join(self.pick(ABBREVIATIONS) for _ in range(self.number(2, 7)))

    def numbers(self):
        forms = (lambda: str(self.number(0, 99)), lambda: str(self.number(100, 9999)), lambda: f"{self.number(0, 99)}.{self.number(0, 9)}",
                 lambda: f"({self.number(200, 999)}) {self.number(200, 999)}-{self.number(0, 9999):04d}", self.percent,
                 lambda: f"${self.number(1, 999)}.{self.number(0, 99):02d}", lambda: f"#{self.number(10000, 999999)}")
        return " ".join(self.pick(forms)() for _ in range(self.number(1, 4)))

    def dates(self):
        return self.pick((self.date(), f"{self.date()} {self.pick(PROCEDURES)}", f"{self.date()} {self.date()}", f"on {self.date()}",
                          f"{self.pick(ABBREVIATIONS)} {self.date()} {self.pick(ABBREVIATIONS)}"))

    def levels(self):
        return self.pick((self.level(), f"{self.side()} {self.level()} {self.pick(PROCEDURES)}", f"{self.level()}, {self.level()}",
                          f"{self.level()} and {self.level()} {self.pick(PROCEDURES)}", f"{self.pick(PROCEDURES)} at {self.level()}"))

    def report(self):
        head = self.pick(REPORT)
        return head if self.chance(.4) else f"{head} {self.pick((self.date, self.span, self.level, self.complaint))()}"

    def entry(self):
        return f"{self.pick(('Name', 'Patient', 'Employer', 'Physician', 'Dr.', 'Adjuster'))}{self.pick((':', ' ', ': '))}" \
               f"{self.pick(NAMES)}, {self.pick(NAMES)} {self.pick('ABCDEJKLMRST')}."

    def english(self):
        if self.chance(.12):
            return " ".join(self.pick(self.words) for _ in range(self.number(1, 6)))
        start = self.number(0, len(self.prose) - 20)
        return " ".join(self.prose[start:start + self.number(2, 11)])

    def line(self):
        """A line of 1 to MAX_LENGTH characters that every model of this project can write."""
        while True:
            clinical = self.chance(self.clinical)
            text = self.pick(self.kinds)() if clinical else self.english()
            if clinical and len(text) < 26 and self.chance(.4):
                text += self.pick((", ", "; ", " ", ". ")) + self.pick(self.kinds)()
            if len(text) > MAX_LENGTH:
                text = text[:MAX_LENGTH].rsplit(" ", 1)[0]
            case = self.rng.random()
            if case < .12:
                text = text.upper()
            elif case < .2:
                text = text.title()
            elif case < .35:
                text = text[:1].upper() + text[1:]
            text = re.sub(r" +", " ", text).strip()
            if READABLE.fullmatch(text):
                return text


def _prose():
    words = []
    for path in sorted(glob.glob(os.path.join(PROSE, "*"))):
        if not os.path.isfile(path) or re.search(r"\.(dat|u8)$", path):
            continue
        with open(path, encoding="utf-8", errors="replace") as file:
            for piece in file.read().split("\n%\n"):
                piece = re.sub(r"\s+", " ", piece.replace("--", "-").replace("`", "'").replace("''", '"')).strip()
                if READABLE.fullmatch(piece):
                    words += [word for word in piece.split(" ") if len(word) < 20]
    return words


def _words():
    with open(WORDS, encoding="utf-8") as file:
        return [word for word in file.read().split("\n") if 1 < len(word) < 14 and READABLE.fullmatch(word)]
