"""Which columns of a list say what: found by the list's header, corrected by the user, saved for the next time."""

import collections.abc
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import PureWindowsPath
from types import MappingProxyType

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.formats import headings, programs
from organiser.formats.mapping import FIELDS, Column, Mapping
from organiser.text import safe_text

# Answers about being contacted: each column is a statement of its own, and a refusal in any of them must be heard.
_ANSWERS = frozenset(field for field in FIELDS if field.endswith("_ok") or field.startswith("do_not_"))
# Fields that one column alone may fill; the columns of one address (or of one e-mail address) share a group.
_SINGLE = frozenset(field for field, told in FIELDS.items() if not told.startswith("*")) - _ANSWERS - {"skip"}
_SINGLE_IN_GROUP = frozenset(("country", "email_bad"))
_ADDRESS = frozenset(("address", "line", "town", "region", "postcode", "country"))
_NAMES = frozenset(("name", "given", "family"))
_PEOPLE = _NAMES | {"nickname", "email", "phone"}
# A field that tells the whole, and the fields that tell the same in parts.
_PARTS = {"name": {"given", "family"}, "address": {"line"}}
_WHOLE_ADDRESS = re.compile("full|whole|complete|postcode")
_WHOLE_NAME = re.compile("full|whole|complete|first|forename|surname|names")


