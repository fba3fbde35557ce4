"""Two records of one person made one: every row that points at the second is moved to the first, and nothing is lost.

Rows that would then say the same twice become one. All of it is remembered row by row, so that undo is exact.
`join_people` moves the rows, for imports, which settle by themselves what the person's own row shows; `merge` is what
somebody does by hand, and settles that field by field.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from organiser.errors import USAGE, Problem
from organiser.models.base import Table
from organiser.models.conferences import INVITATION
from organiser.models.events import ATTENDANCE
from organiser.models.ladder import CHAMPION, STEP, SUPPORT
from organiser.models.offices import LINK
from organiser.models.people import ADDRESS, CONTACT, FACT, PERSON, RELATION
from organiser.models.sources import QUESTION
from organiser.models.tables import TRACKED
from organiser.rules.events import weightier
from organiser.rules.invitations import both_invited
from organiser.rules.names import fold
from organiser.rules.questions import OF_PAIRS
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work

# The fields that have one value, and the columns of a person that each fills.
FIELDS = {
    "name": ("given", "family", "sort_key", "name_key"),
    "title": ("title",),
    "postcode": ("postcode",),
    "ward": ("ward_id",),
    "born": ("born", "minor_until"),
    "gender": ("gender",),
    "membership": ("membership",),
    "register": ("register",),
    "elector": ("elector",),
}
# What two rows must share to be one where no unique index says so: of links while both stand, of one term in office.
_ONE = {
    "link": ("person_id", "body_id", "holder_id", "branch_id", "role", "until"),
    "office": ("person_id", "kind", "council_id", "constituency_id", "branch_id", "until"),
    "invitation": ("conference_id", "person_id"),
    "step": ("person_id", "on_day", "rung"),
    "champion": ("person_id", "kind", "cause", "issue_id", "ward_id", "until"),
}
# What may besides be said in one of the two rows only: the first day of a term, and for which ward of a council it is.
_UNSAID = "{0}.kind = 'councillor' AND {0}.ward_id IS NULL AND {0}.ward_written = ''"
_ONE_OF_THEM = " AND (a.{0} IS b.{0} OR a.{0} IS NULL OR b.{0} IS NULL)"
_AND = {
    "office": " AND (a.since = b.since OR '' IN (a.since, b.since))"
    f" AND (a.ward_id IS b.ward_id OR {_UNSAID.format('a')} OR {_UNSAID.format('b')})",
    "step": _ONE_OF_THEM.format("brought_by_id") + _ONE_OF_THEM.format("constituency_id"),
    "champion": _ONE_OF_THEM.format("councillor_id") + _ONE_OF_THEM.format("branch_id"),
}
# Of two answers to one question the weightier stands.
_WEIGHT = {"open": 0, "later": 1, "same": 2, "different": 3}


# Joining ---------------------------------------------------------------------------------------------------------


def join_people(work: Work, kept: int, gone: int) -> dict[str, int]:
    """Move everything of person `gone` to person `kept`, then delete `gone`; gives how many rows of each table moved.

    A question between the two is answered by it; a relation of somebody to themselves is dropped, and a link.
    """
    _drop_between(work, RELATION, "other_id", kept, gone)
    _drop_between(work, LINK, "holder_id", kept, gone)
    _part_between(work, STEP, "brought_by_id", kept, gone)
    _part_between(work, CHAMPION, "councillor_id", kept, gone)
    moved = {QUESTION.name: _move_questions(work, kept, gone)}
    for table in TRACKED.values():
        for column, target in table.references:
            if target == PERSON.name and table.name != QUESTION.name:
                moved[table.name] = moved.get(table.name, 0) + _move(work, table, column, kept, gone)
    ward = work.value("SELECT ward_id FROM person WHERE id = ?", (gone,))
    if ward is not None and work.value("SELECT ward_id FROM person WHERE id = ?", (kept,)) is None:
        work.update(PERSON, kept, ward_id=ward)
    # The identifier that lists and links outside may still use leads to the person who is kept.
    uid = work.value("SELECT uid FROM person WHERE id = ?", (gone,))
    if isinstance(uid, bytes):
        work.insert(FACT, person_id=kept, kind="uid", value=uid_text(uid))
    work.delete(PERSON, gone)
    work.touch_people((kept, gone))
    return {name: count for name, count in moved.items() if count}


def _drop_between(work: Work, table: Table, column: str, kept: int, gone: int) -> None:
    """Delete what ties the two to each other: it would tie the one who is left to themselves."""
    for (row,) in work.rows(
        f"SELECT id FROM {table.name} WHERE person_id IN (?1, ?2) AND {column} IN (?1, ?2)",
        (kept, gone),
    ):
        work.delete(table, _id(row))


def _part_between(work: Work, table: Table, column: str, kept: int, gone: int) -> None:
    """The rows that tie the two to each other stay, without the tie: nobody brought in or supports themselves."""
    for (row,) in work.rows(
        f"SELECT id FROM {table.name} WHERE person_id IN (?1, ?2) AND {column} IN (?1, ?2)",
        (kept, gone),
    ):
        work.update(table, _id(row), **{column: None})


def _move(work: Work, table: Table, column: str, kept: int, gone: int) -> int:
    rows = work.rows(f"SELECT id FROM {table.name} WHERE {column} = ?", (gone,))
    for (row,) in rows:
        twin = _twin(work, table, column, kept, _id(row))
        if twin:
            _unite(work, table, twin, _id(row))
        else:
            work.update(table, _id(row), **{column: kept})
    return len(rows)


def _twin(work: Work, table: Table, column: str, kept: int, row: int) -> int:
    """The row of the person who is kept that says what another row says; 0 for none."""
    has_uid = any(column.name == "uid" for column in table.columns)
    # What has an identifier may be known by it on another laptop.
    if table.name == "source_row" or (has_uid and table.name not in _ONE):
        return 0
    unique = [index.columns for index in table.indexes if index.unique and column in index.columns]
    known = unique[0] if unique else _ONE.get(table.name, table.names)
    others = [name for name in known if name not in ("id", "version", "uid", column)]
    found = work.value(
        f"SELECT a.id FROM {table.name} AS a JOIN {table.name} AS b ON "
        + " AND ".join(f"a.{name} IS b.{name}" for name in others)
        + f" WHERE a.{column} = ? AND b.id = ? AND a.id <> b.id"
        + ("" if unique else _nothing_lost(table, others) + _AND.get(table.name, "")),
        (kept, row),
    )
    return _id(found) if found is not None else 0


def _nothing_lost(table: Table, same: list[str]) -> str:
    """SQL: in no other column do both rows say something, and not the same; of dates the earlier will do."""
    rest = [column.name for column in table.columns if column.type == "TEXT" and column.name not in (*same, "since")]
    return "".join(f" AND (a.{name} = b.{name} OR '' IN (a.{name}, b.{name}))" for name in rest)


def _unite(work: Work, table: Table, kept_row: int, gone_row: int) -> None:
    """Make one row of two that say the same: what one of them leaves blank the other fills, and dates are settled."""
    if table is CHAMPION:
        # The diary of both is the diary of one.
        for (row,) in work.rows("SELECT id FROM support WHERE champion_id = ?", (gone_row,)):
            work.update(SUPPORT, _id(row), champion_id=kept_row)
    names = [column.name for column in table.columns if column.type == "TEXT" or column.optional]
    if names:
        kept, gone = (
            dict(
                zip(
                    names,
                    work.rows(f"SELECT {', '.join(names)} FROM {table.name} WHERE id = ?", (row,))[0],
                    strict=True,
                )
            )
            for row in (kept_row, gone_row)
        )
        values: dict[str, Value] = {name: kept[name] or gone[name] for name in names}
        if table is ATTENDANCE:
            values["state"] = weightier(str(kept["state"]), str(gone["state"]))
        if table is INVITATION:
            values |= both_invited(kept, gone)
        if "until" in names:
            # A statement about being contacted begins on the day it was given.
            begins = "since" if "since" in names else "given"
            values[begins], values["until"] = _period((kept[begins], kept["until"]), (gone[begins], gone["until"]))
        work.delete(table, gone_row)
        work.update(table, kept_row, **values)
    else:
        work.delete(table, gone_row)


def _period(one: tuple[str, str], other: tuple[str, str]) -> tuple[str, str]:
    """Since and until of what two rows say: the earliest day known; ended where one of them ended it, unless the other
    says it of a later day."""
    since = min(filter(None, (one[0], other[0])), default="")
    if bool(one[1]) == bool(other[1]):
        return since, max(one[1], other[1])
    ended, standing = (one, other) if one[1] else (other, one)
    return since, "" if standing[0] >= ended[1] else ended[1]


def _move_questions(work: Work, kept: int, gone: int) -> int:
    rows = work.rows(
        "SELECT id, kind, value, state, person_id, other_id, list_id FROM question WHERE ? IN (person_id, other_id)",
        (gone,),
    )
    for row, kind, value, state, person, other, listed in rows:
        pair = tuple(kept if party == gone else party for party in (person, other))
        if pair == (kept, kept):
            work.update(QUESTION, row, state="same", person_id=kept, other_id=None)
            continue
        # They stand in the order of ids: so imports look whether they asked before.
        if kind in OF_PAIRS and None not in pair:
            pair = (min(pair), max(pair))
        twins = work.rows(
            "SELECT id, state FROM question WHERE id <> ? AND kind = ? AND value = ? AND (other_id IS NOT NULL OR"
            " list_id IS ?) AND ((person_id IS ? AND other_id IS ?) OR (person_id IS ? AND other_id IS ?))",
            (row, kind, value, listed, *pair, *reversed(pair)),
        )
        weightier = [twin for twin, stands in twins if _WEIGHT.get(stands, 2) >= _WEIGHT.get(state, 2)]
        if weightier:
            work.delete(QUESTION, row)
            continue
        for twin, _ in twins:
            work.delete(QUESTION, _id(twin))
        work.update(QUESTION, row, person_id=pair[0], other_id=pair[1])
    return len(rows)


def _id(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not the id of a row")
    return value


# Merging by hand -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the two: the value that is shown from now on, and the other's ("" where it says nothing)."""

    kept: str
    other: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Who is one now: the uid that stays and the one that leads to it, what became of each field, the rows moved.

    `fields` holds those of which either says something. `operation` is None where it was only tried.
    """

    uid: str
    gone: str
    name: str
    gone_name: str
    fields: dict[str, Field]
    moved: dict[str, int]
    operation: int | None = None


class TwoPeople(Problem):
    """Why two are not made one unless somebody insists: they are relatives, or were said to be two."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} --anyway makes one of them all the same.")
        self.why = why


