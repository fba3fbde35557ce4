"""The second place: where a copy goes after each batch of an evening, so that another laptop can carry on."""

from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import USAGE, Problem
from organiser.services import second_place
from organiser.store.settings import Settings


def _copy(session: Session) -> Result:
    store, settings = session.store(), Settings()
    folder, none = session.text("folder"), session.flag("none")
    if folder and none:
        raise Problem("A folder, or --none: not both.", USAGE)
    if none:
        second_place.forget(settings)
        return Result({"folder": None, "file": None}, ["No copy is made in a second place any more."])
    kept = second_place.place(settings)
    if folder:
        made = second_place.choose(store, settings, Path(folder))
    elif kept is None:
        raise Problem("Say where the second place is: organiser conference copy /media/stick", USAGE)
    else:
        made = second_place.copy(store, kept)
    lines = [
        f"{made.path}, as of {made.at}.",
        f"After every {second_place.BATCH} changes at a desk or a pile it is made anew.",
        f"If this laptop dies: organiser --database {made.path}",
    ]
    notes = ["The copy names people: keep the stick with you, and empty it afterwards."]
    return Result({"folder": str(made.path.parent), "file": str(made.path)}, lines, notes)


COMMANDS = (
    Command(
        "conference copy",
        "Copy the file to a second place, now and after each batch of an evening",
        _copy,
        ("organiser conference copy /media/stick", "organiser conference copy", "organiser conference copy --none"),
        (
            argument("folder", help="the second place (else the one chosen before)", nargs="?", metavar="FOLDER"),
            argument("--none", help="make no such copies any more", action="store_true"),
        ),
        returns='{"folder", "file"}',
    ),
)
