"""The sheet for a round of doors: A4 landscape, blank rows to write in, the notice and the imprint on every side."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from organiser.reports.page import document

# So many rows, tall enough to write in, fit on a side.
ROWS_A_SIDE = 15
_BOX = "☐"
_STYLE = """
@page { size: A4 landscape; margin: 8mm 9mm; }
body { max-width: none; font-size: 9.5pt; line-height: 1.25; margin: 0 auto; }
.side { break-after: page; display: flex; flex-direction: column; gap: 1.5mm; position: relative; }
.side:last-child { break-after: auto; }
.head { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm; }
h1 { font-size: 15pt; margin: 0; overflow-wrap: anywhere; }
.blanks { display: flex; gap: 5mm; }
.blanks div { flex: 1; border-bottom: 1px solid #111; padding-top: 3mm; overflow-wrap: anywhere; }
.blanks b { font-weight: normal; color: #333; }
.sheet { display: flex; gap: 3mm; align-items: stretch; }
table { table-layout: fixed; flex: 1; border: 1px solid #111; }
th, td { border: 1px solid #555; padding: 0.3mm 1mm; font-size: 7.5pt; line-height: 1.15; }
th { font-size: 8pt; vertical-align: bottom; }
td { height: 8.6mm; vertical-align: middle; }
aside { width: 38mm; border: 1px solid #111; padding: 1.5mm; box-sizing: border-box; }
aside h2 { font-size: 9.5pt; margin: 0 0 1mm; border: 0; }
aside p, aside li { font-size: 8.5pt; margin: 0 0 1mm; overflow-wrap: anywhere; }
aside ul { padding-left: 4mm; margin: 0; }
.notice { font-size: 7.5pt; line-height: 1.2; margin: 0; }
.imprint { font-size: 8pt; margin: 0; border-top: 1px solid #111; padding-top: 1mm; overflow-wrap: anywhere; }
.draft b { font-size: 26pt; letter-spacing: 3mm; line-height: 1; }
.draft { font-size: 7.5pt; flex: 1; }
.number { white-space: nowrap; }
@media screen { .side { border: 1px solid #999; padding: 8mm 9mm; margin-bottom: 6mm; max-width: 297mm; } }
@media print { body { font-size: 9.5pt; } }
"""
# A column: its heading, its width in a hundred, and what stands to be ticked in each row.
_COLUMNS = (
    ("Door", 5, ()),
    ("What came of it: tick one", 19, ("spoke", "not in", "refused", "moved", "call back", "language")),
    ("The one big issue, in their words", 21, ()),
    ("Come to a conference?", 11, ("yes", "maybe", "no")),
    ("Would help with it?", 11, ("yes", "maybe", "no")),
    ("Name", 10, ()),
    ("Mobile or e-mail", 13, ()),
    ("May we contact you? By", 10, ("phone", "text", "e-mail")),
)


class SheetFacts(NamedTuple):
    """What is printed, in words already: "" leaves a blank to be filled in by hand.

    `issues` are those known in the ward; `imprint` is "" while it is not set, then `missing` says what is.
    """

    ward: str
    day: str
    event: str
    street: str
    rows: int
    issues: Sequence[str]
    notice: Sequence[str]
    imprint: str
    missing: str


def to_html(facts: SheetFacts) -> str:
    """The sheet as one HTML file, as many sides as its rows need."""
    sides = max(1, -(-facts.rows // ROWS_A_SIDE))
    lines: list[str] = []
    for side in range(sides):
        lines += _side(facts, side + 1, sides, min(ROWS_A_SIDE, facts.rows - side * ROWS_A_SIDE))
    return document(f"Doorstep sheet, {facts.ward}", lines, _STYLE)


def _side(facts: SheetFacts, side: int, sides: int, rows: int) -> Iterator[str]:
    yield '<section class="side">'
    yield f'<div class="head"><h1>Doorstep sheet: {escape(facts.ward)}</h1>'
    if facts.missing:
        yield f'<div class="draft"><b>DRAFT</b> Not set: {escape(facts.missing)}.</div>'
    yield f'<div class="number">side {side} of {sides}</div></div>'
    yield '<div class="blanks">'
    blanks = {"Date": facts.day, "Street": facts.street, "Who knocked": "", "Event": facts.event}
    for label, words in blanks.items():
        yield f"<div><b>{label}:</b> {escape(words)}</div>"
    yield "</div>"
    yield '<div class="sheet"><table><colgroup>'
    yield "".join(f'<col style="width: {width}%">' for _, width, _ in _COLUMNS)
    headings = "".join(f"<th>{escape(heading)}</th>" for heading, _, _ in _COLUMNS)
    yield f"</colgroup><thead><tr>{headings}</tr></thead><tbody>"
    cells = "".join(
        f"<td>{' '.join(f'{_BOX}&nbsp;{_joined(tick)}' for tick in ticks)}</td>" for _, _, ticks in _COLUMNS
    )
    yield from (f"<tr>{cells}</tr>" for _ in range(rows))
    yield "</tbody></table>"
    yield "<aside><h2>Ask</h2><p>“What is the one big issue round here?” Write down their own words.</p>"
    if facts.issues:
        yield "<h2>Heard in this ward</h2><ul>"
        yield from (f"<li>{escape(issue)}</li>" for issue in facts.issues)
        yield "</ul>"
    yield "</aside></div>"
    yield f'<p class="notice"><b>Your data.</b> {escape(" ".join(facts.notice))}</p>'
    yield f'<p class="imprint">{escape(facts.imprint) or "Draft: the imprint is not set."}</p>'
    yield "</section>"


def _joined(words: str) -> str:
    return escape(words).replace(" ", "&nbsp;").replace("-", "‑")
