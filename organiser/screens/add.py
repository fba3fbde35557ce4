"""Adding somebody in one line, from anywhere: understood as it is typed, likely duplicates shown before it is saved."""

from organiser.errors import Problem
from organiser.services import adding
from organiser.services.adding import Added, Draft
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

    def typed(self, text: str) -> None:
        if not text.strip():
            self._draft = None
            self.show([])
            return
        self.ask("draft", lambda store: adding.draft(store, text), lambda draft: self._understood(text, draft))

    def _understood(self, text: str, draft: Draft) -> None:
        self._draft, self._drafted = draft, text
        self.show([*_words(draft), *_alike(draft)])
        if self._warned != text:
            self.say("" if draft.duplicates else "enter saves", problem=False)

    def entered(self, text: str) -> None:
        """Save the line. Where it may be somebody who is here, the first enter says so and the second saves."""
        if not text:
            self.dismiss("")
            return
        self.change(lambda store: self._save(store, text, self._warned == text), self._answered, refused=self._refused)

    @staticmethod
    def _save(store: object, text: str, anyway: bool) -> "Added | Draft":
        draft = adding.draft(store, text)  # type: ignore[arg-type]
        if draft.duplicates and not anyway:
            return draft
        return adding.add(store, draft.understood)  # type: ignore[arg-type]

    def _answered(self, answer: "Added | Draft") -> None:
        if isinstance(answer, Draft):
            self._warned = self.line.value.strip()
            self._understood(self.line.value, answer)
            self.say("This may be somebody who is here already. enter again adds them all the same.", problem=True)
            return
        self._saved += 1
        name = self._draft.understood.name if self._draft else ""
        self._warned = ""
        self.clear()
        words = f"{self._saved} added. " if self._saved > 1 else ""
        self.say(f"Added: {name}. {words}The next one, or escape.")
        self.host.tell(f"Added: {name}. u takes it back.")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


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
