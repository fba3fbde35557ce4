"""Handing everything over to the next secretary."""

from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.store import location


def _handover(session: Session) -> Result:
    from organiser.services.handover import hand_over

    folder = Path(session.text("output"))
    done = hand_over(session.store(), folder, session.text("from"), session.text("to"))
    moved = done.moved
    data = {
        "folder": str(done.folder),
        "files": [str(file.absolute()) for file in done.files],
        "people": done.people,
        "checked": True,
        "moved": {"from": moved.old, "to": moved.new, "tasks": moved.tasks, "who": moved.who} if moved else None,
        "operation": moved.operation if moved else None,
    }
    lines = []
    if moved and moved.operation is None:
        lines.append(f"{moved.old} owns no open task.")
    elif moved:
        lines.append(f"Of {moved.old} to {moved.new}: {moved.tasks} open task{'' if moved.tasks == 1 else 's'}.")
    lines += [
        f"{done.files[0]}: {done.people:,} people, restored in a scratch place and checked.",
        f"{done.files[1]}: the page for the next secretary; {done.files[2].name} is the same as plain text.",
        "It says how to clear the old laptop.",
    ]
    service = location.synced_by(folder)
    notes = [f"Note: {service} seems to copy {folder} to other machines, and personal data with it."] if service else []
    return Result(data, lines, notes)


COMMANDS = (
    Command(
        "handover",
        "Hand over to the next secretary: a checked copy and a page of what is open",
        _handover,
        (
            "organiser handover -o /media/stick/handover",
            'organiser handover -o /media/stick/handover --from "Ann Lee" --to "Ben Jones"',
        ),
        (
            argument("-o", "--output", help="a new folder", required=True, metavar="FOLDER"),
            argument("--from", help="whose tasks are given to another", metavar="NAME"),
            argument("--to", help="who takes them on", metavar="NAME"),
        ),
        returns='{"folder", "files": [], "people", "checked", "moved": {"from", "to", "tasks", "who"}, "operation"}',
        writes=True,
    ),
)
