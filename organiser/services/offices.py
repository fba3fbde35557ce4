"""Offices: who is councillor, MP, mayor, PCC, PPC or officer of what, from when to when, and which seats are empty.

An office stands from its first day up to, and without, the day on which it ended.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.offices import OFFICE
from organiser.rules.dates import uk_date
from organiser.rules.names import fold
from organiser.rules.places import near_names, place_fold
from organiser.services.branches import find_branch
from organiser.services.people import MOST, find_one
from organiser.services.places import Atlas, Place, either, find_constituencies, find_councils, find_wards
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.text import safe_text

# The kinds of office: what they are called, and the kinds of place that one may be held for.
KINDS = {
    "councillor": ("councillor", ("ward", "council")),
    "mp": ("MP", ("constituency",)),
    "mayor": ("mayor", ("council",)),
    "pcc": ("PCC", ()),
    "ppc": ("PPC", ("constituency",)),
    "officer": ("officer", ("branch", "constituency", "council")),
}
# A mayor may be a combined authority's and a PCC is a police area's: neither is a place that any list here names.
_WITHOUT_A_PLACE = ("mayor", "pcc")
_WARD_MAY_BE_UNSAID = ("councillor", "ward_id")
_PLACES = ("ward", "council", "constituency", "branch")
# For queries over `office` whose first parameter (?1) is the day.
_STANDS = "office.since <= ?1 AND (office.until = '' OR office.until > ?1)"
_TITLE = re.compile(r"(?:(?:councillor|cllr|mayor|mp|ppc|pcc)\b\.?\s+)+", re.IGNORECASE)
# So many names are looked through for one that was meant.
_MOST_NAMES = 2000


class Office(NamedTuple):
    """One office of one person. Days are ISO, "" where not known (`since`) or open (`until`).

    `place` is what it is held for, in words: the ward (as its list wrote it where no such ward is known), council,
    constituency or branch. `ward` is None where none is known; `council` its name, "" for none.
    """

    id: int
    uid: str
    person_uid: str
    person: str
    kind: str
    party: str
    posts: tuple[str, ...]
    surgery: str
    since: str
    until: str
    place: str
    ward: Place | None
    ward_written: str
    council: str
    constituency: str
    branch: str


class Vacancy(NamedTuple):
    """A ward with seats that nobody holds, and how many."""

    ward: str
    seats: int


class Councillors(NamedTuple):
    """Councillors in office on a day, by council and ward; seats empty where it is known how many there are."""

    offices: list[Office]
    vacancies: list[Vacancy]
    more: bool


class Written(NamedTuple):
    """An office that was added, changed or ended, whether it was made now, and the change's number (None: none)."""

    office: Office
    made: bool
    operation: int | None


# Seeing --------------------------------------------------------------------------------------------------------------


def list_councillors(store: Store, on: str, *, council: str = "", ward: str = "") -> Councillors:
    """The councillors in office on an ISO day; of one council or ward where these are named. The first 500."""
    where = [f"office.kind = 'councillor' AND {_STANDS}"]
    councils = [place.id for place in find_councils(store, council)] if council else []
    if council:
        where.append(f"office.council_id IN ({', '.join(map(str, councils))})")
    if ward:
        wards = ", ".join(str(place.id) for place in find_wards(store, ward))
        where.append(f"office.ward_id IN ({wards})")
    found = _offices(store, " AND ".join(where), (on,), limit=MOST + 1)
    empty = [] if ward else [vacancy for council_id in councils for vacancy in _vacancies(store, council_id, on)]
    return Councillors(found[:MOST], empty, len(found) > MOST)


def offices_of(store: Store, person: int) -> list[Office]:
    """All offices of a person, those that stand first, then the latest first."""
    found = _offices(store, "office.person_id = ?", (person,))
    today = clock.today()
    return sorted(
        sorted(found, key=lambda office: office.since, reverse=True), key=lambda office: not stands(office, today)
    )


def stands(office: Office, on: str) -> bool:
    """Whether an office is held on an ISO day."""
    return office.since <= on and (not office.until or office.until > on)


