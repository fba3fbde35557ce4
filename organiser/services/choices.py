"""What a filter can be set to: the values there are, the most used first."""

from organiser.rules.names import fold
from organiser.services.people import MEMBERSHIP_WORDS, REGISTER_WORDS
from organiser.services.places import JOIN_WARD
from organiser.store.store import Store

_MOST = 200
_FACTS = ("offer", "day", "role", "language", "access")
_FIXED = {
    "register": tuple(REGISTER_WORDS),
    "membership": tuple(MEMBERSHIP_WORDS),
    "rung": ("helper", "activist", "trained activist", "leader"),
    "new": ("7", "30", "90"),
    "unspoken": ("42", "90", "180"),
    "no": ("ward", "link", "phone", "email", "tag"),
}
_QUERIES = {
    "tag": "SELECT name FROM tag JOIN person_tag ON tag_id = tag.id GROUP BY tag.id ORDER BY count(*) DESC, name",
    "ward": f"SELECT ward.name FROM person {JOIN_WARD} WHERE ward.name <> '' GROUP BY 1 ORDER BY count(*) DESC, 1",
    "branch": "SELECT name FROM branch ORDER BY name",
    "supports": (
        "SELECT name FROM branch UNION SELECT trim(given || ' ' || family) FROM office"
        " JOIN person ON person.id = person_id WHERE until = '' ORDER BY 1"
    ),
}


def choices(store: Store, name: str, begun: str) -> list[str]:
    """The values of a filter in which what was begun stands, those that open with it first; at most 200."""
    wanted = fold(begun)
    if name in _FIXED:
        values = list(_FIXED[name])
    elif name in _FACTS:
        rows = store.rows(
            "SELECT value FROM fact WHERE kind = ? AND until = '' GROUP BY value ORDER BY count(*) DESC, value", (name,)
        )
        values = [row[0] for row in rows]
    else:
        values = [row[0] for row in store.rows(_QUERIES[name])]
    fitting = [value for value in values if wanted in fold(value)]
    return sorted(fitting, key=lambda value: not fold(value).startswith(wanted))[:_MOST]
