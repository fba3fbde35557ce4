"""Importing a council's list of councillors: the offices it speaks of begin, change and end, as often as it comes.

What a list says is compared with what the council's list last said, and only the difference is applied, so that what
somebody mended here by hand stands. A list is the whole of its council on its day: who was on it and is on a later one
no more is out of office from that day. An older list ends nobody: it only adds what was so then.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.formats.councillor_lists import read_councillors
from organiser.formats.modgov import Councillor, CouncillorList
from organiser.formats.table import Finding
from organiser.models.offices import OFFICE, SEATS
from organiser.models.people import PERSON
from organiser.models.sources import QUESTION
from organiser.rules.names import name_key, sort_key
from organiser.rules.places import place_fold
from organiser.rules.terms import Held, Term, stands, steps
from organiser.services.council_lists import FIELDS, Statements
from organiser.services.council_people import write_person
from organiser.services.offices import Vacancy, empty_seats, one_council, with_silent_wards
from organiser.services.places import Place, wards
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.work import Work

NO_PARTY = "no party"
_MOST_SEATS = 20
# So many people of one name are asked about: with more of them the name tells nothing.
_MOST_NAMESAKES = 5


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list of councillors held and what became of it. `created` to `unchanged` count people.

    `created` are new here, `ended` those who are out of office since; `seats` is how many each ward has, where that is
    known (else 0); `operation` is None where nothing changed and a list of that day had been read before.
    """

    councillors: int
    wards: int
    parties: dict[str, int]
    matched_wards: int
    unmatched_wards: list[str]
    seats: int
    vacancies: list[Vacancy]
    created: int
    updated: int
    ended: int
    unchanged: int
    refused: list[Finding]
    warnings: list[Finding]
    questions: list[Finding]
    operation: int | None


def import_councillors(store: Store, path: Path | str, council: str, on: str, seats: int = 0) -> Imported:
    """Take in a list of the councillors of a council (name or code) as it was on an ISO day, as one change.

    `seats` says how many councillors each ward elects, and is remembered. Problem where the file is no such list, or
    seems to be another council's.
    """
    if not 0 <= seats <= _MOST_SEATS:
        raise Problem(f"A ward has 1 to {_MOST_SEATS} seats.", USAGE)
    place = one_council(store, council)
    said = read_councillors(path)
    if not said.councillors:
        raise Problem("Nobody in this list is a councillor: nothing was changed.", UNREADABLE)
    standing = [ward.place for ward in wards(store, on, council=place.gss)]
    file = "standard input" if str(path) == "-" else Path(path).name
    with store.operation(f"Import the councillors of {place.shown} from {file}", kind="councillors") as work:
        change = _Change(work, place, Statements(work, place, file, on), standing)
        change.make(said.councillors)
        each = _seats(work, place, seats)
        work.title += change.in_words()
    return _report(said, standing, each, change, work.operation_id)


def _seats(work: Work, council: Place, said: int) -> int:
    found = work.rows("SELECT id, each FROM seats WHERE council_id = ?", (council.id,))
    if said and not found:
        work.insert(SEATS, council_id=council.id, each=said)
    elif said:
        work.update(SEATS, found[0][0], each=said)
    return said or (int(found[0][1]) if found else 0)


# What the list holds -------------------------------------------------------------------------------------------------


def _report(
    said: CouncillorList, standing: Sequence[Place], each: int, change: "_Change", operation: int | None
) -> Imported:
    names = {place_fold(ward): ward for ward in reversed(said.wards)}
    known = _by_name(standing)
    unmatched = [ward for key, ward in reversed(names.items()) if key not in known]
    parties = Counter(councillor.party or NO_PARTY for councillor in said.councillors)
    return Imported(
        councillors=len(said.councillors),
        wards=len(names),
        parties=dict(sorted(parties.items(), key=lambda pair: (pair[0] == NO_PARTY, -pair[1], pair[0]))),
        matched_wards=len(names) - len(unmatched),
        unmatched_wards=unmatched,
        seats=each,
        vacancies=_vacancies(said, names, [ward.shown for ward in standing], each),
        created=len(change.created),
        updated=len(change.updated),
        ended=len(change.ended),
        unchanged=len(said.councillors) - len(change.created) - len(change.updated),
        refused=said.refused,
        warnings=said.warnings,
        questions=change.questions,
        operation=operation,
    )


