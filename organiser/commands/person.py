"""The page of one person: everything that is known of them, whether they may be reached, and where it comes from."""

from collections.abc import Iterable, Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.people import KINDS, LISTED, listed_json
from organiser.services import people, person
from organiser.services.person import Consent, Contact, Page, Relation, Source
from organiser.services.places import Location
from organiser.services.ties import Ties
from organiser.store import clock

_WIDTH = 80
_INDENT = " " * 16
_CHANNELS = {"email": "E-mail", "sms": "Text", "call": "Call", "post": "Post", "door": "Door", "any": "Any way"}
_STOPPED_BY = {"email": "e-mails", "sms": "texts", "call": "calls"}
_STANCES = {"yes": "yes", "no": "no", "bounce": "bounced", "guardian": "a guardian agrees"}


def _person(session: Session) -> Result:
    from dataclasses import asdict

    from organiser.commands.contacts import talk_json
    from organiser.commands.tasks import task_json
    from organiser.services.contacts import last_spoken

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
        "last_spoken": last_spoken(shown.talks) or None,
        "talks": [talk_json(talk) for talk in shown.talks],
        "tasks": [task_json(task, today) for task in shown.tasks],
    }
    data |= _ties_json(shown.ties)
    return Result(data, list(_wrapped(_page_lines(shown, today))))


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


def _line(name: str, words: str, more: Iterable[str] = ()) -> str:
    """One line of the page: what it is about, what is known, and in brackets what else there is to say."""
    details = "; ".join(filter(None, more))
    return f"  {name:<13} {words}{f'  ({details})' if details else ''}"


def _page_lines(page: Page, today: str) -> Iterator[str]:
    from organiser.commands.contacts import person_lines
    from organiser.commands.tasks import task_words

    yield " ".join(filter(None, (page.title, page.listed.name)))
    yield from _about(page, today)
    yield from _home(page, today)
    for contact in page.contacts:
        yield _contact_line(contact, today)
    yield from _standing(page, today)
    yield from _permissions(page, today)
    for fact in page.facts:
        if fact.kind not in ("membership", "register"):
            detail = "" if fact.kind in ("otherwise", "nickname") else fact.detail
            name = KINDS.get(fact.kind, fact.kind.capitalize())
            yield _line(name, fact.value, (detail, _dated(fact.since, fact.until, today)))
    if page.listed.tags:
        yield _line("Tags", ", ".join(page.listed.tags))
    yield from _tie_lines(page.ties, today)
    for relation in page.relations:
        yield _relation_line(relation, today)
    yield from person_lines(page.talks, today)
    for task in page.tasks:
        yield _line("Task", task_words(task, today))
    for day, body in page.notes:
        yield _line("Note", f"{_uk(day, today)}: {body}" if day else body)
    for source in page.sources:
        yield _source_line(source, today)
    entered = [name for name in page.by_hand if name != "minor_until"]
    yield _line("Added", _uk(page.created, today), (f"entered here: {', '.join(entered)}",) if entered else ())
    for question in page.questions:
        yield _line("Question", f"{question.number}: {question.words}")
    yield _line("Code", page.listed.uid)


def _tie_lines(ties: Ties, today: str) -> Iterator[str]:
    """Offices, groups, whom and what they support, and how many are behind them."""
    from organiser.commands.offices import counted, office_words

    for office in ties.offices:
        yield _line("Office", office_words(office))
    for group in ties.groups:
        yield _line("Group", f"{group.name}, {group.role}", (_dated(group.since, group.until, today),))
    for link in ties.supports:
        what = f"the branch {link.to.name}" if link.to.kind == "branch" else link.to.name
        yield _line("Supports", f"{what}, {link.role}", (_dated(link.since, link.until, today),))
    people = f"{ties.people_behind:,} {'person' if ties.people_behind == 1 else 'people'}" if ties.people_behind else ""
    groups = counted(ties.groups_behind, "group") if ties.groups_behind else ""
    if people or groups:
        yield _line("Behind them", " and ".join(filter(None, (people, groups))))


def _about(page: Page, today: str) -> Iterator[str]:
    minor_until = page.listed.minor_until
    if minor_until:
        surely = "" if page.born else " at the latest"
        yield f"  Under 18 until {_uk(minor_until, today)}{surely}: needs a guardian's consent."
    if page.born:
        yield _line("Born", _uk(page.born, ""))
    if page.gender:
        yield _line("Gender", page.gender)


