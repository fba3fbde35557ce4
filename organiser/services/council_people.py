"""What a council's list says of its councillors as people: another name they go by, and their public addresses."""

from collections.abc import Mapping

from organiser.formats.modgov import Councillor
from organiser.models.base import Table
from organiser.models.people import ADDRESS, CONTACT, FACT
from organiser.rules.names import fold, name_key
from organiser.store.work import Work


def write_person(work: Work, person: int, councillor: Councillor, on: str) -> bool:
    """Keep what the list of the ISO day `on` says of somebody here by id; whether anything of it is new.

    Another name than the one here is kept beside it; so are the addresses that the council makes public.
    """
    whole = f"{councillor.given} {councillor.family}".strip()
    key = name_key(councillor.given, councillor.family)
    rows: list[tuple[Table, dict[str, str]]] = []
    if work.value("SELECT name_key FROM person WHERE id = ?", (person,)) != key:
        rows.append((FACT, {"kind": "otherwise", "value": whole, "detail": fold(whole)}))
    rows += [(CONTACT, {**contact._asdict(), "name_key": key}) for contact in councillor.contacts]
    rows += [(ADDRESS, address._asdict()) for address in councillor.addresses]
    added = [_add_once(work, table, person, on, values) for table, values in rows]
    return any(added)


def _add_once(work: Work, table: Table, person: int, on: str, values: Mapping[str, str]) -> bool:
    """Add a row unless one says the same already; whatever its label and spelling, an address stands but once."""
    same = [name for name in ("kind", "value", "lines", "postcode") if name in values]
    found = work.value(
        f"SELECT 1 FROM {table.name} WHERE person_id = ? AND " + " AND ".join(f"{name} = ?" for name in same),
        (person, *(values[name] for name in same)),
    )
    if found is None:
        work.insert(table, person_id=person, since=on, **values)
    return found is None
