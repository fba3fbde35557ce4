"""Taking in what residents said, on screen: what the columns are taken for, what would be counted, then the change."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on

from organiser.formats.table import Finding
from organiser.rules.dates import uk_date
from organiser.screens.shown import counted
from organiser.screens.steps import Stage, StepsPage
from organiser.services import survey_steps
from organiser.services.events import find_event
from organiser.services.offices import one_ward
from organiser.services.survey_steps import CHOICES, Column, Foresee, Look, Outlook, Seen
from organiser.services.surveys import Options, Taken
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.cells import cut
from organiser.widgets.lines import Lines, Row

if TYPE_CHECKING:
    from types import ModuleType

    from organiser.screens.survey_panels import Check

_SHARED = {"ward": "Ward", "day": "Day", "event": "Event"}
# So many rows left out, and so many to look at, are listed on the page.
_LISTED = 500


class SurveyingPage(StepsPage, page="surveying"):
    """The steps by which the answers in some files are taken in."""

    steps: "ClassVar[ModuleType]" = survey_steps
    made: ClassVar[type] = Outlook
    offered: ClassVar[dict[Stage, tuple[str, ...]]] = {
        "looking": ("step_back",),
        "columns": ("preview", "field", "leave_out", "ward", "day", "event", "list", "step_back"),
        "planning": ("step_back",),
        "preview": ("apply", "step_back"),
        "applying": ("step_back",),
        "done": ("issues", "step_back"),
    }

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(paths)
        self._seen: list[Seen] = []
        # Columns mended by hand: the field by heading.
        self._mended: dict[str, str] = {}
        # What holds for rows that do not say it themselves, as it was typed and as it is called.
        self._shared: dict[str, tuple[str, str]] = {}
        self._outlook: Outlook | None = None

    def title_words(self) -> str:
        return "What residents said" if self._stage in ("looking", "columns") else "What it adds"

    def offered_now(self) -> tuple[str, ...]:
        """Taking in only what is new; lists of people only where there is one."""
        if self._stage == "preview" and not self.anything_new:
            return ("step_back",)
        offered = super().offered_now()
        if self._stage == "columns" and not any(seen.people for seen in self._seen):
            offered = tuple(name for name in offered if name != "list")
        return offered

    @property
    def anything_new(self) -> bool:
        """Whether any conversation in it is new."""
        return bool(self._outlook and self._outlook.taken.counted)

    @property
    def operation(self) -> int | None:
        """The number of the change that was made."""
        return self._outlook.taken.operation if self._outlook else None

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        self._look()

    # The work ---------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._to("looking")
        self._ask(Look(self._paths, self._columns_said()))

    def _columns_said(self) -> tuple[str, ...]:
        return tuple(f"{heading}={name}" for heading, name in self._mended.items())

    def answered(self, value: object) -> None:
        """What the files are."""
        if isinstance(value, tuple):
            self._seen = list(value)
            self._to("columns")

    def arrived(self, made: object) -> None:
        """What would be counted, or was."""
        if not isinstance(made, Outlook):
            return
        self._outlook = made
        if made.applied:
            self.host.look_again()
            added = counted(made.taken.counted, "conversation", "conversations")
            self.host.tell(f"Taken in: {added}. u takes it back.")
        if self.is_mounted:
            self._to("done" if made.applied else "preview")

    # What is shown ----------------------------------------------------------------------------------------------------

    def shown(self) -> tuple[str, list[Row]]:
        """What this step says, and its lines."""
        return {
            "looking": self._nothing_yet, "columns": self._columns, "planning": self._nothing_yet,
            "preview": self._preview, "applying": self._writing, "done": self._done,
        }[self._stage]()  # fmt: skip

    def _nothing_yet(self) -> tuple[str, list[Row]]:
        return "Every row is read; nothing is changed before you say so. escape stops.", []

    def _writing(self) -> tuple[str, list[Row]]:
        return "Everything is written as one change. escape stops it, and then nothing was changed.", []

    def _columns(self) -> tuple[str, list[Row]]:
        rows: list[Row] = []
        usable = [seen for seen in self._seen if not seen.problem]
        if usable:
            rows.append(Row("Go on: preview what would be counted", key="preview", kind="heading"))
            rows += self._shared_rows(usable)
        for place, seen in enumerate(self._seen):
            rows += [Row(""), Row(", ".join(filter(None, (seen.file, seen.sheet))), kind="heading")]
            if seen.problem:
                rows.append(Row(seen.problem, kind="problem"))
            for number, column in enumerate(seen.columns):
                example = cut(column.example, max(self.size.width // 3, 12))
                kind = "quiet" if column.words == CHOICES["skip"] else "text"
                rows.append(Row(column.heading, column.words, (place, number), example, kind))
        return "Column by column: what it is called, what it is taken for, and an example. f mends, l leaves out.", rows

    def _shared_rows(self, usable: Sequence[Seen]) -> Iterator[Row]:
        """What holds for rows that do not say it: asked for where a file has no column for it."""
        located, dated = all(seen.located for seen in usable), all(seen.dated for seen in usable)
        for name, label in _SHARED.items():
            said = self._shared.get(name, ("", ""))[1]
            wanting = not self._shared.get("event") and (
                (name == "ward" and not located) or (name == "day" and not dated)
            )
            hint = f"no column tells it: {name[0]} says it" if wanting else "as each row says"
            if name == "event":
                hint = "none"
            yield Row(said or hint, label, name, kind="text" if said else "problem" if wanting else "quiet")

    def _preview(self) -> tuple[str, list[Row]]:
        if self._outlook is None:
            return "", []
        taken = self._outlook.taken
        read = f"{counted(taken.rows, 'row', 'rows')} read."
        if not taken.usable:
            return f"{read} None of them could be used.", list(_figures(taken))
        if not taken.counted:
            return f"{read} All of it is here already: there is nothing to take in.", list(_figures(taken))
        rows = [Row("Take these in", key="apply", kind="heading"), *_figures(taken)]
        return f"{read} This is what would be counted; nothing is changed yet.", rows

    def _done(self) -> tuple[str, list[Row]]:
        if self._outlook is None:
            return "", []
        taken = self._outlook.taken
        if self._undone:
            return "Taken back: nothing of it is counted any more. U does it again.", list(_figures(taken))
        rows = [Row("See the issues, ward by ward", key="issues", kind="heading"), *_figures(taken)]
        return "Done, as one change: u takes it back.", rows

    # Steps ------------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        if isinstance(message.key, tuple):
            await self.action_field()
        elif message.key:
            await self.run_action(f"screen.{message.key}")

    def action_preview(self) -> None:
        usable = [seen.path for seen in self._seen if not seen.problem]
        if self._stage != "columns":
            return
        if not usable:
            self.tell("None of these files can be taken in as it stands.", problem=True)
            return
        said = {name: words for name, (words, _) in self._shared.items()}
        options = Options(said.get("ward", ""), said.get("day", ""), said.get("event", ""), mended=self._columns_said())
        self._to("planning")
        self._ask(Foresee(tuple(dict.fromkeys(usable)), options))

    def action_list(self) -> None:
        """It is a list of people after all."""
        from organiser.screens.importing import ImportingPage

        if self._stage == "columns":
            self.app.switch_screen(ImportingPage(self._paths, people=True))

    async def action_issues(self) -> None:
        from organiser.screens.doorstep import DoorstepPage

        if self._stage == "done":
            await self.app.push_screen(DoorstepPage())

    # What holds for all rows ------------------------------------------------------------------------------------------

    async def action_ward(self) -> None:
        await self._share("ward", "In which ward was it?", "its name or code; empty: as each row says", _ward)

    async def action_day(self) -> None:
        await self._share("day", "On which day was it?", "14 March, yesterday …; empty: as each row says", _day)

    async def action_event(self) -> None:
        await self._share("event", "At which event was it?", "its name or number; empty: at none", _event)

    async def _share(self, name: str, title: str, hint: str, check: "Check") -> None:
        if self._stage != "columns":
            return
        from organiser.screens.survey_panels import SharedPanel

        panel = SharedPanel(title, hint, self._shared.get(name, ("", ""))[0], check)

        def chosen(called: str | None) -> None:
            if called == "none":
                self._shared.pop(name, None)
            elif called:
                words, _, shown = called.partition("\t")
                self._shared[name] = (words, shown)
            self._draw()

        await self.app.push_screen(panel, chosen)

    # Mending columns --------------------------------------------------------------------------------------------------

    def _column(self) -> Column | None:
        key = self.lines.key
        if self._stage == "columns" and isinstance(key, tuple):
            return self._seen[key[0]].columns[key[1]]
        self.tell("Put the cursor on a column first.", problem=True)
        return None

    def action_leave_out(self) -> None:
        if column := self._column():
            self._mend(column.heading, "skip")

    async def action_field(self) -> None:
        from organiser.screens.survey_panels import MeaningPanel

        if column := self._column():
            heading = column.heading

            def chosen(name: str | None) -> None:
                if name:
                    self._mend(heading, name)

            await self.app.push_screen(MeaningPanel(heading, column.example), chosen)

    def _mend(self, heading: str, name: str) -> None:
        self._mended[heading] = name
        self._look()
        self.tell(f"'{heading}': {CHOICES[name]}. It is remembered for files with the same headings.")


def _figures(taken: Taken) -> Iterator[Row]:
    yield Row("")
    figures = {
        "conversations": taken.counted,
        "known already": taken.known,
        "new people": taken.added,
        "known people": taken.recognised,
        "names not kept": taken.unnamed,
        "rows left out": taken.refused_count,
    }
    for words, number in figures.items():
        yield Row(words, f"{number:>16,}", kind="text" if number else "quiet")
    if taken.outcomes:
        yield Row(", ".join(f"{count:,} {outcome}" for outcome, count in taken.outcomes.items()), "What came of it")
    if taken.unread:
        yield Row(", ".join(taken.unread), "Not read", kind="quiet")
    yield from _findings("Left out", taken.refused, taken.refused_count)
    yield from _findings("To look at", taken.warnings, len(taken.warnings))


def _findings(title: str, findings: Sequence[Finding], number: int) -> Iterator[Row]:
    if not findings:
        return
    yield Row("")
    yield Row(title, kind="heading")
    several = len({(one.file, one.sheet) for one in findings}) > 1
    for one in findings[:_LISTED]:
        where = ", ".join(filter(None, (one.file, one.sheet))) if several else ""
        yield Row(f"{where}: {one.reason}" if where else one.reason, f"row {one.row:,}" if one.row else "")
    if number > _LISTED:
        yield Row(f"and {number - _LISTED:,} more", kind="quiet")


# What is typed for all rows is kept as it can be found again, and shown as it is called.


def _ward(store: Store, words: str) -> str:
    ward = one_ward(store, words, clock.today())
    return f"{ward.gss}\t{ward.shown}"


def _day(_store: Store, words: str) -> str:
    day = read_past(words)
    return f"{day}\t{uk_date(day)}"


def _event(store: Store, words: str) -> str:
    event = find_event(store, words)
    return f"{event.uid}\t{event.shown}, {uk_date(event.on)}"
