"""The shortlist of a ward: proposed from what was said at its doors, edited by a person with the reason, then frozen.

What is on it has numbers from 1, as printed. Once its papers are printed they never change: printing freezes it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import CHOICE, CONTEST
from organiser.rules.conference import LEFT_OUT, OFFERED
from organiser.rules.shortlist import MOST, USUAL, cut
from organiser.rules.wording import is_other, wording_fold
from organiser.services.conferences import Contest, contests
from organiser.services.issues import Issue, issues
from organiser.services.ranking import Asked, Ranked, WardRanking, ranking
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_text


class Choice(NamedTuple):
    """An issue on a shortlist, or one that was left out of it (number 0); `id` is the row's, for services only.

    `reason` says why a person added, renamed or left it out, "" where the doorstep proposed it. `heard` is how it
    ranks at the doors of the ward in the period that counts, None where nobody named it.
    """

    id: int
    uid: str
    number: int
    name: str
    state: str
    reason: str
    issue: Issue | None
    heard: Ranked | None

    @property
    def conversations(self) -> int:
        return self.heard.conversations if self.heard else 0


class Shortlist(NamedTuple):
    """The shortlist of a ward: what is offered in the order of its numbers, what was left out, and what else was heard.

    The doorstep counts from `since` ("": the beginning) to `until`, ISO days, both included. `heard` are the issues of
    the ranking that may be offered and on which nothing was decided; `other` and `no_answer` are conversations.
    """

    contest: Contest
    since: str
    until: str
    offered: tuple[Choice, ...]
    left_out: tuple[Choice, ...]
    heard: tuple[Ranked, ...]
    conversations: int
    other: int
    no_answer: int

    @property
    def frozen(self) -> bool:
        return bool(self.contest.frozen)


class Written(NamedTuple):
    """A shortlist after a change, a sentence on what to know about it, and the number of the change (None: none)."""

    shortlist: Shortlist
    told: str
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------


def shortlist(store: Store, contest: Contest) -> Shortlist:
    """The shortlist of a ward as it stands, beside what was said at its doors."""
    now = _again(store, contest)
    since, until = period(store, now)
    heard = _heard(store, now, since, until)
    ranks = {one.issue.id: one for one in heard.ranking} if heard else {}
    known = issues(store)
    choices = [
        Choice(number, uid_text(uid), place, name, state, reason, known.get(issue), ranks.get(issue))
        for number, uid, place, name, state, reason, issue in store.rows(
            "SELECT id, uid, number, name, state, reason, issue_id FROM choice WHERE contest_id = ?"
            " ORDER BY number, id",
            (now.id,),
        )
    ]
    decided = {choice.issue.id for choice in choices if choice.issue}
    return Shortlist(
        now,
        since,
        until,
        tuple(choice for choice in choices if choice.state == OFFERED),
        tuple(choice for choice in choices if choice.state == LEFT_OUT),
        tuple(one for one in ranks.values() if one.issue.offered and one.issue.id not in decided),
        heard.figures.conversations if heard else 0,
        heard.figures.other if heard else 0,
        heard.figures.no_answer if heard else 0,
    )


def period(store: Store, contest: Contest) -> tuple[str, str]:
    """From which ISO day ("": the beginning) to which the doorstep counts: since the ward's last conference."""
    day = _value(
        store,
        "SELECT on_day FROM conference JOIN event ON event.id = event_id WHERE conference.id = ?",
        contest.conference,
    )
    last = _value(
        store,
        "SELECT max(on_day) FROM contest JOIN conference ON conference.id = conference_id"
        " JOIN event ON event.id = event_id WHERE ward_id = ? AND contest.id <> ? AND on_day < ? AND on_day <= ?",
        *(contest.ward.id, contest.id, day, clock.today()),
    )
    return last, day


def _value(store: Store, sql: str, *values: str | int) -> str:
    found = store.value(sql, values)
    return found if isinstance(found, str) else ""


def _heard(store: Store, contest: Contest, since: str, until: str) -> WardRanking | None:
    found = ranking(store, Asked(ward=contest.ward.gss, since=since, until=until)).wards
    return found[0] if found else None


def _again(store: Store, contest: Contest) -> Contest:
    found = contests(store, f"contest.id = {contest.id}")
    if not found:
        raise Problem(f"{contest.ward.shown} has no vote there any more.")
    return found[0]


