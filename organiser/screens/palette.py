"""The palette's second half: people, found as one types."""

import asyncio
from functools import partial

from textual.command import Hit, Hits, Provider
from textual.content import Content

from organiser.desk import Outcome
from organiser.services import people
from organiser.services.listed import Listed
from organiser.services.people import Question
from organiser.store.store import Store
from organiser.widgets.cells import clean

_MOST = 12
_SHORTEST = 2


class PeopleProvider(Provider):
    """People whose names, numbers, addresses or postcodes hold what was typed; choosing one opens their page."""

    async def search(self, query: str) -> Hits:
        if len(query.strip()) < _SHORTEST or self.app.version < 0:  # type: ignore[attr-defined]
            return
        for person in await self._found(query):
            where = person.location.ward.shown if person.location.ward else person.postcode
            words = clean(", ".join(filter(None, (person.name, where))))
            # The palette finds letters of actions anywhere; who bears the very words comes before such chances.
            yield Hit(10.0, Content(words), partial(self._open, person.id), text=words, help="their page")

    def _open(self, person: int) -> None:
        self.app.call_later(self.app.open_person, person)  # type: ignore[attr-defined]

    async def _found(self, query: str) -> list[Listed]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Outcome] = loop.create_future()

        def deliver(outcome: Outcome) -> None:
            loop.call_soon_threadsafe(_answered, answer, outcome)

        def find(store: Store) -> list[Listed]:
            return people.find(store, Question(text=query), _MOST).people

        self.app.desk.do("quick", "palette", find, deliver)  # type: ignore[attr-defined]
        outcome = await answer
        return outcome.value if isinstance(outcome.value, list) else []


def _answered(answer: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
    if not answer.done():
        answer.set_result(outcome)
