"""Lists of councillors as ModernGov, the software of most councils, gives them out: CouncillorsByWard, an XML file.

What the file says of one councillor is a `Councillor`, the shape in which other lists of councillors are read as well.
A file with a DOCTYPE is refused before anything in it is read: entities that are declared there can swell to any size.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from organiser.errors import UNREADABLE, Problem
from organiser.formats.said import Address, ContactSaid
from organiser.formats.table import Finding
from organiser.rules.dates import parse_date
from organiser.rules.emails import parse_emails
from organiser.rules.names import fold, split_name
from organiser.rules.phones import parse_phones
from organiser.rules.postcodes import parse_postcode
from organiser.rules.terms import Term
from organiser.text import safe_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT = "councillorsbyward"
_BLOCK = 1 << 16
_OPEN = frozenset(("", "unspecified", "n/a", "none", "-"))
# What stands before a name in the lists of councils: an office that everybody on the list holds, posts, and titles.
_COUNCILLOR = re.compile(r"(?:councillor|cllr|coun|clr)\b\.?[\s,]*", re.IGNORECASE)
_HONOUR = re.compile(r"(?:the\s+|right\s+|rt\.?\s+|worshipful\s+)+(?=\S)", re.IGNORECASE)
_POST = re.compile(
    r"((?:deputy\s+)?(?:lord\s+|lady\s+)?(?:mayor(?:ess)?|provost)|(?:deputy\s+)?(?:speaker|convener)|alderman|bailie)"
    r"\b[\s,:]+(?:(?:councillor|cllr)\b\.?\s*)?",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(dr|mr|mrs|ms|miss|mx|prof|professor|rev|revd|reverend|sir|dame|lord|lady|baroness|baron|hon|captain|major)"
    r"\b\.?\s+",
    re.IGNORECASE,
)
_VACANT = frozenset(("vacancy", "vacant"))


class Councillor(NamedTuple):
    """What a list says of one councillor.

    `row` is the number a spreadsheet would show; an XML file's councillors are counted from 1. `title` is Dr, Mrs… as
    written; Mayor and the like are among the `posts`. `ward` is as the list writes it; `outside_id` the number that the
    council gives them. No terms: the list tells none.
    """

    row: int
    title: str
    given: str
    family: str
    party: str = ""
    ward: str = ""
    outside_id: str = ""
    posts: tuple[str, ...] = ()
    surgery: str = ""
    terms: tuple[Term, ...] = ()
    contacts: tuple[ContactSaid, ...] = ()
    addresses: tuple[Address, ...] = ()


class CouncillorList(NamedTuple):
    """A whole list: its councillors and wards in their order, wards with a seat said to be vacant (once a seat)."""

    councillors: list[Councillor]
    wards: list[str]
    vacant: list[str]
    refused: list[Finding]
    warnings: list[Finding]


class NameSaid(NamedTuple):
    """A name without what stands before it: titles, and posts such as Mayor."""

    title: str
    given: str
    family: str
    posts: tuple[str, ...]


def take_name(text: str) -> NameSaid:
    """A councillor's name as lists write it, "Deputy Mayor Cllr Dr Jo Bloggs", taken apart; at least one word stays."""
    left = safe_text(text)
    titles: list[str] = []
    posts: list[str] = []
    while True:
        for pattern, found in ((_COUNCILLOR, None), (_HONOUR, None), (_POST, posts), (_TITLE, titles)):
            match = pattern.match(left)
            if match and left[match.end() :].strip():
                left = left[match.end() :].strip()
                if found is not None:
                    found.append(match[1])
                break
        else:
            given, family = split_name(left)
            return NameSaid(" ".join(titles), given, family, tuple(posts))


def is_vacant(name: str) -> bool:
    """Whether what stands for a name says that nobody holds the seat: "Vacancy", "Vacant seat"."""
    return bool(_VACANT.intersection(fold(name).split()))


def posts_of(*texts: str) -> tuple[str, ...]:
    """Posts out of several texts, one a line, each once however it is written."""
    found: dict[str, str] = {}
    for line in (safe_text(line) for text in texts for line in text.splitlines()):
        if line:
            found.setdefault(fold(line), line)
    return tuple(found.values())


def contacts_of(emails: str, phones: str, label: str) -> tuple[ContactSaid, ...]:
    """The e-mail addresses and telephone numbers of two cells; what cannot be used is left out."""
    return (
        *(ContactSaid("email", value, raw if raw.lower() != value else "", label)
          for raw, value, problem in parse_emails(emails) if not problem),
        *(ContactSaid("phone", value, safe_text(raw), note or label)
          for raw, value, note, problem, _ in parse_phones(phones) if not problem),
    )  # fmt: skip


def looks_like_xml(beginning: bytes) -> bool:
    """Whether a file begins as XML does, in UTF-8 or UTF-16."""
    return beginning.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