def find_choice(shown: Shortlist, words: str) -> Choice:
    """The choice with this number, uid or name, offered or left out; Problem where there is none."""
    asked = safe_text(words)
    for choice in (*shown.offered, *shown.left_out):
        if asked == choice.uid or (choice.number and asked == str(choice.number)):
            return choice
    fold = wording_fold(asked)
    for choice in (*shown.offered, *shown.left_out):
        if fold and fold in {wording_fold(choice.name), wording_fold(choice.issue.name) if choice.issue else ""}:
            return choice
    raise Problem(f"The shortlist of {shown.contest.ward.shown} does not name '{asked}'.")


# Writing -------------------------------------------------------------------------------------------------------------


def propose(store: Store, contest: Contest, wanted: int = USUAL) -> Written:
    """Offer the issues named most at the ward's doors, and keep what a person decided. Other is never offered.

    Who share the last place are all offered, or, where that is too many for a paper, none of them, which is told.
    """
    if not 1 <= wanted <= MOST:
        raise Problem(f"A paper offers 1 to {MOST} issues.", USAGE)
    before = shortlist(store, contest)
    _refuse_frozen(before)
    edited = [choice for choice in (*before.offered, *before.left_out) if choice.reason]
    decided = {choice.issue.id for choice in edited if choice.issue}
    named = {wording_fold(choice.name) for choice in edited}
    open_ = [choice.heard for choice in before.offered if choice.heard and not choice.reason] + list(before.heard)
    ranked = sorted(
        (one for one in open_ if one.issue.id not in decided and wording_fold(one.issue.name) not in named),
        key=lambda one: (one.place, one.issue.name.casefold()),
    )
    kept = [choice for choice in edited if choice.state == OFFERED]
    found = cut([one.conversations for one in ranked], wanted - len(kept))
    chosen = ranked[: found.proposed]
    with store.operation(f"Propose the shortlist of {contest.ward.shown}", kind="shortlist") as work:
        _still_open(work, contest)
        standing = {choice.issue.id: choice for choice in before.offered if choice.issue and not choice.reason}
        wanted_ids = {one.issue.id for one in chosen}
        for choice in before.offered:
            if not choice.reason and (choice.issue is None or choice.issue.id not in wanted_ids):
                work.delete(CHOICE, choice.id)
        order = []
        for one in chosen:
            if one.issue.id in standing:
                order.append(standing[one.issue.id].id)
            else:
                order.append(_insert(work, contest, one.issue.name, one.issue.id, ""))
        _number(work, [*order, *(choice.id for choice in kept)])
    return _written(store, contest, work, _told(contest, ranked, found.tied, kept=found.kept))


def _told(contest: Contest, ranked: Sequence[Ranked], tied: range, *, kept: bool) -> str:
    if not tied:
        return ""
    names = ", ".join(ranked[place].issue.name for place in tied[:4]) + ("…" if len(tied) > 4 else "")
    each = ranked[tied[0]].conversations
    which = f"{contest.ward.shown}: {len(tied)} issues share the last place, with {each} each ({names})"
    if kept:
        return f"{which}. All of them are on it."
    return f"{which}. That is too many for a paper: none of them is on it, add some and say why."


def add(store: Store, contest: Contest, name: str, reason: str) -> Written:
    """Offer an issue that was heard, one that was left out, or one in words of one's own; the reason is kept."""
    before, reason = _open(store, contest, reason)
    name = safe_text(name)
    fold = wording_fold(name)
    if not fold:
        raise Problem("Say which issue is to be offered.", USAGE)
    if is_other(fold):
        raise Problem("'Other' is counted and never offered for a vote: name what is meant.")
    issue = _issue(store, contest, fold)
    again = _already(before, fold, issue)
    if again and again.state == OFFERED:
        raise Problem(f"{again.name} is on the shortlist already, as number {again.number}.")
    if len(before.offered) >= MOST:
        raise Problem(f"A paper offers {MOST} issues at most: leave one out first.")
    with store.operation(f"Add to the shortlist of {contest.ward.shown}", kind="shortlist") as work:
        _still_open(work, contest)
        if again:
            work.update(CHOICE, again.id, state=OFFERED, reason=reason)
            row = again.id
        else:
            row = _insert(work, contest, issue.name if issue and wording_fold(issue.name) == fold else name,
                          issue.id if issue else None, reason)  # fmt: skip
        _number(work, [*(choice.id for choice in before.offered), row])
    return _written(store, contest, work)


