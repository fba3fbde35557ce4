"""A database full of text that nobody should trust, written past every door of the program, and files called so."""

import csv
import json
import sqlite3
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from organiser.models.tables import TRACKED
from organiser.rules.clashes import Clash, to_value
from organiser.services import groups, links, offices
from organiser.store import clock, engine
from organiser.store.store import Store
from organiser.store.uids import new_uids
from tests.services.people_here import add, build_places

# Beyond the list: what terminals obey and markup languages read, each in the middle of harmless words.
OURS = (
    "clip\x1b]52;c;QUFB\x07board", "title\x1b]0;owned\x07bar", "bell\x07s", "back\x08\x08space", "c1\x9b31mred",
    "device\x1bP1;1|17/aa\x1b\\string", "c1 osc\x9d0;owned\x9c", "wipe\x1b[2J\x1b[Hout", "leave\x1b[?1049lscreen",
    "reset\x1bcall", "mouse\x1b[?1000lgone", "over\u202eride", "iso\u2066late\u2069d", "line\u2028end", "nul\x00l",
    "Ann [/b] Lee", "[red]Ann[/red]", "[@click=app.leave]leave[/]", "[link=https://example.org]here[/link]",
    "tab\tin", "two\nlines", "carriage\rreturn", "zero\u200bwidth", "wide 漢字かな", "e\u0301\u0302\u0303\u0304 marks",
)  # fmt: skip

# Free text, column by column: what a list, a form or another laptop may bring in.
_FREE = {
    "person": ("title", "gender", "elector", "postcode"), "contact": ("raw", "label"), "list": ("file", "sheet"),
    "address": ("lines", "town", "postcode", "label"), "fact": ("value", "detail"), "tag": ("name",),
    "note": ("body",), "relation": ("kind",), "consent": ("how", "wording", "address"), "source": ("title",),
    "talk": ("channel", "by_whom", "outcome", "said"), "task": ("title", "owner", "every", "note"),
    "hand_out": ("title",), "office": ("party", "posts", "surgery", "ward_written"),
    "body": ("name", "kind", "aims"), "body_person": ("role",), "link": ("role",), "council": ("name",),
    "constituency": ("name",), "ward": ("name",), "branch": ("name",), "operation": ("title", "who"),
}  # fmt: skip


def strings(shared_data: Path) -> list[str]:
    """The big list of naughty strings, and ours; but for those that are empty or that no file can hold."""
    known: list[str] = json.loads((shared_data / "naughty" / "blns.json").read_text(encoding="utf-8"))
    return [text for text in (*OURS, *known) if text]


def build(path: Path, texts: Sequence[str]) -> None:
    """Make the database: a person for each text, and one who has all of them, with everything that people can have."""
    with Store.create(path) as store:
        build_places(store)
        for name in ("Aa Aa", "Bb Bb", "Cc Cc"):
            add(store, f"{name}, 07700 900123, aa@example.org, SE13 5AB, leaflets, champion")
        offices.add_office(store, "councillor", "Aa Aa", places={"ward": "Castle & Park"}, party="Labour")
        groups.add_group(store, "Tenants", "association", wards=["Castle & Park"], contacts=["Aa Aa"])
        for name in ("Bb Bb", "Cc Cc"):
            links.link(store, name, to="Aa Aa", role="helps")
    raw = sqlite3.connect(path, isolation_level=None)
    try:
        raw.execute("BEGIN")
        _fill(raw, list(texts))
        raw.execute("COMMIT")
    finally:
        raw.close()
    with Store.open(path) as store, store.turn():
        from organiser.store import search

        search.rebuild(store.connection)


