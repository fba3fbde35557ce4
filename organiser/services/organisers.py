"""Organisers' time: hours a week by seat and dates, what stands in their track record, and what they advised.

An organiser may be part-time and look after several seats. Of one organiser in one seat no two spells overlap: hours
that change end the former spell the day before.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.pilots import ORGANISER_TIME
from organiser.rules.dates import uk_date
from organiser.rules.names import fold
from organiser.rules.organiser_time import Spell, days_in, hours_of, overlap
from organiser.rules.repeating import day_ahead
from organiser.services.places import Place, find_constituencies
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.text import safe_lines, safe_text

TIME, RECORD, ADVICE = "time", "record", "advice"
_FAR = "9999-12-31"


class Time(NamedTuple):
    """Hours a week of an organiser in a seat, from an ISO day to another, both included; until is "" while it lasts."""

    id: int
    uid: str
    organiser: str
    clp: Place
    hours: float
    since: str
    until: str

    def stands(self, day: str) -> bool:
        return self.since <= day and (not self.until or day <= self.until)


class Said(NamedTuple):
    """Something in a track record, or that was advised: in words, of an ISO day, for a seat."""

    uid: str
    organiser: str
    clp: Place
    kind: str
    on: str
    words: str


class Organiser(NamedTuple):
    """An organiser: the name, their time the latest first, what stands in their record, and what they advised."""

    name: str
    times: tuple[Time, ...]
    record: tuple[Said, ...]
    advice: tuple[Said, ...]

    def hours(self, day: str) -> float:
        """Hours a week in all seats on an ISO day."""
        return sum(time.hours for time in self.times if time.stands(day))


class Draft(NamedTuple):
    """Time as it was typed: "" for what was not said."""

    organiser: str
    clp: str
    hours: str = ""
    since: str = ""
    until: str = ""


class Written(NamedTuple):
    """An organiser after a change, and the number of the change (None: it stood so already)."""

    organiser: Organiser
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------


def days_of(store: Store, constituency: int, since: str, until: str) -> float:
    """Organiser days of a seat (the constituency's row) over a span of ISO days, both included, to one decimal.

    Hours a week over the days on which they lasted, at 7 hours a day; all organisers of the seat together.
    """
    return days_in(spells(store, constituency), since, until)


def spells(store: Store, constituency: int, organiser: str = "") -> list[Spell]:
    """The spells of a seat, of one organiser (by name) or of all."""
    return [
        Spell(float(hours), first, last)
        for hours, first, last, name in store.rows(
            "SELECT hours, since, until, organiser FROM organiser_time WHERE constituency_id = ? AND kind = 'time'"
            " ORDER BY id",
            (constituency,),
        )
        if not organiser or fold(name) == fold(organiser)
    ]


def list_organisers(store: Store, clp: str = "") -> list[Organiser]:
    """All organisers by name; with the name or code of a CLP those who have or had anything to do with it."""
    times: dict[str, list[Time]] = {}
    said: dict[str, list[Said]] = {}
    names: dict[str, str] = {}
    for row, uid, name, kind, hours, since, until, words, place, gss, called in store.rows(
        "SELECT organiser_time.id, uid, organiser, kind, hours, since, until, words, constituency.id, gss, name"
        " FROM organiser_time JOIN constituency ON constituency.id = constituency_id"
        " ORDER BY since DESC, organiser_time.id DESC"
    ):
        key, seat = fold(name), Place(place, gss, called)
        names.setdefault(key, name)
        if kind == TIME:
            times.setdefault(key, []).append(Time(row, uid_text(uid), name, seat, float(hours), since, until))
        else:
            said.setdefault(key, []).append(Said(uid_text(uid), name, seat, kind, since, words))
    found = [
        Organiser(
            names[key],
            tuple(times.get(key, ())),
            tuple(one for one in said.get(key, ()) if one.kind == RECORD),
            tuple(one for one in said.get(key, ()) if one.kind == ADVICE),
        )
        for key in sorted(names)
    ]
    if not clp:
        return found
    seat = seat_of(store, clp)
    return [
        one
        for one in found
        if seat.id in {time.clp.id for time in one.times} | {said.clp.id for said in (*one.record, *one.advice)}
    ]


def find_organiser(store: Store, name: str) -> Organiser:
    """The organiser of this name, or of a part of it that no other has; a Problem where there is none."""
    asked, everybody = fold(name), list_organisers(store)
    found = [one for one in everybody if fold(one.name) == asked] or [
        one for one in everybody if asked and asked in fold(one.name)
    ]
    if not found:
        raise Problem(
            f"No organiser is called '{safe_text(name)}': 'organiser organisers add' writes down whose time it is."
        )
    if len(found) > 1:
        raise Problem(f"Several organisers are called so: {', '.join(one.name for one in found[:5])}.", USAGE)
    return found[0]


def seat_of(store: Store, words: str) -> Place:
    """The one constituency of this name or code; a Problem where it is none, or several."""
    if not words.strip():
        raise Problem("Say for which seat: --clp and the name of the constituency.", USAGE)
    places = find_constituencies(store, words, clock.today())
    if len(places) > 1:
        codes = ", ".join(place.gss for place in places)
        raise Problem(f"{len(places)} constituencies are called '{safe_text(words)}': give a code ({codes}).", USAGE)
    return places[0]


# Writing -------------------------------------------------------------------------------------------------------------


def set_time(store: Store, draft: Draft) -> Written:
    """Write down an organiser's hours in a seat, as one change.

    Without a first day the spell that stands is mended, or one begins today; a later first day ends the one before.
    """
    name = safe_text(draft.organiser)
    if not name:
        raise Problem("Say whose time it is.", USAGE)
    seat = seat_of(store, draft.clp)
    theirs = _times(store, name, seat)
    today = clock.today()
    until = _day(draft.until) if draft.until else ""
    now = next((one for one in theirs if one.stands(today)), None)
    since = _day(draft.since) if draft.since else now.since if now else today
    same = next((one for one in theirs if one.since == since), None)
    before = next((one for one in theirs if one.since < since and (not one.until or one.until >= since)), None)
    hours = hours_of(draft.hours) if draft.hours else same.hours if same else before.hours if before else 0.0
    if not hours:
        raise Problem("Say how many hours a week: --hours 17.5.", USAGE)
    until = until or (same.until if same else "")
    if until and until < since:
        raise Problem("Their time ends before it begins.", USAGE)
    others = [one for one in theirs if one not in (same, before)]
    if clash := next((one for one in others if overlap(one.since, one.until, since, until or _FAR)), None):
        raise Problem(
            f"{name} has hours in {seat.shown} from {uk_date(clash.since)} already: give the last day with --until."
        )
    values: dict[str, Value] = {"hours": int(hours) if hours == int(hours) else hours, "until": until}
    with store.operation(f"Write down an organiser's time in {seat.shown}", kind="pilot") as work:
        if before:
            ended = (date.fromisoformat(since) - timedelta(days=1)).isoformat()
            work.update(ORGANISER_TIME, before.id, until=ended)
        if same:
            work.update(ORGANISER_TIME, same.id, **values)
        else:
            known = next((one.name for one in list_organisers(store) if fold(one.name) == fold(name)), name)
            work.insert_with_uid(
                ORGANISER_TIME, constituency_id=seat.id, organiser=known, kind=TIME, since=since, **values
            )
    return Written(find_organiser(store, name), work.operation_id)


def _times(store: Store, name: str, seat: Place) -> Sequence[Time]:
    found = next((one for one in list_organisers(store) if fold(one.name) == fold(name)), None)
    return [time for time in found.times if time.clp.id == seat.id] if found else []


def say(store: Store, name: str, kind: str, clp: str, words: str, on: str = "") -> Written:
    """Write down what an organiser advised, or what stands in their track record, of a day by words ("" today).

    `kind` is record or advice. Where they have one seat only it need not be named.
    """
    said = safe_lines(words)
    if not said:
        raise Problem("Say in a few words what it was.", USAGE)
    organiser = find_organiser(store, name)
    held = {time.clp.id: time.clp for time in organiser.times}
    seat = next(iter(held.values())) if not clp and len(held) == 1 else seat_of(store, clp)
    what = "what an organiser advised" if kind == ADVICE else "a part of an organiser's track record"
    with store.operation(f"Write down {what} in {seat.shown}", kind="pilot") as work:
        work.insert_with_uid(
            ORGANISER_TIME,
            constituency_id=seat.id,
            organiser=organiser.name,
            kind=kind,
            since=read_past(on),
            words=said,
        )
    return Written(find_organiser(store, organiser.name), work.operation_id)


def _day(words: str) -> str:
    day = day_ahead(words, clock.today())
    if not day:
        raise Problem(f"'{safe_text(words)}' is not a date: write it as 6 May 2026.", USAGE)
    return day
