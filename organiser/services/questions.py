"""What imports and checks left for a person to settle: the open questions, both people side by side, and the answers.

Whatever is answered is remembered, so that nobody is asked the same twice; every answer is one change that can be taken
back, and then the question is open again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from organiser.errors import USAGE, Problem
from organiser.models.people import FACT
from organiser.models.sources import QUESTION
from organiser.rules.clashes import from_value
from organiser.rules.dates import uk_date
from organiser.rules.questions import CLASH, LAPSED, REGISTER_NAMESAKE, list_words, question_words, shown_address
from organiser.services import register
from organiser.services.listed import Listed, describe
from organiser.services.merging import Merged, merge_within
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.store.work import Work

# The answers to each kind of question; a kind not named here asks whether two people are one.
_ANSWERS = {LAPSED: ("lapsed", "moved", "later"), CLASH: ("settled", "later")}
_SAME_OR_NOT = ("same", "different", "later")
_OPEN = "state IN ('open', 'later')"
_COLUMNS = (
    "question.id, question.uid, kind, value, state, person_id, other_id, coalesce(file, ''), coalesce(held_on, '')"
)
_FROM = "question LEFT JOIN list ON list.id = list_id"


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing known of the two people of a question: the values of either."""

    what: str
    person: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        return tuple(value for value in self.person if value in self.other)

    @property
    def differs(self) -> bool:
        """Whether either says what the other does not."""
        return set(self.person) != set(self.other)


@dataclass(frozen=True, slots=True)
class Question:
    """An open question in plain words, and what may be answered.

    `person` is None where it is about a thing, `other` where it is not about a pair; then `traits` are those of one.
    `file` and `on` name the list that raised it, its day ISO ("" where it was none).
    """

    number: int
    uid: str
    kind: str
    state: str
    value: str
    words: str
    answers: tuple[str, ...]
    person: Listed | None
    other: Listed | None
    traits: tuple[Trait, ...]
    file: str
    on: str


@dataclass(frozen=True, slots=True)
class Page:
    """The questions that come first; `more` where there are others."""

    questions: list[Question]
    more: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered: the question by uid and number (another one where it was put off), and what came of it."""

    uid: str
    number: int
    kind: str
    answer: str
    words: str
    merged: Merged | None
    operation: int | None


# Asking ----------------------------------------------------------------------------------------------------------


def open_questions(store: Store, limit: int) -> Page:
    """The first `limit` open questions; those put off come last."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM {_FROM} WHERE {_OPEN} ORDER BY state = 'later', question.id LIMIT ?", (limit + 1,)
    )
    return Page(_described(store, [_Row(*row) for row in rows[:limit]]), len(rows) > limit)


def count_open(store: Store) -> int:
    """How many questions are open."""
    return store.count(f"SELECT count(*) FROM question WHERE {_OPEN}")


def traits_of(store: Store, one: int, other: int) -> tuple[Trait, ...]:
    """What is known of two people by id, to be compared."""
    known = [_known(store, person) for person in describe(store, [one, other])]
    return _traits(known[0], known[1]) if len(known) == 2 else ()


def one_question(store: Store, which: str) -> Question:
    """The open question with this number or uid; Problem (1) where it is not open."""
    return _described(store, [_find(store.rows(*_query(which)), which)])[0]


@dataclass(frozen=True, slots=True)
class _Row:
    """A question as it stands in the database."""

    id: int
    uid: bytes
    kind: str
    value: str
    state: str
    person: int | None
    other: int | None
    file: str
    on: str

    @property
    def answers(self) -> tuple[str, ...]:
        return _ANSWERS.get(self.kind, _SAME_OR_NOT)


def _query(which: str) -> tuple[str, tuple[Value, ...]]:
    if which.isdecimal() and len(which) <= 18:
        return f"SELECT {_COLUMNS} FROM {_FROM} WHERE question.id = ?", (int(which),)
    return f"SELECT {_COLUMNS} FROM {_FROM} WHERE question.uid = ?", (uid_bytes(which),)


def _find(rows: Sequence[Sequence[Value]], which: str) -> _Row:
    if not rows:
        raise Problem(f"There is no question {which}: 'organiser questions' lists those that are open.")
    row = _Row(*rows[0])  # type: ignore[arg-type]  # the columns of _COLUMNS
    if row.state not in ("open", "later"):
        raise Problem(f"Question {row.id} is not open any more: it was answered '{row.state}'.")
    return row


def _described(store: Store, rows: Sequence[_Row]) -> list[Question]:
    ids = list(dict.fromkeys(person for row in rows for person in (row.person, row.other) if person is not None))
    people = {person.id: person for person in describe(store, ids)}
    known = {person: _known(store, people[person]) for person in people}
    return [
        Question(
            number=row.id,
            uid=uid_text(row.uid),
            kind=row.kind,
            state=row.state,
            value=row.value,
            words=question_words(
                row.kind,
                row.value,
                _name(people, row.person),
                _name(people, row.other),
                list_words(row.file, row.on),
            ),
            answers=row.answers,
            person=people.get(row.person or 0),
            other=people.get(row.other or 0),
            traits=_traits(known.get(row.person or 0, {}), known.get(row.other or 0, {})),
            file=row.file,
            on=row.on,
        )
        for row in rows
    ]


