"""Adding somebody in one line, from anywhere: understood as it is typed, likely duplicates shown before it is saved."""

from functools import partial

from organiser.screens.shown import phone
from organiser.services import adding
from organiser.services.adding import Added, Draft
from organiser.store.store import Store
from organiser.widgets.asking import Held
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_HINT = "Ann Smith, 07700 900123, SE13 5AB, leaflets, Sat am, met at the stall"


class AddPanel(Panel):
    """One line a person. Enter saves and leaves an empty line for the next; escape leaves."""

    def __init__(self) -> None:
        super().__init__("Add somebody: one line, parts between commas", _HINT, keep="add")
        self._draft: Draft | None = None
        self._saved = 0
        # The line that was taken up again: as it stands, it is saved whoever may be here.
        self._taken_up = ""

    def typed(self, text: str) -> None:
        if not text.strip():
            self._draft = None
            self._show()
            return
        self.ask("draft", lambda store: adding.draft(store, text), partial(self._understood, text))

    def _understood(self, text: str, draft: Draft) -> None:
        if self.line.value == text:
            self._draft = draft
            self._show()
            if self._taken_up != text.strip():
                self.say("" if draft.duplicates else "enter saves")

    def _show(self) -> None:
        rows = [*_words(self._draft), *_alike(self._draft)] if self._draft else []
        if self.host.aside:
            rows.append(Row("Not saved yet: enter on the empty line takes the first up again", kind="heading"))
            rows += [Row(f"{held.text}  ({held.why})") for held in self.host.aside]
        self.show(rows)

    def entered(self, text: str) -> None:
        """Save the line; it is empty again at once, so that whoever types ahead types the next person.

        A line that may be somebody who is here, or is refused, is put aside; taken up again, enter saves it.
        """
        if not text:
            self._take_up()
            return
        anyway, self._taken_up = text == self._taken_up, ""
        self.clear()
        self.change(
            partial(_save, text=text, anyway=anyway),
            partial(self._answered, text),
            refused=lambda problem: self._put_aside(text, problem.sentence),
        )

    def _answered(self, text: str, answer: "Added | Draft") -> None:
        if isinstance(answer, Draft):
            self._put_aside(text, f"may be {answer.duplicates[0].name}, who is here already")
            return
        self._saved += 1
        words = f" {self._saved} added so far." if self._saved > 1 else ""
        self.host.tell(f"Added: {answer.name}. u takes it back.")
        self.say(f"Added: {answer.name}.{words} The next one, or escape.")

    def _put_aside(self, text: str, why: str) -> None:
        self.host.aside.append(Held(text, why))
        self._show()
        self.say(f"Not saved yet: {text} ({why}).", problem=True)

    def _take_up(self) -> None:
        """Bring the first line that was put aside back to be mended, or to be saved all the same."""
        if not self.host.aside:
            self.say("Write a name first; escape leaves.")
            return
        held = self.host.aside.pop(0)
        self._taken_up = held.text
        self.line.value = held.text
        self.line.action_end()
        self.say(f"{held.why[:1].upper()}{held.why[1:]}. enter adds them all the same.", problem=True)


def _save(store: Store, text: str, anyway: bool) -> "Added | Draft":
    """Save a line; the draft where it may be somebody who is here already."""
    draft = adding.draft(store, text)
    return draft if draft.duplicates and not anyway else adding.add(store, draft.understood)


def _words(draft: Draft) -> list[Row]:
    """As what a line is understood."""
    said = draft.understood
    rows = [
        Row(" ".join(filter(None, (said.title, said.name))) or "nobody is named yet", label="Name"),
        *(Row(phone(number), label="Phone") for number in said.phones),
        *(Row(email, label="E-mail") for email in said.emails),
    ]
    place = ", ".join(filter(None, (said.address, said.postcode)))
    rows += [Row(place, label="Address")] if place else []
    facts: dict[str, list[str]] = {}
    for kind, value in said.facts:
        facts.setdefault(kind, []).append(value)
    rows += [Row(", ".join(values), label=kind.capitalize()) for kind, values in facts.items()]
    rows += [Row(", ".join(said.tags), label="Tags")] if said.tags else []
    rows += [Row(f"{channel}: {stance} ({wording})", label="May we?") for channel, stance, wording in said.consents]
    rows += [Row(f"born {said.born}", label="Age")] if said.born else []
    rows += [Row("; ".join(said.notes), label="Note")] if said.notes else []
    return rows + [Row(problem, label="!", kind="problem") for problem in said.problems]


def _alike(draft: Draft) -> list[Row]:
    if not draft.duplicates:
        return []
    rows = [Row("Here already?", kind="heading")]
    for person in draft.duplicates:
        known = ", ".join(filter(None, (person.name, person.postcode, *map(phone, person.phones), *person.emails)))
        rows.append(Row(known, key=person.id))
    return rows
