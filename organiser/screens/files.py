"""The files: backups and going back to one, handing over, handing out and bringing back, and whether all is sound."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on

from organiser.errors import Problem
from organiser.screens import shown
from organiser.screens.base import LinesPage
from organiser.screens.opening import open_file
from organiser.services import shelf, upkeep
from organiser.services.shelf import Shelf
from organiser.services.upkeep import Copy, Health, Outlook, Restored
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row
from organiser.widgets.panel import Panel
from organiser.widgets.paths import PathPanel, size_words

if TYPE_CHECKING:
    from organiser.services.bringing_back import BroughtBack
    from organiser.services.handouts import HandedOut
    from organiser.services.handover import HandedOver

_OURS = (".organiser",)


class FilesPage(LinesPage, page="files"):
    """What lies where, and what can be done with it."""

    label_width = 13

    def __init__(self) -> None:
        super().__init__()
        self._shelf: Shelf | None = None
        self._health: Health | None = None
        self._checking = False

    def title_words(self) -> str:
        return "Files"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask("shelf", shelf.shelf, self._arrived)

    def _arrived(self, found: Shelf) -> None:
        self._shelf = found
        self._draw()

    def _draw(self) -> None:
        if self._shelf is not None:
            self.lines.show(list(self._rows(self._shelf)))

    def _rows(self, found: Shelf) -> Iterator[Row]:
        yield Row("The database", kind="heading")
        yield Row(str(found.database.path), label="Lies in", right=size_words(found.database.size))
        yield from self._health_rows()
        yield Row("")
        yield Row("To do", kind="heading")
        for action in self.actions:
            yield Row(action.title, label=f"{action.shown_key}  {action.word}", key=("do", action.name))
        yield Row("")
        yield Row("Backups: enter goes back to one", kind="heading", right=str(len(found.backups) or ""))
        yield Row(str(found.backups_in), label="Lie in", kind="quiet")
        for one in found.backups:
            yield Row(one.file.name, label=_when(one.at), key=("backup", str(one.file)), right=size_words(one.size))
        if not found.backups:
            yield Row("None yet: b makes one.", kind="quiet")
        if found.away:
            yield Row("")
            yield Row("Handed out, and not back yet", kind="heading")
            for away in found.away:
                people = shown.counted(away.things, "person", "people") if away.things else ""
                yield Row(away.title, label=_when(away.made), key=("do", "bring_back"), right=people)
        if found.printed:
            yield Row("")
            yield Row("Printed pages: enter opens one", kind="heading")
            yield Row(str(found.printed[0].parent), label="Lie in", kind="quiet")
            for page in found.printed:
                yield Row(page.name, key=("page", str(page)))
        if found.notes:
            yield Row("")
            yield Row("Worth knowing", kind="heading")
            for note in found.notes:
                yield Row(note, label="!", kind="problem")

    def _health_rows(self) -> Iterator[Row]:
        if self._checking:
            yield Row("is being looked through …", label="It", kind="quiet")
        elif self._health is not None:
            wrong = [check for check in self._health.checks if not check.ok]
            for done in self._health.mended:
                yield Row(done, label="Mended")
            for check in wrong:
                yield Row(f"{check.name}: {check.detail}", label="Wrong", kind="problem")
            if wrong:
                yield Row("Mend what can be made anew from the rest", label="Mend", key=("mend", ""))
            else:
                yield Row(f"{len(self._health.checks)} checks found nothing wrong", label="Sound")

    # Opening --------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        kind, what = cast("tuple[str, str]", message.key)
        if kind == "do":
            await self.run_action(f"screen.{what}")
        elif kind == "backup":
            self._look_into(Path(what))
        elif kind == "page":
            self.tell(open_file(Path(what), "It lies there"))
        else:
            self.action_look_through(repair=True)

    # Backup and restore ---------------------------------------------------------------------------------------------

    def action_backup(self) -> None:
        self.tell("Making a backup …")
        self.ask("backup", lambda store: upkeep.back_up(store, None), self._backed_up, lane="slow")

    def _backed_up(self, copy: Copy) -> None:
        people = shown.counted(copy.people, "person", "people")
        self.tell(f"Backup made and checked: {copy.file} ({people}).")
        self.reload()

    def action_restore(self) -> None:
        self.app.push_screen(PathPanel("Go back to which backup?", self._look_into, endings=_OURS, keep="restore"))

    def _look_into(self, file: Path) -> None:
        self.ask("outlook", lambda store: upkeep.outlook(store, file), self._offer)

    def _offer(self, found: Outlook) -> None:
        if found.problem:
            self.tell(found.problem, problem=True)
        else:
            self.app.push_screen(RestorePanel(found, self._restore))

    def _restore(self, file: Path) -> None:
        self.tell("Going back to the backup …")
        self.change(lambda store: upkeep.restore(store.path, file, lambda: None), self._restored)

    def _restored(self, restored: Restored) -> None:
        kept = f" What was here before is kept: {restored.kept.name}, in the list of backups." if restored.kept else ""
        self.tell(f"The database is the backup now: {shown.counted(restored.people, 'person', 'people')}.{kept}")
        self.reload()

    # Handing out, bringing back, handing over -------------------------------------------------------------------------

    def action_hand_out(self) -> None:
        self.app.push_screen(HandOutPanel(self._handed_out))

    def _handed_out(self, made: "HandedOut") -> None:
        left = sum(made.left_out.values())
        more = f". {left:,} left out: they may not be called" if left else ""
        people = shown.counted(made.people, "person", "people")
        self.tell(f"{people} handed out: {made.file}{more}.")
        self.reload()

    def action_bring_back(self) -> None:
        self.app.push_screen(PathPanel("Which file came back?", self._bring_back, endings=_OURS, keep="bring back"))

    def _bring_back(self, file: Path) -> None:
        from organiser.services.bringing_back import bring_back

        self.change(lambda store: bring_back(store, [file]), self._brought_back)

    def _brought_back(self, back: "BroughtBack") -> None:
        from organiser.commands.handouts import bring_back_lines

        questions = " The questions wait on their page." if back.questions else ""
        undo = " u takes it back." if back.operation else ""
        self.tell(f"{' '.join(bring_back_lines(back))}{questions}{undo}", problem=bool(back.questions or back.gone))
        self.reload()

    def action_hand_over(self) -> None:
        folder = f"~/handover-{clock.today()}"
        self.app.push_screen(PathPanel("Hand over: into which new folder?", self._whose, value=folder, new=True))

    def _whose(self, folder: Path) -> None:
        self.app.push_screen(HandoverPanel(lambda old, new: self._hand_over(folder, old, new)))

    def _hand_over(self, folder: Path, old: str, new: str) -> None:
        from organiser.services.handover import hand_over

        self.tell("Copying, and checking the copy …")
        self.change(lambda store: hand_over(store, folder, old, new), self._handed_over)

    def _handed_over(self, done: "HandedOver") -> None:
        page = next(file for file in done.files if file.suffix == ".html")
        moved = done.moved
        tasks = f" {shown.counted(moved.tasks, 'task', 'tasks')} of {moved.old} to {moved.new}." if moved else ""
        self.tell(open_file(page, f"Handed over, the copy is checked.{tasks} What comes next stands on the page"))
        self.reload()

    # Health -----------------------------------------------------------------------------------------------------------

    def action_look_through(self, *, repair: bool = False) -> None:
        self._checking = True
        self._draw()
        self.ask(
            "health",
            lambda store: upkeep.look_through(store, repair=repair),
            self._looked_through,
            lane="write" if repair else "slow",
            refused=self._not_looked_through,
        )

    def _looked_through(self, found: Health) -> None:
        self._checking, self._health = False, found
        self._draw()
        if found.ok:
            self.tell(f"Nothing is wrong: {len(found.checks)} checks.")
        else:
            self.tell("Something is wrong: it stands under The database.", problem=True)

    def _not_looked_through(self, problem: Problem) -> None:
        self._checking = False
        self._draw()
        self.tell(problem.sentence, problem=True)


class RestorePanel(Panel):
    """What going back to a backup would mean; enter goes back, escape leaves everything as it is."""

    def __init__(self, found: Outlook, restore: Callable[[Path], None]) -> None:
        super().__init__("Go back to this backup?", "enter goes back to it; escape leaves everything as it is")
        self._outlook = found
        self._restore = restore

    def typed(self, text: str) -> None:
        found = self._outlook
        last = f", last changed {_when(found.last)}" if found.last else ""
        lost = f"{found.lost} made here since" if found.lost else "nothing: it knows every change that was made here"
        self.show(
            [
                Row(str(found.file), label="Backup"),
                Row(f"{shown.counted(found.people, 'person', 'people')}{last}", label="Holds"),
                Row(lost, label="Lost", kind="problem" if found.lost else "text"),
                Row("What is here now is copied into the folder of backups first.", label="Kept"),
            ]
        )

    def entered(self, text: str) -> None:
        self.done()
        self._restore(self._outlook.file)


class HandOutPanel(Panel):
    """Whom to hand out, as the list of people is narrowed down."""

    def __init__(self, handed_out: "Callable[[HandedOut], None]") -> None:
        hint = 'ward:"Crofton Park" offer:leaflets, or nothing for everybody'
        super().__init__("Hand out people to ring: whom?", hint, keep="hand out")
        self._handed_out = handed_out

    def typed(self, text: str) -> None:
        self.ask("found", lambda store: _found(store, text), self._show_found, refused=self._refused)

    def _show_found(self, found: tuple[int, list[str], bool]) -> None:
        number, names, more = found
        others = " …" if number > len(names) else ""
        self.show([Row(f"{number:,}{'+' if more else ''} found: {', '.join(names)}{others}")])
        self.say("enter writes the file; who may not be called is left out" if number else "Nobody is found by this.")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)

    def entered(self, text: str) -> None:
        from organiser.services.roll import question_of

        self.change(lambda store: shelf.hand_out_to_ring(store, question_of(text), text), self._made,
                    refused=self._refused)  # fmt: skip

    def _made(self, made: "HandedOut") -> None:
        self.done()
        self._handed_out(made)


def _found(store: Store, text: str) -> tuple[int, list[str], bool]:
    """How many people a line finds, the first names, and whether there are more than are handed out at once."""
    from organiser.services import people
    from organiser.services.roll import question_of

    page = people.find(store, question_of(text))
    return len(page.people), [person.name for person in page.people[:6]], page.more


class HandoverPanel(Panel):
    """Whose tasks are given to whom."""

    def __init__(self, hand_over: Callable[[str, str], None]) -> None:
        super().__init__("Everything of whom goes to whom?", "Ann Lee to Ben Jones; enter alone: nothing changes hands")
        self._hand_over = hand_over

    def entered(self, text: str) -> None:
        old, _, new = text.partition(" to ")
        if text and not (old.strip() and new.strip()):
            self.say("Name both: Ann Lee to Ben Jones.", problem=True)
            return
        self.done()
        self._hand_over(old.strip(), new.strip())


def _when(moment: str) -> str:
    """A moment in London's time; of other years the date alone."""
    here = clock.london(moment)
    this_year = here.year == date.fromisoformat(clock.today()).year
    return f"{here.day} {here:%b} {here:%H:%M}" if this_year else f"{here.day} {here:%b} {here.year}"
