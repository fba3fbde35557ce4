"""Picking lists to take in: those that lie about, or any path that is typed."""

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.screens.base import Page
from organiser.screens.shown import counted
from organiser.services import nearby
from organiser.services.nearby import Completion, Nearby
from organiser.widgets.entry import Entry
from organiser.widgets.lines import Lines, Row
from organiser.widgets.prose import Prose

_ANSWERS = (
    "What residents said: which files? space selects, enter goes on; or type a path. What is here is not counted twice."
)
_WHAT = "Which lists? space selects, enter goes on; or type a path. Lists that are here already only add what is new."


class ImportPage(Page, page="import"):
    """The files that may be lists, the newest first, and a line for the path of any other."""

    def __init__(self, *, answers: bool = False) -> None:
        super().__init__()
        # Whether what residents said is wanted, rather than lists of people.
        self._answers = answers
        self._files: list[Nearby] | None = None
        self._chosen: list[str] = []
        # Paths that were typed: they stay in the list whether they are selected or not.
        self._typed_paths: list[str] = []
        # What the path that is being typed may become; None while nothing is typed.
        self._choices: list[str] | None = None

    def title_words(self) -> str:
        return "Import"

    def body(self) -> ComposeResult:
        yield Prose(_ANSWERS if self._answers else _WHAT)
        keys = {
            "enter": self._enter, "tab": self.action_complete, "down": self.action_to_list,
            "escape": self.action_leave_path,
        }  # fmt: skip
        yield Entry("", "the path of a file or folder: ~/Downloads/…   tab completes", keys)
        yield Lines(label_width=2)

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        self._draw()
        self.ask("nearby", lambda _store: nearby.likely(), self._arrived, lane="slow")

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    @property
    def line(self) -> Entry:
        return self.query_one(Entry)

    def _arrived(self, files: list[Nearby]) -> None:
        self._files = files
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    # What is shown --------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        self.trail.show(right=f"{len(self._chosen):,} selected" if self._chosen else "")
        if self._choices is not None:
            self.lines.show([Row(choice, key=choice) for choice in self._choices]
                            or [Row("Nothing begins so.", kind="quiet")])  # fmt: skip
            return
        files = {near.path: near for near in self._files or ()}
        typed = [path for path in self._typed_paths if path not in files]
        rows = [Row(path, label="●" if path in self._chosen else "", key=path) for path in typed]
        rows += [self._row(near) for near in files.values()]
        if not rows:
            nothing = (
                "Looking for files …"
                if self._files is None
                else "No lists lie here, in Downloads or in Documents: t types a path."
            )
            rows = [Row(nothing, kind="quiet")]
        self.lines.show(rows)

    def _row(self, near: Nearby) -> Row:
        size = f"{near.size / 1_000_000:,.1f} MB" if near.size >= 1_000_000 else f"{near.size / 1000:,.0f} kB"
        size = f"{size}  " if self.size.width >= 76 else ""
        mark = "●" if near.path in self._chosen else ""
        return Row(near.name, label=mark, key=near.path, right=f"{near.folder}  {size}{uk_date(near.changed)}")

    # Typing a path --------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        text = event.value
        if text.strip():
            self.ask("choices", lambda _store: nearby.complete(text), self._offer)
        else:
            self._choices = None
            self._draw()

    def _offer(self, found: Completion) -> None:
        if self.line.value.strip():
            self._choices = found.choices
            self._draw()

    def action_complete(self) -> None:
        text = self.line.value
        self.ask("complete", lambda _store: nearby.complete(text), self._complete)

    def _complete(self, found: Completion) -> None:
        if len(found.text) >= len(self.line.value):
            self._set_line(found.text)

    def _set_line(self, text: str) -> None:
        self.line.value = text
        self.line.action_end()

    def _enter(self) -> None:
        text = self.line.value
        if text.strip():
            self.ask("files", lambda _store: nearby.files_of(text), self._add, refused=self._no_such_file)
        else:
            self.call_later(self.action_go_on)

    def _add(self, paths: list[str]) -> None:
        self._typed_paths += [path for path in paths if path not in self._typed_paths]
        self._chosen += [path for path in paths if path not in self._chosen]
        self._set_line("")
        self.tell(f"{counted(len(self._chosen), 'file', 'files')} selected. enter goes on.")
        self.set_focus(self.lines)

    def _no_such_file(self, problem: Problem) -> None:
        self.tell(problem.sentence, problem=True)

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_type_path(self) -> None:
        self.set_focus(self.line)

    def action_to_list(self) -> None:
        self.set_focus(self.lines)

    def action_leave_path(self) -> None:
        """Back to the list of files; what was typed is put away, since nothing came of it."""
        if self.line.value:
            self._set_line("")
        self.set_focus(self.lines)

    def action_choose(self) -> None:
        key = self.lines.key
        if not isinstance(key, str) or self._choices is not None:
            return
        if key in self._chosen:
            self._chosen.remove(key)
        else:
            self._chosen.append(key)
        self.tell("")
        self._draw()
        self.lines.action_down()

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        if self._choices is not None:
            self._take_choice(str(message.key))
        elif self._chosen:
            await self.action_go_on()
        else:
            await self._go_on([str(message.key)])

    def _take_choice(self, choice: str) -> None:
        """A folder is gone into, a file selected."""
        self._set_line(choice)
        self.set_focus(self.line)
        if not choice.endswith(("/", "\\")):
            self.ask("files", lambda _store: nearby.files_of(choice), self._add, refused=self._no_such_file)

    async def action_go_on(self) -> None:
        if self._chosen:
            await self._go_on(list(self._chosen))
        else:
            self.tell("Select a list with space, or type its path.", problem=True)

    async def _go_on(self, paths: list[str]) -> None:
        from organiser.screens.importing import ImportingPage
        from organiser.screens.surveying import SurveyingPage

        await self.app.push_screen(SurveyingPage(paths) if self._answers else ImportingPage(paths))