def read_modgov(path: Path, name: str) -> CouncillorList:
    """The councillors of a CouncillorsByWard file, read ward by ward; `name` is what to call it in messages.

    Raises Problem (65) for another kind of XML, for one with a DOCTYPE, and for one that is damaged.
    """
    from xml.etree.ElementTree import ParseError, iterparse

    found = CouncillorList([], [], [], [], [])
    with path.open("rb") as file:
        _refuse_what_is_not_modgov(file, name)
        try:
            for _, element in iterparse(file):  # noqa: S314 - without a DOCTYPE no entity can be declared
                if _kind(element) == "ward":
                    _take_ward(element, name, found)
                    element.clear()
        except ParseError as error:
            raise _damaged(name, error.position[0]) from None
    if not found.wards:
        raise Problem(f"{name} holds no ward.", UNREADABLE)
    return found


def _refuse_what_is_not_modgov(file: BinaryIO, name: str) -> None:
    """Look at what stands before the first part of the file and at that part's name, and at nothing else."""
    from xml.parsers import expat

    roots: list[str] = []

    def doctype(*_: object) -> None:
        raise Problem(f"{name} has a DOCTYPE, which no list of councillors needs: it is not read.", UNREADABLE)

    def element(root: str, _: object) -> None:
        roots.append(root)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        while not roots and (block := file.read(_BLOCK)):
            parser.Parse(block, False)
    except expat.ExpatError as error:
        if not roots:
            raise _damaged(name, error.lineno) from None
    if not roots or _local(roots[0]) != _ROOT:
        raise Problem(
            f"{name} is no list of councillors: of XML files, those that ModernGov calls CouncillorsByWard are read.",
            UNREADABLE,
        )
    file.seek(0)


def _damaged(name: str, line: int) -> Problem:
    return Problem(f"{name} is damaged: it cannot be read beyond line {line}.", UNREADABLE)


def _local(tag: str) -> str:
    """The name of a part, without a namespace."""
    return re.split("[}:]", tag)[-1].casefold()


def _kind(element: "Element") -> str:
    return _local(element.tag)


def _take_ward(ward: "Element", file: str, found: CouncillorList) -> None:
    title = _child(ward, "wardtitle")
    found.wards.append(title)
    for element in ward.iter():
        if _kind(element) == "councillor":
            row = len(found.councillors) + len(found.vacant) + len(found.refused) + 1
            _take_councillor(element, title, Finding(file, "", row, "", ""), found)


def _take_councillor(element: "Element", ward: str, at: Finding, found: CouncillorList) -> None:
    name = _child(element, "fullusername")
    if is_vacant(name):
        found.vacant.append(ward)
        return
    said = take_name(name)
    if not said.given and not said.family:
        found.refused.append(Finding(at.file, "", at.row, "no-name", "no name stands there"))
        return
    terms = []
    for term in _parts(element, "termofoffice"):
        since, until = _child(term, "startdate"), _child(term, "enddate")
        read = term_of(since, until)
        if read is None:
            reason = "a term of office cannot be read, or ends before it begins: it was left out"
            found.warnings.append(Finding(at.file, "", at.row, "bad-date", reason))
        else:
            terms.append(read)
    found.councillors.append(
        Councillor(
            row=at.row,
            title=said.title,
            given=said.given,
            family=said.family,
            party=_child(element, "politicalpartytitle"),
            ward=ward,
            outside_id=_child(element, "councillorid"),
            posts=posts_of(*said.posts, *("\n".join(part.itertext()) for part in _parts(element, "keyposts"))),
            surgery="\n".join(line for part in _parts(element, "surgerydetails") for line in _lines(part)),
            terms=tuple(sorted(set(terms))),
            contacts=tuple(_contacts(element)),
            addresses=tuple(_addresses(element)),
        )
    )


def term_of(since: str, until: str) -> Term | None:
    """A term of office from two texts, `unspecified` and blanks being open; None where it cannot be one."""
    days = [("", True) if text.casefold() in _OPEN else (parse_date(text), False) for text in (since, until)]
    if any(not day and not is_open for day, is_open in days):
        return None
    term = Term(days[0][0], days[1][0])
    return None if term.since and term.until and term.until <= term.since else term


def _contacts(element: "Element") -> Iterator[ContactSaid]:
    """Office-holders' public addresses, where the file gives any; the same one twice is given once."""
    seen = set()
    for label in ("work", "home"):
        for place in _parts(element, f"{label}address"):
            phones = "\n".join(filter(None, (_child(place, "phone"), _child(place, "mobile"))))
            for contact in contacts_of(_child(place, "email"), phones, label):
                if contact.value not in seen:
                    seen.add(contact.value)
                    yield contact


def _addresses(element: "Element") -> Iterator[Address]:
    for label in ("work", "home"):
        for place in _parts(element, f"{label}address"):
            lines = [safe_text(part.text or "") for part in place if re.fullmatch(r"line\d+", _kind(part))]
            postcode = parse_postcode(_child(place, "postcode"))
            if any(lines) or postcode:
                yield Address(", ".join(filter(None, lines)), "", postcode, label)


def _parts(element: "Element", kind: str) -> list["Element"]:
    return [part for part in element.iter() if _kind(part) == kind]


def _child(element: "Element", kind: str) -> str:
    """The text of the first part of this kind, "" where there is none."""
    return next((safe_text("".join(part.itertext())) for part in element if _kind(part) == kind), "")


def _lines(element: "Element") -> Iterator[str]:
    return filter(None, map(safe_text, element.itertext()))
