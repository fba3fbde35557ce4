"""Pilot schemes: setting one up, the seats that take part or are compared with, and the definition that is frozen.

Targets, baselines and a first definition are made by default, so that no page starts empty; what is frozen is never
changed again, another version follows it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from secrets import token_hex
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.pilots import DEFINITION, SCHEME, SEAT
from organiser.rules.events import KINDS
from organiser.rules.names import fold
from organiser.rules.pilot import Definition, definition_of
from organiser.rules.repeating import day_ahead
from organiser.services.places import Place, find_constituencies
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_text

# How long before its start a seat's baseline reaches back, in days: as long as the scheme is asked about by default.
_BASELINE = 365
# How many activists a seat of one organiser is to recruit in a year where nobody said otherwise.
_TARGET = 30


class Version(NamedTuple):
    """A version of a definition: its number from 1, the rule, the moment (UTC) it was frozen ("" not yet), and why.

    `courses` are the courses of the rule as they are spelt.
    """

    number: int
    rule: Definition
    frozen: str
    why: str
    courses: tuple[str, ...] = ()


class Seat(NamedTuple):
    """A seat of a scheme on ISO days ("" open); outside ones are compared with. `id` is the constituency's row."""

    id: int
    row: int
    uid: str
    clp: Place
    since: str
    until: str
    baseline_since: str
    baseline_until: str
    outside: bool
    target: int


class Scheme(NamedTuple):
    """A pilot scheme. `id` is the row's, for services only; `secret` keys the hashes of its returns.

    `version` is the latest of its `versions`, which are the latest first.
    """

    id: int
    uid: str
    name: str
    since: str
    until: str
    secret: str
    version: Version
    seats: tuple[Seat, ...]
    versions: tuple[Version, ...] = ()


class Written(NamedTuple):
    """A scheme after a change, and the number of the change (None: it stood so already)."""

    scheme: Scheme
    operation: int | None


class Draft(NamedTuple):
    """A scheme as it was typed: days by words; `secret` that of a scheme that other files know ("" a new one)."""

    name: str
    since: str
    until: str
    secret: str = ""


class SeatDraft(NamedTuple):
    """A seat as it was typed: days by words, "" for those that follow from the scheme."""

    clp: str
    since: str = ""
    until: str = ""
    baseline_since: str = ""
    baseline_until: str = ""
    outside: bool | None = None
    target: int | None = None


class Rule(NamedTuple):
    """What to change of a definition; None leaves a part as it is."""

    acts: Sequence[str] | None = None
    needed: int | None = None
    within: int | None = None
    courses: Sequence[str] | None = None
    after_recruited: bool | None = None
    active_after: int | None = None


# Reading -------------------------------------------------------------------------------------------------------------


def list_schemes(store: Store) -> list[Scheme]:
    """All schemes, the latest first."""
    return [_scheme(store, row[0]) for row in store.rows("SELECT id FROM scheme ORDER BY since DESC, id DESC")]


def find_scheme(store: Store, words: str = "") -> Scheme:
    """The scheme of this name, or of a part of it; with "" the only one."""
    asked = fold(words)
    rows = store.rows("SELECT id, fold FROM scheme ORDER BY id")
    found = [row[0] for row in rows if row[1] == asked] or [row[0] for row in rows if asked in row[1]]
    if not found:
        raise Problem(
            f"There is no pilot scheme '{safe_text(words)}'." if rows else
            "There is no pilot scheme yet: 'organiser pilot new' sets one up."
        )  # fmt: skip
    if len(found) > 1:
        raise Problem(f"{len(found)} pilot schemes are called so: give the whole name of one.", USAGE)
    return _scheme(store, found[0])


def find_seat(scheme: Scheme, words: str) -> Seat:
    """The seat of a scheme by the name or code of its CLP, or by a part of the name that no other seat has."""
    asked = fold(words)
    found = [seat for seat in scheme.seats if asked in (fold(seat.clp.name), seat.clp.gss.casefold())] or [
        seat for seat in scheme.seats if asked and asked in fold(seat.clp.name)
    ]
    if not found:
        raise Problem(f"'{safe_text(words)}' is no seat of {scheme.name}.")
    if len(found) > 1:
        names = ", ".join(seat.clp.name for seat in found[:5])
        raise Problem(f"'{safe_text(words)}' is in the name of several seats: {names}.", USAGE)
    return found[0]


