"""UK postcodes: read however they are typed, and found inside an address."""

import re

# A9, A99, A9A, AA9, AA99, AA9A, then a digit and two letters, never CIKMOV (Royal Mail; BS 7666); and Girobank's.
# Areas are not checked: BFPO (BF1), the pseudo postcodes (ZZ99) and those that have ended are postcodes too.
_WELL_WRITTEN = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABD-HJLNP-UW-Z]{2}|GIR 0AA")
_TYPED = re.compile(r"((?:[A-Z]{1,2}|0[A-Z])[0-9][A-Z0-9]?)([0-9O][ABD-HJLNP-UW-Z]{2})|(GIR)([0O]AA)")
_BETWEEN = dict.fromkeys(map(ord, " \t\n\u00a0.,-‐‑–"))
# Greedy from the left, so that the last one is found. In `Flat A1 2nd Floor` stands none.
_LAST_INSIDE = re.compile(
    r"(?s:.*)\b([A-Za-z]{1,2}[0-9][A-Za-z0-9]?[ \u00a0-]{0,2}[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}|GIR 0AA)\b"
    r"(?!\s+(?:[Ff]l|FL)(?:at|AT|oor|OOR|r|R)?\b)"
)


def parse_postcode(text: str) -> str:
    """The postcode as it is printed ("SE13 5AB") out of any typing of it ("se135ab", "SE13-5AB"); "" for other text.

    The letter O for the digit that opens the second half, and the digit 0 for the letter that opens the first, are
    put right: nothing else could be meant.
    """
    if _WELL_WRITTEN.fullmatch(text):
        return text
    if len(text) < 5:
        return ""
    found = _TYPED.fullmatch(text.translate(_BETWEEN).upper())
    if found is None:
        return ""
    outward, inward = found[1] or found[3], found[2] or found[4]
    return f"{outward[0].replace('0', 'O')}{outward[1:]} {inward[0].replace('O', '0')}{inward[1:]}"


def find_postcode(text: str) -> tuple[str, str]:
    """The last postcode that stands in a longer text as a word of its own, and the text without it.

    ("", text) where there is none. The parts before and after are joined by what parted them, a comma or a line end.
    """
    found = _LAST_INSIDE.match(text)
    if found is None:
        return "", text
    before, after = text[: found.start(1)], text[found.end(1) :]
    head, tail = before.rstrip(" ,\n\t"), after.lstrip(" ,\n\t")
    if head and tail:
        gaps = before[len(head) :], after[: len(after) - len(tail)]
        head += "\n" if "\n" in gaps[0] + gaps[1] else max(gaps, key=len)
    return parse_postcode(found[1]), (head + tail).strip()
