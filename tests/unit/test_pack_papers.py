"""The papers of a pack as residents hold them: secret, legible in their languages, the same twice, never harmed."""

import io
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from organiser.reports.lettering import FONTS, MOST, UNKNOWN, said, undrawable
from organiser.reports.pack import Meeting, Vote, ballots, large_print
from organiser.reports.pack_count import Figures, counting, results
from organiser.reports.pack_desk import Badge, Expected, SignIn, badges, poster, privacy, sign_in
from organiser.rules.conference import METHODS, TIES
from organiser.rules.hand_count import faults, steps, tie
from organiser.rules.voting_words import voting_words
from organiser.text import safe_text

MEETING = Meeting("Anytown decides", "Saturday", "", "the hall", "Printed by Acre Print. Promoted by A. Example.")
CHOICES = ("Fly-tipping", "Speeding past the school", "Damp", "Street lights")
VOTE = Vote("Castle Ward", "plurality", "hand", 1, CHOICES)
# One issue in each of the languages that are spoken here, among English words.
LANGUAGES = (
    "Gormod o draffig ar Ŵyl Road, tŷ ŷ",
    "Śmieci i dzikie wysypiska przy łące, źdźbło",
    "Rubbish مشكلة القمامة in the park",
    "Damp کچرا اور ٹریفک کا مسئلہ",
    "Parking আবর্জনা ফেলা",
    "垃圾太多了 Castle 樓梯",
    "Litter कचरा, કચરો, ਕੂੜਾ, குப்பை",
)
TEAR = "the part below goes into the box"


@cache
def of_four_pages() -> bytes:
    return ballots(MEETING, VOTE, range(1, 14))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def fragments(pdf: bytes) -> list[list[tuple[str, tuple[float, ...]]]]:
    """What stands on each page and where: texts, and lines and boxes by what draws them."""
    pages = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        found: list[tuple[str, tuple[float, ...]]] = []

        def text(words: str, cm: list[float], tm: list[float], *_: object, to: list = found) -> None:  # type: ignore[type-arg]
            if words.strip():
                to.append((words.strip(), (*cm, *tm)))

        def drawn(operator: bytes, operands: list[object], cm: list[float], *_: object, to: list = found) -> None:  # type: ignore[type-arg]
            if operator in (b"re", b"l", b"c", b"m", b"d", b"w", b"rg", b"RG", b"g", b"G", b"scn", b"SCN", b"Do"):
                to.append((f"{operator.decode()} {operands}", tuple(cm)))

        page.extract_text(visitor_text=text, visitor_operand_before=drawn)
        pages.append(found)
    return pages


def test_the_same_papers_are_the_same_bytes_twice() -> None:
    assert ballots(MEETING, VOTE, range(1, 14)) == of_four_pages()
    assert ballots(MEETING, VOTE, range(2, 15)) != of_four_pages()
    assert not re.search(rb"CreationDate|ModDate", of_four_pages())


@pytest.mark.parametrize("make", [ballots, large_print])
def test_two_papers_of_a_ward_differ_in_nothing_but_the_number_on_the_stub(make: Callable[..., bytes]) -> None:
    # Numbers of as many digits: where they begin on the stub is the same too.
    pages = fragments(make(MEETING, VOTE, range(11, 23)))
    assert len(pages) >= 3
    numbers = [words for page in pages for words, _ in page if re.fullmatch(r"No\. \d+", words)]
    assert sorted(numbers) == sorted(f"No. {number}" for number in range(11, 23))
    without = [[one for one in page if not re.fullmatch(r"No\. \d+", one[0])] for page in pages]
    assert all(page == without[0] for page in without[1:])


def test_the_part_for_the_box_bears_no_number_but_those_beside_the_issues() -> None:
    papers = text_of(of_four_pages()).split(TEAR)[1:]
    assert len(papers) == 13
    # Up to the imprint: what follows is the stub of the next paper.
    bodies = {paper.partition("Promoted by")[0] for paper in papers}
    assert len(bodies) == 1
    assert re.findall(r"\d+", bodies.pop()) == ["1", "2", "3", "4"]


