"""The two jobs of an evening in a hall, as data: a sign-in desk, and a pile of papers to be keyed.

They share nothing: at the desk there are people and no papers, at the pile papers and nobody (docs/adr/0010).
"""

from collections.abc import Mapping

from organiser.models.conferences import CHOICE, CONFERENCE, CONTEST, GIVEN, PAPER, PILE
from organiser.models.events import EVENT, EVENT_WARD
from organiser.models.people import PERSON
from organiser.models.places import COUNCIL, POSTCODE, WARD
from organiser.services.conferences import refuse_declared
from organiser.services.job import Field, Job, Kind, Part
from organiser.services.signin import mark_here
from organiser.store.engine import Value
from organiser.store.work import Work

# Of a desk ?1 holds pairs of a person and the vote of a ward, and of the conference, its number below 0, and each vote;
# of a pile, a pair of the pile and its vote.
_FIRST = "(SELECT json_extract(value, '$[0]') FROM json_each(?1))"
_CONTESTS = "(SELECT json_extract(value, '$[1]') FROM json_each(?1))"
_WARDS = f"(SELECT ward_id FROM contest WHERE id IN {_CONTESTS})"
# The second of a pair, too, where the votes are those of the first; and where papers of theirs were given.
_CONFERENCES = (
    f"(SELECT conference_id FROM contest WHERE id IN {_CONTESTS} UNION"
    " SELECT -json_extract(value, '$[0]') FROM json_each(?1) UNION"
    f" SELECT conference_id FROM given_paper WHERE contest_id IN {_CONTESTS})"
)
_EVENTS = f"(SELECT event_id FROM conference WHERE id IN {_CONFERENCES})"
_SHARED = frozenset({"open", "conference show", "history", "undo", "redo", "doctor"})


def _part(table: str, columns: str, condition: str) -> tuple[tuple[str, ...], str]:
    return tuple(columns.split(", ")), f"SELECT id, {columns} FROM {table} WHERE {condition}"


# What both need to know of the conference: no agenda, nobody who leads it.
_ABOUT = (
    Part(COUNCIL, *_part("council", "gss, name", f"id IN (SELECT council_id FROM ward WHERE id IN {_WARDS})")),
    Part(WARD, *_part("ward", "gss, name, fold, council_id", f"id IN {_WARDS}")),
    Part(EVENT, *_part("event", "uid, kind, title, on_day, place", f"id IN {_EVENTS}")),
    Part(EVENT_WARD, *_part("event_ward", "event_id, ward_id", f"event_id IN {_EVENTS} AND ward_id IN {_WARDS}")),
    Part(
        CONFERENCE,
        ("uid", "event_id", "voters", "previous_id"),
        f"SELECT id, uid, event_id, voters, CASE WHEN previous_id IN {_CONFERENCES} THEN previous_id END"
        f" FROM conference WHERE id IN {_CONFERENCES} ORDER BY id",
    ),
    Part(
        CONTEST,
        *_part(
            "contest",
            "uid, conference_id, ward_id, method, tie, seed, seed_fixed, frozen, desk, seats, printed",
            f"id IN {_CONTESTS}",
        ),
    ),
)


def _came(work: Work, row: Mapping[str, Value]) -> None:
    """Whoever was given a paper at another desk has come."""
    person, conference = row["person_id"], row["conference_id"]
    event = work.value("SELECT event_id FROM conference WHERE id = ?", (conference,))
    if isinstance(person, int) and isinstance(event, int):
        mark_here(work, event, person)


def _given_is_open(work: Work, row: int) -> None:
    for (contest,) in work.rows("SELECT contest_id FROM given_paper WHERE id = ?", (row,)):
        refuse_declared(work, contest)


def _paper_is_open(work: Work, row: int) -> None:
    for (contest,) in work.rows(
        "SELECT contest_id FROM paper JOIN pile ON pile.id = pile_id WHERE paper.id = ?", (row,)
    ):
        refuse_declared(work, contest)


def _under_a_name_of_their_own(work: Work, row: Mapping[str, Value]) -> Mapping[str, Value]:
    """Two who keyed the same pile under the same name are still two people."""
    name, times = str(row["keyer"]), 1
    keyer = name
    while work.value(
        "SELECT 1 FROM paper WHERE pile_id = ? AND keyer = ? AND number = ?", (row["pile_id"], keyer, row["number"])
    ):
        times += 1
        keyer = f"{name} {times}"
    return {**row, "keyer": keyer}


SIGN_IN = Job(
    name="sign-in",
    title="Sign-in desk",
    doing="the sign-in desk",
    channel="",
    commands=_SHARED | {"conference signin"},
    parts=(
        *_ABOUT,
        Part(
            PERSON,
            *_part(
                "person",
                "uid, given, family, sort_key, name_key, postcode, ward_id, minor_until",
                f"id IN {_FIRST}",
            ),
        ),
        Part(POSTCODE, *_part("postcode", "code, ended, ward_id", f"ward_id IN {_WARDS}")),
        Part(
            GIVEN,
            *_part(
                "given_paper",
                "uid, contest_id, conference_id, person_id, name, fold, postcode, desk, papers, spoilt",
                f"contest_id IN {_CONTESTS} AND (person_id IS NULL OR person_id IN {_FIRST})",
            ),
        ),
    ),
    kinds=(Kind(GIVEN, (Field("papers", ("papers", "spoilt")),), arrived=_came, guard=_given_is_open),),
)

KEYING = Job(
    name="keying",
    title="Key papers",
    doing="keying papers",
    channel="",
    commands=_SHARED | {"conference ballots"},
    parts=(
        *_ABOUT,
        Part(CHOICE, *_part("choice", "uid, contest_id, name, state, number", f"contest_id IN {_CONTESTS}")),
        Part(PILE, *_part("pile", "uid, contest_id, label, opened, papers", f"id IN {_FIRST}")),
    ),
    kinds=(Kind(PAPER, (Field("marks", ("marks",)),), fitted=_under_a_name_of_their_own, guard=_paper_is_open),),
)
