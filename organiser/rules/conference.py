"""What a community conference is made of: ways to vote, rules for ties, who may owe a promise, and what comes next."""

from datetime import date, timedelta
from typing import NamedTuple

# How a ward votes: the word of `organiser count`, and what it is called on screen and paper.
METHODS = {
    "plurality": "one choice",
    "approval": "as many choices as you like",
    "irv": "ranked, one issue",
    "stv": "ranked, several issues",
}
# How a tie is broken that looking back leaves: a lot drawn by hand before two witnesses, or a seed fixed beforehand.
TIES = {
    "hand": "a lot drawn by hand before two witnesses",
    "seed": "a lot from a seed fixed before the papers are opened",
}
OWNERS = ("MP", "councillor", "champion", "officer", "helper")
COMING, MAYBE, NOT_COMING = "coming", "maybe", "not coming"
REPLIES = (COMING, MAYBE, NOT_COMING)
OFFERED, LEFT_OUT = "offered", "left out"
# In a ward with fewer papers than this only the winner is made known: more would tell how somebody voted.
FEWEST = 5

# What there is to prepare: so many days before the conference (after it: below 0), and what it is.
COUNTDOWN = (
    (21, "Book the hall: step-free, a loop, a crèche corner, two desks"),
    (20, "Announce the date, who may vote, the method and the tie rule"),
    (18, "Ask councillors, the MP and champions to come"),
    (14, "Agree the shortlist of each ward"),
    (13, "Send the invitations, and ask what people need to take part"),
    (7, "Freeze the shortlists and print the pack"),
    (5, "Ring those who have not answered"),
    (3, "Arrange interpreters, lifts and the crèche as asked for"),
    (1, "Hand out the sign-in desks to two laptops, and charge them"),
    (-1, "Publish the results"),
    (-3, "Thank those who came"),
    (-7, "Write down who promised what, by when"),
    (-42, "Tell those who came what has been done"),
)


class Step(NamedTuple):
    """A step of the checklist: its name, whether it is done, a sentence on how it stands."""

    name: str
    done: bool
    words: str


class Standing(NamedTuple):
    """How far a conference is, in counts of wards, people, papers and promises; `days` until it (below 0: since)."""

    days: int
    announced: bool
    wards: int
    with_shortlist: int
    frozen: int
    invited: int
    answered: int
    came: int
    given: int
    keyed: int
    declared: int
    promises: int
    owed: int


def method_of(words: str) -> str:
    """The one of METHODS that words mean, by its name or what it is called; "" for none."""
    asked = " ".join(words.casefold().split())
    return next((name for name, shown in METHODS.items() if asked in (name, shown)), "")


def due_days(on: str, today: str) -> list[tuple[str, str]]:
    """The ISO day by which each thing of COUNTDOWN is due for a conference on an ISO day; none before today."""
    day = date.fromisoformat(on)
    return [(max((day - timedelta(days=before)).isoformat(), today), title) for before, title in COUNTDOWN]


def checklist(now: Standing) -> list[Step]:
    """The steps of a conference in their order, each done or not; the first that is not is what comes next."""
    over = now.days < 0
    wards = f"{now.wards} ward{'' if now.wards == 1 else 's'}"
    return [
        Step("announce", now.announced, "who may vote, the method and the tie rule are known" if now.announced else
             "say who may vote, the method and the tie rule, and make them known"),
        Step("shortlist", bool(now.wards) and now.with_shortlist == now.wards, f"{now.with_shortlist} of {wards}"),
        Step("invite", now.invited > 0, f"{now.invited} invited, {now.answered} answered"),
        Step("pack", bool(now.wards) and now.frozen == now.wards, f"papers of {now.frozen} of {wards} printed"),
        Step("sign in", over or now.given > 0, f"{now.given} papers given"),
        Step("key", now.declared > 0 or now.keyed > 0, f"{now.keyed} papers keyed"),
        Step("result", bool(now.wards) and now.declared == now.wards, f"{now.declared} of {wards} declared"),
        Step("promises", now.promises > 0, f"{now.promises} made, {now.owed} owed still"),
    ]  # fmt: skip


def next_step(steps: list[Step]) -> Step | None:
    """The first step that is not done; None where all are."""
    return next((step for step in steps if not step.done), None)
