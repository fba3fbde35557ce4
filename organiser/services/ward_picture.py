"""The picture of a ward on a page, made from what stands here: no resident is named, nothing private is told."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from organiser.reports.ward_picture import Bar, PictureFacts, to_html
from organiser.rules.contact_rate import COUNTED, Period, percent_words, period_of, year_before
from organiser.rules.conversation import SPOKE
from organiser.rules.dates import uk_date
from organiser.rules.quoting import names_somebody, quotable
from organiser.services import contact_rate, levels, place_page, promises, requests
from organiser.services.contact_rate import Reached
from organiser.services.doorstep_sheet import known_behind
from organiser.services.events import list_events
from organiser.services.issues import wordings
from organiser.services.offices import one_ward
from organiser.services.pages import put
from organiser.services.places import Atlas, Place
from organiser.services.ranking import Asked, Figures, Ranked, WardRanking, ranking
from organiser.store import clock
from organiser.store.store import Store

_MOST_ISSUES, _MOST_QUOTES, _QUOTES_EACH, _MOST_LINES = 8, 6, 2, 5
_MOST_LOOKED_UP = 500


class Printed(NamedTuple):
    """The page that was made, and the ward and period that it is of."""

    file: Path
    ward: Place
    period: Period


def print_picture(
    store: Store, ward: str, *, since: str = "", until: str = "", path: Path | None = None, replace: bool = False
) -> Printed:
    """Write the page of a ward by words, for a period (ISO days; the last twelve months), as print_sheet does."""
    place = one_ward(store, ward, until or clock.today())
    period = period_of(since, until, clock.today())
    html = to_html(facts(store, place, period))
    return Printed(put(store, f"picture {place.shown}", html, path, replace=replace), place, period)


def facts(store: Store, ward: Place, period: Period) -> PictureFacts:
    """What stands on the page of a ward."""
    before = year_before(period)
    now_asked, then_asked = (Asked(ward=ward.gss, since=one.since, until=one.until) for one in (period, before))
    found, earlier = ranking(store, now_asked), _of_ward(ranking(store, then_asked).wards)
    people = known_behind(store, ward)
    said = [one for one in _of_ward(found.wards) if not names_somebody(one.issue.name, people)]
    shown = place_page.show(store, "ward", ward.gss)
    council = next((about.words for about in shown.about if about.label == "Council"), "")
    councillors = [office.person for office in shown.offices if office.kind == "councillor"]
    head = ", ".join(filter(None, (council, period.shown)))
    handed = requests.handed_in(store, ward, period.since, period.until)
    rate = next(iter(contact_rate.rates(store, now_asked).wards), None)
    return PictureFacts(
        ward.shown,
        f"{head}. {'Councillors: ' if councillors else ''}{', '.join(councillors)}".strip(". ") + ".",
        f"Made on {uk_date(clock.today())}. It names no resident. What was said is research: it puts nobody on a list.",
        _figures(found.figures, found.outcomes[SPOKE], sum(found.outcomes.values()), handed),
        _bars(said, earlier),
        _note(found.figures, said, before),
        list(_quotes(store, ward, period, said, people)),
        _rate_bars(rate.now, rate.before) if rate else (),
        _rate_note(rate.now) if rate else "No door was knocked on yet, and no number of electors is known.",
        _raised(store, ward, council, said),
        _events(store, ward, period),
        _promised(store, ward, people),
    )


def _of_ward(wards: Sequence[WardRanking]) -> list[Ranked]:
    return wards[0].ranking if wards else []


def _figures(figures: Figures, spoke: int, doors: int, handed: int) -> list[tuple[str, str]]:
    told = [
        (f"{doors:,}", "door knocked on" if doors == 1 else "doors knocked on"),
        (f"{spoke:,}", "where somebody spoke"),
        (f"{figures.conference['yes']:,}", "would come to a conference"),
    ]
    words = "request handed to a councillor" if handed == 1 else "requests handed to councillors"
    return [*told, (f"{handed:,}", words)]


def _bars(now: Sequence[Ranked], before: Sequence[Ranked]) -> list[Bar]:
    most = max((one.conversations for one in now), default=1)
    counts = {one.issue.uid: one.conversations for one in before}
    return [
        Bar(
            f"{one.place}{'=' if one.tied else '.'} {one.issue.name}",
            f"{one.conversations:,}",
            one.conversations / most,
            _change(one.conversations, counts.get(one.issue.uid, 0)),
        )
        for one in now
        if one.issue.offered
    ][:_MOST_ISSUES]


def _change(now: int, before: int) -> str:
    if not before:
        return "new"
    if now == before:
        return "the same"
    return f"{abs(now - before):,} {'more' if now > before else 'fewer'}"


def _note(figures: Figures, said: Sequence[Ranked], before: Period) -> str:
    told = [f"{figures.no_answer:,} gave no answer", f"{figures.other:,} answered 'other'"]
    left = sum(1 for one in said if one.issue.offered) - _MOST_ISSUES
    if left > 0:
        told.append(f"{left:,} more {'issue was' if left == 1 else 'issues were'} named")
    return f"{'; '.join(told)}; = marks issues that share a place. Beside {before.shown}."


def _quotes(
    store: Store, ward: Place, period: Period, said: Sequence[Ranked], people: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Words of residents on the first issues: none that could point at somebody."""
    heard = {
        row[0]
        for row in store.rows(
            "SELECT DISTINCT wording FROM conversation WHERE ward_id = ? AND on_day BETWEEN ? AND ?",
            (ward.id, *period),
        )
    }
    left = _MOST_QUOTES
    for one in said[:_MOST_ISSUES]:
        spelled = [
            found.wording
            for found in wordings(store, one.issue, ward.id)[0]
            if found.wording in heard and found.wording.casefold() != one.issue.name.casefold()
        ]
        for wording in [words for words in spelled if quotable(words, people)][: min(_QUOTES_EACH, left)]:
            left -= 1
            yield one.issue.name, " ".join(wording.split())