@dataclass(frozen=True, slots=True)
class Side:
    """A field in which either of two people says something, and whose value is shown if nobody chooses: "A" or "B"."""

    name: str
    a: str
    b: str
    shown: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.a != self.b


@dataclass(frozen=True, slots=True)
class Compared:
    """Two people side by side, before they are made one: their names, and the fields that have one value."""

    a: str
    b: str
    sides: tuple[Side, ...]


def compare(store: Store, a: int, b: int) -> Compared:
    """Two people by id side by side; Problem where one of them is there no more."""
    one, other = _row(store, a), _row(store, b)
    first_is_kept = one.uid < other.uid
    kept, gone = (one, other) if first_is_kept else (other, one)
    taken = choose(kept.shown, gone.shown, {})
    return Compared(
        one.shown["name"],
        other.shown["name"],
        tuple(
            Side(name, one.shown[name], other.shown[name], "B" if taken[name] is first_is_kept else "A")
            for name in FIELDS
            if one.shown[name] or other.shown[name]
        ),
    )


class _TriedOnly(Exception):
    """Ends an operation of which nothing is to stay."""


def merge(
    store: Store, a: int, b: int, keep: Mapping[str, str], *, anyway: bool = False, dry_run: bool = False
) -> Merged:
    """Make one of two people by id, as one change; the older uid stays.

    `keep` says for some FIELDS whose value is shown, "A" or "B"; of the others the older's, or the only one. Problem
    where they are relatives, or were said to be two people, unless `anyway`. With `dry_run` nothing is changed.
    """
    done: list[Merged] = []
    with suppress(_TriedOnly), store.operation("Merge two people", kind="merge") as work:
        merged = merge_within(work, a, b, keep, anyway=anyway)
        work.title = f"Merge {merged.gone_name} into {merged.name}"
        done.append(merged)
        if dry_run:
            raise _TriedOnly
    return done[0] if dry_run else replace(done[0], operation=work.operation_id)


