"""Which of many names somebody means who has typed the beginning of one."""

from collections.abc import Sequence

from organiser.rules.names import fold


def meant(words: str, names: Sequence[str], most: int) -> list[int]:
    """The places of the names that fit what was typed, the likeliest first: the very name, names that begin so, names
    of which a word begins so, then those that have it somewhere. Nothing typed: the first names as they stand."""
    asked = fold(words).strip()
    if not asked:
        return list(range(min(most, len(names))))
    found: list[tuple[int, int]] = []
    for place, name in enumerate(names):
        known = fold(name)
        if asked == known:
            found.append((0, place))
        elif known.startswith(asked):
            found.append((1, place))
        elif f" {asked}" in known:
            found.append((2, place))
        elif all(word in known for word in asked.split()):
            found.append((3, place))
    return [place for _, place in sorted(found)[:most]]
