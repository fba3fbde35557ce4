"""A place, somebody who holds an office, or a group: everybody and everything behind it on one page."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

from textual import events, on

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.screens import shown
from organiser.screens.base import LinesPage
from organiser.services import heard, numbers, place_page
from organiser.services.behind import Behind
from organiser.services.heard import Here
from organiser.services.levels import Raised
from organiser.services.numbers import Numbers
from organiser.services.offices import Office
from organiser.services.place_page import Shown
from organiser.services.tasks import About, Task
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.bars import change
from organiser.widgets.lines import Lines, Row

# From so many cells there is room for how many are known in a ward beside the other numbers.
_WIDE = 76
_HEADING = "helpers not reg. members  new"
_BEHIND_SHOWN = 100
# On whose pages stands what was said at the doors.
_HEARD = ("ward", "branch", "councillor")
_KINDS = {"councillor": "", "group": "", "branch": "branch", "ward": "ward", "council": "council",
          "constituency": "constituency"}  # fmt: skip


class PlacePage(LinesPage, page="place"):
    """The page of a place by kind (council, constituency, ward, branch, councillor, group) and words that find it."""

    label_width = 12
    waiting = "Reading …"

    def __init__(self, kind: str, words: str) -> None:
        super().__init__()
        self._kind = kind
        self._words = words
        self._shown: Shown | None = None
        self._numbers: dict[int, Numbers] = {}
        self._supporters: int | None = None
        self._here: Here | None = None

    def title_words(self) -> str:
        return self._shown.name if self._shown else self._kind.capitalize()

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        kind, words = self._kind, self._words
        self.ask("place", lambda store: place_page.show(store, kind, words), self._arrived, refused=self._not_there)

    def _not_there(self, problem: Problem) -> None:
        self._shown = None
        self.lines.show([Row(problem.sentence, kind="problem"), Row("escape goes back.", kind="quiet")])

    def _arrived(self, found: Shown) -> None:
        self._shown = found
        # From now on it is found by its code, whatever it is called later.
        self._words = found.words
        self.retitle()
        what = _KINDS[found.kind]
        self.trail.show(right=what if what and what not in found.name.casefold() else "")
        self._draw()
        wards = [line.place.id for line in found.wards]
        self._count(wards)
        if found.kind in _HEARD and wards:
            self.ask("here", lambda store: heard.here(store, wards), self._said_here, lane="slow")
        if found.behind is not None and found.behind.more:
            kind, row = found.kind, found.id
            self.ask("behind", lambda store: numbers.supporters(store, kind, row), self._behind_counted, lane="slow")

    def _count(self, wards: Sequence[int]) -> None:
        """Count a few wards, show them, then count the next: nobody who goes on to another page waits for the rest."""
        if wards:
            self.ask("numbers", lambda store: numbers.of_wards(store, wards), lambda found: self._counted(found, wards),
                     lane="slow")  # fmt: skip

    def _counted(self, found: dict[int, Numbers], wards: Sequence[int]) -> None:
        self._numbers.update(found)
        self._draw()
        self._count([ward for ward in wards if ward not in found])

    def _said_here(self, found: Here) -> None:
        self._here = found
        self._draw()

    def _behind_counted(self, number: int) -> None:
        self._supporters = number
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            self.lines.show(list(self._rows(self._shown)))

    def _rows(self, found: Shown) -> Iterator[Row]:
        for about in found.about:
            key = (about.kind, about.to) if about.kind else None
            yield Row(about.words, label=about.label, key=key)
        if found.person:
            yield Row(f"{found.name}: numbers, notes, everything", label="Page", key=("person", found.person))
        if found.narrows and found.kind == "ward":
            yield Row("Everybody who is known here", label="People", key=("people", found.narrows))
        elif found.narrows and found.kind == "branch":
            yield Row("Everybody who lives, or may live, where the branch is", label="People",
                      key=("people", found.narrows))  # fmt: skip
        yield from self._ward_rows(found)
        if self._here is not None:
            yield from self._heard_rows(found, self._here)
        yield from _part("In office" if found.kind != "councillor" else "Offices", self._office_rows(found))
        branches = (Row(one.name, key=("branch", one.uid), right=one.clp.shown) for one in found.branches)
        yield from _part("Branches", branches)
        yield from _part("Groups at work here", (
            Row(group.name, key=("group", group.uid), right=group.kind) for group in found.groups
        ))  # fmt: skip
        today = clock.today()
        yield from _part("To be done", (_task_row(task, today) for task in found.tasks))
        if found.behind is not None:
            yield from self._behind_rows(found, found.behind)

    # Parts ----------------------------------------------------------------------------------------------------------

    def _ward_rows(self, found: Shown) -> Iterator[Row]:
        wards = found.wards
        if not wards:
            return
        wide = self.size.width >= _WIDE
        yield Row("")
        yield Row("Wards" if len(wards) > 1 else "Ward", kind="heading", right=f"{'known ' if wide else ''}{_HEADING}")
        known = [self._numbers[line.place.id] for line in wards if line.place.id in self._numbers]
        if len(wards) > 1:
            whole = len(known) == len(wards)
            yield _numbers_row("all of them", numbers.sum_of(known) if whole else None, None, wide=wide)
        for line in wards:
            name = f"{line.place.shown} ({line.note})" if line.note else line.place.shown
            key = ("ward", line.place.gss) if found.kind != "ward" else ("people", found.narrows)
            yield _numbers_row(name, self._numbers.get(line.place.id), key, wide=wide)

    def _heard_rows(self, found: Shown, here: Here) -> Iterator[Row]:
        """What residents said at their doors in the last year: what comes first, and what was raised."""
        if not here.asked:
            return
        yield Row("")
        asked = f"{here.asked:,} asked, last {uk_date(here.last, clock.today())}"
        yield Row("What was said at the doors in the last year", kind="heading", right=asked)
        for top in here.top:
            one = top.ranked
            place = f"{one.place}{'=' if one.tied else ''}"
            moved = f"{change(one.change)} " if one.change and one.before else ""
            taken = f" ({_taken(top.raised[0])})" if top.raised else ""
            yield Row(f"{one.issue.name}{taken}", label=f"{place:>11} ", key=("issue", one.issue.uid),
                      right=f"{moved}{one.conversations:,}")  # fmt: skip
        if found.kind == "ward":
            others = f"and {here.others:,} more; " if here.others else ""
            yield Row(f"{others}the issues of the ward", key=("heard", found.words))
        elif here.others:
            yield Row(f"and {here.others:,} more", kind="quiet")

    def _office_rows(self, found: Shown) -> Iterator[Row]:
        from organiser.commands.offices import office_words

        if found.kind == "councillor":
            for office in found.offices:
                yield Row(office_words(office), kind="text" if _stands(office) else "quiet")
                if office.surgery:
                    yield Row(f"Surgery: {office.surgery}", kind="quiet")
            return
        for office in found.offices:
            yield Row(_holds(office, found), key=("councillor", office.person_uid), right=office.party)
        if found.empty:
            seats = ", ".join(f"{one.ward} ({one.seats})" if one.seats > 1 else one.ward for one in found.empty)
            yield Row(f"Empty seats: {seats}", kind="quiet")

    def _behind_rows(self, found: Shown, behind: Behind) -> Iterator[Row]:
        number = len(behind.people) if not behind.more else self._supporters
        count = "500+" if number is None else f"{number:,}"
        title = {"group": "Of this group", "branch": "Behind the branch"}.get(found.kind, "Behind them")
        yield Row("")
        yield Row(title, kind="heading", right=f"{count} {'person' if number == 1 else 'people'}" if number else "")
        if not behind.people and not behind.groups:
            yield Row(_NOBODY[found.kind], kind="quiet")
        for group in behind.groups:
            yield Row(group.name, key=("group", group.uid), right=f"{group.kind}, {group.role}")
        for one in behind.people[:_BEHIND_SHOWN]:
            ward = one.person.location.ward
            since = f", since {uk_date(one.since)}" if one.since and found.kind == "group" else ""
            right = ", ".join(filter(None, (ward.shown if ward else "", one.role)))
            yield Row(one.person.name or "(no name)", key=("person", one.person.id), right=f"{right}{since}")
        if len(behind.people) > _BEHIND_SHOWN:
            supports = found.narrows if found.kind == "councillor" else ""
            supports = supports or (f'supports:"{found.name}"' if found.kind == "branch" else "")
            yield Row("… everybody who stands behind, as a list", key=("people", supports) if supports else None)

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        kind, to = cast("tuple[str, str | int | About]", message.key)
        if kind == "people":
            self._show_people(str(to))
        elif kind in ("issue", "heard"):
            self._open_heard(kind, str(to))
        elif kind == "person" and isinstance(to, int):
            self.host.open_person(to)
        elif kind == "person":
            self.ask("whom", lambda store: _person(store, str(to)), self.host.open_person)
        elif isinstance(to, About):
            self._open_about(to)
        else:
            self.host.open_place(kind, str(to))

    def _open_heard(self, kind: str, to: str) -> None:
        from organiser.screens.issue import IssuePage
        from organiser.screens.issues import IssuesPage

        self.app.push_screen(IssuePage(to) if kind == "issue" else IssuesPage(to))

    def _open_about(self, about: About) -> None:
        if about.kind == "person":
            self.host.open_person(about.id)
        else:
            self.host.open_place(about.kind, about.uid)

    def _show_people(self, line: str) -> None:
        from organiser.screens.people import PeoplePage

        self.app.push_screen(PeoplePage(line, self._shown.name if self._shown else "People"))

    def action_people(self) -> None:
        if self._shown is None:
            return
        if self._shown.narrows:
            self._show_people(self._shown.narrows)
        else:
            self.tell("Open one of the wards: enter on it, then w shows who lives there.", problem=True)

    def action_link(self) -> None:
        """The obvious links of a branch or ward, as one change."""
        found = self._shown
        if found is None:
            return
        if found.kind not in ("branch", "ward"):
            self.tell("Links are proposed for a branch or a ward: open one first.", problem=True)
            return
        from organiser.services import links

        branch, ward = (found.name, "") if found.kind == "branch" else ("", found.words)
        clp = next((about.to for about in found.about if about.label == "CLP"), "")
        self.tell("Linking who lives there …")
        self.change(lambda store: links.propose(store, branch=branch, clp=clp, ward=ward), self._linked)

    def _linked(self, made: object) -> None:
        from organiser.services.links import Proposal

        if not isinstance(made, Proposal) or not made.made:
            self.tell("There is no new link to propose: who surely lives there stands behind already.")
            return
        targets = ", ".join(f"{target.name} ({target.people:,})" for target in made.targets)
        self.tell(f"{shown.counted(made.made, 'link', 'links')} made: {targets}. u takes them back.")

    def action_print(self) -> None:
        if self._shown is None:
            return
        from organiser.services.printing import print_behind

        kind, words = self._kind, self._words
        who = self.host.desk.who
        self.tell("Writing the page …")
        self.ask("print", lambda store: print_behind(store, kind, words, made_by=who), self._printed, lane="slow")

    def _printed(self, file: Path) -> None:
        from organiser.screens.opening import open_file

        self.tell(open_file(file))


_NOBODY = {
    "branch": "Nobody yet: l links who surely lives in its wards.",
    "councillor": "Nobody yet: l on the page of the ward or branch links who lives there.",
    "group": "Nobody yet: 'organiser groups edit' says who belongs to it.",
}


def _taken(one: Raised) -> str:
    """How far an issue was taken, in a few words."""
    answer = f"answered {uk_date(one.answered, clock.today())}" if one.answered else "no answer yet"
    return ", ".join(filter(None, (one.level, one.taken, answer)))


def _part(title: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Rows under a heading; nothing where there are none."""
    held = list(rows)
    if held:
        yield Row("")
        yield Row(title, kind="heading")
        yield from held