def merge_within(work: Work, a: int, b: int, keep: Mapping[str, str], *, anyway: bool = False) -> Merged:
    """As merge(), inside an operation that does more than that."""
    unknown = [name for name, whose in keep.items() if name not in FIELDS or whose not in ("A", "B")]
    if unknown:
        raise Problem(f"--keep takes FIELD=A or FIELD=B; the fields are {', '.join(FIELDS)}.", USAGE)
    if a == b:
        raise Problem("Both are the same person already: there is nothing to merge.")
    one, other = _row(work, a), _row(work, b)
    if not anyway:
        _refuse_two_people(work, one, other)
    kept, gone = (one, other) if one.uid < other.uid else (other, one)
    theirs = "B" if kept is one else "A"
    taken = choose(kept.shown, gone.shown, {name: whose == theirs for name, whose in keep.items()})
    moved = join_people(work, kept.id, gone.id)
    _show(work, kept, gone, taken, frozenset(keep))
    for name, is_theirs in taken.items():
        lost = kept if is_theirs else gone
        shown = gone if is_theirs else kept
        if lost.shown[name] and lost.shown[name] != shown.shown[name]:
            _keep_value(work, kept.id, name, lost, shown)
    _know_under_both_names(work, kept.id, (str(kept.columns["name_key"]), str(gone.columns["name_key"])))
    fields = {
        name: Field(gone.shown[name], kept.shown[name]) if is_theirs else Field(kept.shown[name], gone.shown[name])
        for name, is_theirs in taken.items()
        if kept.shown[name] or gone.shown[name]
    }
    return Merged(uid_text(kept.uid), uid_text(gone.uid), kept.shown["name"], gone.shown["name"], fields, moved)


