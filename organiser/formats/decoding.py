"""Which encoding the bytes of a file are in, and their text as a stream that never holds the whole file."""

import codecs
import io
from dataclasses import dataclass
from typing import BinaryIO

from organiser.errors import UNREADABLE, Problem

# How much of the beginning of a file is looked at to tell what it is, in bytes.
SAMPLE = 1 << 16
_BLOCK = 1 << 20
# A stretch this long (in bytes) without any line end is no list, and reading it as one line would fill the memory.
_LONGEST_STRETCH = 16 << 20

# UTF-32 before UTF-16: the mark of the one begins with the mark of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Windows-1252 leaves five bytes without a meaning: they are read as Latin-1.
_WESTERN = [bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)]


def _as_western(error: UnicodeError) -> tuple[str, int]:
    """The characters for bytes that an encoding cannot explain, and where to read on."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_WESTERN[code] for code in error.object[error.start : error.end]), error.end


codecs.register_error("organiser-western", _as_western)


@dataclass(frozen=True, slots=True)
class Decoding:
    """How bytes become text: the encoding's name and how many bytes of a mark at the beginning to skip."""

    encoding: str
    skip: int = 0

    @property
    def wide(self) -> bool:
        """Whether a plain ASCII character takes two or four bytes."""
        return self.encoding.startswith(("utf-16", "utf-32"))

    def open(self, file: BinaryIO) -> io.TextIOWrapper:
        """The file's text from its beginning, line ends as they stand; closing it closes the file.

        Lines end at LF, CR or CRLF. It never raises UnicodeError: bytes that mean nothing are replaced.
        """
        file.seek(self.skip)
        return io.TextIOWrapper(file, encoding=self.encoding, errors=self._errors, newline="")

    def head(self, sample: bytes) -> str:
        """The text of the first bytes of a file; its last character may be cut."""
        return sample[self.skip :].decode(self.encoding, self._errors)

    @property
    def _errors(self) -> str:
        return "replace" if self.wide else "organiser-western"


def decoding_of_sample(sample: bytes) -> Decoding | None:
    """The encoding that the first bytes of a file give away, by a byte order mark or by NULs in every other place.

    None where it takes the whole file to tell.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return Decoding(encoding, len(mark))
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    # Names may be Arabic or Bengali, but separators, digits and e-mail addresses still make every fourth byte a NUL.
    enough = len(sample) // 8
    if second > enough and first * 20 <= second:
        return Decoding("utf-16-le")
    if first > enough and second * 20 <= first:
        return Decoding("utf-16-be")
    return None


def decoding_of(file: BinaryIO, name: str) -> Decoding:
    """The encoding of a file, read once from beginning to end in blocks: UTF-8 if all of it is, else Windows-1252.

    `name` is what to call the file. Raises Problem (65) where a stretch of 16 MB has no line end.
    """
    file.seek(0)
    known = decoding_of_sample(file.read(SAMPLE))
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = known is None
    unbroken = 0
    file.seek(0)
    while block := file.read(_BLOCK):
        unbroken = 0 if b"\n" in block or b"\r" in block else unbroken + len(block)
        if unbroken >= _LONGEST_STRETCH:
            raise Problem(f"{name} is not a list: it runs on for 16 MB without the end of a line.", UNREADABLE)
        if is_utf8:
            try:
                # A character cut in two by the very end of the file is no reason to doubt the rest.
                utf8.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
    return known or Decoding("utf-8" if is_utf8 else "cp1252")


def decode_bytes(raw: bytes, charset: str = "") -> str:
    """Text of a few bytes: by the charset they are said to be in, else UTF-8, its faults read as Windows-1252."""
    if charset:
        try:
            return raw.decode(charset)
        except (LookupError, ValueError):
            # An unknown charset, or bytes that are not in it.
            pass
    return raw.decode("utf-8", "organiser-western")
