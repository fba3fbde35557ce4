"""A line for the name of a file or folder: what it may go on as stands under it, tab takes it over."""

from collections.abc import Callable, Sequence
from pathlib import Path

from organiser.errors import Problem
from organiser.services import paths
from organiser.services.paths import Suggestion
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_UNITS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000))


class PathPanel(Panel):
    """One path to type; `chosen` is called with it once enter was pressed and it can be used.

    With `new` the file or folder is yet to be made, else it must be there. `endings` are those of the files offered.
    """

    def __init__(
        self,
        title: str,
        chosen: Callable[[Path], None],
        *,
        value: str = "",
        endings: Sequence[str] = (),
        new: bool = False,
        keep: str = "",
    ) -> None:
        super().__init__(title, "a path: tab completes it, ~ is your home folder", value, keep)
        self._chosen = chosen
        self._endings = endings
        self._new = new

    def typed(self, text: str) -> None:
        self.say("")
        self.ask("paths", lambda _: paths.suggestions(text, self._endings), self._suggest)

    def _suggest(self, found: list[Suggestion]) -> None:
        self.show([Row(f"{one.name}/" if one.folder else one.name, key=one.text, right=_size(one)) for one in found])

    def completed(self, key: object) -> str | None:
        return str(key)

    def entered(self, text: str) -> None:
        find = paths.new_place if self._new else paths.existing_file
        typed = self.line.value  # a name may have two spaces in it
        self.ask("path", lambda _: find(typed), self._take, refused=self._refused)

    def _take(self, path: Path) -> None:
        self.done(str(path))
        self._chosen(path)

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _size(one: Suggestion) -> str:
    return "folder" if one.folder else size_words(one.size)


def size_words(size: int) -> str:
    """Bytes in words: 1.2 MB."""
    for unit, least in _UNITS:
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size} bytes"
