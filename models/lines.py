"""Lines of handwriting with their transcripts: reading them, and distorting them for training.

A set is a tar of NAME.jpg (or .png) beside NAME.gt.txt, the form in which the line data and the rendered lines stand.
"""
import io
import math
import tarfile

import numpy as np
from PIL import Image, ImageFilter

from alphabet import READABLE, fold

STORED_HEIGHT = 72
SHARPENING = .2
WIDENING = 1.15           # of a line as it is read: the network sees more of it so (stages/ocr/views.c)
MAX_PIXELS = 20_000_000
WIDTH_A_CHARACTER = (.09, 1.3)     # in heights of the line; what is outside is a bad crop or a bad transcript
STRUCK_OUT = ("--", "(-", "-)")    # how transcripts mark it: what the ink shows there is not what they say


def transcript(text):
    """The transcript to train on, or None where it cannot be trusted or written."""
    text = fold(text.replace("^", ""))
    if len(text) < 2 or any(mark in text for mark in STRUCK_OUT) or not READABLE.fullmatch(text):
        return None
    return text


def read_set(path, keep_all=False):
    """[(grey picture, transcript)] of a set, in the order of the names. What transcript() refuses and what has an
    impossible shape is left out, unless `keep_all`, which measurements use: no line is dropped because it is hard."""
    pictures, texts = {}, {}
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.isfile():
                continue
            data = archive.extractfile(member).read()
            if member.name.endswith(".gt.txt"):
                texts[member.name[:-len(".gt.txt")]] = data.decode("utf-8")
            else:
                pictures[member.name.rsplit(".", 1)[0]] = data
    lines = []
    for name in sorted(set(pictures) & set(texts)):
        picture = Image.open(io.BytesIO(pictures[name]))
        if picture.width * picture.height > MAX_PIXELS:
            continue
        text = fold(texts[name]) if keep_all else transcript(texts[name])
        shape = picture.width / picture.height / max(1, len(text or ""))
        if text is None or not (keep_all or WIDTH_A_CHARACTER[0] < shape < WIDTH_A_CHARACTER[1]):
            continue
        picture = picture.convert("L")
        if picture.height != STORED_HEIGHT:
            width = max(8, round(picture.width * STORED_HEIGHT / picture.height))
            picture = picture.resize((width, STORED_HEIGHT), Image.LANCZOS)
        lines.append((np.asarray(picture), text))
    return lines


def plain(grey, height):
    """The line at the height of the network, wider, otherwise as it is: made smaller as Tesseract does it, by the means of areas and
    a little sharpening."""
    width = max(12, round(grey.shape[1] * WIDENING * height / grey.shape[0]))
    seen = np.asarray(Image.fromarray(grey).resize((width, height), Image.BOX)).astype(np.float32)
    framed = np.pad(seen, 1, "edge")
    around = sum(framed[y:y + height, x:x + width] for y in range(3) for x in range(3)) / 9
    return np.clip(seen + SHARPENING * (seen - around), 0, 255).astype(np.uint8)


def distort(grey, height, rng):
    """The line as another hand, pen, crop and scanner might have given it, at the height of the network."""
    picture = _warp(Image.fromarray(grey), height, rng)
    pen = rng.random()
    if pen < .15:
        picture = Image.blend(picture, picture.filter(ImageFilter.MinFilter(3)), rng.uniform(.2, .8))
    elif pen < .3:
        picture = Image.blend(picture, picture.filter(ImageFilter.MaxFilter(3)), rng.uniform(.2, .6))
    focus = rng.random()
    if focus < .2:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(.3, 1.1)))
    elif focus < .6:
        picture = picture.filter(ImageFilter.UnsharpMask(2, int(rng.integers(30, 90)), 0))
    seen = np.asarray(picture).astype(np.float32)
    if rng.random() < .3:
        seen = 255 * (np.clip(seen, 0, 255) / 255) ** rng.uniform(.6, 1.7)
    if rng.random() < .3:
        seen = seen + rng.standard_normal(seen.shape, np.float32) * rng.uniform(1, 9)
    if rng.random() < .16:
        return _fax(np.clip(seen, 0, 255), rng)
    return np.clip(seen, 0, 255).astype(np.uint8)


def _fax(grey, rng):
    """The line in black and white, at a fax's resolution, with its specks and streaks. uint8."""
    height, width = grey.shape
    low, high = np.percentile(grey, [3, 75])
    black = grey < low + (high - low) * rng.uniform(.5, .85)
    for _ in range(int(rng.integers(0, 3))):
        black ^= rng.random((height, width), np.float32) < rng.uniform(0, .015)
    if rng.random() < .15:
        black[:, rng.integers(0, width, int(rng.integers(1, 4)))] = True
    picture = Image.fromarray(np.where(black, 0, 255).astype(np.uint8))
    if rng.random() < .6:
        coarse = (max(8, round(width * rng.uniform(.55, 1))), max(8, round(height * rng.uniform(.45, 1))))
        picture = picture.resize(coarse, Image.BOX).point(lambda value: 255 * (value > 127)).resize((width, height), Image.BILINEAR)
    return np.asarray(picture)


def _warp(picture, height, rng):
    """Width, slant, the height of the crop, and a wobble of all three along the line."""
    scale = height / picture.height * rng.uniform(.86, 1.1)      # below 1: margins above and below
    stretch = rng.uniform(.85, 1.4)
    width = max(12, round(picture.width * scale * stretch))
    slant = rng.normal(0, .14)
    room = height / scale - picture.height                       # in pixels of the source; may be negative
    top = -room * rng.uniform(.2, .8)
    cells = max(1, round(width / rng.uniform(40, 110)))
    edges = np.linspace(0, width, cells + 1).round().astype(int)
    source = edges / (scale * stretch)
    calm = rng.random() < .3
    shift_x = np.zeros(cells + 1) if calm else rng.normal(0, 2.5, cells + 1)
    shift_y = np.zeros(cells + 1) if calm else rng.normal(0, 1.2, cells + 1)
    lean = slant + (0 if calm else rng.normal(0, .05, cells + 1))
    tilt = rng.normal(0, .006) * (source - source[-1] / 2)
    half = height / scale / 2
    x_top, x_bottom = source + shift_x - lean * half, source + shift_x + lean * half
    y_top = top + shift_y + np.clip(tilt, -5, 5)
    y_bottom = y_top + height / scale
    mesh = [((int(edges[i]), 0, int(edges[i + 1]), height),
             (x_top[i], y_top[i], x_bottom[i], y_bottom[i], x_bottom[i + 1], y_bottom[i + 1], x_top[i + 1], y_top[i + 1]))
            for i in range(cells) if edges[i + 1] > edges[i]]
    margin = math.ceil(abs(slant) * half) + 6                    # what leans out of the picture is paper
    paper = int(np.percentile(np.asarray(picture)[::4, ::8], 80))
    framed = Image.new("L", (picture.width + 2 * margin, picture.height + 40), paper)
    framed.paste(picture, (margin, 20))
    moved = [(box, tuple(v + (margin if n % 2 == 0 else 20) for n, v in enumerate(quad))) for box, quad in mesh]
    return framed.transform((width, height), Image.MESH, moved, Image.BILINEAR, fillcolor=paper)
