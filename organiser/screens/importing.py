"""An import on screen: what the lists were recognised as, what would change, and then the change itself."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on

from organiser.screens.shown import counted
from organiser.screens.steps import Stage, StepsPage
from organiser.services import import_steps
from organiser.services.import_steps import Figures, Foresee, LinesRead, Look
from organiser.services.importing.listing import CHANGED, NEW, QUESTIONS, REFUSED, SAME, WARNINGS
from organiser.services.importing.looking import LEAVE_OUT, Seen, called, corrections_with
from organiser.services.imports import Options
from organiser.widgets.cells import cut
from organiser.widgets.lines import Lines, Row

if TYPE_CHECKING:
    from types import ModuleType

    from organiser.screens.import_lines import ImportLinesPage

_FIGURES = {
    NEW: ("new", "People who are new"),
    CHANGED: ("changed", "People of whom something is new"),
    SAME: ("the same as before", "People who are the same"),
    QUESTIONS: ("questions for you", "Questions"),
    WARNINGS: ("to look at", "To look at"),
    REFUSED: ("rows left out", "Rows left out"),
}


_BESIDE = "{} holds what residents said at their doors, not a list of people: take it in by itself."


class ImportingPage(StepsPage, page="importing"):
    """The steps of one import of some files."""

    steps: "ClassVar[ModuleType]" = import_steps
    made: ClassVar[type] = Figures
    offered: ClassVar[dict[Stage, tuple[str, ...]]] = {
        "looking": ("step_back",),
        "columns": ("preview", "field", "leave_out", "whole_list", "step_back"),
        "planning": ("step_back",),
        "preview": ("apply", "step_back"),
        "applying": ("step_back",),
        "done": ("people", "questions", "step_back"),
    }

    def __init__(self, paths: Sequence[str], *, people: bool = False) -> None:
        super().__init__(paths)
        # Whether somebody said that these are lists of people, whatever they look like.
        self._people = people
        self._seen: list[Seen] = []
        # Columns mended by hand, by the mark of their header.
        self._corrections: dict[str, dict[int, str]] = {}
        self._on = ""
        self._figures: Figures | None = None
        self._lines_page: ImportLinesPage | None = None

    def title_words(self) -> str:
        return "What is in it" if self._stage in ("looking", "columns") else "What it changes"

    def offered_now(self) -> tuple[str, ...]:
        """Importing only what is new, questions only where there are any."""
        if self._stage == "preview" and not self.anything_new:
            return ("step_back",)
        offered = super().offered_now()
        if self._stage == "done" and not (self._figures and self._figures.lists[QUESTIONS]):
            offered = tuple(name for name in offered if name != "questions")
        return offered

    @property
    def anything_new(self) -> bool:
        """Whether importing would come to anything."""
        return self._figures is not None and _anything_new(self._figures)

    @property
    def operation(self) -> int | None:
        """The number of the change that was made."""
        return self._figures.operation if self._figures else None

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        self._to("looking")
        self._ask(Look(self._paths))

    # The work -------------------------------------------------------------------------------------------------------

    def answered(self, value: object) -> None:
        """What the files are, or lines of what is foreseen."""
        if isinstance(value, LinesRead):
            if self._lines_page is not None and self._lines_page.is_mounted:
                self._lines_page.fill(value.lines)
        elif isinstance(value, tuple):
            self._look_through(value)

    def arrived(self, made: object) -> None:
        """What would change, or was."""
        if not isinstance(made, Figures):
            return
        self._figures = made
        if self.is_mounted:
            self._to("done" if made.applied else "preview")
        if made.applied:
            self._tell_what_was_done(made)

    def _look_through(self, found: Sequence[Seen]) -> None:
        """What residents said at their doors is taken in on a page of its own."""
        from organiser.screens.surveying import SurveyingPage

        answers = [seen for seen in found if seen.survey and not self._people]
        if answers and all(seen in answers or seen.problem for seen in found):
            self.app.switch_screen(SurveyingPage(self._paths))
            return
        self._seen = [replace(seen, problem=_BESIDE.format(seen.file)) if seen in answers else seen for seen in found]
        self._to("columns")

    def _tell_what_was_done(self, figures: Figures) -> None:
        self.host.look_again()
        if figures.operation is None:
            self.host.tell("Nothing in it is new: nothing was changed.")
        else:
            self.host.tell(f"Imported: {figures.created:,} new, {figures.updated:,} changed. u takes it back.")

    # What is shown --------------------------------------------------------------------------------------------------

    def shown(self) -> tuple[str, list[Row]]:
        """What this step says, and its lines."""
        return {
            "looking": self._looking, "columns": self._columns, "planning": self._planning,
            "preview": self._preview, "applying": self._applying, "done": self._done,
        }[self._stage]()  # fmt: skip

    def _looking(self) -> tuple[str, list[Row]]:
        return "Nothing is changed before you say so.", []

    def _planning(self) -> tuple[str, list[Row]]:
        return "Every row is read and compared with who is here already. Nothing is changed; escape stops.", []

    def _applying(self) -> tuple[str, list[Row]]:
        return "Everything is written as one change. escape stops it, and then nothing was changed.", []

    def _columns(self) -> tuple[str, list[Row]]:
        usable = [seen for seen in self._mended() if not seen.problem]
        rows = []
        if usable:
            whole = f"  (the whole list of {_day(self._on)})" if self._on else ""
            rows.append(Row(f"Go on: preview what would change{whole}", key="preview", kind="heading"))
        for index, seen in enumerate(self._mended()):
            rows += [Row(""), Row(_heading(seen), kind="heading")]
            if seen.problem:
                rows.append(Row(seen.problem, kind="problem"))
            for heading in seen.headings():
                example = cut(heading.example, max(self.size.width // 3, 12))
                kind = "quiet" if heading.fields == (LEAVE_OUT,) else "text"
                rows.append(Row(heading.words, heading.heading, (index, heading.place), example, kind))
        return "Column by column: what it is called, what it is taken for, and an example. f mends, l leaves out.", rows

    def _preview(self) -> tuple[str, list[Row]]:
        if self._figures is None:
            return "", []
        figures = self._figures
        read = f"{counted(figures.rows, 'row', 'rows')} read."
        if not _anything_new(figures):
            return f"{read} Nothing in it is new: there is nothing to import.", self._figure_rows(figures)
        rows = [Row("Import these", key="apply", kind="heading"), *self._figure_rows(figures)]
        return f"{read} This is what the import would do; nothing is changed yet.", rows

    def _done(self) -> tuple[str, list[Row]]:
        if self._figures is None:
            return "", []
        figures = self._figures
        if figures.operation is None:
            return "Nothing in it is new: nothing was changed.", self._figure_rows(figures)
        if self._undone:
            return "Taken back: nothing of it is here any more. U does it again.", self._figure_rows(figures)
        rows = [Row("Open the people of this import", key="people", kind="heading")]
        if figures.lists[QUESTIONS]:
            rows.append(Row("Answer its questions now", key="questions", kind="heading"))
        return "Done, as one change: u takes it back.", [*rows, *self._figure_rows(figures)]

    def _figure_rows(self, figures: Figures) -> list[Row]:
        rows = [Row("")]
        for name, (words, _) in _FIGURES.items():
            number = figures.lists[name]
            more = "+" if figures.more and name in (QUESTIONS, WARNINGS, REFUSED) else ""
            rows.append(Row(words, f"{number:>16,}{more}", name if number else None,
                            kind="text" if number else "quiet"))  # fmt: skip
        if figures.joined:
            words = "who stood here twice" + (" are one now" if figures.applied else " would be one")
            rows.append(Row(words, f"{figures.joined:>16,}"))
        if figures.new_tags:
            rows += [Row(""), Row(f"New tags: {', '.join(figures.new_tags)}")]
        return rows

    def _mended(self) -> list[Seen]:
        return [seen.with_corrections(self._corrections.get(seen.mark, {})) for seen in self._seen]

    # Steps ----------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        if isinstance(message.key, tuple):
            await self.action_field()
        elif message.key in _FIGURES:
            await self._open_lines(str(message.key))
        else:
            await self.run_action(f"screen.{message.key}")

    def action_preview(self) -> None:
        if self._stage != "columns":
            return
        usable = [seen.path for seen in self._mended() if not seen.problem]
        if not usable:
            self.tell("None of these files can be imported as it stands.", problem=True)
            return
        options = Options(complete=bool(self._on), on=self._on, corrections=dict(self._corrections))
        self._to("planning")
        self._ask(Foresee(tuple(dict.fromkeys(usable)), options))

    async def _open_lines(self, name: str) -> None:
        from organiser.screens.import_lines import ImportLinesPage

        if self._figures is None:
            return

        def want(first: int, last: int) -> None:
            if self._errand is not None:
                self._errand.ask(import_steps.Lines(name, first, last))

        people = name in (NEW, CHANGED, SAME)
        self._lines_page = ImportLinesPage(_FIGURES[name][1], self._figures.lists[name], want, people=people)
        await self.app.push_screen(self._lines_page)

    async def action_people(self) -> None:
        from organiser.screens.people import PeoplePage

        if self._stage == "done" and self._figures is not None and self._figures.operation is not None:
            await self.app.push_screen(PeoplePage(f"change:{self._figures.operation}", "People of this import"))

    async def action_questions(self) -> None:
        from organiser.screens.questions import QuestionsPage

        if self._stage == "done":
            await self.app.push_screen(QuestionsPage())

    # Mending columns ------------------------------------------------------------------------------------------------

    def _column(self) -> tuple[Seen, int] | None:
        key = self.lines.key
        if self._stage == "columns" and isinstance(key, tuple):
            return self._seen[key[0]], key[1]
        self.tell("Put the cursor on a column first.", problem=True)
        return None

    def action_leave_out(self) -> None:
        if found := self._column():
            self._mend(found[0], found[1], LEAVE_OUT)
            self.lines.action_down()

    async def action_field(self) -> None:
        from organiser.screens.import_panels import FieldPanel

        if found := self._column():
            seen, place = found

            def chosen(field: str | None) -> None:
                if field:
                    self._mend(seen, place, field)

            await self.app.push_screen(
                FieldPanel(seen.header[place] or f"column {place + 1}", seen.examples[place]), chosen
            )

    def _mend(self, seen: Seen, place: int, field: str) -> None:
        before = self._corrections.get(seen.mark, {})
        self._corrections[seen.mark] = corrections_with(before, place, field)
        self._draw()
        self.tell(f"'{seen.header[place]}': {called(field)}. It is remembered for the next list like this one.")

    async def action_whole_list(self) -> None:
        from organiser.screens.import_panels import DayPanel

        if self._stage != "columns":
            return

        def chosen(day: str | None) -> None:
            if day is None or day == "":
                return
            self._on = "" if day == "none" else day
            self._draw()

        await self.app.push_screen(DayPanel(self._on), chosen)


def _heading(seen: Seen) -> str:
    where = ", ".join(filter(None, (seen.file, seen.sheet)))
    what = {"list": "a list", "": ""}.get(seen.title, seen.title)
    return f"{where}: {what}, {counted(seen.rows, 'row', 'rows')}" if what else where


def _anything_new(figures: Figures) -> bool:
    """Whether importing would come to anything; what a row says otherwise is remembered even where nobody changes."""
    return bool(figures.created or figures.updated or figures.joined or figures.lists[QUESTIONS])


def _day(day: str) -> str:
    from organiser.rules.dates import uk_date

    return uk_date(day)
