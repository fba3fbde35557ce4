"""Counting a file of votes at the command line: every stage as a table, the rule in words, the result as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.text import safe_text

if TYPE_CHECKING:
    from organiser.formats.ballots import BallotFile
    from organiser.rules.counting.result import Result as Outcome
    from organiser.rules.counting.result import Stage
    from organiser.services.counting import Counted

# Those of organiser.rules.counting.methods, which is loaded only when something is counted.
_METHODS = ("plurality", "approval", "irv", "stv", "borda", "score", "dots", "greedy")
_WITNESSES = 2
_SHOWN = 20
_WIDTH = 80
_NAME, _VOTES, _STATE = 32, 15, 12
_BAR = _WIDTH - _NAME - _VOTES - _STATE - 3
_EIGHTHS = " ▏▎▍▌▋▊▉"


def _count(session: Session) -> Result:
    from organiser.services.counting import count_file

    seed, hand = session.argument("lot"), session.texts("hand")
    witnesses = [safe_text(name) for name in session.texts("witness")]
    if seed == "":
        raise Problem("A seed needs at least one character: --lot 4172.", USAGE)
    if hand and len({name.casefold() for name in witnesses} - {""}) < _WITNESSES:
        raise Problem("A lot drawn by hand needs two witnesses: --witness NAME --witness NAME.", USAGE)
    seats = session.argument("seats")
    done = count_file(
        session.text("file") if session.text("file") == "-" else Path(session.text("file")),
        session.text("method"),
        seats if isinstance(seats, int) else None,
        None if seed is None else str(seed),
        hand,
        annex=session.flag("annex"),
    )
    return Result(
        _as_json(done, witnesses if hand else []),
        _lines(done, witnesses if hand else []),
        exit_code=FINDINGS if done.result.unsettled else OK,
    )


# JSON ----------------------------------------------------------------------------------------------------------------


def _as_json(done: "Counted", witnesses: Sequence[str]) -> dict[str, object]:
    file, result = done.file, done.result
    stated = file.stated
    return {
        "method": result.method,
        "seats": result.seats,
        "ballots": result.ballots,
        "valid": result.valid,
        "spoilt": result.spoilt,
        "winners": _names(result, result.winners),
        "winner_numbers": list(result.winners),
        "winner_ids": [result.options[number - 1].id for number in result.winners],
        "stages": stages_json(result),
        "ties": ties_json(result),
        "budget_left": _money(result.budget_left, file.unit),
        "stated_winners": None if stated is None else _names(result, stated),
        "stated_winner_ids": None if stated is None else [result.options[number - 1].id for number in stated],
        "beside": None
        if done.beside is None
        else {method: None if numbers is None else _names(result, numbers) for method, numbers in done.beside.items()},
        "title": file.title or None,
        "quota": result.quota,
        "unsettled": unsettled_json(result),
        "lot": {
            "seed": done.lot.seed,
            "by_hand": [list(order) for order in done.lot.by_hand],
            "witnesses": list(witnesses),
        },
        "check": result.check,
        "findings": [asdict(finding) for finding in file.findings],
        "more": file.more,
    }


def stages_json(result: "Outcome") -> list[dict[str, object]]:
    """The stages of a count as JSON."""
    return [_stage_json(result, stage) for stage in result.stages]


def ties_json(result: "Outcome") -> list[dict[str, object]]:
    """The ties of a count and how each was broken, as JSON."""
    return [
        {
            "stage": tie.stage,
            "among": _names(result, tie.among),
            "broken_by": tie.broken_by,
            "order": _names(result, tie.order),
        }
        for tie in result.ties
    ]


def unsettled_json(result: "Outcome") -> dict[str, object] | None:
    """The tie that needs a lot, as JSON; None where there is none."""
    unsettled = result.unsettled
    if unsettled is None:
        return None
    return {"stage": unsettled.stage, "among": _names(result, unsettled.among), "decides": unsettled.why}


def _stage_json(result: "Outcome", stage: "Stage") -> dict[str, object]:
    from organiser.rules.counting.result import votes_text

    return {
        "tallies": {
            option.name: votes_text(votes)
            for option, votes in zip(result.options, stage.tallies, strict=True)
            if not option.withdrawn
        },
        "elected": _names(result, stage.elected),
        "excluded": _names(result, stage.excluded),
        "exhausted": votes_text(stage.exhausted),
        "lost": votes_text(stage.lost),
    }


def _names(result: "Outcome", numbers: Sequence[int]) -> list[str]:
    return [result.name(number) for number in numbers]


def _money(amount: int | None, unit: int) -> int | float | None:
    """An amount in the file's currency: whole where its costs are."""
    if amount is None:
        return None
    return amount / unit if amount % unit else amount // unit


