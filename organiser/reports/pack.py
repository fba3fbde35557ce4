"""What the sheets of a conference's pack share, as plain data, and the ballot papers.

Nothing on two papers of a ward differs but the number of the stub, which is torn off.
"""

from dataclasses import dataclass

from organiser.reports.lettering import plain, said
from organiser.reports.pdf import pdf
from organiser.rules.voting_words import voting_words


@dataclass(frozen=True, slots=True)
class Meeting:
    """A conference as its papers name it; `day` in words, `at` "18:30" or "".

    `imprint` is "" while it is not set: then what is for the public says draft.
    """

    title: str
    day: str
    at: str
    place: str
    imprint: str

    @property
    def occasion(self) -> str:
        """When and where."""
        return ", ".join(filter(None, (self.day, self.at, self.place)))


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of one ward: method and tie of rules.conference, and the issues in the order of their numbers."""

    ward: str
    method: str
    tie: str
    seats: int
    choices: tuple[str, ...]


def ballots(meeting: Meeting, vote: Vote, numbers: range) -> bytes:
    """Ballot papers with stubs of these numbers, several to a page, to be cut and torn along lines."""
    data = paper(vote)
    data |= {"papers": len(numbers), "first": numbers.start}
    return pdf("ballots", head(meeting, f"Ballot papers, {vote.ward}") | data)


def large_print(meeting: Meeting, vote: Vote, numbers: range | None = None) -> bytes:
    """The paper in large print, one to a page: to be read beside an ordinary one, or with stubs, to vote on.

    A single large paper in a box would tell whose it is: they are voted on only where all of a ward are printed so.
    """
    counts: dict[str, object] = {"papers": len(numbers or ()), "first": numbers.start if numbers else 0}
    return pdf("large", head(meeting, f"Ballot paper in large print, {vote.ward}") | paper(vote) | counts)


def head(meeting: Meeting, title: str) -> dict[str, object]:
    """What every template needs: what the file is called, the conference, the imprint or that it is a draft."""
    return {
        "title": plain(f"{title}: {meeting.title}"),
        "conference": said(meeting.title),
        "occasion": said(meeting.occasion),
        "imprint": said(meeting.imprint, 2000),
        "draft": not meeting.imprint,
    }


def paper(vote: Vote) -> dict[str, object]:
    """What stands on each paper of a ward."""
    words = voting_words(vote.method, vote.seats, vote.tie)
    return {
        "ward": said(vote.ward),
        "do": words.do,
        "care": words.care,
        "decided": f"{words.decided} {words.tie}",
        "seats": vote.seats,
        "choices": [{"number": number, "name": said(name)} for number, name in enumerate(vote.choices, 1)],
    }
