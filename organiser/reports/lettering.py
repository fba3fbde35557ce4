"""Texts made ready for paper: parted by script, so that each is set in its own letters and its own direction.

Whatever the fonts cannot draw becomes �, and a word too long for any line may be broken anywhere: what is printed never
runs off the page, and the program never fails at it.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TypedDict

FONTS = Path(__file__).with_name("fonts")
UNKNOWN = "\ufffd"
# A word of more letters than this may be broken anywhere: on the narrowest paper some thirty stand on a line.
_LONG_WORD = 22
# A name is cut after so many letters: longer ones are no names, and would not fit on any paper.
MOST = 400
_BREAK = "\u200b"
# Joiners that Persian, Bengali and emoji need, and what asks for another shape of the letter before: never drawn.
_SILENT = {0x200B, 0x200C, 0x200D, *range(0xFE00, 0xFE10)}
# Letters that Urdu writes and Arabic, Persian and Kurdish do not.
_URDU = frozenset("ٹڈڑںہۃےۓھ")
# A postcode stays on one line.
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) (\d[A-Z]{2})\b")
_SCRIPTS = (
    ("ar", ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))),
    ("hi", ((0x0900, 0x097F), (0xA8E0, 0xA8FF))),
    ("bn", ((0x0980, 0x09FF),)),
    ("pa", ((0x0A00, 0x0A7F),)),
    ("gu", ((0x0A80, 0x0AFF),)),
    ("ta", ((0x0B80, 0x0BFF),)),
    ("zh", ((0x2E80, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF),
            (0x20000, 0x3FFFF))),
)  # fmt: skip


class Said(TypedDict):
    """A text for the templates: from where to where it runs, and its parts, each with the language it is set as."""

    dir: str
    runs: list[tuple[str, str]]


def said(text: str, most: int = MOST) -> Said:
    """A text parted by script, cut after so many letters. Nothing of it can be taken for anything but text."""
    text = text if len(text) <= most else f"{text[: most - 1]}…"
    drawable = "".join(_drawable(_POSTCODE.sub("\\1\u00a0\\2", text)))
    language = "ur" if not _URDU.isdisjoint(drawable) else "ar"
    parts: list[tuple[str, str]] = []
    for script, letters in groupby(_scripts(drawable), key=lambda pair: pair[0]):
        words = "".join(letter for _, letter in letters)
        parts.append((language if script == "ar" else script, breakable(words)))
    return Said(dir=_direction(drawable), runs=parts)


def plain(text: str) -> str:
    """A text for the head of a file or a sentence of our own: drawable, not parted."""
    return "".join(_drawable(text))


def undrawable(texts: Iterable[str]) -> list[str]:
    """The characters in texts that the fonts cannot draw, each once, as they first come."""
    return list(dict.fromkeys(letter for text in texts for letter in text if not _is_drawn(ord(letter))))


def breakable(words: str) -> str:
    """Words with places to break in those that are too long for a line."""
    if len(words) <= _LONG_WORD:
        return words
    return "".join(
        part if is_space or len(part) <= _LONG_WORD else "".join(_with_breaks(part))
        for is_space, part in ((space, "".join(letters)) for space, letters in groupby(words, key=str.isspace))
    )


def _with_breaks(word: str) -> Iterator[str]:
    for place, letter in enumerate(word):
        # Not between a letter and its accents.
        if place and not _is_mark(letter):
            yield _BREAK
        yield letter


def _drawable(text: str) -> Iterator[str]:
    for letter in text:
        yield letter if _is_drawn(ord(letter)) else UNKNOWN


def _scripts(text: str) -> Iterator[tuple[str, str]]:
    """Each character with the script it is set in; marks, digits, spaces and signs go with what stands before them."""
    before = ""
    for letter in text:
        script = _script(letter)
        if script:
            before = script
        yield before or "en", letter


def _script(letter: str) -> str:
    """The language of one letter's script, "en" for Latin and its like; "" for what any script uses."""
    point = ord(letter)
    if point in _SILENT:
        return ""
    for name, ranges in _SCRIPTS:
        if any(first <= point <= last for first, last in ranges):
            return name
    return "en" if letter.isalnum() else ""


def _is_mark(letter: str) -> bool:
    """Whether a character belongs to the letter before it."""
    return unicodedata.category(letter)[0] == "M" or ord(letter) in _SILENT


def _direction(text: str) -> str:
    """From where a text runs: as its first letter does (Unicode bidirectional algorithm, P2 and P3)."""
    for letter in text:
        way = unicodedata.bidirectional(letter)
        if way == "L":
            return "ltr"
        if way in ("R", "AL"):
            return "rtl"
    return "ltr"


def _is_drawn(point: int) -> bool:
    if point < 0x7F:
        return point >= 0x20
    if point in _SILENT:
        return True
    firsts, lasts = _covered()
    place = bisect_right(firsts, point) - 1
    return place >= 0 and point <= lasts[place]


@cache
def _covered() -> tuple[list[int], list[int]]:
    """The first and the last of each range of characters that the fonts draw."""
    lines = (FONTS / "characters.txt").read_text(encoding="ascii").split()
    points = [int(word, 16) for word in lines]
    return points[::2], points[1::2]