def test_papers_cut_as_one_pile_follow_one_another() -> None:
    pages = [re.findall(r"No\. (\d+)", page.extract_text()) for page in PdfReader(io.BytesIO(of_four_pages())).pages]
    corners = list(zip(*(page + [""] * (4 - len(page)) for page in pages), strict=True))
    assert [number for corner in corners for number in corner if number] == [str(one) for one in range(1, 14)]


@pytest.mark.parametrize(
    "make",
    [
        lambda meeting: ballots(meeting, VOTE, range(1, 2)),
        lambda meeting: large_print(meeting, VOTE),
        lambda meeting: poster(meeting, "Everybody", "", ["Castle Ward"], [VOTE]),
        lambda meeting: privacy(meeting, "Anytown Labour Party", "data@example.org"),
        lambda meeting: results(meeting, [(VOTE, None)]),
    ],
    ids=["ballots", "large print", "poster", "privacy", "results"],
)
def test_what_the_public_holds_bears_the_imprint_or_says_draft(make: Callable[[Meeting], bytes]) -> None:
    with_imprint = text_of(make(MEETING))
    assert "Printed by Acre Print. Promoted by A. Example." in " ".join(with_imprint.split())
    assert "DRAFT" not in with_imprint
    assert "DRAFT" in text_of(make(Meeting("Anytown decides", "Saturday", "", "the hall", "")))


