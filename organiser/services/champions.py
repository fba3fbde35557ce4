"""Community champions: whom they are for, who supports them and looks after them, and the diary of that support.

A champion is a resident sought out because they care; the local party supports them, not the reverse. So what is
watched is what they are owed: somebody who supports them, and a word at least every six weeks.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.ladder import CHAMPION, SUPPORT
from organiser.rules.wording import wording_fold
from organiser.services import offices
from organiser.services.acts import last_spoken
from organiser.services.branches import find_branch
from organiser.services.listed import describe
from organiser.services.people import find_one
from organiser.services.places import Place
from organiser.services.tasks import About, read_past
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.text import safe_lines, safe_text

ISSUE, COMMUNITY = "issue", "community"
ASKED, GIVEN = "asked", "given"
# Without a word for so many days a champion is on Home (domain.md, "People").
UNSPOKEN_DAYS = 42
MOST = 500


class Support(NamedTuple):
    """A line of a champion's diary: support asked for or given, on an ISO day, in words, and by whom."""

    uid: str
    kind: str
    on: str
    what: str
    by: str


class Champion(NamedTuple):
    """A champion. `issue` is the name of the issue and its code, where the cause is one; `branch` its name and code.

    `spoken` is the last ISO day on which anybody spoke to them or gave support ("" never), `quiet` for how many days
    nobody has; `until` is "" while they are one.
    """

    id: int
    uid: str
    about: About
    kind: str
    cause: str
    issue: tuple[str, str] | None
    ward: Place | None
    councillor: About | None
    branch: tuple[str, str] | None
    keeper: str
    since: str
    until: str
    spoken: str
    quiet: int
    diary: tuple[Support, ...]

    @property
    def supported(self) -> bool:
        """Whether anybody is named who supports them."""
        return bool(self.councillor or self.branch or self.keeper)

    @property
    def unspoken(self) -> bool:
        return self.quiet >= UNSPOKEN_DAYS

    @property
    def by(self) -> str:
        """Who supports them, in words."""
        return ", ".join(
            filter(
                None,
                (
                    self.councillor.name if self.councillor else "",
                    f"{self.branch[0]} branch" if self.branch else "",
                    self.keeper,
                ),
            )
        )

    @property
    def quiet_words(self) -> str:
        if not self.spoken:
            return "not yet"
        return "today" if self.quiet <= 0 else "yesterday" if self.quiet == 1 else f"{self.quiet} days ago"


class Draft(NamedTuple):
    """A champion as it was typed: "" for what was not said; of `ward` then where they live.

    `cause` is an issue where one has that name, else a community; `councillor` words that find who holds an office.
    """

    cause: str
    ward: str = ""
    councillor: str = ""
    branch: str = ""
    keeper: str = ""
    since: str = ""


class Changes(NamedTuple):
    """What is to be otherwise, as it was typed: None as it is, "" not known any more."""

    cause: str | None = None
    ward: str | None = None
    councillor: str | None = None
    branch: str | None = None
    keeper: str | None = None


class Written(NamedTuple):
    """A champion after a change, and the number of the change (None: it stood so already)."""

    champion: Champion
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------

_CHAMPIONS = """
SELECT champion.id, champion.uid, person.id, person.uid, trim(person.given || ' ' || person.family), kind,
  cause, issue.name, issue.uid, ward.id, ward.gss, ward.name, holder.id, holder.uid,
  trim(holder.given || ' ' || holder.family), branch.name, branch.uid, keeper, champion.since, champion.until
FROM champion JOIN person ON person.id = champion.person_id LEFT JOIN issue ON issue.id = issue_id
LEFT JOIN ward ON ward.id = champion.ward_id LEFT JOIN person AS holder ON holder.id = councillor_id
LEFT JOIN branch ON branch.id = champion.branch_id
"""
_STANDS = "(champion.until = '' OR champion.until > ?1)"


