"""What is known of one person, in words, entry by entry: the command puts them on a page, the screen into rows.

Each entry also says which field it shows, so that it can be mended in place, and what it leads to.
"""

from collections.abc import Iterator
from typing import NamedTuple

from organiser.commands.people import KINDS
from organiser.rules.dates import uk_date
from organiser.services.acts import AtDoor, Came
from organiser.services.completions import Completion
from organiser.services.person import Consent, Contact, Dated, Page, Relation, Source
from organiser.services.ties import Ties
from organiser.services.timeline import Event

# The parts of a page, in the order in which the screen shows them.
NAME, REACH, HOME, STANDING, OFFERS, TIES, TO_DO, TALKS, SOURCES = (
    "", "How to reach them", "Where they live", "Register and membership", "What they offer and need",
    "Whom they stand with", "To do and to answer", "What happened", "Where it comes from",
)  # fmt: skip
SECTIONS = (NAME, REACH, HOME, STANDING, OFFERS, TIES, TO_DO, TALKS, SOURCES)

_CHANNELS = {"email": "E-mail", "sms": "Text", "call": "Call", "post": "Post", "door": "Door", "any": "Any way"}
_STOPPED_BY = {"email": "e-mails", "sms": "texts", "call": "calls"}
_STANCES = {"yes": "yes", "no": "no", "bounce": "bounced", "guardian": "a guardian agrees"}
# Facts of which somebody may have several, and may be told more by hand.
_SEVERAL = ("role", "offer", "day", "language", "access", "organisation", "nickname")
LABELS = {
    "name": "Name", "title": "Title", "phone": "Phone", "email": "E-mail", "address": "Address",
    "postcode": "Postcode", "ward": "Ward", "born": "Born", "gender": "Gender", "consent": "Said", "note": "Note",
    "role": "Role", "offer": "Offers", "day": "When", "language": "Speaks", "access": "Access needs", "tag": "Tags",
}  # fmt: skip
# What the screen offers to fill in where nothing is known, by part.
_BLANKS = {
    REACH: ("phone", "email"),
    HOME: ("address", "postcode"),
    OFFERS: ("offer", "day", "role", "language", "access", "tag"),
    NAME: ("born", "title", "gender"),
}


class Field(NamedTuple):
    """A field as it can be mended: its name in services.editing (or tag, link), the value as it is typed, and what
    ends it ("": it has one value, which is emptied)."""

    name: str
    value: str = ""
    standing: str = ""


class Opens(NamedTuple):
    """What an entry leads to: person, question, or a kind of place; and words or a code that find it."""

    kind: str
    words: str


class Entry(NamedTuple):
    """One thing that is known: in which part, what it is about, the words, what else there is to say; and its field,
    what it leads to, and the number of the task that it is, where it is such a thing."""

    section: str
    label: str
    words: str
    more: tuple[str, ...] = ()
    field: Field | None = None
    opens: Opens | None = None
    task: int = 0

    @property
    def text(self) -> str:
        """The words, with what else there is to say in brackets."""
        details = "; ".join(filter(None, self.more))
        return f"{self.words}  ({details})" if details else self.words


