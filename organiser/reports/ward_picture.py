"""The picture of a ward on one A4 page, to hand to a councillor: what was asked, what was said, how it moved."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from organiser.reports.page import document

_STYLE = """
@page { size: A4 portrait; margin: 12mm 14mm; }
body { max-width: 182mm; font-size: 10pt; line-height: 1.3; }
h1 { font-size: 18pt; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 11.5pt; margin: 4mm 0 1.5mm; border-bottom: 1px solid #111; }
p { margin: 0 0 1.5mm; overflow-wrap: anywhere; }
table { table-layout: fixed; }
td, th { border: 0; padding: 0.5mm 2mm 0.5mm 0; overflow-wrap: anywhere; line-height: 1.2; font-size: 9.5pt; }
td.bar { vertical-align: middle; }
svg { display: block; width: 100%; height: 3.6mm; }
.figures { display: flex; gap: 4mm; margin-top: 3mm; }
.figures div { flex: 1; border: 1px solid #111; padding: 1.5mm 2mm; }
.figures b { display: block; font-size: 15pt; }
.pair { display: flex; gap: 8mm; }
.pair > section { flex: 1; min-width: 0; }
ul { padding-left: 5mm; margin: 0; }
li { margin: 0 0 0.8mm; }
.small { font-size: 8.5pt; color: #333; }
@media print { body { font-size: 10pt; } }
"""


class Bar(NamedTuple):
    """A line with a bar: what it is, its number in words, how much of the width it fills (0 to 1), words beside it."""

    label: str
    number: str
    share: float
    beside: str = ""


class PictureFacts(NamedTuple):
    """What is on the page, in words already.

    `figures`: number and label. `quotes`: the issue and words that point at nobody. `raised` and `events`: a line each.
    """

    ward: str
    head: str
    made: str
    figures: Sequence[tuple[str, str]]
    issues: Sequence[Bar]
    issues_note: str
    quotes: Sequence[tuple[str, str]]
    rate: Sequence[Bar]
    rate_note: str
    raised: Sequence[str]
    events: Sequence[str]
    promises: Sequence[str]


def to_html(facts: PictureFacts) -> str:
    """The page as one HTML file. Whatever stands in its texts is shown as it is written, never obeyed."""
    return document(f"{facts.ward} in a page", _lines(facts), _STYLE)


def _lines(facts: PictureFacts) -> Iterator[str]:
    yield f"<h1>{escape(facts.ward)}</h1><p>{escape(facts.head)}</p>"
    figures = "".join(f"<div><b>{escape(number)}</b>{escape(label)}</div>" for number, label in facts.figures)
    yield f'<div class="figures">{figures}</div>'
    yield "<h2>What residents said is the one big issue</h2>"
    yield from _bars(facts.issues, (44, 32, 8, 16))
    yield f'<p class="small">{escape(facts.issues_note)}</p>'
    if facts.quotes:
        yield "<h2>In their own words</h2><ul>"
        yield from (
            f"<li>“{escape(words)}” <span class=small>({escape(issue)})</span></li>" for issue, words in facts.quotes
        )
        yield "</ul>"
    yield "<h2>Contact rate</h2>"
    yield from _bars(facts.rate, (20, 32, 48, 0))
    yield f'<p class="small">{escape(facts.rate_note)}</p>'
    yield '<div class="pair">'
    yield from _list("Raised beyond the ward", facts.raised, "Nothing yet.")
    yield from _list("Out and about", facts.events, "No event yet.")
    yield "</div>"
    yield from _list("Promises", facts.promises, "None yet: they follow from the community conference.")
    yield f'<p class="small">{escape(facts.made)}</p>'


def _list(title: str, lines: Sequence[str], nothing: str) -> Iterator[str]:
    yield f"<section><h2>{escape(title)}</h2>"
    if lines:
        yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
    else:
        yield f"<p>{escape(nothing)}</p>"
    yield "</section>"


def _bars(bars: Sequence[Bar], widths: Sequence[int]) -> Iterator[str]:
    """A table whose second column has the bars: its number stands beside each, and tells the same."""
    columns = "".join(f'<col style="width: {width}%">' for width in widths if width)
    yield f"<table><colgroup>{columns}</colgroup><tbody>"
    for bar in bars:
        drawn = (
            f'<svg role="img" aria-label="{escape(bar.number)}" viewBox="0 0 100 10" preserveAspectRatio="none">'
            f'<rect width="{max(0.0, min(1.0, bar.share)) * 100:.1f}" height="10" fill="#333"></rect></svg>'
        )
        beside = f"<td>{escape(bar.beside)}</td>" if widths[3] else ""
        yield f'<tr><td>{escape(bar.label)}</td><td class="bar">{drawn}</td><td>{escape(bar.number)}</td>{beside}</tr>'
    yield "</tbody></table>"
