"""Printing who and what is behind a branch, a councillor, a place or a group, as one page for a browser.

What is printed leaves the program's hands: telephone numbers stand there only for people who may be called, and
neither notes nor what anybody asked us not to do.
"""

from collections.abc import Iterator
from pathlib import Path

from organiser.reports.behind import Facts, page_of
from organiser.reports.page import to_html
from organiser.rules.dates import uk_date
from organiser.rules.phones import national
from organiser.services import heard, numbers, offices, place_page, reach
from organiser.services.behind import Behind
from organiser.services.numbers import Numbers
from organiser.services.pages import put
from organiser.services.place_page import Shown
from organiser.store import clock
from organiser.store.store import Store

_WITHOUT_LIMIT = float("inf")
_TITLES = {"group": "Of this group", "branch": "Behind the branch"}


def print_behind(
    store: Store, kind: str, words: str, path: Path | None = None, *, made_by: str = "", replace: bool = False
) -> Path:
    """Write the page of a place (services.place_page.show) to `path`, else into the folder of printed pages.

    Problem where there is no such place, or where the file cannot be written.
    """
    found = place_page.show(store, kind, words)
    return put(store, found.name, to_html(page_of(_facts(store, found, made_by or store.who))), path, replace=replace)


# What stands on the page ---------------------------------------------------------------------------------------------


def _facts(store: Store, found: Shown, made_by: str) -> Facts:
    by = f" by {made_by}" if made_by else ""
    made = (
        f"Made on {uk_date(clock.today())}{by}. It names people and shows that they help us: keep it to yourself, and "
        "shred it when it has been used. Who has no number here has none that may be called."
    )
    counted = numbers.of_wards(store, [line.place.id for line in found.wards], _WITHOUT_LIMIT)
    wards = [(line.place.shown, *_numbers(counted[line.place.id])) for line in found.wards]
    if len(wards) > 1:
        wards.append(("All of them", *_numbers(numbers.sum_of(list(counted.values())))))
    behind = found.behind
    return Facts(
        found.name,
        made,
        [(about.label, about.words) for about in found.about],
        wards,
        list(_offices(found)),
        [(branch.name, branch.clp.shown) for branch in found.branches],
        None if behind is None else list(_people(store, behind)),
        _TITLES.get(found.kind, "Behind them"),
        list(_groups(found)),
        list(_tasks(found)),
        behind is not None and behind.more,
        *_said(store, found),
    )


def _said(store: Store, found: Shown) -> tuple[list[tuple[str, ...]], str]:
    """What was said at the doors of a ward, branch or councillor in the last year, and how many were asked."""
    wards = [line.place.id for line in found.wards]
    if found.kind not in ("ward", "branch", "councillor") or not wards:
        return [], ""
    said = heard.here(store, wards)
    lines = []
    for top in said.top:
        one, taken = top.ranked, top.raised[:1]
        answers = (f"answered {uk_date(each.answered)}" if each.answered else "no answer yet" for each in taken)
        far = [", ".join(filter(None, (each.level, each.taken, next(answers)))) for each in taken]
        place, homes = f"{one.place}{'=' if one.tied else ''}", f"{one.households:,}" if one.households else ""
        lines.append((place, one.issue.name, f"{one.conversations:,}", homes, *(far or [""])))
    others = f"; {said.others:,} other issues were named" if said.others else ""
    return lines, f"{said.asked:,} people were asked since {uk_date(said.since)}{others}. = is a tie."


def _numbers(counted: Numbers) -> tuple[str, ...]:
    return tuple(f"{number:,}" for number in counted)


def _offices(found: Shown) -> Iterator[tuple[str, str, str]]:
    today = clock.today()
    for office in found.offices:
        if offices.stands(office, today):
            title = offices.KINDS[office.kind][0]
            what = ", ".join(filter(None, (f"{title[:1].upper()}{title[1:]}", office.place, *office.posts)))
            yield office.person, what, office.party


def _people(store: Store, behind: Behind) -> Iterator[tuple[str, str, str, str]]:
    ids = [one.person.id for one in behind.people]
    answers = reach.answers(store, "call", "", ids, clock.today())
    for one in behind.people:
        answer, ward = answers[one.person.id], one.person.location.ward
        number = "" if answer.reason else national(answer.address)
        yield one.person.name, ward.shown if ward else "", one.role, number


def _groups(found: Shown) -> Iterator[tuple[str, str, str]]:
    standing = {group.uid for group in found.behind.groups} if found.behind else set()
    for group in found.behind.groups if found.behind else ():
        yield group.name, group.kind, group.role
    for here in found.groups:
        if here.uid not in standing:
            yield here.name, here.kind, ", ".join(contact.name for contact in here.contacts)


def _tasks(found: Shown) -> Iterator[tuple[str, str, str]]:
    """What is to be done about the place, branch or group itself: what is planned with a person stays between us."""
    for task in found.tasks:
        if task.about is not None and task.about.kind != "person":
            yield task.title, task.owner, uk_date(task.due) if task.due else ""
