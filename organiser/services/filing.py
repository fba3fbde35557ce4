"""Issues that wait to be filed: heard in few conversations, and near another one. A person decides, one key each.

That an issue is one of its own, or not part of another one, is remembered: it is not proposed again.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.issues import ISSUE_APART
from organiser.rules.near import Nearness, Said
from organiser.services.issues import Issue, Spelled, issues, wordings
from organiser.store.store import Store

# An issue that was named in more conversations is no slip of wording.
FEW = 3
MOST = 100


class Near(NamedTuple):
    """An issue that another one may be part of, in how many conversations it was heard (here), and why."""

    issue: Issue
    conversations: int
    why: str


class Waiting(NamedTuple):
    """An issue that may be part of others, the likeliest first; how residents said it, and how often."""

    issue: Issue
    conversations: int
    wordings: list[Spelled]
    near: list[Near]


class Queue(NamedTuple):
    """The issues that wait, those heard least first; `more` where there are others."""

    waiting: list[Waiting]
    more: bool


class Kept(NamedTuple):
    """An issue that is one of its own, and the number of the change (None: it was so already)."""

    issue: Issue
    operation: int | None


def near(store: Store, issue: Issue, ward: int | None = None) -> list[Near]:
    """The issues that one may be part of, the likeliest first: proposed only. Those heard in a ward by id go first."""
    if not issue.offered:
        return []
    heard = heard_in(store, None)
    here = heard_in(store, ward) if ward is not None else heard
    known = issues(store)
    found = _nearness(known, heard, {issue.id})
    return _near(known, found, issue.id, here, _apart(store)) if not _own(store, issue.id) else []


def queue(store: Store, ward: int | None = None, most: int = MOST) -> Queue:
    """The issues (of a ward by id, else all) that were heard in few conversations and are near another one."""
    heard = heard_in(store, None)
    here = heard_in(store, ward) if ward is not None else heard
    known = issues(store)
    found = _nearness(known, heard, ())
    apart, own = _apart(store), _all_own(store)
    waiting: list[Waiting] = []
    few = sorted(
        (count, known[issue].name.casefold(), issue)
        for issue, count in here.items()
        if heard[issue] <= FEW and known[issue].offered and issue not in own
    )
    for count, _, issue in few:
        proposed = _near(known, found, issue, here, apart)
        if proposed:
            if len(waiting) == most:
                return Queue(waiting, more=True)
            waiting.append(Waiting(known[issue], count, wordings(store, known[issue], ward)[0][:5], proposed))
    return Queue(waiting, more=False)


def keep(store: Store, issue: Issue, apart_from: Sequence[Issue] = ()) -> Kept:
    """Remember that an issue is not part of others: of those named, else of none at all.

    What is proposed for it now is not proposed the other way round either. Problem where it is named itself.
    """
    if issue.id in {other.id for other in apart_from}:
        raise Problem(f"{issue.name} cannot be kept apart from itself.", USAGE)
    others = apart_from or [one.issue for one in near(store, issue)]
    with store.operation(f"Keep {issue.name} as an issue of its own", kind="issues") as work:
        pairs: list[tuple[int, int | None]] = [(issue.id, other.id) for other in others]
        for one, other in pairs if apart_from else [*pairs, (issue.id, None)]:
            there = work.rows("SELECT 1 FROM issue_apart WHERE issue_id = ? AND other_id IS ?", (one, other))
            if not there:
                work.insert(ISSUE_APART, issue_id=one, other_id=other)
    return Kept(issue, work.operation_id)


def heard_in(store: Store, ward: int | None) -> dict[int, int]:
    """In how many conversations (of a ward by id) each issue was heard that was heard at all."""
    where, values = ("issue_id IS NOT NULL", ()) if ward is None else ("ward_id = ? AND issue_id IS NOT NULL", (ward,))
    query = f"SELECT issue_id, count(*) FROM conversation WHERE {where} GROUP BY issue_id"
    return dict(store.rows(query, values))


# Parts ---------------------------------------------------------------------------------------------------------------


def _nearness(known: Mapping[int, Issue], heard: Mapping[int, int], besides: set[int] | tuple[()]) -> Nearness:
    """What is looked through: the issues that were heard and may be offered."""
    return Nearness(
        Said(issue.id, issue.name, heard.get(issue.id, 0))
        for issue in known.values()
        if issue.id in besides or (issue.offered and issue.id in heard)
    )


def _near(
    known: Mapping[int, Issue],
    found: Nearness,
    issue: int,
    here: Mapping[int, int],
    apart: Mapping[int, set[int]],
) -> list[Near]:
    return [
        Near(known[one.into], here.get(one.into, 0), one.why)
        for one in found.proposals(issue, here=here, apart=apart.get(issue, ()))
    ]


def _apart(store: Store) -> dict[int, set[int]]:
    """From which others each issue is kept apart, either way round."""
    found: dict[int, set[int]] = {}
    for one, other in store.rows("SELECT issue_id, other_id FROM issue_apart WHERE other_id IS NOT NULL"):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def _all_own(store: Store) -> set[int]:
    return {issue for (issue,) in store.rows("SELECT issue_id FROM issue_apart WHERE other_id IS NULL")}


def _own(store: Store, issue: int) -> bool:
    return issue in _all_own(store)
