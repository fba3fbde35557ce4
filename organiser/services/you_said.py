"""The page “you said, we did” of a conference, to hand round; and who came, to be thanked by a channel they allowed."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.reports.you_said import Facts, WardFacts, page_of
from organiser.rules.conference import OWNERS
from organiser.rules.consent import CHANNELS
from organiser.rules.dates import uk_date
from organiser.services import invitations, promises
from organiser.services.conferences import Conference
from organiser.services.imprint import imprint
from organiser.services.invitations import Chosen, Wanted, may_be_asked
from organiser.services.promises import Promise
from organiser.store import clock
from organiser.store.store import Store

# Whose name is in the public anyway; of the others the page names what they are.
_NAMED = ("MP", "councillor")
_SAID = {"MP": "the MP", "councillor": "a councillor", "champion": "a community champion",
         "officer": "an officer of the local party", "helper": "a volunteer"}  # fmt: skip


class Printed(NamedTuple):
    """The page that was written; `missing` says what of the imprint is not set ("" nothing): then it is a draft."""

    file: Path
    missing: str


def print_page(store: Store, conference: Conference, path: Path | None = None, *, replace: bool = False) -> Printed:
    """Write the page. No private name is on it; what was promised stands there as it was written: read it through."""
    from organiser.reports.page import to_html
    from organiser.services.pages import put

    found = imprint(store)
    missing = ", ".join(found.missing)
    facts = Facts(
        conference.shown,
        uk_date(conference.event.on),
        uk_date(clock.today()),
        list(_wards(store, conference)),
        found.line,
        missing,
    )
    file = put(store, f"you said {conference.shown}", to_html(page_of(facts)), path, replace=replace)
    return Printed(file, missing)


def _wards(store: Store, conference: Conference) -> Iterator[WardFacts]:
    held = promises.promises(store, conference)
    today = clock.today()
    for vote in conference.votes:
        told = [_told(one, today) for one in held if one.ward == vote.ward.shown]
        yield WardFacts(vote.ward.shown, adopted(store, vote.id), told)
    wards = {vote.ward.shown for vote in conference.votes}
    rest = [_told(one, today) for one in held if one.ward not in wards]
    if rest:
        yield WardFacts("", "", rest)


def _told(one: Promise, today: str) -> tuple[str, str, str, str]:
    who = _SAID[one.owner_kind if one.owner_kind in OWNERS else "helper"]
    if one.owner_kind in _NAMED and one.owner_name:
        who = f"{one.owner_name}, {'MP' if one.owner_kind == 'MP' else 'councillor'}"
    stands = one.words(today)
    what = f"{one.task.title} ({one.issue})" if one.issue else one.task.title
    return what, who, stands[:1].upper() + stands[1:], one.evidence


def adopted(store: Store, contest: int) -> str:
    """What a ward adopted, as it was declared, in words; "" where nothing is declared."""
    declared = store.value("SELECT result FROM declared WHERE contest_id = ?", (contest,))
    if not isinstance(declared, str):
        return ""
    names = json.loads(declared).get("adopted", [])
    return ", ".join(str(name) for name in names)


# Thanking ------------------------------------------------------------------------------------------------------------


def who_came(store: Store, conference: Conference, channel: str) -> Chosen:
    """Who came and may be thanked by a channel, and how many may not, by reason."""
    if channel not in CHANNELS:
        raise Problem(f"--channel takes {', '.join(CHANNELS)}.", USAGE)
    left_out: Counter[str] = Counter()
    ids = [
        row[0]
        for row in store.rows(
            "SELECT person.id FROM attendance JOIN person ON person.id = person_id WHERE event_id = ?"
            " AND state = 'attended' ORDER BY sort_key, person.id",
            (conference.event.number,),
        )
    ]
    return may_be_asked(store, channel, ids, left_out, Wanted(everybody=True))


def thank_sheet(
    store: Store, conference: Conference, chosen: Chosen, path: Path | None = None, *, replace: bool = False
) -> Path:
    """Print the sheet from which those who came are rung and thanked. Problem where nobody may be rung."""
    from organiser.reports.invitations import thank_page
    from organiser.reports.page import to_html
    from organiser.services.pages import put

    _refuse_nobody(chosen)
    rows = [(one.name, one.shown, one.ward) for one in chosen.people]
    page = to_html(thank_page(invitations.about_words(conference), rows))
    return put(store, f"thank for {conference.shown}", page, path, replace=replace)


def _refuse_nobody(chosen: Chosen) -> None:
    if not chosen.people:
        raise Problem(f"Nobody who came may be reached by {invitations.BY[chosen.channel]}.")


def thank(store: Store, conference: Conference, chosen: Chosen, path: Path, *, replace: bool = False) -> Path:
    """Write those who may be thanked as a list to merge into letters or e-mails, or to ring from (CSV)."""
    from organiser.formats.export_csv import BYTE_ORDER_MARK, csv_bytes
    from organiser.services.output_file import target_of, write_whole

    _refuse_nobody(chosen)
    header, rows = invitations.as_table(conference, chosen)
    target = target_of(store, path, replace=replace)
    write_whole(target, chain([BYTE_ORDER_MARK], csv_bytes(header, rows)), replace=replace)
    return target
