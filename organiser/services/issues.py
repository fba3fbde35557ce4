"""Issues: under which of them a wording belongs, and merging and splitting them without losing a word.

A wording that equals one heard before goes where that one went: in its ward, else anywhere. What a person decides is
remembered for the next time the same is said.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import CHOICE, PROMISE
from organiser.models.doorstep import CONVERSATION, ISSUE, WORDING
from organiser.models.issues import ISSUE_APART, ISSUE_RAISED
from organiser.models.ladder import CHAMPION
from organiser.rules.wording import CATEGORIES, category_of, is_other, issue_name, wording_fold
from organiser.services.people import MOST
from organiser.services.places import not_found
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_text


class Issue(NamedTuple):
    """An issue under which wordings gather; `id` is the row's, for services only."""

    id: int
    uid: str
    name: str
    category: str

    @property
    def offered(self) -> bool:
        """Whether it may be put to a vote: "Other" is counted only."""
        return not is_other(wording_fold(self.name))


class Spelled(NamedTuple):
    """A wording as residents said it, and in how many conversations."""

    wording: str
    conversations: int


class Edited(NamedTuple):
    """An issue as it is called now and where it stands, and the number of the change (None: nothing changed)."""

    issue: Issue
    operation: int | None


class Moved(NamedTuple):
    """The issue under which conversations are filed now, how many were moved, and the number of the change."""

    issue: Issue
    conversations: int
    operation: int | None


# Filing --------------------------------------------------------------------------------------------------------------


class Filer:
    """Finds the issue of a wording inside a change, and opens one where none is known.

    `spelled` names the spelling under which a folded wording opens its issue, where several were heard at once.
    """

    def __init__(self, work: Work, spelled: Mapping[str, str] | None = None) -> None:
        self._work = work
        self._spelled = spelled or {}
        self._known: dict[tuple[str, int], int] = {}

    def issue_of(self, wording: str, ward: int) -> int | None:
        """The id of the issue of a wording in a ward by id; None where the wording says nothing."""
        fold = wording_fold(wording)
        if not fold:
            return None
        if (fold, ward) not in self._known:
            self._known[fold, ward] = self._find(fold, ward) or self._open(fold, self._spelled.get(fold, wording))
        return self._known[fold, ward]

    def file(self, wording: str, ward: int, issue: int) -> None:
        """Remember that a wording belongs under an issue in a ward, because somebody said so."""
        fold = wording_fold(wording)
        if fold and self._find(fold, ward) != issue:
            _remember(self._work, fold, ward, issue)
            self._known[fold, ward] = issue

    def open(self, name: str) -> int:
        """The id of the issue of this name, made now where there is none."""
        fold = wording_fold(name)
        found = self._work.value("SELECT id FROM issue WHERE fold = ?", (fold,))
        return found if isinstance(found, int) else _insert(self._work, fold, name)

    def _find(self, fold: str, ward: int) -> int | None:
        found = self._work.value(
            "SELECT issue_id FROM wording WHERE fold = ? AND (ward_id = ? OR ward_id IS NULL) ORDER BY ward_id IS NULL",
            (fold, ward),
        )
        return found if isinstance(found, int) else None

    def _open(self, fold: str, wording: str) -> int:
        issue = self.open(wording)
        self._work.insert(WORDING, fold=fold, issue_id=issue)
        return issue


def _insert(work: Work, fold: str, name: str) -> int:
    name = issue_name(safe_text(name))
    return work.insert_with_uid(ISSUE, name=name, fold=fold, category=category_of(name), state="open")


def _remember(work: Work, fold: str, ward: int | None, issue: int) -> None:
    now = work.value("SELECT id FROM wording WHERE fold = ? AND ward_id IS ?", (fold, ward))
    if isinstance(now, int):
        work.update(WORDING, now, issue_id=issue)
    else:
        work.insert(WORDING, fold=fold, ward_id=ward, issue_id=issue)


# Reading -------------------------------------------------------------------------------------------------------------

_ISSUE = "SELECT id, uid, name, category FROM issue"


def issues(store: Store) -> dict[int, Issue]:
    """All issues by id."""
    return {row[0]: Issue(row[0], uid_text(row[1]), row[2], row[3]) for row in store.rows(_ISSUE)}


def find_issue(store: Store, words: str) -> Issue:
    """The issue with this name or uid; Problem, with names that come near, where there is none."""
    words = safe_text(words)
    if len(words.replace("-", "")) == 32 and " " not in words:
        rows = store.rows(f"{_ISSUE} WHERE uid = ?", (uid_bytes(words),))
    else:
        rows = store.rows(f"{_ISSUE} WHERE fold = ?", (wording_fold(words),))
    if not rows:
        raise not_found("issue", words, [name for (name,) in store.rows("SELECT name FROM issue")])
    return issues(store)[rows[0][0]]


def wordings(store: Store, issue: Issue, ward: int | None = None) -> tuple[list[Spelled], bool]:
    """In which words residents (of a ward by id) said it, the commonest first; whether there are others."""
    within, values = _within(issue.id, ward)
    rows = store.rows(
        f"SELECT wording, count(*) FROM conversation WHERE {within} GROUP BY wording"
        f" ORDER BY count(*) DESC, wording LIMIT {MOST + 1}",
        values,
    )
    return [Spelled(*row) for row in rows[:MOST]], len(rows) > MOST


def _within(issue: int, ward: int | None) -> tuple[str, tuple[Value, ...]]:
    return ("issue_id = ?", (issue,)) if ward is None else ("issue_id = ? AND ward_id = ?", (issue, ward))


# Merging and splitting -----------------------------------------------------------------------------------------------