@dataclass(frozen=True, slots=True)
class _Row:
    """A person's own row: its columns, and what each of FIELDS shows ("" for nothing)."""

    id: int
    uid: bytes
    columns: dict[str, Value]
    shown: dict[str, str]

    @property
    def by_hand(self) -> frozenset[str]:
        return frozenset(str(self.columns["by_hand"]).split())


def _row(work: Work | Store, person: int) -> _Row:
    found = work.rows(f"SELECT {', '.join(PERSON.names)} FROM person WHERE id = ?", (person,))
    if not found:
        raise Problem("One of the two is not here any more: they may be one person already.")
    columns: dict[str, Value] = dict(zip(PERSON.names, found[0], strict=True))
    shown = {name: str(columns[own[0]] or "") for name, own in FIELDS.items()}
    shown["name"] = " ".join(str(columns[part]) for part in ("given", "family") if columns[part])
    shown["ward"] = str(
        work.value("SELECT iif(name = '', gss, name) FROM ward WHERE id = ?", (columns["ward_id"],)) or ""
    )
    uid = columns["uid"]
    return _Row(person, uid if isinstance(uid, bytes) else b"", columns, shown)


def choose(kept: Mapping[str, str], gone: Mapping[str, str], wanted: Mapping[str, bool]) -> dict[str, bool]:
    """For each of FIELDS whether the value of the one who goes is shown: where it is the only one, or is `wanted`.

    Where the two disagree about the register, the elector's number follows.
    """
    taken = {name: wanted.get(name, bool(gone[name]) and not kept[name]) for name in FIELDS}
    if kept["register"] and gone["register"] and kept["register"] != gone["register"] and "elector" not in wanted:
        taken["elector"] = taken["register"]
    return taken


