"""What lies where on this machine: the database, its backups, pages that were printed, files that were handed out."""

from pathlib import Path
from typing import NamedTuple

from organiser.services import upkeep
from organiser.services.handouts import HandedOut, Holder, hand_out, hand_out_sheets, holders
from organiser.services.offices import one_ward
from organiser.services.pages import folder_for, name_for, printed
from organiser.services.people import Question
from organiser.services.upkeep import Backup, Place
from organiser.store import clock, doctor
from organiser.store.store import Store


class Shelf(NamedTuple):
    """The files of the program. `away` are the hand-outs that have not come back; `notes` what is worth knowing."""

    database: Place
    backups_in: Path
    backups: list[Backup]
    printed: list[Path]
    away: list[Holder]
    notes: list[str]


def shelf(store: Store) -> Shelf:
    """What lies where, read from the folders as they are now."""
    places = upkeep.places(store.path)
    return Shelf(
        places["database"],
        places["backups"].path,
        upkeep.backups(),
        printed(),
        holders(store),
        list(doctor.notes(store.path)),
    )


def hand_out_to_ring(store: Store, question: Question, words: str) -> HandedOut:
    """Hand out the people whom a question finds, to be rung on another laptop; the file lies in a folder of our own."""
    moment = f"{clock.london(clock.now()):%Y-%m-%d-%H%M%S}"
    path = folder_for("handed-out") / f"ring-{name_for(words or 'everybody')}-{moment}.organiser"
    return hand_out(store, "ring", path, question, title=f"To ring: {words or 'everybody'}, {moment[:10]}")


def hand_out_to_type(store: Store, ward: str) -> HandedOut:
    """Hand out sheets of a ward to be typed up on another laptop; the file lies in a folder of our own."""
    place = one_ward(store, ward, clock.today())
    moment = f"{clock.london(clock.now()):%Y-%m-%d-%H%M%S}"
    path = folder_for("handed-out") / f"sheets-{name_for(place.shown)}-{moment}.organiser"
    return hand_out_sheets(store, path, ward=place.gss, title=f"Sheets of {place.shown}, {moment[:10]}")
