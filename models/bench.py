#!/usr/bin/python3
"""Measures recognisers on sets of line crops, side by side in one run, by Tesseract itself with `psm 13`.

usage: bench.py --model FOLDER/NAME.traineddata [--model ...] [--reader PROGRAM] [--lines N] [--trusted] [--confidence]
                [--calibration FILE] SET.tar...

For each set and model: character and word error rates (edits against the length of the transcripts, both folded to plain
ASCII, as alphabet.py does), the share of words with a digit that are read exactly, the share of lines that yield nothing,
and the seconds a line on one core. --reader names build/tools/read-ocr-lines, which reads with the last model as case-ocr does, in several
views, and is a row of its own. Every line counts, hard or not; --trusted leaves out those whose transcript marks
struck-out text or cannot fit the picture, as training does. --confidence adds what Tesseract's confidence is worth:
of the words that it gave so much, how many were right, all words and those with a digit. --calibration writes what case-ocr
makes of the confidences of two models, print's named first, handwriting's as the reader gives them where there is one: fitted
on every other line of all sets, each set with the same weight, and tried on the others.
"""
import argparse
import bisect
import difflib
import functools
import os
import subprocess
import sys
import tempfile
import time

from PIL import Image

from alphabet import fold
from lines import read_set
from measure import Errors

RAW_LINE = "13"
BANDS = (30, 50, 60, 70, 80, 90, 95)         # confidences; the first band is below the first of them
KNOTS = (0, 10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 93, 96)     # bands of confidences for the calibration
WORD = "5"                                    # the level of a word in Tesseract's table


