"""One change for many people at once: a tag, a link, a task for each; as quick for a hundred thousand as for one.

Each is one entry in the history and is taken back as one. Who is there no more is passed over.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.contacts import TASK
from organiser.models.offices import LINK
from organiser.models.people import PERSON_TAG
from organiser.services import links, tags, tasks
from organiser.services.links import End
from organiser.services.offices import KINDS
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_text
from organiser.store.work import Work
from organiser.text import safe_text

_BATCH = 5000


class Done(NamedTuple):
    """What became of it: how many people are meant, for how many it was new, what was given or taken in words, and
    the number of the change (None: all stood so already)."""

    people: int
    changed: int
    what: str
    operation: int | None


class Given(NamedTuple):
    """A tag that some of the people have, and how many of them."""

    name: str
    people: int


def tag_all(store: Store, ids: Sequence[int], names: Sequence[str]) -> Done:
    """Give people tags; one that is not on the list yet is put there."""
    people = _there(store, ids)
    with store.operation("Tag people", kind="tag") as work:
        given = list(dict.fromkeys(tags.known_or_new(work, store, name) for name in names))
        if not given:
            raise Problem("Say which tag.", USAGE)
        what = ", ".join(name for _, name in given)
        changed = {row[0] for row in work.rows(_LACKING, (people.ids, _json(tag for tag, _ in given)))}
        work.insert_select(
            PERSON_TAG,
            ("person_id", "tag_id"),
            "SELECT person.value, tag.value FROM json_each(:people) AS person CROSS JOIN json_each(:tags) AS tag"
            " WHERE NOT EXISTS (SELECT 1 FROM person_tag WHERE person_id = person.value AND tag_id = tag.value)",
            {"people": people.ids, "tags": _json(tag for tag, _ in given)},
        )
        work.title = f"Tag {people.of(changed)}: {what}"
    return Done(people.number, len(changed), what, work.operation_id)


_LACKING = (
    "SELECT DISTINCT person.value FROM json_each(?) AS person CROSS JOIN json_each(?) AS tag"
    " WHERE NOT EXISTS (SELECT 1 FROM person_tag WHERE person_id = person.value AND tag_id = tag.value)"
)


def untag_all(store: Store, ids: Sequence[int], names: Sequence[str]) -> Done:
    """Take tags from people; those they do not have are passed over, one that is not on the list is a Problem."""
    people = _there(store, ids)
    with store.operation("Untag people", kind="tag") as work:
        taken = list(dict.fromkeys(tags.known(store, name) for name in names))
        if not taken:
            raise Problem("Say which tag.", USAGE)
        what = ", ".join(name for _, name in taken)
        having = (
            "FROM person_tag WHERE person_id IN (SELECT value FROM json_each(:people))"
            " AND tag_id IN (SELECT value FROM json_each(:tags))"
        )
        values: dict[str, Value] = {"people": people.ids, "tags": _json(tag for tag, _ in taken)}
        found = work.connection.execute(f"SELECT DISTINCT person_id {having}", values)
        changed = {row[0] for row in found}
        work.delete_select(PERSON_TAG, f"SELECT id {having}", values)
        work.title = f"Untag {people.of(changed)}: {what}"
    return Done(people.number, len(changed), what, work.operation_id)


def tags_of(store: Store, ids: Sequence[int]) -> list[Given]:
    """The tags that any of these people have, those of most of them first."""
    rows = store.rows(
        "SELECT tag.name, count(*) FROM json_each(?) AS wanted CROSS JOIN person_tag ON person_id = wanted.value"
        " JOIN tag ON tag.id = tag_id GROUP BY tag.id ORDER BY count(*) DESC, tag.fold",
        (json.dumps(list(ids)),),
    )
    return [Given(*row) for row in rows]


def link_all(
    store: Store, ids: Sequence[int], *, to: str = "", branch: str = "", clp: str = "", role: str = links.HELPS
) -> Done:
    """Say that people stand behind somebody who holds an office today, or behind a branch; nobody behind themselves."""
    people, other, role = _there(store, ids), links.find_target(store, to, branch, clp), links.safe_role(role)
    values: tuple[Value, ...] = (people.ids, other.id, role, clock.today())
    column = "branch_id" if other.kind == "branch" else "holder_id"
    with store.operation("Link people", kind="link") as work:
        # One that was to end on a day to come does not.
        ending: dict[int, int] = dict(
            work.rows(f"SELECT person_id, min(id) FROM link {_LINKED} GROUP BY person_id".format(column), values)
        )
        standing = {
            row[0] for row in work.rows(f"SELECT person_id FROM link {_LINKED} AND until = ''".format(column), values)
        }
        ending = {person: row for person, row in ending.items() if person not in standing}
        own = other.id if other.kind == "person" else 0
        wanted = [row[0] for row in work.rows("SELECT value FROM json_each(?)", (people.ids,)) if row[0] != own]
        lacking = [person for person in wanted if person not in standing and person not in ending]
        work.update_select(
            LINK, ("until",), "SELECT value, '' FROM json_each(:rows)", {"rows": _json(sorted(ending.values()))}
        )
        _insert(work, lacking, other, role)
        changed = [*lacking, *ending]
        work.title = f"Link {people.of(changed)} to {other.name}"
    return Done(people.number, len(changed), f"{other.name} ({role})", work.operation_id)


# The links of people (?1) to one other (?2) as something (?3) that stand today (?4).
_LINKED = (
    "WHERE person_id IN (SELECT value FROM json_each(?1)) AND {} = ?2 AND role = ?3 AND (until = '' OR until > ?4)"
)


def _insert(work: Work, people: Sequence[int], other: End, role: str) -> None:
    column, since = ("branch_id" if other.kind == "branch" else "holder_id"), clock.today()
    for start in range(0, len(people), _BATCH):
        batch = people[start : start + _BATCH]
        work.insert_rows(
            LINK,
            ("uid", "person_id", column, "role", "since"),
            [(uid, person, other.id, role, since) for uid, person in zip(new_uids(len(batch)), batch, strict=True)],
        )


def task_all(store: Store, ids: Sequence[int], draft: Draft) -> Done:
    """Make a task about each of the people, whose it is otherwise the same."""
    people = _there(store, ids)
    columns = tasks.columns_of(store, draft._replace(about=None))
    names = tuple(name for name in columns if name != "person_id")
    shared = tuple(columns[name] for name in names)
    with store.operation("New tasks", kind="task") as work:
        wanted = [row[0] for row in work.rows("SELECT value FROM json_each(?)", (people.ids,))]
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            rows = [(uid, person, *shared) for uid, person in zip(new_uids(len(batch)), batch, strict=True)]
            work.insert_rows(TASK, ("uid", "person_id", *names), rows)
        work.title = f"New task about {people.of(wanted)}: {safe_text(draft.title)}"
    return Done(people.number, len(wanted), safe_text(draft.title), work.operation_id)


class Target(NamedTuple):
    """Somebody who holds an office today, or a branch: its kind (person or branch), code and name, and where."""

    kind: str
    uid: str
    name: str
    where: str


def targets(store: Store) -> list[Target]:
    """All whom people can be linked to, by name: branches first."""
    branches = store.rows(
        "SELECT branch.uid, branch.name, constituency.name FROM branch"
        " JOIN constituency ON constituency.id = branch.constituency_id ORDER BY branch.fold, constituency.name"
    )
    holders = store.rows(
        "SELECT person.uid, trim(given || ' ' || family), kind,"
        " coalesce(nullif(ward.name, ''), nullif(council.name, ''), nullif(constituency.name, ''), branch.name, '')"
        " FROM office JOIN person ON person.id = person_id LEFT JOIN ward ON ward.id = office.ward_id"
        " LEFT JOIN council ON council.id = office.council_id"
        " LEFT JOIN constituency ON constituency.id = office.constituency_id"
        " LEFT JOIN branch ON branch.id = office.branch_id"
        " WHERE office.since <= ?1 AND (office.until = '' OR office.until > ?1) GROUP BY person.id ORDER BY sort_key",
        (clock.today(),),
    )
    found = [Target("branch", uid_text(uid), name, f"branch, {clp} CLP") for uid, name, clp in branches]
    for uid, name, kind, where in holders:
        found.append(Target("person", uid_text(uid), name, ", ".join(filter(None, (KINDS[kind][0], where)))))
    return found


# Whom it is about ----------------------------------------------------------------------------------------------------


class _People(NamedTuple):
    """Those of the people who are there: their ids as JSON, in order and each once, and how many they are."""

    ids: str
    number: int
    store: Store

    def of(self, changed: Collection[int]) -> str:
        """The people who were changed, for a title: somebody alone by name."""
        if len(changed) != 1:
            return f"{len(changed):,} people"
        (person,) = changed
        return str(self.store.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,)))


def _there(store: Store, ids: Sequence[int]) -> _People:
    found, number = store.rows(
        "SELECT json_group_array(id), count(*) FROM (SELECT id FROM person"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id)",
        (json.dumps(list(ids)),),
    )[0]
    if not number:
        raise Problem("Nobody is selected: put the cursor on somebody, or select some with space.", USAGE)
    return _People(found, number, store)


def _json(ids: Iterable[int]) -> str:
    return json.dumps(list(ids))
