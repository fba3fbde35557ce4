"""One line for many people: a tag given or taken, a link, a task; what is meant is completed while it is typed."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from organiser.errors import Problem
from organiser.rules.completing import meant
from organiser.rules.names import fold
from organiser.rules.noting import parse_step
from organiser.services import many, tags
from organiser.services.many import Done, Target
from organiser.services.tasks import Draft, owner_names
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_SHOWN = 8
T = TypeVar("T")


class Offer(NamedTuple, Generic[T]):
    """Something that can be meant: its name, what more there is to say of it, and what it stands for."""

    name: str
    more: str
    what: T


class Choosing(Panel, Generic[T]):
    """A panel in whose line something is named that is chosen from a list.

    The list is read once. The line under the cursor is what enter takes: the likeliest, until somebody steps on.
    """

    def __init__(self, title: str, hint: str, ids: Sequence[int], keep: str) -> None:
        super().__init__(title, hint, keep=keep)
        self.ids = ids
        self._offers: list[Offer[T]] | None = None
        self._typed: str | None = None

    # For subclasses -------------------------------------------------------------------------------------------------

    def offers(self, store: Store) -> list[Offer[T]]:
        """What can be chosen from."""
        raise NotImplementedError

    def make(self, store: Store, text: str, chosen: T | None) -> Done:
        """Make the change; `chosen` is what the part of the line that is being completed means (None: nothing)."""
        raise NotImplementedError

    def sentence(self, done: Done) -> str:
        """What has been done."""
        raise NotImplementedError

    def asked(self, text: str) -> str:
        """The part of the line that is being completed."""
        return text.strip()

    def with_part(self, text: str, name: str) -> str:
        """The line with this part completed."""
        return name

    def beside(self, text: str) -> list[Row]:
        """Rows after those to choose from; one with the key None cannot be stepped on."""
        return []

    # Typing ---------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        super().on_mount()
        self.ask("offers", self.offers, self._arrived)

    def _arrived(self, offers: list[Offer[T]]) -> None:
        self._offers = offers
        self._typed = None
        self.typed(self.line.value)

    def typed(self, text: str) -> None:
        # News of letters that came in a burst may be old: the list is that of the line as it is now.
        if text == self.line.value and text != self._typed:
            self._typed = text
            self.show_meant(text)

    def show_meant(self, text: str) -> None:
        """Show what the line may mean, the likeliest first and under the cursor."""
        offers = self._offers or []
        places = meant(self.asked(text), [offer.name for offer in offers], _SHOWN)
        rows = [Row(offers[place].name, key=place, right=offers[place].more) for place in places]
        rows += self.beside(text)
        self.show(rows)
        keys = [row.key for row in rows if row.key is not None]
        if keys:
            self.lines.go_to(keys[0])

    def _catch_up(self) -> None:
        """A key that was pressed right behind the letters finds the list as those letters leave it."""
        self.typed(self.line.value)

    def action_step(self, way: int) -> None:
        self._catch_up()
        super().action_step(way)

    def action_complete(self) -> None:
        self._catch_up()
        super().action_complete()

    def completed(self, key: object) -> str | None:
        if isinstance(key, int) and self._offers:
            return self.with_part(self.line.value, self._offers[key].name)
        return None

    # Doing ----------------------------------------------------------------------------------------------------------

    def entered(self, text: str) -> None:
        """Make the change. Before the list is there, what the line means is found where the change is made."""
        self._catch_up()
        offers, key, asked = self._offers, self.lines.key, self.asked(text)

        def work(store: Store) -> Done:
            known = offers if offers is not None else self.offers(store)
            place = key if offers is not None else next(iter(meant(asked, [one.name for one in known], 1)), None)
            chosen = known[place].what if asked and isinstance(place, int) else None
            return self.make(store, text, chosen)

        if not text:
            self.say("Type a part of its name, or step on it with ↓ and take it with tab; escape leaves.")
            return
        self.say("One moment …")
        self.change(work, self._made, refused=self._refused)

    def _made(self, done: Done) -> None:
        self.host.tell(f"{self.sentence(done)} u takes it back." if done.operation else _already(done))
        self.done("made")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _already(done: Done) -> str:
    return f"{done.what}: it stood so already."


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


# Tags ----------------------------------------------------------------------------------------------------------------


class _Tags(Choosing[str]):
    """Tags between commas; the last one is being completed."""

    def asked(self, text: str) -> str:
        return text.rpartition(",")[2].strip()

    def with_part(self, text: str, name: str) -> str:
        before = text.rpartition(",")[0]
        return f"{before}, {name}" if before else name

    def named(self, text: str, chosen: str | None) -> list[str]:
        """The tags that a line names."""
        *before, last = (part.strip() for part in text.split(","))
        return [name for name in (*before, chosen or last) if name]


class TagPanel(_Tags):
    """Tags for people; one that is not on the list yet is put there."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(f"Tag {_people(len(ids))}", "a tag, or several between commas", ids, "tag")

    def offers(self, store: Store) -> list[Offer[str]]:
        return [Offer(tag.name, _people(tag.people), tag.name) for tag in tags.tags(store)]

    def beside(self, text: str) -> list[Row]:
        name = self.asked(text)
        if not name or any(fold(name) == fold(offer.name) for offer in self._offers or ()):
            return []
        return [Row(f"new tag: {name}", key="new")]

    def make(self, store: Store, text: str, chosen: str | None) -> Done:
        return many.tag_all(store, self.ids, self.named(text, chosen))

    def sentence(self, done: Done) -> str:
        return f"Tagged {_people(done.changed)}: {done.what}."


