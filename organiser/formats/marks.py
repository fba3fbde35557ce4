"""Cells that a spreadsheet would take for a formula: marked harmless on the way out, unmarked on the way in.

A spreadsheet that opens a file runs what begins with one of a few signs, whoever wrote it. Such a cell is given an
apostrophe in front, which makes it text for every spreadsheet and every eye; so is a cell that begins with apostrophes
and then such a sign, so that taking one apostrophe off again always gives what stood there. Other cells that begin with
an apostrophe ('t Hooft) are left as they are. https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

MARK = "'"
# Signs that begin a formula, tab and line ends (which some programs skip first), the same signs in full width, and the
# dashes that some programs turn into a minus.
_SIGNS = "=+\\-@\t\r\n＝＋－＠–−"
_LIVE = re.compile(f"'*[{_SIGNS}]")
_MARKED = re.compile(f"'+[{_SIGNS}]")


def marked(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; unmarked() gives the text again."""
    return MARK + cell if _LIVE.match(cell) else cell


def unmarked(cell: str) -> str:
    """The text of a cell that marked() made harmless; any other cell as it is."""
    return cell[1:] if _MARKED.match(cell) else cell
