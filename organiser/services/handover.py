"""Handing over to the next secretary: a checked copy, a page of what is open, and everything of one to another."""

import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from organiser.errors import CANNOT_CREATE, IO_ERROR, USAGE, Problem
from organiser.reports.page import Page, Section, to_html, to_text
from organiser.rules.dates import uk_date
from organiser.services import tasks
from organiser.services.contacts import call_backs
from organiser.services.handouts import counted, holders
from organiser.services.output_file import write_whole
from organiser.services.questions import open_questions
from organiser.services.tasks import OPEN, Task
from organiser.services.upkeep import current_setup, set_setting
from organiser.store import backup, clock, doctor, history, location
from organiser.store.engine import JOURNALS, reason_of
from organiser.store.store import Store
from organiser.text import safe_text

_DAYS_AHEAD = 92
_MOST_QUESTIONS = 100
_DATABASE, _PAGE, _TEXT = "people.organiser", "handover.html", "handover.txt"


@dataclass(frozen=True, slots=True)
class Moved:
    """Everything of one person's given to another: so many tasks, and whether the file is now looked after by them."""

    old: str
    new: str
    tasks: int
    who: bool
    operation: int | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The files of a handover, how many people the checked copy holds, and what was given from whom to whom."""

    folder: Path
    files: tuple[Path, ...]
    people: int
    moved: Moved | None


def hand_over(store: Store, folder: Path, old: str = "", new: str = "") -> HandedOver:
    """Put a checked copy and the page for the next secretary into a new folder, for its owner alone.

    With `old` and `new`, everything of the one is given to the other first, as one change. Problem (73) where something
    lies in the folder already, (74) where the copy is not sound; then nothing is left in it, and nothing was given.
    """
    old, new = safe_text(old), safe_text(new)
    if bool(old) != bool(new):
        raise Problem("--from and --to go together: --from 'Ann Lee' --to 'Ben Jones'.", USAGE)
    if old and tasks.same_owner(old, new):
        raise Problem(f"--from and --to are both {old}: name two people.", USAGE)
    _make(folder)
    moved = give(store, old, new) if old else None
    files = tuple(folder / name for name in (_DATABASE, _PAGE, _TEXT))
    try:
        people = _checked_copy(store, files[0], folder)
        page = _page(store, people)
        write_whole(files[1], [to_html(page).encode()], replace=False)
        write_whole(files[2], [to_text(page).encode()], replace=False)
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        if moved and moved.operation:
            history.undo(store, moved.operation)
        raise
    return HandedOver(folder.absolute(), files, people, moved)


def give(store: Store, old: str, new: str) -> Moved:
    """Give every open task of one owner to another, and the file with it where the one looked after it: one change."""
    with store.operation(f"Everything of {old} to {new}", kind="handover") as work:
        moved = tasks.hand_over(work, old, new)
        who = tasks.same_owner(store.setting("who"), old)
        if who:
            set_setting(work, "who", new)
    return Moved(old, new, moved, who, work.operation_id)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Problem(f"Something lies in {folder} already: name a new folder.", CANNOT_CREATE)
        folder.chmod(0o700)
    except OSError as error:
        raise Problem(f"The folder {folder} cannot be made: {reason_of(error)}.", CANNOT_CREATE) from None


def _checked_copy(store: Store, target: Path, folder: Path) -> int:
    """Copy the database, go back to the copy in a scratch place and look that through; how many people it holds."""
    backup.copy(store.connection, target)
    with tempfile.TemporaryDirectory(prefix=".check-", dir=folder) as scratch:
        restored = Path(scratch) / _DATABASE
        backup.restore(restored, target, Path(scratch) / "kept", lambda: None)
        with Store.open(restored) as copied:
            wrong = [check for check in doctor.examine(copied) if not check.ok]
            people = copied.count("SELECT count(*) FROM person")
    if wrong:
        found = "; ".join(f"{check.name}: {check.detail}" for check in wrong)
        raise Problem(f"The copy is not sound ({found}). 'organiser doctor' says more. Nothing was left.", IO_ERROR)
    return people


# The page ------------------------------------------------------------------------------------------------------------


def _page(store: Store, people: int) -> Page:
    setup, today = current_setup(store), clock.today()
    found = list(tasks.select(store, f"state = '{OPEN}'"))
    clps = f" for {', '.join(setup.clps)}" if setup.clps else ""
    by = f" by {store.who or setup.who}" if store.who or setup.who else ""
    return Page(
        "Handover to the next secretary",
        f"Made on {uk_date(today)}{by}{clps}. The file {_DATABASE} beside this page holds {people:,} people and the "
        "whole history; it was restored in a scratch place and checked. Keep this page as you keep the file: both "
        "name people.",
        [
            _owners(found, today),
            _ahead(store, found, today),
            _called_back(store, today),
            _questions(store),
            _copies(store),
            _new_laptop(),
            _old_laptop(store),
        ],
    )


def _owners(found: list[Task], today: str) -> Section:
    rows = [
        (
            owner or "nobody yet",
            f"{task.title}{f', every {task.every}' if task.every else ''}",
            task.about.name if task.about else "",
            f"{uk_date(task.due)}{' (overdue)' if task.overdue(today) else ''}",
        )
        for owner, mine in tasks.owners(found).items()
        for task in mine
    ]
    sentence = "Every open task, by its owner." if rows else "No task is open."
    return Section("Who looks after whom and what", sentence, ("Owner", "Task", "About", "Due"), rows)


def _ahead(store: Store, found: list[Task], today: str) -> Section:
    until = (date.fromisoformat(today) + timedelta(days=_DAYS_AHEAD)).isoformat()
    days = [(task.due, f"{task.title}{f' ({task.about.name})' if task.about else ''}") for task in found]
    days += [
        (until_day, f"{name}: last day as {kind}")
        for until_day, name, kind in store.rows(
            "SELECT office.until, trim(given || ' ' || family), kind FROM office JOIN person ON person.id = person_id"
        )
    ]
    rows = [(uk_date(day), what) for day, what in sorted(days) if today <= day <= until]
    sentence = "The next three months." if rows else "Nothing is dated in the next three months."
    return Section("Dates ahead", sentence, ("Date", "What"), rows)


def _called_back(store: Store, today: str) -> Section:
    rows = [(one.person.name, one.said, uk_date(one.on, today)) for one in call_backs(store)]
    sentence = "They asked to be called back, and nothing is planned." if rows else "Nobody is waiting for a call."
    return Section("To be called back", sentence, ("Who", "What was said", "Since"), rows)


def _questions(store: Store) -> Section:
    page = open_questions(store, _MOST_QUESTIONS)
    rows = [(question.words,) for question in page.questions]
    sentence = "'organiser questions' shows them and takes the answers." if rows else "No question is open."
    if page.more:
        sentence = f"The first {len(rows)}. {sentence}"
    return Section("Open questions", sentence, ("Question",), rows)


def _copies(store: Store) -> Section:
    rows = [
        (one.title, uk_date(clock.london(one.made).date().isoformat()), counted(one.things), one.job)
        for one in holders(store)
    ]
    sentence = (
        "These files were handed out and have not come back: ask for them, and bring them back or have them deleted."
        if rows
        else "No file that was handed out is still away."
    )
    return Section("Who holds copies", sentence, ("Title", "Handed out", "Holds", "For"), rows)


def _new_laptop() -> Section:
    return Section(
        "On the new laptop",
        steps=(
            "Install organiser, and copy this folder to a place on the laptop itself: no folder that a service copies "
            "to other machines.",
            f"organiser restore {_DATABASE}",
            "organiser init --who 'YOUR NAME'",
            "organiser doctor looks it through; organiser due shows what comes first.",
        ),
    )


def _old_laptop(store: Store) -> Section:
    place = store.path.absolute()
    beside = ", ".join(place.name + suffix for suffix in ("", *JOURNALS, ".lock"))
    return Section(
        "Clearing the old laptop",
        "Only once the new laptop has shown its people. Nothing may be entered on the old one any more: two copies "
        "that are both used part, and nobody can put them together again.",
        steps=(
            f"Delete the database: in {place.parent} whatever there is of {beside}.",
            f"Delete the backups: {location.backups().absolute()}",
            "Delete exports, printed pages and lists that were imported: look in Downloads, Documents, the desktop, "
            "and in e-mails sent and received.",
            "Delete copies on sticks and files that were handed out, and have others delete theirs.",
            "Empty the bin. What was deleted can often be read until the disk is overwritten: encrypt the disk, or "
            "reset the laptop, before it goes to somebody else.",
            "Delete this folder once it has been copied.",
        ),
    )
