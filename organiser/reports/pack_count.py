"""The sheets of the count: by hand, should the laptop die, and the slip on which a result is read out."""

from collections.abc import Sequence
from dataclasses import dataclass

from organiser.reports.lettering import said
from organiser.reports.pack import Meeting, Vote, head
from organiser.reports.pdf import pdf
from organiser.rules import hand_count
from organiser.rules.voting_words import voting_words

_PAPERS = ("given out", "counted", "spoilt, in the box", "spoilt, replaced", "not returned")


@dataclass(frozen=True, slots=True)
class Figures:
    """A result as it was declared, in words and figures that are ready to be printed.

    `stages` are the headings of the columns; `votes` a row of them for each issue, `below` further rows by what they
    are; `papers` those given out, counted, spoilt in the box, spoilt and replaced, not returned. With `few` nothing
    but `adopted` is printed.
    """

    adopted: Sequence[str]
    few: bool
    papers: Sequence[int] = ()
    stages: Sequence[str] = ()
    votes: Sequence[Sequence[str]] = ()
    below: Sequence[tuple[str, Sequence[str]]] = ()
    notes: Sequence[str] = ()
    code: str = ""
    declared: str = ""


def counting(meeting: Meeting, vote: Vote, printed: int) -> bytes:
    """The sheets with which a ward is counted by hand. `printed`: how many papers there are, 0 for not known."""
    data = head(meeting, f"Counting sheets, {vote.ward}") | {
        "ward": said(vote.ward),
        "method": vote.method,
        "seats": vote.seats,
        "printed": printed,
        "choices": _choices(vote),
        "steps": hand_count.steps(vote.method, vote.seats),
        "tie": hand_count.tie(vote.method, vote.tie),
        "faults": hand_count.faults(vote.method),
    }
    return pdf("counting", data)


def results(meeting: Meeting, slips: Sequence[tuple[Vote, Figures | None]]) -> bytes:
    """Result slips, a page a ward: filled in where there are figures, else to be filled in by hand."""
    shown = [_slip(vote, figures) for vote, figures in slips]
    return pdf("result", head(meeting, "Results") | {"slips": shown})


def _slip(vote: Vote, figures: Figures | None) -> dict[str, object]:
    words = voting_words(vote.method, vote.seats, vote.tie)
    counts: Sequence[int | None] = figures.papers if figures else [None] * len(_PAPERS)
    stages = figures.stages if figures else ("Votes",)
    blank: Sequence[Sequence[str]] = [[""] * len(stages)] * len(vote.choices)
    votes = figures.votes if figures else blank
    return {
        "ward": said(vote.ward),
        "seats": vote.seats,
        "adopted": [said(name) for name in figures.adopted] if figures else [],
        "rule": f"{words.decided} {words.tie}",
        "few": bool(figures and figures.few),
        "filled": figures is not None,
        "papers": [{"what": what, "count": count} for what, count in zip(_PAPERS, counts, strict=False)],
        "columns": list(stages),
        "rows": [choice | {"votes": row} for choice, row in zip(_choices(vote), votes, strict=False)],
        "below": [{"what": what, "votes": row} for what, row in figures.below] if figures else [],
        "notes": list(figures.notes) if figures else [],
        "code": figures.code if figures else "",
        "declared": figures.declared if figures else "",
    }


def _choices(vote: Vote) -> list[dict[str, object]]:
    return [{"number": number, "name": said(name)} for number, name in enumerate(vote.choices, 1)]
