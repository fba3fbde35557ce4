"""The panels of the list of people: narrowing it down, choosing its columns, writing it to a file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.filters import FILTERS, last_filter, with_filter
from organiser.screens import shown
from organiser.services.choices import choices
from organiser.services.export import write_file
from organiser.services.listing import Tally
from organiser.services.people import Question
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel


class FilterPanel(Panel):
    """The search line with what can be asked for under it: tab takes over a filter, then one of its values."""

    def __init__(self, text: str, narrow: Callable[[str], None]) -> None:
        super().__init__("Narrow the list down: choose with ↑ ↓, tab takes it over, enter shows the list",
                         "ward:  tag:  offer:  day:  register:", f"{text} " if text else "")  # fmt: skip
        self._narrow = narrow

    def typed(self, text: str) -> None:
        self.say("")
        name, begun = last_filter(text)
        if name in FILTERS:
            self.ask("values", lambda store: choices(store, name, begun), lambda found: self._values(name, found))
        else:
            fitting = [known for known in FILTERS if known.startswith(begun.casefold())]
            self.show([Row(FILTERS[known], label=f"{known}:", key=("filter", known)) for known in fitting])

    def _values(self, name: str, found: Sequence[str]) -> None:
        self.show([Row(value, key=(name, value)) for value in found])
        if not found:
            self.say(f"No {name} is known with these letters in it.")

    def completed(self, key: object) -> str | None:
        name, value = key if isinstance(key, tuple) else ("", "")
        text = self.line.value
        if name == "filter":
            # What was begun of the filter's name goes.
            begun = last_filter(text)[1]
            return f"{text[: len(text) - len(begun)]}{value}:"
        return f"{with_filter(text, name, value)} "

    def entered(self, text: str) -> None:
        name, begun = last_filter(self.line.value)
        key = self.lines.key
        if begun and isinstance(key, tuple) and key[0] == name:
            # The value under the cursor is meant by enter, too.
            text = (self.completed(key) or text).strip()
        self._narrow(text)
        self.close()


class ColumnsPanel(Panel):
    """Which columns the list has and in which order: their numbers, as one wants to see them."""

    def __init__(self, names: Sequence[str], chosen: Callable[[list[str]], None]) -> None:
        super().__init__("The columns, in their order; as many are shown as there is room for", value=" ".join(names))
        self._chosen = chosen

    def typed(self, text: str) -> None:
        now = text.split()
        begun = now[-1] if now and now[-1] not in shown.BY_NAME else ""
        others = [column for column in shown.COLUMNS if column.name not in now and column.name.startswith(begun)]
        self.show([Row(column.title, label=column.name, key=column.name) for column in others])

    def completed(self, key: object) -> str | None:
        now = [name for name in self.line.value.split() if name in shown.BY_NAME]
        return " ".join([*now, str(key)]) + " "

    def entered(self, text: str) -> None:
        unknown = [name for name in text.split() if name not in shown.BY_NAME]
        if unknown:
            self.say(f"There is no column '{unknown[0]}'. There are: {', '.join(shown.BY_NAME)}.", problem=True)
            return
        self._chosen(list(dict.fromkeys(text.split())))
        self.close()


class Written(NamedTuple):
    """A file that was written: where it is, how many people it holds, and how many were left out."""

    path: Path
    people: int
    left_out: int


_FORMS = {".csv": "csv", ".xlsx": "xlsx", ".vcf": "vcard", ".txt": "txt"}


class ExportPanel(Panel):
    """Where to write people: the ending of the name tells the format, a word before it who may be in it."""

    def __init__(self, ids: Sequence[int], written: Callable[[Written], None]) -> None:
        people = shown.counted(len(ids), "person", "people")
        super().__init__(f"Write {people} to a file", value=str(Path.home() / "people.csv"), keep="export")
        self._ids = tuple(ids)
        self._written = written

    def typed(self, text: str) -> None:
        self.show([
            Row("a spreadsheet (.csv or .xlsx), address cards (.vcf); everything that is known", label="Ending"),
            Row("write 'email: FILE.csv' (sms: call: post: door:) for only those who may be reached so", label="Or"),
        ])  # fmt: skip

    def entered(self, text: str) -> None:
        channel, path = _channel_and_path(text)
        form = _FORMS.get(path.suffix.lower())
        if form is None:
            self.say("End the name in .csv, .xlsx or .vcf (.txt for plain addresses).", problem=True)
            return
        if (form == "txt") != (channel == "email" and form == "txt") or (channel and form == "vcard"):
            self.say("Plain addresses (.txt) are for email:, and address cards are not lists of who may be reached.",
                     problem=True)  # fmt: skip
            return
        ids = self._ids
        self.say("Writing …")

        def write(store: Store) -> Written:
            tally = Tally()
            target = write_file(store, path, form, Question(ids=ids), tally, channel=channel)
            return Written(target, tally.people, sum(tally.left_out.values()))

        self.ask("write", write, self._finished, lane="slow", refused=self._refused)

    def _finished(self, found: Written) -> None:
        self._written(found)
        self.done()

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _channel_and_path(text: str) -> tuple[str, Path]:
    word, colon, rest = text.partition(":")
    if colon and word.casefold() in ("email", "sms", "call", "post", "door"):
        return word.casefold(), Path(rest.strip()).expanduser()
    return "", Path(text).expanduser()
