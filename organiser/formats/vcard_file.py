"""vCard files (2.1, 3.0 and 4.0: RFC 2426, RFC 6350), card by card, as telephones and address books really write them.

One bad card never costs another, and one bad line never costs its card.
"""

import binascii
import codecs
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import BinaryIO, NamedTuple

from organiser.errors import IO_ERROR, UNREADABLE, Problem
from organiser.formats.decoding import Decoding, decode_bytes
from organiser.formats.mapping import Column, Mapping
from organiser.formats.table import Finding, Table

# What stands between several values of one cell.
SEPARATOR = " ::: "

# Every column of the table of cards: what it is called, the field it fills, and which address it is a part of.
_COLUMNS = (
    ("Identifier", "id", 0),
    ("Name", "name", 0),
    ("Title", "title", 0),
    ("Given name", "given", 0),
    ("Middle names", "middle", 0),
    ("Family name", "family", 0),
    ("Suffix", "suffix", 0),
    ("Nickname", "nickname", 0),
    ("Organisation", "organisation", 0),
    ("E-mail", "email", 0),
    ("Phone", "phone", 0),
    ("Address", "line", 1),
    ("Town", "town", 1),
    ("Region", "region", 1),
    ("Postcode", "postcode", 1),
    ("Country", "country", 1),
    ("Second address", "line", 2),
    ("Second town", "town", 2),
    ("Second region", "region", 2),
    ("Second postcode", "postcode", 2),
    ("Second country", "country", 2),
    ("Born", "born", 0),
    ("Note", "note", 0),
    ("Tags", "tags", 0),
    ("Changed", "dated", 0),
    ("Gender", "gender", 0),
    ("Language", "language", 0),
)
VCARD_HEADER = tuple(name for name, _, _ in _COLUMNS)
VCARD_MAPPING = Mapping(
    source="vcard",
    title="vCard",
    columns=tuple(Column(index, field, group=group) for index, (_, field, group) in enumerate(_COLUMNS)),
    constants={"name_from": "nickname organisation email"},
)

# Codes of what is said about a card, and how it is said.
_REASONS = {
    "bad-photo": "a picture or another enclosed file is damaged; the rest of the card was read",
    "cut-off": "the card has no end or no beginning: it was read as far as it goes",
    "bad-line": "a line that says nothing a card can say was left out",
    "too-long": "a value longer than 1 MB was left out",
    "more-addresses": "only two addresses of the card were read",
    "empty-card": "the card holds nothing that can be used",
}

# The longest value, in bytes as they stand in the file; a photo may be longer, since it is thrown away.
_LONGEST_VALUE = 1 << 20
# Properties of which a part is of use when the file ends in the middle of them; half an e-mail address is not.
_USEFUL_IN_PART = frozenset({"FN", "N", "NICKNAME", "ORG", "NOTE", "CATEGORIES"})
# Properties that hold a file, which may be long and is never kept.
_ENCLOSED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
# What says enough of somebody to be a card even where the line that begins it is missing.
_TELLING = frozenset({"FN", "N", "EMAIL", "TEL"})

# RFC 6350 wants identifiers unique in the world, which takes some length.
_SHORTEST_IDENTIFIER = 16

_JOINED_CARDS = re.compile(rb"(END:VCARD)\s*(BEGIN:VCARD)\s*", re.IGNORECASE)
_FRAME = re.compile(rb"\s*(?:BEGIN|END):VCARD\s*", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile(rb"[^:]*[;=]QUOTED-PRINTABLE\s*[;:]", re.IGNORECASE)
_BASE64 = re.compile(rb"[^:]*;(?:ENCODING=)?(?:BASE64|B)\s*[;:]", re.IGNORECASE)
_PROPERTY = re.compile(rb'\s*(?:[\w-]+\.)?([A-Za-z][\w-]*)\s*(?:;((?:"[^"]*"|[^:])*+))?:(.*)', re.DOTALL)
_PARAMETER = re.compile(r'((?:"[^"]*"|[^";])+)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_EXTENSION = re.compile(r";ext=(\d+)", re.IGNORECASE)
_NO_PARTS = ["", "", "", "", ""]
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "7BIT", "8BIT"})


