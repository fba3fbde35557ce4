"""What was done, by whom and when; taking it back and doing it again."""

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import USAGE, Problem
from organiser.store import clock, history
from organiser.store.history import Entry


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "operation": entry.number,
        "at": entry.at,
        "who": entry.who,
        "title": entry.title,
        "undone": entry.undone,
        "undone_at": entry.undone_at or None,
        "undone_by": entry.undone_by or None,
    }


def _line(entry: Entry) -> str:
    when = f"{clock.london(entry.at):%d %b %Y %H:%M}"
    undone = f"  (undone {clock.london(entry.undone_at):%d %b %H:%M})" if entry.undone else ""
    return f"{entry.number:>5}  {when}  {entry.who or '–':<16} {entry.title}{undone}"


def _history(session: Session) -> Result:
    limit = _whole_number(session.text("limit"))
    found = history.entries(session.store(), limit + 1)
    shown = found[:limit]
    return Result(
        {"changes": [_as_json(entry) for entry in shown], "more": len(found) > limit},
        [_line(entry) for entry in shown] or ["Nothing has been done yet."],
    )


def _undo(session: Session) -> Result:
    number = _number(session)
    entry = history.undo(session.store(), number)
    return Result(_as_json(entry), [f"Undone: {entry.title}. 'organiser redo' does it again."])


def _redo(session: Session) -> Result:
    number = _number(session)
    entry = history.redo(session.store(), number)
    return Result(_as_json(entry), [f"Done again: {entry.title}."])


def _number(session: Session) -> int | None:
    return _whole_number(session.text("number")) if session.text("number") else None


def _whole_number(text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise Problem(f"'{text}' is not a whole number.", USAGE)
    return int(text)


_SHAPE = '{"operation", "at", "who", "title", "undone", "undone_at", "undone_by"}'

COMMANDS = (
    Command(
        "history",
        "Show what was done, by whom and when",
        _history,
        ("organiser history", "organiser history --limit 100"),
        (argument("--limit", help="how many changes to show (20)", default="20", metavar="N"),),
        returns=f'{{"changes": [{_SHAPE}], "more"}}',
    ),
    Command(
        "undo",
        "Take the latest change back, or the one with a number",
        _undo,
        ("organiser undo", "organiser undo 12"),
        (argument("number", help="the number that 'organiser history' shows", nargs="?", metavar="NUMBER"),),
        returns=_SHAPE,
        writes=True,
    ),
    Command(
        "redo",
        "Do again what was undone last, or the change with a number",
        _redo,
        ("organiser redo", "organiser redo 12"),
        (argument("number", help="the number that 'organiser history' shows", nargs="?", metavar="NUMBER"),),
        returns=_SHAPE,
        writes=True,
    ),
)
