#!/usr/bin/python3
"""Measures recognisers on sets of line crops, side by side in one run, by Tesseract itself with `psm 13`.

usage: bench.py --model FOLDER/NAME.traineddata [--model ...] [--lines N] SET.tar...

For each set and model: character and word error rates (edits against the length of the transcripts, both folded to plain
ASCII, as alphabet.py does), the share of words with a digit that are read exactly, the share of lines that yield nothing,
and the seconds a line on one core. Every line counts, hard or not.
"""
import argparse
import collections
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
PAGE_BREAK = "\f"


def recognise(model, paths, folder):
    """The text of each picture, by one run of tesseract over a list of them."""
    listed = os.path.join(folder, "list")
    with open(listed, "w", encoding="utf-8") as file:
        file.write("".join(path + "\n" for path in paths))
    name = os.path.basename(model)[:-len(".traineddata")]
    done = subprocess.run(
        ["tesseract", listed, "stdout", "--tessdata-dir", os.path.dirname(os.path.abspath(model)), "-l", name, "--psm", RAW_LINE],
        env={**os.environ, "OMP_THREAD_LIMIT": "1"}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    texts = done.stdout.decode("utf-8", errors="replace").split(PAGE_BREAK)
    if len(texts) != len(paths):
        sys.exit(f"bench.py: {len(paths)} lines went in, {len(texts)} came out")
    return texts


def figures_right(wanted, seen):
    """(how many words with a digit `wanted` has, how many of them are among the words of `seen`)."""
    there = collections.Counter(fold(seen).split())
    figures = [word for word in fold(wanted).split() if any(character.isdigit() for character in word)]
    right = 0
    for word in figures:
        right += there[word] > 0
        there[word] -= 1
    return len(figures), right


def measure(model, lines, paths, folder):
    started = time.monotonic()
    texts = recognise(model, paths, folder)
    spent = time.monotonic() - started
    errors, figures, right = Errors(), 0, 0
    for (_, wanted), seen in zip(lines, texts):
        errors.add(wanted, seen)
        counted = figures_right(wanted, seen)
        figures, right = figures + counted[0], right + counted[1]
    return errors, figures, right, spent


def main():
    options = argparse.ArgumentParser(description="Measure recognisers on line crops.")
    options.add_argument("--model", action="append", required=True, help="a traineddata; repeat to compare")
    options.add_argument("--lines", type=int, default=0, help="at most so many of each set, evenly spread")
    options.add_argument("sets", nargs="+", metavar="SET.tar")
    given = options.parse_args()

    print(f"{'set':18} {'model':12} {'lines':>5} {'CER':>6} {'WER':>6} {'figures':>13} {'empty':>6} {'s/line':>6}")
    for path in given.sets:
        lines = read_set(path, keep_all=True)
        if given.lines and len(lines) > given.lines:
            lines = lines[::-(-len(lines) // given.lines)]
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, f"{number:05d}.png") for number in range(len(lines))]
            for picture, (grey, _) in zip(paths, lines):
                Image.fromarray(grey).save(picture, compress_level=1)
            for model in given.model:
                errors, figures, right, spent = measure(model, lines, paths, folder)
                print(f"{os.path.basename(path)[:-4]:18} {os.path.basename(model)[:-12]:12} {errors.lines:5} {errors.cer:6.3f} "
                      f"{errors.wer:6.3f} {right:5}/{figures:5} {right / max(1, figures):.2f} {errors.empty / max(1, errors.lines):5.1%} "
                      f"{spent / max(1, len(lines)):6.3f}", flush=True)


if __name__ == "__main__":
    main()
