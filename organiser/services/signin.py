"""The sign-in desk: who is given a paper, one each, in the ward that their postcode proves; what came back spoilt.

Kept is that somebody was given a paper, never which: no number of a stub, nothing that the paper itself bears (docs/adr
0010). Over the two evenings of a pair a ward votes once, and so does each who lives there.
"""

from collections.abc import Iterable
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import GIVEN
from organiser.models.events import ATTENDANCE
from organiser.rules.events import ATTENDED
from organiser.rules.postcodes import parse_postcode
from organiser.rules.signin import desk_of, name_fold, read_walk_in
from organiser.services.conferences import Conference, Contest, refuse_declared
from organiser.services.listed import Listed, describe
from organiser.services.people import Question, find, find_one
from organiser.services.places import Atlas
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_text

# Under this setting a file that was handed out names its desk.
DESK = "desk"
# So many people are shown at once under what is typed.
SHOWN = 12


class Line(NamedTuple):
    """Somebody at the desk. `person` and `given` are uids, "" for somebody not known here, for no paper given.

    `ward` is "" where none is proved, `desk` the one at which the paper lies, `trouble` says why none can be given.
    """

    person: str
    given: str
    name: str
    ward: str
    postcode: str
    desk: str
    papers: int
    spoilt: int
    trouble: str


class Signed(NamedTuple):
    """Somebody at the desk after a change, and the number of the change."""

    line: Line
    operation: int | None


class Balance(NamedTuple):
    """The papers of one ward: printed, given out, of which spoilt and replaced; `people` who were given one."""

    contest: Contest
    printed: int
    given: int
    spoilt: int
    people: int

    @property
    def in_box(self) -> int:
        """How many are in the box at most: those not put in come back, or do not."""
        return self.given - self.spoilt


class Twice(NamedTuple):
    """Somebody who was given a paper at two desks: the name, the ward, how often."""

    name: str
    ward: str
    times: int


# Reading -------------------------------------------------------------------------------------------------------------

_GIVEN = "SELECT id, uid, contest_id, person_id, name, postcode, desk, papers, spoilt FROM given_paper"


class _Row(NamedTuple):
    id: int
    uid: bytes
    contest: int
    person: int | None
    name: str
    postcode: str
    desk: str
    papers: int
    spoilt: int


def look(store: Store, conference: Conference, letters: str) -> list[Line]:
    """Who may be meant by some letters of a name: those whose ward votes here first, then walk-ins, then others."""
    people = find(store, Question(text=letters), SHOWN).people
    rows = _rows(store, conference, "person_id IN (SELECT value FROM json_each(?2))", _json(one.id for one in people))
    by_person = {row.person: row for row in rows}
    lines = [_line(conference, one, by_person.get(one.id)) for one in people]
    walked_in = [row for row in _rows(store, conference, "person_id IS NULL") if _matches(row.name, letters)]
    lines += [_walked_in(conference, row) for row in walked_in[:SHOWN]]
    return sorted(lines, key=lambda line: bool(line.trouble) and not line.given)[:SHOWN]


def _matches(name: str, letters: str) -> bool:
    words = name_fold(name).split()
    return all(any(word.startswith(part) for word in words) for part in name_fold(letters).split())


def own_desk(store: Store) -> str:
    """The desk for which this file was handed out; "" where it is the whole database."""
    return store.setting(DESK)


def balances(store: Store, conference: Conference) -> list[Balance]:
    """How the papers of each ward stand, over both evenings where there are two."""
    counts = {
        row[0]: row[1:]
        for row in store.rows("SELECT contest_id, sum(papers), sum(spoilt), count(*) FROM given_paper GROUP BY 1")
    }
    return [Balance(vote, vote.printed, *counts.get(vote.id, (0, 0, 0))) for vote in conference.votes]


def twice(store: Store, conference: Conference) -> list[Twice]:
    """Who was given a paper more than once, as desks that knew nothing of each other cannot rule out."""
    wards = {vote.id: vote.ward.shown for vote in conference.votes}
    found = []
    for who in ("person_id", "CASE WHEN postcode <> '' THEN fold || ' ' || postcode END"):
        found += store.rows(
            f"SELECT max(name), max(contest_id), count(*) FROM given_paper WHERE contest_id IN"
            f" (SELECT value FROM json_each(?)) AND {who} IS NOT NULL GROUP BY {who} HAVING count(*) > 1",
            (_json(wards),),
        )
    return [Twice(*one) for one in dict.fromkeys((name, wards[vote], times) for name, vote, times in found)]