def entries(page: Page, today: str) -> Iterator[Entry]:
    """All that is known of somebody."""
    from organiser.commands.contacts import talk_words
    from organiser.commands.tasks import task_words

    yield Entry(NAME, "Name", page.listed.name, field=Field("name", page.listed.name))
    if page.title:
        yield Entry(NAME, "Title", page.title, field=Field("title", page.title))
    yield from _about(page, today)
    yield from _home(page, today)
    for contact in page.contacts:
        yield _contact(contact, today)
    yield from _standing(page, today)
    yield from _permissions(page, today)
    for fact in page.facts:
        if fact.kind not in ("membership", "register"):
            yield _fact(fact, today)
    for course in page.courses:
        yield _course(course, today)
    if page.listed.tags:
        yield Entry(OFFERS, "Tags", ", ".join(page.listed.tags), field=Field("tag"))
    yield from _ties(page.ties, today)
    for relation in page.relations:
        yield _relation(relation, today)
    if page.spoken:
        yield Entry(TALKS, "Last spoken", uk_date(page.spoken, today))
    for talk in page.talks:
        yield Entry(TALKS, "Contact", talk_words(talk, today))
    for came in page.came:
        yield came_entry(came, today)
    for door in page.doors:
        yield door_entry(door, today)
    for task in page.tasks:
        yield Entry(TO_DO, "Task", task_words(task, today), task=task.number)
    for day, body in page.notes:
        yield Entry(TALKS, "Note", f"{uk_date(day, today)}: {body}" if day else body)
    for source in page.sources:
        yield _source(source, today)
    entered = [name for name in page.by_hand if name != "minor_until"]
    by_hand = (f"entered here: {', '.join(entered)}",) if entered else ()
    yield Entry(SOURCES, "Added", uk_date(page.created, today), by_hand)
    for question in page.questions:
        words = f"{question.number}: {question.words}"
        yield Entry(TO_DO, "Question", words, opens=Opens("question", str(question.number)))
    yield Entry(SOURCES, "Code", page.listed.uid)


def blanks(page: Page) -> Iterator[Entry]:
    """What can be told of somebody and is not known yet."""
    standing = {contact.kind for contact in page.contacts if not contact.until}
    standing |= {fact.kind for fact in page.facts if not fact.until}
    known = {
        "title": page.title, "born": page.born, "gender": page.gender,
        "postcode": page.listed.postcode or page.location.reason,
        "tag": page.listed.tags, "address": [place for place in page.addresses if not place.until],
    }  # fmt: skip
    for section, names in _BLANKS.items():
        for name in names:
            if name not in standing and not known.get(name):
                yield Entry(section, LABELS[name], "", field=Field(name))


def _about(page: Page, today: str) -> Iterator[Entry]:
    minor_until = page.listed.minor_until
    if minor_until:
        surely = "" if page.born else " at the latest"
        yield Entry(NAME, "Age", f"Under 18 until {uk_date(minor_until, today)}{surely}: needs a guardian's consent.")
    if page.born:
        yield Entry(NAME, "Born", uk_date(page.born), field=Field("born", uk_date(page.born)))
    if page.gender:
        yield Entry(NAME, "Gender", page.gender, field=Field("gender", page.gender))


def _home(page: Page, today: str) -> Iterator[Entry]:
    location, postcode = page.location, page.listed.postcode
    council = f", {location.council.shown}" if location.council else ""
    by_hand = location.ward.gss if location.ward and "ward" in page.by_hand else ""
    yield Entry(
        HOME,
        "Ward",
        f"{location.ward.shown}{council}" if location.ward else "not known",
        field=Field("ward", by_hand),
        opens=Opens("ward", location.ward.gss) if location.ward else None,
    )
    if location.branch:
        branch = location.branch
        yield Entry(HOME, "Branch", f"{branch.name}, {branch.clp.shown} CLP", opens=Opens("branch", branch.uid))
    if location.reason:
        # Where nothing but the postcode is missing, it can be filled in here.
        field = None if postcode else Field("postcode")
        yield Entry(HOME, LABELS["postcode"] if field else "", f"{location.reason[0].upper()}{location.reason[1:]}.",
                    field=field)  # fmt: skip
    if location.ended:
        yield Entry(HOME, "", f"Royal Mail ended the postcode {postcode} ({location.ended}).")
    for place in page.addresses:
        words = " ".join(filter(None, (place.value, place.detail))).replace("\n", ", ")
        field = None if place.until else Field("address", words, words)
        yield Entry(HOME, "Address", words, (_dated(place.since, place.until, today),), field)
    if postcode and all(place.until or place.detail != postcode for place in page.addresses):
        yield Entry(HOME, "Postcode", postcode, field=Field("postcode", postcode))


