"""The published report of a pilot as rows, a figure to each, and as PDF."""

from collections.abc import Iterator

from organiser.reports.lettering import plain, said
from organiser.reports.pdf import pdf
from organiser.reports.pilot_report import (
    COLUMN_WORDS,
    COLUMNS,
    HIDDEN_WORDS,
    RANGE_WORDS,
    TOTAL_WORDS,
    Facts,
    SeatRow,
    blocks,
    cells,
    name_of,
    overlap_words,
    title_of,
)

_HEADER = ("scheme", "as known on", "seat", "outside", "figure", "period", "count", "low", "high")


def rows(facts: Facts) -> Iterator[tuple[str, ...]]:
    """The header, and every figure that is printed, one to a row; "<5" and – stand as they do on paper."""
    yield _HEADER
    for row in (*facts.seats, facts.total):
        yield from _rows(facts, row)
    for name in facts.no_data:
        yield (facts.scheme, facts.known, name, "", "no data", facts.period, "", "", "")


def _rows(facts: Facts, row: SeatRow) -> Iterator[tuple[str, ...]]:
    head = (facts.scheme, facts.known, row.name, "yes" if row.outside else "")
    low, high = (f"{end:.1f}" for end in row.interval) if row.interval else ("", "")
    yield (*head, "recruited", facts.period, row.recruited.words, low, high)
    for what, words in (
        ("trained", row.trained.words),
        ("both", row.both.words),
        ("still active", row.active.words),
        ("before start", row.before.words),
        ("recruited a day", row.per_day),
    ):
        yield (*head, what, facts.period, words, "", "")
    for place, month in enumerate(facts.months):
        yield (*head, "recruited", month, row.recruited_by_month[place].words, "", "")
        yield (*head, "trained", month, row.trained_by_month[place].words, "", "")


def to_pdf(facts: Facts) -> bytes:
    """The report on A4, tagged for readers that read aloud."""
    lines = [*facts.seats, facts.total]
    months = [
        {
            "title": f"{what}, {facts.months[block[0]]} to {facts.months[block[-1]]}",
            "columns": [facts.months[place] for place in block],
            "rows": [
                {"name": said(name_of(row)), "cells": [getattr(row, attribute)[place].words for place in block]}
                for row in lines
            ],
        }
        for block in blocks(facts.months)
        for what, attribute in (("Recruited", "recruited_by_month"), ("Trained", "trained_by_month"))
    ]
    data = {
        "title": plain(title_of(facts)),
        "scheme": said(facts.scheme),
        "draft": facts.draft,
        "period": facts.period,
        "known": facts.known,
        "definition": facts.definition,
        "rules": [said(rule) for rule in facts.rules],
        "definition_digest": facts.definition_digest,
        "columns": list(COLUMNS),
        "rows": [{"name": said(name_of(row)), "cells": list(cells(row))} for row in lines],
        "words": [HIDDEN_WORDS, f"{facts.people} {TOTAL_WORDS}", f"{COLUMN_WORDS} {facts.baselines}", RANGE_WORDS],
        "overlaps": said(overlap_words(facts), 4000),
        "no_data": said(", ".join(facts.no_data), 4000),
        "months": months,
        "revised": facts.revised,
        "revisions": [[said(cell) for cell in one] for one in facts.revisions],
        "command": said(facts.command),
        "digest": facts.data_digest,
    }
    return pdf("pilot", data)
