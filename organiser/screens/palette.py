"""The palette's second half: people and events, found as one types."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.command import Hit, Hits, Provider
from textual.content import Content

from organiser.desk import Outcome
from organiser.services import event_list, people
from organiser.services.listed import Listed
from organiser.services.people import Question
from organiser.store.store import Store
from organiser.widgets.cells import clean

_MOST = 12
_SHORTEST = 2
T = TypeVar("T")


class PeopleProvider(Provider):
    """People whose names, numbers, addresses or postcodes hold what was typed; choosing one opens their page."""

    async def search(self, query: str) -> Hits:
        if len(query.strip()) < _SHORTEST or self.app.version < 0:  # type: ignore[attr-defined]
            return
        for person in await _asked(self.app, "palette", partial(_people, query=query)):
            where = person.location.ward.shown if person.location.ward else person.postcode
            words = clean(", ".join(filter(None, (person.name, where))))
            # The palette finds letters of actions anywhere; who bears the very words comes before such chances.
            yield Hit(10.0, Content(words), partial(self._open, person.id), text=words, help="their page")

    def _open(self, person: int) -> None:
        self.app.call_later(self.app.open_person, person)  # type: ignore[attr-defined]


class EventsProvider(Provider):
    """Events whose kind, title, place or ward bears what was typed; choosing one opens its page."""

    async def search(self, query: str) -> Hits:
        if len(query.strip()) < _SHORTEST or self.app.version < 0:  # type: ignore[attr-defined]
            return
        for event in await _asked(self.app, "palette events", partial(_events, query=query)):
            words = clean(event.words)
            yield Hit(9.0, Content(words), partial(self._open, event.uid), text=words, help="the event")

    def _open(self, uid: str) -> None:
        self.app.call_later(self.app.open_event, uid)  # type: ignore[attr-defined]


def _people(store: Store, query: str) -> list[Listed]:
    return people.find(store, Question(text=query), _MOST).people


def _events(store: Store, query: str) -> list[event_list.Next]:
    return event_list.named(store, query, _MOST)


async def _asked(app: object, key: str, find: Callable[[Store], list[T]]) -> list[T]:
    """What is found in a thread; nothing where it could not be looked up."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Outcome] = loop.create_future()

    def deliver(outcome: Outcome) -> None:
        loop.call_soon_threadsafe(_answered, answer, outcome)

    app.desk.do("quick", key, find, deliver)  # type: ignore[attr-defined]
    outcome = await answer
    return outcome.value if isinstance(outcome.value, list) else []


def _answered(answer: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
    if not answer.done():
        answer.set_result(outcome)
