"""The list of tags: shown, added to by hand or by imports, given to people and taken from them, merged.

A merged tag leads on: lists that go on giving the old one mean the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from organiser.errors import Problem
from organiser.models.people import PERSON_TAG, TAG
from organiser.models.sources import SETTING
from organiser.rules.names import fold
from organiser.rules.places import near_names
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_text
from organiser.store.work import Work
from organiser.text import safe_text

# The setting that says what a merged tag is called now: this, then the folded old name.
_LEADS_ON = "tag merged: "


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the list, and how many people have it."""

    uid: str
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """What became of one person's tags: all they have now, and those that are other than before."""

    uid: str
    name: str
    tags: list[str]
    changed: list[str]
    operation: int | None


@dataclass(frozen=True, slots=True)
class Merged:
    """The tag that stands for both now, the name that is gone, how many people had it, and the change's number."""

    tag: Tag
    gone: str
    people: int
    operation: int | None


class _Known(NamedTuple):
    id: int
    uid: bytes
    name: str


def tags(store: Store) -> list[Tag]:
    """All tags by name."""
    return [
        Tag(uid_text(uid), name, people)
        for uid, name, people in store.rows(
            "SELECT uid, name, (SELECT count(*) FROM person_tag WHERE tag_id = tag.id) FROM tag ORDER BY fold"
        )
    ]


def new_tag(store: Store, name: str) -> tuple[Tag, int | None]:
    """Add a tag to the list; a Problem where it is there already, however it is spelled."""
    name = safe_text(name)
    if not fold(name):
        raise Problem("A tag needs a name.")
    uid = new_uids(1)[0]
    with store.operation(f"New tag {name}", kind="tag") as work:
        found = _find(store, name)
        if found is not None:
            raise Problem(f"There is a tag '{found.name}' already.")
        work.insert(TAG, uid=uid, name=name, fold=fold(name), by_hand=1)
        _lead_nowhere(work, fold(name))
    return Tag(uid_text(uid), name, 0), work.operation_id


def give(store: Store, person: int, names: Sequence[str]) -> Tagged:
    """Give a person tags of the list. A Problem that names near ones, and nothing changed, where one is not on it."""
    with store.operation("Tag somebody", kind="tag") as work:
        known = list(dict.fromkeys(_known(store, name) for name in names))
        work.title = f"Tag {_name(store, person)}: {_listed(known)}"
        had = {row[0] for row in work.rows("SELECT tag_id FROM person_tag WHERE person_id = ?", (person,))}
        changed = [tag for tag in known if tag.id not in had]
        for tag in changed:
            work.insert(PERSON_TAG, person_id=person, tag_id=tag.id)
    return _tagged(store, person, changed, work)


def take(store: Store, person: int, names: Sequence[str]) -> Tagged:
    """Take tags from a person; those they do not have are passed over, one that is not on the list is a Problem."""
    with store.operation("Untag somebody", kind="tag") as work:
        known = list(dict.fromkeys(_known(store, name) for name in names))
        work.title = f"Untag {_name(store, person)}: {_listed(known)}"
        changed = []
        for tag in known:
            row = work.value("SELECT id FROM person_tag WHERE person_id = ? AND tag_id = ?", (person, tag.id))
            if isinstance(row, int):
                work.delete(PERSON_TAG, row)
                changed.append(tag)
    return _tagged(store, person, changed, work)


def known(store: Store, name: str) -> tuple[int, str]:
    """The id and name of a tag of the list; a Problem that names near ones where there is none."""
    found = _known(store, name)
    return found.id, found.name


def known_or_new(work: Work, store: Store, name: str) -> tuple[int, str]:
    """Inside an operation: the id and name of the tag that a name means now, put on the list where none does."""
    name = safe_text(name)
    if not fold(name):
        raise Problem("A tag needs a name.")
    found = _find(store, name) or _find(store, led_on(store).get(fold(name), ""))
    if found is not None:
        return found.id, found.name
    return work.insert_with_uid(TAG, name=name, fold=fold(name), by_hand=1), name


