"""Adding somebody in one line, from anywhere: understood as it is typed, likely duplicates shown before it is saved."""

from functools import partial

from organiser.errors import Problem
from organiser.services import adding
from organiser.services.adding import Added, Draft
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_HINT = "Ann Smith, 07700 900123, SE13 5AB, leaflets, Sat am, met at the stall"


class AddPanel(Panel):
    """One line a person. Enter saves and leaves an empty line for the next; escape leaves."""

    def __init__(self) -> None:
        super().__init__("Add somebody: one line, parts between commas", _HINT, keep="add")
        self._draft: Draft | None = None
        self._drafted = ""
        self._warned = ""
        self._saved = 0
        # Lines that were not saved, and why ("": likely duplicates), until there is room for them.
        self._held: list[tuple[str, str]] = []

    def typed(self, text: str) -> None:
        if not text.strip():
            self._draft = None
            self._drafted = ""
            self.show([])
            self._next_held()
            return
        self.ask("draft", lambda store: adding.draft(store, text), lambda draft: self._understood(text, draft))

    def _understood(self, text: str, draft: Draft) -> None:
        if self.line.value != text:
            return
        self._draft, self._drafted = draft, text
        self.show([*_words(draft), *_alike(draft)])
        if self._warned != text.strip():
            self.say("" if draft.duplicates else "enter saves")

    def entered(self, text: str) -> None:
        """Save the line. Where it may be somebody who is here, the first enter says so and the second saves.

        The line is empty again at once, so that the next person can be typed while this one is saved.
        """
        if not text:
            self.say("Write a name first; escape leaves.")
            return
        anyway = text == self._warned
        known = self._draft if self._drafted.strip() == text else None
        if known is not None and known.duplicates and not anyway:
            self._warn(text)
            return
        self._warned = ""
        self.clear()
        self.change(
            partial(_save, text=text, anyway=anyway),
            partial(self._answered, text),
            refused=partial(self._refused, text),
        )

    def _answered(self, text: str, answer: "Added | Draft") -> None:
        if isinstance(answer, Draft):
            self._hold(text)
            return
        self._saved += 1
        self.host.tell(f"Added: {answer.name}. u takes it back.")
        words = f" {self._saved} added so far." if self._saved > 1 else ""
        if self._warned:
            self._warn(self._warned)
        else:
            self.say(f"Added: {answer.name}.{words} The next one, or escape.")
        self._next_held()

    def _warn(self, text: str) -> None:
        self._warned = text
        self.say("This may be somebody who is here already. enter again adds them all the same.", problem=True)

    def _hold(self, text: str, words: str = "") -> None:
        """Bring a line back that was not saved, once nothing else is being typed."""
        self._held.append((text, words))
        self._next_held()

    def _next_held(self) -> None:
        if not self._held or self.line.value.strip():
            return
        text, words = self._held.pop(0)
        self.line.value = text
        self.line.action_end()
        if words:
            self.say(words, problem=True)
        else:
            self._warn(text)

    def _refused(self, text: str, problem: Problem) -> None:
        self._hold(text, problem.sentence)


def _save(store: Store, text: str, anyway: bool) -> "Added | Draft":
    """Save a line; the draft where it may be somebody who is here already."""
    draft = adding.draft(store, text)
    return draft if draft.duplicates and not anyway else adding.add(store, draft.understood)


def _words(draft: Draft) -> list[Row]:
    """As what a line is understood."""
    said = draft.understood
    rows = [
        Row(" ".join(filter(None, (said.title, said.name))) or "nobody is named yet", label="Name"),
        *(Row(phone, label="Phone") for phone in said.phones),
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
        known = ", ".join(filter(None, (person.name, person.postcode, *person.phones, *person.emails)))
        rows.append(Row(known, key=person.id))
    return rows
