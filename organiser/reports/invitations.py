"""Invitations on paper: the sheet from which somebody rings, and slips to cut and deliver."""

from collections.abc import Sequence
from html import escape

from organiser.reports.page import Page, Section, document

# The conference in words: its name, day, time ("" not said) and place ("" not said).
About = tuple[str, str, str, str]
_STYLE = """
.slip { border: 1px dashed #555; padding: 6mm; margin: 0 0 4mm; break-inside: avoid; overflow-wrap: anywhere; }
.slip h2 { border: 0; margin: 0 0 2mm; font-size: 15pt; }
.slip p { margin: 0 0 2mm; }
.to { float: right; max-width: 45%; border: 1px solid #111; padding: 3mm; margin: 0 0 3mm 5mm; }
.imprint { font-size: 8pt; border-top: 1px solid #111; padding-top: 1mm; clear: both; }
.draft { font-size: 20pt; font-weight: bold; letter-spacing: 2mm; }
"""


def when_and_where(about: About) -> str:
    """Day, time and place in one line."""
    _, day, time, place = about
    return ", ".join(filter(None, (f"{day} at {time}" if time else day, place)))


def call_page(about: About, people: Sequence[tuple[str, str, str]]) -> Page:
    """The sheet to ring from: name, number and ward of each, and room for the answer."""
    boxes = "☐ coming  ☐ maybe  ☐ not coming"
    rows = [(name, number, ward, boxes, "") for name, number, ward in people]
    return Page(
        f"Ring: {about[0]}",
        f"{when_and_where(about)}. Say who you are and for whom you ring. Ask whether they come, and what they need to "
        "take part: step-free access, BSL, an interpreter, a crèche. Whoever does not want to be rung is not rung "
        "again: write it down. This sheet names people: hand it back, and shred it when it has been typed up.",
        [Section("To ring", "", ("Name", "Telephone", "Ward", "Coming?", "What they need, and what they said"), rows)],
    )


def thank_page(about: About, people: Sequence[tuple[str, str, str]]) -> Page:
    """The sheet from which those who came are rung and thanked."""
    rows = [(name, number, ward, "") for name, number, ward in people]
    return Page(
        f"Thank: {about[0]}",
        f"{when_and_where(about)}. They came. Thank them, say what was chosen and what happens next, and ask whether "
        "they would help with it. This sheet names people: hand it back, and shred it when it has been typed up.",
        [Section("To ring", "", ("Name", "Telephone", "Ward", "What they said, and whether they would help"), rows)],
    )


def slips_html(about: About, voters: str, people: Sequence[Sequence[str]], imprint: str, missing: str) -> str:
    """A slip each: to whom (name and address by lines), what it is, when and where, who may vote, the imprint."""
    lines = []
    for name, *address in people:
        lines.append('<div class="slip"><div class="to">')
        lines.append("<br>".join(escape(part) for part in (name, *address) if part))
        lines.append(f"</div><h2>{escape(about[0])}</h2>")
        if missing:
            lines.append(f'<p class="draft">DRAFT</p><p>Not set: {escape(missing)}</p>')
        lines.append(f"<p><b>{escape(when_and_where(about))}</b></p>")
        lines.append(
            "<p>Residents vote on the one local issue that councillors, the MP and local people take on together. "
            f"{escape(voters)} may vote. Bring something that shows your postcode.</p>"
            "<p>Tell us what you need to take part: step-free access, BSL, an interpreter, a crèche.</p>"
        )
        lines.append(f'<p class="imprint">{escape(imprint) or "Draft: the imprint is not set."}</p></div>')
    return document(f"Invitations: {about[0]}", lines, _STYLE)
