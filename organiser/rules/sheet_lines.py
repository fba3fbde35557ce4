"""A paper sheet typed line by line, where there is no screen: the keys of the screen, a row a line.

`26: potholes | y | n | Ann Day | 07700 900701 | p` is a door, the words, and the cells behind them; most lines are one
letter or a few words, and the doors run on by themselves.
"""

from collections.abc import Sequence

from organiser.errors import USAGE, Problem
from organiser.rules.conversation import OTHER, SPOKE, answer_of, outcome_of, read_line
from organiser.rules.sheet import (
    ANSWER_KEYS,
    COLUMNS,
    CONSENT_KEYS,
    DITTO,
    OUTCOME_KEYS,
    Cells,
    next_door,
    toggled,
    wanting,
)

HELP = (
    "A row a line: n not in, r refused, s spoke, m moved, c call back, l language, o other; or their words. "
    "' is the same as above. '26: potholes' names the door; else the next one follows. "
    "Behind their words, each after a |: would they come (y, m, n), would they help (y, m, n), name, "
    "telephone or e-mail, may we contact them (p phone, e e-mail, t text, n no)."
)
_BEHIND = COLUMNS[3:]


def read_row(text: str, above: Cells | None, doors: Sequence[str], usual: Cells) -> Cells:
    """The row that a line means, after the row above and the doors so far; `usual` holds what no line says itself.

    Problem where a cell is not understood, or more is needed for the name to be kept.
    """
    said, *behind = [part.strip() for part in text.split("|")]
    if len(behind) > len(_BEHIND):
        raise Problem(f"There are more cells than a row has. {HELP}", USAGE)
    cells = _what(said, above, doors, usual)
    for name, part in zip(_BEHIND, behind, strict=False):
        if part:
            cells = cells._replace(**{name: _cell(name, part, above)})
    point = wanting(cells)
    if point is not None:
        on = "" if point.cell != "consent" or cells.consent else " An n as the last cell goes on without it."
        raise Problem(f"{point.sentence}{on}", USAGE)
    return cells


def _what(said: str, above: Cells | None, doors: Sequence[str], usual: Cells) -> Cells:
    """The door, and what came of it."""
    line = read_line(said)
    door = line.door or next_door(doors) or ("" if doors else usual.door)
    rest = said[said.index(":") + 1 :].strip() if line.door else said
    cells = usual._replace(door=door)
    if rest == DITTO:
        if above is None:
            raise Problem("' is the same as in the row above, and there is none yet.", USAGE)
        return cells._replace(outcome=above.outcome, words=above.words)
    if len(rest) == 1 and rest.casefold() in OUTCOME_KEYS:
        return cells._replace(outcome=OUTCOME_KEYS[rest.casefold()])
    if outcome_of(rest) not in ("", OTHER):
        return cells._replace(outcome=outcome_of(rest))
    return cells._replace(outcome=cells.outcome or SPOKE, words=rest)


def _cell(name: str, part: str, above: Cells | None) -> str:
    if part == DITTO and above is not None:
        return str(getattr(above, name))
    if name in ("conference", "helping"):
        found = ANSWER_KEYS.get(part.casefold()) or answer_of(part)
        if not found:
            raise Problem(f"'{part}' is no answer: y yes, m maybe, n no.", USAGE)
        return found
    if name == "consent" and set(part.casefold()) <= set(CONSENT_KEYS):
        said = ""
        for key in dict.fromkeys(part.casefold()):
            said = toggled(said, CONSENT_KEYS[key])
        return said
    return part
