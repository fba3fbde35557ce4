"""Finding people, and how lists show them."""

from collections.abc import Iterator, Sequence

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import USAGE, Problem
from organiser.services import people
from organiser.services.listed import Listed
from organiser.services.people import Question
from organiser.text import safe_text

# What kinds of facts are called.
KINDS = {"otherwise": "Also called", "day": "When", "access": "Access needs", "language": "Speaks", "offer": "Offers"}
_MOST_DIGITS = 9  # of a number that is typed
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
    if session.text("clp") and not session.text("branch"):
        raise Problem("--clp says whose branch is meant: name one with --branch.", USAGE)
    facts = ((name, safe_text(session.text(name))) for name in _FACT_FILTERS)
    return Question(
        text=" ".join(session.texts("query")),
        ward=safe_text(session.text("ward")),
        branch=safe_text(session.text("branch")),
        clp=safe_text(session.text("clp")),
        tag=safe_text(session.text("tag")),
        register=people.REGISTER_WORDS[register] if register else None,
        membership=people.MEMBERSHIP_WORDS[membership] if membership else None,
        facts=tuple((name, value) for name, value in facts if value),
    )


def limit_of(session: Session) -> int:
    """How many people are to be shown at most."""
    text = session.text("limit")
    if not text.isdecimal() or len(text) > _MOST_DIGITS or not 0 < int(text) <= people.MOST:
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
        phone = national(person.phones[0]) if person.phones else ""
        reach = phone or (person.emails[0] if person.emails else "–")
        young = " (under 18)" if person.minor_until else ""
        name = f"{_cut(person.name, 30 - len(young))}{young}"
        place = ward.shown if ward else person.postcode or "no postcode"
        yield f"{name:<30}  {_cut(place, 24):<24}  {reach}"
    if more:
        yield f"{len(found)}+ people: add a word to narrow it down."
    elif len(found) > 1:
        yield f"{len(found)} people"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def national(number: str) -> str:
    """A number in E.164 as it is dialled here; loaded when there is one to show."""
    from organiser.rules import phones

    return phones.national(number)


LISTED = (
    '{"uid", "name", "given", "family", "ward": {"gss", "name"}, "branch", "postcode", "register", "membership", '
    '"under_18", "phones": [], "emails": [], "tags": []}'
)

# The arguments that say whom a command is about.
FILTERS = (
    argument("query", help="words, each of which must be found", nargs="*", metavar="WORD"),
    argument("--ward", help="who lives in a ward, by name or code", metavar="WARD"),
    argument("--branch", help="who lives in the wards of a branch", metavar="BRANCH"),
    argument("--clp", help="whose branch, where several CLPs have one of that name", metavar="CLP"),
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
        returns=f'{{"people": [{LISTED}], "more"}}; with --count {{"count"}}',
    ),
)
