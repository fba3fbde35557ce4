"""What is typed in one line about a pilot: a scheme, a period, a seat, points, a criterion, files."""

from pathlib import Path

from organiser.errors import NO_INPUT, USAGE, Problem
from organiser.rules.repeating import day_ahead
from organiser.services import pilot_figures
from organiser.services.pilot_figures import Asked
from organiser.services.pilots import Rule, Scheme, SeatDraft
from organiser.store import clock
from organiser.text import safe_text


def scheme(text: str) -> tuple[str, str, str, str]:
    """Name, first day, last day and key ("" none) of "Pilot 2026, 1 January 2026 to 31 December 2026, KEY"."""
    name, comma, rest = safe_text(text).partition(",")
    days, _, key = rest.partition(",")
    since, to, until = days.partition(" to ")
    if not comma or not to:
        raise Problem("Write its name, a comma, its first day, 'to', its last day.", USAGE)
    return name.strip(), since.strip(), until.strip(), key.strip()


def period(of: Scheme, text: str) -> Asked:
    """What is asked by "1 January 2026 to 31 March 2026, known 1 May 2026", any part of it, or nothing."""
    words = safe_text(text).casefold()
    days, mark, known = words.partition("known")
    since, _, until = days.strip(" ,").partition(" to ")
    asked = Asked(_day(since), _day(until), _day(known.removeprefix(" on")) if mark else "")
    pilot_figures.period(of, asked)
    return asked


def _day(text: str) -> str:
    words = text.strip(" ,")
    day = day_ahead(words, clock.today()) if words else ""
    if words and not day:
        raise Problem(f"'{words}' is not a date: write it as 6 May 2026.", USAGE)
    return day


def seat(text: str) -> SeatDraft:
    """A seat of "Birmingham Edgbaston, 1 March 2026 to 31 December 2026, target 40, outside"; all but the CLP may lack.

    A part "before 1 March 2025 to 28 February 2026" is the time it is compared with.
    """
    clp, *parts = (part.strip() for part in safe_text(text).split(","))
    draft = SeatDraft(clp)
    for part in filter(None, parts):
        words = part.casefold()
        if words in ("outside", "inside"):
            draft = draft._replace(outside=words == "outside")
        elif words.startswith("target "):
            number = words.removeprefix("target ").strip()
            if not number.isdecimal() or len(number) > 5:
                raise Problem(f"'{part}' names no number.", USAGE)
            draft = draft._replace(target=int(number))
        elif words.startswith("before "):
            first, _, last = words.removeprefix("before ").partition(" to ")
            draft = draft._replace(baseline_since=first.strip(), baseline_until=last.strip())
        else:
            first, _, last = words.partition(" to ")
            draft = draft._replace(since=first.strip(), until=last.strip())
    return draft


def points(text: str) -> tuple[str, str, str]:
    """The assessor, the points and the remark of "Sam Lee 7, a strong case"."""
    told, _, remark = safe_text(text).partition(",")
    name, _, number = told.strip().rpartition(" ")
    if not name or not number.isdecimal():
        raise Problem("Write who gives the points and how many, as in: Sam Lee 7", USAGE)
    return name, number, remark.strip()


def criterion(text: str) -> tuple[str, str]:
    """The name and the weight of "Commitment of the branches 3"; a weight that is not said is 1."""
    name, _, number = safe_text(text).rpartition(" ")
    return (name, number) if name and number.isdecimal() else (safe_text(text), "1")


def returns_at(text: str) -> list[Path]:
    """The file of a path, or all .json files of a folder."""
    path = Path(text.strip()).expanduser()
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.json"))
    if not found:
        raise Problem(f"There is no .json file in {path}.", NO_INPUT)
    return found


def rule(text: str) -> tuple[Rule, str]:
    """What changes of a definition, and why: "needed 2, within 90, course Basics, act stall, because they agreed"."""
    told, _, why = safe_text(text).partition("because ")
    numbers: dict[str, int] = {}
    acts: list[str] = []
    courses: list[str] = []
    after: bool | None = None
    for part in filter(None, (part.strip() for part in told.split(","))):
        word, _, rest = part.partition(" ")
        name = {"active": "active_after"}.get(word.casefold(), word.casefold())
        if name in ("needed", "within", "active_after") and rest.isdecimal() and len(rest) < 6:
            numbers[name] = int(rest)
        elif name == "act" and rest:
            acts.append(rest)
        elif name == "course" and rest:
            courses.append(rest)
        elif part.casefold() in ("after recruited", "before or after"):
            after = part.casefold() == "after recruited"
        else:
            raise Problem(
                f"'{part}' is not understood: needed 2, within 90, active 60, act stall, course NAME, after recruited.",
                USAGE,
            )
    return Rule(
        acts or None,
        numbers.get("needed"),
        numbers.get("within"),
        courses or None,
        after,
        numbers.get("active_after"),
    ), why.strip()


def past_day(text: str) -> str:
    """An ISO day that is over, by words."""
    day = _day(safe_text(text))
    if not day or day >= clock.today():
        raise Problem("Write a day that is over, as in 1 May 2026.", USAGE)
    return day