def _rate_bars(now: Reached, before: Reached) -> list[Bar]:
    shares = [one.contacted / one.electorate.number if one.electorate else one.contacted for one in (now, before)]
    most = max(shares) or 1
    return [
        Bar(label, _rate_words(one), share / most)
        for label, one, share in zip(("This period", "The year before"), (now, before), shares, strict=True)
    ]


def _rate_words(one: Reached) -> str:
    who = "home" if one.of == "households" else "resident"
    told = f"{one.contacted:,} {who}{'' if one.contacted == 1 else 's'}"
    if one.electorate is None:
        return told
    share = f" = {percent_words(one.percent)}" if one.contacted else ""
    return f"{told} of {one.electorate.number:,} {one.of}{share}"


def _rate_note(now: Reached) -> str:
    unknown = f"{now.unknown[:1].upper()}{now.unknown[1:]}. " if now.unknown else ""
    return unknown + COUNTED[now.of]


def _raised(store: Store, ward: Place, council: str, said: Sequence[Ranked]) -> list[str]:
    """What was heard in the ward and taken further, for its council or for all: to whom, when, and what came of it."""
    if not said:
        return []
    seats = {place.id for place in Atlas(store, clock.today()).settle(ward.id, 0).constituencies}
    told = []
    for one in levels.raised(store, [ranked.issue.id for ranked in said[:_MOST_LOOKED_UP]]):
        elsewhere = one.council and one.council.shown != council
        if elsewhere or (one.constituency and one.constituency.id not in seats):
            continue
        answer = f"; answered on {uk_date(one.answered)}" if one.answered else "; no answer yet"
        whom = one.taken_to or one.taken_kind or f"{one.level} level"
        told.append(f"{one.issue}: taken to {whom} on {uk_date(one.on)}{answer}")
    return told[:_MOST_LINES]


def _promised(store: Store, ward: Place, people: Sequence[str]) -> list[str]:
    """What was promised to the ward, those that are owed first; of who owns one only what kind of owner that is."""
    told = [
        f"{one.task.title} ({', '.join(filter(None, (one.owner_kind, one.words(clock.today()))))})"
        for one in promises.promises(store)
        if one.ward == ward.shown and not names_somebody(one.task.title, people)
    ]
    return told[:_MOST_LINES]


def _events(store: Store, ward: Place, period: Period) -> list[str]:
    found, _ = list_events(store, ward=ward.gss, since=period.since, until=period.until)
    told = [
        ", ".join(
            filter(
                None,
                (uk_date(one.on), one.shown, f"{one.people['attended']} came" if one.people["attended"] else ""),
            )
        )
        for one in found[:_MOST_LINES]
    ]
    more = len(found) - len(told)
    return [*told, f"and {more} more"] if more else told
