"""Counting by hand, step by step, by the rules of the program: the printed sheets alone can finish the evening."""

from organiser.rules.conference import TIES

_UNREADABLE = "cannot be read, or tells whose it is"
_BEGIN = (
    "Empty the box onto the table and mix the papers. Count them twice, by two people: that is E.",
    "Lay aside what cannot be counted, and write on the next page why and how many.",
)
_END = (
    "Write the result onto the result slip, sign it with a witness, and read it out with the papers accounted for.",
    "Seal the papers and, apart from them, the stubs and the sign-in sheets.",
)


def steps(method: str, seats: int) -> tuple[str, ...]:
    """What to do, one thing after the other, for a method of rules.conference.METHODS where so many are adopted."""
    return (*_BEGIN, *_counting(method, seats), *_END)


def _counting(method: str, seats: int) -> tuple[str, ...]:
    most = "The issue with the most votes is" if seats == 1 else f"The {seats} issues with the most votes are"
    if method == "plurality":
        return (
            "Sort the papers into a pile for each issue. Count each pile twice, in tens; write the totals down.",
            f"{most} adopted.",
        )
    if method == "approval":
        return (
            "Go through the papers one by one: for each cross a stroke in the row of its issue. Add up the rows.",
            f"{most} adopted.",
        )
    first = (
        "Sort the papers by first choice, the 1. Count each pile twice; the totals are stage 1. Where a number is "
        "skipped or given twice, what stands before it counts and nothing after it."
    )
    again = "Carry on with the next stage until it is decided. The column of each stage must add up to H."
    if method == "irv":
        return (
            first,
            "Who has more than half of the papers counted, those with no further choice left out, is adopted.",
            "If none has, the issue with the fewest drops out. Sort its papers by the next number that stands beside "
            "an issue still in; those with none go to “no further choice”.",
            again,
        )
    return (
        first,
        f"The quota: papers counted divided by {seats + 1}, the whole number only, and one more. Whoever has the quota "
        "or more is adopted.",
        "Has an issue more than the quota, its surplus is passed on: sort all its papers by the next number that "
        "stands beside an issue still in. Each moves at its value so far times surplus divided by the issue's votes, "
        "five decimals, the rest cut off. The largest surplus goes first.",
        "Has none a surplus, the issue with the fewest votes drops out, and its papers move on at the value they have.",
        f"{again} Are no more issues left than are still to be adopted, they are adopted.",
    )


def tie(method: str, rule: str) -> str:
    """What to do where issues are level, for a rule of rules.conference.TIES."""
    back = (
        "Look back to the latest stage at which they had different votes; who had fewer then comes last. If there is "
        "none: "
        if method in ("irv", "stv")
        else ""
    )
    if rule == "seed":
        drawn = TIES[rule] if back else TIES[rule].capitalize()
        return (
            f"{back}{drawn}. Any computer can draw it: the SHA-256 of the seed, a line break and the number of the "
            "issue; the issue whose code comes first in the alphabet is preferred."
        )
    drawn = TIES[rule] if back else TIES[rule].capitalize()
    return f"{back}{drawn}: write both names and the order drawn here."


def faults(method: str) -> tuple[str, ...]:
    """Why papers of a method cannot be counted, in words."""
    blank = "blank"
    if method == "plurality":
        return (blank, "more than one cross", _UNREADABLE)
    if method == "approval":
        return (blank, _UNREADABLE)
    return (blank, "no single first choice", _UNREADABLE)
