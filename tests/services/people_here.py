"""A small place with wards, a branch and postcodes, and people added to it as users add them."""

from collections.abc import Sequence

from organiser.models.places import BRANCH, BRANCH_WARD, CONSTITUENCY, COUNCIL, POSTCODE, WARD, WARD_SEAT
from organiser.rules.names import fold
from organiser.rules.places import place_fold
from organiser.services import adding, editing, tags
from organiser.store.store import Store
from organiser.store.uids import new_uids

# Wards of Anytown: the code, the name, and the constituencies in which it lies.
WARDS = (
    ("E05000001", "Castle & Park", ("North",)),
    ("E05000002", "St Ann's", ("North", "South")),
    ("E05000003", "Smithfield", ("South",)),
)
# Postcodes: the ward by its place in WARDS (None: none) and the constituency that a directory names ("": none).
POSTCODES = {
    "SE13 5AB": (0, "North"),
    "SE13 5AD": (1, "North"),
    "SE4 1ES": (1, "South"),
    "E1 6AN": (1, ""),
    "N1 9GU": (2, "South"),
    "ZZ1 1ZZ": (None, ""),
}


def build_places(store: Store) -> None:
    """Anytown North and South, their wards and postcodes, and a branch of each over the ward that they share."""
    with store.operation("Places") as work:
        council = work.insert(COUNCIL, gss="E09000001", name="Anytown")
        seats = {
            name: work.insert(CONSTITUENCY, gss=f"E1400000{number}", name=f"Anytown {name}")
            for number, name in enumerate(("North", "South"))
        }
        ids = []
        for gss, name, lies_in in WARDS:
            ids.append(work.insert(WARD, gss=gss, name=name, fold=place_fold(name), council_id=council))
            for seat in lies_in:
                work.insert(WARD_SEAT, ward_id=ids[-1], constituency_id=seats[seat], first=2024, last=2024)
        for code, (ward, seat) in POSTCODES.items():
            ward_id = None if ward is None else ids[ward]
            work.insert(POSTCODE, code=code, ward_id=ward_id, constituency_id=seats.get(seat, 0))
        for seat, wards in (("North", ids[:2]), ("South", ids[1:])):
            branch = work.insert(
                BRANCH, uid=new_uids(1)[0], name="Town", fold=fold("Town"), constituency_id=seats[seat]
            )
            for ward_id in wards:
                work.insert(BRANCH_WARD, branch_id=branch, ward_id=ward_id)


def add(store: Store, line: str) -> int:
    """Add somebody, and give their id."""
    added = adding.add(store, adding.draft(store, line).understood)
    return store.count("SELECT id FROM person WHERE uid = ?", (bytes.fromhex(added.uid.replace("-", "")),))


def edit(store: Store, person: int, *changes: str) -> editing.Edited:
    """Mend what is known of somebody, as it is typed."""
    return editing.edit(store, person, [editing.parse_change(change) for change in changes])


def give(store: Store, person: int, *names: str) -> None:
    """Give somebody tags, new ones or known ones."""
    known = {tag.name for tag in tags.tags(store)}
    for name in names:
        if name not in known:
            tags.new_tag(store, name)
    tags.give(store, person, names)


def names(store: Store, ids: Sequence[int]) -> list[str]:
    """What people are called, in the order given."""
    return [str(store.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (one,))) for one in ids]
