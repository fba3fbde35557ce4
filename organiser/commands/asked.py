"""Of which wards and which period something is asked: the options that commands about the doorstep share."""

from organiser.commands.command import Session, argument
from organiser.commands.events import day_of
from organiser.services.places import Place
from organiser.services.ranking import Asked

PLACES = (
    argument("--ward", help="only this ward", metavar="WARD"),
    argument("--branch", help="only the wards of this branch", metavar="BRANCH"),
    argument("--clp", help="the branch's CLP, where several have one of that name", metavar="CLP"),
    argument("--council", help="only the wards of this council", metavar="COUNCIL"),
)
PERIOD = (
    argument("--since", "--from", help="from this day on", metavar="DATE"),
    argument("--until", "--to", help="up to this day", metavar="DATE"),
)


def asked_of(session: Session) -> Asked:
    """What PLACES and PERIOD say; Problem where a day is none."""
    return Asked(
        session.text("ward"),
        session.text("branch"),
        session.text("clp"),
        session.text("council"),
        day_of(session, "since"),
        day_of(session, "until"),
    )


def ward_json(ward: Place) -> dict[str, object]:
    """A ward as JSON: its code and its name (null while nobody named it)."""
    return {"gss": ward.gss, "name": ward.name or None}