class UntagPanel(_Tags):
    """Tags to be taken from people: those are offered that they have."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(f"Take a tag from {_people(len(ids))}", "a tag, or several between commas", ids, "untag")

    def offers(self, store: Store) -> list[Offer[str]]:
        return [Offer(tag.name, _people(tag.people), tag.name) for tag in many.tags_of(store, self.ids)]

    def beside(self, text: str) -> list[Row]:
        return [] if self._offers or self._offers is None else [Row("They have no tags.", kind="quiet")]

    def make(self, store: Store, text: str, chosen: str | None) -> Done:
        return many.untag_all(store, self.ids, self.named(text, chosen))

    def sentence(self, done: Done) -> str:
        return f"Taken from {_people(done.changed)}: {done.what}."


# Links ---------------------------------------------------------------------------------------------------------------


class LinkPanel(Choosing[Target]):
    """Whom people stand behind: somebody who holds an office, or a branch; behind a comma as what."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(f"Link {_people(len(ids))} to a councillor or branch", "Cllr Jo Bloggs, leads the round", ids,
                         "link")  # fmt: skip

    def offers(self, store: Store) -> list[Offer[Target]]:
        return [Offer(target.name, target.where, target) for target in many.targets(store)]

    def asked(self, text: str) -> str:
        name = text.partition(",")[0].strip()
        first, _, rest = name.partition(" ")
        return rest if fold(first).rstrip(".") in ("cllr", "councillor") else name

    def with_part(self, text: str, name: str) -> str:
        _, comma, role = text.partition(",")
        return f"{name}{comma}{role}"

    def beside(self, text: str) -> list[Row]:
        if self._offers is not None and not self._offers:
            return [Row("Nobody holds an office and there is no branch yet: w on the first page.", kind="quiet")]
        role = text.partition(",")[2].strip()
        return [Row(f"as what: {role or 'helps'}", kind="quiet")]

    def make(self, store: Store, text: str, chosen: Target | None) -> Done:
        if chosen is None:
            raise Problem(f"Nobody who holds an office, and no branch, is called '{self.asked(text)}'.")
        role = text.partition(",")[2].strip()
        who = {"branch" if chosen.kind == "branch" else "to": chosen.uid}
        return many.link_all(store, self.ids, **who, **({"role": role} if role else {}))

    def sentence(self, done: Done) -> str:
        return f"Linked {_people(done.changed)} to {done.what}."


# Tasks ---------------------------------------------------------------------------------------------------------------


class TaskPanel(Choosing[str]):
    """A task about each of the people: what, by when, and whose it is; owners are completed."""

    def __init__(self, ids: Sequence[int]) -> None:
        about = "them" if len(ids) == 1 else f"each of {_people(len(ids))}"
        super().__init__(f"New task about {about}", "ring about the leaflets, by friday, Kasia Nowak", ids, "task")

    def offers(self, store: Store) -> list[Offer[str]]:
        return [Offer(name, "", name) for name in owner_names(store)]

    def asked(self, text: str) -> str:
        step = parse_step(text, clock.today())
        return step.owner if step else ""

    def with_part(self, text: str, name: str) -> str:
        asked = self.asked(text)
        return text[: len(text.rstrip()) - len(asked)] + name if asked and text.rstrip().endswith(asked) else text

    def show_meant(self, text: str) -> None:
        """What is understood, and owners while one is being named."""
        from organiser.rules.dates import uk_date

        step, today = parse_step(text, clock.today()), clock.today()
        rows = []
        if step:
            rows = [Row(step.title, label="What"), Row(uk_date(step.due, today) or "no day", label="By")]
            rows += [Row(step.every, label="Repeats")] if step.every else []
            rows.append(Row(step.owner or "you", label="Whose"))
        offers = self._offers or []
        names = [offer.name for offer in offers]
        places = meant(step.owner, names, 4) if step and step.owner and step.owner not in names else []
        self.show([*rows, *(Row(names[place], key=place, right="tab completes") for place in places)])

    def make(self, store: Store, text: str, chosen: str | None) -> Done:
        step = parse_step(text, clock.today())
        if step is None:
            raise Problem("Say what is to be done.")
        return many.task_all(store, self.ids, Draft(step.title, step.owner, step.due, step.every))

    def sentence(self, done: Done) -> str:
        return f"New task about {_people(done.changed)}: {done.what}."
