"""The head of a paper sheet: what may be meant in each of its fields, and what the sheet before said."""

from datetime import timedelta
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.completing import meant
from organiser.rules.dates import uk_date
from organiser.services import sheets
from organiser.services.doorstep import Round
from organiser.services.events import list_events
from organiser.services.places import wards
from organiser.services.sheets import Begun
from organiser.store import clock
from organiser.store.store import Store

# So many of the latest conversations are looked at for the sheet that was typed last.
_LOOKED_BACK = 20_000
# The day and event of the sheet before are offered again for so long after it was typed.
_SITTING = timedelta(hours=12)


class Offer(NamedTuple):
    """One thing that may be meant: what to write, and words that tell it from others."""

    value: str
    words: str


class Offers(NamedTuple):
    """What may be meant in each field of Round, the likeliest first, and the sheet that was typed last."""

    last: Round
    fields: dict[str, list[Offer]]


def latest(store: Store) -> Round:
    """What the sheet that was typed last was about, to be offered again; blank where none was.

    Its day and event only while the same stack of sheets is being typed.
    """
    rows = store.rows(
        "SELECT (SELECT at FROM operation JOIN inserted ON operation.id = operation_id WHERE tbl = 'conversation'"
        " AND conversation.id BETWEEN first AND last), gss, on_day, coalesce((SELECT hex(uid) FROM event"
        " WHERE event.id = event_id), ''), by_whom, street, postcode FROM conversation"
        " JOIN ward ON ward.id = conversation.ward_id WHERE place = 0"
        " AND conversation.id > (SELECT coalesce(max(id), 0) - ? FROM conversation)"
        " ORDER BY conversation.id DESC LIMIT 1",
        (_LOOKED_BACK,),
    )
    if not rows:
        return Round()
    at, *rest = rows[0]
    last = Round(*rest)
    same_sitting = bool(at) and clock.london(clock.now()) - clock.london(at) < _SITTING
    return last if same_sitting else last._replace(on="", event="")


def offers(store: Store) -> Offers:
    """The wards where something was heard before all others, events the latest first, streets and canvassers."""
    heard = [ward for (ward,) in store.rows("SELECT ward_id FROM conversation GROUP BY ward_id ORDER BY max(id) DESC")]
    order = {ward: place for place, ward in enumerate(heard)}
    places = sorted(wards(store, clock.today()), key=lambda ward: order.get(ward.place.id, len(order)))
    events, _ = list_events(store)
    last = latest(store)
    if not last.ward and len(places) == 1:
        last = last._replace(ward=places[0].place.gss)
    if not last.ward and len(events) == 1:
        last = last._replace(event=events[0].uid.replace("-", "").upper())
    gss = {ward.place.gss: ward.place.shown for ward in places}
    uids = {event.uid.replace("-", "").upper(): f"{event.shown}, {uk_date(event.on)}" for event in events}
    return Offers(
        last._replace(ward=gss.get(last.ward, last.ward), event=uids.get(last.event, ""), on=_day(last.on)),
        {
            "ward": [Offer(one.place.shown, one.council.shown if one.council else "") for one in places],
            "event": [Offer(f"{event.shown}, {uk_date(event.on)}", event.uid) for event in events],
            "street": _before(store, "street"),
            "by": _before(store, "by_whom"),
        },
    )


def _day(on: str) -> str:
    return uk_date(on) if on else ""


def _before(store: Store, column: str) -> list[Offer]:
    rows = store.rows(
        f"SELECT {column} FROM conversation WHERE id > (SELECT coalesce(max(id), 0) - ? FROM conversation)"
        f" AND {column} <> '' GROUP BY {column} ORDER BY max(id) DESC LIMIT 500",
        (_LOOKED_BACK,),
    )
    return [Offer(str(one), "") for (one,) in rows]


def begin_as_meant(store: Store, shared: Round) -> Begun:
    """Begin a sheet though ward and event were typed by a few letters; Problem where these mean none.

    Where neither was typed, what was left blank is as on the sheet before.
    """
    if not (shared.ward or shared.event):
        last = latest(store)
        shared = Round(*(typed or before for typed, before in zip(shared, last, strict=True)))
    try:
        return sheets.begin(store, shared)
    except Problem:
        fields = offers(store).fields
        said = {"ward": shared.ward, "event": shared.event}
        for name, text in said.items():
            for place in meant(text, [offer.value for offer in fields[name]], 1) if text else []:
                offer = fields[name][place]
                said[name] = offer.words if name == "event" else offer.value
        return sheets.begin(store, shared._replace(**said))
