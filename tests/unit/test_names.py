"""Names as lists spell them: what is matched, what is shown, where they are cut."""

import unicodedata
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from organiser.rules.names import better_spelling, fold, name_key, sort_key, split_name


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasiewicz", "lukasiewicz"),
        ("Björnsson", "bjornsson"),
        ("Çelik", "celik"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("Thị-Mai", "thi-mai"),
        ("Đặng", "dang"),
        ("Sørensen", "sorensen"),
        ("Straße", "strasse"),
        ("Æthelred Œuvre", "aethelred oeuvre"),
        ("Þórður", "thordur"),
        ("Işıl İnönü", "isil inonu"),
        ("Ħal", "hal"),
        ("Ó Súilleabháin", "o suilleabhain"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("Oʼbrien", "obrien"),
        ("O`Brien", "obrien"),
        ("O´Brien", "obrien"),
        ("Thompson‐Reid", "thompson-reid"),
        ("Thompson–Reid", "thompson-reid"),
        ("  Mary \t Ann\u00a0Smith ", "mary ann smith"),
    ],
)
def test_a_name_is_found_without_its_accents_apostrophes_and_capitals(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["প্রিয়া", "प्रिया", "مُحَمَّد", "美玲", "ಪ್ರಿಯಾ"])
def test_the_vowels_of_other_scripts_are_no_accents_and_stay(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFC", text)


# Letters of Latin names, everything that folding treats apart, and anything at all.
_NAME_LETTERS = st.sampled_from("aAbBzZéÉłŁøØßẞæŒıİþðħñüǆﬁſK'’`´ʼ-‐– \u00a0\u0301\u0308\u00ad.ΣσςΐЙёא\u0345")
_TEXTS = st.text(_NAME_LETTERS, max_size=12) | st.text(max_size=12)


@given(_TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127), max_size=20))
def test_plain_letters_fold_by_the_same_rule_as_any_other(text: str) -> None:
    assert fold(text) == fold(text + " é")[:-2].rstrip(" ")


@given(_TEXTS)
def test_composed_and_decomposed_spellings_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_it_does_not_matter_where_a_name_is_cut_nor_how_it_is_spaced() -> None:
    assert name_key("Mary Ann", "Smith") == name_key("Mary", "Ann Smith") == name_key("MaryAnn  smith", "")
    assert name_key("Quentin", "Ó Súilleabháin") == name_key("QUENTIN O'SUILLEABHAIN", "")
    assert name_key("", "") == name_key(" ", "'") == ""


def test_different_names_have_different_keys() -> None:
    assert name_key("Mary", "Smith") != name_key("Marie", "Smith")
    assert name_key("Mary", "Smith") != name_key("Smith", "Mary")


def test_lists_are_ordered_by_family_name_and_accents_do_not_move_anybody() -> None:
    people = [("Zoë", "Çelik"), ("Anne", "Łukasiewicz"), ("Ben", "Dale"), ("Ann", "Celik"), ("Cher", "")]
    assert sorted(people, key=lambda name: sort_key(*name)) == [
        ("Ann", "Celik"),
        ("Zoë", "Çelik"),
        ("Cher", ""),
        ("Ben", "Dale"),
        ("Anne", "Łukasiewicz"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("John Smith", ("John", "Smith")),
        ("Smith, John", ("John", "Smith")),
        ("  Smith ,  John ", ("John", "Smith")),
        ("Mary Ann Smith", ("Mary Ann", "Smith")),
        ("Björnsson, Mairead", ("Mairead", "Björnsson")),
        ("Jean-Luc Ahmed", ("Jean-Luc", "Ahmed")),
        ("Siobhán Fitz-Gerald", ("Siobhán", "Fitz-Gerald")),
        ("Uchenna O'Brien", ("Uchenna", "O'Brien")),
        ("Madonna", ("Madonna", "")),
        ("Smith,", ("", "Smith")),
        (", John", ("John", "")),
        ("", ("", "")),
        (",", ("", "")),
        ("প্রিয়া সেন", ("প্রিয়া", "সেন")),
    ],
)
def test_a_whole_name_is_cut_into_given_and_family_name(text: str, name: tuple[str, str]) -> None:
    assert split_name(text) == name