class _Line(NamedTuple):
    """A line of the file without its end; `whole` is False where the file ends before the line does."""

    text: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class _Property:
    """One property of a card: its name, its parameters in capitals (TYPE holds every type), its value as in the file.

    `fault` is the code of what is wrong with it, or empty; `whole` is False where the file ends in the middle of it.
    """

    name: str
    parameters: dict[str, list[str]]
    value: bytes
    whole: bool = True
    fault: str = ""

    def text(self) -> str:
        """The value decoded, escapes still in it."""
        raw = self.value
        if "QUOTED-PRINTABLE" in self.parameters.get("ENCODING", ()):
            raw = binascii.a2b_qp(raw)
        charset = self.parameters.get("CHARSET", [""])[0]
        return decode_bytes(raw, charset).replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class _Card:
    """The properties of one card, its place in the file (from 1), and whether its end or beginning is missing."""

    number: int
    properties: list[_Property]
    cut_off: bool


def vcard_table(file: BinaryIO, decoding: Decoding | None, name: str) -> Table:
    """The cards of a file as one table under VCARD_HEADER, which VCARD_MAPPING maps; a row's number is its card's.

    `decoding` is given where the file is in UTF-16 or UTF-32 or begins with a mark; `name` is what to call the file.
    The table's findings grow as cards are read. The file is closed at the end. Raises Problem (65) where no card holds
    anything of use, and 74 where the file cannot be read on.
    """
    findings: list[Finding] = []
    rows = _rows(file, decoding, name, findings)
    first = next(rows, None)
    if first is None:
        raise Problem(f"{name} holds no card that says anything of use.", UNREADABLE)
    return Table(name, "", VCARD_HEADER, 0, chain((first,), rows), findings)


def _rows(
    file: BinaryIO, decoding: Decoding | None, name: str, findings: list[Finding]
) -> Iterator[tuple[int, list[str]]]:
    with file:
        try:
            for card in _cards(_properties(_lines(file, decoding))):
                row, codes = _row_of(card)
                findings.extend(Finding(name, "", card.number, code, _REASONS[code]) for code in codes)
                if row:
                    yield card.number, row
        except OSError as error:
            raise Problem(f"{name} cannot be read on ({error.strerror}).", IO_ERROR) from None


def _lines(file: BinaryIO, decoding: Decoding | None) -> Iterator[_Line]:
    """The lines of a file as bytes, in UTF-8 if the file's own encoding is a wide one.

    Bytes, because folding may cut a character in two and each property may name a charset of its own.
    A line beyond the longest value is given cut, one byte too long.
    """
    wide = decoding is not None and decoding.wide
    source = decoding if decoding and wide else Decoding("latin-1", decoding.skip if decoding else 0)
    encoding = "utf-8" if wide else "latin-1"
    most = _LONGEST_VALUE + 1
    with source.open(file) as text:
        while part := text.readline(most):
            # Files are put one behind the other, marks of their encoding and all, with no line end in between.
            line = part.rstrip("\r\n").encode(encoding, "replace").replace(codecs.BOM_UTF8, b"")
            while len(part) == most and part[-1] not in "\r\n":
                part = text.readline(most)
            ended = part[-1:] in ("\r", "\n")
            joined = _JOINED_CARDS.fullmatch(line)
            if joined:
                yield _Line(joined[1], True)
                line = joined[2]
            yield _Line(line, ended)


def _properties(lines: Iterable[_Line]) -> Iterator[_Property]:
    """Properties put together from their lines; what cannot be a property has no name and a fault."""
    unfolding = _Unfolding(_Line(b"", True), old=False)
    old = False
    for line in lines:
        if unfolding.takes(line):
            continue
        finished = unfolding.finished()
        if finished:
            if finished.name == "VERSION":
                old = finished.value.strip() == b"2.1"
            yield finished
        unfolding = _Unfolding(line, old=old)
    finished = unfolding.finished()
    if finished:
        yield finished