def list_champions(store: Store, *, everything: bool = False) -> list[Champion]:
    """The champions of today, those longest without a word first; with `everything` the former ones too."""
    found = _read(store, "1" if everything else _STANDS)
    return sorted(found, key=lambda one: (one.until != "", -one.quiet))


def of_person(store: Store, person: int) -> list[Champion]:
    """As what somebody by id is or was a champion, what stands first."""
    return sorted(_read(store, "champion.person_id = ?2", (person,)), key=lambda one: one.until != "")


def behind(store: Store, kind: str, row: int) -> list[Champion]:
    """The champions of a ward, or those whom a branch or a councillor supports, by the row's id."""
    column = {"ward": "ward_id", "branch": "branch_id", "councillor": "councillor_id"}[kind]
    return _read(store, f"champion.{column} = ?2 AND {_STANDS}", (row,))


def find_champion(store: Store, words: str) -> Champion:
    """The champion meant: by uid, or the one role of whom words find; the standing one before former ones."""
    words = words.strip()
    if len(words.replace("-", "")) == 32 and " " not in words:
        found = _read(store, "champion.uid = ?2", (uid_bytes(words),))
        if found:
            return found[0]
    held = of_person(store, find_one(store, words))
    if not held:
        raise Problem("They are no champion: 'organiser champions add' makes them one.")
    standing = [one for one in held if not one.until]
    if len(standing) > 1:
        told = "; ".join(f"{one.cause} {one.uid}" for one in standing)
        raise Problem(f"They are champion of several causes: {told}. Name one by the long code.", USAGE)
    return (standing or held)[0]


def unsupported(champions: Sequence[Champion]) -> list[Champion]:
    """Those whom nobody is named to support."""
    return [one for one in champions if not one.supported]


def unspoken(champions: Sequence[Champion]) -> list[Champion]:
    """Those to whom nobody has spoken for six weeks, the longest first."""
    return sorted((one for one in champions if one.unspoken), key=lambda one: -one.quiet)


def _read(store: Store, condition: str, values: Sequence[Value] = ()) -> list[Champion]:
    today = clock.today()
    rows = store.rows(
        f"{_CHAMPIONS} WHERE (?1 = ?1) AND {condition} ORDER BY person.sort_key, person.id, champion.id LIMIT {MOST}",
        (today, *values),
    )
    spoken = last_spoken(store, [row[2] for row in rows])
    diaries: dict[int, list[Support]] = {}
    for champion, *line in store.rows(
        "SELECT champion_id, uid, kind, on_day, what, by_whom FROM support WHERE champion_id IN"
        " (SELECT value FROM json_each(?)) ORDER BY on_day DESC, id DESC",
        (json.dumps([row[0] for row in rows]),),
    ):
        diaries.setdefault(champion, []).append(Support(uid_text(line[0]), *line[1:]))
    return [_champion(row, spoken.get(row[2], ("", ""))[0], diaries.get(row[0], ()), today) for row in rows]


def _champion(row: Row, spoken: str, diary: Sequence[Support], today: str) -> Champion:
    number, uid, person, person_uid, name, kind, cause, issue, issue_uid = row[:9]
    ward, gss, ward_name, holder, holder_uid, holder_name, branch, branch_uid, keeper, since, until = row[9:]
    last = max((spoken, *(line.on for line in diary)))
    return Champion(
        number,
        uid_text(uid),
        About("person", person, uid_text(person_uid), name),
        kind,
        issue or cause,
        (issue, uid_text(issue_uid)) if issue else None,
        Place(ward, gss, ward_name) if ward is not None else None,
        About("person", holder, uid_text(holder_uid), holder_name) if holder is not None else None,
        (branch, uid_text(branch_uid)) if branch else None,
        keeper,
        since,
        until,
        last,
        (date.fromisoformat(today) - date.fromisoformat(last or since or today)).days,
        tuple(diary),
    )


# Writing -------------------------------------------------------------------------------------------------------------


