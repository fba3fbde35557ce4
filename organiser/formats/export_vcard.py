"""People as vCard 3.0 (RFC 2426), the kind that every telephone and address book reads."""

from collections.abc import Iterable, Iterator

from organiser.formats.own import Address, Contact, Person

# Octets of a line without its end (RFC 2426, section 2.6).
_LONGEST_LINE = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_TYPES = {"home": "HOME", "work": "WORK", "mobile": "CELL", "cell": "CELL"}
# So many cards are written at once.
_CARDS = 200


def vcard_bytes(people: Iterable[Person], day: str) -> Iterator[bytes]:
    """The cards of people as known on an ISO day, block by block; what has ended is left out."""
    cards: list[str] = []
    for person in people:
        cards.append("".join(f"{_folded(line)}\r\n" for line in _lines(person, day)))
        if len(cards) == _CARDS:
            yield "".join(cards).encode()
            cards = []
    yield "".join(cards).encode()


def _lines(person: Person, day: str) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:{person.id}"
    yield f"N:{_parts(person.family, person.given, '', person.title, '')}"
    yield f"FN:{_escaped(f'{person.given} {person.family}'.strip())}"
    nicknames = _values(person, "nickname")
    if nicknames:
        yield f"NICKNAME:{','.join(map(_escaped, nicknames))}"
    for contact in _each_once(person.contacts):
        name = "EMAIL" if contact.kind == "email" else "TEL"
        first = "INTERNET" if contact.kind == "email" else "VOICE"
        yield f"{name};TYPE={','.join(filter(None, (first, _type(contact.label))))}:{_escaped(contact.value)}"
    for address in person.addresses:
        if not address.until:
            kind = f";TYPE={_type(address.label)}" if _type(address.label) else ""
            yield f"ADR{kind}:{_postal(address)}"
    yield from (f"ORG:{_escaped(organisation)}" for organisation in _values(person, "organisation"))
    if person.born:
        yield f"BDAY:{person.born}"
    if person.tags:
        yield f"CATEGORIES:{','.join(map(_escaped, person.tags))}"
    if person.notes:
        yield "NOTE:" + _escaped("\n".join(note.body for note in person.notes))
    yield f"REV:{day}"
    yield "END:VCARD"


def _each_once(contacts: Iterable[Contact]) -> list[Contact]:
    """The addresses that hold, each once: one may have been given under several names."""
    holding = [contact for contact in contacts if not contact.until and contact.kind in ("email", "phone")]
    return list({contact.value: contact for contact in reversed(holding)}.values())[::-1]


def _values(person: Person, kind: str) -> list[str]:
    return list(dict.fromkeys(fact.value for fact in person.facts if fact.kind == kind and not fact.until))


def _type(label: str) -> str:
    return _TYPES.get(label.casefold(), "")


def _postal(address: Address) -> str:
    return _parts("", "", address.lines, address.town, "", address.postcode, "")


def _parts(*texts: str) -> str:
    return ";".join(map(_escaped, texts))


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> str:
    """A line cut into pieces of at most 75 octets, never within a character; each further one begins with a blank."""
    if len(line) <= _LONGEST_LINE and line.isascii():
        return line
    pieces: list[str] = []
    piece, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > _LONGEST_LINE:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += letter
        octets += size
    return "\r\n".join([*pieces, piece])
