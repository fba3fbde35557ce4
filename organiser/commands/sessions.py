"""Training: courses and their sessions, and how a session is told in words and as JSON."""

from organiser.commands.events import event_json
from organiser.rules.dates import uk_date
from organiser.services.sessions import Session

SESSION = (
    '"course": {"uid", "name", "lasts"}, "clp": {"gss", "name"}, "trainers", "places", "taken", "full", "cancelled", '
    "and what an event has"
)


def session_json(session: Session) -> dict[str, object]:
    """A session as JSON: what its event has, and what it is besides. `places` is null where nobody said how many."""
    return event_json(session.event) | {
        "course": {"uid": session.course_uid, "name": session.course, "lasts": session.lasts},
        "clp": {"gss": session.clp.gss, "name": session.clp.name or None} if session.clp else None,
        "trainers": session.trainers,
        "places": session.places or None,
        "taken": session.taken,
        "full": session.full,
        "cancelled": session.cancelled,
    }


def session_words(session: Session) -> str:
    """A session in words: "Organising basics, 14 Feb 2026, Dulwich and West Norwood"."""
    parts = (session.course, uk_date(session.event.on), session.clp.shown if session.clp else "")
    return ", ".join(filter(None, parts)) + (" (cancelled)" if session.cancelled else "")
