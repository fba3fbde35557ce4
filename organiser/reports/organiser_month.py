"""An organiser's month in a seat, on one page for their employer: hours and counts, and nobody's name but their own."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from organiser.reports.page import Page, Section


class Facts(NamedTuple):
    """The page in words already. `advice` and `record`: day and words; `events`: what and how many; `people`: what is
    counted, this month, since the start of the organiser's time there."""

    organiser: str
    seat: str
    month: str
    made: str
    hours: str
    events: Sequence[Sequence[str]]
    people: Sequence[Sequence[str]]
    definition: str
    advice: Sequence[Sequence[str]]
    record: Sequence[Sequence[str]]


def page_of(facts: Facts) -> Page:
    """The page as headings, sentences and tables."""
    sentence = f"{facts.organiser}, {facts.seat}. {facts.hours} As it stands on {facts.made}."
    return Page(f"{facts.month}: community organising in {facts.seat}", sentence, list(_sections(facts)))


def _sections(facts: Facts) -> Iterator[Section]:
    yield Section("Activists of this seat", facts.definition, ("", "This month", "Since the start"), facts.people)
    none = "" if facts.events else "None is written down for this month."
    yield Section("Rounds, stalls and training in the seat", none, ("What", "How many"), facts.events)
    none = "" if facts.advice else "None is written down for this month."
    yield Section("Advice given", none, ("On", "What"), facts.advice)
    if facts.record:
        yield Section("Track record", "", ("On", "What"), facts.record)
