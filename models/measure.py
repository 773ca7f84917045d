"""Character and word error rates."""
from alphabet import fold


def edits(wanted, seen):
    """The least number of insertions, deletions and replacements that turn one sequence into the other."""
    row = list(range(len(seen) + 1))
    for number, item in enumerate(wanted, 1):
        above, row[0] = row[0], number
        for place, other in enumerate(seen, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (item != other))
    return row[-1]


class Errors:
    """Edits over all lines against the length of all transcripts, both folded (alphabet.py)."""

    def __init__(self):
        self.lines = self.characters = self.character_edits = self.words = self.word_edits = self.empty = 0

    def add(self, wanted, seen):
        wanted, seen = fold(wanted), fold(seen)
        self.lines += 1
        self.empty += not seen
        self.characters += len(wanted)
        self.character_edits += edits(wanted, seen)
        self.words += len(wanted.split())
        self.word_edits += edits(wanted.split(), seen.split())

    @property
    def cer(self):
        return self.character_edits / max(1, self.characters)

    @property
    def wer(self):
        return self.word_edits / max(1, self.words)
