"""Checking everybody here against an electoral register, of which nothing is kept but the answers.

People's names and postcodes go into a private temporary database (ATTACH '': it has no name and is gone with the
connection); each row of the register is looked up there as it is read, and forgotten. So no table, journal or temporary
file ever holds a row of the register, only the numbers of those who are here.

What is answered is how people stood when the check began. Nobody has to wait for it: the write lock is held only while
the answers are written down, beside whatever was changed meanwhile.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from organiser.formats.register import MOST_FINDINGS, Elector, Register
from organiser.formats.table import Finding
from organiser.models.people import FACT, PERSON
from organiser.models.sources import QUESTION
from organiser.rules.dates import uk_date
from organiser.rules.questions import REGISTER_NAMESAKE, register_namesake_words
from organiser.rules.register import NOT_ON, ON, answer, readings
from organiser.services.importing.plan import Progress
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_text
from organiser.store.work import Work

_BATCH = 5000

_DDL = """
PRAGMA matching.journal_mode=OFF;
PRAGMA matching.synchronous=OFF;
CREATE TABLE matching.key(name TEXT, person INTEGER, short INTEGER, PRIMARY KEY (name, person, short)) WITHOUT ROWID;
CREATE TABLE matching.home(person INTEGER, postcode TEXT, PRIMARY KEY (person, postcode)) WITHOUT ROWID;
CREATE TABLE matching.answer(person INTEGER PRIMARY KEY, value TEXT, detail TEXT, number TEXT,
  several INTEGER);
