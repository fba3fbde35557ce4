"""The page "who and what is behind me": for a branch, for somebody who holds an office, for a place or a group."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from organiser.reports.page import Page, Section

Cells = Sequence[str]


class Facts(NamedTuple):
    """What the page says, in words already. Telephone numbers are of people who may be called, else "".

    `about`: label and words. `wards`: name and five numbers. `offices`: who, what, party. `people`: name, ward, as
    what, number. `groups`: name, kind, who speaks for it or as what it stands. `tasks`: what, who, by when. `more`
    where there are other people than those named. `said`: place, issue, conversations, homes, how far it was taken;
    `said_words` tells of which days and how many people were asked.
    """

    name: str
    made: str
    about: Sequence[Cells]
    wards: Sequence[Cells]
    offices: Sequence[Cells]
    branches: Sequence[Cells]
    people: Sequence[Cells] | None
    people_title: str
    groups: Sequence[Cells]
    tasks: Sequence[Cells]
    more: bool
    said: Sequence[Cells] = ()
    said_words: str = ""


def page_of(facts: Facts) -> Page:
    """The page as headings, sentences and tables."""
    return Page(f"Behind {facts.name}", facts.made, list(_sections(facts)))


def _sections(facts: Facts) -> Iterator[Section]:
    if facts.about:
        yield Section("In short", "; ".join(f"{label}: {words}" for label, words in facts.about))
    if facts.wards:
        figures = ("Ward", "Known to us", "Helpers", "Not on the register", "Members", "New this month")
        yield Section("The wards in numbers", columns=figures, rows=facts.wards)
    if facts.said:
        heads = ("", "Issue", "Conversations", "Homes", "Taken to")
        yield Section("What residents said at their doors", facts.said_words, heads, facts.said)
    if facts.offices:
        yield Section("In office", columns=("Who", "What", "Party"), rows=facts.offices)
    if facts.branches:
        yield Section("Branches", columns=("Branch", "CLP"), rows=facts.branches)
    if facts.people is not None:
        sentence = "" if facts.people else "Nobody yet."
        if facts.more:
            sentence = f"The first {len(facts.people):,} by name: there are others."
        columns = ("Name", "Ward", "As", "Telephone")
        yield Section(facts.people_title, sentence, columns, facts.people)
    if facts.groups:
        yield Section("Groups", columns=("Group", "Kind", "Contact, or as what"), rows=facts.groups)
    if facts.tasks:
        yield Section("To be done", columns=("What", "Who", "By when"), rows=facts.tasks)
