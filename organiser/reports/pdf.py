"""PDF from a template and plain data, by typst: the same input gives the same bytes, and no font of the system is used.

Data reaches a template as JSON and is text there, whatever it says: nothing of it is ever read as markup.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from organiser.reports.lettering import FONTS

if TYPE_CHECKING:
    from typst import Fonts

TEMPLATES = Path(__file__).with_name("templates")


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The PDF of a template, tagged for readers that read aloud (PDF/UA-1).

    `data` needs `title` and goes to the template as it is (numbers, texts, lists, and lettering.Said for texts from
    outside).
    """
    import typst

    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
    )


@cache
def _fonts() -> "Fonts":
    """Our fonts, read once."""
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
