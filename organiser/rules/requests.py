"""A request for a councillor's help as it is typed or piped in: what is asked, who asks, how they are reached."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from organiser.text import safe_lines, safe_text

_LABEL = re.compile(r"\s*(name|who|contact|phone|mobile|e-?mail|address|asked|request)\s*:\s*(.*)", re.IGNORECASE)
_NAME, _ASKED = ("name", "who"), ("asked", "request")


class Request(NamedTuple):
    """What a resident asks for, their name and how they are reached. It goes onto a slip and is never kept."""

    asked: str
    name: str = ""
    contact: str = ""


def from_lines(lines: Iterable[str]) -> Request:
    """`Name: …` and `Contact: …` on lines of their own; everything else is what is asked."""
    asked, name, contact = list[str](), list[str](), list[str]()
    for line in lines:
        found = _LABEL.fullmatch(line.rstrip("\r\n"))
        label = found[1].casefold() if found else ""
        part = asked if not found or label in _ASKED else name if label in _NAME else contact
        part.append(found[2] if found else line)
    return Request(safe_lines("\n".join(asked)), safe_text(" ".join(name)), safe_text(" ".join(contact)))


def from_line(line: str) -> Request:
    """`lift broken for weeks; Ann Lee; 07700 900123`: what is asked, who asks, how they are reached."""
    asked, _, rest = line.partition(";")
    name, _, contact = rest.partition(";")
    return Request(safe_text(asked), safe_text(name), safe_text(contact))