def recognise(model, paths, folder):
    """[(word, confidence)] of each picture, by one run of tesseract over a list of them."""
    listed = os.path.join(folder, "list")
    with open(listed, "w", encoding="utf-8") as file:
        file.write("".join(path + "\n" for path in paths))
    name = os.path.basename(model)[:-len(".traineddata")]
    done = subprocess.run(
        ["tesseract", listed, "stdout", "--tessdata-dir", os.path.dirname(os.path.abspath(model)), "-l", name, "--psm", RAW_LINE,
         "-c", "tessedit_create_tsv=1"],
        env={**os.environ, "OMP_THREAD_LIMIT": "1"}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    lines = [[] for _ in paths]
    for row in done.stdout.decode("utf-8", errors="replace").split("\n")[1:]:
        fields = row.split("\t")
        if len(fields) == 12 and fields[0] == WORD and fields[11].strip():
            lines[int(fields[1]) - 1].append((fields[11].strip(), float(fields[10])))
    return lines


def recognise_as_program(reader, model, paths):
    """The same by case-ocr's own reading of a line."""
    done = subprocess.run([reader, model], input="".join(path + "\n" for path in paths), env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, encoding="utf-8")
    lines = [[] for _ in paths]
    for row in done.stdout.splitlines():
        number, confidence, word = row.split("\t")
        lines[int(number) - 1].append((word, float(confidence)))
    return lines


def has_figure(word):
    return any(character.isdigit() for character in word)


class Result:
    """What one model made of one set."""

    def __init__(self):
        self.errors, self.seconds = Errors(), 0.0
        self.figures = self.figures_right = 0
        self.bands = [[0, 0, 0, 0] for _ in range(len(BANDS) + 1)]     # words, right; words with a digit, right
        self.seen = []                                                 # (confidence, right, has a digit, number of the line)

    def add(self, wanted, seen):
        """`wanted`: the transcript; `seen`: words and confidences."""
        self.errors.add(wanted, " ".join(word for word, _ in seen))
        words, read = fold(wanted).split(), [fold(word) for word, _ in seen]
        blocks = difflib.SequenceMatcher(None, words, read, autojunk=False).get_matching_blocks()
        right = {block.b + offset for block in blocks for offset in range(block.size)}
        self.figures += sum(map(has_figure, words))
        self.figures_right += sum(has_figure(read[place]) for place in right)
        for place, (word, (_, confidence)) in enumerate(zip(read, seen)):
            self.seen.append((confidence, place in right, has_figure(word), self.errors.lines))
            band = self.bands[bisect.bisect_right(BANDS, confidence)]
            band[0] += 1
            band[1] += place in right
            band[2] += has_figure(word)
            band[3] += has_figure(word) and place in right


def measure(read, lines, paths, folder):
    """`read`: called with the pictures' paths and a folder, gives [(word, confidence)] of each."""
    result, started = Result(), time.monotonic()
    seen = read(paths, folder)
    result.seconds = (time.monotonic() - started) / max(1, len(paths))
    for (_, wanted), words in zip(lines, seen):
        result.add(wanted, words)
    return result


def share(part, whole):
    return f"{part / whole:5.2f}" if whole else "    -"


def report_confidence(bands):
    for low, high, (words, right, figures, figures_right) in zip((0, *BANDS), (*BANDS, 100), bands):
        print(f"    confidence {low:3}-{high:<3} {words:5} words, right {share(right, words)}; "
              f"{figures:4} with a digit, right {share(figures_right, figures)}")


def rising(points):
    """[(x, y, weight)] with y made to rise with x, by the least change (pooling of neighbours)."""
    pools = []
    for x, y, weight in points:
        pools.append([[x], y, weight])
        while len(pools) > 1 and pools[-2][1] > pools[-1][1]:
            xs, last, heavy = pools.pop()
            before = pools[-1]
            before[1] = (before[1] * before[2] + last * heavy) / (before[2] + heavy)
            before[2] += heavy
            before[0] += xs
    return [(x, y) for xs, y, _ in pools for x in xs]


def fit(results, figures):
    """[(confidence, percent of words right)] on every other line, each set with the same weight."""
    points = []
    for low, high in zip(KNOTS, (*KNOTS[1:], 101)):
        weight = right = mean = 0.0
        for result in results:
            words = [word for word in result.seen if word[3] % 2 and word[2] >= figures and low <= word[0] < high]
            total = max(1, sum(1 for word in result.seen if word[3] % 2 and word[2] >= figures))
            weight += len(words) / total
            right += sum(word[1] for word in words) / total
            mean += sum(word[0] for word in words) / total
        if weight:
            points.append((mean / weight, 100 * right / weight, weight))
    return rising(points)


def at(points, confidence):
    """The line through the points, level beyond them."""
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if confidence <= x1:
            return y0 + (y1 - y0) * max(0, confidence - x0) / max(.1, x1 - x0)
    return points[-1][1]


def calibrate(results, path, sets):
    """Writes the table of both models, print's and handwriting's, and tries it on the other lines: of the words given so much,
    how many were right."""
    curves = [[fit(of_model, figures) for figures in (0, 1)] for of_model in results]
    with open(path, "w", encoding="utf-8") as file:
        file.write("# What a reading of handwriting is worth. Tesseract's confidence, then of 100 such words how many are right: read by the\n"
                   "# model of print, all words and those with a digit; read by the model of handwriting, all and with a digit.\n"
                   "# By bench.py --calibration, from every other line of " + ", ".join(sets) + ".\n")
        for confidence in range(0, 101, 5):
            worth = [at(points, confidence) for curve in curves for points in curve]
            file.write(f"{confidence} " + " ".join(f"{value:.0f}" for value in worth) + "\n")
    for name, curve, of_model in zip(("print", "handwriting"), curves, results):
        for low in range(0, 100, 10):
            print(f"  {name} calibrated {low:2}-{low + 10:<3}", end="")
            for figures in (0, 1):
                held = [word for result in of_model for word in result.seen if word[3] % 2 == 0 and word[2] == figures
                        and low <= min(99.9, at(curve[figures], word[0])) < low + 10]
                print(f" {'with' if figures else 'without'} a digit {len(held):5}, right "
                      f"{share(sum(word[1] for word in held), len(held))};", end="")
            print()


def main():
    options = argparse.ArgumentParser(description="Measure recognisers on line crops.")
    options.add_argument("--model", action="append", required=True, help="a traineddata; repeat to compare")
    options.add_argument("--reader", metavar="PROGRAM", help="read-ocr-lines, which reads lines with the last model as case-ocr does")
    options.add_argument("--lines", type=int, default=0, help="at most so many of each set, evenly spread")
    options.add_argument("--trusted", action="store_true", help="only lines whose transcript can be trusted")
    options.add_argument("--confidence", action="store_true", help="also what the confidences are worth")
    options.add_argument("--calibration", metavar="FILE", help="write the table of the confidences of two models")
    options.add_argument("sets", nargs="+", metavar="SET.tar")
    given = options.parse_args()
    if given.calibration and len(given.model) != 2:
        options.error("--calibration wants two models: print's and handwriting's")
    for model in given.model:
        if not os.access(model, os.R_OK):
            sys.exit(f"bench.py: no model {model}")
    readers = [(os.path.basename(model)[:-len(".traineddata")], functools.partial(recognise, model)) for model in given.model]
    if given.reader:
        readers.append(("program", lambda paths, _: recognise_as_program(given.reader, given.model[-1], paths)))

    print(f"{'set':16} {'model':8} {'lines':>5} {'CER':>6} {'WER':>6} {'figures':>10} {'right':>5} {'empty':>6} {'s/line':>6}")
    results = [[] for _ in readers]
    for path in given.sets:
        lines = read_set(path, keep_all=not given.trusted)
        if given.lines and len(lines) > given.lines:
            lines = lines[::-(-len(lines) // given.lines)]
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, f"{number:05d}.png") for number in range(len(lines))]
            for picture, (grey, _) in zip(paths, lines):
                Image.fromarray(grey).save(picture, compress_level=1)
            for of_model, (name, read) in zip(results, readers):
                result = measure(read, lines, paths, folder)
                errors = result.errors
                print(f"{os.path.basename(path)[:-4]:16} {name:8} {errors.lines:5} {errors.cer:6.3f} "
                      f"{errors.wer:6.3f} {result.figures_right:5}/{result.figures:<4} {share(result.figures_right, result.figures)} "
                      f"{errors.empty / max(1, errors.lines):6.3f} {result.seconds:6.3f}", flush=True)
                if given.confidence:
                    report_confidence(result.bands)
                of_model.append(result)
    if given.calibration:
        calibrate([results[0], results[-1]], given.calibration, [os.path.basename(path)[:-4] for path in given.sets])


if __name__ == "__main__":
    main()
