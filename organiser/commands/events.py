"""Events: adding, listing and showing them, and marking who came."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import counted, cut
from organiser.errors import USAGE, Problem
from organiser.rules.dates import parse_date, uk_date
from organiser.rules.events import ATTENDED, KINDS, STATES
from organiser.services import events
from organiser.services.events import Draft, Event, Guest, Marked
from organiser.text import safe_text


def _add(session: Session) -> Result:
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
    )
    written = events.add_event(session.store(create=True), draft)
    data = event_json(written.event) | {"operation": written.operation}
    return Result(data, [f"Added: {_line(written.event)}"])


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
    """An option that is a day, as ISO; "" where it was not given, a Problem where it is none."""
    text = session.text(name)
    day = parse_date(text)
    if text and not day:
        raise Problem(f"--{name}: '{safe_text(text)}' is not a date: write it as 6 May 2026.", USAGE)
    return day


def _show(session: Session) -> Result:
    store = session.store()
    event = events.find_event(store, " ".join(session.texts("event")))
    people = events.guests(store, event)
    data = event_json(event) | {"guests": [_guest_json(guest) for guest in people], "more": False}
    return Result(data, list(_event_lines(event, people)))


def _attend(session: Session) -> Result:
    store = session.store()
    event = events.find_event(store, session.text("event"))
    words = session.texts("person")
    lines = [line for line in session.read_input() if safe_text(line)] if words == ["-"] else [" ".join(words)]
    if not lines:
        raise Problem("Nobody was named: one person a line.", USAGE)
    marked = []
    for line in lines:
        if session.flag("new"):
            marked.append(events.walk_in(store, event, line, session.text("state"), anyway=session.flag("yes")))
        else:
            marked.append(events.attend(store, event, line, session.text("state")))
    told = [f"{one.guest.name}: {one.guest.state}{' (new here)' if one.added else ''}" for one in marked]
    latest = marked[-1]
    if words != ["-"]:
        return Result(_marked_json(latest), told)
    data = {"event": event_json(latest.event), "marked": [_marked_json(one) for one in marked], "more": False}
    return Result(data, [*told, f"{counted(len(marked), 'line')} taken in."])


def event_json(event: Event) -> dict[str, object]:
    """An event as JSON."""
    return {
        "uid": event.uid,
        "number": event.number,
        "kind": event.kind,
        "title": event.title,
        "on": event.on,
        "place": event.place,
        "note": event.note,
        "branch": event.branch._asdict() if event.branch else None,
        "leader": event.leader._asdict() if event.leader else None,
        "wards": [{"gss": ward.gss, "name": ward.name or None} for ward in event.wards],
        "people": dict(event.people),
    }


def _guest_json(guest: Guest) -> dict[str, object]:
    return dict(guest._asdict())


def _marked_json(marked: Marked) -> dict[str, object]:
    return {
        **_guest_json(marked.guest),
        "event": {"uid": marked.event.uid, "number": marked.event.number},
        "added": marked.added,
        "operation": marked.operation,
    }


def _line(event: Event) -> str:
    wards = ", ".join(ward.shown for ward in event.wards)
    came = event.people[ATTENDED]
    told = [cut(event.shown, 34), event.kind if event.title else "", cut(wards, 26), f"{came} came" if came else ""]
    return f"{event.number:>4}  {uk_date(event.on):<11}  {', '.join(filter(None, told))}"


def _event_lines(event: Event, people: list[Guest]) -> Iterator[str]:
    yield f"{event.shown}, {uk_date(event.on)}"
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
    counts = ", ".join(f"{count} {state}" for state, count in event.people.items() if count)
    yield f"  {'People':<10} {counts or 'nobody is down for it yet'}"
    for guest in people:
        yield f"    {cut(guest.name, 40):<40}  {guest.state}{', councillor' if guest.councillor else ''}"


_EVENT = (
    '"uid", "number", "kind", "title", "on", "place", "note", "branch": {"uid", "name"}, "leader": {"uid", "name"}, '
    '"wards": [{"gss", "name"}], "people": {a count by state}'
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
            'organiser events add Brockley Rise --kind canvassing --on "14 March 2026" --ward "Crofton Park"',
            'organiser events add --kind stall --on saturday --place "outside the library" --lead "Ann Smith"',
        ),
        (
            argument("title", help="what it is called (else its kind)", nargs="*", metavar="TITLE"),
            argument("--kind", help=", ".join(KINDS), required=True, metavar="KIND"),
            argument("--on", help="the day, past or ahead (else today)", metavar="DATE"),
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
        returns=f'{{{_EVENT}, "guests": [{{{_GUEST}}}], "more"}}',
    ),
    Command(
        "events attend",
        "Mark who came to an event, is booked, sent apologies…",
        _attend,
        (
            'organiser events attend 3 "Ann Smith"',
            'organiser events attend 3 "Ben Lee" --state apologies',
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
            argument("--new", help="a walk-in: add whom the line describes, and mark them", action="store_true"),
            argument("--yes", help="with --new: add them though somebody like them is here", action="store_true"),
        ),
        returns=f'{{{_MARKED}}}; with - {{"event": {{an event}}, "marked": [{{as above}}], "more"}}',
        writes=True,
    ),
)
