"""“You said, we did”: what each ward voted for, what was promised, and what came of it, on a page to hand round."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from organiser.reports.page import Page, Section


class WardFacts(NamedTuple):
    """A ward in words: its name ("" for what is of no ward alone), what it adopted ("" not declared), and promises.

    A promise is: what, whose it is (an office, never a private name), how it stands, what shows it.
    """

    ward: str
    adopted: str
    promises: Sequence[tuple[str, str, str, str]]


class Facts(NamedTuple):
    """The page in words already; `imprint` is "" while a part of it is not set, `missing` says which."""

    conference: str
    when: str
    made: str
    wards: Sequence[WardFacts]
    imprint: str
    missing: str


def page_of(facts: Facts) -> Page:
    """The page as headings, sentences and tables."""
    title = "You said, we did"
    sentence = f"{facts.conference}, {facts.when}: what residents chose, what was promised and what came of it. "
    if not facts.imprint:
        title = f"DRAFT: {title}"
        sentence += f"This is a draft: not set is {facts.missing}. "
    return Page(title, f"{sentence}As it stands on {facts.made}.", list(_sections(facts)))


def _sections(facts: Facts) -> Iterator[Section]:
    for ward in facts.wards:
        said = f"You said: {ward.adopted}." if ward.adopted else ""
        columns = ("What was promised", "By whom", "How it stands", "What shows it")
        if not ward.promises:
            said = f"{said} Nothing is promised yet.".strip()
        yield Section(ward.ward or "For everybody", said, columns, ward.promises)
    yield Section("Printed for you by", facts.imprint or "Draft: the imprint is not set.")
