"""E-mail addresses out of the cell of a list: split, freed of names and brackets, lower-cased, checked for syntax."""

import re
import unicodedata
from typing import NamedTuple

_LONGEST = 254  # octets in the path of RFC 5321, section 4.5.3.1.3, less the angle brackets; erratum 1690 of RFC 3696

_COMMON = re.compile(
    r"[A-Za-z0-9_+'-]+(?:\.[A-Za-z0-9_+'-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
# `"Smith, Ann" <ann@example.org>` and `Ann Smith <ann@example.org>`: the name before the brackets.
_NAME_BEFORE_BRACKETS = re.compile(
    r"(?:\"[^\"]*\"\s*+|(?<![^<>@,;/&|\n\"])[^<>@,;/&|\n\"]*+)<([^<>]*)>"  # only from a name's first letter on
)
_SEPARATORS = re.compile(r"[,;/&|\n]|\s:::\s")
_QUERY = re.compile(r"\?.*", re.DOTALL)
_WRAPPING = " \t\"'()[]{}<>“”‘’:"
_NOT_IN_AN_ADDRESS = re.compile(r"[\s()<>\[\]:;,\\\"\x00-\x1f\x7f-\x9f]")
_LABEL = re.compile(r"[^\W_](?:(?:[^\W_]|[-\u0300-\u036f\u200c\u200d])*[^\W_])?")
_NOTHING = frozenset(("", "-", "n", "a", "na", "n.a.", "none", "nil", "no", "unknown", "x", "?", "tbc"))


class Email(NamedTuple):
    """One address of a cell: as written, lower-cased for matching ("" where there is a problem), and the problem."""

    raw: str
    value: str
    problem: str


def parse_emails(cell: str) -> list[Email]:
    """The e-mail addresses of a cell, in their order; none for a cell that is empty or says "none".

    Addresses are parted by blanks, line ends, `, ; / & |` and ` ::: `; `Ann <ann@example.org>` and `mailto:` are
    understood. The whole address is lower-cased: that is how the program matches, whatever the part before the @ may
    mean to its server. Words beside an address are left out; words without one are a problem, said in a sentence.
    """
    cell = cell.strip()
    if len(cell) <= _LONGEST and _COMMON.fullmatch(cell):
        return [Email(cell, cell.lower(), "")]
    if not cell:
        return []
    named = "<" in cell
    text = _NAME_BEFORE_BRACKETS.sub(r", \1 ,", unicodedata.normalize("NFC", cell)) if named else cell
    found: list[Email] = []
    for part in _SEPARATORS.split(text):
        words = part.split()
        addresses = [word for word in words if "@" in word]
        if addresses:
            found.extend(_email(word) for word in addresses)
        elif not named and not all(word.lower() in _NOTHING for word in words):
            found.append(Email(part.strip(), "", "no @ in the e-mail address"))
    return found


def _email(word: str) -> Email:
    raw = word.strip(_WRAPPING)
    address = raw[7:] if raw[:7].lower() == "mailto:" else raw
    if "?" in address:
        address = _QUERY.sub("", address)
    address = unicodedata.normalize("NFC", address.strip(_WRAPPING).lower())
    problem = _problem(address)
    return Email(raw, "" if problem else address, problem)


def _problem(address: str) -> str:
    """What is wrong with an address, as a short sentence; "" where nothing is."""
    name, _, domain = address.rpartition("@")
    labels = domain.split(".")
    if "@" in name:
        return "more than one @ in the e-mail address"
    if not name:
        return "nothing before the @ of the e-mail address"
    if not domain:
        return "nothing after the @ of the e-mail address"
    if len(labels) < 2:
        return "no dot after the @ of the e-mail address"
    if not all(labels) or not all(name.split(".")):
        return "a dot too many in the e-mail address"
    if _NOT_IN_AN_ADDRESS.search(name) or not all(map(_LABEL.fullmatch, labels)):
        return "a character that cannot stand in an e-mail address"
    if len(address.encode()) > _LONGEST:
        return "too long for an e-mail address"
    return ""
