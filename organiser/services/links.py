"""Links: which person or group stands behind which office-holder or branch, as what and since when.

By hand one at a time, or for a branch all that are obvious at once: who surely lives there, for the branch and for the
councillors of their own ward.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.offices import LINK
from organiser.rules.places import place_code, place_fold
from organiser.services.branches import find_branch
from organiser.services.offices import find_holder, one_ward
from organiser.services.people import called_exactly, find_one
from organiser.services.places import Atlas, Place, not_found
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_text

HELPS = "helps"
_BATCH = 5000
_LONGEST_ROLE = 60


class End(NamedTuple):
    """One end of a link: kind is person, group or branch; its id, uid and name."""

    kind: str
    id: int
    uid: str
    name: str


class Link(NamedTuple):
    """A link that stands or stood. Days are ISO."""

    id: int
    uid: str
    who: End
    to: End
    role: str
    since: str
    until: str


class Made(NamedTuple):
    """A link, whether it was made now, and the number of the change (None: it stood already)."""

    link: Link
    made: bool
    operation: int | None


class Target(NamedTuple):
    """A branch or a councillor, and how many people are proposed to stand behind."""

    kind: str
    name: str
    people: int


class Proposal(NamedTuple):
    """The obvious links: how many are proposed, how many were made, for whom, and the number of the change."""

    proposed: int
    made: int
    targets: list[Target]
    operation: int | None


# One by one ----------------------------------------------------------------------------------------------------------


def link(store: Store, who: str, *, to: str = "", branch: str = "", clp: str = "", role: str = HELPS) -> Made:
    """Say that a person or group stands behind somebody who holds an office today, or behind a branch.

    `who` names a group by its name or code, else a person as find_one() does. Problem where somebody is not known.
    """
    one, other, role = find_who(store, who), find_target(store, to, branch, clp), safe_role(role)
    with store.operation(f"Link {one.name} to {other.name}", kind="link") as work:
        made = begin(work, one, other, role)
    found = next(link for link in links_of(store, one, other) if link.role == role and not link.until)
    return Made(found, made, work.operation_id)


def unlink(
    store: Store, who: str, *, to: str = "", branch: str = "", clp: str = "", role: str = "", on: str = ""
) -> tuple[list[Link], int | None]:
    """Say that links stood until an ISO day ("": today); gives those that ended and the number of the change.

    Without a target: the one link that stands. Problem where none does, or where it cannot be told which.
    """
    on = on or clock.today()
    one = find_who(store, who)
    other = _find_linked(store, one, to, branch, clp) if to or branch else None
    role = safe_role(role) if role else ""
    today = clock.today()
    found = [
        link
        for link in links_of(store, one, other)
        if (not link.until or link.until > today) and role in ("", link.role)
    ]
    if not found:
        raise Problem(f"No such link of {one.name} stands.")
    if other is None and len(found) > 1:
        names = "; ".join(f"{link.to.name} ({link.role})" for link in found)
        raise Problem(f"{one.name} stands behind several: say whom with --to or --branch ({names}).", USAGE)
    if any(link.since > on for link in found):
        raise Problem("A link cannot end before it began.", USAGE)
    with store.operation(f"End the link of {one.name} to {found[0].to.name}", kind="link") as work:
        for link in found:
            work.update(LINK, link.id, until=on)
    return [link._replace(until=on) for link in found], work.operation_id


def end_one(store: Store, code: str) -> int | None:
    """End the link with a code today; gives the number of the change (None: it had ended already)."""
    found = store.rows(
        "SELECT link.id, link.until, coalesce(branch.name, trim(given || ' ' || family)) FROM link"
        " LEFT JOIN branch ON branch.id = branch_id LEFT JOIN person ON person.id = holder_id WHERE link.uid = ?",
        (uid_bytes(code),),
    )
    if not found:
        raise Problem("This link is there no more.")
    row, until, other = found[0]
    today = clock.today()
    with store.operation(f"End the link to {other}", kind="link") as work:
        if not until or until > today:
            work.update(LINK, row, until=today)
    return work.operation_id


def begin(work: Work, who: End, to: End, role: str) -> bool:
    """Make a link inside an operation; False where it stands already."""
    if who == to:
        raise Problem("Nobody stands behind themselves: name somebody else.", USAGE)
    columns = _columns(who, to)
    same = " AND ".join(f"{name} IS ?" for name in columns)
    standing = work.rows(
        f"SELECT id FROM link WHERE {same} AND role = ? AND (until = '' OR until > ?) ORDER BY until",
        (*columns.values(), role, clock.today()),
    )
    if standing:
        # One that was to end on a day to come does not.
        return work.update(LINK, standing[0][0], until="")
    work.insert_with_uid(LINK, **columns, role=role, since=clock.today())
    return True


def end(work: Work, who: End, to: End, role: str) -> bool:
    """End a link inside an operation; False where none stands."""
    columns = _columns(who, to)
    same = " AND ".join(f"{name} IS ?" for name in columns)
    found = work.rows(f"SELECT id FROM link WHERE {same} AND role = ? AND until = ''", (*columns.values(), role))
    for (row,) in found:
        work.update(LINK, row, until=clock.today())
    return bool(found)


def find_who(store: Store, words: str) -> End:
    """The group with this very name or code, else the one person whom the words find.

    Problem where a group and somebody are both called so.
    """
    group = _group(store, words)
    if group and called_exactly(store, words, 1):
        raise Problem(f"A group and a person are both called {group.name}: name one by the long code.")
    return group or _person(store, find_one(store, words))


def find_group(store: Store, words: str) -> End:
    """The group with this name (whatever case and punctuation) or code; a Problem where there is none."""
    group = _group(store, words)
    if group is None:
        raise not_found("group", words, [row[0] for row in store.rows("SELECT name FROM body")])
    return group


def holder(store: Store, words: str, *, today: bool = True) -> End:
    """Somebody who holds an office (today), as one end of a link."""
    return _person(store, find_holder(store, words, today=today))


def safe_role(role: str) -> str:
    """A role in a few words; a comma would make two of one."""
    return " ".join(safe_text(role).replace(",", " ").split())[:_LONGEST_ROLE] or HELPS


def _group(store: Store, words: str) -> End | None:
    digits = words.strip().replace("-", "").lower()
    found = store.rows(
        "SELECT id, uid, name FROM body WHERE fold = ? OR lower(hex(uid)) = ?", (place_fold(words), digits)
    )
    return End("group", found[0][0], uid_text(found[0][1]), found[0][2]) if found else None


def _person(store: Store, person: int) -> End:
    uid, name = store.rows("SELECT uid, trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0]
    return End("person", person, uid_text(uid), name)


def find_target(store: Store, to: str, branch: str, clp: str, *, today: bool = True) -> End:
    """Whom or what to stand behind: somebody who holds an office (today), or a branch."""
    if bool(to) == bool(branch):
        raise Problem("Say behind whom: either --to and a name, or --branch and its name.", USAGE)
    if to:
        return holder(store, to, today=today)
    digits = branch.replace("-", "").lower()
    coded = (
        store.rows("SELECT id, uid, name FROM branch WHERE lower(hex(uid)) = ?", (digits,)) if len(digits) == 32 else []
    )
    if coded:
        return End("branch", coded[0][0], uid_text(coded[0][1]), coded[0][2])
    found = find_branch(store, branch, clp).branch
    return End("branch", found.id, found.uid, found.name)


def _find_linked(store: Store, who: End, to: str, branch: str, clp: str) -> End:
    """As find_target(), of those who hold no office and never did only somebody behind whom `who` stands."""
    try:
        return find_target(store, to, branch, clp, today=False)
    except Problem:
        if not to or branch:
            raise
        with suppress(Problem):
            found = _person(store, find_one(store, to))
            if links_of(store, who, found):
                return found
        raise


def _columns(who: End, to: End) -> dict[str, Value]:
    columns: dict[str, Value] = dict.fromkeys(("person_id", "body_id", "holder_id", "branch_id"))
    columns["body_id" if who.kind == "group" else "person_id"] = who.id
    columns["branch_id" if to.kind == "branch" else "holder_id"] = to.id
    return columns


def links_of(store: Store, who: End, to: End | None = None) -> list[Link]:
    """The links of a person or group, those that ended too: to all that it stands behind, or to one."""
    column = "body_id" if who.kind == "group" else "person_id"
    rows = store.rows(
        "SELECT link.id, link.uid, iif(branch_id IS NULL, 'person', 'branch'), coalesce(branch_id, holder_id),"
        " coalesce(branch.uid, person.uid), coalesce(branch.name, trim(given || ' ' || family)), role,"
        " link.since, link.until FROM link LEFT JOIN branch ON branch.id = branch_id"
        f" LEFT JOIN person ON person.id = holder_id WHERE link.{column} = ? ORDER BY link.id",
        (who.id,),
    )
    found = [
        Link(row[0], uid_text(row[1]), who, End(row[2], row[3], uid_text(row[4]), row[5]), *row[6:]) for row in rows
    ]
    return [link for link in found if to is None or link.to == to]


# All at once ---------------------------------------------------------------------------------------------------------


def propose(
    store: Store, *, branch: str = "", clp: str = "", ward: str = "", role: str = HELPS, dry_run: bool = False
) -> Proposal:
    """Make the obvious links of a branch, of one of its wards, or of a ward, as one change; with `dry_run` none.

    Who surely lives there stands behind the branch and behind the councillors in office today for the ward where they
    live, those of other parties left out. A link that was ended once is not proposed again.
    """
    lives, title = _who_lives_there(store, branch, clp, ward)
    query, values = _obvious(lives)
    if dry_run:
        targets = _targets(store.rows(_COUNTED.format(query), values))
        return Proposal(sum(target.people for target in targets), 0, targets, None)
    with store.operation(f"Link who lives there: {title}", kind="link") as work:
        work.connection.execute(
            "CREATE TEMP TABLE proposed(n INTEGER PRIMARY KEY, person_id INTEGER, branch_id INTEGER, holder_id INTEGER)"
        )
        work.connection.execute(f"INSERT INTO temp.proposed(person_id, branch_id, holder_id) {query}", values)
        targets = _targets(work.rows(_COUNTED.format("SELECT person_id, branch_id, holder_id FROM temp.proposed")))
        made = _write(work, safe_role(role))
        work.title = f"Link {made:,} {'person' if made == 1 else 'people'} who live there: {title}"
        work.connection.execute("DROP TABLE temp.proposed")
    return Proposal(made, made, targets, work.operation_id)


def _who_lives_there(store: Store, branch: str, clp: str, ward: str) -> tuple[list[tuple[int, int, int | None]], str]:
    """Triples of ward, constituency as directories tell it (0: none) and branch: who lives so surely lives there."""
    if not branch and not ward:
        raise Problem("Say for whom: --branch and its name, or --ward.", USAGE)
    today = clock.today()
    atlas = Atlas(store, today)
    if not branch:
        place = one_ward(store, ward, today)
        settled = ((seat, atlas.settle(place.id, seat).branch) for seat in _seats_told(store, place))
        return [(place.id, seat, sure.id if sure else None) for seat, sure in settled], place.shown
    covered = find_branch(store, branch, clp)
    chosen = [place for place in covered.wards if not ward or _called(place, ward)]
    if not chosen:
        names = ", ".join(place.shown for place in covered.wards)
        raise Problem(f"{covered.branch.name} covers no ward '{safe_text(ward)}'. Its wards are {names}.")
    here = covered.branch.id
    found: list[tuple[int, int, int | None]] = [
        (place.id, seat, here)
        for place in chosen
        for seat in _seats_told(store, place)
        if (sure := atlas.settle(place.id, seat).branch) and sure.id == here
    ]
    return found, covered.branch.name if not ward else f"{covered.branch.name}, {chosen[0].shown}"


def _called(ward: Place, words: str) -> bool:
    return place_code(words, "ward") == ward.gss or place_fold(words) == place_fold(ward.shown)


def _seats_told(store: Store, ward: Place) -> list[int]:
    """The constituencies that directories tell of the ward's postcodes, and 0 for those of whom they tell none."""
    rows = store.rows("SELECT DISTINCT constituency_id FROM postcode WHERE ward_id = ?", (ward.id,))
    return sorted({0, *(row[0] for row in rows)})


