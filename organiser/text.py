"""The one door for strings from outside: every name, note or cell passes safe_text() before it is kept or shown.

Terminals obey control bytes wherever they stand, so a name can move the cursor or write the clipboard;
bidirectional controls can make one name read as another. None of them means anything in a name or a note.
"""

import re
import unicodedata

# C0 without tab and newline, DEL and C1, zero-width and bidirectional controls, line separators, BOM, surrogates.
# Zero-width joiner and non-joiner (U+200C, U+200D) stay: Persian, Bengali and emoji need them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile(r"[\s\u00a0]+")
_BLANK_EDGES = " \t\r\n\u00a0\u3000"


def safe_text(text: str) -> str:
    """One line of text fit to keep and show: NFC, no control characters, single spaces, no blank edges."""
    if text.isascii() and text.isprintable():
        return text.strip() if "  " not in text else " ".join(text.split())
    return _SPACES.sub(" ", _safe(_line_ends(text).replace("\n", " "))).strip(_BLANK_EDGES)


def safe_lines(text: str) -> str:
    """Text of several lines (a note, an address) fit to keep and show: as safe_text, but tab and newline stay."""
    return _safe(_line_ends(text)).strip(_BLANK_EDGES)


def without_controls(text: str) -> str:
    """A line that is still being written, without control characters; spaces stay as they are."""
    return text if text.isprintable() else _UNSAFE.sub("", _line_ends(text).replace("\n", " ").replace("\t", " "))


def _safe(text: str) -> str:
    # In this order: what is taken out may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", _UNSAFE.sub("", text))


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