def _vacancies(said: CouncillorList, names: Mapping[str, str], all_wards: Sequence[str], each: int) -> list[Vacancy]:
    """The seats that the list says are vacant, or that are missing in it where each ward is known to have so many."""
    if not each:
        return [Vacancy(ward, count) for ward, count in Counter(said.vacant).items()]
    held = dict.fromkeys(names.values(), 0)
    for councillor in said.councillors:
        if councillor.ward:
            held[names[place_fold(councillor.ward)]] += 1
    return empty_seats(with_silent_wards(held, all_wards), each)


def _by_name(standing: Sequence[Place]) -> dict[str, int]:
    """The wards of the day by folded name and by code; a name that two of them bear tells nothing."""
    counted = Counter(place_fold(ward.shown) for ward in standing)
    found = {place_fold(ward.shown): ward.id for ward in standing if counted[place_fold(ward.shown)] == 1}
    return {place_fold(ward.gss): ward.id for ward in standing} | found


# What becomes of it --------------------------------------------------------------------------------------------------


class _Office(NamedTuple):
    """A councillor's office in this council as it stands here; `ward_name` as shown or written."""

    id: int
    person: int
    since: str
    until: str
    ward: int | None
    ward_name: str
    outside_id: str


class _Change:
    """Applies a list inside an operation. People are counted by their ids."""

    def __init__(self, work: Work, council: Place, statements: Statements, standing: Sequence[Place]) -> None:
        self.created: set[int] = set()
        self.updated: set[int] = set()
        self.ended: set[int] = set()
        self.questions: list[Finding] = []
        self._work = work
        self._council = council
        self._statements = statements
        self._day = statements.day
        self._wards = _by_name(standing)
        self._standing = {ward.id for ward in standing}
        self._offices: dict[int, list[_Office]] = {}
        self._name_of: dict[int, str] = {}
        for row in work.rows(
            "SELECT office.id, person_id, since, until, office.ward_id,"
            " coalesce(nullif(ward.name, ''), ward.gss, ward_written), outside_id, name_key"
            " FROM office JOIN person ON person.id = person_id LEFT JOIN ward ON ward.id = office.ward_id"
            " WHERE kind = 'councillor' AND office.council_id = ? ORDER BY since, office.id",
            (council.id,),
        ):
            office = _Office(*row[:-1])
            self._offices.setdefault(office.person, []).append(office)
            self._name_of[office.person] = row[-1]

    def make(self, said: Sequence[Councillor]) -> None:
        """Apply a whole list."""
        people = self._people_of(said)
        if all(people):
            known = dict(zip(people, said, strict=True))
            if self._statements.is_the_last_again(known):
                self._date_again(known)
                return
        self._refuse_another_council(people, said)
        listed = set(people)
        for found, councillor in zip(people, said, strict=True):
            person = found or self._add_person(councillor, listed)
            listed.add(person)
            if self._apply(person, councillor) and found:
                self.updated.add(person)
        if not self._day.next:
            self._end(self._statements.gone(listed))
        self._statements.note_day()

    def _refuse_another_council(self, people: Sequence[int], said: Sequence[Councillor]) -> None:
        """Problem where nobody and no ward of a list that is to be believed is known here, though others are."""
        known = {place_fold(office.ward_name) for held in self._offices.values() for office in held} | set(self._wards)
        if (
            self._statements.last_day
            and not self._day.next
            and not any(people)
            and not any(place_fold(councillor.ward) in known for councillor in said)
        ):
            raise Problem(
                f"Nobody in this list and none of its wards is known in {self._council.shown}: it seems to be another"
                " council's. Nothing was changed.",
                UNREADABLE,
            )

    def in_words(self) -> str:
        """What became of it, for the history: ": 62 new"."""
        figures = ((self.created, "new"), (self.updated, "changed"), (self.ended, "out of office"))
        words = ", ".join(f"{len(people)} {word}" for people, word in figures if people)
        return f": {words or 'nothing new'}"

    # Who they are ----------------------------------------------------------------------------------------------------

    def _people_of(self, said: Sequence[Councillor]) -> list[int]:
        """Who of those here each councillor of the list is, 0 for nobody: by their number, else by name."""
        numbers = {office.outside_id: office.person for held in self._offices.values() for office in held}
        found = [numbers.get(councillor.outside_id, 0) if councillor.outside_id else 0 for councillor in said]
        for place, councillor in enumerate(said):
            if not found[place]:
                found[place] = self._by_name(councillor, taken=found)
        return found

    def _by_name(self, councillor: Councillor, taken: Sequence[int]) -> int:
        """Who held a seat in this council under the same name; of several the one who held it for the same ward."""
        key = name_key(councillor.given, councillor.family)
        named = [
            person
            for person, name in self._name_of.items()
            if name == key and person not in taken and not self._is_another(person, councillor)
        ]
        if len(named) > 1:
            named = [
                person for person in named if any(_same_ward(office, councillor) for office in self._offices[person])
            ]
        return named[0] if len(named) == 1 else 0

    def _is_another(self, person: int, councillor: Councillor) -> bool:
        """Whether the council's numbers tell a person here from a councillor of the list."""
        numbers = {office.outside_id for office in self._offices.get(person, ())} - {""}
        return bool(councillor.outside_id and numbers) and councillor.outside_id not in numbers

    def _add_person(self, councillor: Councillor, listed: set[int]) -> int:
        key = name_key(councillor.given, councillor.family)
        person = self._work.insert_with_uid(
            PERSON,
            title=councillor.title,
            given=councillor.given,
            family=councillor.family,
            sort_key=sort_key(councillor.given, councillor.family),
            name_key=key,
            created=clock.today(),
        )
        self.created.add(person)
        for other in self._namesakes(councillor, key):
            if other not in listed | self.created:
                self._ask(other, person, key, councillor.row)
        return person

    def _namesakes(self, councillor: Councillor, key: str) -> list[int]:
        """People of the same name, however it is cut in two; those whom the council's number tells apart left out."""
        words = f"{councillor.given} {councillor.family}".split()
        spellings = [sort_key(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(len(words) + 1)]
        marks = ", ".join("?" * len(spellings))
        rows = self._work.rows(
            f"SELECT id FROM person WHERE sort_key IN ({marks}) AND name_key = ? ORDER BY id LIMIT {_MOST_NAMESAKES}",
            (*spellings, key),
        )
        return [row[0] for row in rows if not self._is_another(row[0], councillor)]

    def _ask(self, other: int, person: int, key: str, row: int) -> None:
        """Whether a councillor and somebody of the same name are one person is for the user to say."""
        self._work.insert_with_uid(
            QUESTION, kind="namesake", value=key, state="open", person_id=other, other_id=person,
            list_id=self._statements.listed(), row=row,
        )  # fmt: skip
        reason = "a councillor has the name of somebody who is here already: the same person, or two?"
        self.questions.append(Finding(self._statements.file, "", row, "namesake", reason))

    # What they hold --------------------------------------------------------------------------------------------------

    def _apply(self, person: int, councillor: Councillor) -> bool:
        """Apply what the list says new of one person; whether anything of theirs is other than before."""
        offices = self._offices.get(person, [])
        news = self._statements.say(person, councillor)
        changed = [write_person(self._work, person, councillor, self._day.on)] if news else []
        redrawn = not councillor.terms and any(self._is_redrawn(office, councillor) for office in offices)
        if news & {"terms", "ward"} or redrawn:
            changed.append(self._write_terms(person, councillor, news))
        elif (told := _said_now(councillor, news)) and not self._day.next:
            now = [office for office in offices if stands(Term(office.since, office.until), self._day.on)]
            changed += [self._work.update(OFFICE, office.id, **told) for office in now]
        for office in offices:
            if office.ward is None and _same_ward(office, councillor):
                changed.append(self._work.update(OFFICE, office.id, **self._ward_as_said(councillor)))
        return any(changed)

    def _write_terms(self, person: int, councillor: Councillor, news: frozenset[str]) -> bool:
        offices = {office.id: office for office in self._offices.get(person, ())}
        held = [
            Held(
                office.id,
                office.since,
                office.until,
                _same_ward(office, councillor) and not self._is_redrawn(office, councillor),
            )
            for office in offices.values()
        ]
        changed = False
        for step in steps(councillor.terms, held, self._day):
            days = {"since": step.since, "until": step.until}
            if step.held is None:
                self._insert(person, councillor, days, now=step.now)
                changed = True
                continue
            values: dict[str, int | str | None] = {**days}
            if step.now:
                values |= _said_now(councillor, news)
            if councillor.terms and not _same_ward(offices[step.held.id], councillor) and not self._day.next:
                values |= self._ward_as_said(councillor)
            changed = self._work.update(OFFICE, step.held.id, **values) or changed
        return changed

    def _insert(self, person: int, councillor: Councillor, days: Mapping[str, str], *, now: bool) -> None:
        said = _said_now(councillor, frozenset(FIELDS)) if now else {"outside_id": councillor.outside_id}
        self._work.insert_with_uid(
            OFFICE,
            person_id=person,
            kind="councillor",
            council_id=self._council.id,
            **days,
            **self._ward_as_said(councillor),
            **{"party": councillor.party, **said},
        )

    def _ward_as_said(self, councillor: Councillor) -> dict[str, int | str | None]:
        ward = self._wards.get(place_fold(councillor.ward))
        return {"ward_id": ward, "ward_written": "" if ward else councillor.ward}

    def _is_redrawn(self, office: _Office, councillor: Councillor) -> bool:
        """Whether another ward stands by now under the name of the one for which an office is held."""
        return (
            not self._day.next
            and office.ward is not None
            and office.ward not in self._standing
            and _same_ward(office, councillor)
            and place_fold(councillor.ward) in self._wards
            and stands(Term(office.since, office.until), self._day.on)
        )

    def _end(self, people: Iterable[int]) -> None:
        """Who is on the list no more is out of office from its day."""
        for person in people:
            for office in self._offices.get(person, ()):
                if stands(Term(office.since, office.until), self._day.on):
                    self._work.update(OFFICE, office.id, until=self._day.on)
                    self.ended.add(person)

    def _date_again(self, known: Mapping[int, Councillor]) -> None:
        """The very list that came last is given another, earlier day: what hung on that day is put right."""
        before = self._statements.last_day
        for person, offices in self._offices.items():
            for office in offices:
                said = known.get(person)
                ward = self._wards.get(place_fold(said.ward)) if said and _same_ward(office, said) else None
                values: dict[str, int | str | None] = {"ward_id": ward, "ward_written": ""} if ward else {}
                values |= {"since": self._day.on} if office.since == before else {}
                values |= {"until": self._day.on} if office.until == before else {}
                if values and self._work.update(OFFICE, office.id, **values):
                    self.updated.add(person)
        self._statements.date_again()


def _same_ward(office: _Office, councillor: Councillor) -> bool:
    return place_fold(office.ward_name) == place_fold(councillor.ward)


def _said_now(councillor: Councillor, news: frozenset[str]) -> dict[str, str]:
    """What goes with the office held now, as far as the list says it otherwise than before."""
    said = {"party": councillor.party, "posts": "\n".join(councillor.posts), "surgery": councillor.surgery}
    if news and councillor.outside_id:
        said["outside_id"] = councillor.outside_id
    return {name: text for name, text in said.items() if name in news or name == "outside_id"}
