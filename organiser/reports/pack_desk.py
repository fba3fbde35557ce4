"""What lies at the desks and hangs on the wall: sign-in sheets, the privacy notice, the poster, badges."""

from collections.abc import Sequence
from typing import NamedTuple

from organiser.reports.lettering import said
from organiser.reports.pack import Meeting, Vote, head, paper
from organiser.reports.pdf import pdf
from organiser.rules.voting_words import privacy_notice


class Expected(NamedTuple):
    """Somebody on a sign-in sheet; `had` where they were given a paper on the first evening of a pair."""

    name: str
    postcode: str
    had: bool = False


class SignIn(NamedTuple):
    """A list of a sign-in sheet: its ward ("" for those whose ward is not known), its desk ("" for the only one)."""

    ward: str
    desk: str
    people: Sequence[Expected]
    blank: int


class Badge(NamedTuple):
    """A badge: a name ("" leaves a line to write it on) and what its wearer is here."""

    name: str
    role: str


def sign_in(meeting: Meeting, lists: Sequence[SignIn]) -> bytes:
    """Sign-in sheets, a new page for each list. They name people."""
    shown = [
        {
            "ward": said(one.ward) if one.ward else None,
            "desk": said(one.desk) if one.desk else None,
            "blank": one.blank,
            "people": [{"name": said(who.name), "postcode": said(who.postcode), "had": who.had} for who in one.people],
        }
        for one in lists
    ]
    return pdf("signin", head(meeting, "Sign-in sheets") | {"lists": shown})


def privacy(meeting: Meeting, asks: str, contact: str) -> bytes:
    """The privacy notice, to be read standing; "" for what is not set of it."""
    notice = [{"head": title, "words": said(words, 2000)} for title, words in privacy_notice(asks, contact)]
    return pdf("privacy", head(meeting, "Privacy notice") | {"notice": notice})


def poster(meeting: Meeting, voters: str, contact: str, wards: Sequence[str], votes: Sequence[Vote]) -> bytes:
    """The poster that invites to the votes of wards, then for each vote that stands one that says how to vote."""
    data = head(meeting, "Poster") | {
        "day": said(meeting.day),
        "at": meeting.at,
        "place": said(meeting.place),
        "voters": said(voters),
        "contact": said(contact) if contact else None,
        "wards": said(", ".join(wards)),
        "votes": [paper(vote) for vote in votes],
    }
    return pdf("poster", data)


def badges(meeting: Meeting, wearers: Sequence[Badge]) -> bytes:
    """Badges, ten to a page, to be cut."""
    shown = [{"name": said(one.name) if one.name else None, "role": said(one.role)} for one in wearers]
    return pdf("badges", head(meeting, "Badges") | {"badges": shown})