CREATE TABLE matching.namesake(person INTEGER PRIMARY KEY);
CREATE TABLE matching.own_number(person INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a person here: a code, the sentence, whom it is about."""

    code: str
    reason: str
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the check left: its uid, the sentence, whom it is about."""

    uid: str
    reason: str
    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. An update speaks of those only whom it mentions, so that nobody is counted as unanswered.

    Of every list the first 10,000 are given; `more` tells that there are others. `operation` is None where all of it
    was known already.
    """

    rows: int
    on: int
    not_found: int
    cannot_say: int
    update: bool
    questions: list[Asked]
    refused: list[Finding]
    warnings: list[Finding]
    notes: list[Note]
    more: bool
    operation: int | None


def check(store: Store, path: Path, on: str, progress: Progress, *, update: bool = False) -> Checked:
    """Check everybody against the register of the ISO day `on` and record the answers as one change.

    `update` says that the file holds only what changed, where its columns do not tell. Problem where the file cannot
    be read or is no register; then nothing is changed.
    """
    with store.errors():
        store.connection.execute("ATTACH '' AS matching")
        try:
            store.connection.executescript(_DDL)
            register = Register(path)
            _read(store, register, progress, update=update)
            return _record(store, register, on, progress, update=update or register.is_update)
        finally:
            store.connection.execute("DETACH matching")


# Matching --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """The electors that fit a person: the numbers of those with the same name, of those with further forenames."""

    whole: set[str] = field(default_factory=set)
    short: set[str] = field(default_factory=set)
    gone: bool = False


def _read(store: Store, register: Register, progress: Progress, *, update: bool) -> None:
    """Fill `matching.answer` and `matching.namesake` from the file."""
    connection = store.connection
    connection.execute("BEGIN")
    try:
        _put_people(store)
        seen: dict[int, _Seen] = {}
        namesakes: set[int] = set()
        for place, elector in enumerate(register.electors()):
            _look_up(store, elector, seen, namesakes)
            if place % _BATCH == 0:
                progress("Reading the register", register.rows, 0)
        is_update = update or register.is_update
        connection.executemany("INSERT INTO matching.answer VALUES (?, ?, '', ?, ?)", _answers(seen, update=is_update))
        if not is_update:
            connection.executemany("INSERT INTO matching.namesake VALUES (?)", ((person,) for person in namesakes))
            connection.execute(
                "INSERT OR IGNORE INTO matching.answer SELECT DISTINCT person, ?, '', '', 0 FROM matching.home",
                (NOT_ON,),
            )
    finally:
        connection.execute("COMMIT")


def _put_people(store: Store) -> None:
    """Put the names and postcodes of everybody into the private database: shown and other names, current addresses."""
    connection = store.connection
    connection.execute(
        "INSERT INTO matching.key SELECT name, id, 0 FROM (SELECT name_key AS name, id FROM person"
        " UNION SELECT replace(detail, ' ', ''), person_id FROM fact WHERE kind = 'otherwise')"
        " WHERE name <> '' ORDER BY name, id"
    )
    several = connection.execute("SELECT id, given, family FROM person WHERE instr(given, ' ')")
    connection.executemany(
        "INSERT OR IGNORE INTO matching.key VALUES (?, ?, 1)",
        ((short, person) for person, given, family in several for short in readings(given, family).short),
    )
    connection.execute(
        "INSERT INTO matching.home SELECT id, postcode FROM person WHERE postcode <> ''"
        " UNION SELECT person_id, postcode FROM address WHERE postcode <> '' AND until = ''"
    )


def _look_up(store: Store, elector: Elector, seen: dict[int, _Seen], namesakes: set[int]) -> None:
    """Note for the people here whom an elector may be that they were seen; nothing else is left of the row."""
    for written_short, names in enumerate((elector.names.whole, elector.names.short)):
        for name in names:
            for person, known_short, at_home in store.connection.execute(
                "SELECT person, short, EXISTS (SELECT 1 FROM matching.home WHERE home.person = key.person"
                " AND home.postcode = ?) FROM matching.key WHERE name = ?",
                (elector.postcode, name),
            ).fetchall():
                if at_home and not (written_short and known_short):
                    found = seen.setdefault(person, _Seen())
                    if elector.gone:
                        found.gone = True
                    else:
                        (found.short if written_short or known_short else found.whole).add(elector.number)
                elif not (written_short or known_short or elector.gone):
                    namesakes.add(person)


def _answers(seen: dict[int, _Seen], *, update: bool) -> Iterator[tuple[int, str, str, bool]]:
    for person, found in seen.items():
        told = answer(found.whole, found.short, gone=found.gone, update=update)
        if told is not None:
            yield person, *told


# Recording -------------------------------------------------------------------------------------------------------

# The standing fact about the register that counts for a person.
_STANDING = "SELECT person_id, max(since) AS since FROM fact WHERE kind = 'register' AND until = '' GROUP BY person_id"
_NAME = "trim(given || ' ' || family)"
_BY_HAND = "instr(' ' || by_hand || ' ', ' register ')"


def _record(store: Store, register: Register, on: str, progress: Progress, *, update: bool) -> Checked:
    day = uk_date(on)
    with store.operation(f"Check people against the electoral register of {day}", kind="register") as work:
        _drop_who_is_gone(work)
        work.connection.execute(
            "UPDATE matching.answer SET detail = iif(value = ?, number, ?)", (ON, f"not found in the register of {day}")
        )
        _believe_what_was_settled(work, on)
        counts: dict[str, int] = dict(work.rows("SELECT value, count(*) FROM matching.answer GROUP BY value"))
        found, missing = counts.get(ON, 0), counts.get(NOT_ON, 0)
        without = "SELECT count(*) FROM person WHERE id NOT IN (SELECT person FROM matching.home)"
        cannot_say = 0 if update else int(work.rows(without)[0][0])
        notes = [*_keep_what_is_newer(work, on), *_several_electors(work), *_replaced(work, on)]
        notes += _keep_own_numbers(work, on)
        _write(work, on)
        questions = _ask(work, on)
        progress("Writing down the answers", found + missing, found + missing)
        work.title += f": {found:,} on it, {missing:,} not found"
    lists = (questions, notes, register.warnings)
    return Checked(
        rows=register.rows,
        on=found,
        not_found=missing,
        cannot_say=cannot_say,
        update=update,
        questions=questions[:MOST_FINDINGS],
        refused=register.refused,
        warnings=register.warnings[:MOST_FINDINGS],
        notes=notes[:MOST_FINDINGS],
        more=any(len(listed) > MOST_FINDINGS for listed in lists) or register.refused_count > len(register.refused),
        operation=work.operation_id,
    )


def _drop_who_is_gone(work: Work) -> None:
    """Whoever was removed here while the register was read is passed over."""
    for table in ("answer", "namesake", "home"):
        work.connection.execute(f"DELETE FROM matching.{table} WHERE person NOT IN (SELECT id FROM main.person)")


def _believe_what_was_settled(work: Work, on: str) -> None:
    """Somebody said of this very register that the namesake elsewhere in it is the person: then they are on it."""
    work.connection.execute(
        "UPDATE matching.answer SET value = ?, detail = '' WHERE value = ?"
        " AND person IN (SELECT person FROM matching.namesake) AND person IN"
        " (SELECT person_id FROM question WHERE kind = ? AND value = ? AND state = 'same')",
        (ON, NOT_ON, REGISTER_NAMESAKE, on),
    )


def _keep_what_is_newer(work: Work, on: str) -> list[Note]:
    """Leave those alone of whom something is known from a later day, and say so."""
    newer = (
        f"SELECT uid, {_NAME}, {_BY_HAND}, standing.since, person.register, person.id, answer.value"
        f" FROM matching.answer JOIN ({_STANDING}) AS standing ON standing.person_id = answer.person"
        " JOIN person ON person.id = answer.person WHERE standing.since > ? ORDER BY sort_key, person.id"
    )
    notes = []
    rows = work.rows(newer, (on,))
    for uid, name, by_hand, since, register, _, value in rows:
        if register != value:
            how = "entered here by hand on" if by_hand else "known from"
            reason = f"{name}: {_SAID[register]}, {how} {uk_date(since)}, after the day of this register; that was kept"
            notes.append(Note("kept-by-hand" if by_hand else "known-later", reason, uid_text(uid), name))
    work.connection.executemany("DELETE FROM matching.answer WHERE person = ?", ((row[5],) for row in rows))
    return notes


_SAID = {ON: "on the register", NOT_ON: "not on the register", "": "unknown"}


def _several_electors(work: Work) -> list[Note]:
    """Whose number cannot be told, since several electors of their name live at their postcode."""
    rows = work.rows(
        f"SELECT uid, {_NAME} FROM matching.answer JOIN person ON person.id = answer.person WHERE several"
        " ORDER BY sort_key, person.id"
    )
    return [
        Note("no-number", f"{name}: on the register, but which number is theirs cannot be told", uid_text(uid), name)
        for uid, name in rows
    ]


def _replaced(work: Work, on: str) -> list[Note]:
    """What was entered here by hand before the day of the register, and the register says otherwise."""
    rows = work.rows(
        f"SELECT uid, {_NAME}, person.register FROM matching.answer JOIN person ON person.id = answer.person"
        f" WHERE {_BY_HAND} AND person.register NOT IN ('', answer.value) ORDER BY sort_key, person.id"
    )
    return [
        Note(
            "replaced-by-hand",
            f"{name}: {_SAID[register]}, as entered here by hand before; the register of {uk_date(on)} says otherwise",
            uid_text(uid),
            name,
        )
        for uid, name, register in rows
    ]


def _keep_own_numbers(work: Work, on: str) -> list[Note]:
    """Find those whose elector number was entered by hand after the day of the register; it is kept, and said so."""
    place = PERSON.names.index("elector")
    work.connection.execute(
        "INSERT INTO matching.own_number SELECT answer.person FROM matching.answer"
        " JOIN main.person ON person.id = answer.person WHERE instr(' ' || by_hand || ' ', ' elector ') AND EXISTS ("
        " SELECT 1 FROM main.change JOIN main.operation ON operation.id = change.operation_id"
        " WHERE tbl = 'person' AND row_id = person.id AND state = 'done' AND substr(at, 1, 10) > ?"
        f" AND json_extract(nullif(before, ''), '$[{place}]') IS NOT json_extract(nullif(after, ''), '$[{place}]'))",
        (on,),
    )
    rows = work.rows(
        f"SELECT uid, {_NAME} FROM matching.own_number JOIN person ON person.id = own_number.person"
        " JOIN matching.answer ON answer.person = person.id WHERE number NOT IN ('', elector)"
    )
    return [
        Note("kept-by-hand", f"{name}: the elector number entered here by hand was kept", uid_text(uid), name)
        for uid, name in rows
    ]


def _write(work: Work, on: str) -> None:
    """Record the answers as dated facts, of which one stands at a time, and show them with the person."""
    said = {"on": on}
    same = "fact.since = :on AND fact.value = answer.value AND fact.detail = answer.detail"
    standing = "fact.kind = 'register' AND fact.until = ''"
    facts = "fact INDEXED BY fact_person_id_kind"
    ended = f"FROM matching.answer JOIN {facts} ON fact.person_id = answer.person AND {standing} WHERE NOT ({same})"
    work.update_select(FACT, ("until",), f"SELECT fact.id, :on {ended}", said)
    work.insert_select(
        FACT,
        ("person_id", "kind", "value", "detail", "since"),
        "SELECT person, 'register', value, detail, :on FROM matching.answer WHERE NOT EXISTS"
        f" (SELECT 1 FROM {facts} WHERE fact.person_id = answer.person AND {standing} AND {same}) ORDER BY person",
        said,
    )
    # What the register says is no longer what somebody entered by hand.
    mark = "replace(' ' || by_hand || ' ', ' register ', ' ')"
    work.update_select(
        PERSON,
        ("register", "elector", "by_hand"),
        "SELECT person.id, answer.value, iif(own_number.person IS NULL, answer.number, person.elector),"
        f" trim(iif(own_number.person IS NULL, replace({mark}, ' elector ', ' '), {mark}))"
        " FROM matching.answer JOIN person ON person.id = answer.person"
        " LEFT JOIN matching.own_number ON own_number.person = person.id",
        said,
    )


def _ask(work: Work, on: str) -> list[Asked]:
    """Ask about namesakes at another postcode, each person once; who is found now is asked about no more."""
    settled = work.rows(
        "SELECT question.id FROM question JOIN matching.answer ON person = person_id"
        " WHERE kind = ? AND state IN ('open', 'later') AND answer.value = ?",
        (REGISTER_NAMESAKE, ON),
    )
    for (question,) in settled:
        work.update(QUESTION, question, state="same")
    rows = work.rows(
        f"SELECT person.id, uid, {_NAME} FROM matching.namesake JOIN matching.answer ON answer.person = namesake.person"
        " JOIN person ON person.id = namesake.person WHERE answer.value = ? AND NOT EXISTS (SELECT 1 FROM question"
        " WHERE person_id = person.id AND kind = ? AND (state <> 'same' OR value = ?)) ORDER BY sort_key, person.id",
        (NOT_ON, REGISTER_NAMESAKE, on),
    )
    uids = new_uids(len(rows))
    asked: Iterable[tuple[Value, ...]] = (
        (uid, REGISTER_NAMESAKE, on, "open", row[0]) for uid, row in zip(uids, rows, strict=True)
    )
    work.insert_rows(QUESTION, ("uid", "kind", "value", "state", "person_id"), list(asked))
    return [
        Asked(uid_text(uid), register_namesake_words(name, on), uid_text(person), name)
        for uid, (_, person, name) in zip(uids, rows, strict=True)
    ]


def found_elsewhere(work: Work, person: int, on: str) -> None:
    """Record that a namesake elsewhere in the register of the day `on` is the person: on it, the number not known.

    What is known from a later day stays as it is.
    """
    standing = work.rows(
        "SELECT id, since FROM fact WHERE person_id = ? AND kind = 'register' AND until = ''", (person,)
    )
    if any(since > on for _, since in standing):
        return
    for fact, _ in standing:
        work.update(FACT, fact, until=on)
    work.insert(FACT, person_id=person, kind="register", value=ON, since=on)
    work.update(PERSON, person, register=ON)
