"""Noting whom somebody spoke with and what comes next."""

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.tasks import about_json, task_json, task_words
from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.rules.talk import OUTCOMES
from organiser.services import contacts
from organiser.services.contacts import Said, Talk
from organiser.services.people import find_one
from organiser.services.tasks import Draft
from organiser.store import clock


def _contact(session: Session) -> Result:
    if session.flag("plain"):
        from organiser.commands.plain import note_contacts

        return note_contacts(session)
    if not session.text("person"):
        raise Problem("Say whom you spoke with: 'organiser contact \"Ann Smith\" …', or contact --plain.", USAGE)
    store = session.store()
    person = find_one(store, session.text("person"))
    words = session.texts("said")
    if words == ["-"] and session.interactive():
        session.say("Write what was said, then ctrl+d on a line of its own:")
    said = Said(
        text="".join(session.read_input()) if words == ["-"] else " ".join(words),
        channel=session.text("channel"),
        by=session.text("by"),
        on=session.text("on"),
        outcome=session.text("outcome"),
    )
    step = None
    if session.text("next"):
        step = Draft(session.text("next"), due=session.text("due"), owner=session.text("owner"))
    elif session.text("due") or session.text("owner"):
        raise Problem('--due and --owner go with --next: --next "Ring again" --due friday.', USAGE)
    noted = contacts.note(store, person, said, step)
    today = clock.today()
    lines = [f"Noted with {noted.person.name}: {talk_words(noted.talk, today)}"]
    if noted.step:
        lines.append(f"Next: {task_words(noted.step, today)}")
    data = talk_json(noted.talk) | {
        "person": about_json(noted.person),
        "next": task_json(noted.step, today) if noted.step else None,
        "operation": noted.operation,
    }
    return Result(data, lines)


def talk_json(talk: Talk) -> dict[str, object]:
    """A contact as JSON."""
    return {
        "uid": talk.uid,
        "on": talk.on,
        "channel": talk.channel,
        "by": talk.by,
        "outcome": talk.outcome or None,
        "said": talk.said,
    }


def talk_words(talk: Talk, today: str) -> str:
    """A contact in one sentence."""
    how = ", ".join(filter(None, (uk_date(talk.on, today), talk.channel, talk.by, talk.outcome)))
    return f"{how}: {' / '.join(talk.said.splitlines())}" if talk.said else how


COMMANDS = (
    Command(
        "contact",
        "Note whom you spoke with, what was said and what comes next",
        _contact,
        (
            'organiser contact "Ann Smith" "can deliver on Saturdays" --outcome spoke',
            'organiser contact "Ann Smith" --outcome "call back" --next "Ring again" --due friday',
            "organiser contact --plain",
            'organiser contact "Ann Smith" - --channel door --by "Ben Lee" --on "3 May 2026" < said.txt',
        ),
        (
            argument("person", help="words that find one person, or their code", nargs="?", metavar="PERSON"),
            argument(
                "said",
                help="what was said; - reads it from standard input, where no shell remembers it",
                nargs="*",
                metavar="SAID",
            ),
            argument("--by", help="who spoke with them (else: who is at the keyboard)", metavar="NAME"),
            argument("--channel", help=f"{', '.join(contacts.CHANNELS)} (call)", default="call", metavar="CHANNEL"),
            argument("--on", help="the day (else today)", metavar="DATE"),
            argument(
                "--outcome",
                help=f"{', '.join(OUTCOMES)}; stop: they do not want to be reached that way again",
                metavar="OUTCOME",
            ),
            argument("--next", help="what is to be done next", metavar="TASK"),
            argument("--due", help="by when", metavar="DATE"),
            argument("--owner", help="who does it (else: who spoke with them)", metavar="NAME"),
            argument("--plain", help="be asked line by line, as for a screen reader", action="store_true"),
        ),
        returns='{"uid", "on", "channel", "by", "outcome", "said", "person": {"kind", "uid", "name"}, '
        '"next": {a task}, "operation"}',
        writes=True,
    ),
)
