"""How lists on screen put what is known of people into words: pure functions from a line of the roll to cells."""

from datetime import date

from organiser.services.roll import Line
from organiser.widgets.bigtable import Column

_WAYS = {"call": "call", "sms": "text", "email": "e-mail"}
_REGISTER = {"on": "on it", "not on it": "not on it"}

# The columns there are; the first five are shown to begin with, more where there is room.
COLUMNS = (
    Column("name", "Name", 16, 3),
    Column("ward", "Ward", 12, 3),
    Column("register", "Register", 9),
    Column("reach", "Can be reached", 14, 1),
    Column("spoken", "Last spoken to", 14, 1),
    Column("offers", "Offers", 14, 2),
    Column("phone", "Phone", 13),
    Column("tags", "Tags", 12, 2),
    Column("membership", "Member", 10),
    Column("postcode", "Postcode", 8),
    Column("branch", "Branch", 12, 1),
    Column("email", "E-mail", 20, 2),
    Column("days", "When", 14, 1),
    Column("roles", "Roles", 12, 1),
    Column("languages", "Speaks", 12, 1),
)
BY_NAME = {column.name: column for column in COLUMNS}


def cell(line: Line, column: str, today: date) -> str:
    """What one column says of somebody."""
    person = line.person
    match column:
        case "name":
            return f"{person.name} (under 18)" if person.minor_until else person.name or "(no name)"
        case "ward":
            return person.location.ward.shown if person.location.ward else "–"
        case "branch":
            return person.location.branch.name if person.location.branch else "–"
        case "register":
            return _REGISTER.get(person.register, "unknown")
        case "membership":
            return person.membership or "unknown"
        case "reach":
            return ", ".join(_WAYS[way] for way in line.ways) or not_reached(line)
        case "spoken":
            return f"{ago(line.spoken, today)}  {line.how}" if line.spoken else "–"
        case "phone":
            return phone(person.phones[0]) if person.phones else ""
        case "email":
            return person.emails[0] if person.emails else ""
        case "tags":
            return ", ".join(person.tags)
        case "postcode":
            return person.postcode
    return ", ".join(line.facts.get(_FACTS[column], ()))


_FACTS = {"offers": "offer", "days": "day", "roles": "role", "languages": "language"}


def not_reached(line: Line) -> str:
    """Why somebody can be reached by none of the ways."""
    from organiser.rules.consent import REASONS

    return f"– {REASONS['call'][line.reason]}"


def phone(number: str) -> str:
    """A number in E.164 as it is dialled here."""
    from organiser.rules.phones import national

    return national(number)


def ago(day: str, today: date) -> str:
    """An ISO day in as few words as tell it: how long ago this week, the date before that."""
    on = date.fromisoformat(day)
    days = (today - on).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"{days} days"
    return f"{on.day} {on:%b}" if on.year == today.year else f"{on:%b %Y}"


def summary(line: Line, today: date) -> str:
    """Somebody in one line: where they live, how they are reached, what they offer and when."""
    person = line.person
    numbers = [phone(number) for number in person.phones[:2]]
    said = [value for kind in ("offer", "day", "language", "role") for value in line.facts.get(kind, ())]
    parts = [person.postcode, *numbers, *person.emails[:1]]
    parts.append(f"offers {', '.join(said)}" if said else "")
    parts.append(", ".join(person.tags))
    return " · ".join(filter(None, (person.name, *parts)))


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