def _name(people: Mapping[int, Listed], person: int | None) -> str:
    return people[person].name if person is not None and person in people else ""


def _known(store: Store, person: Listed) -> dict[str, tuple[str, ...]]:
    """What is known of a person, to be compared with another: what it is called, and the values."""
    own = (person.id,)
    born, elector = store.rows("SELECT born, elector FROM person WHERE id = ?", own)[0]
    addresses = store.rows(
        "SELECT lines, town, postcode FROM address WHERE person_id = ? AND until = '' ORDER BY id", own
    )
    sources = store.rows(
        "SELECT DISTINCT coalesce(nullif(title, ''), key) FROM source_row JOIN source ON source.id = source_id"
        " WHERE person_id = ? ORDER BY 1",
        own,
    )
    found = {
        "Name": (person.name,),
        "Postcode": (person.postcode,),
        "Address": tuple(", ".join(filter(None, row)) for row in addresses),
        "Phone": tuple(map(shown_address, person.phones)),
        "E-mail": person.emails,
        "Born": (uk_date(born),),
        "Membership": (person.membership,),
        "Register": (" ".join(filter(None, (person.register, elector))),),
        "Tags": person.tags,
        "From": tuple(title for (title,) in sources),
    }
    return {what: tuple(filter(None, values)) for what, values in found.items()}


def _traits(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> tuple[Trait, ...]:
    traits = (Trait(what, one[what], other.get(what, ())) for what in one)
    return tuple(trait for trait in traits if trait.person or trait.other)


# Answering -------------------------------------------------------------------------------------------------------


def answer(store: Store, which: str, said: str, *, anyway: bool = False) -> Answered:
    """Answer the open question with this number or uid, as one change.

    Problem (1) where it is not open, where two people to be merged are relatives (unless `anyway`); (2) for an answer
    that its kind does not know.
    """
    with store.operation("Answer a question", kind="answer") as work:
        row = _find(work.rows(*_query(which)), which)
        if said not in row.answers:
            raise Problem(f"'{said}' does not answer question {row.id}: say {', '.join(row.answers)}.", USAGE)
        done = _Answerer(work, row).make(said, anyway=anyway)
        work.title = done.words
    return replace(done, operation=work.operation_id)


class _Answerer:
    """Makes what follows from the answer to one question, inside its operation."""

    def __init__(self, work: Work, row: _Row) -> None:
        self._work = work
        self._row = row
        self._name, self._other = (self._name_of(person) for person in (row.person, row.other))

    def make(self, said: str, *, anyway: bool) -> Answered:
        if said == "later":
            return self._put_off()
        if self._row.kind == LAPSED:
            return self._left(said)
        if self._row.kind == REGISTER_NAMESAKE:
            return self._namesake(said)
        if self._row.person is None or self._row.other is None:
            return self._settled(said, f"Settle what was changed in two places: {self._title()}")
        if said == "same":
            merged = merge_within(self._work, self._row.person, self._row.other, {}, anyway=anyway)
            return replace(self._done(said, f"Merge {merged.gone_name} into {merged.name}"), merged=merged)
        return self._different(self._row.person, self._row.other)

    def _put_off(self) -> Answered:
        """Put the question behind all others: as it is numbered in the order of the list, it takes a new number."""
        row = self._row
        columns = [column.name for column in QUESTION.columns]
        values = dict(
            zip(
                columns,
                self._work.rows(f"SELECT {', '.join(columns)} FROM question WHERE id = ?", (row.id,))[0],
                strict=True,
            )
        )
        self._work.delete(QUESTION, row.id)
        number = self._work.insert(QUESTION, **values | {"state": "later"})
        return replace(self._done("later", "Put a question off"), number=number)

    def _left(self, said: str) -> Answered:
        """Record on which list somebody no longer stands, and why."""
        row = self._row
        self._work.insert(FACT, person_id=row.person, kind="left", value=row.file, detail=said, since=row.on)
        return self._settled(said, f"{self._name}, not on {list_words(row.file, row.on)}: {said}")

    def _namesake(self, said: str) -> Answered:
        if said == "same" and self._row.person is not None:
            register.found_elsewhere(self._work, self._row.person, self._row.value)
            return self._settled(said, f"{self._name} is on the register at another postcode")
        return self._settled(said, f"{self._name} is not the namesake in the register")

    def _different(self, person: int, other: int) -> Answered:
        """Two people are two, whatever made us ask."""
        for (question,) in self._work.rows(
            f"SELECT id FROM question WHERE {_OPEN} AND kind <> ? AND ((person_id = ? AND other_id = ?)"
            " OR (person_id = ? AND other_id = ?))",
            (CLASH, person, other, other, person),
        ):
            self._work.update(QUESTION, question, state="different")
        return self._done("different", f"{self._name} and {self._other} are two people")

    def _settled(self, said: str, words: str) -> Answered:
        self._work.update(QUESTION, self._row.id, state=said)
        return self._done(said, words)

    def _done(self, said: str, words: str) -> Answered:
        row = self._row
        return Answered(uid_text(row.uid), row.id, row.kind, said, words, None, None)

    def _title(self) -> str:
        return from_value(self._row.value).title if self._row.kind == CLASH else self._row.value

    def _name_of(self, person: int | None) -> str:
        return str(self._work.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,)) or "")