class _Unfolding:
    """One property while it is put together from its lines; `old` says that the card is of version 2.1."""

    def __init__(self, line: _Line, *, old: bool) -> None:
        self.raw = bytearray(line.text)
        self.whole = line.whole
        self.old = old
        self.binary = bool(_BASE64.match(line.text))
        self.soft = bool(_QUOTED_PRINTABLE.match(line.text))

    def takes(self, line: _Line) -> bool:
        """Add a line if it continues this property; False if it does not."""
        text = line.text
        if not self.raw or not text or _FRAME.fullmatch(text):
            return False
        if self.soft and self.raw.endswith(b"="):
            del self.raw[-1:]
        elif text[:1] in (b" ", b"\t"):
            # Version 2.1 folds where a blank stands and keeps it; later versions put in one blank of their own.
            text = text if self.old else text[1:]
        elif not self.binary or b":" in text:
            return False
        if len(self.raw) <= _LONGEST_VALUE:
            self.raw += text
        self.whole = line.whole
        return True

    def finished(self) -> _Property | None:
        """The property that the lines make; None where they are blank."""
        raw = bytes(self.raw)
        if not raw.strip():
            return None
        found = _PROPERTY.fullmatch(raw)
        if found is None:
            return _Property("", {}, b"", self.whole, "bad-line" if self.whole else "")
        name = found[1].decode("ascii").upper()
        too_long = len(raw) > _LONGEST_VALUE
        if self.binary:
            # Never kept, and only looked at to say so where it is damaged.
            broken = self.whole and not too_long and not _is_base64(found[3])
            return _Property(name, {}, b"", self.whole, "bad-photo" if broken else "")
        if too_long:
            return _Property(name, {}, b"", self.whole, "" if name in _ENCLOSED else "too-long")
        return _Property(name, _parameters(decode_bytes(found[2] or b"")), found[3], self.whole)


def _is_base64(value: bytes) -> bool:
    try:
        binascii.a2b_base64(b"".join(value.split()), strict_mode=True)
    except binascii.Error:
        return False
    return True


def _parameters(text: str) -> dict[str, list[str]]:
    """Parameters in capitals; the bare words of version 2.1 (`CELL`, `BASE64`) stand where later versions have them."""
    parameters: dict[str, list[str]] = {}
    for parameter in _PARAMETER.findall(text.upper()):
        key, equals, value = parameter.partition("=")
        if not equals:
            key, value = "ENCODING" if key.strip() in _ENCODINGS else "TYPE", key
        values = [part.strip() for part in value.replace('"', "").split(",")]
        parameters.setdefault(key.strip(), []).extend(values)
    return parameters


def _cards(properties: Iterable[_Property]) -> Iterator[_Card]:
    """Properties gathered card by card. A card that stands in another as its AGENT is passed over."""
    number, agents = 0, 0
    card: list[_Property] | None = None
    begun = agent_follows = False
    for found in properties:
        value = found.value.strip().upper()
        if found.name == "BEGIN" and value == b"VCARD":
            if agent_follows:
                agents += 1
            else:
                if card is not None:
                    yield _Card(number, card, True)
                number, agents, card, begun = number + 1, 0, [], True
        elif found.name == "END" and value == b"VCARD":
            if agents:
                agents -= 1
            elif card is not None:
                yield _Card(number, card, not begun)
                card = None
        elif card is None and found.name in _TELLING:
            number, card, begun = number + 1, [found], False
        elif found.name == "AGENT" and value == b"BEGIN:VCARD" and card is not None:
            agents += 1
        elif card is not None and not agents:
            card.append(found)
        agent_follows = found.name == "AGENT" and not value and card is not None
    if card is not None:
        yield _Card(number, card, True)


def _row_of(card: _Card) -> tuple[list[str], list[str]]:
    """The cells of a card, none where it holds nothing of use, and the codes of what is to be said about it."""
    codes = ["cut-off"] if card.cut_off else []
    said: defaultdict[str, list[_Property]] = defaultdict(list)
    for found in card.properties:
        if found.fault:
            codes.append(found.fault)
        elif found.whole or found.name in _USEFUL_IN_PART:
            said[found.name].append(found)
    old = any(version.value.strip() == b"2.1" for version in said["VERSION"])
    names = [parts for parts in (_name_parts(name, old) for name in said["N"]) if any(parts)]
    family, given, middle, title, suffix = names[0] if names else _NO_PARTS
    addresses = [parts for parts in map(_address_parts, said["ADR"]) if any(parts)]
    if len(addresses) > 2:
        codes.append("more-addresses")
    first_address, second_address = [*addresses, _NO_PARTS, _NO_PARTS][:2]
    content = [
        _first(said["FN"], _plain),
        *(title, given, middle, family, suffix),
        _all(said["NICKNAME"], _parts(",", ", "), ", "),
        # The body and its units, from the larger to the smaller.
        _all(said["ORG"], _parts(";", ", "), "; "),
        _all(said["EMAIL"], _email),
        _all(said["TEL"], _phone),
        *first_address,
        *second_address,
        _first(said["BDAY"], _full_date),
        _all(said["NOTE"], _plain, "\n"),
        _all(said["CATEGORIES"], _parts(",", SEPARATOR)),
    ]
    if any(content):
        identifier = _first(said["UID"], _identifier)
        changed = _first(said["REV"], _full_date)
        cells = [identifier, *content, changed, _first(said["GENDER"], _gender), _all(said["LANG"], _plain)]
    else:
        codes.append("empty-card")
        cells = []
    return cells, list(dict.fromkeys(codes))