def leave_out(store: Store, contest: Contest, words: str, reason: str) -> Written:
    """Leave an issue out that is on the shortlist, or that was heard and is not to be proposed; the reason is kept."""
    before, reason = _open(store, contest, reason)
    fold = wording_fold(safe_text(words))
    heard = next((one for one in before.heard if fold and wording_fold(one.issue.name) == fold), None)
    with store.operation(f"Leave an issue out of the shortlist of {contest.ward.shown}", kind="shortlist") as work:
        _still_open(work, contest)
        if heard:
            row = _insert(work, contest, heard.issue.name, heard.issue.id, reason)
        else:
            row = find_choice(before, words).id
        work.update(CHOICE, row, state=LEFT_OUT, reason=reason, number=0)
        _number(work, [choice.id for choice in before.offered if choice.id != row])
    return _written(store, contest, work)


def rename(store: Store, contest: Contest, words: str, name: str, reason: str = "") -> Written:
    """Offer an issue under another name; which issue it is, and how often it was heard, stays known."""
    before = shortlist(store, contest)
    _refuse_frozen(before)
    choice = find_choice(before, words)
    name = safe_text(name)
    if not wording_fold(name) or is_other(wording_fold(name)):
        raise Problem("A name is needed that says what is to be taken on.", USAGE)
    issue = _issue(store, contest, wording_fold(name))
    again = _already(before, wording_fold(name), issue)
    if again and again.id != choice.id:
        raise Problem(f"{again.name} is on the list already: leave one of the two out.")
    if issue and issue.id in {one.issue.id for one in before.heard}:
        raise Problem(f"{issue.name} was heard as an issue of its own: add that one, or find another name.")
    why = safe_text(reason) or choice.reason or "said more clearly"
    with store.operation(f"Rename an issue of the shortlist of {contest.ward.shown}", kind="shortlist") as work:
        _still_open(work, contest)
        if name != choice.name:
            work.update(CHOICE, choice.id, name=name, reason=why)
    return _written(store, contest, work)


def move(store: Store, contest: Contest, words: str, number: int) -> Written:
    """Give an issue that is offered another number; those between move up or down by one."""
    before = shortlist(store, contest)
    _refuse_frozen(before)
    choice = find_choice(before, words)
    order = [one.id for one in before.offered]
    if choice.id not in order:
        raise Problem(f"{choice.name} is left out: offer it first.")
    if not 1 <= number <= len(order):
        raise Problem(f"The shortlist has the numbers 1 to {len(order)}.", USAGE)
    order.remove(choice.id)
    order.insert(number - 1, choice.id)
    with store.operation(f"Reorder the shortlist of {contest.ward.shown}", kind="shortlist") as work:
        _still_open(work, contest)
        _number(work, order)
    return _written(store, contest, work)


def freeze(store: Store, votes: Sequence[Contest]) -> list[Written]:
    """Freeze the shortlists of some wards as one change; Problem where one of them cannot be voted on."""
    wards = ", ".join(vote.ward.shown for vote in votes)
    with store.operation(f"Freeze the shortlist of {wards}", kind="shortlist") as work:
        for vote in votes:
            freeze_in(work, vote)
    return [Written(shortlist(store, vote), "", work.operation_id) for vote in votes]


def freeze_in(work: Work, vote: Contest) -> None:
    """Freeze the shortlist of a ward inside a change that does more, such as printing; nothing where it is frozen.

    Problem where fewer issues are offered than a vote needs.
    """
    if work.value("SELECT frozen FROM contest WHERE id = ?", (vote.id,)):
        return
    if not can_be_voted_on(work, vote):
        raise Problem(
            f"The shortlist of {vote.ward.shown} offers {_offered(work, vote)}: to adopt {vote.seats}, there must be"
            " more to choose from."
        )
    # No edit made before this is taken back from under papers that are printed.
    for (row,) in work.rows("SELECT id FROM choice WHERE contest_id = ?", (vote.id,)):
        work.seal(CHOICE, row)
    work.update(CONTEST, vote.id, frozen=clock.now())


