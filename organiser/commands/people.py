"""Finding people, seeing one, adding and mending."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.services import people
from organiser.services.listed import Listed, describe
from organiser.services.people import Question
from organiser.services.places import Location
from organiser.store import clock

if TYPE_CHECKING:
    from organiser.services.adding import Draft
    from organiser.services.person import Page

_FACT_FILTERS = ("offer", "day", "role", "language", "access")


# Lists ---------------------------------------------------------------------------------------------------------


def _people(session: Session) -> Result:
    question = question_of(session)
    store = session.store()
    if session.flag("count"):
        number = people.count(store, question)
        return Result({"count": number}, [f"{number:,} {'person' if number == 1 else 'people'}"])
    page = people.find(store, question, limit_of(session))
    return Result(
        {"people": [listed_json(person) for person in page.people], "more": page.more},
        list(_table(page.people, more=page.more)),
    )


def question_of(session: Session) -> Question:
    """Whom the words and filters of FILTERS look for."""
    register, membership = session.text("register").casefold(), session.text("membership").casefold()
    if register and register not in people.REGISTER_WORDS:
        raise Problem(f"--register takes {', '.join(people.REGISTER_WORDS)}.", USAGE)
    if membership and membership not in people.MEMBERSHIP_WORDS:
        raise Problem(f"--membership takes {', '.join(people.MEMBERSHIP_WORDS)}.", USAGE)
    return Question(
        text=" ".join(session.texts("query")),
        ward=session.text("ward"),
        branch=session.text("branch"),
        tag=session.text("tag"),
        register=people.REGISTER_WORDS[register] if register else None,
        membership=people.MEMBERSHIP_WORDS[membership] if membership else None,
        facts=tuple((name, session.text(name)) for name in _FACT_FILTERS if session.text(name)),
    )


def limit_of(session: Session) -> int:
    """How many people are to be shown at most."""
    text = session.text("limit")
    if not text.isdecimal() or not 0 < int(text) <= people.MOST:
        raise Problem(f"--limit takes a number from 1 to {people.MOST}.", USAGE)
    return int(text)


def listed_json(person: Listed) -> dict[str, object]:
    """A person of a list as JSON."""
    location = person.location
    return {
        "uid": person.uid,
        "name": person.name,
        "given": person.given,
        "family": person.family,
        "ward": {"gss": location.ward.gss, "name": location.ward.name} if location.ward else None,
        "branch": location.branch.name if location.branch else None,
        "postcode": person.postcode,
        "register": person.register or "unknown",
        "membership": person.membership or "unknown",
        "under_18": bool(person.minor_until),
        "phones": list(person.phones),
        "emails": list(person.emails),
        "tags": list(person.tags),
    }


def _table(found: Sequence[Listed], *, more: bool) -> Iterator[str]:
    if not found:
        yield "Nobody is found."
        return
    for person in found:
        ward = person.location.ward
        phone = _national(person.phones[0]) if person.phones else ""
        reach = phone or (person.emails[0] if person.emails else "–")
        young = " (under 18)" if person.minor_until else ""
        place = ward.shown if ward else person.postcode or "no postcode"
        yield f"{_cut(person.name + young, 30):<30}  {_cut(place, 24):<24}  {reach}"
    if more:
        yield f"{len(found)}+ people: add a word to narrow it down."
    elif len(found) > 1:
        yield f"{len(found)} people"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _national(number: str) -> str:
    from organiser.rules.phones import national

    return national(number)


# One person ----------------------------------------------------------------------------------------------------


def _person(session: Session) -> Result:
    from dataclasses import asdict

    from organiser.commands.contacts import talk_json
    from organiser.commands.tasks import task_json
    from organiser.services.contacts import last_spoken
    from organiser.services.person import page

    store, today = session.store(), clock.today()
    shown = page(store, people.find_one(store, " ".join(session.texts("person"))))
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
    return Result(data, list(_page_lines(shown)))


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


def _page_lines(page: "Page") -> Iterator[str]:
    from organiser.commands.contacts import person_lines
    from organiser.commands.tasks import task_words
    from organiser.rules.consent import REASONS
    from organiser.rules.dates import uk_date

    listed, location, today = page.listed, page.location, clock.today()

    def dated(since: str, until: str) -> str:
        words = [f"since {uk_date(since, today)}"] if since else []
        words += [f"until {uk_date(until, today)}"] if until else []
        return f"  ({', '.join(words)})" if words else ""

    yield " ".join(filter(None, (page.title, listed.name)))
    if listed.minor_until:
        yield f"  Under 18 until {uk_date(listed.minor_until, today)}: needs a guardian's consent."
    ward = location.ward.shown if location.ward else "not known"
    council = f", {location.council.shown}" if location.council else ""
    yield f"  Ward          {ward}{council}"
    if location.branch:
        yield f"  Branch        {location.branch.name}, {location.branch.clp.name} CLP"
    if location.reason:
        yield f"                {location.reason[0].upper()}{location.reason[1:]}."
    for place in page.addresses:
        yield f"  Address       {' '.join(filter(None, (place.value, place.detail)))}{dated(place.since, place.until)}"
    if listed.postcode and not page.addresses:
        yield f"  Postcode      {listed.postcode}"
    for contact in page.contacts:
        name = "Phone" if contact.kind == "phone" else "E-mail"
        value = _national(contact.value) if contact.kind == "phone" else contact.value
        label = f" {contact.label}" if contact.label else ""
        stop = "  stopped" if contact.stopped else ""
        yield f"  {name:<13} {value}{label}{stop}{dated(contact.since, contact.until)}"
    yield f"  Register      {listed.register or 'unknown'}{f', number {page.elector}' if page.elector else ''}"
    yield f"  Membership    {listed.membership or 'unknown'}"
    for reach in page.reach:
        name = {"email": "E-mail", "sms": "Text", "call": "Call", "post": "Post", "door": "Door"}[reach.channel]
        yield f"  {'May we?':<13} {name}: {'yes' if reach.address else 'no, ' + REASONS[reach.channel][reach.reason]}"
    for fact in page.facts:
        if fact.kind not in ("membership", "register"):
            detail = "" if fact.kind in ("otherwise", "nickname") else fact.detail
            words = f"{fact.value}{f' ({detail})' if detail else ''}"
            yield f"  {_KINDS.get(fact.kind, fact.kind.capitalize()):<13} {words}{dated(fact.since, fact.until)}"
    if listed.tags:
        yield f"  Tags          {', '.join(listed.tags)}"
    for relation in page.relations:
        yield f"  Related       {relation.name} ({relation.kind}){dated(relation.since, relation.until)}"
    yield from person_lines(page.talks, today)
    for task in page.tasks:
        yield f"  Task          {task_words(task, today)}"
    for day, body in page.notes:
        yield f"  Note          {uk_date(day, today) + ': ' if day else ''}{body}"
    for source in page.sources:
        sheet = f", sheet {source.sheet}" if source.sheet else ""
        fields = ", ".join(dict.fromkeys(field for field, _ in source.said))
        old = "" if source.current else " (it says otherwise now)"
        yield f"  From          {source.file}{sheet}, row {source.row}: {fields}{old}"
    if page.by_hand:
        yield f"  Entered here  {', '.join(page.by_hand)}"
    for question in page.questions:
        yield f"  Question      {_question_words(question.kind, question.value, question.other)}"
    yield f"  Code          {listed.uid}"


_KINDS = {"otherwise": "Also called", "day": "When", "access": "Access needs", "language": "Speaks", "offer": "Offers"}


def _question_words(kind: str, value: str, other: str) -> str:
    if kind == "clash":
        from organiser.rules.clashes import from_value

        return from_value(value).words
    if kind == "lapsed":
        return "was on the last whole list and is not on this one: lapsed, or moved?"
    return f"shares an address with {other}: the same person, or two?"


# Adding and mending --------------------------------------------------------------------------------------------


def _add(session: Session) -> Result:
    from dataclasses import asdict

    from organiser.services import adding

    words = session.texts("line")
    if words == ["-"] and session.interactive():
        session.say("Write one person a line, as in: Ann Smith, 07700 900123, SE13 5AB, leaflets")
    lines = [line for line in session.read_input() if line.strip()] if words == ["-"] else [" ".join(words)]
    if not lines:
        raise Problem("There was no line to read: 'Ann Smith, 07700 900123, SE13 5AB, leaflets'.", USAGE)
    store = session.store(create=True)
    results = []
    for line in lines:
        draft = adding.draft(store, line)
        understood = draft.understood
        wanted = not draft.duplicates or session.flag("yes") or _confirmed(session, understood.name, draft.duplicates)
        added = adding.add(store, understood) if wanted else None
        results.append((draft, added))
    entries = [
        {
            "uid": added.uid if added else None,
            "name": draft.understood.name,
            "saved": added is not None,
            "understood": asdict(draft.understood),
            "duplicates": [listed_json(person) for person in draft.duplicates],
            "operation": added.operation if added else None,
        }
        for draft, added in results
    ]
    data = entries[0] if len(entries) == 1 else {"people": entries, "more": False}
    printed = [line for draft, added in results for line in _add_lines(draft, saved=added is not None)]
    return Result(data, printed, exit_code=OK if all(added for _, added in results) else FINDINGS)


def _confirmed(session: Session, name: str, duplicates: Sequence[Listed]) -> bool:
    if not session.interactive():
        return False
    for person in duplicates:
        session.say(f"  {_duplicate(person)}")
    return session.ask(f"{name} may be here already. Add all the same? [y/N]").casefold() in ("y", "yes")


def _duplicate(person: Listed) -> str:
    return ", ".join(filter(None, (person.name, person.postcode, *map(_national, person.phones), *person.emails)))


def _add_lines(draft: "Draft", *, saved: bool) -> Iterator[str]:
    said = draft.understood
    yield f"{'Added' if saved else 'Not saved'}: {said.name}"
    known = {
        "Phone": [_national(number) for number in said.phones],
        "E-mail": said.emails,
        "Address": [" ".join(filter(None, (said.address, said.postcode)))],
        "Tags": said.tags,
        "Consent": [wording for _, _, wording in said.consents],
        "Note": said.notes,
    }
    for kind, value in said.facts:
        known.setdefault(_KINDS.get(kind, kind.capitalize()), []).append(value)
    for name, values in known.items():
        if any(values):
            yield f"  {name:<13} {', '.join(values)}"
    for problem in said.problems:
        yield f"  To look at    {problem}"
    if draft.duplicates and not saved:
        yield "May be here already:"
        yield from (f"  {_duplicate(person)}  {person.uid}" for person in draft.duplicates)
        yield "Add --yes to save all the same, or 'organiser edit' the one that is here."


def _edit(session: Session) -> Result:
    from organiser.services import editing

    words = session.texts("changes")
    texts = [line.strip() for line in session.read_input() if line.strip()] if words == ["-"] else words
    changes = [editing.parse_change(text) for text in texts]
    if not changes:
        raise Problem('Say what to change: \'organiser edit "Ann Smith" postcode="SE13 5AB"\'.', USAGE)
    store = session.store()
    person = people.find_one(store, session.text("person"))
    edited = editing.edit(store, person, changes)
    (listed,) = describe(store, [person])
    done = f"Changed {', '.join(edited.changed)} of {listed.name}." if edited.changed else "It stood so already."
    return Result(listed_json(listed) | {"changed": edited.changed, "operation": edited.operation}, [done])


_LISTED = (
    '{"uid", "name", "given", "family", "ward": {"gss", "name"}, "branch", "postcode", "register", "membership", '
    '"under_18", "phones": [], "emails": [], "tags": []}'
)

# The arguments that say whom a command is about.
FILTERS = (
    argument("query", help="words, each of which must be found", nargs="*", metavar="WORD"),
    argument("--ward", help="who lives in a ward, by name or code", metavar="WARD"),
    argument("--branch", help="who lives in the wards of a branch", metavar="BRANCH"),
    argument("--tag", help="who has a tag", metavar="TAG"),
    argument("--register", help="on, not, unknown", metavar="STATE"),
    argument("--membership", help=", ".join(people.MEMBERSHIP_WORDS), metavar="STATE"),
    argument("--offer", help="who offers something", metavar="WORD"),
    argument("--day", help="who can then", metavar="WORD"),
    argument("--role", help="who holds a role", metavar="WORD"),
    argument("--language", help="who speaks a language", metavar="WORD"),
    argument("--access", help="who has an access need", metavar="WORD"),
    argument("--limit", help=f"the most to show ({people.MOST})", default=str(people.MOST), metavar="N"),
)

COMMANDS = (
    Command(
        "people",
        "Find people by any part of a name, number, e-mail, postcode, ward or tag",
        _people,
        (
            "organiser people smith",
            "organiser people 900123",
            "organiser people bri lane",
            "organiser people --offer leaflets --day saturday",
            "organiser people --count --ward E05013720",
        ),
        (
            *FILTERS,
            argument("--count", help="only say how many", action="store_true"),
        ),
        returns=f'{{"people": [{_LISTED}], "more"}}; with --count {{"count"}}',
    ),
    Command(
        "person",
        "Show everything about one person, and where it comes from",
        _person,
        ("organiser person ann smith", "organiser person 900123"),
        (argument("person", help="words that find one person, or their code", nargs="+", metavar="PERSON"),),
        returns=_LISTED.removesuffix("}")
        + ', "title", "born", "under_18_until", "gender", "elector", "created", "by_hand": [], "place": {…}, '
        '"contacts": [], "addresses": [], "facts": [], "notes": [], "consents": [], "reach": [], "relations": [], '
        '"sources": [], "questions": [], "last_spoken", "talks": [], "tasks": []}',
    ),
    Command(
        "add",
        "Add somebody from one line, the way you would write it down",
        _add,
        (
            "organiser add -",
            "echo 'Ann Smith, 07700 900123, SE13 5AB, leaflets, met at the stall' | organiser add -",
            "organiser add --yes - < sheet.txt",
        ),
        (
            argument(
                "line",
                help="the line; - reads it from standard input, where no shell remembers it",
                nargs="+",
                metavar="LINE",
            ),
            argument("--yes", help="save even where somebody like that is here already", action="store_true"),
        ),
        returns='{"uid", "name", "saved", "understood": {…}, "duplicates": [], "operation"}; of several lines '
        '{"people": [the same], "more"}',
        writes=True,
    ),
    Command(
        "edit",
        "Mend what is known of somebody; no list overwrites it",
        _edit,
        (
            'organiser edit "Ann Smith" postcode="SE13 5AB"',
            'organiser edit "Ann Smith" phone+="07700 900123" offer+=leaflets',
            'organiser edit "Ann Smith" email-=ann@example.org',
            "organiser edit \"Ann Smith\" consent+='email newsletter yes: said so at the stall'",
            'organiser edit "Ann Smith" - < changes.txt',
        ),
        (
            argument("person", help="words that find one person, or their code", metavar="PERSON"),
            argument(
                "changes",
                help="field=value, field+=value, field-=value; - reads one a line",
                nargs="+",
                metavar="CHANGE",
            ),
        ),
        returns=_LISTED.removesuffix("}") + ', "changed": [], "operation"}',
        writes=True,
    ),
)