def _first(properties: list[_Property], read: Callable[[_Property], str]) -> str:
    """The first value that is not blank."""
    return next(filter(None, map(read, properties)), "")


def _all(properties: list[_Property], read: Callable[[_Property], str], separator: str = SEPARATOR) -> str:
    """Every value that is not blank, each once."""
    return separator.join(dict.fromkeys(filter(None, map(read, properties))))


def _plain(found: _Property) -> str:
    return _unescape(found.text())


def _name_parts(found: _Property, old: bool) -> list[str]:
    """Family name, given name, middle names, title and suffix; later versions put commas between several of a kind."""
    parts = _split(found.text(), ";")[:5]
    texts = [_unescape(part) if old else " ".join(map(_unescape, _split(part, ","))).strip() for part in parts]
    return (texts + _NO_PARTS)[:5]


def _address_parts(found: _Property) -> list[str]:
    """The lines of an address (post box, addition, street), town, region, postcode and country."""
    box, addition, street, *rest = [*map(_unescape, _split(found.text(), ";")), *_NO_PARTS, *_NO_PARTS][:7]
    return ["\n".join(filter(None, (box, addition, street))), *rest]


def _parts(mark: str, separator: str) -> Callable[[_Property], str]:
    """A reader of values that are lists in themselves."""
    return lambda found: separator.join(filter(None, map(_unescape, _split(found.text(), mark))))


def _email(found: _Property) -> str:
    text = _plain(found)
    return text[7:] if text[:7].lower() == "mailto:" else text


def _phone(found: _Property) -> str:
    """A number to call, without the `tel:` of RFC 3966; blank where it is a fax and nothing else."""
    types = set(found.parameters.get("TYPE", ()))
    if "FAX" in types and types.isdisjoint({"VOICE", "CELL", "TEXT"}):
        return ""
    text = _plain(found)
    if text[:4].lower() != "tel:":
        return text
    extension = _EXTENSION.search(text)
    return text[4:].partition(";")[0] + (f" ext. {extension[1]}" if extension else "")


def _full_date(found: _Property) -> str:
    """The day of a date as ISO; blank where the year is not known, as in `--0322`, or there is no such day."""
    if "X-APPLE-OMIT-YEAR" in found.parameters:
        return ""
    parts = _DATE.match(_plain(found))
    try:
        return date(*map(int, parts.groups())).isoformat() if parts else ""
    except ValueError:
        return ""


def _identifier(found: _Property) -> str:
    """The identifier where it can be believed to be nobody else's: some address books number their cards 1, 2, 3."""
    text = _plain(found)
    return text.removeprefix("urn:uuid:") if text.startswith("urn:") or len(text) >= _SHORTEST_IDENTIFIER else ""


def _gender(found: _Property) -> str:
    """The words they chose, else the letter; `N` and `U` say that there is none, or that it is not known."""
    letter, *words = map(_unescape, _split(found.text(), ";"))
    return next(filter(None, words), "" if letter.upper() in {"N", "U"} else letter)


def _split(text: str, mark: str) -> list[str]:
    """Parts of a value between the marks that no backslash protects, escapes still in them."""
    parts, start = [], 0
    for found in re.finditer(rf"\\.|{mark}", text, re.DOTALL):
        if found[0] == mark:
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text).strip()


def _unescaped(found: re.Match[str]) -> str:
    """`\\n` is a line break; a backslash before another letter or a digit is meant as it stands."""
    if found[1] in "nN":
        return "\n"
    return found[0] if found[1].isalnum() else found[1]
