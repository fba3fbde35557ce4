"""How to vote, what cannot be counted and how it is decided, in the plain words that stand on paper and poster."""

from typing import NamedTuple

from organiser.rules.conference import TIES

_LATEST = "we look back to the latest stage at which they differed; if they never did, "


class VotingWords(NamedTuple):
    """What a voter is told: what to do, what to take care of, how it is decided, and what is done about a tie."""

    do: str
    care: str
    decided: str
    tie: str


def voting_words(method: str, seats: int, tie: str) -> VotingWords:
    """The words for a method and a rule for ties (rules.conference.METHODS and TIES) where so many are adopted."""
    one = seats == 1
    lot = f"{TIES[tie]} decides."
    crosses = "issue" if one else f"{seats} issues"
    most = f"The {crosses} with the most crosses {'is' if one else 'are'} adopted."
    if method == "plurality":
        return VotingWords(
            "Put a cross (X) in one box.",
            "One cross only: a paper with more than one cannot be counted.",
            most,
            f"If issues are level, {lot}",
        )
    if method == "approval":
        return VotingWords(
            "Put a cross (X) beside every issue that you would support.",
            "As many or as few as you like; each cross counts the same.",
            most,
            f"If issues are level, {lot}",
        )
    do = "Number the issues in your order: 1 for your first choice, 2 for your second, 3 for your third, and so on."
    care = (
        "As many or as few as you like; use each number once and skip none. A later choice never counts against an "
        "earlier one."
    )
    if method == "irv":
        decided = (
            "If no issue is first on more than half of the papers, the one with the fewest drops out and its papers go "
            "to their next choice, until one has more than half."
        )
    else:
        decided = (
            f"{seats} issue{'' if one else 's'} will be adopted. An issue with enough votes to be sure of adoption "
            "passes on what it has too many of; if none has enough, the one with the fewest drops out and its papers "
            "go to their next choice."
        )
    return VotingWords(do, care, decided, f"If issues are level, {_LATEST}{lot}")


def privacy_notice(asks: str, contact: str) -> tuple[tuple[str, str], ...]:
    """What people who sign in are told of their data, as headings and words; "" for what is not set."""
    who = asks or "(not set: who answers for the data)"
    return (
        ("Who asks", f"{who} answers for what is written down here (the data controller)."),
        (
            "What for",
            "Your postcode shows in which ward you live; your name, that everybody is given one paper. Nothing else is "
            "asked of you to vote.",
        ),
        (
            "What is kept",
            "Your name, your postcode and that you were given a paper: never which one, and never how you voted. The "
            "paper has no number. That you came may show a political opinion, which the law (UK GDPR) protects as "
            "special category data.",
        ),
        (
            "What is not done",
            "Coming and voting puts you on no list. We write to you or ring you only if you say that we may.",
        ),
        (
            "Your rights",
            "You may see what is kept, have it put right or deleted, or object, at any time: "
            f"{contact or '(not set: how we are reached)'}. You may complain to the Information Commissioner, "
            "ico.org.uk.",
        ),
    )
