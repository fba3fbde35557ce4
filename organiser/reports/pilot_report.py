"""The report of a pilot that is published: one HTML file that needs nothing else, with charts that can be read aloud.

Charts show what the tables show and nothing more. The same facts give the same bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from organiser.reports.page import document

_STYLE = """
@page { size: A4 portrait; margin: 14mm 13mm; }
body { max-width: 56rem; }
h1 { overflow-wrap: anywhere; margin-bottom: 0.25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; break-after: avoid; }
p, li, caption, th, td { overflow-wrap: anywhere; }
caption { text-align: left; font-weight: bold; padding: 0.75rem 0 0.25rem; }
td.n, th.n { text-align: right; overflow-wrap: normal; white-space: nowrap; }
th.n { white-space: normal; vertical-align: bottom; hyphens: auto; }
tbody th { font-weight: normal; min-width: 6rem; }
tr.all > * { border-top: 2px solid #111; font-weight: bold; }
.wide { overflow-x: auto; }
.draft { border: 3px solid #111; padding: 0.25rem 1rem; font-weight: bold; }
.small { font-size: 0.9rem; }
.code { font-family: monospace; overflow-wrap: anywhere; }
svg { display: block; width: 100%; max-width: 40rem; height: auto; }
figure { margin: 0.5rem 0 1rem; break-inside: avoid; }
@media (max-width: 45rem) { body { margin: 1rem auto; } th, td { padding-right: 0.4rem; font-size: 0.85rem; } }
@media print { .wide { overflow: visible; } th, td { padding-right: 0.3rem; font-size: 8.5pt; } }
"""
# A chart is so many units wide; a seat's months stand in bars so many units high.
_WIDTH, _HEIGHT, _LABEL = 640, 60, 220


class Figure(NamedTuple):
    """A figure as it is printed; `number` only where it is shown."""

    words: str
    number: int | None = None


class SeatRow(NamedTuple):
    """A seat: its name and figures. `interval` where recruited is shown, `months` as the names of them are."""

    name: str
    outside: bool
    recruited: Figure
    interval: tuple[float, float] | None
    trained: Figure
    both: Figure
    active: Figure
    before: Figure
    per_day: str
    recruited_by_month: Sequence[Figure]
    trained_by_month: Sequence[Figure]


class Revision(NamedTuple):
    """An earlier figure that is another one now, in words: seat, what, was, as known on, is, why."""

    seat: str
    what: str
    was: str
    known: str
    now: str
    why: str


class Facts(NamedTuple):
    """What the report says, in words already; only the figures that may be published are in it."""

    scheme: str
    draft: bool
    period: str
    known: str
    definition: str
    rules: Sequence[str]
    definition_digest: str
    seats: Sequence[SeatRow]
    total: SeatRow
    people: str
    baselines: str
    months: Sequence[str]
    no_data: Sequence[str]
    overlaps: Sequence[tuple[str, str]]
    revisions: Sequence[Revision]
    revised: str
    command: str
    data_digest: str


RANGE_WORDS = (
    "The range beside a count is the exact 95 % Poisson interval: a seat that recruits at any rate within it would"
    " often enough come to this count by chance alone. Small numbers are small: between two seats whose ranges overlap"
    " there is no ranking."
)
HIDDEN_WORDS = (
    "Counts only: nobody is named. “<5” is none to four. A dash is a figure that is held back because, with others or"
    " with an earlier report, it would tell a count under five, or because it moved by fewer than five since it was"
    " published. A dot: the seat was not in the pilot in that month."
)
TOTAL_WORDS = (
    "The totals are of the seats in the pilot. Recruited and both count in the seat where somebody was recruited,"
    " trained in the seat where the course was completed."
)
COLUMNS = ("Recruited", "95 % range", "Trained", "Both", "Still active", "Before start", "Recruited a day")
COLUMN_WORDS = (
    "Both: recruited in the period and trained by its end. Still active: of those recruited. Recruited a day:"
    " recruited for each day of an organiser's time. Before start: recruited in the seat before it started,"
)


def title_of(facts: Facts) -> str:
    """What the report is called."""
    return f"{'DRAFT: ' if facts.draft else ''}{facts.scheme}"


def cells(row: SeatRow) -> tuple[str, ...]:
    """The figures of a seat under COLUMNS, as they are printed."""
    return (row.recruited.words, range_of(row), row.trained.words, row.both.words, row.active.words, row.before.words,
            row.per_day)  # fmt: skip


def range_of(row: SeatRow) -> str:
    """The interval of a seat in words, "" where there is none."""
    return f"{row.interval[0]:.1f} – {row.interval[1]:.1f}" if row.interval else ""


def overlap_words(facts: Facts) -> str:
    """Between which seats there is no ranking."""
    if not facts.overlaps:
        return ""
    pairs = "; ".join(f"{one} and {other}" for one, other in facts.overlaps)
    return f"Ranges overlap, so there is no ranking, between: {pairs}."


def name_of(row: SeatRow) -> str:
    """A seat's name as tables print it."""
    return f"{row.name} (outside the pilot)" if row.outside else row.name


def to_html(facts: Facts) -> str:
    """The report as one HTML file. Whatever stands in its texts is shown as it is written, never obeyed."""
    return document(title_of(facts), _lines(facts), _STYLE)


def _lines(facts: Facts) -> Iterator[str]:
    yield f"<main>\n<h1>{escape(facts.scheme)}</h1>"
    yield f"<p><b>{escape(facts.period)}</b>, as known on <b>{escape(facts.known)}</b>. {escape(facts.definition)}.</p>"
    if facts.draft:
        yield '<p class="draft">DRAFT: not to be handed on. Nothing of it is kept as published.</p>'
    yield f"<p>{escape(HIDDEN_WORDS)}</p>"
    yield "<h2>The seats</h2>"
    yield from _table("Recruited and trained, seat by seat", COLUMNS, [*facts.seats, facts.total], cells)
    yield f"<p>{escape(facts.people)} {escape(TOTAL_WORDS)}</p>"
    if facts.no_data:
        yield f"<p><b>No data</b> came from: {escape(', '.join(facts.no_data))}.</p>"
    yield f'<p class="small">{escape(COLUMN_WORDS)} {escape(facts.baselines)}</p>'
    yield from _ranges(facts)
    yield f"<p>{escape(RANGE_WORDS)} {escape(overlap_words(facts))}</p>"
    yield "<h2>Month by month</h2>"
    charted = [row for row in facts.seats if any(one.number is not None for one in row.recruited_by_month)]
    yield from (_bars(row, facts.months) for row in charted)
    yield from _months(facts)
    yield "<h2>What changed since earlier reports</h2>"
    yield f"<p>{escape(facts.revised)}</p>"
    if facts.revisions:
        yield '<div class="wide"><table><thead><tr>'
        heads = ("Seat", "Figure", "Was", "As known on", "Is now", "Why")
        yield "".join(f'<th scope="col">{head}</th>' for head in heads) + "</tr></thead><tbody>"
        yield from (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in facts.revisions)
        yield "</tbody></table></div>"
    yield f"<h2>What counts</h2>\n<p>{escape(facts.definition)}:</p>"
    yield f"<ul>{''.join(f'<li>{escape(rule)}</li>' for rule in facts.rules)}</ul>"
    yield f'<p class="small">SHA-256 of the definition: <span class="code">{facts.definition_digest}</span></p>'
    yield "<h2>How to make it again</h2>"
    yield f'<p class="code">{escape(facts.command)}</p>'
    yield (
        '<p class="small">SHA-256 of the figures as the CSV file has them: '
        f'<span class="code">{facts.data_digest}</span></p>\n</main>'
    )


def _table(
    caption: str, columns: Sequence[str], rows: Sequence[SeatRow], told: Callable[[SeatRow], Sequence[str]]
) -> Iterator[str]:
    yield f'<div class="wide"><table><caption>{escape(caption)}</caption>'
    heads = "".join(f'<th scope="col" class="n">{escape(head)}</th>' for head in columns)
    yield f'<thead><tr><th scope="col">Seat</th>{heads}</tr></thead><tbody>'
    for row in rows:
        figures = "".join(f'<td class="n">{escape(cell)}</td>' for cell in told(row))
        kind = ' class="all"' if row is rows[-1] else ""
        yield f'<tr{kind}><th scope="row">{escape(name_of(row))}</th>{figures}</tr>'
    yield "</tbody></table></div>"


def blocks(months: Sequence[str], size: int = 6) -> list[range]:
    """The places of months in tables that are narrow enough for a page, and for large letters."""
    return [range(first, min(first + size, len(months))) for first in range(0, len(months), size)]


def _months(facts: Facts) -> Iterator[str]:
    rows = [*facts.seats, facts.total]
    for block in blocks(facts.months):
        names = [facts.months[place] for place in block]
        span = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        for what, attribute in (("Recruited", "recruited_by_month"), ("Trained", "trained_by_month")):

            def told(row: SeatRow, attribute: str = attribute, block: range = block) -> list[str]:
                return [getattr(row, attribute)[place].words for place in block]

            yield from _table(f"{what}, {span}", names, rows, told)


# Charts --------------------------------------------------------------------------------------------------------------


def _ranges(facts: Facts) -> Iterator[str]:
    """Recruited with its range, a line a seat; seats whose count is not shown have words in its place."""
    most = max((row.interval[1] for row in facts.seats if row.interval), default=0.0)
    if not most:
        return
    scale = (_WIDTH - _LABEL - 20) / most
    spoken, drawn = [], []
    for place, row in enumerate(facts.seats):
        middle = 16 + place * 26
        drawn.append(f'<text x="0" y="{middle + 5}" font-size="13">{escape(_cut(row.name))}</text>')
        if row.interval and row.recruited.number is not None:
            low, high = (_LABEL + end * scale for end in row.interval)
            dot = _LABEL + row.recruited.number * scale
            drawn.append(f'<path d="M{low:.1f} {middle}H{high:.1f}" stroke="#111" stroke-width="2"/>')
            drawn.append(f'<circle cx="{dot:.1f}" cy="{middle}" r="5" fill="#111"/>')
            spoken.append(f"{row.name} {row.recruited.words}, range {range_of(row)}")
        else:
            drawn.append(f'<text x="{_LABEL}" y="{middle + 5}" font-size="13">{escape(row.recruited.words)}</text>')
            spoken.append(f"{row.name} {_aloud(row.recruited.words)}")
    words = f"Recruited, with the 95 % range: {'; '.join(spoken)}."
    yield _figure("Recruited, with the 95 % range", words, 26 * len(facts.seats) + 10, drawn)


def _bars(row: SeatRow, months: Sequence[str]) -> str:
    """The months of a seat as bars; a month that is not shown has its words in the place of a bar."""
    step = min(48.0, _WIDTH / max(len(months), 1))
    most = max((one.number or 0 for one in row.recruited_by_month), default=0) or 1
    spoken, drawn = [], [f'<path d="M0 {_HEIGHT}H{step * len(months):.1f}" stroke="#111"/>']
    for place, (month, one) in enumerate(zip(months, row.recruited_by_month, strict=True)):
        left = place * step
        spoken.append(f"{month} {_aloud(one.words)}")
        top = float(_HEIGHT)
        if one.number is not None:
            top -= (_HEIGHT - 16) * one.number / most
            drawn.append(f'<rect x="{left + 4:.1f}" y="{top:.1f}" width="{step - 8:.1f}" '
                         f'height="{_HEIGHT - top:.1f}" fill="#555"/>')  # fmt: skip
        drawn.append(f'<text x="{left + step / 2:.1f}" y="{top - 4:.1f}" font-size="12" text-anchor="middle">'
                     f"{escape(one.words)}</text>")  # fmt: skip
        drawn.append(f'<text x="{left + step / 2:.1f}" y="{_HEIGHT + 13}" font-size="10" text-anchor="middle">'
                     f"{escape(month.split()[0])}</text>")  # fmt: skip
    words = f"Recruited in {row.name} by month: {'; '.join(spoken)}."
    return _figure(f"{name_of(row)}: recruited by month", words, _HEIGHT + 18, drawn)


def _figure(caption: str, words: str, height: int, drawn: Sequence[str]) -> str:
    return (
        f'<figure><figcaption>{escape(caption)}</figcaption><svg role="img" aria-label="{escape(words)}"'
        f' viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif">{"".join(drawn)}</svg></figure>'
    )


def _aloud(words: str) -> str:
    return {"<5": "under five", "–": "not shown", "·": "not in the pilot"}.get(words, words)


def _cut(name: str, most: int = 30) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
