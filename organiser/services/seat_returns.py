"""Returns of seats: written from a seat's own file, gathered in the evaluator's, where nobody can be opened."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from organiser.errors import NO_INPUT, UNREADABLE, Problem
from organiser.models.pilots import RETURN
from organiser.rules import returns
from organiser.rules.pilot import Definition, days_between
from organiser.rules.returns import Entry, Return
from organiser.services import pilot_count
from organiser.services.output_file import target_of, write_whole
from organiser.services.pilots import Scheme, Seat, counted_by, moment_of
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text

# A return that is so many days older than the newest one is old.
_OLD = 31
_LARGEST = 50_000_000


class Written(NamedTuple):
    """A return that was written: where, of how many people, its digest."""

    path: Path
    people: int
    digest: str


class Gathered(NamedTuple):
    """What was gathered: seats whose return came now, those that are missing, those that are old, each by name.

    `older` are files that hold an older return than the one that is here already; `operation` is None where nothing
    was new.
    """

    came: tuple[str, ...]
    missing: tuple[str, ...]
    old: tuple[str, ...]
    older: tuple[str, ...]
    operation: int | None


def definition_digest(rule: Definition) -> str:
    """What tells one definition from another: the SHA-256 of its canonical text."""
    return sha256(rule.canonical().encode()).hexdigest()


def make(store: Store, scheme: Scheme, seat: Seat, known: str = "", definition: int = 0) -> Return:
    """The return of a seat from this file, as known on an ISO day ("" today): every act and course in that seat.

    It is made by the definition of this number, 0 the one that stands (pilots.counted_by).
    """
    scheme = counted_by(scheme, definition)
    known = known or clock.today()
    pilot_count.build(store, scheme.version.rule, moment_of(known), seat.id)
    acts: dict[int, list[tuple[str, str]]] = defaultdict(list)
    courses: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person, day, kind in store.rows(
        "SELECT person, act.on_day, kind FROM temp.act JOIN temp.held ON held.id = event WHERE act.seat = ?", (seat.id,)
    ):
        acts[person].append((day, kind))
    for person, day, code in store.rows(
        "SELECT person, completed.on_day, code FROM temp.completed JOIN temp.held ON held.id = event"
        " WHERE completed.seat = ?",
        (seat.id,),
    ):
        courses[person].append((day, code))
    people = sorted(acts.keys() | courses.keys())
    found = tuple(
        Entry(returns.hashes(scheme.secret, name, addresses), tuple(acts[person]), tuple(courses[person]))
        for person, name, addresses in _addresses(store, people)
    )
    rule = definition_digest(scheme.version.rule)
    mark = returns.mark_of(scheme.secret)
    return Return(mark, seat.clp.gss, scheme.since, scheme.until, known, rule, found)


def _addresses(store: Store, people: Sequence[int]) -> Iterable[tuple[int, str, list[str]]]:
    """People with their folded name and their addresses, as they are now; who was taken out since has none of them."""
    now = pilot_count.who_now(store, people)
    for person in people:
        name = store.value("SELECT name_key FROM person WHERE id = ?", (now.get(person, 0),))
        rows = store.rows(
            "SELECT DISTINCT value FROM contact WHERE person_id = ? AND value <> ''", (now.get(person, 0),)
        )
        yield person, str(name or ""), [value for (value,) in rows]


def write(store: Store, scheme: Scheme, seat: Seat, path: Path, *, replace: bool = False) -> Written:
    """Write the return of a seat into a file: dates, kinds, course codes and keyed hashes, nothing else."""
    target = target_of(store, path, replace=replace)
    told = make(store, scheme, seat)
    write_whole(target, [returns.to_text(told).encode()], replace=replace)
    return Written(target, len(told.people), told.digest)


def gather(store: Store, scheme: Scheme, paths: Sequence[Path]) -> Gathered:
    """Take the returns of seats in as one change; all are kept, and of each seat the one known latest stands.

    Problem, and nothing taken in, where a file is no return, or one of another scheme or of no seat of it, and where
    two files say different things of one seat on one day: only their seat knows which is right.
    """
    found = sorted(((path, _read(path)) for path in paths), key=lambda one: (one[1].seat, one[1].known))
    mark = returns.mark_of(scheme.secret)
    by_code = {seat.clp.gss: seat for seat in scheme.seats}
    for path, told in found:
        name = safe_text(path.name)
        if told.scheme != mark:
            raise Problem(f"{name} is a return of another scheme. Nothing was taken in.", UNREADABLE)
        if told.seat not in by_code:
            raise Problem(f"{name} is of a seat that is not in {scheme.name}. Nothing was taken in.", UNREADABLE)
        if told.known > clock.today():
            raise Problem(f"{name} is of a day that is still to come. Nothing was taken in.", UNREADABLE)
    for (path, told), (_, other) in pairwise(found):
        if (told.seat, told.known) == (other.seat, other.known) and told.digest != other.digest:
            raise Problem(
                f"{safe_text(path.name)} and another file are returns of {by_code[told.seat].clp.shown} of one day and"
                " differ: gather the right one alone. Nothing was taken in.",
                UNREADABLE,
            )
    came: dict[str, None] = {}
    older = []
    with store.operation(f"Gather returns of {scheme.name}", kind="pilot") as work:
        for path, told in found:
            seat = by_code[told.seat]
            rows = work.rows(
                "SELECT known, digest FROM seat_return WHERE scheme_id = ? AND constituency_id = ? ORDER BY known, id",
                (scheme.id, seat.id),
            )
            latest = rows[-1][0] if rows else ""
            if latest > told.known:
                older.append(safe_text(path.name))
            # What a seat said last on a day is what it says of that day.
            said: dict[str, str] = dict(rows)
            if told.digest == said.get(told.known):
                continue
            work.insert_with_uid(
                RETURN,
                scheme_id=scheme.id,
                constituency_id=seat.id,
                known=told.known,
                digest=told.digest,
                content=returns.to_text(told),
                made=clock.today(),
            )
            came[seat.clp.shown] = None
    known = {seat: told.known for seat, told in stored(store, scheme).items()}
    newest = max(known.values(), default="")
    missing = tuple(seat.clp.shown for seat in scheme.seats if seat.id not in known)
    old = tuple(seat.clp.shown for seat in scheme.seats if _is_old(known.get(seat.id, newest), newest))
    return Gathered(tuple(came), missing, old, tuple(older), work.operation_id)


def _is_old(known: str, latest: str) -> bool:
    return bool(latest) and days_between(known, latest) > _OLD


def _read(path: Path) -> Return:
    name = safe_text(path.name)
    try:
        if path.stat().st_size > _LARGEST:
            raise Problem(f"{name} is too large to be a return.", UNREADABLE)
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise Problem(f"{name} cannot be read: is it there?", NO_INPUT) from None
    except UnicodeDecodeError:
        raise Problem(f"{name}: it is no return of a seat.", UNREADABLE) from None
    try:
        return returns.from_text(text)
    except ValueError as error:
        raise Problem(f"{name}: {error}. Nothing was taken in.", UNREADABLE) from None


def stored(store: Store, scheme: Scheme, known: str = "9999") -> dict[int, Return]:
    """The latest return of each seat that says how things stood on an ISO day or before, by the constituency's row."""
    rows = store.rows(
        "SELECT constituency_id, content FROM seat_return WHERE scheme_id = ? AND known <= ? ORDER BY known, id",
        (scheme.id, known),
    )
    latest: dict[int, str] = dict(rows)
    return {seat: returns.from_text(content) for seat, content in latest.items()}


def any_stored(store: Store, scheme: Scheme) -> bool:
    """Whether this file holds returns of a scheme: it is then the evaluator's."""
    return bool(store.value("SELECT 1 FROM seat_return WHERE scheme_id = ?", (scheme.id,)))


def check_definition(scheme: Scheme, found: dict[int, Return]) -> list[str]:
    """The seats whose return was made by another definition than the scheme's, by name."""
    wanted = definition_digest(counted_by(scheme).version.rule)
    return [seat.clp.shown for seat in scheme.seats if seat.id in found and found[seat.id].definition != wanted]