def counted_by(scheme: Scheme, number: int = 0) -> Scheme:
    """A scheme with the version of its definition that figures are counted by as its version.

    That is the one of this number; with 0 the latest that is frozen, or the first draft where none is.
    """
    found = [one for one in scheme.versions if one.number == number] if number else [
        *(one for one in scheme.versions if one.frozen), *scheme.versions
    ]  # fmt: skip
    if not found:
        raise Problem(f"{scheme.name} has no definition {number}.", USAGE)
    return scheme._replace(version=found[0])


def moment_of(known: str) -> str:
    """The moment (UTC) up to which things were known on a day, "" for today: the end of that day in London."""
    return "" if known == clock.today() else clock.end_of_day(known)


def versions(store: Store, scheme: int) -> list[Version]:
    """The versions of a scheme's definition by the scheme's row, the latest first."""
    rows = store.rows(
        "SELECT number, rule, frozen, why FROM definition WHERE scheme_id = ? ORDER BY number DESC", (scheme,)
    )
    spelt: dict[str, str] = dict(store.rows("SELECT fold, name FROM course"))
    found = []
    for number, told, frozen, why in rows:
        rule = definition_of(told)
        courses = tuple(spelt.get(one) or one[:1].upper() + one[1:] for one in rule.courses)
        found.append(Version(number, rule, frozen, why, courses))
    return found


def _scheme(store: Store, number: int) -> Scheme:
    (uid, name, since, until, secret) = store.rows(
        "SELECT uid, name, since, until, secret FROM scheme WHERE id = ?", (number,)
    )[0]
    seats = [
        Seat(place, row, uid_text(seat), Place(place, gss, clp), first, last, before, ended, bool(outside), target)
        for place, row, seat, gss, clp, first, last, before, ended, outside, target in store.rows(
            "SELECT constituency.id, seat.id, uid, gss, name, since, until, baseline_since, baseline_until, outside,"
            " target FROM seat JOIN constituency ON constituency.id = constituency_id WHERE scheme_id = ?"
            " ORDER BY outside, name, gss",
            (number,),
        )
    ]
    told = tuple(versions(store, number))
    return Scheme(number, uid_text(uid), name, since, until, secret, told[0], tuple(seats), told)


# Writing -------------------------------------------------------------------------------------------------------------


def new_scheme(store: Store, draft: Draft) -> Written:
    """Set up a scheme with a first version of its definition, as one change."""
    name = safe_text(draft.name)
    if not name:
        raise Problem("A pilot scheme needs a name.", USAGE)
    since, until = _day(draft.since), _day(draft.until)
    if since > until:
        raise Problem("The scheme ends before it begins.", USAGE)
    secret = draft.secret.strip().casefold() or token_hex(16)
    if len(secret) != 32 or set(secret) - set("0123456789abcdef"):
        raise Problem("The key of a scheme is 32 digits from 0 to f: 'organiser pilot show --key' tells it.", USAGE)
    if store.value("SELECT 1 FROM scheme WHERE fold = ?", (fold(name),)):
        raise Problem(f"There is a pilot scheme '{name}' already.")
    with store.operation(f"Set up the pilot scheme {name}", kind="pilot") as work:
        number = work.insert_with_uid(SCHEME, name=name, fold=fold(name), since=since, until=until, secret=secret)
        work.insert(DEFINITION, scheme_id=number, number=1, rule=Definition().canonical())
    return Written(_scheme(store, number), work.operation_id)


def _day(words: str) -> str:
    day = day_ahead(words, clock.today())
    if not day:
        raise Problem(f"'{safe_text(words)}' is not a date: write it as 6 May 2026.", USAGE)
    return day


def set_seat(store: Store, scheme: Scheme, draft: SeatDraft) -> Written:
    """Add a seat to a scheme or change it; its baseline is the year before it starts where nobody said otherwise."""
    places = find_constituencies(store, draft.clp, clock.today())
    if len(places) > 1:
        codes = ", ".join(place.gss for place in places)
        raise Problem(
            f"{len(places)} constituencies are called '{safe_text(draft.clp)}': give a code ({codes}).", USAGE
        )
    place = places[0]
    now = next((seat for seat in scheme.seats if seat.id == place.id), None)
    since = _day(draft.since) if draft.since else now.since if now else scheme.since
    until = _day(draft.until) if draft.until else now.until if now else scheme.until
    # A baseline that nobody chose goes with the seat's first day.
    own = now is not None and (now.baseline_since, now.baseline_until) != _year_before(now.since)
    before = (now.baseline_since, now.baseline_until) if now and own else _year_before(since)
    first = _day(draft.baseline_since) if draft.baseline_since else before[0]
    last = _day(draft.baseline_until) if draft.baseline_until else before[1]
    if since > until:
        raise Problem("The seat's time ends before it begins.", USAGE)
    if not first <= last < since:
        raise Problem("The time before is over before the seat starts, and begins before it ends.", USAGE)
    columns: dict[str, Value] = {
        "since": since,
        "until": until,
        "baseline_since": first,
        "baseline_until": last,
        "outside": int(bool(now and now.outside) if draft.outside is None else draft.outside),
        "target": draft.target if draft.target is not None else now.target if now else _TARGET,
    }
    with store.operation(f"Write down the seat {place.shown} of {scheme.name}", kind="pilot") as work:
        if now:
            work.update(SEAT, now.row, **columns)
        else:
            work.insert_with_uid(SEAT, scheme_id=scheme.id, constituency_id=place.id, **columns)
    return Written(_scheme(store, scheme.id), work.operation_id)


