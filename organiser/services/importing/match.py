"""Who is who: the rows of a plan gathered into people, and the addresses that two people share.

Two rows are one person when their folded whole names are equal and they share an e-mail address or a telephone number,
or when they carry the same id from the same source; the rule is transitive, through rows and through people already
here. A row with no such key is known again by its source and what it says. The work is sorting, which SQLite does on
disk; memory holds four bytes a row.
"""

from array import array
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from organiser.formats.table import Finding
from organiser.services.importing import own
from organiser.services.importing.plan import Plan

# Of those who share one address every pair is asked about up to this many; beyond it, each with the first only.
ALL_PAIRS = 8


class People:
    """Which rows are about one person: `root(n)` is the lowest row of the person whom row n is about."""

    def __init__(self, rows: int) -> None:
        self._parent = array("i", range(rows + 1))

    def root(self, n: int) -> int:
        parent = self._parent
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    def join(self, a: int, b: int) -> None:
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low

    def joined(self) -> Iterator[tuple[int, int]]:
        """Each row that shares its person with another row, and that person's root."""
        sizes = array("i", bytes(4 * len(self._parent)))
        for n in range(1, len(self._parent)):
            sizes[self.root(n)] += 1
        for n in range(1, len(self._parent)):
            root = self.root(n)
            if sizes[root] > 1:
                yield n, root


def match(plan: Plan) -> People:
    """Gather the rows of the plan into people.

    Afterwards `plan.complex` (n, root) holds the rows that share their person with another row or with somebody already
    here, `plan.match` (root, person_id) the people already here, and `plan.doubt` (value, n, other_n, person_id) the
    addresses shared under another name. All other rows are new people, each of one row; of them `plan.whole`
    (n) holds those of our own export.
    """
    connection = plan.connection
    for table, columns in (
        ("hit", "n INTEGER, person_id INTEGER"),
        ("complex", "n INTEGER PRIMARY KEY, root INTEGER"),
        ("match", "root INTEGER, person_id INTEGER, PRIMARY KEY (root, person_id)"),
        ("doubt", "value TEXT, n INTEGER, other_n INTEGER, person_id INTEGER"),
    ):
        connection.execute(f"DROP TABLE IF EXISTS plan.{table}")
        connection.execute(f"CREATE TABLE plan.{table}({columns})")
    connection.execute("CREATE INDEX IF NOT EXISTS plan.contact_value ON contact(value, name_key, n)")
    people = People(plan.new_rows)
    _join_by_address(plan, people)
    _join_by_outside_id(plan, people)
    _join_the_same_words(plan, people)
    if plan.store.count("SELECT EXISTS (SELECT 1 FROM person)"):
        _join_through_people_here(plan, people)
        _doubts_with_people_here(plan)
    connection.executemany("INSERT INTO plan.complex(n, root) VALUES (?, ?)", people.joined())
    hits = "SELECT DISTINCT n, person_id FROM plan.hit"
    connection.executemany(
        "INSERT OR IGNORE INTO plan.complex VALUES (?, ?)", ((n, people.root(n)) for n, _ in connection.execute(hits))
    )
    connection.executemany(
        "INSERT OR IGNORE INTO plan.match VALUES (?, ?)",
        ((people.root(n), person) for n, person in connection.execute(hits)),
    )
    own.note_who_is_new(plan)
    connection.execute("CREATE INDEX plan.complex_root ON complex(root, n)")
    connection.execute("CREATE INDEX plan.match_person ON match(person_id, root)")
    _keep_apart(plan)
    return people


def _join_by_address(plan: Plan, people: People) -> None:
    """Join rows of one name and one address; note down addresses that stand under several names."""
    plan.connection.executemany(
        "INSERT INTO plan.doubt(value, n, other_n, person_id) VALUES (?, ?, ?, 0)",
        _same_address_other_name(plan, people),
    )


