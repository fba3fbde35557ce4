"""The count of a ward as it is shown and printed: what was adopted, each stage, the rule, who voted, what troubles it.

Of a ward in which few voted nothing leaves here but what was adopted (Outcome.few).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from organiser.errors import Problem
from organiser.reports.page import Page, Section, to_html
from organiser.rules.conference import FEWEST
from organiser.rules.counting.explaining import TITLES, describe, why
from organiser.rules.counting.table import table
from organiser.rules.dates import uk_date
from organiser.services import electorates, outcomes
from organiser.services.conferences import Conference, Contest
from organiser.services.outcomes import Outcome
from organiser.store import clock
from organiser.store.store import Store

FEW = f"Fewer than {FEWEST} papers: only what is adopted is told, so that nobody's vote can be read from it."


class Turnout(NamedTuple):
    """Who was given a paper to vote with, of how many electors (0: not known)."""

    voters: int
    electors: int

    @property
    def words(self) -> str:
        of = f", {self.voters / self.electors:.1%} of {self.electors:,} electors" if self.electors else ""
        return f"{self.voters:,} voted{of}"


class Shown(NamedTuple):
    """The count of a ward. `outcome` and `turnout` are None where nothing can be counted yet; `troubles` say why.

    `declared` is the moment (UTC) at which the result was declared, "" not yet.
    """

    conference: Conference
    vote: Contest
    outcome: Outcome | None
    turnout: Turnout | None
    troubles: tuple[str, ...]
    declared: str

    @property
    def few(self) -> bool:
        """Whether nothing but what was adopted may be told."""
        return self.outcome is not None and self.outcome.few


def show(store: Store, conference: Conference, vote: Contest) -> Shown:
    """The count of a ward as its papers stand."""
    try:
        found = outcomes.outcome(store, conference, vote)
    except Problem as problem:
        return Shown(conference, vote, None, None, (problem.sentence,), vote.declared)
    known = electorates.of_wards(store, conference.event.on).get(vote.ward.id, {}).get("electors")
    turnout = Turnout(found.papers.issued - found.papers.replaced, known.number if known else 0)
    return Shown(conference, vote, found, None if found.few else turnout, found.troubles, vote.declared)


# In words ------------------------------------------------------------------------------------------------------------


def adopted_words(found: Outcome) -> str:
    """What was adopted, in one line."""
    return ", ".join(found.adopted) or "nothing"


def rule_words(found: Outcome) -> str:
    """The rule in one line, with the lot by which ties go."""
    vote = found.vote
    words = f"{vote.rule[:1].upper()}{vote.rule[1:]}"
    if vote.seed:
        words += f"; seed {vote.seed}, fixed {moment_words(vote.seed_fixed)}"
    elif found.witnesses and not found.few:
        words += f"; drawn {', '.join(found.lot.by_hand[0])} before {' and '.join(found.witnesses)}"
    return f"{words}."


def papers_words(found: Outcome) -> str:
    """The papers of a ward, accounted for to the last one."""
    papers = found.papers
    spoilt = sum(papers.spoilt.values())
    back = f"+ {papers.not_returned:,} not returned"
    if papers.not_returned < 0:
        back = f"- {-papers.not_returned:,} too many in the box"
    return (
        f"{papers.issued:,} given out = {papers.counted:,} counted + {spoilt:,} spoilt + {papers.replaced:,} replaced"
        f" {back}"
    )


def spoilt_words(found: Outcome) -> str:
    """What is wrong with the spoilt papers; "" where there is none."""
    return "; ".join(f"{count:,} {words}" for words, count in found.papers.spoilt.items())


def rule_sentences(found: Outcome) -> list[str]:
    """The rule in sentences, with how papers are read and how ties are broken."""
    return describe(found.vote.method, found.lot, found.vote.seats)


def why_words(found: Outcome, stage: int = 0) -> list[str]:
    """What happened at a stage (from 1; 0: at each), in sentences."""
    result = found.result
    told = []
    for one in result.stages:
        if one.number == stage or not stage:
            several = f"Stage {one.number}: " if len(result.stages) > 1 else ""
            told += [f"{several}{sentence}" for sentence in why(result, one)]
    return told


def annex_lines(found: Outcome) -> list[tuple[str, str]]:
    """What other methods would have chosen: the method, and the options, "none" or that it would take a lot."""
    lines = []
    for method, numbers in found.beside.items():
        names = "it would take a lot to say" if numbers is None else ", ".join(map(found.result.name, numbers))
        lines.append((TITLES[method], names or "none"))
    return lines


ANNEX = "Only the announced rule counts. From the same papers other methods would have chosen:"


def moment_words(moment: str) -> str:
    """A moment (UTC) as people write it."""
    there = clock.london(moment)
    return f"{uk_date(there.date().isoformat())}, {there:%H:%M}"


# On paper ------------------------------------------------------------------------------------------------------------


def print_result(store: Store, conference: Conference, vote: Contest) -> Path:
    """Print the result of a ward: the slip of the pack, or a page where its papers were not printed from here.

    Problem while it is not declared.
    """
    found = show(store, conference, vote)
    if found.outcome is None or not found.declared:
        raise Problem(f"The result of {vote.ward.shown} is not declared yet: it is printed once it is.")
    if vote.frozen:
        from organiser.services import pack

        made = pack.print_pack(store, conference, [vote], None, pack.Asked((pack.RESULTS,)))
        return made.sheets[0].file
    from organiser.services.pages import put

    return put(store, f"result {vote.ward.shown}", to_html(page_of(found, found.outcome)))


def page_of(shown: Shown, found: Outcome) -> Page:
    """The result as a page of headings, sentences and tables."""
    when = f"declared {moment_words(shown.declared)}" if shown.declared else "not declared yet"
    sentence = f"{shown.conference.shown}: adopted is {adopted_words(found)}; {when}."
    return Page(f"Result of {found.vote.ward.shown}", sentence, list(_sections(shown, found)))


def _sections(shown: Shown, found: Outcome) -> Iterator[Section]:
    if found.few:
        yield Section("The vote", FEW)
    else:
        lines = table(found.result)
        stages = [f"Stage {stage.number}" for stage in found.result.stages]
        columns = ["Option", *(stages if len(stages) > 1 else ["Votes"]), "What became of it"]
        yield Section("The votes", "", columns, [(line.name, *line.votes, line.state) for line in lines])
        yield Section("How it came about", "", (), [(one,) for one in (*rule_sentences(found), *why_words(found))])
        told = [papers_words(found), spoilt_words(found), shown.turnout.words if shown.turnout else ""]
        yield Section("The papers", "; ".join(filter(None, told)))
    check = f" Check code {found.code}: a recount of the same papers gives it again." if found.code else ""
    yield Section("The rule", f"{rule_words(found)}{check}")