def add_seat(work: Work, scheme: Scheme, place: Place) -> None:
    """Within a change of another service, add a seat by default where the scheme has none of this place."""
    if any(seat.id == place.id for seat in scheme.seats):
        return
    first, last = _year_before(scheme.since)
    work.insert_with_uid(
        SEAT,
        scheme_id=scheme.id,
        constituency_id=place.id,
        since=scheme.since,
        until=scheme.until,
        baseline_since=first,
        baseline_until=last,
        target=_TARGET,
    )


def _year_before(day: str) -> tuple[str, str]:
    start = date.fromisoformat(day)
    return (start - timedelta(days=_BASELINE)).isoformat(), (start - timedelta(days=1)).isoformat()


def define(store: Store, scheme: Scheme, rule: Rule, why: str = "") -> Written:
    """Change what counts; a version that is frozen stays, and the next follows it, with the reason."""
    changed = changed_rule(scheme.version.rule, rule)
    if changed == scheme.version.rule:
        raise Problem("Say what to change: --act, --needed, --within, --course, --after-recruited or --active.", USAGE)
    if scheme.version.frozen and not safe_text(why):
        raise Problem(
            f"Definition {scheme.version.number} is frozen: say why there is to be another, with --why.", USAGE
        )
    with store.operation(f"Change the definition of {scheme.name}", kind="pilot") as work:
        if scheme.version.frozen:
            work.insert(
                DEFINITION,
                scheme_id=scheme.id,
                number=scheme.version.number + 1,
                rule=changed.canonical(),
                why=safe_text(why),
            )
        else:
            work.update(DEFINITION, _latest(work, scheme), rule=changed.canonical())
    return Written(_scheme(store, scheme.id), work.operation_id)


def freeze(store: Store, scheme: Scheme) -> Written:
    """Freeze the latest version of the definition: from now on it is what every report says."""
    if not scheme.version.rule.courses:
        raise Problem("Say first which courses count as trained: --course.", USAGE)
    with store.operation(f"Freeze definition {scheme.version.number} of {scheme.name}", kind="pilot") as work:
        if not scheme.version.frozen:
            work.update(DEFINITION, _latest(work, scheme), frozen=clock.now())
    return Written(_scheme(store, scheme.id), work.operation_id)


def changed_rule(now: Definition, rule: Rule) -> Definition:
    """A definition with some parts changed; a Problem where one makes no sense."""
    changed = now
    if rule.acts is not None:
        kinds = tuple(" ".join(one.casefold().split()) for one in rule.acts)
        if unknown := [kind for kind in kinds if kind not in KINDS]:
            raise Problem(f"--act takes {', '.join(KINDS)}, not '{safe_text(unknown[0])}'.", USAGE)
        changed = changed._replace(acts=tuple(sorted(set(kinds))))
    if rule.courses is not None:
        changed = changed._replace(courses=tuple(sorted({fold(one) for one in rule.courses})))
    for name in ("needed", "within", "active_after"):
        value = getattr(rule, name)
        if value is not None:
            if not (1 if name == "needed" else 0) <= value <= 3660:
                raise Problem(f"{value} is not a number that makes sense there.", USAGE)
            changed = changed._replace(**{name: value})
    if rule.after_recruited is not None:
        changed = changed._replace(after_recruited=rule.after_recruited)
    return changed


def _latest(work: Work, scheme: Scheme) -> int:
    found = work.value(
        "SELECT id FROM definition WHERE scheme_id = ? AND number = ?", (scheme.id, scheme.version.number)
    )
    return int(found) if isinstance(found, int) else 0