def find_holder(store: Store, words: str, *, today: bool = False) -> int:
    """The id of the one person meant who holds an office, or held one; with `today`, holds it today.

    `words` are a name or parts of it, `Cllr` before it or not, a code, or whatever else finds one person. Problem where
    it is not one.
    """
    bare = _TITLE.sub("", safe_text(words)) or words
    if len(bare.replace("-", "")) == 32:
        person = find_one(store, bare)
        found = store.rows(f"SELECT {_HOLDS} FROM person WHERE id = ?2", (clock.today(), person))
        if found[0][0] is None or (today and not found[0][0]):
            raise Problem(f"They hold no office{' today' if today else ''}: 'organiser offices add' says that they do.")
        return person
    return _holder_named(store, bare, today=today)


# NULL for who never held an office, else whether they hold one on the day.
_HOLDS = f"(SELECT max({_STANDS}) FROM office WHERE office.person_id = person.id)"


def _holder_named(store: Store, words: str, *, today: bool) -> int:
    found = store.rows(
        f"SELECT id, uid, trim(given || ' ' || family), name_key, sort_key, {_HOLDS} FROM"
        " (SELECT DISTINCT person_id FROM office) CROSS JOIN person ON person.id = person_id",
        (clock.today(),),
    )
    asked = fold(words).split()
    meant = [row for row in found if asked and all(word in row[4] for word in asked)]
    meant = [row for row in meant if row[3] == "".join(asked)] or meant
    meant = [row for row in meant if row[5]] or meant
    if not meant:
        with suppress(Problem):
            person = find_one(store, words)
            meant = [row for row in found if row[0] == person]
    if not meant:
        names = [row[2] for row in found[:_MOST_NAMES]]
        near = near_names(words, names)
        advice = f"Did you mean {either(near)}?" if near else "'organiser offices add' says that somebody does."
        raise Problem(f"Nobody called '{words}' holds an office. {advice}")
    if len(meant) > 1:
        told = "; ".join(f"{row[2]} {uid_text(row[1])}" for row in meant[:5])
        raise Problem(f"Several who hold an office are called '{words}': {told}. Name one by the long code.")
    if today and not meant[0][5]:
        raise Problem(f"{meant[0][2]} holds no office today.")
    return int(meant[0][0])


def _offices(store: Store, where: str, values: Sequence[Value], limit: int = -1) -> list[Office]:
    rows = store.rows(
        "SELECT office.id, office.uid, person.uid, trim(given || ' ' || family), kind, party, posts, surgery,"
        " office.since, office.until, ward.id, ward.gss, ward.name, ward_written, coalesce(council.name, ''),"
        " coalesce(constituency.name, ''), coalesce(branch.name, '')"
        " FROM office JOIN person ON person.id = person_id LEFT JOIN ward ON ward.id = office.ward_id"
        " LEFT JOIN council ON council.id = office.council_id"
        " LEFT JOIN constituency ON constituency.id = office.constituency_id"
        f" LEFT JOIN branch ON branch.id = office.branch_id WHERE {where}"
        f" ORDER BY council.name, coalesce(ward.name, ward_written), sort_key, office.id LIMIT {limit}",
        values,
    )
    return [_office(row) for row in rows]


def _office(row: Row) -> Office:
    row_id, uid, person_uid, name, kind, party, posts, surgery, since, until, *place, written = row[:-3]
    council, constituency, branch = row[-3:]
    ward = Place(*place) if place[0] else None
    return Office(
        id=row_id,
        uid=uid_text(uid),
        person_uid=uid_text(person_uid),
        person=name,
        kind=kind,
        party=party,
        posts=tuple(posts.splitlines()),
        surgery=surgery,
        since=since,
        until=until,
        place=(ward.shown if ward else written) or branch or constituency or council,
        ward=ward,
        ward_written=written,
        council=council,
        constituency=constituency,
        branch=branch,
    )


# Empty seats ---------------------------------------------------------------------------------------------------------


def empty_seats(held: Mapping[str, int], each: int) -> list[Vacancy]:
    """The wards in which fewer seats are held than each ward has (0: not known), by name; `held` counts by ward."""
    return [Vacancy(ward, each - count) for ward, count in sorted(held.items()) if count < each]


