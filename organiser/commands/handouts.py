"""Handing a job out to another laptop, and bringing back what was done there."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.people import FILTERS, limit_of, question_of
from organiser.errors import FINDINGS, OK
from organiser.services.people import MOST

if TYPE_CHECKING:
    from organiser.services.bringing_back import BroughtBack
    from organiser.services.handouts import HandedOut

_KINDS = {
    "talk": ("contact", "contacts"),
    "task": ("task", "tasks"),
    "conversation": ("conversation", "conversations"),
    "request_handed": ("request handed to a councillor", "requests handed to councillors"),
    "person": ("person", "people"),
    "given_paper": ("paper given", "papers given"),
    "paper": ("paper keyed", "papers keyed"),
}


def _hand_out(session: Session) -> Result:
    from organiser.services.handouts import counted

    job = session.text("job")
    made = _MAKERS[job](session) if job in _MAKERS else _ring(session)
    people = f", {counted(made.people)}" if made.people else ""
    command = "organiser people" if job == "ring" else "organiser"
    lines = [
        f"{made.file}: {made.title}{people}, for {made.job.doing}.",
        f"On the other laptop: {command} --database {made.file.name}",
        f"When it is back: organiser bring-back {made.file.name}",
    ]
    return Result(_made_json(made), lines, list(_hand_out_notes(made)))


def _ring(session: Session) -> "HandedOut":
    from organiser.services.handouts import hand_out

    path, title = Path(session.text("output")), session.text("title")
    return hand_out(
        session.store(), session.text("job"), path, question_of(session), title=title, limit=limit_of(session)
    )


def _sheets(session: Session) -> "HandedOut":
    from organiser.services.handouts import hand_out_sheets

    path, ward, event = Path(session.text("output")), session.text("ward"), session.text("event")
    return hand_out_sheets(session.store(), path, ward=ward, event=event, title=session.text("title"))


def _desk(session: Session) -> "HandedOut":
    from organiser.commands.conferences import which
    from organiser.services.hall_handouts import hand_out_desk

    path, title = Path(session.text("output")), session.text("title")
    return hand_out_desk(session.store(), which(session), session.text("desk"), path, title=title)


def _pile(session: Session) -> "HandedOut":
    from organiser.commands.conferences import which
    from organiser.services.conferences import find_contest
    from organiser.services.hall_handouts import hand_out_pile
    from organiser.services.keying import find_pile

    store, path, title = session.store(), Path(session.text("output")), session.text("title")
    vote = find_contest(which(session), session.text("ward"))
    return hand_out_pile(store, vote, find_pile(store, vote, session.text("pile")), path, title=title)


_MAKERS = {"doorstep": _sheets, "sign-in": _desk, "keying": _pile}


def _made_json(made: "HandedOut") -> dict[str, object]:
    return {
        "uid": made.uid,
        "job": made.job.name,
        "title": made.title,
        "file": str(made.file),
        "people": made.people,
        "left_out": made.left_out,
        "elsewhere": made.elsewhere,
        "more": made.more,
        "operation": made.operation,
    }


def _hand_out_notes(made: "HandedOut") -> Iterator[str]:
    from organiser.rules.consent import REASONS

    for reason, count in made.left_out.items():
        yield f"Left out: {count} ({REASONS[made.job.channel][reason]})."
    if made.elsewhere:
        yield f"{made.elsewhere} of them stand in another hand-out that is not back yet."
    if made.more:
        yield f"Only the first {MOST} people found were looked at: narrow it down."


def _bring_back(session: Session) -> Result:
    from organiser.services.bringing_back import bring_back

    back = bring_back(session.store(), [Path(file) for file in session.texts("files")])
    data = {
        "files": [
            {
                "file": str(taken.file),
                "title": taken.title,
                "nothing_new": taken.nothing_new,
                "new": taken.new,
                "changed": taken.changed,
                "undone": taken.undone,
            }
            for taken in back.files
        ],
        "questions": [
            {
                "uid": asked.uid,
                "code": "clash",
                "person": asked.person or None,
                "reason": asked.clash.words,
                **{name: value for name, value in asked.clash._asdict().items() if name != "uid"},
                "thing": asked.clash.uid,
            }
            for asked in back.questions
        ],
        "gone": [{"kind": _KINDS[gone.kind][0], "uid": gone.uid} for gone in back.gone],
        "more": False,
        "operation": back.operation,
    }
    return Result(data, list(bring_back_lines(back)), exit_code=FINDINGS if back.questions or back.gone else OK)


def bring_back_lines(back: "BroughtBack") -> Iterator[str]:
    """What was brought back, in sentences."""
    for taken in back.files:
        if taken.nothing_new:
            yield f"{taken.title}: all of it came already."
            continue
        found = [
            f"{count} {what} {_KINDS[kind][count != 1]}"
            for what, counts in (("new", taken.new), ("changed", taken.changed), ("undone", taken.undone))
            for kind, count in counts.items()
        ]
        yield f"{taken.title}: {', '.join(found) or 'nothing was done there'}."
    for asked in back.questions:
        about = f" ({asked.person})" if asked.person else ""
        yield f"Question{about}: {asked.clash.words}."
    if back.gone:
        yield f"{len(back.gone)} of the things that came are about what is no longer here: they were not made anew."


COMMANDS = (
    Command(
        "hand-out",
        "Write a small file with one job's part, for another laptop",
        _hand_out,
        (
            "organiser hand-out ring -o ring.organiser --ward E05013720",
            'organiser hand-out ring -o ben.organiser --offer leaflets --limit 30 --title "Ben\'s calls"',
            'organiser hand-out doorstep -o sheets.organiser --ward "Crofton Park"',
            "organiser hand-out sign-in -o desk1.organiser --desk 1",
            'organiser hand-out keying -o ben.organiser --ward "Forest Hill" --pile 1',
        ),
        (
            argument(
                "job",
                help="ring: names, one number each, what was said, open tasks; doorstep: sheets of a --ward or --event "
                "to be typed up, nobody who is here; sign-in: a --desk of a conference, and who belongs to it; "
                "keying: a --pile of papers of a --ward, and nobody",
                metavar="JOB",
            ),
            *FILTERS,
            argument("--event", help="doorstep: the event whose sheets they are", metavar="EVENT"),
            argument("--conference", help="sign-in, keying: which (else the next to come)", metavar="CONFERENCE"),
            argument("--desk", help="sign-in: the desk", metavar="DESK"),
            argument("--pile", help="keying: the pile, where there are several", metavar="LABEL"),
            argument("-o", "--output", help="the file to write", required=True, metavar="FILE"),
            argument("--title", help="what to call it (else as the file)", metavar="TITLE"),
        ),
        returns='{"uid", "job", "title", "file", "people", "left_out": {REASON: count}, "elsewhere", "more", '
        '"operation"}',
        writes=True,
    ),
    Command(
        "bring-back",
        "Take in what was done in files that were handed out",
        _bring_back,
        ("organiser bring-back ring.organiser", "organiser bring-back ann.organiser ben.organiser"),
        (
            argument(
                "files",
                help="files that were handed out, in any order; what came from one and was undone there since is taken "
                "out again, unless that file was copied and both copies were used",
                nargs="+",
                metavar="FILE",
            ),
        ),
        returns='{"files": [{"file", "title", "nothing_new", "new": {KIND: count}, "changed": {KIND: count}, '
        '"undone": {KIND: count}}], '
        '"questions": [{"uid", "code", "person", "reason", "table", "thing", "title", "field", "one", "other"}], '
        '"gone": [{"kind", "uid"}], "more", "operation"}',
        writes=True,
    ),
)
