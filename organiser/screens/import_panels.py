"""The one-line entries of an import: what a column holds, and of which day a whole list is."""

from operator import itemgetter

from organiser.rules.dates import parse_date, uk_date
from organiser.rules.names import fold
from organiser.services.importing.looking import CHOICES, called
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel


class FieldPanel(Panel):
    """Choose what a column holds: type a part of its name, enter takes what the cursor is on."""

    def __init__(self, heading: str, example: str) -> None:
        of = f" ({example})" if example else ""
        super().__init__(f"What is in '{heading}'{of}?", "type a part of it: name, phone, tags …   enter takes it")
        self._shown_for = ""

    def typed(self, text: str) -> None:
        found = _fields(text)
        self._shown_for = text
        self.show([Row(CHOICES[field], label=called(field), key=field) for field in found])
        self.say("" if found else "Nothing is called so: leave the line empty to see all.")

    def entered(self, text: str) -> None:
        """Take what the cursor is on; where enter was quicker than the list, the first that fits."""
        found = _fields(text)
        field = self.lines.key if self._shown_for.strip() == text else None
        if found:
            self.done(str(field) if field in found else found[0])

    def completed(self, key: object) -> str | None:
        return called(str(key))


def _fields(text: str) -> list[str]:
    """The fields that have these words in their name or meaning; those that are called so come first."""
    wanted = fold(text).split()
    found = []
    for field, meaning in CHOICES.items():
        name = fold(called(field))
        if all(word in f"{field} {name} {fold(meaning)}" for word in wanted):
            found.append((bool(wanted) and not name.startswith(wanted[0]) and not field.startswith(wanted[0]), field))
    return [field for _, field in sorted(found, key=itemgetter(0))]


class DayPanel(Panel):
    """The day of a whole list; "none" where it is no whole list after all."""

    def __init__(self, day: str) -> None:
        super().__init__("Of which day is this the whole list?", "1 March 2026; empty: it is not the whole list",
                         uk_date(day) if day else "")  # fmt: skip

    def typed(self, text: str) -> None:
        self.show([
            Row("Who stood on the whole list before it and is not on this one becomes a question: lapsed, or moved?")
        ])  # fmt: skip
        day = parse_date(text)
        self.say(uk_date(day) if day else "")

    def entered(self, text: str) -> None:
        if not text:
            self.done("none")
        elif day := parse_date(text):
            self.done(day)
        else:
            self.say(f"'{text}' is not a date: write 1 March 2026.", problem=True)
