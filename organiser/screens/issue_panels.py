"""The panels about issues: filing one under another, splitting a wording off, its name and category, raising it, and
which period is looked at. One line each, completed while it is typed."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.raising import LEVELS, TAKERS, Line, Taken, as_line, read_line
from organiser.rules.spells import OFFERED, read_spell, spell_words
from organiser.rules.wording import CATEGORIES, issue_name
from organiser.screens.panels import Choosing, Offer
from organiser.screens.shown import counted
from organiser.services import doorstep, issues, levels
from organiser.services.filing import heard_in, near
from organiser.services.issues import Edited, Issue
from organiser.services.levels import Changes, Raised, Written
from organiser.services.many import Done
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

T = TypeVar("T")
_LEVEL_HINT = "borough, service: Highways, for Jo Bloggs, 3 March 2026"


class _AboutIssues(Choosing[T]):
    """A line in which something is chosen for issues, here by uid; `ward` is a code, "" for everywhere."""

    def __init__(self, title: str, hint: str, uids: Sequence[str], ward: str = "") -> None:
        super().__init__(title, hint, (), "")
        self.uids = tuple(uids)
        self.ward = ward

    def ward_id(self, store: Store) -> int | None:
        return doorstep.ward_of(store, self.ward)


class MergePanel(_AboutIssues[Issue]):
    """Under which issue others are filed: what is near stands first, then what is heard oftenest."""

    def __init__(self, chosen: Sequence[Issue], ward: str = "", where: str = "", *, only_here: bool = False) -> None:
        names = ", ".join(issue.name for issue in chosen)
        place = f"in {where} only" if only_here else "in every ward"
        super().__init__(f"File {names}, {place}, under", "a part of its name", [one.uid for one in chosen], ward)
        self._only_here = only_here

    def offers(self, store: Store) -> list[Offer[Issue]]:
        gone = [issues.find_issue(store, uid) for uid in self.uids]
        first = {one.issue.id: one.why for one in near(store, gone[0], self.ward_id(store))} if len(gone) == 1 else {}
        here = heard_in(store, self.ward_id(store))
        known = issues.issues(store)
        order = [*first, *(issue for issue in sorted(here, key=lambda one: -here[one]) if issue not in first)]
        order += [issue for issue in known if issue not in here and issue not in first]
        names = {issue.id for issue in gone}
        return [
            Offer(known[one].name, first.get(one, "") or counted(here.get(one, 0), "conversation", "conversations"),
                  known[one])
            for one in order if one not in names
        ]  # fmt: skip

    def make(self, store: Store, text: str, chosen: Issue | None) -> Done:
        if chosen is None:
            raise Problem(f"No issue is called '{text}': s splits wordings off into a new one, e renames one.")
        gone = [issues.find_issue(store, uid) for uid in self.uids]
        moved = issues.merge(store, gone, chosen, self.ward_id(store) if self._only_here else None)
        # Filed elsewhere it is a change too, where nothing was said under it.
        return Done(1, moved.conversations, moved.issue.name, moved.operation)

    def sentence(self, done: Done) -> str:
        return f"{counted(done.changed, 'conversation', 'conversations')} filed under {done.what} now."


class SplitPanel(_AboutIssues[str]):
    """Under which issue, new or known, a wording goes that is split off."""

    def __init__(self, issue: Issue, wording: str, ward: str = "") -> None:
        super().__init__(f"File '{wording}' under another issue, new or known", wording, [issue.uid], ward)
        self._wording = wording

    def offers(self, store: Store) -> list[Offer[str]]:
        return [Offer(one.name, "", one.name) for one in issues.issues(store).values() if one.uid not in self.uids]

    def show_meant(self, text: str) -> None:
        super().show_meant(text)
        if not text.strip() or self.lines.key is None:
            self.say(f"enter makes the issue '{text.strip() or issue_name(self._wording)}'.")
        else:
            self.say("tab takes over the one under the cursor; enter takes what is typed.")

    def entered(self, text: str) -> None:
        uid, wording, name = self.uids[0], self._wording, text or self._wording

        def work(store: Store) -> Done:
            moved = issues.split(store, issues.find_issue(store, uid), [wording], name, self.ward_id(store))
            return Done(1, moved.conversations, moved.issue.name, moved.operation)

        self.change(work, self._made, refused=self._refused)

    def sentence(self, done: Done) -> str:
        return f"{counted(done.changed, 'conversation', 'conversations')} filed under {done.what} now."


class CategoryPanel(_AboutIssues[str]):
    """In which category an issue stands."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(f"The category of {issue.name}", issue.category or "none yet", [issue.uid])

    def offers(self, store: Store) -> list[Offer[str]]:
        return [Offer(name, "", name) for name in CATEGORIES]

    def make(self, store: Store, text: str, chosen: str | None) -> Done:
        done = issues.edit(store, issues.find_issue(store, self.uids[0]), category=chosen or text)
        return Done(1, 1, f"{done.issue.name}: {done.issue.category}", done.operation)

    def sentence(self, done: Done) -> str:
        return f"{done.what}."


