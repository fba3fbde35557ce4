"""A place on one page: its wards, who is in office there, its branches and groups, what is to be done, who is behind.

The same page shows somebody who holds an office, and a group. How many people live in its wards takes longer to count
and is asked for on its own (services.numbers).
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.rules.places import place_fold
from organiser.services import adopted, behind, champions, groups, offices, people, requests, roll, tasks
from organiser.services.behind import Behind
from organiser.services.branches import find_branch, list_branches
from organiser.services.groups import Contact
from organiser.services.offices import Office, Vacancy
from organiser.services.places import Atlas, Branch, Location, Place, Ward, find_constituencies
from organiser.services.tasks import OPEN, Task
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text

# So many tasks and groups are shown.
_MOST = 100
_CODE = 32


class About(NamedTuple):
    """Something to know, what it is, and where it leads to: a kind of place and words that find it ("" for nowhere)."""

    label: str
    words: str
    kind: str = ""
    to: str = ""


class WardLine(NamedTuple):
    """A ward of the place; `note` says in which other constituencies it lies."""

    place: Place
    note: str


class GroupLine(NamedTuple):
    """A group at work here."""

    uid: str
    name: str
    kind: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows. `words` find the place again; `narrows` is what narrows the list of people down to who live
    or stand here ("" where nothing does). `person` is the id of who holds the office."""

    kind: str
    words: str
    name: str
    about: tuple[About, ...] = ()
    wards: tuple[WardLine, ...] = ()
    offices: tuple[Office, ...] = ()
    empty: tuple[Vacancy, ...] = ()
    branches: tuple[Branch, ...] = ()
    groups: tuple[GroupLine, ...] = ()
    tasks: tuple[Task, ...] = ()
    behind: Behind | None = None
    narrows: str = ""
    person: int = 0
    id: int = field(default=0, compare=False)


def show(store: Store, kind: str, words: str) -> Shown:
    """A place by its name or code, somebody who holds an office, or a group; Problem where it is not one."""
    makers = {
        "ward": _ward,
        "council": _council,
        "constituency": _constituency,
        "branch": _branch,
        "councillor": _holder,
        "group": _group,
    }
    if kind not in makers:
        raise Problem(f"There is no such kind of place: name {', '.join(makers)}.", USAGE)
    found = makers[kind](store, words)
    return replace(found, about=(*found.about, *_brought_on(store, found)))


def _brought_on(store: Store, found: Shown) -> list[About]:
    """How many activists stand behind a councillor or branch, or live in a ward, and the champions there.

    Each line opens the people; of their ladder it says no more than how many there are.
    """
    if found.kind not in ("ward", "branch", "councillor"):
        return []
    whose = f'supports:"{found.name}"' if found.kind == "branch" else found.narrows
    about = []
    for label, rung in (("Recruited", "activist"), ("Trained", "trained")):
        line = f"{whose} rung:{rung}"
        with suppress(Problem):
            if whose and (number := people.count(store, roll.question_of(line))):
                words = "activist" if number == 1 else "activists"
                about.append(About(label, f"{number:,} {words}", "people", line))
    for one in champions.behind(store, found.kind, found.id):
        about.append(About("Champion", f"{one.about.name}, {one.cause}", "person", one.about.uid))
    return about


# Places --------------------------------------------------------------------------------------------------------------


def _ward(store: Store, words: str) -> Shown:
    today = clock.today()
    place = offices.one_ward(store, words, today)
    where = Atlas(store, today).settle(place.id, 0)
    about = [About("Council", where.council.shown, "council", where.council.gss)] if where.council else []
    about += _seats(where)
    if not where.constituencies:
        about.append(About("Constituency", where.reason or "not known"))
    about += [About("Adopted", one.words) for one in adopted.of_wards(store, [place.id])]
    return Shown(
        "ward",
        place.gss,
        place.shown,
        tuple(about),
        (WardLine(place, ""),),
        _in_office(store, "ward_id", [place.id]),
        branches=where.branches,
        groups=_groups_in(store, [place.id]),
        tasks=_tasks_in(store, [place.id], [branch.id for branch in where.branches]),
        narrows=ward_filter(store, place),
        id=place.id,
    )


def _seats(where: Location) -> list[About]:
    note = " (a part of it)" if where.split else ""
    return [About("Constituency", f"{seat.shown}{note}", "constituency", seat.gss) for seat in where.constituencies]


def ward_filter(store: Store, ward: Place) -> str:
    """What narrows the list of people down to a ward: its name, or its code where several bear the name."""
    alone = store.count("SELECT count(*) FROM ward WHERE fold = ?", (place_fold(ward.name),)) == 1
    return f'ward:"{ward.name}"' if ward.name and alone and '"' not in ward.name else f"ward:{ward.gss}"


