"""The count of a conference and its results: stages, ties and their lots, declaring, counting again, the annex."""

from collections.abc import Iterator, Sequence

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.conferences import CONFERENCE, WARD, which
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.services import outcome_page, outcomes
from organiser.services.conferences import Conference, Contest, find_contest
from organiser.services.outcome_page import Shown
from organiser.services.outcomes import Outcome

_WIDTH = 80


def _count(session: Session) -> Result:
    store, found = session.store(), which(session)
    operation = None
    seed, lot = session.argument("seed"), session.text("lot")
    if seed is not None and lot:
        raise Problem("A tie goes by a seed or by a lot drawn by hand: --seed or --lot.", USAGE)
    if seed is not None:
        operation = outcomes.fix_seed(store, find_contest(found, session.text("ward")), str(seed))
    elif lot:
        order = lot.replace(",", " ").split()
        operation = outcomes.draw_lot(store, find_contest(found, session.text("ward")), order, session.texts("witness"))
    elif session.texts("witness"):
        raise Problem("--witness says who saw a lot drawn: --lot 2,1,3 gives it.", USAGE)
    return _told(session, which(session), operation)


def _result(session: Session) -> Result:
    store, found = session.store(), which(session)
    operation, same = None, list[bool]()
    if session.flag("declare"):
        operation = outcomes.declare(store, found, find_contest(found, session.text("ward"))).operation
        found = which(session)
    declared = [vote for vote in _votes(session, found) if vote.declared]
    if not declared:
        raise Problem("No result is declared yet: 'organiser conference count' shows how the papers stand.")
    if session.flag("recount"):
        same = [outcomes.recount(store, found, vote) for vote in declared]
    return _told(session, found, operation, same=same, annex=session.flag("annex"))


def _votes(session: Session, found: Conference) -> list[Contest]:
    words = session.text("ward")
    return [find_contest(found, words)] if words else list(found.votes)


def _told(
    session: Session,
    found: Conference,
    operation: int | None,
    *,
    same: Sequence[bool] | None = None,
    annex: bool = False,
) -> Result:
    """The counts of the wards; `same` (None: the count, not the result) tells which a recount gave again."""
    votes = _votes(session, found)
    results = same is not None
    seen = [outcome_page.show(session.store(), found, vote) for vote in votes if vote.declared or not results]
    wards = [ward_json(one, annex=annex) for one in seen]
    lines = [line for one in seen for line in [*_lines(one, annex=annex), ""]]
    for place, again in enumerate(same or ()):
        wards[place]["recount"] = again
        told = "The papers counted again give the same, byte for byte." if again else (
            "The papers counted again give something else than was declared.")  # fmt: skip
        lines.append(f"{seen[place].vote.ward.shown}: {told}")
    if operation is not None:
        lines.append("'organiser undo' takes it back.")
    troubled = any(one.troubles for one in seen) or not all(same or [True])
    data = {"conference": found.uid, "wards": wards, "more": False, "operation": operation}
    return Result(data, lines[:-1] if lines and not lines[-1] else lines, exit_code=FINDINGS if troubled else OK)


# JSON ----------------------------------------------------------------------------------------------------------------


def ward_json(shown: Shown, *, annex: bool = False) -> dict[str, object]:
    """The count of a ward as JSON; of one in which few voted nothing but what was adopted."""
    vote, found = shown.vote, shown.outcome
    data: dict[str, object] = {
        "uid": vote.uid,
        "ward": vote.ward.name or None,
        "gss": vote.ward.gss,
        "method": vote.method,
        "seats": vote.seats,
        "rule": vote.rule,
        "declared": shown.declared or None,
        "few": shown.few,
        "troubles": list(shown.troubles),
        "winners": list(found.adopted) if found else [],
    }
    whole = found if found is not None and not found.few else None
    data |= dict.fromkeys(_WHOLE) if whole is None else _whole(shown, whole)
    if annex:
        data["beside"] = None if whole is None else {
            method: None if numbers is None else [whole.result.name(number) for number in numbers]
            for method, numbers in whole.beside.items()
        }  # fmt: skip
    return data


_WHOLE = (
    "ballots", "valid", "spoilt", "winner_numbers", "winner_ids", "stages", "ties", "quota", "unsettled", "lot",
    "papers", "turnout", "check",
)  # fmt: skip