def add(store: Store, person: int, draft: Draft) -> Written:
    """Somebody by id is a champion of a cause from a day (today where none is said), as one change.

    Problem where they are that already, or where a part is not understood.
    """
    columns = _cause(store, draft.cause)
    same = [
        one
        for one in of_person(store, person)
        if not one.until and wording_fold(one.cause) == wording_fold(draft.cause)
    ]
    if same:
        raise Problem(
            f"{same[0].about.name} is champion of {same[0].cause} already: 'organiser champions edit' mends it."
        )
    (listed,) = describe(store, [person])
    lives = listed.location.ward
    columns |= _parts(
        store, Changes(None, draft.ward or None, draft.councillor or None, draft.branch or None, draft.keeper)
    )
    if not draft.ward and lives:
        columns["ward_id"] = lives.id
    with store.operation("Somebody is a community champion", kind="champion") as work:
        number = work.insert_with_uid(CHAMPION, person_id=person, since=read_past(draft.since), **columns)
    return Written(_one(store, number), work.operation_id)


def edit(store: Store, champion: Champion, changes: Changes) -> Written:
    """Mend what is known of a champion, as one change."""
    columns = _parts(store, changes)
    if changes.cause is not None:
        columns |= _cause(store, changes.cause)
    if not columns:
        raise Problem("Say what to change: --cause, --ward, --councillor, --branch or --keeper.", USAGE)
    with store.operation("Mend what is known of a champion", kind="champion") as work:
        work.update(CHAMPION, champion.id, **columns)
    return Written(_one(store, champion.id), work.operation_id)


def end(store: Store, champion: Champion, on: str = "") -> Written:
    """Somebody is champion no more from a day by words ("" today); the diary stays."""
    day = read_past(on)
    if day < champion.since:
        raise Problem("It would end before it began.", USAGE)
    with store.operation("Somebody is champion no more", kind="champion") as work:
        work.update(CHAMPION, champion.id, until=day)
    return Written(_one(store, champion.id), work.operation_id)


def support(store: Store, champion: Champion, kind: str, what: str, on: str = "", by: str = "") -> Written:
    """Write into the diary what support was asked for or given, on a day by words ("" today), as one change."""
    if kind not in (ASKED, GIVEN):
        raise Problem("Say whether support was asked for or given: --asked or --given.", USAGE)
    words = safe_lines(what)
    if not words:
        raise Problem("Say in a few words what it was.", USAGE)
    title = "Support that a champion asked for" if kind == ASKED else "Support given to a champion"
    with store.operation(title, kind="champion") as work:
        work.insert_with_uid(
            SUPPORT,
            champion_id=champion.id,
            kind=kind,
            on_day=read_past(on),
            what=words,
            by_whom=safe_text(by) or store.who,
        )
    return Written(_one(store, champion.id), work.operation_id)


def _one(store: Store, number: int) -> Champion:
    return _read(store, "champion.id = ?2", (number,))[0]


def _cause(store: Store, words: str) -> dict[str, Value]:
    """The columns of a cause: an issue of that name or code, else a community in their own words."""
    cause = safe_text(words)
    if not cause:
        raise Problem("Say for what they stand up: --cause and an issue, or a community.", USAGE)
    asked = uid_bytes(cause) if len(cause.replace("-", "")) == 32 and " " not in cause else b""
    rows = store.rows("SELECT id FROM issue WHERE fold = ? OR uid = ?", (wording_fold(cause), asked))
    if rows:
        return {"kind": ISSUE, "issue_id": rows[0][0], "cause": ""}
    return {"kind": COMMUNITY, "issue_id": None, "cause": cause}


def _parts(store: Store, changes: Changes) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if changes.ward is not None:
        found["ward_id"] = offices.one_ward(store, changes.ward, clock.today()).id if changes.ward.strip() else None
    if changes.councillor is not None:
        holder = offices.find_holder(store, changes.councillor, today=True) if changes.councillor.strip() else None
        found["councillor_id"] = holder
    if changes.branch is not None:
        found["branch_id"] = find_branch(store, changes.branch).branch.id if changes.branch.strip() else None
    if changes.keeper is not None:
        found["keeper"] = safe_text(changes.keeper)
    return found