def _numbers_row(name: str, counted: Numbers | None, key: tuple[str, str] | None, *, wide: bool) -> Row:
    if counted is None:
        return Row(name, key=key, right="counting …")
    people, helpers, off, members, new = counted
    known = f"{people:5,} " if wide else ""
    return Row(name, key=key, right=f"{known}{helpers:7,} {off:8,} {members:7,} {new:4,}")


def _holds(office: Office, found: Shown) -> str:
    from organiser.services.offices import KINDS

    title = KINDS[office.kind][0]
    place = "" if office.place == found.name else f", {office.place}"
    posts = f" ({', '.join(office.posts)})" if office.posts else ""
    return f"{office.person}, {title}{place}{posts}"


def _stands(office: Office) -> bool:
    from organiser.services import offices

    return offices.stands(office, clock.today())


def _task_row(task: Task, today: str) -> Row:
    due = f"{uk_date(task.due, today)}{' overdue' if task.overdue(today) else ''}" if task.due else "no date"
    about = f" ({task.about.name})" if task.about else ""
    owner = f", {task.owner}" if task.owner else ""
    key = ("task", task.about) if task.about else None
    return Row(
        f"{task.title}{about}", key=key, right=f"{due}{owner}", kind="problem" if task.overdue(today) else "text"
    )


def _person(store: Store, uid: str) -> int:
    from organiser.services.people import find_one

    return find_one(store, uid)
