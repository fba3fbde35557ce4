"""What needs attention today: a few figures, each with the list that stands behind it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from organiser.rules.dates import uk_date
from organiser.services import people
from organiser.services.due import Wanted, due
from organiser.services.places import JOIN_POSTCODE, PERSON_SEAT, PERSON_WARD, Atlas
from organiser.services.roll import question_of
from organiser.store import clock
from organiser.store.store import Store

# A helper nobody has spoken to for so long is our failure (domain.md, "People").
UNSPOKEN_DAYS = 42
NEW_DAYS = 7
_MOST_SEATS = 10


class Figure(NamedTuple):
    """How many of something need attention, what they are, an example, and where they are shown.

    `page` is due, questions, people, events, follow-ups, conferences, champions, training or issue; `line` what narrows
    the list of people or events down, or the uid of the issue ("": the issues of a council).
    """

    number: int
    words: str
    example: str
    page: str
    line: str = ""


def _due(store: Store) -> list[Figure]:
    today = clock.today()
    found = due(store, Wanted(until="today"))
    promised = {row[0] for row in store.rows("SELECT task_id FROM promise")}
    overdue = [task for task in found.tasks if task.overdue(today) and task.number not in promised]
    now = [task for task in found.tasks if not task.overdue(today)]
    figures = []
    if overdue:
        first = overdue[0]
        about = f", {first.about.name}" if first.about else ""
        words = "task overdue" if len(overdue) == 1 else "tasks overdue"
        figures.append(Figure(len(overdue), words, f"{first.title}{about}, {_day(first.due)}", "due"))
    words = "task due today" if len(now) == 1 else "tasks due today"
    figures.append(Figure(len(now), words, now[0].title if now else "", "due"))
    back = found.call_backs
    words = "person to ring back" if len(back) == 1 else "people to ring back"
    example = f"oldest {_day(back[0].on)}, {back[0].person.name}" if back else ""
    figures.append(Figure(len(back), words, example, "due"))
    return figures


def _day(day: str) -> str:
    return uk_date(day, clock.today()) if day else ""


def _promises(store: Store) -> list[Figure]:
    from organiser.services import promises

    owed = promises.overdue(store)
    words = "promise overdue" if len(owed) == 1 else "promises overdue"
    example = ", ".join(filter(None, (owed[0].task.title, owed[0].ward, owed[0].owner_name))) if owed else ""
    return [Figure(len(owed), words, example, "conferences")]


def _champions(store: Store) -> list[Figure]:
    """Champions whom nobody supports or has spoken to for six weeks: our failure, which must be visible."""
    from organiser.services import champions

    held = champions.list_champions(store)
    quiet, alone = champions.unspoken(held), champions.unsupported(held)
    one = "champion" if len(quiet) == 1 else "champions"
    example = f"{quiet[0].about.name} ({quiet[0].quiet} days){', …' if len(quiet) > 1 else ''}" if quiet else ""
    left = "champion with nobody to support them" if len(alone) == 1 else "champions with nobody to support them"
    return [
        Figure(len(quiet), f"{one} not spoken to for {champions.UNSPOKEN_DAYS // 7} weeks", example, "champions"),
        Figure(len(alone), left, f"{alone[0].about.name}, {alone[0].cause}" if alone else "", "champions"),
    ]


def _refreshers(store: Store) -> list[Figure]:
    """Courses that have run out or soon will, of people who have no place yet to refresh them."""
    from organiser.services import completions

    found = completions.due(store)
    words = "refresher due" if len(found) == 1 else "refreshers due"
    first = found[0] if found else None
    example = f"{first.name}, {first.completion.course}{', …' if len(found) > 1 else ''}" if first else ""
    return [Figure(len(found), words, example, "training")]


def _unmarked(store: Store) -> list[Figure]:
    from organiser.services import event_list

    found = event_list.unmarked(store)
    words = "event of which nobody has said who came" if len(found) == 1 else "events of which nobody has said who came"
    example = f"{found[0].shown}, {_day(found[0].on)}" if found else ""
    return [Figure(len(found), words, example, "events", "not marked")]


def _doorstep(store: Store) -> list[Figure]:
    from organiser.services import follow_ups

    number, first = follow_ups.count(store)
    words = f"{'person' if number == 1 else 'people'} from the doorstep to get back to"
    return [Figure(number, words, first, "follow-ups")]


def _raised(store: Store) -> list[Figure]:
    """What was taken to somebody and has no answer after six weeks."""
    from organiser.services import levels

    waiting = levels.unanswered(store, clock.today())
    words = f"{'issue' if len(waiting) == 1 else 'issues'} unanswered for six weeks"
    example = f"{waiting[0].issue}, {waiting[0].taken or waiting[0].level}, {_day(waiting[0].on)}" if waiting else ""
    only = {one.issue_uid for one in waiting}
    return [Figure(len(waiting), words, example, "issue", only.pop() if len(only) == 1 else "")]


def _questions(store: Store) -> list[Figure]:
    number = store.count("SELECT count(*) FROM question WHERE state IN ('open', 'later')")
    return [Figure(number, "question left by imports" if number == 1 else "questions left by imports", "", "questions")]


def _new(store: Store) -> list[Figure]:
    return [_of_people(store, f"new:{NEW_DAYS}", "new this week")]


def _unspoken(store: Store) -> list[Figure]:
    line = f"unspoken:{UNSPOKEN_DAYS}"
    return [_of_people(store, line, f"not spoken to for {UNSPOKEN_DAYS // 7} weeks")]


def _unlinked(store: Store) -> list[Figure]:
    return [_of_people(store, "no:link", "behind no councillor or branch yet")]


def _without_ward(store: Store) -> list[Figure]:
    return [_of_people(store, "no:ward", "with no ward: postcode missing or not known")]


def _of_people(store: Store, line: str, words: str) -> Figure:
    question = question_of(line)
    number = people.count(store, question)
    first = people.find(store, question, 1).people if number else []
    one = "person" if number == 1 else "people"
    return Figure(number, f"{one} {words}", f"{first[0].name}{', …' if number > 1 else ''}" if first else "",
                  "people", line)  # fmt: skip


# In the order in which they are shown; each is asked on its own, so that the quick ones do not wait for the others.
FIGURES: dict[str, Callable[[Store], list[Figure]]] = {
    "due": _due,
    "promises": _promises,
    "champions": _champions,
    "refreshers": _refreshers,
    "unmarked": _unmarked,
    "doorstep": _doorstep,
    "raised": _raised,
    "questions": _questions,
    "new": _new,
    "unspoken": _unspoken,
    "unlinked": _unlinked,
    "no ward": _without_ward,
}


class Seat(NamedTuple):
    """A constituency in numbers: people, of them not on the register, members, and new this week."""

    name: str
    people: int
    not_on_register: int
    members: int
    new: int


def seats(store: Store) -> list[Seat]:
    """The constituencies where people live for whom that is certain, the most people first; at most ten."""
    today = clock.today()
    since = (date.fromisoformat(today) - timedelta(days=NEW_DAYS)).isoformat()
    rows = store.rows(
        f"SELECT {PERSON_WARD}, {PERSON_SEAT}, count(*), sum(person.register = 'not on it'),"
        f" sum(person.membership = 'member'), sum(person.created >= ?) FROM person {JOIN_POSTCODE}"
        " WHERE person.ward_id IS NOT NULL OR person.postcode <> '' GROUP BY 1, 2",
        (since,),
    )
    atlas = Atlas(store, today)
    found: dict[str, list[int]] = {}
    for ward, seat, *numbers in rows:
        place = atlas.settle(ward, seat or 0).constituency if ward is not None else None
        if place is not None:
            found[place.shown] = [sum(pair) for pair in zip(found.get(place.shown, [0] * 4), numbers, strict=True)]
    most = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return [Seat(name, *numbers) for name, numbers in most[:_MOST_SEATS]]
