"""Community conferences: setting one up with its wards' votes, finding it again, and how far it is.

A ward votes once, also over the two evenings of a pair: its contest belongs to the first conference that is about it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import CONFERENCE, CONTEST
from organiser.models.contacts import TASK
from organiser.models.events import EVENT, EVENT_WARD
from organiser.rules.conference import METHODS, TIES, Standing, Step, checklist, due_days, method_of
from organiser.rules.places import place_fold
from organiser.rules.repeating import day_ahead
from organiser.rules.signin import desks
from organiser.services import events
from organiser.services.branches import find_branch
from organiser.services.events import Event
from organiser.services.offices import one_ward
from organiser.services.people import find_one
from organiser.services.places import Place
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

# Under this setting a file that was handed out for a desk names its conference.
OWN = "conference"
VOTERS = "Everybody aged 16 or over who lives in the ward"


class Contest(NamedTuple):
    """The vote of one ward. `id` is the row's, for services only; moments are UTC, "" for not yet."""

    id: int
    uid: str
    conference: int
    ward: Place
    method: str
    tie: str
    seats: int
    seed: str
    seed_fixed: str
    frozen: str
    printed: int
    desk: str
    declared: str

    @property
    def rule(self) -> str:
        """The method and the tie rule in words."""
        several = f", {self.seats} to adopt" if self.seats > 1 else ""
        return f"{METHODS[self.method]}{several}; a tie: look back, then {TIES[self.tie]}"


class Conference(NamedTuple):
    """A conference: its event, who organises, who may vote, and the votes of its wards.

    `id` is the row's, for services only. `previous` is the uid of the first of a pair; `votes` are those of that one
    too, where both are about the ward.
    """

    id: int
    uid: str
    event: Event
    organises: str
    voters: str
    agenda: str
    announced: str
    previous: str
    votes: tuple[Contest, ...]

    @property
    def shown(self) -> str:
        return self.event.title or "Community conference"


class Draft(NamedTuple):
    """A conference as it was typed: day, branch, leader, wards and the one before by words, or ""."""

    title: str
    on: str
    wards: Sequence[str]
    place: str = ""
    branch: str = ""
    clp: str = ""
    leader: str = ""
    organises: str = ""
    voters: str = ""
    agenda: str = ""
    method: str = "plurality"
    tie: str = "hand"
    seats: int = 1
    previous: str = ""
    tasks: bool = True


class Written(NamedTuple):
    """A conference after a change, and the number of the change (None: it stood so already)."""

    conference: Conference
    operation: int | None


class Rules(NamedTuple):
    """What to change of the vote of wards; None leaves a part as it is."""

    method: str | None = None
    tie: str | None = None
    seats: int | None = None
    desk: str | None = None


# Reading -------------------------------------------------------------------------------------------------------------

_CONFERENCES = (
    "SELECT conference.id, conference.uid, event.uid, organises, voters, agenda, announced, previous_id FROM conference"
    " JOIN event ON event.id = event_id"
)
_CONTESTS = (
    "SELECT contest.id, contest.uid, conference_id, ward.id, ward.gss, ward.name, method, tie, seats, seed, seed_fixed,"
    " frozen, printed, desk, coalesce((SELECT declared FROM declared WHERE contest_id = contest.id), '')"
    " FROM contest"
    " JOIN ward ON ward.id = ward_id"
)


def list_conferences(store: Store) -> list[Conference]:
    """All conferences, the latest first."""
    return [_conference(store, row) for row in store.rows(f"{_CONFERENCES} ORDER BY on_day DESC, conference.id DESC")]


def find_conference(store: Store, words: str = "") -> Conference:
    """The conference with this number, uid or title; with "" the one this file is for, else the next to come."""
    words = words.strip() or store.setting(OWN)
    if not words:
        return _next(store)
    if words.isdecimal() and len(words) <= 18:
        rows = store.rows(f"{_CONFERENCES} WHERE conference.id = ?", (int(words),))
    elif len(words.replace("-", "")) == 32 and " " not in words:
        rows = store.rows(f"{_CONFERENCES} WHERE conference.uid = ?", (uid_bytes(words),))
    else:
        asked = place_fold(words)
        titles = store.rows("SELECT conference.id, title FROM conference JOIN event ON event.id = event_id")
        found = [row[0] for row in titles if asked and asked in place_fold(row[1])]
        rows = [row for row in store.rows(_CONFERENCES) if row[0] in found]
    if not rows:
        raise Problem(
            f"There is no conference '{safe_text(words)}': 'organiser conference list' shows those there are."
        )
    if len(rows) > 1:
        numbers = ", ".join(str(row[0]) for row in rows[:10])
        raise Problem(f"{len(rows)} conferences are called '{safe_text(words)}': give a number ({numbers}).", USAGE)
    return _conference(store, rows[0])


