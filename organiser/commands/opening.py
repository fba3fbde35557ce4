"""Opening the screen."""

from organiser.commands.command import Command, Opening, Result, Session, argument
from organiser.errors import USAGE, Problem
from organiser.store import location

PAGES = ("home", "people")
# The page of each job that has one: a file that was handed out shows that and nothing else.
_OF_JOBS = {"doorstep": "sheet", "sign-in": "signin", "keying": "piles"}


def _open(session: Session) -> Result:
    if not session.interactive():
        raise Problem("The screen needs a terminal: 'organiser --help' shows what can be done without one.", USAGE)
    path = location.database(session.text("database"))
    who, at = session.text("who"), session.text("at")
    if path.exists() or session.text("database").startswith("postgresql:"):
        # What is wrong with it is said in a sentence before the screen is taken over.
        store = session.store()
        who = store.who
        at = _OF_JOBS.get(store.setting("job"), at)
    return Result({}, opens=Opening(path, who, at))


COMMANDS = (
    Command(
        "open",
        "Open the screen: find, read, add and mend anybody (the same as 'organiser' alone)",
        _open,
        ("organiser open", "organiser open people"),
        (argument("at", help="the page to begin with: home, people (home)", nargs="?", choices=PAGES, default="home"),),
        returns="{}",
    ),
)
