"""Noting a contact and its next step in one line, understood as it is typed."""

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.noting import Noting, understand
from organiser.services import contacts
from organiser.services.contacts import Noted, Said
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_HINT = "rang, no answer, ring again friday"
# How somebody was reached, in words; nothing said means a call.
_WAYS = {"call": "call", "sms": "text", "email": "e-mail", "door": "at the door", "post": "post", "meeting": "meeting",
         "online": "online"}  # fmt: skip


class NotePanel(Panel):
    """One line about a person by id: how, what came of it, what was said; and what comes next, by when."""

    def __init__(self, person: int, name: str) -> None:
        super().__init__(f"Note that you spoke with {name}", _HINT, keep=f"note {person}")
        self._person = person
        self._name = name

    def typed(self, text: str) -> None:
        if not text.strip():
            self.show([Row("how it went, what was said; what comes next, by when", kind="quiet")])
            return
        self.show(_words(understand(text, clock.today())))
        self.say("enter saves")

    def entered(self, text: str) -> None:
        if not text:
            self.say("Write how it went; escape leaves.")
            return
        person, noting = self._person, understand(text, clock.today())
        step = noting.step
        draft = Draft(step.title, step.owner, step.due, step.every) if step else None
        said = Said(noting.said, noting.channel or "call", on=noting.on, outcome=noting.outcome)

        def work(store: Store) -> Noted:
            return contacts.note(store, person, said, draft)

        self.change(work, self._noted, refused=self._refused)

    def _noted(self, noted: Noted) -> None:
        following = f" Next: {noted.step.title}." if noted.step else ""
        self.host.tell(f"Noted with {noted.person.name}.{following} u takes it back.")
        self.done("noted")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _words(noting: Noting) -> list[Row]:
    """As what a line is understood."""
    today = clock.today()
    day = f", {uk_date(noting.on, today)}" if noting.on else ""
    rows = [Row(f"{_WAYS[noting.channel or 'call']}{day}", label="How")]
    rows += [Row(noting.outcome, label="Outcome")] if noting.outcome else []
    rows += [Row(noting.said, label="Said")] if noting.said else []
    if step := noting.step:
        rows.append(Row(step.title, label="Next"))
        rows.append(Row(uk_date(step.due, today) or "no day", label="By"))
        rows += [Row(f"every {step.every.removeprefix('every ')}", label="Repeats")] if step.every else []
        rows += [Row(step.owner, label="Whose")] if step.owner else []
    return rows