# Who lives in the wards (?1: triples of ward, constituency and branch as JSON): the ward entered by hand, else that of
# the postcode, with the constituency that its directory names for that ward.
_LIVES = """
WITH sure(ward_id, seat_id, branch_id) AS
  (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?1)),
places(ward_id) AS (SELECT DISTINCT ward_id FROM sure),
living(person_id, ward_id, seat_id) AS
  (SELECT person.id, person.ward_id, iif(postcode.ward_id = person.ward_id, postcode.constituency_id, 0)
    FROM places CROSS JOIN person ON person.ward_id = places.ward_id LEFT JOIN postcode ON code = person.postcode
   UNION ALL
   SELECT person.id, postcode.ward_id, postcode.constituency_id
    FROM places CROSS JOIN postcode ON postcode.ward_id = places.ward_id
    CROSS JOIN person ON person.postcode = code AND person.postcode <> '' WHERE person.ward_id IS NULL),
there AS (SELECT person_id, ward_id, branch_id FROM living JOIN sure USING (ward_id, seat_id)),
"""
# Councillors in office (?2: today) of the wards: of our party, or of one that nobody named.
_HOLDERS = """
holders(holder_id, ward_id) AS
  (SELECT DISTINCT person_id, ward_id FROM office WHERE kind = 'councillor' AND since <= ?2
    AND (until = '' OR until > ?2) AND ward_id IN (SELECT ward_id FROM places)
    AND (party = '' OR lower(party) LIKE '%labour%' OR lower(party) LIKE '%co-op%'))
"""
_OBVIOUS = f"""
{_LIVES} {_HOLDERS}
SELECT person_id, branch_id, NULL AS holder_id FROM there WHERE branch_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM link WHERE link.branch_id = there.branch_id AND link.person_id = there.person_id)
UNION ALL
SELECT person_id, NULL, holder_id FROM there JOIN holders USING (ward_id) WHERE person_id <> holder_id
  AND NOT EXISTS (SELECT 1 FROM link WHERE link.holder_id = holders.holder_id AND link.person_id = there.person_id)
"""
_COUNTED = """
SELECT branch.name, trim(given || ' ' || family), people
FROM (SELECT branch_id, holder_id, count(*) AS people FROM ({}) GROUP BY branch_id, holder_id)
LEFT JOIN branch ON branch.id = branch_id LEFT JOIN person ON person.id = holder_id
ORDER BY holder_id IS NOT NULL, branch.fold, sort_key
"""


def _obvious(lives: Sequence[tuple[int, int, int | None]]) -> tuple[str, tuple[Value, ...]]:
    return _OBVIOUS, (json.dumps(lives), clock.today())


def _targets(rows: Sequence[tuple[str | None, str | None, int]]) -> list[Target]:
    return [Target("branch", branch, people) if branch else Target("councillor", name or "", people)
            for branch, name, people in rows]  # fmt: skip


def _write(work: Work, role: str) -> int:
    """Make the links that stand in temp.proposed, a batch at a time."""
    since = clock.today()
    made = 0
    while batch := work.rows(
        "SELECT person_id, branch_id, holder_id FROM temp.proposed WHERE n > ? ORDER BY n LIMIT ?", (made, _BATCH)
    ):
        uids = new_uids(len(batch))
        work.insert_rows(
            LINK,
            ("uid", "person_id", "branch_id", "holder_id", "role", "since"),
            [(uid, *row, role, since) for uid, row in zip(uids, batch, strict=True)],
        )
        made += len(batch)
    return made
