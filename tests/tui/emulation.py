"""A terminal's screen, as much of one as the program uses; whatever else is written to it is kept as foreign.

The sequences that it knows are the grammar of what the program may write: anything beyond came from data.
"""

import codecs
import re
from typing import NamedTuple

from rich.cells import cell_len

from organiser.text import _UNSAFE

# One thing that a terminal would obey, or a run of what it would draw.
_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|\x1b\[(?P<csi>[0-?]*[ -/]*[@-~])"
    r"|\x1b(?P<string>[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c))"
    r"|\x1b(?P<escape>[ -/]*[0-OQ-WYZ`-~])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x9f])"
)
_COLOUR = r"(?:[34]8;2;\d+;\d+;\d+|[34]8;5;\d+|[349][0-79]|10[0-7])"
# What the program writes: colours and styles as rich puts them, places, the modes that Textual sets and asks for.
_OWN = {
    "style": re.compile(rf"(?:0|(?:(?:[123479]|{_COLOUR});)*(?:[123479]|{_COLOUR}))?m"),
    "place": re.compile(r"(?P<row>\d+);(?P<column>\d+)H|H"),
    "mode": re.compile(r"\?(?P<mode>7|25|1000|1003|1004|1006|1015|1049|2004|2026)(?P<way>[hl])"),
    "question": re.compile(r"\?(?:2026|2048)\$p"),
    "keyboard": re.compile(r">25u|<u"),
}

# The shape of the mouse's pointer, which Textual sets.
_POINTER = re.compile(r"\]22;[a-z-]+\x07")


class Foreign(NamedTuple):
    """Something that the program does not write by itself, and what was drawn right before it."""

    what: str
    after: str


class Emulator:
    """The screen of a terminal, fed with what a program writes."""

    def __init__(self, width: int, height: int) -> None:
        self.foreign: list[Foreign] = []
        # The modes that are on, by number; a terminal begins with wrapped lines and a cursor.
        self.modes = {7, 25}
        self.keyboard_changed = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._tail = ""
        self._size = (width, height)
        self._cells = self._blank()
        self._main = self._blank()
        self._row = self._column = 0

    def _blank(self) -> list[list[str]]:
        width, height = self._size
        return [[" "] * width for _ in range(height)]

    def resize(self, width: int, height: int) -> None:
        """Another size: what is drawn is cut off or padded, until the program draws it anew."""
        self._size = (width, height)
        for name in ("_cells", "_main"):
            blank = self._blank()
            for row, line in zip(blank, getattr(self, name), strict=False):
                row[: min(width, len(line))] = line[:width]
            setattr(self, name, blank)

    def frame(self) -> str:
        """What stands on the screen, line by line."""
        return "\n".join("".join(line).rstrip() for line in self._cells)

    def feed(self, data: bytes) -> None:
        """Take in what the program wrote."""
        text = self._rest + self._decoder.decode(data)
        place = 0
        while place < len(text):
            token = _TOKEN.match(text, place)
            if token is None:
                # The rest of a sequence has not come yet; what never ends is told once much has followed it.
                if len(text) - place < 200:
                    break
                self._strange(text[place])
                place += 1
                continue
            self._obey(token)
            self._tail = (self._tail + token.group())[-60:]
            place = token.end()
        self._rest = text[place:]

    def _strange(self, what: str) -> None:
        self.foreign.append(Foreign(what, self._tail))

    def _obey(self, token: re.Match[str]) -> None:
        kind, said = str(token.lastgroup), str(token[str(token.lastgroup)])
        if kind == "text":
            self._draw(said)
        elif kind == "control" and said in "\r\n":
            self._line_end(said)
        elif kind == "string" and _POINTER.fullmatch(said):
            pass
        elif kind != "csi" or not self._sequence(said):
            self._strange(token.group())

    def _sequence(self, said: str) -> bool:
        """Do what a sequence says; False where it is none of the program's."""
        for name, pattern in _OWN.items():
            found = pattern.fullmatch(said)
            if found is None:
                continue
            if name == "place":
                self._row, self._column = int(found["row"] or 1) - 1, int(found["column"] or 1) - 1
            elif name == "mode":
                self._set_mode(int(found["mode"]), found["way"] == "h")
            elif name == "keyboard":
                self.keyboard_changed = said != "<u"
            return True
        return False

    def _set_mode(self, mode: int, on: bool) -> None:
        if mode == 1049 and on != (1049 in self.modes):
            if on:
                self._main, self._cells = self._cells, self._blank()
            else:
                self._cells = self._main
                self._row = self._column = 0
        (self.modes.add if on else self.modes.discard)(mode)

    def _draw(self, text: str) -> None:
        for hidden in _UNSAFE.findall(text):
            self._strange(hidden)
        width, height = self._size
        for letter in text:
            cells = cell_len(letter)
            if self._row >= height or self._column + cells > width:
                if 7 not in self.modes or not cells:
                    continue
                self._line_end("\r")
                self._line_end("\n")
            line = self._cells[self._row]
            if cells:
                line[self._column] = letter
                line[self._column + 1 : self._column + cells] = [""] * (cells - 1)
                self._column += cells
            elif self._column:
                line[self._column - 1] += letter

    def _line_end(self, letter: str) -> None:
        if letter == "\r":
            self._column = 0
        elif self._row + 1 < self._size[1]:
            self._row += 1
        else:
            self._cells = [*self._cells[1:], [" "] * self._size[0]]
