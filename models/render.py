#!/usr/bin/python3
"""Renders made-up lines in handwriting fonts into a set of lines, a tar of NAME.png beside NAME.gt.txt.

usage: render.py --fonts FOLDER --list fonts.txt --part train|unseen --count N --seed N [--clinical SHARE] [--forms] OUTPUT.tar

--forms makes lines of a form: a printed label, mostly with a written entry beside it.

What distort() of lines.py does at training time (slant, width, wobble, pen, blur, noise) is not done here: here is what
needs the pen itself, i.e. letters that dance and words that drift, the ruled line and its neighbours, paper and ink.
"""
import argparse
import glob
import io
import os
import tarfile

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from lines import STORED_HEIGHT
from phrases import REPORT, Phrases

MAX_WIDTH = 30 * STORED_HEIGHT
PRINT_FONTS = "/usr/share/fonts/truetype/liberation/*-*.ttf"


def read_fonts(path):
    """{part: [(family, joined)]} of a font list: PART FAMILY [joined], # comments."""
    parts = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                parts.setdefault(words[0], []).append((words[1], "joined" in words[2:]))
    return parts


def font_files(folder, family):
    """The upright Latin files of a family, at most two weights of it."""
    base = os.path.join(folder, family, "files")
    found = sorted(glob.glob(f"{base}/*-latin-[3-6]00-normal.woff2")) or sorted(glob.glob(f"{base}/*-latin-*-normal.woff2"))
    if not found:
        raise SystemExit(f"render.py: no Latin font in {base}: run npm install there")
    return found[:2]


class Pen:
    """One font at one size, with the habits of one hand."""

    def __init__(self, path, joined, rng):
        self.rng, self.path = rng, path
        self.size = int(rng.integers(46, 62))
        self.font = self._font(1)
        self.ascent, self.descent = self.font.getmetrics()
        self.by_letter = not joined and rng.random() < .6
        self.dance = rng.choice([0, .01, .02, .04]) * self.size
        self.turn = rng.choice([0, 0, 1.5, 3.5])
        self.tracking = rng.uniform(-.05, .09) * self.size if self.by_letter and rng.random() < .5 else 0
        self.gap = rng.uniform(.16, .5) * self.size
        self.drift = rng.choice([0, .01, .025]) * self.size

    def _font(self, scale):
        return ImageFont.truetype(self.path, max(20, round(self.size * scale)))

    def write(self, text):
        """Ink (float, 0 to 1) of `text`, cut to the ink; None where the font draws nothing."""
        rng, size = self.rng, self.size
        height = 2 * (self.ascent + self.descent)
        sheet = Image.new("L", (int(self.font.getlength(text) * 1.5 + (text.count(" ") + 4) * size), height), 0)
        draw, x, y = ImageDraw.Draw(sheet), float(size), (self.ascent + self.descent) / 2
        for word in text.split(" "):
            font = self._font(rng.normal(1, .03))
            y += rng.normal(0, 1) * self.drift
            top = y + self.ascent - font.getmetrics()[0]
            if self.by_letter:
                for letter in word:
                    self._letter(sheet, draw, (x, top + rng.normal(0, 1) * self.dance), letter, font)
                    x += font.getlength(letter) + self.tracking + rng.normal(0, .012) * size
            else:
                draw.text((x, top), word, font=font, fill=255)
                x += font.getlength(word)
            x += max(.1 * size, self.gap * rng.normal(1, .2))
        ink = np.asarray(sheet).astype(np.float32) / 255
        rows, columns = np.where(ink.max(1) > .3)[0], np.where(ink.max(0) > .3)[0]
        if len(rows) < 3 or len(columns) < 3:
            return None
        return ink[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]

    def _letter(self, sheet, draw, place, letter, font):
        if not self.turn or self.rng.random() < .4:
            draw.text(place, letter, font=font, fill=255)
            return
        side = int(font.getlength(letter) + 2 * self.size)
        cell = Image.new("L", (side, sheet.height), 0)
        ImageDraw.Draw(cell).text((self.size, place[1]), letter, font=font, fill=255)
        cell = cell.rotate(self.rng.normal(0, self.turn), Image.BILINEAR)
        sheet.paste(255, (int(place[0] - self.size), 0), cell)


