"""What a session is besides its event, as it is typed and mended field by field on the page of the event."""

from organiser.errors import USAGE, Problem
from organiser.services.event_page import Shown
from organiser.services.sessions import SessionChanges, SessionWritten, edit_session, find_session
from organiser.store.store import Store

LABELS = {"course": "Course", "clp": "CLP", "trainers": "Trainers", "places": "Places"}
HINTS = {
    "course": "Organising basics", "clp": "Dulwich and West Norwood", "trainers": "Ann Smith and Ben Lee",
    "places": "12",
}  # fmt: skip


def values(shown: Shown) -> dict[str, str]:
    """What each field says, as it is typed; none where the event is no session."""
    session = shown.session
    if session is None:
        return {}
    return {
        "course": session.course,
        "clp": session.clp.shown if session.clp else "",
        "trainers": session.trainers,
        "places": str(session.places) if session.places else "",
    }


def save(store: Store, uid: str, field: str, text: str) -> SessionWritten:
    """Mend one field as one change; Problem where what was typed is not understood."""
    return edit_session(store, find_session(store, uid), _changes(field, text.strip()))


def _changes(field: str, text: str) -> SessionChanges:
    if field == "course":
        return SessionChanges(course=text)
    if field == "clp":
        return SessionChanges(clp=text)
    if field == "trainers":
        return SessionChanges(trainers=text)
    if text and not (text.isdecimal() and len(text) <= 6):
        raise Problem("How many places there are is a number, as in 12; empty where nobody says.", USAGE)
    return SessionChanges(places=int(text or 0))