def merge(store: Store, old: str, new: str) -> Merged:
    """Make one tag of two: whoever had `old` has `new`, and `old` is gone, from later lists as well.

    Where both are the same tag otherwise spelled, it is spelled like `new` from now on.
    """
    with store.operation("Merge tags", kind="tag") as work:
        gone, kept = _known(store, old), _known(store, new)
        work.title = f"Merge tag {gone.name} into {safe_text(new)}"
        people = store.count("SELECT count(*) FROM person_tag WHERE tag_id = ?", (gone.id,))
        if gone == kept:
            kept = kept._replace(name=safe_text(new))
            work.update(TAG, kept.id, name=kept.name, by_hand=1)
        else:
            _move(work, gone, kept)
            work.delete(TAG, gone.id)
            _lead_on(work, fold(gone.name), fold(kept.name))
    having = store.count("SELECT count(*) FROM person_tag WHERE tag_id = ?", (kept.id,))
    return Merged(Tag(uid_text(kept.uid), kept.name, having), gone.name, people, work.operation_id)


def led_on(store: Store) -> dict[str, str]:
    """What merged tags are called now, by their folded old names."""
    rows = store.rows(
        "SELECT substr(key, ?), tag.name FROM setting JOIN tag ON tag.fold = value WHERE key LIKE ?",
        (len(_LEADS_ON) + 1, f"{_LEADS_ON}%"),
    )
    return dict(rows)


# Parts ---------------------------------------------------------------------------------------------------------------


def _find(store: Store, name: str) -> _Known | None:
    found = store.rows("SELECT id, uid, name FROM tag WHERE fold = ?", (fold(safe_text(name)),))
    return _Known(*found[0]) if found else None


def _known(store: Store, name: str) -> _Known:
    found = _find(store, name)
    if found is not None:
        return found
    near = near_names(name, [row[0] for row in store.rows("SELECT name FROM tag")])
    advice = f"Did you mean {' or '.join(near)}?" if near else "'organiser tag list' shows them all."
    raise Problem(f"There is no tag '{safe_text(name)}'. {advice} 'organiser tag new' makes a new one.")


def _name(store: Store, person: int) -> str:
    return str(store.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,)))


def _listed(known: Sequence[_Known]) -> str:
    return ", ".join(tag.name for tag in known)


def _tagged(store: Store, person: int, changed: Sequence[_Known], work: Work) -> Tagged:
    uid = store.value("SELECT uid FROM person WHERE id = ?", (person,))
    now = store.rows(
        "SELECT name FROM person_tag JOIN tag ON tag.id = tag_id WHERE person_id = ? ORDER BY tag.fold", (person,)
    )
    return Tagged(
        uid_text(uid) if isinstance(uid, bytes) else "",
        _name(store, person),
        [row[0] for row in now],
        [tag.name for tag in changed],
        work.operation_id,
    )


def _move(work: Work, gone: _Known, kept: _Known) -> None:
    """Give `kept` to everybody who has `gone`; who has both loses the second."""
    both = "SELECT person_id FROM person_tag WHERE tag_id = ?"
    for (row,) in work.rows(
        f"SELECT id FROM person_tag WHERE tag_id = ? AND person_id IN ({both})", (gone.id, kept.id)
    ):
        work.delete(PERSON_TAG, row)
    work.update_select(
        PERSON_TAG,
        ("tag_id",),
        "SELECT id, :kept FROM person_tag WHERE tag_id = :gone",
        {"gone": gone.id, "kept": kept.id},
    )


def _lead_on(work: Work, gone: str, kept: str) -> None:
    """Remember what a tag is called now, and so for those that were merged into it before."""
    for (row,) in work.rows("SELECT id FROM setting WHERE key LIKE ? AND value = ?", (f"{_LEADS_ON}%", gone)):
        work.update(SETTING, row, value=kept)
    _lead_nowhere(work, kept)
    row = work.value("SELECT id FROM setting WHERE key = ?", (_LEADS_ON + gone,))
    if isinstance(row, int):
        work.update(SETTING, row, value=kept)
    else:
        work.insert(SETTING, key=_LEADS_ON + gone, value=kept)


def _lead_nowhere(work: Work, name: str) -> None:
    """A tag that is on the list stands for itself."""
    row = work.value("SELECT id FROM setting WHERE key = ?", (_LEADS_ON + name,))
    if isinstance(row, int):
        work.delete(SETTING, row)