def _next(store: Store) -> Conference:
    rows = store.rows(
        f"{_CONFERENCES} ORDER BY on_day < ?1, iif(on_day < ?1, -julianday(on_day), julianday(on_day)), conference.id"
        " LIMIT 1",
        (clock.today(),),
    )
    if not rows:
        raise Problem("There is no conference yet: 'organiser conference new' sets one up.")
    return _conference(store, rows[0])


def find_contest(conference: Conference, words: str = "") -> Contest:
    """The vote of the ward with this name or code; with "" the only one. Problem where there is none, or several."""
    if not words:
        if len(conference.votes) == 1:
            return conference.votes[0]
        wards = ", ".join(vote.ward.shown for vote in conference.votes)
        raise Problem(f"Say which ward: {wards}.", USAGE)
    asked = place_fold(words)
    for vote in conference.votes:
        if asked in (place_fold(vote.ward.name), vote.ward.gss.casefold()) or words == vote.uid:
            return vote
    raise Problem(f"'{safe_text(words)}' does not vote at {conference.shown}.")


def standing(store: Store, conference: Conference) -> Standing:
    """How far a conference is."""
    wards = [vote.id for vote in conference.votes]
    among = f"IN ({', '.join(map(str, wards))})"

    def count(sql: str) -> int:
        return store.count(f"SELECT {sql}")

    own = f"conference_id = {conference.id}"
    days = (date.fromisoformat(conference.event.on) - date.fromisoformat(clock.today())).days
    return Standing(
        days,
        bool(conference.announced),
        len(wards),
        count(f"count(DISTINCT contest_id) FROM choice WHERE state = 'offered' AND contest_id {among}"),
        sum(bool(vote.frozen) for vote in conference.votes),
        count(f"count(*) FROM invitation WHERE {own} AND channels <> ''"),
        count(f"count(*) FROM invitation WHERE {own} AND reply <> ''"),
        conference.event.people["attended"],
        count(f"coalesce(sum(papers), 0) FROM given_paper WHERE {own}"),
        count(f"count(DISTINCT pile_id || ' ' || number) FROM paper WHERE pile_id IN"
              f" (SELECT id FROM pile WHERE contest_id {among})"),
        sum(bool(vote.declared) for vote in conference.votes),
        count(f"count(*) FROM promise WHERE {own}"),
        count(f"count(*) FROM promise JOIN task ON task.id = task_id WHERE {own} AND task.state = 'open'"),
    )  # fmt: skip


def steps(store: Store, conference: Conference) -> list[Step]:
    """The checklist of a conference."""
    return checklist(standing(store, conference))


def _conference(store: Store, row: Row) -> Conference:
    number, uid, event, organises, voters, agenda, announced, previous = row
    series = [number] if previous is None else [number, previous]
    before = store.rows("SELECT uid FROM conference WHERE id = ?", (previous,))
    votes = [
        contest
        for contest in contests(store, f"conference_id IN ({', '.join(map(str, series))})")
        if contest.conference == number or _is_about(store, number, contest.ward.id)
    ]
    return Conference(
        number,
        uid_text(uid),
        events.find_event(store, uid_text(event)),
        organises,
        voters,
        agenda,
        announced,
        uid_text(before[0][0]) if before else "",
        tuple(votes),
    )


def _is_about(store: Store, conference: int, ward: int) -> bool:
    return bool(
        store.count(
            "SELECT count(*) FROM conference JOIN event_ward USING (event_id) WHERE conference.id = ? AND ward_id = ?",
            (conference, ward),
        )
    )


def contests(store: Store, condition: str) -> list[Contest]:
    """The votes for which an SQL condition over `contest` holds, by name of ward."""
    return [_contest(row) for row in store.rows(f"{_CONTESTS} WHERE {condition} ORDER BY ward.fold, contest.id")]


def _contest(row: Row) -> Contest:
    number, uid, conference, ward, gss, name, *rest = row
    return Contest(number, uid_text(uid), conference, Place(ward, gss, name), *rest)


# Writing -------------------------------------------------------------------------------------------------------------


