#!/usr/bin/python3
"""Adds the words of the field to a list of words: usage: field_words.py PATTERNS < WORDS > MORE-WORDS

The words are those of five letters and more in the `term` lines of the rule files of PATTERNS and in its lexicon.words (as
stages/ocr/lexicon.c reads them), each in small letters, with a capital, and in capitals.
"""
import glob
import os
import re
import sys

WORD = re.compile("[A-Za-z]{5,}")


def field_words(patterns):
    """All words, in small letters."""
    words = set()
    for path in glob.glob(os.path.join(patterns, "*.rules")):
        with open(path, encoding="utf-8") as file:
            for line in map(str.strip, file):
                if line.startswith("term "):
                    words.update(WORD.findall(line[len("term "):].split("=>")[0].lower()))
    with open(os.path.join(patterns, "lexicon.words"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                words.update(WORD.findall(line.lower()))
    return words


def main():
    listed = sys.stdin.read().split("\n")
    known = set(listed)
    for word in sorted(field_words(sys.argv[1])):
        listed += [form for form in (word, word.capitalize(), word.upper()) if form not in known]
    sys.stdout.write("".join(word + "\n" for word in listed if word))


if __name__ == "__main__":
    main()