def on_paper(ink, size, rng):
    """The picture of a line, as it is cut from a page: margins, neighbours, rules, paper and ink. uint8."""
    frame = max(0, round(size * rng.uniform(.75, 1)) - ink.shape[0])         # no ascender, no descender: still a line
    top, bottom = (int(rng.uniform(0, .2) * ink.shape[0] + frame * share) for share in (lambda a: (a, 1 - a))(rng.random()))
    ink = np.pad(ink, ((top, bottom), tuple(int(rng.uniform(.05, .8) * size) for _ in range(2))))
    height, width = ink.shape
    if rng.random() < .3:                                                    # strokes of the lines above and below
        other, reach = np.roll(ink, int(rng.integers(width // 4, width // 2 + 1)), 1), int(rng.integers(2, max(3, height // 7)))
        if rng.random() < .5:
            ink[:reach] = np.maximum(ink[:reach], other[height // 2:height // 2 + reach])
        else:
            ink[-reach:] = np.maximum(ink[-reach:], other[height // 2 - reach:height // 2])
    paper, black = rng.uniform(195, 255), rng.uniform(0, 120)
    if rng.random() < .4:                                                    # the pen lifts and presses
        points = rng.uniform(.45, 1, max(2, width // 30))
        ink = ink * np.interp(np.linspace(0, 1, width), np.linspace(0, 1, len(points)), points)[None, :]
    grey = paper - (paper - black) * ink
    if rng.random() < .45:                                                   # a ruled line, or the line of a form
        rows = height * rng.uniform(.62, .99) + np.linspace(0, rng.normal(0, 1.5), width)
        shade, thick = rng.uniform(60, 205), int(rng.choice([1, 1, 2, 3]))
        for row in range(thick):
            place = (np.clip(rows.astype(int) + row, 0, height - 1), np.arange(width))
            grey[place] = np.minimum(grey[place], shade)
    if rng.random() < .06:                                                   # the side of a box
        column = int(rng.integers(0, width - 3))
        grey[:, column:column + 2] = np.minimum(grey[:, column:column + 2], rng.uniform(0, 150))
    picture = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    return picture.resize((max(8, round(width * STORED_HEIGHT / height)), STORED_HEIGHT), Image.LANCZOS)


def printed(text, size, rng):
    """Ink of `text` in a font of print, cut to the ink."""
    files = sorted(glob.glob(PRINT_FONTS))
    font = ImageFont.truetype(files[rng.integers(len(files))], size)
    left, top, right, bottom = font.getbbox(text)
    sheet = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(sheet).text((-left, -top), text, font=font, fill=255)
    return np.asarray(sheet).astype(np.float32) / 255


def beside(left, right, gap, rng):
    """Two pieces of ink on one line, standing on about the same foot."""
    drop = int(rng.normal(0, .08) * right.shape[0])
    height = max(left.shape[0], right.shape[0]) + abs(drop)
    sheet = np.zeros((height, left.shape[1] + gap + right.shape[1]), np.float32)
    for piece, column, foot in ((left, 0, height - max(0, drop)), (right, left.shape[1] + gap, height - max(0, -drop))):
        sheet[foot - piece.shape[0]:foot, column:column + piece.shape[1]] = piece
    return sheet


def render(fonts, folder, count, seed, clinical, forms):
    """Yields (name, picture, text), `count` times. A family is drawn first, then one of its files."""
    rng = np.random.default_rng(seed)
    phrases = Phrases(rng, clinical)
    files = {family: font_files(folder, family) for family, _ in fonts}
    made = 0
    while made < count:
        family, joined = fonts[rng.integers(len(fonts))]
        pen = Pen(files[family][rng.integers(len(files[family]))], joined, rng)
        text = phrases.line()
        ink = pen.write(text)
        if ink is None:
            continue
        if forms:
            label = phrases.pick(REPORT)
            ink_of_label = printed(label, round(pen.size * rng.uniform(.45, .8)), rng)
            if rng.random() < .3:
                ink, text = ink_of_label, label
            else:
                ink, text = beside(ink_of_label, ink, int(rng.uniform(.2, 1) * pen.size), rng), f"{label} {text}"
        picture = on_paper(ink, pen.size, rng)
        if len(text) * STORED_HEIGHT * .1 < picture.width <= MAX_WIDTH:
            made += 1
            yield f"{made:05d}-{family}", picture, text


def main():
    options = argparse.ArgumentParser(description="Render made-up lines in handwriting fonts into a set of lines.")
    options.add_argument("--fonts", required=True, help="folder of the families (node_modules/@fontsource)")
    options.add_argument("--list", required=True, help="font list: which families train, which stay unseen")
    options.add_argument("--part", required=True, choices=("train", "unseen"))
    options.add_argument("--count", type=int, required=True)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--clinical", type=float, default=.62, help="share of clinical lines; the others are prose")
    options.add_argument("--forms", action="store_true", help="printed labels, mostly with a written entry")
    options.add_argument("output")
    given = options.parse_args()

    with tarfile.open(given.output + ".part", "w") as archive:
        fonts = read_fonts(given.list)[given.part]
        for name, picture, text in render(fonts, given.fonts, given.count, given.seed, given.clinical, given.forms):
            data = io.BytesIO()
            picture.save(data, "PNG", compress_level=6)
            for ending, content in ((".png", data.getvalue()), (".gt.txt", text.encode("utf-8"))):
                member = tarfile.TarInfo(name + ending)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    os.rename(given.output + ".part", given.output)


if __name__ == "__main__":
    main()
