"""Printing the pack of a conference: papers, sheets for the desks and the count, what hangs on the wall."""

from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.conferences import CONFERENCE, which
from organiser.errors import USAGE, Problem
from organiser.services import conferences, pack
from organiser.services.pack import PARTS, Asked, Pack


def _pack(session: Session) -> Result:
    store, found = session.store(), which(session)
    words = session.texts("ward")
    votes = [conferences.find_contest(found, one) for one in words] or list(found.votes)
    asked = Asked(
        parts=tuple(session.texts("only")),
        papers=_number(session, "papers"),
        more=_number(session, "more") or 0,
        large_print=session.flag("large_print"),
        replace=session.flag("replace"),
    )
    named = session.text("output")
    done = pack.print_pack(store, found, votes, Path(named) if named else None, asked)
    return Result(pack_json(done), told(done))


def _number(session: Session, name: str) -> int | None:
    text = session.text(name)
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6 or not int(text):
        raise Problem(f"--{name} takes a number of papers.", USAGE)
    return int(text)


def pack_json(done: Pack) -> dict[str, object]:
    """What was printed, as JSON."""
    return {
        "folder": str(done.folder),
        "files": [
            {"file": str(one.file), "part": one.part, "ward": one.ward or None, "personal": one.names_people}
            for one in done.sheets
        ],
        "papers": [one._asdict() for one in done.papers],
        "frozen": list(done.frozen),
        "draft": done.draft,
        "undrawable": done.undrawable,
        "waiting": list(done.waiting),
        "more": False,
        "operation": done.operation,
    }


def told(done: Pack) -> list[str]:
    """What was printed and what to know about it, in sentences."""
    lines = [f"{done.folder}:"]
    lines += [f"  {one.file.name}{'  (names people)' if one.names_people else ''}" for one in done.sheets]
    for one in done.papers:
        lines.append(f"{one.ward}: papers with stubs {one.first:,} to {one.last:,}.")
        if one.again:
            lines.append("  They were printed before: destroy those, so that no number is there twice.")
    for ward in done.waiting:
        lines.append(f"{ward}: nothing was printed, its shortlist offers nothing to choose from yet.")
    if done.frozen:
        lines.append(f"The shortlist of {', '.join(done.frozen)} is frozen now: what is on paper stays.")
    if done.missing:
        draft = "What is for the public says DRAFT: " if done.draft else ""
        lines.append(f"{draft}not set yet: {done.missing}. 'organiser imprint' sets it; then print again.")
    if done.undrawable:
        lines.append(f"These characters cannot be printed and stand as �: {done.undrawable}")
    return lines


COMMANDS = (
    Command(
        "conference pack",
        "Print the pack of a conference as PDF, and freeze the shortlists",
        _pack,
        (
            "organiser conference pack",
            'organiser conference pack --ward "Forest Hill" --papers 120 -o pack',
            'organiser conference pack --ward "Forest Hill" --only ballots --more 20',
        ),
        (
            CONFERENCE,
            argument("--ward", help="only of this ward (else of all)", action="append", metavar="WARD"),
            argument(
                "--only", help=f"only a part (given once for each): {', '.join(PARTS)}", action="append", metavar="PART"
            ),
            argument("--papers", help="how many papers a ward has (else who is expected, and a reserve)", metavar="N"),
            argument("--more", help="so many papers more, numbered after those printed", metavar="N"),
            argument("--large-print", help="all papers in large print, one to a page", action="store_true"),
            argument("-o", "--output", help="the folder (else: one of the program's own)", metavar="FOLDER"),
            argument("--replace", help="write over files that are there already", action="store_true"),
        ),
        returns='{"folder", "files": [{"file", "part", "ward", "personal"}], "papers": '
        '[{"ward", "first", "last", "again"}], "frozen": [], "draft", "undrawable", "waiting": [], '
        '"more", "operation"}',
        writes=True,
    ),
)