def _fill(raw: sqlite3.Connection, texts: list[str]) -> None:
    number = len(texts)
    now, today = clock.now(), clock.today()
    turned = [text[::-1] for text in texts]
    _insert(raw, "person", [
        {"uid": uid, "given": text, "family": other, "sort_key": f"b{at:05}", "name_key": f"{at}",
         "postcode": "SE13 5AB", "created": now, "register": "on", "membership": "member"}
        for at, (uid, text, other) in enumerate(zip(new_uids(number), texts, turned, strict=True))
    ])  # fmt: skip
    raw.execute("UPDATE person SET sort_key = 'a' || sort_key WHERE id <= 3")
    for text, person in zip(texts, cycle((1, 2)), strict=False):
        _insert(raw, "note", [{"person_id": person, "body": text, "noted": now}])
    people = [row for (row,) in raw.execute("SELECT id FROM person ORDER BY id")]
    # The first has all of them, the others one each.
    owners = [1] * number + people[3:]
    twice = texts + texts
    uids = iter(new_uids(6 * len(owners)))
    for owner, text in zip(owners, twice, strict=True):
        _insert(raw, "fact", [{"person_id": owner, "kind": kind, "value": text, "detail": text, "since": today}
                              for kind in ("offer", "role", "organisation", "nickname")])  # fmt: skip
        _insert(raw, "address", [{"person_id": owner, "lines": text, "town": text}])
        _insert(raw, "talk", [{"uid": next(uids), "person_id": owner, "on_day": today, "channel": text, "by_whom": text,
                               "outcome": text, "said": text}])  # fmt: skip
        _insert(raw, "task", [{"uid": next(uids), "title": text, "owner": text, "due": today, "state": "open",
                               "note": text, "person_id": owner}])  # fmt: skip
        _insert(raw, "consent", [{"person_id": owner, "channel": "call", "stance": "no", "given": today, "how": text,
                                  "wording": text}])  # fmt: skip
    _insert(raw, "tag", [{"uid": next(uids), "name": text, "fold": f"t{at}"} for at, text in enumerate(texts)])
    raw.execute("INSERT INTO person_tag(person_id, tag_id) SELECT 1, id FROM tag")
    raw.execute("INSERT INTO person_tag(person_id, tag_id) SELECT id + 3, id FROM tag WHERE id + 3 IN"
                " (SELECT id FROM person)")  # fmt: skip
    _insert(raw, "body", [{"uid": next(uids), "name": text, "fold": f"g{at}", "kind": text, "aims": text}
                          for at, text in enumerate(texts)])  # fmt: skip
    _insert(raw, "branch", [{"uid": next(uids), "name": text, "fold": f"b{at}", "constituency_id": 1}
                            for at, text in enumerate(texts)])  # fmt: skip
    _insert(raw, "relation", [{"person_id": 1, "other_id": person, "kind": text}
                              for person, text in zip(people[3:], texts, strict=True)])  # fmt: skip
    _insert(raw, "source", [{"key": "s", "title": texts[0]}])
    _insert(raw, "question", [
        {"uid": next(uids), "kind": kind, "value": value, "state": "open", "person_id": one, "other_id": other}
        for kind, value in (("shared-address", f"{texts[0]}@x"), ("namesake", texts[1]), ("lapsed", texts[2]),
                            ("clash", to_value(Clash(*islice(cycle(texts), len(Clash._fields))))))
        for one, other in ((1, people[3]), (people[4], 2))
    ])  # fmt: skip
    _insert(raw, "operation", [{"at": now, "who": text, "title": text, "state": "done"} for text in texts])
    for table, columns in _FREE.items():
        for column in columns:
            for at, (row,) in enumerate(raw.execute(f"SELECT id FROM {table} WHERE id <= 40").fetchall()):
                text = texts[(at + len(column)) % len(OURS)]
                raw.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (text, row))
    raw.execute("UPDATE contact SET value = raw || id")
    raw.execute("UPDATE setting SET value = ? WHERE key = 'who'", (texts[0],))
    # An id that was given is never given again, whoever wrote the row.
    raw.execute("DELETE FROM counter")
    for name in ("operation", "inserted", "change", "trail", *TRACKED):
        raw.execute(f"INSERT INTO counter(tbl, next) SELECT ?, coalesce(max(id), 0) + 1 FROM {name}", (name,))


def _insert(raw: sqlite3.Connection, table: str, rows: Sequence[dict[str, engine.Value]]) -> None:
    columns = list(rows[0])
    marks = ", ".join("?" * len(columns))
    raw.executemany(
        f"INSERT INTO {table}({', '.join(columns)}) VALUES ({marks})",
        [[row[column] for column in columns] for row in rows],
    )


def write_files(folder: Path, texts: Sequence[str]) -> None:
    """Lists whose names, headings and cells are such texts, as far as a file can be called so."""
    for at, text in enumerate(texts[: len(OURS)]):
        name = text.replace("/", "").replace("\0", "")[:60]
        with (folder / f"{name}{at}.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(("Name", "Email", "Tags", text))
            rows.writerows((other, f"a{at}@example.org", other, other) for other in texts[:40])
