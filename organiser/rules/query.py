"""What people type to find somebody: words of which each must be found, in any order, in any part of what is known."""

from organiser.rules.names import fold

# More words than this find nobody the first few would not; it bounds the work for a pasted page.
_MOST_WORDS = 12
_LONGEST = 60


def words(text: str) -> list[str]:
    """The words of a query; blank ones and marks that stand for nothing ("–", "&") are left out."""
    found = [word for word in text.split() if any(mark.isalnum() for mark in word)]
    return [word[:_LONGEST] for word in found[:_MOST_WORDS]]


def forms(word: str) -> tuple[str, ...]:
    """How a word may stand in the text that is searched, the likeliest first.

    Names stand there folded, e-mail addresses in lower case, postcodes without their space, and telephone numbers in
    E.164 form: what is typed with a leading 0, or with 0044, is looked for as +44 too, with brackets and hyphens gone.
    """
    found = [fold(word), word.casefold()]
    digits = "".join(mark for mark in word if mark.isdigit())
    if digits and all(mark.isdigit() or mark in "+-().\u2011" for mark in word):
        found = [digits]
        if digits.startswith("00"):
            found.append(digits[2:])
        elif digits.startswith("0") and len(digits) > 1:
            found.append(f"44{digits[1:]}" if len(digits) > 2 else f"+44{digits[1:]}")
    return tuple(dict.fromkeys(form for form in found if form))