def _vacancies(store: Store, council: int, on: str) -> list[Vacancy]:
    """The empty seats of a council on a day; none are told where nobody at all is known to be in office."""
    each = store.count("SELECT each FROM seats WHERE council_id = ?", (council,))
    held = {
        name: count
        for name, count in store.rows(
            "SELECT coalesce(nullif(ward.name, ''), ward.gss, ward_written) AS place, count(*) FROM office"
            " LEFT JOIN ward ON ward.id = ward_id"
            f" WHERE kind = 'councillor' AND office.council_id = ?2 AND {_STANDS} GROUP BY place",
            (on, council),
        )
        if name
    }
    if not held or not each:
        return []
    names = [ward.place.shown for ward in Atlas(store, on).wards({council})]
    return empty_seats(with_silent_wards(held, names), each)


def with_silent_wards(held: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    """Seats held by ward, and 0 for the council's other wards, given that all that are held lie in wards it has."""
    folds = {place_fold(name): name for name in names}
    spoken_of = {place_fold(ward) for ward in held}
    silent = {} if spoken_of - folds.keys() else {name: 0 for key, name in folds.items() if key not in spoken_of}
    return {**held, **silent}


# Finding places ------------------------------------------------------------------------------------------------------


def one_council(store: Store, words: str) -> Place:
    """The council with this name or code; Problem where it is not one."""
    return _only(find_councils(store, words), "councils", words)


def one_ward(store: Store, words: str, on: str, council: Place | None = None) -> Place:
    """The ward with this name or code.

    Of several with one name the one that stands on an ISO day, in the council that is named, else where the user is at
    work; Problem where that is not one.
    """
    found = find_wards(store, words)
    if council:
        standing = {ward.place.id for ward in Atlas(store, on).wards({council.id})}
        found = tuple(ward for ward in found if ward.id in standing)
        if not found:
            raise Problem(f"No ward '{safe_text(words)}' lies in {council.shown} on {uk_date(on)}.")
    elif len(found) > 1:
        found = _likeliest(store, found, on)
    if len(found) > 1:
        told = "; ".join(f"{ward.gss} {_council_of(store, ward)}".strip() for ward in found[:10])
        raise Problem(f"{len(found)} wards are called '{safe_text(words)}': give the code of one ({told}).", USAGE)
    return found[0]


def _likeliest(store: Store, found: Sequence[Place], on: str) -> tuple[Place, ...]:
    """Of wards with one name those that stand on a day, and of these those of the CLPs that the user looks after."""
    ids = ", ".join(str(ward.id) for ward in found)
    councils = {row[0] for row in store.rows(f"SELECT council_id FROM ward WHERE id IN ({ids})")}
    standing = {ward.place.id: ward for ward in Atlas(store, on).wards(councils)}
    own = set(json.loads(store.setting("clps") or "[]"))
    with_branch = {row[0] for row in store.rows("SELECT constituency_id FROM branch")}
    there = tuple(place for place in found if place.id in standing)
    near = tuple(
        place
        for place in there
        if any(seat.name in own or seat.id in with_branch for seat in standing[place.id].constituencies)
    )
    return near or there or tuple(found)


def _council_of(store: Store, ward: Place) -> str:
    name = "SELECT council.name FROM ward JOIN council ON council.id = council_id WHERE ward.id = ?"
    return str(store.value(name, (ward.id,)) or "")


def _only(found: Sequence[Place], kind: str, words: str) -> Place:
    if len(found) > 1:
        codes = ", ".join(place.gss for place in found)
        raise Problem(f"{len(found)} {kind} are called '{safe_text(words)}': give the code ({codes}).", USAGE)
    return found[0]


# Adding and ending ---------------------------------------------------------------------------------------------------


def add_office(
    store: Store,
    kind: str,
    person_words: str,
    *,
    places: Mapping[str, str],
    since: str = "",
    party: str = "",
    posts: Sequence[str] = (),
) -> Written:
    """Say that somebody holds an office; one that stands already is only told more of.

    That is another party, further posts, an earlier first day, or the ward where only the council was known.
    `places` are names or codes by kind (ward, council, constituency, branch), "" where not given.
    """
    from organiser.formats.modgov import posts_of

    _check_kind(kind)
    person = find_one(store, person_words)
    values = _place_values(store, kind, {name: words for name, words in places.items() if words}, since)
    (name,) = store.rows("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0]
    party = safe_text(party)
    with store.operation(f"{name} is {KINDS[kind][0]}", kind="office") as work:
        # Who is councillor in a council is so for one of its wards: it need not be said each time which.
        same = ""
        for place, (column, value) in enumerate(values.items(), start=4):
            unsaid = " OR (ward_id IS NULL AND ward_written = '')" if (kind, column) == _WARD_MAY_BE_UNSAID else ""
            same += f" AND ({column} IS ?{place}{unsaid}{' OR 1' if unsaid and value is None else ''})"
        # One that stands already and was known from a later day only began on this one.
        found = work.rows(
            "SELECT id, posts, party, since, ward_id FROM office WHERE person_id = ?2 AND kind = ?3"
            f" AND (({_STANDS}) OR (until = '' AND ?{len(values) + 4})){same} ORDER BY since > ?1, since DESC",
            (since or clock.today(), person, kind, *values.values(), bool(since)),
        )
        if found:
            row, before, party_before, since_before, ward = found[0]
            work.title = f"Change the office of {name}"
            work.update(
                OFFICE,
                row,
                posts="\n".join(posts_of(before, *posts)),
                party=party or party_before,
                since=since if since and (not since_before or since < since_before) else since_before,
                ward_id=values["ward_id"] if ward is None else ward,
            )
        else:
            row = work.insert_with_uid(
                OFFICE,
                person_id=person,
                kind=kind,
                party=party,
                posts="\n".join(posts_of(*posts)),
                since=since,
                **values,
            )
    return Written(_offices(store, "office.id = ?", (row,))[0], not found, work.operation_id)


def end_offices(store: Store, person_words: str, kind: str, on: str) -> tuple[list[Office], int | None]:
    """Say that somebody held an office (of a kind; "": the only one they hold) until an ISO day.

    Gives the offices that were ended and the number of the change.
    """
    if kind:
        _check_kind(kind)
    person = find_holder(store, person_words)
    found = [office for office in offices_of(store, person) if stands(office, on) and kind in ("", office.kind)]
    (name,) = store.rows("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0]
    if not found:
        raise Problem(f"{name} holds no office{f' of {KINDS[kind][0]}' if kind else ''} on that day.")
    if not kind and len({office.kind for office in found}) > 1:
        kinds = either(sorted({office.kind for office in found}))
        raise Problem(f"{name} holds several offices: say which kind ({kinds}).", USAGE)
    with store.operation(f"{name} is no longer {KINDS[found[0].kind][0]}", kind="office") as work:
        for office in found:
            work.update(OFFICE, office.id, until=on)
    return [office._replace(until=on) for office in found], work.operation_id


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise Problem(f"'{safe_text(kind)}' is no kind of office: the kinds are {', '.join(KINDS)}.", USAGE)


def _place_values(store: Store, kind: str, places: Mapping[str, str], since: str) -> dict[str, int | None]:
    """The columns that say what an office is held for; Problem (2) where the kind of place does not go with it."""
    title, fitting = KINDS[kind]
    wrong = [name for name in places if name not in fitting]
    if wrong or (not places and kind not in _WITHOUT_A_PLACE):
        options = either([f"--{name}" for name in fitting]) if fitting else "no place: name the area with --post"
        raise Problem(f"The office of {title} takes {options}.", USAGE)
    on = since or clock.today()
    found: dict[str, int | None] = dict.fromkeys(f"{name}_id" for name in _PLACES)
    council = one_council(store, places["council"]) if "council" in places else None
    if "ward" in places:
        ward = one_ward(store, places["ward"], on, council)
        found["ward_id"] = ward.id
        found["council_id"] = store.count("SELECT council_id FROM ward WHERE id = ?", (ward.id,)) or None
    elif council:
        found["council_id"] = council.id
    if "constituency" in places:
        seats = find_constituencies(store, places["constituency"], on)
        found["constituency_id"] = _only(seats, "constituencies", places["constituency"]).id
    if "branch" in places:
        branch = find_branch(store, places["branch"]).branch
        found |= {"branch_id": branch.id, "constituency_id": branch.clp.id}
    return found
