"""Takes the fonts for printing out of Debian's packages: `python docs/fonts.py FOLDER`, seldom needed.

FOLDER holds what `dpkg -x` unpacked of fonts-noto-core and fonts-noto-cjk; fonttools must be installed. All fonts are
taken as they are but the Chinese one, which is cut down to the characters of GB 2312 (simplified) and to the 5,401
that Big5 calls frequent (traditional). Beside them is written which characters they hold.
"""

import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "organiser" / "reports" / "fonts"
_WHOLE = (
    *("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"),
    *("NotoNastaliqUrdu-Regular.ttf", "NotoNastaliqUrdu-Bold.ttf"),
    *("NotoSansBengali-Regular.ttf", "NotoSansBengali-Bold.ttf"),
    *("NotoSansDevanagari-Regular.ttf", "NotoSansGujarati-Regular.ttf"),
    *("NotoSansGurmukhi-Regular.ttf", "NotoSansTamil-Regular.ttf"),
)
_CHINESE = "NotoSansCJKsc-Regular-subset.otf"
_SIMPLIFIED_IN_TTC = 2
# CJK punctuation and full-width forms, and the quotation marks that Chinese shares with us.
_BESIDE = (*range(0x3000, 0x3040), *range(0xFF01, 0xFF60), 0xB7, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026)


def main(folder: Path) -> None:
    """Copy, cut down and list the fonts."""
    fonts = folder / "usr/share/fonts"
    for name in _WHOLE:
        shutil.copyfile(fonts / "truetype/noto" / name, TARGET / name)
    _cut_down(fonts / "opentype/noto/NotoSansCJK-Regular.ttc", TARGET / _CHINESE)
    covered = sorted({point for path in TARGET.glob("*.[to]tf") for point in characters(path)})
    (TARGET / "characters.txt").write_text("".join(f"{line}\n" for line in _ranges(covered)), encoding="ascii")


def characters(path: Path) -> set[int]:
    """The code points that a font draws."""
    from fontTools.ttLib import TTFont

    return set(TTFont(path).getBestCmap())


def _cut_down(source: Path, target: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, fontNumber=_SIMPLIFIED_IN_TTC, recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = ["ccmp", "locl", "kern", "mark", "mkmk"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes={*_double_byte("gb2312", 0xB0, 0xF7), *_double_byte("big5", 0xA4, 0xC6), *_BESIDE})
    cutter.subset(font)
    font.save(target)


def _double_byte(codec: str, first: int, last: int) -> Iterator[int]:
    """The characters of two bytes whose first byte lies between two bounds."""
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            letters = bytes((lead, trail)).decode(codec, "ignore")
            if len(letters) == 1:
                yield ord(letters)


def _ranges(points: Iterable[int]) -> Iterator[str]:
    """Sorted code points as lines "first last", in hex."""
    first = last = -1
    for point in points:
        if point != last + 1:
            if first >= 0:
                yield f"{first:x} {last:x}"
            first = point
        last = point
    yield f"{first:x} {last:x}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