def _contact(contact: Contact, today: str) -> Entry:
    from organiser.rules.phones import national

    is_phone = contact.kind == "phone"
    shown = national(contact.value) if is_phone else contact.value
    stopped = [_STOPPED_BY[channel] for channel in contact.stopped]
    typed = f"{shown} ({contact.label})" if is_phone and contact.label else shown
    return Entry(
        REACH,
        LABELS[contact.kind],
        shown,
        (
            contact.label,
            f"stopped for {' and '.join(stopped)}" if stopped else "",
            _dated(contact.since, contact.until, today),
        ),
        None if contact.until else Field(contact.kind, typed, contact.value),
    )


def _standing(page: Page, today: str) -> Iterator[Entry]:
    """Register and membership: what is shown in lists first, then what else is or was said of them."""
    for kind, shown in (("register", page.listed.register), ("membership", page.listed.membership)):
        said = [fact for fact in page.facts if fact.kind == kind]
        now = next((fact for fact in said if fact.value == shown and not fact.until), None)
        number = f"number {page.elector}" if kind == "register" and page.elector else ""
        details = (now.detail if now.detail != page.elector else "", _dated(now.since, "", today)) if now else ()
        field = Field(kind, _typed(shown, now, page.elector if kind == "register" else ""))
        yield Entry(STANDING, kind.capitalize(), shown or "unknown", (number, *details), field)
        for fact in said:
            if fact is not now:
                also = "" if fact.until else "also said"
                yield Entry(STANDING, "", fact.value, (also, fact.detail, _dated(fact.since, fact.until, today)))


def _typed(shown: str, now: Dated | None, elector: str) -> str:
    """Register or membership as it is typed: `on: 123`, `not: moved`, `member`."""
    detail = elector if shown == "on" else now.detail if now else ""
    word = "not" if shown == "not on it" else shown or "unknown"
    return f"{word}: {detail}" if detail else word


def _permissions(page: Page, today: str) -> Iterator[Entry]:
    from organiser.rules.consent import REASONS

    for reach in page.reach:
        answer = f"no, {REASONS[reach.channel][reach.reason]}" if reach.reason else "yes"
        words = f"{_CHANNELS[reach.channel]}: {answer}"
        yield Entry(REACH, "May we?", words, field=Field("consent", f"{reach.channel} "))
    for consent in page.consents:
        yield _consent(consent, today)


def _consent(consent: Consent, today: str) -> Entry:
    about = ", ".join(filter(None, (_CHANNELS[consent.channel], consent.purpose)))
    until = f"until {uk_date(consent.until, today)}" if consent.until else ""
    details = (consent.address, uk_date(consent.given, today), consent.how, consent.wording, until)
    standing = " ".join(filter(None, (consent.channel, consent.purpose, consent.stance)))
    typed = f"{standing}: {consent.wording}" if consent.wording else standing
    field = None if consent.until else Field("consent", typed, standing)
    return Entry(REACH, "Said", f"{about}: {_STANCES[consent.stance]}", details, field)


def _fact(fact: Dated, today: str) -> Entry:
    detail = "" if fact.kind in ("otherwise", "nickname") else fact.detail
    field = Field(fact.kind, fact.value, fact.value) if fact.kind in _SEVERAL and not fact.until else None
    section = NAME if fact.kind in ("otherwise", "nickname") else TIES if fact.kind == "organisation" else OFFERS
    label = KINDS.get(fact.kind, fact.kind.capitalize())
    return Entry(section, label, fact.value, (detail, _dated(fact.since, fact.until, today)), field)


def _ties(ties: Ties, today: str) -> Iterator[Entry]:
    """Offices, groups, whom and what they support, and how many are behind them."""
    from organiser.commands.offices import counted, office_words

    for office in ties.offices:
        yield Entry(TIES, "Office", office_words(office), opens=Opens("councillor", office.person_uid))
    for group in ties.groups:
        more = (_dated(group.since, group.until, today),)
        yield Entry(TIES, "Group", f"{group.name}, {group.role}", more, opens=Opens("group", group.uid))
    for link in ties.supports:
        branch = link.to.kind == "branch"
        what = f"the branch {link.to.name}" if branch else link.to.name
        yield Entry(
            TIES,
            "Supports",
            f"{what}, {link.role}",
            (_dated(link.since, link.until, today),),
            None if link.until else Field("link", "", link.uid),
            Opens("branch" if branch else "councillor", link.to.uid),
        )
    for one in ties.champions:
        by = f"supported by {one.by}" if one.supported else "nobody supports them yet"
        yield Entry(TIES, "Champion", one.cause, (by, _dated(one.since, one.until, today)))
    people = f"{ties.people_behind:,} {'person' if ties.people_behind == 1 else 'people'}" if ties.people_behind else ""
    groups = counted(ties.groups_behind, "group") if ties.groups_behind else ""
    if people or groups:
        opens = Opens("councillor", ties.offices[0].person_uid) if ties.offices else None
        yield Entry(TIES, "Behind them", " and ".join(filter(None, (people, groups))), opens=opens)