def _rows(store: Store, conference: Conference, condition: str, *values: Value) -> list[_Row]:
    """Papers given in the wards that vote at a conference, for which a condition holds (its values from ?2 on)."""
    return [
        _Row(*row)
        for row in store.rows(
            f"{_GIVEN} WHERE contest_id IN (SELECT value FROM json_each(?1)) AND {condition} ORDER BY id",
            (_json(vote.id for vote in conference.votes), *values),
        )
    ]


def _json(ids: Iterable[int]) -> str:
    return "[" + ",".join(map(str, ids)) + "]"


def _line(conference: Conference, person: Listed, row: _Row | None) -> Line:
    ward = person.location.ward
    vote = next((vote for vote in conference.votes if ward and vote.ward.id == ward.id), None)
    if row is not None:
        vote = next(vote for vote in conference.votes if vote.id == row.contest)
        trouble = f"has a paper{_at(row.desk)}"
    elif ward is None:
        trouble = "ask the postcode"
    else:
        trouble = "" if vote else "does not vote here"
    return Line(
        person.uid,
        uid_text(row.uid) if row else "",
        person.name,
        vote.ward.shown if vote else ward.shown if ward else "",
        row.postcode if row and row.postcode else person.postcode,
        desk_of(vote.desk, person.name) if vote else "",
        row.papers if row else 0,
        row.spoilt if row else 0,
        trouble,
    )


def _walked_in(conference: Conference, row: _Row) -> Line:
    vote = next(vote for vote in conference.votes if vote.id == row.contest)
    desk = desk_of(vote.desk, row.name)
    trouble = f"has a paper{_at(row.desk)}"
    return Line("", uid_text(row.uid), row.name, vote.ward.shown, row.postcode, desk, row.papers, row.spoilt, trouble)


def _at(desk: str) -> str:
    return f", from desk {desk}" if desk else ""


# Giving --------------------------------------------------------------------------------------------------------------


def give(store: Store, conference: Conference, words: str, *, postcode: str = "", desk: str = "") -> Signed:
    """Give a paper to somebody who is known here, found by words or code; they have come, too.

    `postcode` proves the ward of somebody of whom none is known. Problem where they have a paper, live in a ward that
    does not vote here, or belong to another desk.
    """
    (person,) = describe(store, [find_one(store, words)])
    ward = person.location.ward
    vote: Contest | None = None
    if postcode:
        vote = _proved(store, conference, postcode)
        if ward is not None and ward.id != vote.ward.id:
            raise Problem(f"{person.name} is written down in {ward.shown}: mend the postcode on their page first.")
    elif ward is not None:
        vote = _vote_of(conference, ward.id, ward.shown)
    if vote is None:
        raise Problem(f"Ask {person.name} for the postcode: it proves the ward.", USAGE)
    code = parse_postcode(postcode) or person.postcode
    return _give(store, conference, vote, person.name, code, desk, person.id)


def walk_in(store: Store, conference: Conference, line: str, *, desk: str = "", another: bool = False) -> Signed:
    """Give a paper to somebody from one line: a name, and the postcode that proves the ward.

    Somebody of that name and postcode who is known here is that person. Problem where they have a paper, unless
    `another` says that it is somebody else of the same name in the same street.
    """
    read = read_walk_in(safe_text(line))
    if not read.name:
        raise Problem("Write the name and the postcode: Amina Ahmed SE13 5AB.", USAGE)
    if not read.postcode:
        raise Problem(f"Ask {read.name} for the postcode: it proves the ward.", USAGE)
    vote = _proved(store, conference, read.postcode)
    known = None if another else _known(store, read.name, read.postcode)
    return _give(store, conference, vote, read.name, read.postcode, desk, known, another=another)


def _proved(store: Store, conference: Conference, postcode: str) -> Contest:
    """The vote of the ward in which a postcode lies; Problem where it is not known, or does not vote here."""
    code = parse_postcode(postcode)
    if not code:
        raise Problem(f"'{safe_text(postcode)}' is not a postcode.", USAGE)
    where = Atlas(store, conference.event.on).locate(code, None)
    if where.ward is None:
        raise Problem(f"{code} is in no postcode file that was loaded: the organiser has to say which ward it is in.")
    return _vote_of(conference, where.ward.id, f"{code} is in {where.ward.shown}")