def merge(store: Store, gone: Sequence[Issue], into: Issue, ward: int | None = None) -> Moved:
    """File under one issue all that is filed under others, everywhere or in a ward by id; one change.

    Every wording stays as it was said. Merged everywhere, the others are no more.
    """
    if into.id in {issue.id for issue in gone}:
        raise Problem(f"{into.name} cannot be merged into itself.", USAGE)
    names = ", ".join(dict.fromkeys(issue.name for issue in gone))
    moved = 0
    with store.operation(f"Merge {names} into {into.name}", kind="issues") as work:
        for issue in {one.id: one for one in gone}.values():
            within, values = _within(issue.id, ward)
            folds = [row[0] for row in work.rows(f"SELECT DISTINCT fold FROM conversation WHERE {within}", values)]
            moved += _move(work, issue.id, into.id, folds, ward)
            if ward is None:
                for (row,) in work.rows("SELECT id FROM wording WHERE issue_id = ?", (issue.id,)):
                    work.update(WORDING, row, issue_id=into.id)
                _hand_on(work, issue.id, into.id)
                work.delete(ISSUE, issue.id)
    return Moved(into, moved, work.operation_id)


def _hand_on(work: Work, gone: int, into: int) -> None:
    """What was raised, voted on and promised of an issue that is no more, and who is its champion, goes on as its
    successor's; what it was kept apart from is kept apart from that one."""
    for table in (ISSUE_RAISED, CHOICE, PROMISE, CHAMPION):
        for (row,) in work.rows(f"SELECT id FROM {table.name} WHERE issue_id = ?", (gone,)):
            work.update(table, row, issue_id=into)
    for row, one, other in work.rows(
        "SELECT id, issue_id, other_id FROM issue_apart WHERE ? IN (issue_id, other_id)", (gone,)
    ):
        pair = (into if one == gone else one, into if other == gone else other)
        # That it was one of its own is over now that it is not.
        if other is None or pair[0] == pair[1] or _is_apart(work, *pair):
            work.delete(ISSUE_APART, row)
        else:
            work.update(ISSUE_APART, row, issue_id=pair[0], other_id=pair[1])


def _is_apart(work: Work, one: int, other: int) -> bool:
    return bool(work.rows("SELECT 1 FROM issue_apart WHERE issue_id = ? AND other_id = ?", (one, other)))


def split(store: Store, issue: Issue, said: Sequence[str], name: str = "", ward: int | None = None) -> Moved:
    """File some wordings of an issue under another, by name (else the first wording), everywhere or in a ward by id.

    It is made where there is none of that name. Problem where the issue has no such wording, or the name is its own.
    """
    folds = list(dict.fromkeys(filter(None, map(wording_fold, said))))
    if not folds:
        raise Problem("Say which wordings are to be another issue.", USAGE)
    name = safe_text(name or said[0])
    within, values = _within(issue.id, ward)
    known = {row[0] for row in store.rows(f"SELECT DISTINCT fold FROM conversation WHERE {within}", values)}
    for words in said:
        if wording_fold(words) not in known:
            raise Problem(
                f"Nothing filed under {issue.name} says '{safe_text(words)}': see 'organiser doorstep issues show'."
            )
    if not wording_fold(name):
        raise Problem("An issue needs a name.", USAGE)
    with store.operation(f"Split {name} from {issue.name}", kind="issues") as work:
        other = Filer(work).open(name)
        if other == issue.id:
            raise Problem(f"It would be called {issue.name} again: say what to call it with --name.", USAGE)
        moved = _move(work, issue.id, other, folds, ward)
    return Moved(issues(store)[other], moved, work.operation_id)


def _move(work: Work, source: int, target: int, folds: Sequence[str], ward: int | None) -> int:
    """Move the conversations with these folded wordings, and remember where such wordings belong from now on."""
    moved = 0
    for fold in folds:
        query = "SELECT id, :target FROM conversation WHERE fold = :fold AND issue_id = :source"
        parameters: dict[str, Value] = {"target": target, "fold": fold, "source": source}
        if ward is not None:
            query += " AND ward_id = :ward"
            parameters["ward"] = ward
        moved += work.update_select(CONVERSATION, ("issue_id",), query, parameters)
        if ward is None:
            for (row,) in work.rows("SELECT id FROM wording WHERE fold = ? AND issue_id = ?", (fold, source)):
                work.update(WORDING, row, issue_id=target)
        else:
            _remember(work, fold, ward, target)
    return moved


def edit(store: Store, issue: Issue, name: str = "", category: str | None = None) -> Edited:
    """Call an issue otherwise, or put it in another of rules' CATEGORIES ("" for none); no wording changes.

    Problem where another issue is called so, or there is no such category.
    """
    values: dict[str, Value] = {}
    if name := safe_text(name):
        fold = wording_fold(name)
        if not fold:
            raise Problem("An issue needs a name.", USAGE)
        taken = store.rows("SELECT name FROM issue WHERE fold = ? AND id <> ?", (fold, issue.id))
        if taken:
            raise Problem(f"{taken[0][0]} is there already: merge the two instead.", USAGE)
        values |= {"name": issue_name(name), "fold": fold}
    if category is not None:
        chosen = next((one for one in CATEGORIES if one.casefold() == category.strip().casefold()), "")
        if category.strip() and not chosen:
            raise Problem(f"There is no category '{safe_text(category)}'. There are: {', '.join(CATEGORIES)}.", USAGE)
        values["category"] = chosen
    if not values:
        raise Problem("Say what to change: --name or --category.", USAGE)
    with store.operation(f"Change the issue {issue.name}", kind="issues") as work:
        work.update(ISSUE, issue.id, **values)
    return Edited(issues(store)[issue.id], work.operation_id)