def _refuse_two_people(work: Work, one: _Row, other: _Row) -> None:
    """Problem where the two are relatives, or where somebody said that they are not the same."""
    names = f"{one.shown['name']} and {other.shown['name']}"
    pair = (one.id, other.id)
    kinds = work.rows(
        "SELECT DISTINCT kind FROM relation WHERE (person_id = ?1 AND other_id = ?2)"
        " OR (person_id = ?2 AND other_id = ?1) ORDER BY kind",
        pair,
    )
    if kinds:
        related = ", ".join(kind for (kind,) in kinds)
        raise TwoPeople(f"{names} are related ({related}), so they are two people.")
    if work.value(
        "SELECT 1 FROM question WHERE state = 'different' AND ((person_id = ?1 AND other_id = ?2)"
        " OR (person_id = ?2 AND other_id = ?1))",
        pair,
    ):
        raise TwoPeople(f"Somebody said that {names} are two people.")


def _show(work: Work, kept: _Row, gone: _Row, taken: Mapping[str, bool], said: frozenset[str]) -> None:
    """Settle what the row of the one who is kept shows. What somebody just chose counts as entered by hand."""
    values: dict[str, Value] = {}
    by_hand = set(said)
    for name, is_theirs in taken.items():
        source = gone if is_theirs else kept
        values |= {column: source.columns[column] for column in FIELDS[name]}
        same = kept.shown[name] == gone.shown[name]
        if name in source.by_hand or (same and name in kept.by_hand | gone.by_hand):
            by_hand.add(name)
    if "born" not in said or not values["born"]:
        # Whoever may be under 18 is marked so, until somebody says whose date of birth is right.
        values["minor_until"] = max(str(kept.columns["minor_until"]), str(gone.columns["minor_until"]))
    work.update(PERSON, kept.id, **values, by_hand=" ".join(sorted(by_hand)))


def _keep_value(work: Work, person: int, name: str, lost: _Row, shown: _Row) -> None:
    """Keep a value that is not shown: a name as another name, a postcode as an address, others as facts of the past."""
    value = lost.shown[name]
    if name == "name":
        if lost.columns["name_key"] != shown.columns["name_key"]:
            _add_fact(work, person, "otherwise", value, fold(value), "")
    elif name == "postcode":
        if not work.rows("SELECT 1 FROM address WHERE person_id = ? AND postcode = ?", (person, value)):
            work.insert(ADDRESS, person_id=person, postcode=value)
    else:
        _add_fact(work, person, name, value, "", clock.today())


def _add_fact(work: Work, person: int, kind: str, value: str, detail: str, until: str) -> None:
    if not work.rows("SELECT 1 FROM fact WHERE person_id = ? AND kind = ? AND value = ?", (person, kind, value)):
        work.insert(FACT, person_id=person, kind=kind, value=value, detail=detail, until=until)


def _know_under_both_names(work: Work, person: int, name_keys: tuple[str, str]) -> None:
    """Lists may come to give any of the addresses under either name: both mean this person."""
    for name_key in dict.fromkeys(name_keys):
        for kind, value, raw, label, since in work.rows(
            "SELECT kind, value, raw, label, max(since) FROM contact WHERE person_id = ?1 AND until = ''"
            " AND value NOT IN (SELECT value FROM contact WHERE person_id = ?1 AND name_key = ?2) GROUP BY value",
            (person, name_key),
        ):
            work.insert(
                CONTACT, person_id=person, name_key=name_key, kind=kind, value=value, raw=raw, label=label, since=since
            )