def _vote_of(conference: Conference, ward: int, words: str) -> Contest:
    vote = next((vote for vote in conference.votes if vote.ward.id == ward), None)
    if vote is None:
        wards = ", ".join(one.ward.shown for one in conference.votes)
        raise Problem(f"{words}, which does not vote here. Those who do: {wards}.")
    return vote


def _known(store: Store, name: str, postcode: str) -> int | None:
    """The one person of this name and postcode who is known here; None for nobody, or for several."""
    wanted = name_fold(name)
    rows = store.rows("SELECT id, given || ' ' || family FROM person WHERE postcode = ?", (postcode,))
    found = [row[0] for row in rows if name_fold(row[1]) == wanted]
    return found[0] if len(found) == 1 else None


def _give(
    store: Store,
    conference: Conference,
    vote: Contest,
    name: str,
    postcode: str,
    desk: str,
    person: int | None,
    *,
    another: bool = False,
) -> Signed:
    theirs = desk_of(vote.desk, name)
    if desk and theirs and desk != theirs:
        raise Problem(f"The paper of {name} ({vote.ward.shown}) lies at desk {theirs}.")
    folded = name_fold(name)
    with store.operation(f"Give a paper in {vote.ward.shown}", kind="sign-in") as work:
        refuse_declared(work, vote.id)
        for row in () if another else _had(store, conference, person, folded, postcode):
            raise Problem(
                f"{name} has a paper already{_at(row.desk)}: one each. A spoilt one that comes back is replaced."
            )
        given = work.insert_with_uid(
            GIVEN,
            contest_id=vote.id,
            conference_id=conference.id,
            person_id=person,
            name=name,
            fold=folded,
            postcode=postcode,
            desk=desk or theirs,
            papers=1,
        )
        if person is not None:
            mark_here(work, conference.event.number, person)
    return Signed(_shown(store, conference, given), work.operation_id)


def _had(store: Store, conference: Conference, person: int | None, folded: str, postcode: str) -> list[_Row]:
    """The papers that somebody was given, known by who they are or by name and postcode."""
    return _rows(
        store,
        conference,
        "(person_id = ?2 OR (fold = ?3 AND postcode = ?4 AND (person_id IS NULL OR ?2 = '')))",
        str(person or ""),
        folded,
        postcode,
    )


def mark_here(work: Work, event: int, person: int) -> None:
    """Note that somebody came to an event."""
    now = work.rows("SELECT id FROM attendance WHERE event_id = ? AND person_id = ?", (event, person))
    if now:
        work.update(ATTENDANCE, now[0][0], state=ATTENDED)
    else:
        work.insert(ATTENDANCE, event_id=event, person_id=person, state=ATTENDED)


def replace_spoilt(store: Store, conference: Conference, given: str) -> Signed:
    """Take back the spoilt paper of somebody by the uid of what they were given, and give another for it."""
    found = _rows(store, conference, "uid = ?2", uid_bytes(given))
    if not found:
        raise Problem("No paper was given that could be spoilt.")
    row = found[0]
    with store.operation(f"Replace a spoilt paper in {_ward(conference, row)}", kind="sign-in") as work:
        refuse_declared(work, row.contest)
        # Another desk on the same file may have replaced one meanwhile.
        now = work.rows("SELECT papers, spoilt FROM given_paper WHERE id = ?", (row.id,))
        if not now:
            raise Problem(f"The paper of {row.name} was taken back meanwhile.")
        work.update(GIVEN, row.id, papers=now[0][0] + 1, spoilt=now[0][1] + 1)
    return Signed(_shown(store, conference, row.id), work.operation_id)


def _ward(conference: Conference, row: _Row) -> str:
    return next(vote.ward.shown for vote in conference.votes if vote.id == row.contest)


def _shown(store: Store, conference: Conference, number: int) -> Line:
    (row,) = (_Row(*one) for one in store.rows(f"{_GIVEN} WHERE id = ?", (number,)))
    if row.person is None:
        return _walked_in(conference, row)
    return _line(conference, describe(store, [row.person])[0], row)