def test_what_the_public_reads_is_tagged_with_a_title_and_a_language() -> None:
    root = PdfReader(io.BytesIO(of_four_pages())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert PdfReader(io.BytesIO(of_four_pages())).metadata["/Title"] == "Ballot papers, Castle Ward: Anytown decides"


def test_every_language_is_printed_in_its_own_letters() -> None:
    assert undrawable(LANGUAGES) == []
    pdf = ballots(MEETING, Vote("Castle Ward", "approval", "hand", 1, LANGUAGES), range(1, 2))
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    fonts = {str(font["/BaseFont"]).partition("+")[2] for font in page["/Resources"]["/Font"].values()}
    for family in (
        "NotoSans-",
        "NotoNaskhArabic-",
        "NotoNastaliqUrdu",
        "NotoSansBengali-",
        "NotoSansCJKsc-",
        "NotoSansDevanagari",
        "NotoSansGujarati",
        "NotoSansGurmukhi",
        "NotoSansTamil",
    ):
        assert any(name.startswith(family) for name in fonts), family
    text = page.extract_text()
    for words in ("Ŵyl Road, tŷ ŷ", "źdźbło", "垃圾太多了 Castle 樓梯"):
        assert words in text


def test_a_text_runs_as_its_first_letter_does_and_urdu_is_told_from_arabic() -> None:
    arabic, urdu = said("مشكلة القمامة Castle 12"), said("کچرا اور ٹریفک")
    assert (arabic["dir"], [language for language, _ in arabic["runs"]]) == ("rtl", ["ar", "en"])
    assert (urdu["dir"], urdu["runs"]) == ("rtl", [("ur", "کچرا اور ٹریفک")])
    assert said("Castle مشكلة")["dir"] == "ltr"
    assert "".join(words for _, words in said("Anytown SE13 5AB")["runs"]) == "Anytown SE13\u00a05AB"


def test_nothing_that_is_written_is_taken_for_markup() -> None:
    hostile = '#read("/etc/hosts") *bold* $x^2$ \\u{41} @ref <tag> [b] // no'
    pdf = ballots(MEETING, Vote(hostile, "plurality", "hand", 1, (hostile, "Damp")), range(1, 2))
    assert " ".join(text_of(pdf).split()).count(hostile) == 3


def test_no_naughty_text_fails_or_leaves_the_page(shared_data: Path) -> None:
    naughty = json.loads((shared_data / "naughty" / "blns.json").read_text(encoding="utf-8"))
    texts = [text for text in map(safe_text, naughty) if text] + ["W" * 3000, "x" * 50 + " " + "ي" * 400, "垃" * 900]
    people = [Expected(text, "SE13 5AB") for text in sorted(texts, key=len, reverse=True)]
    assert sign_in(MEETING, [SignIn("Castle Ward", "", people, 0)])
    # What does not fit onto a badge is cut off at its edge.
    assert badges(MEETING, [Badge(text, text) for text in texts[::8]])
    every = [sign_in(MEETING, [SignIn("Castle Ward", "", people[:20], 0)])]
    for first in (140, len(texts) - 8):
        choices = tuple(texts[first : first + 8])
        vote = Vote(choices[0], "stv", "hand", 2, choices)
        meeting = Meeting(choices[-1], "Saturday", "", choices[1], MEETING.imprint)
        papers = ballots(meeting, vote, range(1, 3))
        assert len(PdfReader(io.BytesIO(papers)).pages) <= 2
        every += [papers, poster(meeting, choices[2], choices[3], choices, [vote])]
        assert counting(meeting, vote, 9)
    for pdf in every:
        for page in PdfReader(io.BytesIO(pdf)).pages:
            off: list[str] = []

            def look(words: str, cm: list[float], tm: list[float], *_: object, off: list[str] = off) -> None:
                x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                if words.strip() and not (0 <= x <= 842 and 0 <= y <= 842):
                    off.append(words)

            page.extract_text(visitor_text=look)
            assert off == []


def test_a_long_word_may_break_a_long_name_is_cut_and_what_no_font_has_is_marked() -> None:
    (language, words), *_ = said("W" * 1000)["runs"]
    assert language == "en"
    assert len(words.replace("\u200b", "")) == MOST
    assert "\u200b" in words
    assert said("Fly-tipping 🗑 here")["runs"] == [("en", f"Fly-tipping {UNKNOWN} here")]
    assert undrawable(["a🗑b🗑", "ท"]) == ["🗑", "ท"]
    assert not undrawable([UNKNOWN])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rule", TIES)
def test_every_method_says_how_to_vote_how_it_is_decided_and_how_to_count_by_hand(method: str, rule: str) -> None:
    words = voting_words(method, 2 if method == "stv" else 1, rule)
    assert TIES[rule] in words.tie
    assert ("look back" in words.tie) is (method in ("irv", "stv"))
    assert ("cross" in words.do) is (method in ("plurality", "approval"))
    assert len(steps(method, 2)) >= 5
    assert TIES[rule].casefold() in tie(method, rule).casefold()
    assert "blank" in faults(method)


def test_the_sheets_to_count_by_hand_hold_the_account_the_tally_and_the_stages() -> None:
    plain = text_of(counting(MEETING, VOTE, 60))
    assert "Papers accounted for" in plain
    assert "Stages" not in plain
    ranked = text_of(counting(MEETING, Vote("Castle Ward", "stv", "hand", 2, CHOICES), 60))
    assert "quota: one more than that" in ranked
    assert "lost to fractions" in ranked
    assert all(name in ranked for name in CHOICES)


def test_a_result_slip_tells_few_votes_by_the_winner_alone() -> None:
    votes = [(str(count),) for count in (41, 38, 22, 15)]
    full = Figures(("Damp",), False, (120, 116, 2, 1, 1), ("Votes",), votes, code="7F3K-91QD", declared="today, 20:41")
    told = text_of(results(MEETING, [(VOTE, full)]))
    assert all(words in told for words in ("41", "116", "7F3K-91QD", "today, 20:41"))
    few = text_of(results(MEETING, [(VOTE, Figures(("Damp",), True, declared="today, 20:41"))]))
    assert "Damp" in few
    assert "Fly-tipping" not in few
    assert not re.search(r"\b41\b", few.replace("20:41", ""))


def test_the_fonts_are_beside_their_licence_and_small_enough_to_carry() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 8_000_000
