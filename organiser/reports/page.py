"""A page of headings, sentences, tables and steps: as plain text, and as one HTML file that needs nothing else."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

_WIDTH = 80
# No script, no picture, nothing fetched from anywhere: a browser is told so as well.
_HEAD = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 sans-serif; color: #111; background: #fff; }}
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.6rem; }}
h2 {{ font-size: 1.2rem; margin-top: 2rem; border-bottom: 2px solid #111; break-after: avoid; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #999; }}
thead {{ display: table-header-group; }}
tr, li {{ break-inside: avoid; }}
li {{ overflow-wrap: anywhere; margin-bottom: 0.25rem; }}
@media print {{ body {{ margin: 0; max-width: none; font-size: 10.5pt; }} }}
{style}</style>
</head>
<body>
"""


class Section(NamedTuple):
    """A part of a page: a sentence, a table under its column headings, and steps to be taken one after the other."""

    title: str
    sentence: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    steps: Sequence[str] = ()


class Page(NamedTuple):
    """A page: what it is, a sentence about it, and its sections."""

    title: str
    sentence: str
    sections: Sequence[Section]


def to_html(page: Page) -> str:
    """The page as one HTML file. Whatever stands in its texts is shown as it is written, never obeyed."""
    lines = [f"<h1>{escape(page.title)}</h1>", f"<p>{escape(page.sentence)}</p>"]
    for section in page.sections:
        lines += _section_html(section)
    return document(page.title, lines)


def document(title: str, lines: Iterable[str], style: str = "") -> str:
    """Lines of HTML as one file, with rules of its own after those that all pages share.

    Whoever makes the lines escapes what stands in them.
    """
    return "\n".join([_HEAD.format(title=escape(title), style=style), *lines, "</body>", "</html>", ""])


def _section_html(section: Section) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(section.title)}</h2>"
    if section.sentence:
        yield f"<p>{escape(section.sentence)}</p>"
    if section.rows:
        yield "<table>"
        if any(section.columns):
            yield f"<thead><tr>{_tags('th', section.columns)}</tr></thead>"
        yield "<tbody>"
        yield from (f"<tr>{_tags('td', row)}</tr>" for row in section.rows)
        yield "</tbody>\n</table>"
    if section.steps:
        yield f"<ol>{_tags('li', section.steps)}</ol>"
    yield "</section>"


def _tags(name: str, texts: Sequence[str]) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for text in texts)


def to_text(page: Page) -> str:
    """The page as plain text, eighty columns wide where its words allow it."""
    lines = [page.title.upper(), "", *_wrapped(page.sentence)]
    for section in page.sections:
        lines += ["", section.title, "-" * len(section.title), *_wrapped(section.sentence)]
        for row in section.rows:
            parts = (f"{name}: {cell}" for name, cell in zip(section.columns[1:], row[1:], strict=True) if cell)
            lines += _wrapped("; ".join((row[0], *parts)), "* ")
        for number, step in enumerate(section.steps, 1):
            lines += _wrapped(step, f"{number}. ")
    return "\n".join(lines) + "\n"


def _wrapped(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