def _same_address_other_name(plan: Plan, people: People) -> Iterator[tuple[str, int, int]]:
    value, name, first = "", "", 0
    names: list[int] = []
    for next_value, next_name, n in plan.connection.execute(
        "SELECT value, name_key, n FROM plan.contact ORDER BY value, name_key, n"
    ):
        if next_value != value:
            value, name, first, names = next_value, next_name, n, [n]
        elif next_name == name:
            # Of two people of one name who were told apart here, our own export says so.
            if not (own.has(plan, first) and own.has(plan, n)):
                people.join(first, n)
        else:
            name, first = next_name, n
            yield from ((value, n, other) for other in (names if len(names) < ALL_PAIRS else names[:1]))
            names.append(n)


def _join_by_outside_id(plan: Plan, people: People) -> None:
    before: tuple[int, str] = (-1, "")
    first = 0
    for source, outside_id, n in plan.connection.execute(
        "SELECT source, outside_id, n FROM plan.row WHERE outside_id <> '' ORDER BY source, outside_id, n"
    ):
        if (source, outside_id) == before:
            people.join(first, n)
        else:
            before, first = (source, outside_id), n


def _join_the_same_words(plan: Plan, people: People) -> None:
    """Rows without any key are one person where their source says the very same of them."""
    before: tuple[int, str] = (-1, "")
    first = 0
    for source, said, n in plan.connection.execute(
        "SELECT source, said, n FROM plan.row WHERE keyless = 1 ORDER BY source, said_key, said, n"
    ):
        if (source, said) == before:
            people.join(first, n)
        else:
            before, first = (source, said), n


def _join_through_people_here(plan: Plan, people: People) -> None:
    connection = plan.connection
    connection.execute(
        "INSERT INTO plan.hit SELECT said.n, here.person_id FROM plan.contact AS said"
        " CROSS JOIN main.contact AS here ON here.value = said.value AND here.name_key = said.name_key"
    )
    for part in plan.parts:
        if part.source_id:
            connection.execute(
                "INSERT INTO plan.hit SELECT said.n, here.person_id FROM plan.row AS said"
                " CROSS JOIN source_row AS here ON here.source_id = ? AND here.outside_id = said.outside_id"
                " WHERE said.part = ? AND said.outside_id <> ''",
                (part.source_id, part.number),
            )
    own.find_by_uid(plan)
    before, first = 0, 0
    for person, n in connection.execute("SELECT DISTINCT person_id, n FROM plan.hit ORDER BY person_id, n"):
        if person == before:
            people.join(first, n)
        else:
            before, first = person, n


def _keep_apart(plan: Plan) -> None:
    """Of people of whom somebody said that they are two none is joined to the other: the oldest has the rows."""
    several = plan.store.rows(
        "SELECT root, person_id FROM plan.match JOIN person ON person.id = person_id"
        " WHERE root IN (SELECT root FROM plan.match GROUP BY root HAVING count(*) > 1) ORDER BY root, uid"
    )
    for root, group in groupby(several, itemgetter(0)):
        one: list[int] = []
        for _, person in group:
            if not any(_told_apart(plan, person, other) for other in one):
                one.append(person)
                continue
            plan.connection.execute("DELETE FROM plan.match WHERE root = ? AND person_id = ?", (root, person))
            number, row = plan.store.rows("SELECT part, row FROM plan.row WHERE n = ?", (root,))[0]
            part = plan.parts[number]
            reason = "it fits two people of whom somebody said that they are two: it counts for the first of them"
            plan.findings.warn(Finding(part.file, part.sheet, row, "told-apart", reason))


def _told_apart(plan: Plan, person: int, other: int) -> bool:
    return bool(
        plan.store.value(
            "SELECT 1 FROM question WHERE state = 'different' AND person_id IN (?1, ?2) AND other_id IN (?1, ?2)",
            (person, other),
        )
    )


def _doubts_with_people_here(plan: Plan) -> None:
    connection = plan.connection
    shared = connection.execute(
        "SELECT value, name_key, min(n) FROM plan.contact AS said"
        " WHERE EXISTS (SELECT 1 FROM main.contact AS here WHERE here.value = said.value) GROUP BY value, name_key"
    )
    connection.executemany(
        "INSERT INTO plan.doubt SELECT DISTINCT :value, :n, 0, person_id FROM main.contact"
        f" WHERE value = :value AND name_key <> :name ORDER BY person_id LIMIT {ALL_PAIRS}",
        ({"value": value, "n": n, "name": name} for value, name, n in shared),
    )