def _relation(relation: Relation, today: str) -> Entry:
    words = f"{relation.kind} of {relation.name}" if relation.backwards else f"{relation.name}, {relation.kind}"
    standing = "" if relation.until else f"{relation.kind}: {relation.uid}"
    field = Field("relation", "", standing) if standing else None
    more = (_dated(relation.since, relation.until, today),)
    return Entry(TIES, "Related", words, more, field, Opens("person", relation.uid))


def _source(source: Source, today: str) -> Entry:
    sheet = f", sheet {source.sheet}" if source.sheet else ""
    fields = ", ".join(dict.fromkeys(field for field, _ in source.said))
    old = "" if source.current else "it says otherwise now"
    day = f"list of {uk_date(source.on, today)}" if source.on else ""
    return Entry(SOURCES, "From", f"{source.file}{sheet}, row {source.row}: {fields}", (day, old))


def _dated(since: str, until: str, today: str) -> str:
    words = (f"since {uk_date(since, today)}" if since else "", f"until {uk_date(until, today)}" if until else "")
    return ", ".join(filter(None, words))


_DOWN = {"attended": "came to", "booked": "booked for", "apologies": "sent apologies for", "absent": "not at",
         "cancelled": "cancelled", "not marked": "down for"}  # fmt: skip


def came_entry(came: Came, today: str) -> Entry:
    """An event somebody was down for, in words; it leads to the event."""
    what = f"completed {came.completed}" if came.completed else f"{_DOWN[came.state]} {came.event}"
    more = ("the session was cancelled",) if came.cancelled else ()
    return Entry(TALKS, "Event", f"{uk_date(came.on, today)}: {what}", more, opens=Opens("event", came.event_uid))


def _course(one: Completion, today: str) -> Entry:
    """A course somebody completed; it leads to the session."""
    ends = f"runs out {uk_date(one.until, today)}" if one.until > today else f"ran out {uk_date(one.until, today)}"
    booked = f"has a place on {uk_date(one.booked, today)}" if one.booked else ""
    more = (ends if one.until else "", "refresher due" if one.due(today) else "", booked)
    words = f"{one.course}, {uk_date(one.on, today)}"
    return Entry(OFFERS, "Completed", words, more, opens=Opens("event", one.event_uid))


def door_entry(door: AtDoor, today: str) -> Entry:
    """A conversation at the door, in words; it leads to its event."""
    how = ", ".join(filter(None, (uk_date(door.on, today), "at the door", door.by, door.outcome)))
    said = f": '{door.wording}'" if door.wording else ""
    opens = Opens("event", door.event_uid) if door.event_uid else None
    return Entry(TALKS, "Doorstep", f"{how}{said}", (door.event,), opens=opens)


def event_entry(event: Event, today: str) -> Entry:
    """Something that happened, in words."""
    from organiser.commands.contacts import talk_words
    from organiser.commands.tasks import task_words

    if event.talk:
        return Entry(TALKS, "Contact", talk_words(event.talk, today))
    if event.task:
        return Entry(TALKS, "Task", task_words(event.task, today))
    if event.came:
        return came_entry(event.came, today)
    if event.door:
        return door_entry(event.door, today)
    day = uk_date(event.on, today)
    if event.change:
        return Entry(TALKS, "Change", f"{day}: {event.change.title}", (event.change.who,))
    return Entry(TALKS, "Note", f"{day}: {event.note}" if day else event.note)