def _council(store: Store, words: str) -> Shown:
    place = offices.one_council(store, words)
    wards = _sorted(Atlas(store, clock.today()).wards({place.id}))
    ids = [ward.place.id for ward in wards]
    return Shown(
        "council",
        place.gss,
        place.shown,
        tuple(
            About("Constituency", seat.shown, "constituency", seat.gss)
            for seat in dict.fromkeys(seat for ward in wards for seat in ward.constituencies)
        ),
        tuple(WardLine(ward.place, "") for ward in wards),
        _in_office(store, "council_id", [place.id]),
        tuple(offices.list_councillors(store, clock.today(), council=place.gss).vacancies),
        _branches_over(store, ids),
        _groups_in(store, ids),
        _tasks_in(store, ids, []),
        id=place.id,
    )


def _constituency(store: Store, words: str) -> Shown:
    today = clock.today()
    place = _one(find_constituencies(store, words, today), "constituencies", words)
    wards = _sorted(ward for ward in Atlas(store, today).wards(seats={place.id}) if place in ward.constituencies)
    ids = [ward.place.id for ward in wards]
    councils = dict.fromkeys(ward.council for ward in wards if ward.council)
    branches = tuple(covered.branch for covered in list_branches(store, place.gss))
    return Shown(
        "constituency",
        place.gss,
        place.shown,
        tuple(About("Council", council.shown, "council", council.gss) for council in councils),
        tuple(WardLine(ward.place, _also(ward, place)) for ward in wards),
        (*_in_office(store, "constituency_id", [place.id]), *_in_office(store, "ward_id", ids)),
        branches=branches,
        groups=_groups_in(store, ids),
        tasks=_tasks_in(store, ids, [branch.id for branch in branches]),
        id=place.id,
    )


def _branch(store: Store, words: str) -> Shown:
    today = clock.today()
    branch_id = _by_code(store, "branch", words) or find_branch(store, words).branch.id
    (covered,) = [one for one in list_branches(store) if one.branch.id == branch_id]
    branch, clp = covered.branch, covered.branch.clp
    ids = [ward.id for ward in covered.wards]
    lying = {ward.place.id: ward for ward in Atlas(store, today).wards(seats={clp.id})}
    alone = store.count("SELECT count(*) FROM branch WHERE fold = ?", (place_fold(branch.name),)) == 1
    return Shown(
        "branch",
        branch.uid,
        branch.name,
        (About("CLP", clp.shown, "constituency", clp.gss),),
        tuple(WardLine(ward, _also(lying[ward.id], clp) if ward.id in lying else "") for ward in covered.wards),
        (*_in_office(store, "branch_id", [branch.id]), *_in_office(store, "ward_id", ids)),
        branches=(),
        groups=_groups_in(store, ids),
        tasks=_tasks_in(store, ids, [branch.id]),
        behind=behind.behind_branch(store, branch.id),
        narrows=f'branch:"{branch.name}"' if alone and '"' not in branch.name else "",
        id=branch.id,
    )


def _also(ward: Ward, here: Place) -> str:
    others = ", ".join(seat.shown for seat in ward.constituencies if seat != here)
    return f"a part lies in {others}" if others else ""


def _sorted(wards: Iterable[Ward]) -> list[Ward]:
    return sorted(wards, key=lambda ward: (place_fold(ward.place.shown), ward.place.gss))


def _one(found: Sequence[Place], kind: str, words: str) -> Place:
    if len(found) > 1:
        codes = ", ".join(place.gss for place in found)
        raise Problem(f"{len(found)} {kind} are called '{words}': give the code ({codes}).", USAGE)
    return found[0]


def _by_code(store: Store, table: str, words: str) -> int:
    """The id of a row by its uid; 0 where the words are none."""
    digits = words.strip().replace("-", "").lower()
    if len(digits) != _CODE or set(digits) - set("0123456789abcdef"):
        return 0
    return store.count(f"SELECT id FROM {table} WHERE uid = ?", (uid_bytes(words),))


def _in_office(store: Store, column: str, ids: Sequence[int]) -> tuple[Office, ...]:
    """The offices that stand today for places: their councillors, MP, officers; by ward, then by name."""
    today = clock.today()
    people = store.rows(
        f"SELECT DISTINCT person_id FROM office WHERE {column} IN (SELECT value FROM json_each(?2))"
        f" AND {behind.STANDS.format('office')}",
        (today, json.dumps(list(ids))),
    )
    wanted = {
        row[0]
        for row in store.rows(
            f"SELECT id FROM office WHERE {column} IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
        )
    }
    found = [
        office
        for (person,) in people
        for office in offices.offices_of(store, person)
        if office.id in wanted and offices.stands(office, today)
    ]
    return tuple(sorted(found, key=lambda office: (place_fold(office.place), place_fold(office.person), office.id)))


def _branches_over(store: Store, wards: Sequence[int]) -> tuple[Branch, ...]:
    there = set(wards)
    return tuple(one.branch for one in list_branches(store) if any(ward.id in there for ward in one.wards))


def _groups_in(store: Store, wards: Sequence[int]) -> tuple[GroupLine, ...]:
    rows = store.rows(
        "SELECT body.id, uid, name, kind FROM body WHERE id IN (SELECT body_id FROM body_ward"
        f" WHERE ward_id IN (SELECT value FROM json_each(?))) ORDER BY fold LIMIT {_MOST}",
        (json.dumps(list(wards)),),
    )
    return tuple(GroupLine(uid_text(uid), name, kind, _contacts(store, body)) for body, uid, name, kind in rows)


