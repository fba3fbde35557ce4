"""The page of one person: everything that is known of them, whether they may be reached, and where it comes from."""

from collections.abc import Iterable, Iterator

from organiser.commands.champions import champion_json
from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.people import LISTED, listed_json
from organiser.commands.person_words import entries
from organiser.services import people, person
from organiser.services.completions import Completion
from organiser.services.person import Page
from organiser.services.places import Location
from organiser.services.ties import Ties
from organiser.store import clock

_WIDTH = 80
_INDENT = " " * 16


def _person(session: Session) -> Result:
    from dataclasses import asdict

    from organiser.commands.contacts import talk_json
    from organiser.commands.tasks import task_json

    store, today = session.store(), clock.today()
    shown = person.page(store, people.find_one(store, " ".join(session.texts("person"))))
    data = listed_json(shown.listed) | {
        "title": shown.title,
        "born": shown.born or None,
        "under_18_until": shown.listed.minor_until or None,
        "gender": shown.gender,
        "elector": shown.elector,
        "created": shown.created,
        "by_hand": list(shown.by_hand),
        "place": _place_json(shown.location),
        "contacts": [asdict(contact) for contact in shown.contacts],
        "addresses": [
            {"address": place.value, "postcode": place.detail, "since": place.since, "until": place.until}
            for place in shown.addresses
        ],
        "facts": [asdict(fact) for fact in shown.facts],
        "notes": [{"on": day, "note": body} for day, body in shown.notes],
        "consents": [asdict(consent) for consent in shown.consents],
        "reach": [asdict(reach) for reach in shown.reach],
        "relations": [asdict(relation) for relation in shown.relations],
        "sources": [asdict(source) | {"said": [list(pair) for pair in source.said]} for source in shown.sources],
        "questions": [asdict(question) for question in shown.questions],
        "last_spoken": shown.spoken or None,
        "talks": [talk_json(talk) for talk in shown.talks],
        "events": [
            {"uid": came.event_uid, "event": came.event, "on": came.on, "state": came.state} for came in shown.came
        ],
        "courses": [_course_json(one, today) for one in shown.courses],
        "doorstep": [
            {
                "on": door.on,
                "outcome": door.outcome,
                "wording": door.wording,
                "by": door.by or None,
                "event": {"uid": door.event_uid, "event": door.event} if door.event_uid else None,
            }
            for door in shown.doors
        ],
        "tasks": [task_json(task, today) for task in shown.tasks],
    }
    data |= _ties_json(shown.ties)
    return Result(data, list(_wrapped(_page_lines(shown, today))))


def _course_json(one: Completion, today: str) -> dict[str, object]:
    return {
        "uid": one.course_uid,
        "course": one.course,
        "on": one.on,
        "event": {"uid": one.event_uid},
        "clp": one.clp or None,
        "until": one.until or None,
        "booked": one.booked or None,
        "due": one.due(today),
    }


def _ties_json(ties: Ties) -> dict[str, object]:
    from organiser.commands.offices import held_json

    return {
        "offices": [{"uid": office.uid} | held_json(office) for office in ties.offices],
        "groups": [
            group._asdict() | {"since": group.since or None, "until": group.until or None} for group in ties.groups
        ],
        "supports": [
            {
                "kind": link.to.kind,
                "uid": link.to.uid,
                "name": link.to.name,
                "role": link.role,
                "since": link.since or None,
                "until": link.until or None,
            }
            for link in ties.supports
        ],
        "champion": [champion_json(one) for one in ties.champions],
        "behind_them": {"people": ties.people_behind, "groups": ties.groups_behind},
    }


def _place_json(location: Location) -> dict[str, object]:
    return {
        "postcode": location.postcode,
        "live": location.live,
        "ward": {"gss": location.ward.gss, "name": location.ward.name} if location.ward else None,
        "council": location.council.name if location.council else None,
        "constituencies": [place.name for place in location.constituencies],
        "constituency": location.constituency.name if location.constituency else None,
        "branches": [branch.name for branch in location.branches],
        "branch": location.branch.name if location.branch else None,
        "split": location.split,
        "reason": location.reason,
    }


def _wrapped(lines: Iterable[str]) -> Iterator[str]:
    """Lines that a narrow terminal shows whole, what goes on under what it belongs to."""
    from textwrap import wrap

    for line in lines:
        first, *others = line.split("\n")
        yield from wrap(first, _WIDTH, subsequent_indent=_INDENT, break_on_hyphens=False)
        for other in others:
            yield from wrap(f"{_INDENT}{other}", _WIDTH, subsequent_indent=_INDENT, break_on_hyphens=False)


def _page_lines(page: Page, today: str) -> Iterator[str]:
    yield " ".join(filter(None, (page.title, page.listed.name)))
    for entry in entries(page, today):
        if entry.field is None or entry.field.name not in ("name", "title"):
            yield f"  {entry.label:<13} {entry.text}"


COMMANDS = (
    Command(
        "person",
        "Show everything about one person, and where it comes from",
        _person,
        ("organiser person ann smith", "organiser person 900123"),
        (argument("person", help="words that find one person, or their code", nargs="+", metavar="PERSON"),),
        returns=LISTED.removesuffix("}")
        + ', "title", "born", "under_18_until", "gender", "elector", "created", "by_hand": [], "place": {…}, '
        '"contacts": [], "addresses": [], "facts": [], "notes": [], "consents": [], "reach": [], "relations": [], '
        '"sources": [], "questions": [], "last_spoken", "talks": [], "events": [], '
        '"courses": [{"uid", "course", "on", "event": {"uid"}, "clp", "until", "booked", "due"}], "doorstep": [], '
        '"tasks": [], '
        '"offices": [], "groups": [{"uid", "name", "kind", "role", "since", "until"}], '
        '"supports": [{"kind", "uid", "name", "role", "since", "until"}], "champion": [], '
        '"behind_them": {"people", "groups"}}',
    ),
)
