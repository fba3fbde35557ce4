"""The ladder from contact to leader: where somebody stands, the next step and why, who is stuck, who is owed a talk.

Days are ISO. Where somebody stands depends on their dated steps alone, not on the order in which they were told.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

RUNGS = CONTACT, HELPER, ACTIVIST, TRAINED, LEADER = "contact", "helper", "activist", "trained activist", "leader"
# What stands where a rung stands: "" for somebody who left, and JOINED for having joined the party, which is no rung.
LEFT, JOINED = "", "joined"
SHOWN = {CONTACT: "Contact", HELPER: "Helper", ACTIVIST: "Activist", TRAINED: "Trained activist", LEADER: "Leader",
         LEFT: "Left"}  # fmt: skip
# What lists call somebody, as the rung it speaks of.
CALLED = {"helper": HELPER, "volunteer": HELPER, "activist": ACTIVIST, "trained activist": TRAINED, "leader": LEADER}
# Neither a step nor an act for so many weeks, and somebody is stuck; without a talk for so many, they are owed one.
STUCK_WEEKS = 8
TALK_WEEKS = 6
# Who led so many events is ready to lead.
LED = 2


class Step(NamedTuple):
    """A step on a day: to one of RUNGS, or LEFT."""

    on: str
    rung: str


class Known(NamedTuple):
    """What is known of somebody: the steps, the days of their acts, courses completed that count (day and name), the
    days of events they led, and the last day on which somebody talked with them alone ("" never)."""

    steps: Sequence[Step]
    acts: Sequence[str] = ()
    courses: Sequence[tuple[str, str]] = ()
    led: Sequence[str] = ()
    talked: str = ""


class Proposal(NamedTuple):
    """A step to propose: to which rung, on the day that made it so, and why, in words."""

    rung: str
    on: str
    why: str


def rank(rung: str) -> int:
    """How high a rung is, from 0; leaving is last, so that who left on the day of a step has left."""
    return len(RUNGS) if rung == LEFT else RUNGS.index(rung)


def standing(steps: Iterable[Step]) -> Step | None:
    """The step that holds: the latest, and of several on one day the highest. None where there is none."""
    return max(steps, key=lambda step: (step.on, rank(step.rung)), default=None)


def went_down(steps: Sequence[Step]) -> str:
    """The day of the step that holds where it went down or out, "" else: acts before it propose nothing any more."""
    last = standing(steps)
    if last is None:
        return ""
    if last.rung == LEFT:
        return last.on
    before = standing([step for step in steps if step.on < last.on])
    return last.on if before and before.rung != LEFT and rank(before.rung) > rank(last.rung) else ""


def near(rung: str, by: int) -> str:
    """The rung so many above (or below) one; the highest and the lowest have none beyond them."""
    place = 0 if rung == LEFT else RUNGS.index(rung) + by
    return RUNGS[min(max(place, 0), len(RUNGS) - 1)]


def rung_of(words: str) -> str:
    """The rung that words mean, whole or begun; "" where they mean none or several."""
    typed = " ".join(words.casefold().split())
    if typed in RUNGS:
        return typed
    begun = [rung for rung in RUNGS if typed and rung.startswith(typed)]
    return begun[0] if len(begun) == 1 else ""


# What is proposed ----------------------------------------------------------------------------------------------------


def next_step(known: Known, needed: int = 2, within: int = 90) -> Proposal | None:
    """The highest step that what somebody did has earned; None where they stand as high already.

    `needed` acts at most `within` days apart make an activist, as a pilot's definition says it.
    """
    last = standing(known.steps)
    rung = last.rung if last else CONTACT
    height = -1 if rung == LEFT else rank(rung)
    after = went_down(known.steps)
    acts = sorted(day for day in known.acts if day > after)
    earned = [proposal for proposal in (_helper(acts), _activist(acts, needed, within)) if proposal]
    if height >= rank(ACTIVIST) or any(proposal.rung == ACTIVIST for proposal in earned):
        courses = sorted(course for course in known.courses if course[0] > after)
        earned += [Proposal(TRAINED, day, f"completed {name}") for day, name in courses[:1]]
    if height >= rank(TRAINED):
        led = sorted(day for day in known.led if day > (after or (last.on if last else "")))
        if len(led) >= LED:
            earned.append(Proposal(LEADER, led[LED - 1], f"led {LED} events since then"))
    best = max(earned, key=lambda proposal: rank(proposal.rung), default=None)
    return best if best and rank(best.rung) > height else None


def _helper(acts: Sequence[str]) -> Proposal | None:
    return Proposal(HELPER, acts[0], "came along once") if acts else None


def _activist(acts: Sequence[str], needed: int, within: int) -> Proposal | None:
    for end in range(needed - 1, len(acts)):
        first, last = acts[end - needed + 1], acts[end]
        apart = days_since(first, last)
        if apart <= within:
            days = "one day" if apart == 0 else f"{apart} day{'' if apart == 1 else 's'}"
            return Proposal(ACTIVIST, last, f"took part {needed} times within {days}")
    return None


def days_since(day: str, today: str) -> int:
    return (date.fromisoformat(today) - date.fromisoformat(day)).days


def stuck_weeks(known: Known, today: str) -> int:
    """For how many weeks a helper or activist has neither moved nor taken part; 0 where they are not stuck."""
    last = standing(known.steps)
    if last is None or last.rung not in (HELPER, ACTIVIST, TRAINED):
        return 0
    latest = max((last.on, *known.acts), default="")
    weeks = days_since(latest, today) // 7 if latest else 0
    return weeks if weeks >= STUCK_WEEKS else 0


def owed_a_talk(known: Known, today: str) -> bool:
    """Whether somebody who helps is due a one-to-one: nobody has talked with them alone for six weeks."""
    last = standing(known.steps)
    if last is None or last.rung not in RUNGS[1:]:
        return False
    due = (date.fromisoformat(today) - timedelta(weeks=TALK_WEEKS)).isoformat()
    # Somebody new to their rung has the same six weeks.
    return max(known.talked, last.on) <= due


# Who brought in whom -------------------------------------------------------------------------------------------------


def parents_of(told: Iterable[tuple[str, int, int]]) -> dict[int, int]:
    """Who brought in each person: of (day, person, by whom) the earliest. A tie that would close a circle is left out.

    The earliest is kept, so that the tree is the same whatever the order in which it is told.
    """
    parents: dict[int, int] = {}
    for _, person, by in sorted(told):
        if person not in parents and person != by and person not in ancestors(parents, by):
            parents[person] = by
    return parents


def ancestors(parents: Mapping[int, int], person: int) -> list[int]:
    """Who brought somebody in, who brought those in, and so on up."""
    found: list[int] = []
    while (above := parents.get(person)) is not None and above not in found:
        found.append(above)
        person = above
    return found


def branches(parents: Mapping[int, int], roots: Collection[int], order: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The people under roots and the roots themselves as (depth, person), each under who brought them in.

    `order` gives the place of each person among those beside them.
    """
    under: dict[int, list[int]] = {}
    for person, by in parents.items():
        under.setdefault(by, []).append(person)
    waiting = [(0, root) for root in sorted(roots, key=lambda one: order.get(one, 0), reverse=True)]
    while waiting:
        depth, person = waiting.pop()
        yield depth, person
        beside = sorted(under.get(person, ()), key=lambda one: order.get(one, 0), reverse=True)
        waiting += [(depth + 1, one) for one in beside]
