"""Answers taken in from an Eventbrite or Google Forms export: whose they are, and which say something new.

Of what one person answered several times the latest stands, and what was written down here later than it. The same file
again says nothing new.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from organiser.formats.replies import Replies, Reply, read_replies
from organiser.formats.table import Finding
from organiser.rules.conference import REPLIES
from organiser.rules.invitations import clean_needs
from organiser.rules.names import name_key
from organiser.rules.postcodes import parse_postcode
from organiser.services.conferences import Conference
from organiser.services.invitees import set_reply
from organiser.services.met import Meeting, Met, called
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.work import Work

_HOW = "answered an invitation"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: rows read, answers that are new, rows that said nothing new, rows left out and why.

    `counts` are the new answers by what they say, `added` the people who are new here. `operation` is None where
    nothing was new.
    """

    rows: int
    new: int
    known: int
    refused: list[Finding]
    counts: dict[str, int]
    added: int
    unread: tuple[str, ...]
    operation: int | None


class _Latest(NamedTuple):
    """The latest answer of somebody, and where it stands."""

    moment: str
    reply: str
    needs: str
    file: str
    row: int


@dataclass(slots=True)
class _Reader:
    """Finds whose the rows are, and keeps the latest answer of each."""

    work: Work
    conference: int
    meeting: Meeting
    new_people: bool
    rows: int = 0
    refused: list[Finding] = field(default_factory=list)
    latest: dict[int, _Latest] = field(default_factory=dict)
    known: int = 0

    def read(self, table: Replies) -> None:
        for row in table.rows:
            if not row.said and not row.reply:
                continue
            self.rows += 1
            if not row.reply:
                self._refuse(table, row, "no-answer", "it does not say whether they are coming")
                continue
            person = self._person(table, row)
            if person:
                found = _Latest(row.moment, row.reply, row.said.get("needs", ""), table.file, row.number)
                self.known += person in self.latest
                if person not in self.latest or found.moment >= self.latest[person].moment:
                    self.latest[person] = found

    def _person(self, table: Replies, row: Reply) -> int:
        """Whose a row is, added where that is wanted and allowed; 0 where it is left out."""
        postcode = parse_postcode(row.said.get("postcode", ""))
        on = row.moment[:10] or clock.today()
        met = Met.of(dict(row.said), on=on, postcode=postcode, ward=0, asked=table.asked)._replace(ward=None)
        values = (*met.emails, *met.phones)
        if not values:
            self._refuse(table, row, "no-address", "it has neither an e-mail address nor a number to know them by")
            return 0
        found = self._holders(met) if met.named else self._invited(values)
        if len(found) > 1:
            self._refuse(table, row, "not-sure", "several people here may be meant: write it down by hand")
            return 0
        if found:
            return found.pop()
        if not met.named:
            self._refuse(table, row, "nobody", "it names nobody, and no one person who was invited has that address")
            return 0
        if not self.new_people:
            self._refuse(table, row, "not-here", "nobody here has this name and address: --new adds who may be kept")
            return 0
        person = self.meeting.person(met)
        if person is None:
            self._refuse(table, row, "no-consent", "not here, and they did not say that they may be contacted")
        return person or 0

    def _holders(self, met: Met) -> set[int]:
        key = name_key(met.given, met.family)
        return {one for value in (*met.emails, *met.phones) for one in called(self.work.rows, key, value)}

    def _invited(self, values: tuple[str, ...]) -> set[int]:
        """Those invited who have one of these addresses."""
        return {
            row[0]
            for value in values
            for row in self.work.rows(
                "SELECT DISTINCT contact.person_id FROM contact JOIN invitation USING (person_id)"
                " WHERE value = ? AND conference_id = ?",
                (value, self.conference),
            )
        }

    def _refuse(self, table: Replies, row: Reply, code: str, reason: str) -> None:
        self.refused.append(Finding(table.file, "", row.number, code, reason))


def import_replies(store: Store, conference: Conference, path: Path | str, *, new_people: bool = False) -> Taken:
    """Take in a file of answers as one change; a row that cannot be used is left out, with row and reason.

    With `new_people` who is not here yet is added, where they said by which channel they may be contacted.
    """
    tables = list(read_replies(path))
    counts = dict.fromkeys(REPLIES, 0)
    new = 0
    with store.operation(f"Take in answers to {conference.shown}", kind="invitation") as work:
        reader = _Reader(work, conference.id, Meeting(work, how=_HOW), new_people)
        for table in tables:
            reader.read(table)
        for person, said in reader.latest.items():
            if _write(work, conference.id, person, said, reader.refused):
                new += 1
                counts[said.reply] += 1
        work.title = f"Take in {new:,} answers to {conference.shown}"
    return Taken(
        reader.rows,
        new,
        reader.known + len(reader.latest) - new,
        reader.refused,
        counts,
        reader.meeting.added,
        tuple(name for table in tables for name in table.unread),
        work.operation_id,
    )


def _write(work: Work, conference: int, person: int, said: _Latest, refused: list[Finding]) -> bool:
    """Write down an answer that is later than the one that stands; of undated ones the first.

    An order that was cancelled keeps its moment: what it says now counts.
    """
    standing = work.rows(
        "SELECT reply, replied FROM invitation WHERE conference_id = ? AND person_id = ?", (conference, person)
    )
    reply, replied = standing[0] if standing else ("", "")
    if reply == said.reply and said.moment <= replied:
        return False
    if reply and said.moment < replied:
        reason = f"what was written down here later says otherwise ({reply}): that stands"
        refused.append(Finding(said.file, "", said.row, "later-here", reason))
        return False
    more = clean_needs(said.needs)
    return set_reply(work, conference, person, said.reply, said.moment or clock.today(), more or None)