def new_conference(store: Store, draft: Draft) -> Written:
    """Set up a conference as one change: its event, a vote in each ward, and tasks counted back from the day.

    A ward that the one before is about too keeps that vote. Problem where a part is not understood.
    """
    today = clock.today()
    on = day_ahead(draft.on, today)
    if not on:
        raise Problem(f"'{safe_text(draft.on)}' is not a date: write it as 6 May 2026.", USAGE)
    wards = list(dict.fromkeys(one_ward(store, words, on).id for words in draft.wards))
    if not wards:
        raise Problem("Say which wards vote there: --ward.", USAGE)
    before = find_conference(store, draft.previous) if draft.previous else None
    kept = {vote.ward.id for vote in before.votes} if before else set()
    branch = find_branch(store, draft.branch, draft.clp).branch.id if draft.branch else None
    leader = find_one(store, draft.leader) if draft.leader else None
    title = safe_text(draft.title)
    with store.operation(f"Set up the conference {title}".strip(), kind="conference") as work:
        event = work.insert_with_uid(
            EVENT, kind="conference", title=title, on_day=on, place=safe_text(draft.place), branch_id=branch,
            leader_id=leader,
        )  # fmt: skip
        for ward in wards:
            work.insert(EVENT_WARD, event_id=event, ward_id=ward)
        number = work.insert_with_uid(
            CONFERENCE,
            event_id=event,
            organises=safe_text(draft.organises),
            voters=safe_text(draft.voters) or VOTERS,
            agenda=safe_lines(draft.agenda),
            previous_id=before.id if before else None,
        )
        rules = _rules(Rules(draft.method, draft.tie, draft.seats))
        for ward in wards:
            if ward not in kept:
                work.insert_with_uid(CONTEST, conference_id=number, ward_id=ward, **rules)
        if draft.tasks:
            _count_back(work, store.who, event, on, today)
    return Written(find_conference(store, str(number)), work.operation_id)


def _count_back(work: Work, owner: str, event: int, on: str, today: str) -> None:
    for due, title in due_days(on, today):
        work.insert_with_uid(TASK, title=title, owner=owner, due=due, state="open", event_id=event)


def _rules(rules: Rules) -> dict[str, str | int]:
    """The columns of a vote that were said; a Problem where one is not understood."""
    found: dict[str, str | int] = {}
    if rules.method is not None:
        found["method"] = method_of(rules.method)
        if not found["method"]:
            raise Problem(f"--method takes {', '.join(METHODS)}.", USAGE)
    if rules.tie is not None:
        if rules.tie not in TIES:
            raise Problem(f"--tie takes {' or '.join(TIES)}.", USAGE)
        found["tie"] = rules.tie
    if rules.seats is not None:
        if not 1 <= rules.seats <= 20:
            raise Problem("A ward adopts 1 to 20 issues.", USAGE)
        found["seats"] = rules.seats
    if found.get("method") == "irv" and found.get("seats", 1) != 1:
        raise Problem("Ranked for one issue adopts one: --method stv adopts several.", USAGE)
    if rules.desk is not None:
        found["desk"] = _desk(rules.desk)
    return found


def _desk(words: str) -> str:
    text = safe_text(words)
    try:
        desks(text)
    except ValueError:
        raise Problem(
            f"'{text}' is not how papers lie at desks: 1, or 1: A-K; 2: L-Z, with every letter at one desk.", USAGE
        ) from None
    return text


def set_rules(store: Store, conference: Conference, votes: Sequence[Contest], rules: Rules) -> Written:
    """Change how wards vote, as one change; Problem once the rules are announced or the papers printed."""
    columns = _rules(rules)
    if not columns:
        raise Problem("Say what to change: --method, --tie, --seats or --desk.", USAGE)
    fixed = bool(set(columns) - {"desk"})
    for vote in votes:
        if fixed and (vote.frozen or _announced(store, vote)):
            raise Problem(
                f"How {vote.ward.shown} votes has been announced: take that back first, and say so to those who know."
            )
        if columns.get("method", vote.method) == "irv" and columns.get("seats", vote.seats) != 1:
            raise Problem("Ranked for one issue adopts one: --method stv adopts several.", USAGE)
    with store.operation(f"Change how {conference.shown} votes", kind="conference") as work:
        for vote in votes:
            if fixed and work.value("SELECT 1 FROM pile WHERE contest_id = ? LIMIT 1", (vote.id,)):
                raise Problem(f"Papers of {vote.ward.shown} are being keyed: how it votes stands.")
            if fixed and work.value("SELECT 1 FROM given_paper WHERE contest_id = ? LIMIT 1", (vote.id,)):
                raise Problem(f"Papers of {vote.ward.shown} have been given: how it votes stands.")
            work.update(CONTEST, vote.id, **columns)
    return Written(find_conference(store, conference.uid), work.operation_id)


def _announced(store: Store, vote: Contest) -> bool:
    """Whether how a ward votes is known: by the conference to which its vote belongs, the first of a pair."""
    return bool(store.value("SELECT announced FROM conference WHERE id = ?", (vote.conference,)))


def refuse_declared(work: Work, contest: int) -> None:
    """Problem where the result of a ward is declared: what it was counted from stands."""
    for (name,) in work.rows(
        "SELECT ward.name FROM declared JOIN contest ON contest.id = contest_id JOIN ward ON ward.id = ward_id"
        " WHERE contest.id = ?",
        (contest,),
    ):
        raise Problem(f"The result of {name} is declared: take that back first.")


def announce(store: Store, conference: Conference) -> Written:
    """Note that who may vote, the methods and the tie rules are known from today: they stand from now on."""
    with store.operation(f"Announce {conference.shown}", kind="conference") as work:
        if not conference.announced:
            work.update(CONFERENCE, conference.id, announced=clock.today())
    return Written(find_conference(store, conference.uid), work.operation_id)