# Fields chosen by hand for some columns, by the column's place in the header (0-based).
Corrections = collections.abc.Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A column and how far down the list of preferences it stands (0 is best)."""

    column: Column
    preference: int


def no_saved(_fingerprint: str) -> Mapping | None:
    """No mapping was ever saved."""
    return None


def score(cells: Sequence[str]) -> int:
    """How many cells of a line look like the names of columns; sentences, answers and data do not."""
    return sum(_looks_like_a_heading(cell) for cell in cells)


def fingerprint(header: Sequence[str]) -> str:
    """16 hexadecimal characters that name a header: order counts; case, blanks and empty cells at its end do not."""
    folded = [" ".join(heading.casefold().split()) for heading in header]
    while folded and not folded[-1]:
        folded.pop()
    return blake2b("\x1f".join(folded).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def is_register(header: Sequence[str]) -> bool:
    """Whether a header is that of an electoral register, of its monthly update or of a list of postal voters."""
    keys = {headings.key(heading) for heading in header}
    names = len(keys & programs.REGISTER_NAMES)
    if names >= 2 or (names and keys & programs.REGISTER_NUMBERS):
        return True
    # Some registers call the names plainly `Surname` and `Forename`; but a register never holds an e-mail or a phone.
    split_number = {"electornumberprefix", "electornumbersuffix"} <= keys
    return split_number and not any(headings.named(heading) in ("email", "phone") for heading in header)


def recognise(
    header: Sequence[str],
    file: str,
    saved: Callable[[str], Mapping | None] = no_saved,
    choices: Sequence[str] = (),
    corrections: Corrections = MappingProxyType({}),
) -> Mapping:
    """The mapping of a header: a saved one by its fingerprint, else that of a known program, else by its headings.

    Every column of the header is in it, those not read as `skip`; a question for two permissions gives two columns
    of one index. `choices` are the user's corrections, as apply_choices() takes them, and `corrections` the same by
    the column's place. Raises Problem: UNREADABLE for an electoral register and for a header in which nobody could be
    found, USAGE for a choice that cannot be made.
    """
    mapping = understood(header, file, saved)
    mapping = corrected(apply_choices(mapping, header, choices), header, corrections)
    if not names_people(mapping):
        name = safe_text(PureWindowsPath(file).name) or "This list"
        raise Problem(
            f"{name}: no column was recognised as a name, e-mail or telephone number; say which is which with --map",
            UNREADABLE,
        )
    return mapping


def names_people(mapping: Mapping) -> bool:
    """Whether a mapping reads anything by which somebody can be known."""
    return any(column.field in _PEOPLE for column in mapping.columns)


def understood(header: Sequence[str], file: str, saved: Callable[[str], Mapping | None] = no_saved) -> Mapping:
    """The mapping of a header before anybody corrects it, even where nobody is found in it; Problem (UNREADABLE) for
    an electoral register."""
    name = safe_text(PureWindowsPath(file).name) or "This list"
    if is_register(header):
        raise Problem(
            f"{name} is an electoral register: it is only ever checked against (organiser register check), "
            "never imported.",
            UNREADABLE,
        )
    mapping = saved(fingerprint(header))
    mapping = _unsaved(header) if mapping is None else _within(mapping, header)
    return _said_by_this_file(mapping, header, file)


def apply_choices(mapping: Mapping, header: Sequence[str], choices: Sequence[str]) -> Mapping:
    """The mapping with the user's corrections, each `Column heading=field`.

    A column is named by its heading or, where no heading is that, by its letter or number (`C`, `3`). What a choice
    displaces is left unread: another column of the same single field, or the other way of giving the name.
    Raises Problem with USAGE for a field or a column that does not exist.
    """
    return corrected(mapping, header, dict(_choice(choice, header) for choice in choices))


def corrected(mapping: Mapping, header: Sequence[str], chosen: Corrections) -> Mapping:
    """The mapping with some columns, by their place, filling other fields, as apply_choices() does it."""
    if not chosen:
        return mapping
    fields = list(chosen.values())
    twice = next((field for field in fields if field in _SINGLE and fields.count(field) > 1), "")
    if twice:
        raise Problem(f'Only one column can be "{twice}" ({FIELDS[twice]}).', USAGE)
    displaced = {field for whole, parts in _PARTS.items() if whole in fields for field in parts}
    kept = [column for column in mapping.columns if column.index not in chosen]
    candidates = [_Candidate(_unread(column) if column.field in displaced else column, 1) for column in kept]
    candidates += [_Candidate(_column(place, field, header[place]), 0) for place, field in chosen.items()]
    return replace(mapping, columns=_settled(candidates, header))


def to_json(mapping: Mapping) -> str:
    """A mapping as text to save; from_json() reads it again."""
    return json.dumps(asdict(mapping))


def from_json(text: str) -> Mapping:
    """The mapping that to_json() wrote. Raises Problem (UNREADABLE) where it is damaged or has unknown fields."""
    try:
        told = json.loads(text)
        columns = tuple(Column(**column) for column in told["columns"])
        sound = all(isinstance(column.index, int) and column.field in FIELDS for column in columns)
        mapping = Mapping(str(told["source"]), str(told["title"]), columns, dict(told["constants"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Problem("The saved meaning of a list's columns cannot be read.", UNREADABLE) from error
    if not sound:
        raise Problem("The saved meaning of a list's columns has fields unknown to this version.", UNREADABLE)
    return mapping


def _looks_like_a_heading(cell: str) -> bool:
    field = headings.named(cell)
    return (field != "" and field != "skip") or headings.key(cell) in programs.REGISTER_NAMES


def _unsaved(header: Sequence[str]) -> Mapping:
    folded = [headings.fold(heading) for heading in header]
    program = programs.program_of(folded)
    if program is None:
        columns = _read_as_list(header, range(len(header)), frozenset())
        return Mapping(f"list:{fingerprint(header)}", "list", _settled([_Candidate(c, 0) for c in columns], header))
    return Mapping(program.source, program.title, _settled(_read_as_export(program, header, folded), header))


def _within(mapping: Mapping, header: Sequence[str]) -> Mapping:
    """A saved mapping for a header that may have fewer empty cells at its end than the one it was saved for."""
    return replace(mapping, columns=tuple(column for column in mapping.columns if column.index < len(header)))


def _said_by_this_file(mapping: Mapping, header: Sequence[str], file: str) -> Mapping:
    """The mapping with what this very file says of everybody in it: another file may have the same header."""
    folded = [headings.fold(heading) for heading in header]
    program = programs.program_of(folded)
    if program is None or program.source != "mailchimp":
        return mapping
    status = programs.mailchimp_status(folded, file)
    told_by_row = any(column.field == "email_status" for column in mapping.columns)
    return replace(mapping, constants={"email_status": status} if status and not told_by_row else {})


def _read_as_export(program: programs.Program, header: Sequence[str], folded: Sequence[str]) -> list[_Candidate]:
    """The columns of a known program's export; the columns that its users added are read as those of a list."""
    candidates: list[_Candidate] = []
    added: list[int] = []
    for index, words in enumerate(folded):
        found = programs.rule_of(program, words)
        if found is None:
            added.append(index)
            continue
        preference, rule, number = found
        group = number if rule.group == programs.NUMBERED else rule.group
        labels = [text.format(n=number) for text in rule.labelled_by]
        label_from = next((place for place, other in enumerate(folded) if other in labels), -1)
        candidates.append(_Candidate(Column(index, rule.field, rule.label, group, label_from), preference))
    if not program.custom:
        return candidates + [_Candidate(Column(index, "skip"), 0) for index in added]
    known = frozenset(candidate.column.field for candidate in candidates)
    return candidates + [_Candidate(column, len(program.rules)) for column in _read_as_list(header, added, known)]


def _read_as_list(header: Sequence[str], places: Iterable[int], known: frozenset[str]) -> list[Column]:
    """What the headings at some places mean beside each other and beside the fields known already.

    Behind a heading that speaks of another person (`Emergency contact`, `Phone`), a second column of a field that is
    there already is the other person's, and is not read.
    """
    columns: list[Column] = []
    filled = set(known)
    behind_another = False
    for index in places:
        another = headings.of_another_person(header[index])
        behind_another = behind_another or another
        fields = () if another else headings.meanings(header[index])
        mine = [field for field in fields if not (behind_another and field in filled)]
        columns += [_column(index, field, header[index]) for field in mine or ["skip"]]
        filled.update(mine)
    return [_in_context(column, headings.fold(header[column.index]), filled) for column in columns]


