"""A bar drawn to the eighth of a cell, and how much more or less something is than before."""

from collections.abc import Sequence

_COLUMNS = "▁▂▃▄▅▆▇█"
_EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, width: int) -> str:
    """A bar of a share (0 to 1) of `width` cells; what is more than nothing shows at least an eighth."""
    eighths = min(round(share * width * 8), width * 8)
    if share > 0:
        eighths = max(eighths, 1)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(width)


def change(number: int) -> str:
    """▲2 for two more than before, ▼1 for one fewer, "" for as many."""
    return f"▲{number:,}" if number > 0 else f"▼{-number:,}" if number < 0 else ""


def spark(counts: Sequence[int], width: int) -> str:
    """The last `width` of some counts as columns, the highest of all as high as a line, nothing on the ground."""
    most = max(counts, default=0) or 1
    return "".join(_COLUMNS[-(-count * (len(_COLUMNS) - 1) // most)] for count in counts[-width:])
