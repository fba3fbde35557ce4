"""Who is invited to a conference and what they answered, which is not whether they came; what they need, in numbers."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import INVITATION
from organiser.rules.conference import COMING, MAYBE, NOT_COMING, REPLIES
from organiser.rules.events import ATTENDED
from organiser.rules.invitations import channel_days, clean_needs, count_needs, reply_of, reply_told
from organiser.services.conferences import Conference
from organiser.services.people import Question, find, find_one
from organiser.services.places import JOIN_WARD
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_text

# The most that a list shows at once; so many under letters of a name.
MOST = 500
SHOWN = 30
# What takes an answer back.
NO_ANSWER = ("", "none", "no answer")


class Invitee(NamedTuple):
    """Somebody invited, or who answered, or who came. `id` is the row of the person, for services only.

    `channels` tells by which they were invited and on which ISO day; `state` is theirs at the event ("" for none);
    `office` what they hold today or whose champion they are, "" for nothing of that kind.
    """

    id: int
    uid: str
    name: str
    ward: str
    channels: Mapping[str, str]
    reply: str
    replied: str
    needs: str
    state: str
    office: str


class Answers(NamedTuple):
    """How it stands in numbers; who answered uninvited counts among the answers.

    `needs` are those of everybody but who is not coming.
    """

    invited: int
    coming: int
    maybe: int
    not_coming: int
    silent: int
    came: int
    needs: Mapping[str, int]


class Replied(NamedTuple):
    """Somebody after their answer was written down, and the number of the change (None: it stood so already)."""

    invitee: Invitee
    operation: int | None


_OFFICE = (
    "coalesce((SELECT iif(kind = 'mp', 'MP', kind) FROM office WHERE office.person_id = person.id AND since <= ?2"
    " AND (until = '' OR until > ?2) ORDER BY kind <> 'mp', kind <> 'councillor', id LIMIT 1),"
    " (SELECT 'champion' FROM fact WHERE fact.person_id = person.id AND kind = 'role' AND until = ''"
    " AND value IN ('champion', 'community champion') LIMIT 1),"
    " (SELECT 'champion' FROM link WHERE link.person_id = person.id AND until = '' AND role LIKE '%champion%' LIMIT 1),"
    " '')"
)
_INVITEES = f"""
SELECT person.id, person.uid, trim(given || ' ' || family), coalesce(nullif(ward.name, ''), ward.gss, ''),
  coalesce(channels, ''), coalesce(reply, ''), coalesce(replied, ''), coalesce(needs, ''), coalesce(state, ''),
  {_OFFICE}
FROM (SELECT person_id FROM invitation WHERE conference_id = ?1 UNION SELECT person_id FROM attendance
  WHERE event_id = ?3) AS wanted