def can_be_voted_on(work: Work, vote: Contest) -> bool:
    """Whether the shortlist of a ward offers more than is to be adopted."""
    return _offered(work, vote) > vote.seats


def _offered(work: Work, vote: Contest) -> int:
    rows = work.rows("SELECT 1 FROM choice WHERE contest_id = ? AND state = ?", (vote.id, OFFERED))
    return len(rows)


UNFROZEN = "Papers that are printed already are wrong from now on: destroy them, and print the pack again."


def unfreeze(store: Store, votes: Sequence[Contest]) -> list[Written]:
    """Let shortlists be edited again, as one change; Problem where a paper was given or keyed already."""
    wards = ", ".join(vote.ward.shown for vote in votes)
    with store.operation(f"Unfreeze the shortlist of {wards}", kind="shortlist") as work:
        for vote in votes:
            if any(
                work.value(f"SELECT 1 FROM {table} WHERE contest_id = ? LIMIT 1", (vote.id,))
                for table in ("given_paper", "pile", "declared")
            ):
                raise Problem(f"Papers of {vote.ward.shown} have been given: what is on them stands.")
            work.update(CONTEST, vote.id, frozen="", printed=0)
    told = UNFROZEN if work.operation_id is not None else ""
    return [Written(shortlist(store, vote), told, work.operation_id) for vote in votes]


# Parts ---------------------------------------------------------------------------------------------------------------


def _open(store: Store, contest: Contest, reason: str) -> tuple[Shortlist, str]:
    """The shortlist to be edited, and why it is; Problem where nobody says why."""
    found = shortlist(store, contest)
    _refuse_frozen(found)
    reason = safe_text(reason)
    if not reason:
        raise Problem("Say why: the reason is kept, for those who ask how the shortlist came about.", USAGE)
    return found, reason


def _refuse_frozen(found: Shortlist) -> None:
    if found.frozen:
        raise _frozen(found.contest)


def _still_open(work: Work, contest: Contest) -> None:
    """Problem where another froze it meanwhile, or papers that nobody froze were given or are keyed by its numbers."""
    if work.value("SELECT frozen FROM contest WHERE id = ?", (contest.id,)):
        raise _frozen(contest)
    if work.value("SELECT 1 FROM pile WHERE contest_id = ? LIMIT 1", (contest.id,)):
        raise Problem(f"Papers of {contest.ward.shown} are being keyed: what stands on them stands.")
    if work.value("SELECT 1 FROM given_paper WHERE contest_id = ? LIMIT 1", (contest.id,)):
        raise Problem(f"Papers of {contest.ward.shown} have been given: what is on them stands.")


def _frozen(contest: Contest) -> Problem:
    return Problem(
        f"The shortlist of {contest.ward.shown} is frozen: its papers are printed. Unfreeze it to change it."
    )


def _issue(store: Store, contest: Contest, fold: str) -> Issue | None:
    """The issue that words mean: one of that name, else the one under which such words are filed in the ward."""
    rows = store.rows(
        "SELECT id, 0 FROM issue WHERE fold = ?1 UNION ALL SELECT issue_id, 1 + (ward_id IS NULL) FROM wording"
        " WHERE fold = ?1 AND (ward_id = ?2 OR ward_id IS NULL) ORDER BY 2",
        (fold, contest.ward.id),
    )
    found = issues(store)[rows[0][0]] if rows else None
    return found if found and found.offered else None


def _already(shown: Shortlist, fold: str, issue: Issue | None) -> Choice | None:
    for choice in (*shown.offered, *shown.left_out):
        if wording_fold(choice.name) == fold or (issue and choice.issue and choice.issue.id == issue.id):
            return choice
    return None


def _insert(work: Work, contest: Contest, name: str, issue: int | None, reason: str) -> int:
    return work.insert_with_uid(CHOICE, contest_id=contest.id, issue_id=issue, name=name, state=OFFERED, reason=reason)


def _number(work: Work, rows: Iterable[int]) -> None:
    for number, row in enumerate(rows, 1):
        work.update(CHOICE, row, number=number)


def _written(store: Store, contest: Contest, work: Work, told: str = "") -> Written:
    return Written(shortlist(store, contest), told, work.operation_id)
