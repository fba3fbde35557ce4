"""Keying the papers of a ward: piles, rows keyed by two people, what they differ in, and what was agreed."""

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.conferences import CONFERENCE, WARD, which
from organiser.commands.offices import counted
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.services import keying
from organiser.services.conferences import Contest, find_contest
from organiser.services.keying import Keyed, Pile
from organiser.text import safe_text


def _ballots(session: Session) -> Result:
    vote = find_contest(which(session), session.text("ward"))
    if session.text("open"):
        pile, operation = keying.open_pile(session.store(), vote, _number(session, "open"), session.text("pile"))
        said = f"Pile {pile.label} of {vote.ward.shown}: {counted(pile.papers, 'paper')} to be keyed by two people."
        return Result({"pile": _pile_json(pile), "operation": operation}, [said])
    if session.text("agree"):
        pile = keying.find_pile(session.store(), vote, session.text("pile"))
        row = " ".join(session.texts("row"))
        return _keyed(pile, [keying.agree(session.store(), vote, pile, _number(session, "agree"), row)])
    if session.text("keyer"):
        return _key(session, vote)
    if session.texts("row"):
        raise Problem("Say who keyed it: --keyer. Two people key each pile.", USAGE)
    return _standing(session, vote)


def _key(session: Session, vote: Contest) -> Result:
    store, rows = session.store(), session.texts("row")
    pile = keying.find_pile(store, vote, session.text("pile"))
    if len(rows) == 1 and _is_file(rows[0]):
        from organiser.services.keyed_file import key_file

        return _keyed(pile, key_file(store, vote, pile, session.text("keyer"), rows[0]))
    if rows != ["-"]:
        number = _number(session, "paper") if session.text("paper") else None
        return _keyed(pile, [keying.key(store, vote, pile, session.text("keyer"), " ".join(rows), number)])
    # An empty line is a blank paper; one that ends the input is none.
    return _keyed(pile, keying.key_all(store, vote, pile, session.text("keyer"), list(session.read_input())))


def _is_file(word: str) -> bool:
    """Whether a word is meant as a file: no row of a paper has a letter in it."""
    return any(letter.isalpha() for letter in word)


def _number(session: Session, name: str) -> int:
    text = session.text(name)
    if not text.isdecimal() or len(text) > 6:
        raise Problem(f"--{name}: '{safe_text(text)}' is not a number.", USAGE)
    return int(text)


def _keyed(pile: Pile, found: list[Keyed]) -> Result:
    papers = [{"number": one.number, "row": one.row, "marks": one.paper.marks, "fault": one.paper.fault or None} for one
              in found]  # fmt: skip
    told = [f"{one.number:>5}  {one.row or '(blank)'}{f'  this paper {wrong}' if (wrong := one.paper.wrong) else ''}"
            for one in found]  # fmt: skip
    operation = found[-1].operation if found else None
    return Result({"pile": pile.uid, "papers": papers, "more": False, "operation": operation}, told)


def _standing(session: Session, vote: Contest) -> Result:
    store = session.store()
    choices = keying.choices(store, vote)
    piles = keying.piles(store, vote)
    differing = [(pile, keying.compare(store, pile)) for pile in piles]
    lines = [f"{place:>3}  {name}" for place, name in enumerate(choices, 1)]
    for pile in piles:
        who = ", ".join(f"{name} {count:,}" for name, count in pile.keyed.items()) or "nobody has keyed it yet"
        lines.append(f"Pile {pile.label}: {counted(pile.papers, 'paper')}; {who}")
    for pile, found in differing:
        for one in found:
            told = ", ".join(f"{keyer} {row or '(blank)'}" for keyer, row in one.rows.items())
            lines.append(f"  pile {pile.label}, paper {one.number}: {told}")
    if not piles:
        lines.append("No pile is open yet: mix the papers, number and count them, then --open says how many.")
    data = {
        "ward": vote.ward.name or None,
        "gss": vote.ward.gss,
        "choices": choices,
        "piles": [_pile_json(pile) for pile in piles],
        "differences": [one._asdict() | {"pile": pile.uid} for pile, found in differing for one in found],
        "more": False,
    }
    return Result(data, lines, exit_code=FINDINGS if any(found for _, found in differing) else OK)


def _pile_json(pile: Pile) -> dict[str, object]:
    return {"uid": pile.uid, "pile": pile.label, "papers": pile.papers, "keyed": pile.keyed}


_PILE = '{"uid", "pile", "papers", "keyed": {rows by keyer}}'

COMMANDS = (
    Command(
        "conference ballots",
        "Key the papers of a ward, by two people; with nothing said, show piles and what differs",
        _ballots,
        (
            'organiser conference ballots --ward "Forest Hill" --open 118',
            'organiser conference ballots --ward "Forest Hill" --keyer Ann 3',
            'organiser conference ballots --ward "Forest Hill" --keyer Ben - < rows.txt',
            'organiser conference ballots --ward "Forest Hill" --keyer Ben papers.csv',
            'organiser conference ballots --ward "Forest Hill" --agree 12 3',
            'organiser conference ballots --ward "Forest Hill"',
        ),
        (
            argument(
                "row",
                help="one choice: its number; ranked: the rank beside each option, 0 for none; nothing: blank; *: "
                "cannot be read; - reads one paper a line; or a file of papers: CSV, workbook, BLT or .pb",
                nargs="*",
                metavar="ROW|FILE",
            ),
            CONFERENCE,
            WARD,
            argument("--open", help="open a pile of so many papers, counted after mixing", metavar="N"),
            argument("--pile", help="the pile, where there are several", metavar="LABEL"),
            argument("--keyer", help="who keys", metavar="NAME"),
            argument("--paper", help="mend the paper of this number", metavar="N"),
            argument("--agree", help="settle the paper of this number, after a look at it", metavar="N"),
        ),
        returns=f'{{"ward", "gss", "choices": [], "piles": [{_PILE}], '
        '"differences": [{"pile", "number", "rows": {rows by keyer}}], "more"}; '
        f'with --open {{"pile": {_PILE}, "operation"}}; '
        'with rows {"pile", "papers": [{"number", "row", "marks", "fault"}], "more", "operation"}',
        writes=True,
    ),
)