CROSS JOIN person ON person.id = wanted.person_id {JOIN_WARD}
LEFT JOIN invitation ON invitation.conference_id = ?1 AND invitation.person_id = person.id
LEFT JOIN attendance ON attendance.event_id = ?3 AND attendance.person_id = person.id
"""


def invitees(store: Store, conference: Conference, *, reply: str | None = None) -> tuple[list[Invitee], bool]:
    """Everybody invited, who answered or who came, by name; with `reply` only those ("": who have not answered).

    The first 500, and whether there are others.
    """
    condition = "" if reply is None else "WHERE invitation.id IS NOT NULL AND reply = ?4"
    values: tuple[Value, ...] = (*_values(conference), reply) if reply is not None else _values(conference)
    rows = store.rows(f"{_INVITEES} {condition} ORDER BY sort_key, person.id LIMIT {MOST + 1}", values)
    return [_invitee(row) for row in rows[:MOST]], len(rows) > MOST


def look(store: Store, conference: Conference, letters: str) -> list[Invitee]:
    """Who may be meant by some letters of a name, those who are invited first; others can answer too."""
    found = find(store, Question(text=letters), SHOWN).people if letters.strip() else []
    rows = {
        row[0]: _invitee(row)
        for row in store.rows(
            f"{_INVITEES} WHERE person.id IN (SELECT value FROM json_each(?4))",
            (*_values(conference), json.dumps([one.id for one in found])),
        )
    }
    others = [
        Invitee(one.id, one.uid, one.name, one.location.ward.shown if one.location.ward else "", {}, "", "", "", "", "")
        for one in found
        if one.id not in rows
    ]
    return [*(rows[one.id] for one in found if one.id in rows), *others]


def office_holders(store: Store, conference: Conference) -> list[Invitee]:
    """Councillors, the MP, other office holders and champions who are invited, answered or came."""
    found = map(_invitee, store.rows(f"{_INVITEES} ORDER BY sort_key, person.id", _values(conference)))
    return [one for one in found if one.office]


def answers(store: Store, conference: Conference) -> Answers:
    """How the replies stand."""
    counts: dict[str, int] = dict(
        store.rows("SELECT reply, count(*) FROM invitation WHERE conference_id = ? GROUP BY reply", (conference.id,))
    )
    invited = "conference_id = ? AND channels <> ''"
    needs = store.rows(
        f"SELECT needs FROM invitation WHERE conference_id = ? AND needs <> '' AND reply <> '{NOT_COMING}'",
        (conference.id,),
    )
    return Answers(
        store.count(f"SELECT count(*) FROM invitation WHERE {invited}", (conference.id,)),
        counts.get(COMING, 0),
        counts.get(MAYBE, 0),
        counts.get(NOT_COMING, 0),
        store.count(f"SELECT count(*) FROM invitation WHERE {invited} AND reply = ''", (conference.id,)),
        conference.event.people[ATTENDED],
        count_needs(needed for (needed,) in needs),
    )


def needs_words(needs: Mapping[str, int]) -> str:
    """Needs in numbers and without names: "2 wheelchair, 1 BSL, 3 crèche"."""
    return ", ".join(f"{count} {need}" for need, count in needs.items())


def _values(conference: Conference) -> tuple[Value, ...]:
    return conference.id, clock.today(), conference.event.number


def _invitee(row: Row) -> Invitee:
    number, uid, name, ward, channels, *rest = row
    return Invitee(number, uid_text(uid), name, ward, channel_days(channels), *rest)


# Writing -------------------------------------------------------------------------------------------------------------


def answer(store: Store, conference: Conference, words: str, said: str, needs: str | None = None) -> Replied:
    """Write down what somebody answered, found by words or code, invited or not, and what they need.

    `said` is an answer in any wording, or NO_ANSWER to take one back; None leaves the needs as they are.
    """
    reply = reply_of(said)
    if not reply and said.strip().casefold() not in NO_ANSWER:
        raise Problem(f"An answer is one of: {', '.join(REPLIES)}, or none.", USAGE)
    person = find_one(store, words)
    with store.operation(f"Write down an answer to {conference.shown}", kind="invitation") as work:
        set_reply(work, conference.id, person, reply, moment() if reply else "", needs)
    (row,) = store.rows(f"{_INVITEES} WHERE person.id = ?4", (*_values(conference), person))
    return Replied(_invitee(row), work.operation_id)


def moment() -> str:
    """Now, as answers are dated: the day and time in London, which forms give too."""
    return f"{clock.london(clock.now()):%Y-%m-%d %H:%M}"


def set_reply(work: Work, conference: int, person: int, reply: str, replied: str, needs: str | None) -> bool:
    """Write down an answer inside a change; False where it stood so. Said again it keeps its first moment."""
    found = work.rows(
        "SELECT id, reply FROM invitation WHERE conference_id = ? AND person_id = ? ORDER BY id", (conference, person)
    )
    values: dict[str, Value] = {}
    if not found or found[0][1] != reply:
        values = {"reply": reply, "replied": replied}
    if needs is not None:
        values["needs"] = clean_needs(safe_text(needs))
    if found:
        return bool(values) and work.update(INVITATION, found[0][0], **values)
    work.insert_with_uid(INVITATION, conference_id=conference, person_id=person, **values)
    return True


# What somebody was told who rang -------------------------------------------------------------------------------------


def told(work: Work, row: Mapping[str, Value]) -> None:
    """A contact was noted, here or on another laptop: where it begins with an answer to an invitation, that is kept.

    Of several conferences the next one from that day on is meant.
    """
    reply, needs = reply_told(str(row["said"]))
    day = str(row["on_day"])
    if not reply:
        return
    for invitation, conference, replied in work.rows(
        "SELECT invitation.id, conference_id, replied FROM invitation JOIN conference ON conference.id = conference_id"
        " JOIN event ON event.id = event_id WHERE person_id = ? AND on_day >= ? ORDER BY on_day, invitation.id LIMIT 1",
        (row["person_id"], day),
    ):
        if str(replied)[:10] <= day and isinstance(row["person_id"], int):
            set_reply(work, conference, row["person_id"], reply, day, None)
            if needs:
                work.update(INVITATION, invitation, needs=safe_text(needs))