@pytest.mark.parametrize(
    ("given_name", "family"),
    [
        ("Ngozi", "de la Cruz"),
        ("Ngozi", "De La Cruz"),
        ("Mary Jane", "van der Berg"),
        ("Pieter", "van Dyk"),
        ("Greta", "von Trapp"),
        ("Tariq", "St John"),
        ("Tariq", "St. John"),
        ("Quentin", "Ó Súilleabháin"),
        ("Aoife", "Ní Bhriain"),
        ("Nuala", "Nic Gearailt"),
        ("Eoin", "Ui Neill"),
        ("John", "Mac an tSaoir"),
        ("Hassan", "al-Masri"),
        ("Hassan", "al Masri"),
        ("Salman", "bin Khalid"),
        ("Dafydd", "ap Gwilym"),
        ("Ana", "dos Santos"),
        ("Ana", "da Silva"),
        ("Luc", "du Bois"),
        ("Anke", "ter Horst"),
        ("Corrie", "ten Boom"),
    ],
)
def test_particles_stay_with_the_family_name(given_name: str, family: str) -> None:
    assert split_name(f"{given_name} {family}") == (given_name, family)
    assert split_name(f"{family}, {given_name}") == (given_name, family)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("van Dyk", ("", "van Dyk")),
        ("de la Cruz", ("", "de la Cruz")),
        ("Van Morrison", ("Van", "Morrison")),
        ("al smith", ("al", "smith")),
        ("Thanh Van", ("Thanh", "Van")),
    ],
)
def test_a_particle_needs_a_name_behind_it_and_may_be_a_given_name(text: str, name: tuple[str, str]) -> None:
    assert split_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("John Smith, Jr", ("John", "Smith Jr")),
        ("John Smith, Jr.", ("John", "Smith Jr.")),
        ("John Smith Jr", ("John", "Smith Jr")),
        ("Ann Smith, OBE", ("Ann", "Smith OBE")),
        ("Ann Smith, O.B.E., JP", ("Ann", "Smith O.B.E. JP")),
        ("Ann Smith MBE", ("Ann", "Smith MBE")),
        ("Ann Smith, PhD", ("Ann", "Smith PhD")),
        ("Smith, Ann, KC", ("Ann", "Smith KC")),
        ("Smith, Ann MP", ("Ann", "Smith MP")),
        ("Smith, Jr, John", ("John", "Smith Jr")),
        ("John de la Cruz Jr", ("John", "de la Cruz Jr")),
        ("Smith, QC", ("", "Smith QC")),
    ],
)
def test_what_follows_a_name_is_not_taken_for_a_given_name(text: str, name: tuple[str, str]) -> None:
    assert split_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mrs Ann Smith", ("Ann", "Smith")),
        ("Cllr. Ann Smith", ("Ann", "Smith")),
        ("Councillor Prof. Ann Smith", ("Ann", "Smith")),
        ("Smith, Mr John", ("John", "Smith")),
        ("Mr Smith, John", ("John", "Smith")),
        ("MX ANN SMITH", ("ANN", "SMITH")),
        ("Dr", ("Dr", "")),
        ("Mr Dr", ("Dr", "")),
        ("Mrs Smith", ("Smith", "")),
    ],
)
def test_titles_are_cut_off_unless_nothing_would_remain(text: str, name: tuple[str, str]) -> None:
    assert split_name(text) == name


_TITLE_WORDS = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend", "sir", "dame"}
_TITLE_WORDS |= {"cllr", "councillor"}
_WORDS = st.sampled_from(
    [
        "Ann",
        "Mary",
        "de",
        "la",
        "van",
        "St",
        "Mac",
        "an",
        "tSaoir",
        "Ó",
        "Jr",
        "OBE",
        "Łukasiewicz",
        "O'Brien",
        "van",
        "Smith",
        "JOHN",
        "李",
    ]
)


@given(st.lists(_WORDS, max_size=6).map(" ".join) | st.text(max_size=30))
@example("\u0301 a")
def test_cutting_a_name_in_two_loses_no_letter(text: str) -> None:
    assume("," not in text and not any(word.rstrip(".").lower() in _TITLE_WORDS for word in text.split()))
    assert name_key(*split_name(text)) == name_key(text, "")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (("Ann", "Smith"), ("ANN", "SMITH")),
        (("Ann", "Smith"), ("ann", "smith")),
        (("Ann", "Smith"), ("Ann", "SMITH")),
        (("Ngozi", "de la Cruz"), ("Ngozi", "DE LA CRUZ")),
        (("Zoë", "Björnsson"), ("Zoe", "Bjornsson")),
        (("Zoë", "Björnsson"), ("Zoë", "Bjornsson")),
        (("Zoe", "Bjornsson"), ("ZOË", "BJÖRNSSON")),
        (("Ann", "Smith"), ("Ann Smith", "")),
        (("Ann", "O'Brien"), ("Ann", "O’Brien")),
        (("JP", "Smith"), ("Jp", "Smith")),
        (("MARY", "SMITH"), ("MARY SMITH", "")),
    ],
)
def test_the_better_of_two_spellings_is_kept_whichever_list_comes_first(
    better: tuple[str, str], worse: tuple[str, str]
) -> None:
    assert name_key(*better) == name_key(*worse)
    assert better_spelling(better, worse) == better_spelling(worse, better) == better


_SPELLINGS = st.tuples(
    st.sampled_from(["Zoe", "ZOE", "zoe", "Zoë", "ZOË", "Zoe\u0308", "Zoe Bjornsson", ""]),
    st.sampled_from(["Bjornsson", "BJORNSSON", "björnsson", "Björnsson", "Bj’ornsson", ""]),
) | st.tuples(st.text(max_size=4), st.text(max_size=4))


@given(st.lists(_SPELLINGS, min_size=1, max_size=4))
def test_any_order_of_lists_ends_in_the_same_spelling(spellings: list[tuple[str, str]]) -> None:
    assert len({reduce(better_spelling, order) for order in permutations(spellings)}) == 1


@given(_SPELLINGS, _SPELLINGS, _SPELLINGS)
def test_it_does_not_matter_which_two_spellings_are_compared_first(
    a: tuple[str, str], b: tuple[str, str], c: tuple[str, str]
) -> None:
    assert better_spelling(a, better_spelling(b, c)) == better_spelling(better_spelling(a, b), c)
    assert better_spelling(a, b) in (a, b)