def _in_context(column: Column, words: str, fields: set[str]) -> Column:
    """A column whose folded heading means one thing or another depending on which other fields its list has."""
    if words == "title" and ("organisation" in fields or not fields & _NAMES):
        return _unread(column)  # a job's or a thing's title
    if column.field == "address" and fields & {"town", "postcode"} and not _WHOLE_ADDRESS.search(words):
        return replace(column, field="line")  # the postcode stands beside it, not inside
    return column


def _settled(candidates: Iterable[_Candidate], header: Sequence[str]) -> tuple[Column, ...]:
    """The columns in the header's order, each field and each address filled in one way only; the rest is not read."""
    ordered = sorted(candidates, key=lambda candidate: (candidate.preference, candidate.column.index))
    columns = _names_settled([candidate.column for candidate in ordered], header)
    with_lines = {column.group for column in columns if column.field == "line"}
    taken: set[tuple[str, int]] = set()
    settled: list[Column] = []
    for column in columns:
        place = (column.field, column.group if column.field in _SINGLE_IN_GROUP else 0)
        formatted = column.field == "address" and column.group in with_lines
        settled.append(_unread(column) if formatted or place in taken else column)
        if column.field in _SINGLE | _SINGLE_IN_GROUP:
            taken.add(place)
    read = {column.index for column in settled if column.field != "skip"}
    unread = {column.index for column in settled} - read
    kept = [column for column in settled if column.field != "skip"] + [Column(index, "skip") for index in unread]
    return tuple(sorted(kept, key=lambda column: column.index))


def _names_settled(columns: list[Column], header: Sequence[str]) -> list[Column]:
    """The columns with one way of giving the name: given and family name before a whole name.

    Beside a lone `Surname`, a plain `Name` is the given name; beside any other lone part the whole name counts.
    """
    fields = {column.field for column in columns}
    parts = fields & _PARTS["name"]
    if "name" not in fields or not parts:
        return columns
    if len(parts) == 2:
        return [_unread(column) if column.field == "name" else column for column in columns]
    plain = not any(c.field == "name" and _WHOLE_NAME.search(headings.fold(header[c.index])) for c in columns)
    if plain and parts == {"family"}:
        return [replace(column, field="given") if column.field == "name" else column for column in columns]
    return [_unread(column) if column.field in parts else column for column in columns]


def _column(index: int, field: str, heading: str) -> Column:
    return Column(index, field, headings.label(heading, field), 1 if field in _ADDRESS else 0)


def _unread(column: Column) -> Column:
    return Column(column.index, "skip")


def _choice(choice: str, header: Sequence[str]) -> tuple[int, str]:
    """The place and the field of one correction, `Column heading=field`."""
    heading, sign, field = choice.rpartition("=")
    field = field.strip().casefold()
    if not sign or not heading.strip():
        raise Problem(f'--map takes "Column heading=field", not "{safe_text(choice)}".', USAGE)
    if field not in FIELDS:
        raise Problem(f'"{safe_text(field)}" is no field; the fields are: {", ".join(FIELDS)}.', USAGE)
    return place_of(heading, header), field


def place_of(heading: str, header: Sequence[str]) -> int:
    """The place of a column named by its heading, its letter or its number (from 1)."""
    as_written = [place for place, other in enumerate(header) if other.strip() == heading.strip()]
    folded = headings.fold(heading)
    alike = [place for place, other in enumerate(header) if folded and headings.fold(other) == folded]
    found = as_written or alike
    if len(found) > 1:
        letters = ", ".join(_letters(place) for place in found)
        raise Problem(f'Several columns are headed "{safe_text(heading)}"; name one by its letter: {letters}.', USAGE)
    if found:
        return found[0]
    place = _numbered(heading.strip())
    if not 0 <= place < len(header):
        last = f" (A to {_letters(len(header) - 1)})" if header else ""
        raise Problem(
            f'No column is headed "{safe_text(heading)}"; give the heading as it stands in the file, '
            f"or the column's letter{last}.",
            USAGE,
        )
    return place


def _numbered(column: str) -> int:
    """The place that a spreadsheet's column letters or a number name, or -1: `A` and `1` are 0, `AA` is 26."""
    if re.fullmatch("[0-9]{1,5}", column):
        return int(column) - 1
    if not re.fullmatch("[A-Za-z]{1,3}", column):
        return -1
    place = 0
    for letter in column.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _letters(place: int) -> str:
    """The letters over a spreadsheet's column: A for 0, AA for 26."""
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
