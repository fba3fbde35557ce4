"""The list of tags, and who has which."""

from dataclasses import asdict

from organiser.commands.command import Command, Result, Session, argument
from organiser.services import tags
from organiser.services.people import find_one
from organiser.services.tags import Tag, Tagged


def _list(session: Session) -> Result:
    found = tags.tags(session.store())
    return Result(
        {"tags": [asdict(tag) for tag in found], "more": False},
        [f"{tag.people:>7,}  {tag.name}" for tag in found] or ["There are no tags yet: 'organiser tag new NAME'."],
    )


def _new(session: Session) -> Result:
    tag, operation = tags.new_tag(session.store(create=True), session.text("name"))
    return Result(_tag_json(tag, operation), [f"Tag {tag.name} is on the list now."])


def _add(session: Session) -> Result:
    store = session.store()
    done = tags.give(store, find_one(store, session.text("person")), session.texts("tags"))
    return _result(done, f"{done.name} has {_listed(done.changed)} now.", f"{done.name} had them already.")


def _remove(session: Session) -> Result:
    store = session.store()
    done = tags.take(store, find_one(store, session.text("person")), session.texts("tags"))
    return _result(done, f"{done.name} no longer has {_listed(done.changed)}.", f"{done.name} did not have them.")


def _merge(session: Session) -> Result:
    done = tags.merge(session.store(), session.text("old"), session.text("new"))
    people = f"{done.people:,} {'person' if done.people == 1 else 'people'}"
    return Result(
        _tag_json(done.tag, done.operation) | {"gone": done.gone, "moved": done.people},
        [f"{done.gone} is {done.tag.name} now, for {people}. Lists that still say {done.gone} mean it too."],
    )


def _tag_json(tag: Tag, operation: int | None) -> dict[str, object]:
    return asdict(tag) | {"operation": operation}


def _result(done: Tagged, changed: str, unchanged: str) -> Result:
    return Result(
        asdict(done),
        [changed if done.changed else unchanged, f"Tags: {_listed(done.tags) or 'none'}"],
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names)


_PERSON = argument("person", help="words that find one person, or their code", metavar="PERSON")
_TAGS = argument("tags", help="tags of the list", nargs="+", metavar="TAG")
_TAGGED = '{"uid", "name", "tags": [], "changed": [], "operation"}'

COMMANDS = (
    Command(
        "tag list",
        "Show all tags and how many people have each",
        _list,
        ("organiser tag list",),
        returns='{"tags": [{"uid", "name", "people"}], "more"}',
    ),
    Command(
        "tag new",
        "Put a new tag on the list",
        _new,
        ('organiser tag new "street rep"',),
        (argument("name", help="what to call it", metavar="NAME"),),
        returns='{"uid", "name", "people", "operation"}',
        writes=True,
    ),
    Command(
        "tag add",
        "Give somebody tags of the list",
        _add,
        ('organiser tag add "Ann Smith" leaflets', 'organiser tag add "Ann Smith" leaflets "street rep"'),
        (_PERSON, _TAGS),
        returns=_TAGGED,
        writes=True,
    ),
    Command(
        "tag remove",
        "Take tags from somebody",
        _remove,
        ('organiser tag remove "Ann Smith" leaflets',),
        (_PERSON, _TAGS),
        returns=_TAGGED,
        writes=True,
    ),
    Command(
        "tag merge",
        "Make one tag of two, or spell one otherwise",
        _merge,
        ("organiser tag merge leafletting leaflets", 'organiser tag merge "street rep" "Street rep"'),
        (
            argument("old", help="the tag that goes", metavar="OLD"),
            argument("new", help="the tag that stays", metavar="NEW"),
        ),
        returns='{"uid", "name", "people", "gone", "moved", "operation"}',
        writes=True,
    ),
)
