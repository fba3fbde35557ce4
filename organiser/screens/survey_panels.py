"""The one-line entries of taking in a survey: what a column holds, and what holds for rows that do not say it."""

from collections.abc import Callable

from organiser.rules.names import fold
from organiser.services.survey_steps import CHOICES
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

# Finds what was typed, and gives how it is called; Problem where it is not known.
Check = Callable[[Store, str], str]


class MeaningPanel(Panel):
    """Choose what a column holds: type a part of its name, enter takes what the cursor is on."""

    def __init__(self, heading: str, example: str) -> None:
        of = f" ({example})" if example else ""
        super().__init__(f"What is in '{heading}'{of}?", "type a part of it: issue, ward, day …   enter takes it")
        self._shown_for = ""

    def typed(self, text: str) -> None:
        found = _fields(text)
        self._shown_for = text
        self.show([Row(CHOICES[field], key=field) for field in found])
        self.say("" if found else "Nothing is called so: leave the line empty to see all.")

    def entered(self, text: str) -> None:
        """Take what the cursor is on; where enter was quicker than the list, the first that fits."""
        found = _fields(text)
        field = self.lines.key if self._shown_for.strip() == text else None
        if found:
            self.done(str(field) if field in found else found[0])

    def completed(self, key: object) -> str | None:
        return CHOICES[str(key)]


def _fields(text: str) -> list[str]:
    """The fields in whose name these letters stand, those that begin so first."""
    wanted = fold(text)
    found = [field for field, words in CHOICES.items() if wanted in fold(f"{words} {field}")]
    return sorted(found, key=lambda field: not fold(CHOICES[field]).removeprefix("the ").startswith(wanted))


class SharedPanel(Panel):
    """What holds for rows that do not say it themselves; an empty line takes it away again ("none")."""

    def __init__(self, title: str, hint: str, value: str, check: Check) -> None:
        super().__init__(title, hint, value)
        self._check = check

    def entered(self, text: str) -> None:
        if not text:
            self.done("none")
            return
        self.ask(
            "shared",
            lambda store: self._check(store, text),
            self.done,
            refused=lambda problem: self.say(problem.sentence, problem=True),
        )
