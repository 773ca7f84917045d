"""What the network can write: the characters of a Tesseract model and the numbers of its outputs."""
import re
import unicodedata

from network_file import Reader

# Transcripts are folded to what is on an English typewriter: this is the alphabet that is trained and measured.
FOLD = str.maketrans({
    "—": "-", "–": "-", "¬": "-", "−": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "₤": "£", "½": "1/2",
})
READABLE = re.compile(r"[A-Za-z0-9 .,;:'\"!?()/&%$#@*+=<>£_\[\]{}~-]+")


def fold(text):
    """`text` in the alphabet of training: no accents, plain quotes and dashes, single spaces."""
    text = unicodedata.normalize("NFKD", text.translate(FOLD))
    return re.sub(r"\s+", " ", "".join(c for c in text if not unicodedata.combining(c))).strip()


class Alphabet:
    """Characters and output numbers of one model; `blank` is the output that stands for no character."""

    def __init__(self, unicharset, recoder, blank):
        """`unicharset` and `recoder` are the bytes of those parts of a traineddata."""
        lines = unicharset.decode("utf-8").split("\n")
        names = [line.split(" ")[0] for line in lines[1:1 + int(lines[0])]]
        reader = Reader(recoder)
        self.blank, self.codes, self.characters = blank, {}, {}
        for number in range(reader.field("I")):
            _, length = reader.fields("bI")
            code = reader.fields(f"{length}i")
            name = " " if names[number] == "NULL" else names[number]
            if length == 1 and len(name) == 1:
                self.codes[name] = code[0]
                self.characters[code[0]] = name

    def encode(self, text):
        """The output numbers of `text`, or None where it holds a character that the model does not write."""
        codes = [self.codes.get(character) for character in text]
        return None if None in codes else codes

    def decode(self, numbers):
        """The text of the best output at each step: repeats and blanks dropped."""
        text, last = [], self.blank
        for number in numbers:
            if number != last and number != self.blank:
                text.append(self.characters.get(int(number), ""))
            last = number
        return re.sub(r" +", " ", "".join(text)).strip()