class RenamePanel(Panel):
    """What an issue is called; its wordings stay as they were said."""

    def __init__(self, issue: Issue) -> None:
        super().__init__("What the issue is called; every wording stays as it was said", "", issue.name)
        self._uid = issue.uid

    def entered(self, text: str) -> None:
        uid = self._uid
        self.change(lambda store: issues.edit(store, issues.find_issue(store, uid), text), self._done,
                    refused=lambda problem: self.say(problem.sentence, problem=True))  # fmt: skip

    def _done(self, edited: Edited) -> None:
        self.host.tell(f"It is called {edited.issue.name} now. u takes it back." if edited.operation else "")
        self.done("made")


class RaisePanel(Panel):
    """One line that says to which level an issue was taken, to whom, by whom and when; also to mend what stands."""

    def __init__(self, issue: Issue | None = None, raised: Raised | None = None) -> None:
        name = raised.issue if raised else issue.name if issue else ""
        title = f"{name}: what was answered, or anything else that changed" if raised else f"Raise {name}: how far"
        super().__init__(title, _LEVEL_HINT, f"{_as_typed(raised)}, " if raised else "", keep="" if raised else "raise")
        self._issue = issue.uid if issue else ""
        self._raised = raised

    def typed(self, text: str) -> None:
        today = clock.today()
        line = read_line(text, today)
        told = [
            ("Level", line.level or f"{' or '.join(LEVELS[1:])}?"),
            ("To", ": ".join(filter(None, line.taken)) or f"{', '.join(TAKERS)}: and a name"),
            ("Owner", line.owner or "for NAME: who sees to it"),
            ("On", uk_date(line.on or today, today)),
            (
                "Answer",
                " ".join(filter(None, (uk_date(line.answered, today), line.answer))) or "answer: …, and the day",
            ),
        ]
        self.show([Row(words, label=label) for label, words in told])
        self.say(f"Not understood: {', '.join(line.rest)}" if line.rest else "", problem=bool(line.rest))

    def entered(self, text: str) -> None:
        line = read_line(text, clock.today())
        if line.rest:
            self.say(f"Not understood: {', '.join(line.rest)}. As in: {_LEVEL_HINT}", problem=True)
            return
        raised, issue, said = self._raised, self._issue, _changes(line, mend=self._raised is not None)

        def work(store: Store) -> Written:
            if raised is not None:
                return levels.mend(store, levels.find_raised(store, raised.uid), said)
            return levels.raise_issue(store, issues.find_issue(store, issue), said)

        self.change(work, self._done, refused=lambda problem: self.say(problem.sentence, problem=True))

    def _done(self, written: Written) -> None:
        found = written.raised
        if found is not None:
            answered = " The answer stands beside it." if found.answered else ""
            self.host.tell(f"{found.issue} is at {found.level} level.{answered} u takes it back.")
        self.done("made")


def _changes(line: Line, *, mend: bool) -> Changes:
    """What a line says; of one that mends something, what it leaves out is to be empty."""
    taken = ": ".join(filter(None, line.taken))
    if mend:
        return Changes(line.level or None, line.council or None, None, line.owner, taken, line.on or None, line.answer,
                       line.answered if line.answered or not line.answer else None, line.note)  # fmt: skip
    said = (line.level, line.council, "", line.owner, taken, line.on, line.answer, line.answered, line.note)
    return Changes(*(words or None for words in said))


def _as_typed(raised: Raised) -> str:
    line = Line(raised.level, "", Taken(raised.taken_kind, raised.taken_to), raised.owner, raised.on, raised.answer,
                raised.answered, raised.note)  # fmt: skip
    return as_line(line, (uk_date(raised.on), uk_date(raised.answered) if raised.answered else ""))


class PeriodPanel(Panel):
    """Which days are looked at."""

    def __init__(self, since: str, until: str, chosen: Callable[[str, str], None]) -> None:
        now = spell_words(since, until, clock.today())
        super().__init__(f"Which days are looked at (now: {now})", "this year, March 2026, since 1 Feb 2026")
        self._chosen = chosen

    def typed(self, text: str) -> None:
        today = clock.today()
        fitting = [name for name in OFFERED if text.casefold().strip() in name]
        self.show([Row(name, key=name, right=_days(name, today)) for name in fitting])
        spell = read_spell(text, today)
        self.say("" if fitting or spell is None else spell_words(*spell, today))
        if not fitting and spell is None:
            self.say("As in 'March 2026', 'since 1 Feb 2026' or '1 Feb 2026 to 14 Mar 2026'.")

    def completed(self, key: object) -> str | None:
        return str(key)

    def entered(self, text: str) -> None:
        spell = read_spell(text, clock.today()) if text else None
        if spell is None and isinstance(self.lines.key, str):
            spell = read_spell(self.lines.key, clock.today())
        if spell is None:
            self.say("Days are not understood so: try 'March 2026' or '1 Feb 2026 to 14 Mar 2026'.", problem=True)
            return
        self._chosen(*spell)
        self.done()


def _days(name: str, today: str) -> str:
    spell = read_spell(name, today)
    return spell_words(*spell, today) if spell and any(spell) else ""
