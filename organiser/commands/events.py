"""Events: adding, listing and showing them, and marking who came."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import counted, cut
from organiser.errors import USAGE, Problem
from organiser.rules.dates import parse_date, uk_date
from organiser.rules.events import ATTENDED, KINDS, STATES
from organiser.services import attendance, event_changes, event_lines, event_page, events
from organiser.services.event_changes import Changes
from organiser.services.event_page import Doors
from organiser.services.events import Draft, Event, Guest
from organiser.services.events import Marked as MarkedOne
from organiser.store import clock
from organiser.text import safe_text


def _add(session: Session) -> Result:
    if not session.text("kind"):
        return _add_line(session)
    draft = Draft(
        session.text("kind"),
        " ".join(session.texts("title")),
        on=session.text("on"),
        place=session.text("place"),
        note=session.text("note"),
        branch=session.text("branch"),
        clp=session.text("clp"),
        leader=session.text("lead"),
        wards=session.texts("ward"),
        at=session.text("at"),
    )
    return _written(events.add_event(session.store(create=True), draft), "Added")


def _add_line(session: Session) -> Result:
    """An event in one line, which options beside it make more exact."""
    line = " ".join(session.texts("title"))
    if not line:
        raise Problem("Say what is on: organiser events add canvassing saturday 10:30 Crofton Park.", USAGE)
    store = session.store(create=True)
    draft = event_lines.understand(store, line).draft
    given = {
        "branch": "branch",
        "clp": "clp",
        "place": "place",
        "note": "note",
        "on": "on",
        "at": "at",
        "leader": "lead",
    }
    said = {name: session.text(option) for name, option in given.items() if session.text(option)}
    wards = session.texts("ward") or draft.wards
    return _written(events.add_event(store, Draft(**(draft._asdict() | said | {"wards": wards}))), "Added")


def _written(written: events.Written, words: str) -> Result:
    data = event_json(written.event) | {"operation": written.operation}
    return Result(data, [f"{words if written.operation else 'It stood so already'}: {_line(written.event)}"])


def _edit(session: Session) -> Result:
    store = session.store()
    event = events.find_event(store, session.text("event"))
    wards = session.argument("ward")
    written = event_changes.edit_event(
        store,
        event,
        Changes(
            kind=_given(session, "kind"),
            title=_given(session, "title"),
            on=_given(session, "on"),
            at=_given(session, "at"),
            place=_given(session, "place"),
            note=_given(session, "note"),
            branch=_given(session, "branch"),
            clp=session.text("clp"),
            leader=_given(session, "lead"),
            wards=None if wards is None else session.texts("ward"),
        ),
    )
    return _written(written, "Changed")


def _given(session: Session, name: str) -> str | None:
    """An option that may be given as "", so that what it says is not known any more; None where it was not given."""
    return None if session.argument(name) is None else session.text(name)


def _remove(session: Session) -> Result:
    store = session.store()
    removed = event_changes.remove_event(store, events.find_event(store, " ".join(session.texts("event"))))
    data = event_json(removed.event) | {
        "down": removed.people,
        "conversations": removed.conversations,
        "tasks": removed.tasks,
        "operation": removed.operation,
    }
    return Result(data, [event_changes.removed_words(removed), "'organiser undo' takes it back."])


def _list(session: Session) -> Result:
    found, more = events.list_events(
        session.store(),
        kind=session.text("kind"),
        ward=session.text("ward"),
        since=day_of(session, "since"),
        until=day_of(session, "until"),
    )
    lines = [_line(event) for event in found] or ["No event is written down here yet: 'organiser events add' adds one."]
    if more:
        lines.append(f"{len(found)}+ events: --ward, --kind or --since narrows it down.")
    return Result({"events": [event_json(event) for event in found], "more": more}, lines)


def day_of(session: Session, name: str) -> str:
    """An option that is a day, as ISO; "" where it was not given, a Problem where it is none, or a period ends
    before it begins."""
    text = session.text(name)
    day = parse_date(text)
    if text and not day:
        raise Problem(f"--{name}: '{safe_text(text)}' is not a date: write it as 6 May 2026.", USAGE)
    if name == "until" and day and parse_date(session.text("since")) > day:
        raise Problem("--until is a day before --since.", USAGE)
    return day


def _show(session: Session) -> Result:
    store = session.store()
    event = events.find_event(store, " ".join(session.texts("event")))
    people = events.guests(store, event)
    heard = event_page.doors(store, event)
    data = event_json(event) | {
        "doorstep": {"doors": heard.doors, "spoke": heard.spoke},
        "guests": [_guest_json(guest) for guest in people],
        "more": False,
    }
    return Result(data, list(_event_lines(event, people, heard)))


def _attend(session: Session) -> Result:
    store = session.store()
    event = events.find_event(store, session.text("event"))
    words = session.texts("person")
    many = words == ["-"]
    lines = [line for line in session.read_input() if safe_text(line)] if many else [" ".join(words)]
    if not lines:
        raise Problem("Nobody was named: one person a line.", USAGE)
    if session.flag("off"):
        taken = attendance.take_off_named(store, event, lines)
        told = [f"{name} is not down for it any more." for name in taken.names] or ["They were not down for it."]
        return Result({"event": event_json(taken.event), "operation": taken.operation}, told)
    if session.flag("new"):
        return _walk_ins(session, event, lines, many=many)
    marked = attendance.mark_named(store, event, lines, session.text("state"))
    told = [f"{guest.name}: {guest.state}" for guest in marked.guests]
    each = [_marked_json(MarkedOne(marked.event, guest, False, marked.operation)) for guest in marked.guests]
    if not many:
        return Result(each[0], told)
    data = {"event": event_json(marked.event), "marked": each, "more": False, "operation": marked.operation}
    return Result(data, [*told, f"{counted(len(lines), 'line')} taken in."])


def _walk_ins(session: Session, event: Event, lines: list[str], *, many: bool) -> Result:
    """Each line is a change of its own, so that one which is refused keeps none of the others back."""
    store, marked = session.store(), []
    for line in lines:
        marked.append(events.walk_in(store, event, line, session.text("state"), anyway=session.flag("yes")))
    told = [f"{one.guest.name}: {one.guest.state} (new here)" for one in marked]
    latest = marked[-1]
    if not many:
        return Result(_marked_json(latest), told)
    data = {
        "event": event_json(latest.event),
        "marked": [_marked_json(one) for one in marked],
        "more": False,
        "operation": latest.operation,
    }
    return Result(data, [*told, f"{counted(len(marked), 'line')} taken in."])


def event_json(event: Event) -> dict[str, object]:
    """An event as JSON."""
    return {
        "uid": event.uid,
        "number": event.number,
        "kind": event.kind,
        "title": event.title,
        "on": event.on,
        "at": event.at or None,
        "place": event.place,
        "note": event.note,
        "branch": event.branch._asdict() if event.branch else None,
        "leader": event.leader._asdict() if event.leader else None,
        "wards": [{"gss": ward.gss, "name": ward.name or None} for ward in event.wards],
        "people": dict(event.people),
    }


def _guest_json(guest: Guest) -> dict[str, object]:
    return {"uid": guest.uid, "name": guest.name, "state": guest.state, "councillor": guest.councillor}


def _marked_json(marked: MarkedOne) -> dict[str, object]:
    return {
        **_guest_json(marked.guest),
        "event": {"uid": marked.event.uid, "number": marked.event.number},
        "added": marked.added,
        "operation": marked.operation,
    }


def _line(event: Event) -> str:
    wards = ", ".join(ward.shown for ward in event.wards)
    came, open_ = event.people[ATTENDED], attendance.open_number(event, clock.today())
    told = [
        cut(event.shown, 34),
        event.kind if event.title and event.kind not in event.title.casefold() else "",
        cut(wards or (event.branch.name if event.branch else ""), 26),
        f"{came} came" if came else "",
        f"{open_} not marked" if open_ else "",
    ]
    return f"{event.number:>4}  {uk_date(event.on):<11}  {event.at:<5}  {', '.join(filter(None, told))}"


def _event_lines(event: Event, people: list[Guest], heard: Doors) -> Iterator[str]:
    yield f"{event.shown}, {uk_date(event.on)}{f' at {event.at}' if event.at else ''}"
    known = {
        "Kind": event.kind,
        "Place": event.place,
        "Branch": event.branch.name if event.branch else "",
        "Wards": ", ".join(ward.shown for ward in event.wards),
        "Led by": event.leader.name if event.leader else "",
        "Note": " / ".join(event.note.splitlines()),
    }
    for name, value in known.items():
        if value:
            yield f"  {name:<10} {value}"
    if heard.doors:
        yield f"  {'Doorstep':<10} {heard.words}"
    counts = ", ".join(f"{count} {state}" for state, count in event.people.items() if count)
    yield f"  {'People':<10} {counts or 'nobody is down for it yet'}"
    for guest in people:
        yield f"    {cut(guest.name, 40):<40}  {guest.state}{', councillor' if guest.councillor else ''}"


_EVENT = (
    '"uid", "number", "kind", "title", "on", "at", "place", "note", "branch": {"uid", "name"}, '
    '"leader": {"uid", "name"}, "wards": [{"gss", "name"}], "people": {a count by state}'
)
_GUEST = '"uid", "name", "state", "councillor"'
_MARKED = f'{_GUEST}, "event": {{"uid", "number"}}, "added", "operation"'
_WHICH = "the event's number, title or code"

COMMANDS = (
    Command(
        "events add",
        "Add an event: canvassing, a stall, a meeting…",
        _add,
        (
            "organiser events add canvassing Sat 28 Nov Crofton Park 10:30 led by Ann Smith",
            'organiser events add Brockley Rise --kind canvassing --on "14 March 2026" --ward "Crofton Park"',
            'organiser events add --kind stall --on saturday --place "outside the library" --lead "Ann Smith"',
        ),
        (
            argument(
                "title",
                help="all of it in one line; with --kind what it is called (else its kind)",
                nargs="*",
                metavar="WORDS",
            ),
            argument("--kind", help=", ".join(KINDS), metavar="KIND"),
            argument("--on", help="the day, past or ahead (else today)", metavar="DATE"),
            argument("--at", help="when it starts: 18:30, 7pm", metavar="TIME"),
            argument("--place", help="where people meet", metavar="TEXT"),
            argument(
                "--ward", help="a ward that it is about (may be given several times)", action="append", metavar="WARD"
            ),
            argument("--branch", help="the branch whose event it is", metavar="BRANCH"),
            argument("--clp", help="the branch's CLP, where several have one of that name", metavar="CLP"),
            argument("--lead", help="who leads it: words that find one person", metavar="PERSON"),
            argument("--note", help="anything else", metavar="TEXT"),
        ),
        returns=f'{{{_EVENT}, "operation"}}',
        writes=True,
    ),
    Command(
        "events list",
        "List the events, the latest first",
        _list,
        ("organiser events list", 'organiser events list --ward "Crofton Park" --since 2026-01-01'),
        (
            argument("--kind", help=f"only those of this kind: {', '.join(KINDS)}", metavar="KIND"),
            argument("--ward", help="only those about this ward", metavar="WARD"),
            argument("--since", help="only those on or after this day", metavar="DATE"),
            argument("--until", help="only those on or before this day", metavar="DATE"),
        ),
        returns=f'{{"events": [{{{_EVENT}}}], "more"}}',
    ),
    Command(
        "events show",
        "Show an event and who is down for it",
        _show,
        ("organiser events show 3", "organiser events show Brockley Rise"),
        (argument("event", help=_WHICH, nargs="+", metavar="EVENT"),),
        returns=f'{{{_EVENT}, "doorstep": {{"doors", "spoke"}}, "guests": [{{{_GUEST}}}], "more"}}',
    ),
    Command(
        "events edit",
        "Change what, when and where an event is, and who leads it",
        _edit,
        (
            'organiser events edit 3 --on "29 November" --at 11am',
            'organiser events edit "Brockley Rise" --lead "" --ward "Crofton Park" --ward "Rushey Green"',
        ),
        (
            argument("event", help=_WHICH, metavar="EVENT"),
            argument("--kind", help=", ".join(KINDS), metavar="KIND"),
            argument("--title", help="what it is called", metavar="TEXT"),
            argument("--on", help="the day, past or ahead", metavar="DATE"),
            argument("--at", help="when it starts: 18:30, 7pm", metavar="TIME"),
            argument("--place", help="where people meet", metavar="TEXT"),
            argument(
                "--ward", help="all the wards it is about (may be given several times)", action="append", metavar="WARD"
            ),
            argument("--branch", help="the branch whose event it is", metavar="BRANCH"),
            argument("--clp", help="the branch's CLP, where several have one of that name", metavar="CLP"),
            argument("--lead", help="who leads it: words that find one person", metavar="PERSON"),
            argument("--note", help='anything else; of each, "" takes away what is known', metavar="TEXT"),
        ),
        returns=f'{{{_EVENT}, "operation"}}',
        writes=True,
    ),
    Command(
        "events remove",
        "Take an event away; what residents said at it stays",
        _remove,
        ("organiser events remove 3",),
        (argument("event", help=_WHICH, nargs="+", metavar="EVENT"),),
        returns=f'{{{_EVENT}, "down", "conversations", "tasks", "operation"}}',
        writes=True,
    ),
    Command(
        "events attend",
        "Mark who came to an event, is booked, sent apologies…",
        _attend,
        (
            'organiser events attend 3 "Ann Smith"',
            'organiser events attend 3 "Ben Lee" --state apologies',
            'organiser events attend 3 "Ben Lee" --off',
            "echo 'Cat Orr, 07700 900123, SE13 5AB' | organiser events attend 3 - --new",
        ),
        (
            argument("event", help=_WHICH, metavar="EVENT"),
            argument(
                "person",
                help="words that find one person, or their code; - reads one a line",
                nargs="+",
                metavar="PERSON",
            ),
            argument("--state", help=f"{', '.join(STATES)} ({ATTENDED})", default=ATTENDED, metavar="STATE"),
            argument("--off", help="take them off again: they are not down for it", action="store_true"),
            argument("--new", help="a walk-in: add whom the line describes, and mark them", action="store_true"),
            argument("--yes", help="with --new: add them though somebody like them is here", action="store_true"),
        ),
        returns=f'{{{_MARKED}}}; with - {{"event": {{an event}}, "marked": [{{as above}}], "more", "operation"}}; '
        'with --off {"event", "operation"}',
        writes=True,
    ),
)