def _whole(shown: Shown, found: Outcome) -> dict[str, object]:
    from organiser.commands.counting import stages_json, ties_json, unsettled_json

    result, papers = found.result, found.papers
    return {
        "ballots": papers.in_box,
        "valid": papers.counted,
        "spoilt": sum(papers.spoilt.values()),
        "winner_numbers": list(result.winners),
        "winner_ids": [result.options[number - 1].id for number in result.winners],
        "stages": stages_json(result),
        "ties": ties_json(result),
        "quota": result.quota,
        "unsettled": unsettled_json(result),
        "lot": {
            "seed": found.lot.seed,
            "by_hand": [list(order) for order in found.lot.by_hand],
            "witnesses": list(found.witnesses),
        },
        "papers": papers._asdict(),
        "turnout": shown.turnout and {"voters": shown.turnout.voters, "electors": shown.turnout.electors or None},
        "check": found.code,
    }


# For people ----------------------------------------------------------------------------------------------------------


def _lines(shown: Shown, *, annex: bool) -> Iterator[str]:
    from textwrap import wrap

    from organiser.rules.counting.table import drawn, heading, looks, table

    found = shown.outcome
    yield shown.vote.ward.shown
    if found is None:
        yield from shown.troubles
        return
    state = f"declared {outcome_page.moment_words(shown.declared)}" if shown.declared else "not declared yet"
    yield from wrap(f"Adopted: {outcome_page.adopted_words(found)} ({state})", _WIDTH)
    if found.few:
        yield from wrap(outcome_page.FEW, _WIDTH)
    else:
        lines = table(found.result)
        for stage in looks(lines, _WIDTH):
            yield heading(lines, _WIDTH, stage).rstrip()
            yield from drawn(lines, _WIDTH, stage)
        for sentence in (*outcome_page.rule_sentences(found), *outcome_page.why_words(found)):
            yield from wrap(sentence, _WIDTH, subsequent_indent="  ")
        yield from wrap(outcome_page.papers_words(found), _WIDTH)
        yield from wrap(outcome_page.spoilt_words(found), _WIDTH)
        yield shown.turnout.words if shown.turnout else ""
    yield from wrap(f"Rule: {outcome_page.rule_words(found)}", _WIDTH)
    if found.code:
        yield f"Check {found.code}"
    if annex and not found.few:
        yield from wrap(outcome_page.ANNEX, _WIDTH)
        for method, names in outcome_page.annex_lines(found):
            yield from wrap(f"{method}: {names}", _WIDTH, initial_indent="  ", subsequent_indent="    ")
    for trouble in shown.troubles:
        yield from wrap(f"! {trouble}", _WIDTH, subsequent_indent="  ")


_COUNTED = (
    '{"conference", "wards": [{"uid", "ward", "gss", "method", "seats", "rule", "declared", "few", "troubles", '
    '"winners", and as of count: "ballots", "valid", "spoilt", "winner_numbers", "winner_ids", "stages", "ties", '
    '"quota", "unsettled", "lot", "papers": {"issued", "counted", "spoilt": {how many by what is wrong}, "replaced", '
    '"not_returned"}, "turnout": {"voters", "electors"}, "check"}], "more", "operation"}; where "few" voted all from '
    '"ballots" on is null'
)

COMMANDS = (
    Command(
        "conference count",
        "Count the papers of a conference as they stand: every stage, and what is not settled yet",
        _count,
        (
            "organiser conference count",
            'organiser conference count --ward "Forest Hill" --seed 4172',
            'organiser conference count --ward "Forest Hill" --lot 2,1,3 --witness "Ann Smith" --witness "Ben Fox"',
        ),
        (
            CONFERENCE,
            WARD,
            argument("--seed", help="fix the seed of the ward's lots, before its papers are opened", metavar="SEED"),
            argument(
                "--lot",
                help="enter a lot drawn by hand: numbers of options, the one preferred first",
                metavar="NUMBERS",
            ),
            argument("--witness", help="who saw the lot drawn: two of them", action="append", metavar="NAME"),
        ),
        returns=f"{_COUNTED}; exit code 1 while something is not settled",
        writes=True,
    ),
    Command(
        "conference result",
        "Declare the result of a ward, show what was declared, or count its papers again",
        _result,
        (
            'organiser conference result --ward "Forest Hill" --declare',
            "organiser conference result",
            "organiser conference result --recount",
            "organiser conference result --annex --json",
        ),
        (
            CONFERENCE,
            WARD,
            argument("--declare", help="declare the result of the ward", action="store_true"),
            argument("--annex", help="say what other methods would have chosen", action="store_true"),
            argument("--recount", help="count the papers again: the same, byte for byte?", action="store_true"),
        ),
        returns=f'{_COUNTED}; with --annex "beside": {{METHOD: [NAME]}} and with --recount "recount" in each ward',
        writes=True,
    ),
)
