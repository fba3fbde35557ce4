"""A count as one table: a row for each option with its votes at every stage, a bar and what became of it.

Drawn in terminal cells for any width; where not all stages fit, as many as do, the one that is looked at among them.
"""

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import combining, east_asian_width

from organiser.rules.counting.result import Result, Stage, short_votes

GONE = "–"
_EIGHTHS = " ▏▎▍▌▋▊▉"
# Cells for names at most, and at least where there is room and where there is little; beside the votes at least.
_NAME, _NAME_WIDE, _NAME_NARROW = 40, 22, 17
_BESIDE, _BESIDE_NARROW = 26, 19
_GAP = 2


class Line(NamedTuple):
    """An option, or (number 0) papers that count for none: its votes at each stage as text, and what became of it.

    `share` is how its votes at the stage that is looked at compare with the most, 0 to 1.
    """

    number: int
    name: str
    votes: tuple[str, ...]
    share: float
    state: str


class Window(NamedTuple):
    """The stages of which there is room for, from `first` up to before `last`, counted from 0."""

    first: int
    last: int


def table(result: Result, stage: int = 0, adopted: str = "adopted") -> list[Line]:
    """The lines of a count as of a stage (from 1; 0 is the last): whatever was adopted first, then by votes.

    `adopted` is the word for an option that was chosen.
    """
    stages = result.stages
    now = stages[(stage or len(stages)) - 1]
    most = max(now.tallies, default=0)
    order = [number for number, option in enumerate(result.options, 1) if not option.withdrawn]
    order.sort(key=lambda number: _rank(result, number))
    lines = []
    for number in order:
        votes = tuple(_votes(result, each, number) for each in stages)
        tally = now.tallies[number - 1]
        share = tally / most if most and not _gone(result, now, number) else 0.0
        lines.append(Line(number, result.name(number), votes, share, _state(result, now, number, adopted)))
    if any(each.exhausted for each in stages):
        lines.append(Line(0, "no further choice", _below([each.exhausted for each in stages]), 0.0, ""))
    if any(each.lost for each in stages):
        lines.append(Line(0, "lost to fractions", _below([each.lost for each in stages]), 0.0, ""))
    return lines


def _rank(result: Result, number: int) -> tuple[int, int, list[int]]:
    """Those chosen in their order, then those still in, then who dropped out last; of equals who had more."""
    chosen = result.winners.index(number) if number in result.winners else len(result.options)
    out = next((stage.number for stage in result.stages if number in stage.excluded), len(result.stages) + 1)
    return chosen, -out, [-stage.tallies[number - 1] for stage in reversed(result.stages)]


def _gone(result: Result, now: Stage, number: int) -> bool:
    return any(number in stage.excluded for stage in result.stages if stage.number < now.number)


def _votes(result: Result, stage: Stage, number: int) -> str:
    return GONE if _gone(result, stage, number) else short_votes(stage.tallies[number - 1])


def _below(votes: Sequence[int]) -> tuple[str, ...]:
    return tuple(short_votes(one) if one else GONE for one in votes)


def _state(result: Result, now: Stage, number: int, adopted: str) -> str:
    for stage in result.stages[: now.number]:
        if number in stage.elected:
            return adopted
        if number in stage.excluded:
            after = result.stages[stage.number].movement if stage.number < now.number else None
            if after is None:
                return "drops out" if stage is now else "dropped out"
            moved = sum(transfer.papers for transfer in after.transfers if transfer.to)
            return f"dropped out, {moved:,} moved on"
    return ""


# Drawing -------------------------------------------------------------------------------------------------------------


class _Layout(NamedTuple):
    """Cells for a name and for the votes at a stage, how many stages there is room for, whether words are cut short."""

    name: int
    votes: int
    stages: int
    short: bool


def window(lines: Sequence[Line], width: int, stage: int = 0) -> Window:
    """Which stages there is room for in so many cells, the one looked at (from 1; 0 the last) among them."""
    count, fitting = _stages(lines), _layout(lines, width).stages
    last = min(max(stage or count, fitting), count)
    return Window(max(0, last - fitting), last)


def looks(lines: Sequence[Line], width: int) -> list[int]:
    """The stages to be looked at one after the other, so that all of them are seen."""
    found, stage = list[int](), _stages(lines)
    while stage:
        found.insert(0, stage)
        stage = window(lines, width, stage).first
    return found


def heading(lines: Sequence[Line], width: int, stage: int = 0) -> str:
    """The line over the table: the stages, the one that is looked at marked."""
    layout, shown, count = _layout(lines, width), window(lines, width, stage), _stages(lines)
    if count == 1:
        return fit("Issue", layout.name) + f"{'votes':>{layout.votes}}"
    here = stage or count
    titles = [f"{'▸' if number == here else ''}stage {number}" for number in range(shown.first + 1, shown.last + 1)]
    before = f"‹ {shown.first} more" if shown.first else "Issue"
    after = f"  {count - shown.last} more ›" if shown.last < count else ""
    return fit(before, layout.name) + "".join(f"{title:>{layout.votes}}" for title in titles) + after


def drawn(lines: Sequence[Line], width: int, stage: int = 0) -> list[str]:
    """The lines of a table, each in at most so many cells."""
    layout, shown = _layout(lines, width), window(lines, width, stage)
    room = max(1, width - layout.name - layout.votes * (shown.last - shown.first) - _GAP)
    states = [line.state.removeprefix("dropped ") if layout.short else line.state for line in lines]
    # All bars are drawn to one scale, whatever stands behind them.
    beside = [width_of(state) + 1 for line, state in zip(lines, states, strict=True) if line.share and state]
    bars = room - max(beside, default=0)
    told = []
    for line, state in zip(lines, states, strict=True):
        votes = "".join(f"{one:>{layout.votes}}" for one in line.votes[shown.first : shown.last])
        words = f"{_bar(line.share, bars)} {state}" if line.share else state
        told.append(f"{fit(line.name, layout.name)}{votes}{' ' * _GAP}{fit(words, room)}".rstrip())
    return told


def _stages(lines: Sequence[Line]) -> int:
    return max((len(line.votes) for line in lines), default=1)


def _layout(lines: Sequence[Line], width: int) -> _Layout:
    """The widest layout in which all stages fit; where they fit in none, as many as do in the narrowest."""
    stages = _stages(lines)
    longest = max((len(votes) for line in lines for votes in line.votes), default=0)
    votes = max(longest + _GAP, len(f"stage {stages}" if stages > 1 else "votes") + _GAP)
    names = min(_NAME, max((width_of(line.name) for line in lines), default=0))
    for least, beside in ((min(names, _NAME_WIDE), _BESIDE), (min(names, _NAME_NARROW), _BESIDE_NARROW)):
        name = max(least, min(names, width - stages * votes - beside))
        fitting = max(1, (width - name - beside) // votes)
        if fitting >= stages:
            break
    name = max(name, min(names, width - fitting * votes - beside))
    return _Layout(name, votes, min(fitting, stages), beside == _BESIDE_NARROW)


def _bar(share: float, room: int) -> str:
    eighths = max(1, round(share * room * 8)) if room > 0 else 0
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip())[: max(room, 0)]


def fit(text: str, width: int) -> str:
    """Text in exactly so many cells, wide letters counted as two: filled up, or cut off with an ellipsis."""
    if width_of(text) > width:
        while text and width_of(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - width_of(text))


def width_of(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)
