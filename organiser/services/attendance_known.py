"""Who had come to what, as it was known at a moment: told from the history, so that no report has to be believed.

Each row of attendance is taken back to how it stood then: what was entered since is left out, what was changed or
taken out since stands as it stood. Events themselves are taken as they are now.
"""

from organiser.models.events import ATTENDANCE
from organiser.store.store import Store

_PLACES = {name: place for place, name in enumerate(ATTENDANCE.names)}


def _cell(name: str) -> str:
    return f"json_extract(image, '$[{_PLACES[name]}]')"


# An operation stood at ?1 that was made by then and not undone by then.
_STOOD = "at <= ?1 AND (state = 'done' OR undone_at > ?1)"
# The image of each row before the first change that was made to it after ?1, '' where it was put there by that change.
_BEFORE = (
    "SELECT row_id, before AS image, min(change.id) FROM change JOIN operation ON operation.id = operation_id"
    " WHERE tbl = 'attendance' AND (at > ?1 OR (state = 'undone' AND undone_at > ?1 AND after = '')) GROUP BY row_id"
)
_ENTERED = (
    "SELECT 1 FROM inserted JOIN operation ON operation.id = operation_id WHERE tbl = 'attendance'"
    f" AND {{row}} BETWEEN first AND last AND {_STOOD}"
)


def make(store: Store, moment: str) -> str:
    """Build the attendance as it stood at a moment (UTC) for this connection; gives the name of the table.

    It has the columns of `attendance`. A moment "" is now, for which nothing is built.
    """
    if not moment:
        return "attendance"
    with store.errors():
        store.connection.execute("DROP TABLE IF EXISTS temp.attendance_known")
        store.connection.execute(
            "CREATE TEMP TABLE attendance_known(id INTEGER PRIMARY KEY, event_id INTEGER, person_id INTEGER,"
            " state TEXT)"
        )
        store.connection.execute(
            f"WITH changed AS ({_BEFORE}) INSERT INTO temp.attendance_known"
            f" SELECT id, event_id, person_id, state FROM attendance WHERE id NOT IN (SELECT row_id FROM changed)"
            f" AND EXISTS ({_ENTERED.format(row='attendance.id')})"
            f" UNION ALL SELECT row_id, {_cell('event_id')}, {_cell('person_id')}, {_cell('state')} FROM changed"
            f" WHERE image <> '' AND EXISTS ({_ENTERED.format(row='row_id')})",
            (moment,),
        )
    return "temp.attendance_known"