def _contacts(store: Store, body: int) -> tuple[Contact, ...]:
    rows = store.rows(
        "SELECT uid, trim(given || ' ' || family) FROM body_person JOIN person ON person.id = person_id"
        f" WHERE body_id = ?2 AND role = '{groups.CONTACT}' AND {behind.STANDS.format('body_person')}"
        " ORDER BY sort_key, person.id",
        (clock.today(), body),
    )
    return tuple(Contact(uid_text(uid), name) for uid, name in rows)


def _tasks_in(store: Store, wards: Sequence[int], branches: Sequence[int]) -> tuple[Task, ...]:
    """Open tasks about branches, about groups at work in wards and about people who live in them; promises to them."""
    ids = json.dumps(list(wards))
    about = (
        "task.branch_id IN (SELECT value FROM json_each(?1))"
        " OR task.body_id IN (SELECT body_id FROM body_ward WHERE ward_id IN (SELECT value FROM json_each(?2)))"
        " OR coalesce(person.ward_id, (SELECT ward_id FROM postcode WHERE code = person.postcode))"
        " IN (SELECT value FROM json_each(?2))"
        " OR task.id IN (SELECT task_id FROM promise WHERE promise.ward_id IN (SELECT value FROM json_each(?2)))"
    )
    return tuple(tasks.select(store, f"state = '{OPEN}' AND ({about})", json.dumps(list(branches)), ids))[:_MOST]


# Who holds an office, and groups -------------------------------------------------------------------------------------


def _holder(store: Store, words: str) -> Shown:
    person = offices.find_holder(store, words)
    held = tuple(offices.offices_of(store, person))
    uid, name = held[0].person_uid, held[0].person
    about = [
        About("Ward", office.ward.shown, "ward", office.ward.gss)
        for office in held
        if office.ward and offices.stands(office, clock.today())
    ]
    for kind in ("council", "constituency", "branch"):
        named = dict.fromkeys(getattr(office, kind) for office in held if offices.stands(office, clock.today()))
        about += [About(kind.capitalize(), place, kind, place) for place in named if place]
    theirs = [row[0] for row in _wards_of(store, person)]
    about += [About("Adopted", f"{one.ward}: {one.words}") for one in adopted.of_wards(store, theirs)]
    handed = requests.handed_to(store, person)
    if handed.number:
        words = "1 request" if handed.number == 1 else f"{handed.number:,} requests"
        about.append(About("Handed over", f"{words} for help from the doorstep, the last on {uk_date(handed.last)}"))
    return Shown(
        "councillor",
        uid,
        name,
        tuple(about),
        tuple(WardLine(Place(*row), "") for row in _wards_of(store, person)),
        held,
        tasks=_tasks_of(store, person),
        behind=behind.behind_holder(store, person),
        narrows=f"supports:{uid}" if not _alone(store, name) else f'supports:"{name}"',
        person=person,
        id=person,
    )


def _tasks_of(store: Store, person: int) -> tuple[Task, ...]:
    """Open tasks about somebody in office, and what they promised."""
    promised = "task.id IN (SELECT task_id FROM promise WHERE owner_id = ?1)"
    return tuple(tasks.select(store, f"state = '{OPEN}' AND (task.person_id = ?1 OR {promised})", person))[:_MOST]


def _wards_of(store: Store, person: int) -> list[tuple[int, str, str]]:
    return store.rows(
        "SELECT DISTINCT ward.id, ward.gss, ward.name FROM office JOIN ward ON ward.id = ward_id"
        f" WHERE person_id = ?2 AND {behind.STANDS.format('office')}",
        (clock.today(), person),
    )


def _alone(store: Store, name: str) -> bool:
    """Whether a name finds its holder again: no branch has it and nobody else in office."""
    if '"' in name or store.count("SELECT count(*) FROM branch WHERE fold = ?", (place_fold(name),)):
        return False
    try:
        offices.find_holder(store, name, today=True)
    except Problem:
        return False
    return True


def _group(store: Store, words: str) -> Shown:
    body = groups.show_group(store, words)
    about = [About("Kind", body.kind)]
    about += [About("Wants", line) for line in body.aims.splitlines()[:10] if line]
    for support in body.supports:
        kind = "branch" if support.kind == "branch" else "councillor"
        about.append(About(support.role.capitalize(), support.name, kind, support.uid))
    about += [About("Contact", contact.name, "person", contact.uid) for contact in body.contacts]
    return Shown(
        "group",
        body.uid,
        body.name,
        tuple(about),
        tuple(WardLine(ward, "") for ward in body.wards),
        tasks=tuple(tasks.select(store, f"state = '{OPEN}' AND task.body_id = ?", body.id))[:_MOST],
        behind=behind.behind_group(store, body.id, body.fold),
        id=body.id,
    )