# For people ----------------------------------------------------------------------------------------------------------


def _lines(done: "Counted", witnesses: Sequence[str]) -> Iterator[str]:
    from organiser.rules.counting.explaining import TITLES, describe

    file, result = done.file, done.result
    if file.title:
        yield from _wrapped(file.title)
    places = f", {result.seats} to choose" if result.seats and result.seats > 1 else ""
    yield f"Counted by: {TITLES[result.method]}{places}"
    papers = "paper" if result.ballots == 1 else "papers"
    yield f"{result.ballots:,} {papers}, {result.valid:,} counted, {result.spoilt:,} spoilt or blank"
    if result.quota:
        yield f"The quota is {result.quota:,} vote{'' if result.quota == 1 else 's'}."
    for stage in result.stages:
        yield ""
        yield from _stage_lines(result, stage)
    yield ""
    yield from _outcome(file, result)
    if done.beside:
        yield ""
        yield "Beside it, other methods would have chosen:"
        for method, numbers in done.beside.items():
            chosen = "a lot would have to say" if numbers is None else ", ".join(_names(result, numbers)) or "none"
            yield from _wrapped(f"{TITLES[method]}: {chosen}", "  ")
    yield ""
    yield from _wrapped("Rule: " + " ".join(describe(result.method, done.lot, result.seats)))
    if witnesses:
        yield from _wrapped(f"The lot was drawn by hand before {' and '.join(witnesses)}.")
    yield f"Check {result.check}"
    yield from _finding_lines(file)


def _stage_lines(result: "Outcome", stage: "Stage") -> Iterator[str]:
    """One stage: what led to it, and every option that is still in, or dropped out now, with a bar."""
    from organiser.rules.counting.ballots import APPROVAL
    from organiser.rules.counting.explaining import why
    from organiser.rules.counting.methods import IRV, PLURALITY, STV
    from organiser.rules.counting.result import short_votes

    votes_word = "votes" if result.method in (PLURALITY, APPROVAL, IRV, STV) else "points"
    several = len(result.stages) > 1 or result.method in (IRV, STV)
    yield f"Stage {stage.number}, {votes_word}" if several else votes_word.capitalize()
    earlier = [before for before in result.stages if before.number < stage.number]
    gone = {number for before in earlier for number in before.excluded}
    chosen = {number for before in (*earlier, stage) for number in before.elected}
    most = max(stage.tallies, default=0)
    order = sorted(range(1, len(stage.tallies) + 1), key=lambda number: -stage.tallies[number - 1])
    for number in order if several else order[:_WIDTH]:
        votes = stage.tallies[number - 1]
        if result.options[number - 1].withdrawn or number in gone:
            continue
        state = "chosen" if number in chosen else "dropped out" if number in stage.excluded else ""
        row = f"{_fit(result.name(number), _NAME)} {short_votes(votes):>{_VOTES}} {_bar(votes, most)} {state}"
        yield row.rstrip()
    if not several and len(order) > _WIDTH:
        yield f"… and {len(order) - _WIDTH:,} more; --json lists them all"
    if stage.exhausted:
        yield f"{_fit('no further choice', _NAME)} {short_votes(stage.exhausted):>{_VOTES}}"
    if stage.lost:
        yield f"{_fit('lost to fractions', _NAME)} {short_votes(stage.lost):>{_VOTES}}"
    for sentence in why(result, stage):
        yield from _wrapped(sentence)