def _home(page: Page, today: str) -> Iterator[str]:
    location, postcode = page.location, page.listed.postcode
    council = f", {location.council.shown}" if location.council else ""
    yield _line("Ward", f"{location.ward.shown}{council}" if location.ward else "not known")
    if location.branch:
        yield _line("Branch", f"{location.branch.name}, {location.branch.clp.shown} CLP")
    if location.reason:
        yield f"{_INDENT}{location.reason[0].upper()}{location.reason[1:]}."
    if location.ended:
        yield f"{_INDENT}Royal Mail ended the postcode {postcode} ({location.ended})."
    for place in page.addresses:
        words = " ".join(filter(None, (place.value, place.detail)))
        yield _line("Address", words.replace("\n", ", "), (_dated(place.since, place.until, today),))
    if postcode and all(place.until or place.detail != postcode for place in page.addresses):
        yield _line("Postcode", postcode)


def _contact_line(contact: Contact, today: str) -> str:
    from organiser.rules.phones import national

    is_phone = contact.kind == "phone"
    stopped = [_STOPPED_BY[channel] for channel in contact.stopped]
    return _line(
        "Phone" if is_phone else "E-mail",
        national(contact.value) if is_phone else contact.value,
        (
            contact.label,
            f"stopped for {' and '.join(stopped)}" if stopped else "",
            _dated(contact.since, contact.until, today),
        ),
    )


def _standing(page: Page, today: str) -> Iterator[str]:
    """Register and membership: what is shown in lists first, then what else is or was said of them."""
    for kind, shown in (("register", page.listed.register), ("membership", page.listed.membership)):
        name = KINDS.get(kind, kind.capitalize())
        said = [fact for fact in page.facts if fact.kind == kind]
        now = next((fact for fact in said if fact.value == shown and not fact.until), None)
        number = f"number {page.elector}" if kind == "register" and page.elector else ""
        details = (now.detail if now.detail != page.elector else "", _dated(now.since, "", today)) if now else ()
        yield _line(name, shown or "unknown", (number, *details))
        for fact in said:
            if fact is not now:
                also = "" if fact.until else "also said"
                yield _line("", fact.value, (also, fact.detail, _dated(fact.since, fact.until, today)))


def _permissions(page: Page, today: str) -> Iterator[str]:
    from organiser.rules.consent import REASONS

    for reach in page.reach:
        answer = f"no, {REASONS[reach.channel][reach.reason]}" if reach.reason else "yes"
        yield _line("May we?", f"{_CHANNELS[reach.channel]}: {answer}")
    for consent in page.consents:
        yield _consent_line(consent, today)


def _consent_line(consent: Consent, today: str) -> str:
    about = ", ".join(filter(None, (_CHANNELS[consent.channel], consent.purpose)))
    until = f"until {_uk(consent.until, today)}" if consent.until else ""
    details = (consent.address, _uk(consent.given, today), consent.how, consent.wording, until)
    return _line("Said", f"{about}: {_STANCES[consent.stance]}", details)


def _relation_line(relation: Relation, today: str) -> str:
    words = f"{relation.kind} of {relation.name}" if relation.backwards else f"{relation.name}, {relation.kind}"
    return _line("Related", words, (_dated(relation.since, relation.until, today),))


def _source_line(source: Source, today: str) -> str:
    sheet = f", sheet {source.sheet}" if source.sheet else ""
    fields = ", ".join(dict.fromkeys(field for field, _ in source.said))
    old = "" if source.current else "it says otherwise now"
    day = f"list of {_uk(source.on, today)}" if source.on else ""
    return _line("From", f"{source.file}{sheet}, row {source.row}: {fields}", (day, old))


def _dated(since: str, until: str, today: str) -> str:
    words = (f"since {_uk(since, today)}" if since else "", f"until {_uk(until, today)}" if until else "")
    return ", ".join(filter(None, words))


def _uk(day: str, today: str) -> str:
    from organiser.rules.dates import uk_date

    return uk_date(day, today)


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
        '"sources": [], "questions": [], "last_spoken", "talks": [], "tasks": [], "offices": [], '
        '"groups": [{"uid", "name", "kind", "role", "since", "until"}], '
        '"supports": [{"kind", "uid", "name", "role", "since", "until"}], "behind_them": {"people", "groups"}}',
    ),
)
