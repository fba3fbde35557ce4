"""Telephone numbers out of the cell of a list: split, freed of notes, put into E.164, and shown as people write them.

A number counts when it could be dialled: when the library phonenumbers calls it possible. That it is not valid (not in
use, as far as the library knows) is no more than a warning. Nearly all numbers of a list are plain British ones; those
are read without the library's parser, which is slow, by the library's own table of British numbers.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

NO_NUMBER = "no telephone number in it"
TOO_SHORT = "too short to be a telephone number"
TOO_LONG = "too long to be a telephone number"
WRONG_LENGTH = "not the length of a telephone number"
NO_SUCH_COUNTRY = "no country has the code it begins with"
DIGITS_LOST = "shortened by a spreadsheet: some of its digits are lost"
TOO_MUCH = "too much text to look for telephone numbers in it"

_LONGEST_CELL = 1000  # beyond this it is an essay, and taking it apart would take long

_JOINTS = str.maketrans("", "", " -.()")
_BRITISH = re.compile(r"(?:\+44|0044|44)?0?([1-9][0-9]{9})")

_TEL_URI = re.compile(r"tel:", re.IGNORECASE)
_EXTENSION_OF_URI = re.compile(r";ext=", re.IGNORECASE)
# Inside brackets they part nothing: `07700 900123 (mum, evenings)`.
_SEPARATORS = re.compile(r"(?:[/,;&|\n]|\s:::\s|\bor\b)(?![^()]*\))", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"(?<!\d)(?:\+44|0044|\(?0)(?:[\s.()\-]*\d){10,11}(?!\d)", re.ASCII)
_WORDS_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*[^\W\d_][^()\[\]]*)[)\]]")
_EXTENSION = re.compile(r"(?<=\d)[\s,.]*(?:extension|extn|ext|x|#)[\s.:]*(\d{1,7})\b", re.ASCII | re.IGNORECASE)
# Digits and what joins them, without the 6 of `6pm`: an hour beside a number is not dialled.
_DIGITS = re.compile(
    r"\+?(?:[\s().\-‐‑‒–—−]*(?!\d{1,2}(?:[^\W\d_]|\s(?:am|pm|o.?clock)\b))\d++)+", re.ASCII | re.IGNORECASE
)
_FEWEST_DIGITS = 5  # fewer are a house number, an hour, the 1 of `0116 496 0000/1`
_POWER_OF_TEN = re.compile(r"([1-9])(?:\.(\d+))?e\+?(\d{1,2})", re.ASCII | re.IGNORECASE)
_DECIMAL = re.compile(r"(\d+)\.0+", re.ASCII)
_EDGES = " \t\"'=.,:;-–—()[]"
_LABELS = frozenset(("", "tel", "tel no", "telephone", "phone", "phone no", "no", "number", "t"))
_NOTHING = frozenset(("", "n", "a", "na", "n.a", "none", "nil", "no", "unknown", "x", "?", "tbc"))


class Phone(NamedTuple):
    """One number of a cell.

    `raw` as it was written; `value` in E.164, "" where it cannot be dialled; `note` what stood beside it ("mum",
    "ext 12"); `problem` why it cannot be dialled, a short sentence without the number; `valid` whether it is in use.
    """

    raw: str
    value: str
    note: str
    problem: str
    valid: bool


def parse_phones(cell: str, region: str = "GB") -> list[Phone]:
    """The telephone numbers of a cell, in their order; none for a cell that is empty or says "none".

    `region` is the country (ISO 3166, two letters) of numbers written without a country code. Numbers are parted by
    `/ , ; & |`, ` ::: `, line ends and the word or. Words are notes and are never dialled, nor are extensions. The 0
    that a spreadsheet took is given back, and so is the number it wrote as a power of ten.
    """
    cell = cell.strip()
    if not cell:
        return []
    if region == "GB" and cell[-2:] != ".0":
        number = _british(cell)
        if number is not None:
            return [Phone(cell, number[0], "", "", number[1])]
    return _phones(cell, region)


def _british(text: str) -> tuple[str, bool] | None:
    """A British number of ten digits in E.164 and whether it is valid; None where the library has to look at it."""
    found = _BRITISH.fullmatch(text.replace(" ", "")) or _BRITISH.fullmatch(text.translate(_JOINTS))
    if found is None:
        return None
    digits = found[1]
    possible, valid = _british_patterns()
    return ("+44" + digits, valid(digits) is not None) if possible(digits) else None


_Match = Callable[[str], re.Match[str] | None]


@cache
def _british_patterns() -> tuple[_Match, _Match]:
    """What tells a possible British number of ten digits, and what a valid one, from the library's metadata.

    The regions that share +44 (Guernsey, Jersey, Man) are asked in the library's order: the first whose leading digits
    or numbers fit has the say.
    """
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    valid, not_spoken_for = [], ""
    for region in COUNTRY_CODE_TO_REGION_CODE[44]:
        metadata: Any = PhoneMetadata.metadata_for_region(region)
        kinds = (
            metadata.mobile, metadata.fixed_line, metadata.premium_rate, metadata.toll_free, metadata.shared_cost,
            metadata.voip, metadata.personal_number, metadata.pager, metadata.uan, metadata.voicemail,
        )  # fmt: skip
        patterns = "|".join(kind.national_number_pattern for kind in kinds if kind and 10 in kind.possible_length)
        leading = f"(?={metadata.leading_digits})" if metadata.leading_digits else ""
        valid.append(f"{not_spoken_for}{leading}(?=(?:{metadata.general_desc.national_number_pattern})$)(?:{patterns})")
        if metadata.leading_digits:
            not_spoken_for += f"(?!{metadata.leading_digits})"
    british: Any = PhoneMetadata.metadata_for_region("GB")
    possible = british.general_desc.national_number_pattern if 10 in british.general_desc.possible_length else "(?!)"
    return re.compile(possible).fullmatch, re.compile("|".join(valid)).fullmatch


class _Piece(NamedTuple):
    """What stands between two separators: as written, the digits and signs of a number ("" for none), the words."""

    raw: str
    number: str
    words: str


def _phones(cell: str, region: str) -> list[Phone]:
    """The numbers of a cell that is more than one plain British number; words by themselves go to the number before."""
    if len(cell) > _LONGEST_CELL:
        return [Phone(cell, "", "", TOO_MUCH, False)]
    found: list[Phone] = []
    first_words = ""
    pieces = [_taken_apart(text) for text in _pieces(_plain(cell))]
    for piece in pieces:
        if piece.number:
            value, problem, valid = _dialled(piece.number, region)
            found.append(Phone(piece.raw, value, _note(first_words, piece.words), problem, valid))
            first_words = ""
        elif found:
            found[-1] = found[-1]._replace(note=_note(found[-1].note, piece.words))
        else:
            first_words = _note(first_words, piece.words)
    if not found and not all(piece.words.lower() in _NOTHING for piece in pieces):
        return [Phone(cell, "", "", NO_NUMBER, False)]
    return [found[0]._replace(raw=cell)] if len(found) == 1 else found


def _plain(cell: str) -> str:
    """The cell with ASCII digits and signs, and without the signs of a `tel:` address."""
    if not cell.isascii():
        # Telephones put invisible marks of direction around a number that is copied.
        shown = (c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) != "Cf")
        cell = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in shown)
    return _EXTENSION_OF_URI.sub(" ext ", _TEL_URI.sub(" ", cell))


def _pieces(text: str) -> Iterator[str]:
    """The text cut at its separators, and between two whole numbers that nothing but words or blanks part."""
    for piece in _SEPARATORS.split(text):
        numbers = list(_WHOLE_NUMBER.finditer(_WORDS_IN_BRACKETS.sub(lambda found: " " * len(found[0]), piece)))
        if len(numbers) < 2:
            yield piece.strip()
            continue
        # `mum 07700 900123 dad 07700 900124`: words before the first number say that words come before every number.
        words_first = any(map(str.isalpha, piece[: numbers[0].start()]))
        cuts = [number.end() for number in numbers[:-1]] if words_first else [number.start() for number in numbers[1:]]
        yield from (piece[start:end].strip() for start, end in pairwise([0, *cuts, len(piece)]))


def _taken_apart(raw: str) -> _Piece:
    text = _DECIMAL.sub(r"\1", raw) if _DECIMAL.fullmatch(raw) else raw
    if _POWER_OF_TEN.fullmatch(text):
        return _Piece(raw, text, "")
    in_brackets = _WORDS_IN_BRACKETS.findall(text)
    text = _WORDS_IN_BRACKETS.sub(" ", text)
    extension = _EXTENSION.search(text)
    if extension:
        in_brackets.append(f"ext {extension[1]}")
        text = f"{text[: extension.start()]} {text[extension.end() :]}"
    number = max(_DIGITS.finditer(text), key=lambda run: _count_digits(run[0]), default=None)
    if number is None or _count_digits(number[0]) < _FEWEST_DIGITS:
        return _Piece(raw, "", _note(text, *in_brackets))
    return _Piece(raw, number[0].strip(), _note(text[: number.start()], text[number.end() :], *in_brackets))


def _count_digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _note(*words: str) -> str:
    """The words beside a number, without the signs around them and without `tel` and its like."""
    stripped = (text.strip(_EDGES) for text in words)
    return " ".join(text for text in stripped if text.lower() not in _LABELS)


def _dialled(number: str, region: str) -> tuple[str, str, bool]:
    """(E.164, problem, valid) of one number without words."""
    if power := _POWER_OF_TEN.fullmatch(number):
        decimals, exponent = power[2] or "", int(power[3])
        if len(decimals) < exponent or decimals[exponent:].strip("0"):
            return "", DIGITS_LOST, False
        number = power[1] + decimals[:exponent]
    british = _british(number) if region == "GB" else None
    if british is not None:
        return british[0], "", british[1]
    return _by_library(number, region)


def _by_library(number: str, region: str) -> tuple[str, str, bool]:
    import phonenumbers
    from phonenumbers import NumberParseException, ValidationResult

    plus = "+" if number.startswith("+") else ""
    try:
        parsed = phonenumbers.parse(plus + "".join(filter(str.isdigit, number)), region)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            return "", NO_SUCH_COUNTRY, False
        return "", TOO_LONG if error.error_type == NumberParseException.TOO_LONG else TOO_SHORT, False
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason == ValidationResult.IS_POSSIBLE:
        value = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        return value, "", phonenumbers.is_valid_number(parsed)
    problems = {ValidationResult.TOO_LONG: TOO_LONG, ValidationResult.INVALID_LENGTH: WRONG_LENGTH}
    return "", problems.get(reason, TOO_SHORT), False


def national(value: str) -> str:
    """A number in E.164 as it is read out and dialled here: "+447700900123" as "07700 900123", "+33…" with its +33."""
    cuts = _cuts(value[3:6]) if len(value) == 13 and value.startswith("+44") else ()
    if not cuts:
        return _formatted(value)
    return "0" + " ".join(value[3 + start : 3 + end] for start, end in pairwise((0, *cuts, 10)))


# Towns that share their first digits with others whose codes are a digit longer: the library knows which are which.
_MIXED_AREAS = ("138", "152", "153", "169", "176", "194")


def _cuts(opening: str) -> tuple[int, ...]:
    """Where a British number of ten digits is cut into groups, by its first three; () where these do not tell.

    The groups are those of the library's metadata (Ofcom, National Telephone Numbering Plan), whose loading takes
    longer than a list of people.
    """
    first, second, third = opening[0], opening[1], opening[2]
    if first == "7":
        return () if second in "06" else (4,)  # 070 and 076 are no mobiles
    if first in "25":
        return (2, 6)
    if first in "389" or (first == "1" and (second in "01" or (third == "1" and second not in "78"))):
        return (3, 6)
    return (4,) if first == "1" and opening not in _MIXED_AREAS else ()


@lru_cache(maxsize=4096)
def _formatted(value: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return value
    british = number.country_code == 44
    style = phonenumbers.PhoneNumberFormat.NATIONAL if british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, style))