def _outcome(file: "BallotFile", result: "Outcome") -> Iterator[str]:
    if result.unsettled:
        from organiser.rules.counting.explaining import unsettled_words

        yield from _wrapped(f"Not settled yet. {unsettled_words(result, result.unsettled)}")
        yield "Draw it before two witnesses and count again, the one that is preferred first:"
        ids = [result.options[number - 1].id for number in result.unsettled.among]
        drawn = (";" if any("," in id_ for id_ in ids) else ",").join(ids)
        yield f"  --hand '{drawn}' --witness NAME --witness NAME"
        yield "or give the seed that was fixed before the papers were opened: --lot SEED"
    if result.winners:
        yield "So far:" if result.unsettled else "Chosen:"
        for place, number in enumerate(result.winners, 1):
            yield from _wrapped(f"{place}. {result.name(number)}", "  ")
    elif not result.unsettled:
        yield "Nothing is chosen: no paper says anything." if not result.valid else "Nothing is chosen."
    if result.budget_left is not None:
        yield f"Left of the budget: {_money(result.budget_left, file.unit):,}"
    if file.stated is not None:
        same = set(file.stated) == set(result.winners)
        names = "; ".join(_names(result, file.stated)) or "nothing"
        yield from _wrapped(f"The file says that was chosen: {'the same' if same else names}")


def _finding_lines(file: "BallotFile") -> Iterator[str]:
    if not file.findings:
        return
    yield ""
    yield "Not read as they stand:"
    for finding in file.findings[:_SHOWN]:
        where = f"line {finding.row}: " if finding.row else ""
        yield from _wrapped(f"{where}{finding.reason}", "  ")
    if len(file.findings) > _SHOWN:
        yield f"  … and {len(file.findings) - _SHOWN:,} more; --json lists them"


def _bar(votes: int, most: int) -> str:
    """A bar as long as the votes are beside the most, in eighths of a cell."""
    eighths = max(0, votes) * _BAR * 8 // most if most > 0 else 0
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8]).ljust(_BAR)[:_BAR]


def _fit(text: str, width: int) -> str:
    from organiser.rules.counting.table import fit

    return fit(safe_text(text), width)


def _wrapped(sentence: str, indent: str = "") -> list[str]:
    from textwrap import wrap

    return wrap(sentence, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  " if indent else "")


_TIE = '{"stage", "among", "broken_by", "order"}'
_STAGE = '{"tallies": {NAME: VOTES}, "elected", "excluded", "exhausted", "lost"}'

COMMANDS = (
    Command(
        "count",
        "Count a file of votes (BLT, Pabulib .pb, CSV or workbook) and show every stage",
        _count,
        (
            "organiser count ward.blt --method irv --lot 4172",
            "organiser count ward.blt --method stv --seats 3",
            "organiser count budget.pb --method greedy --json",
            'organiser count papers.csv --method plurality --hand "Damp,Street lights" --witness Ann --witness Bo',
        ),
        (
            argument("file", help="the file of votes; - is standard input", metavar="FILE"),
            argument(
                "--method",
                help=f"how to count: {', '.join(_METHODS)}",
                choices=_METHODS,
                required=True,
                metavar="METHOD",
            ),
            argument("--seats", help="how many to choose (else: as the file says, or 1)", type=int, metavar="N"),
            argument(
                "--lot",
                help="the seed, fixed before the papers were opened, by which ties go that no earlier stage settles",
                metavar="SEED",
            ),
            argument(
                "--hand",
                help="a lot drawn by hand: options by name, id or number, apart by commas, the one preferred first; "
                "may be given more than once",
                action="append",
                metavar="ORDER",
            ),
            argument("--witness", help="who saw the lot drawn by hand: two of them", action="append", metavar="NAME"),
            argument(
                "--annex",
                help="say what other methods would have chosen even where it takes long (many different papers)",
                action="store_true",
            ),
        ),
        returns='{"method", "seats", "ballots", "valid", "spoilt", "winners", "winner_numbers", "winner_ids", '
        f'"stages": [{_STAGE}], "ties": [{_TIE}], "budget_left", "stated_winners", "stated_winner_ids", "beside": '
        '{METHOD: [NAME]}, "title", "quota", "unsettled": {"stage", "among", "decides"}, "lot": {"seed", "by_hand", '
        '"witnesses"}, "check", "findings": [{"file", "sheet", "row", "code", "reason"}], "more"}; VOTES are texts '
        "with five decimals; an option is elected or excluded at the stage on whose tallies that is decided; "
        '"unsettled" is a tie that needs a lot (exit code 1), else null; what does not apply is null',
    ),
)
