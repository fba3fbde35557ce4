"""Inviting to a conference: by each channel only who may be contacted so for it, and how many were left out and why.

A list to merge into letters or e-mails, a sheet to ring from, a file for another laptop to ring from, slips to deliver.
Whoever was invited by a channel is not invited by it again unless that is asked for.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import INVITATION
from organiser.rules.conference import NOT_COMING
from organiser.rules.consent import CHANNELS, REASONS
from organiser.rules.dates import uk_date
from organiser.rules.invitations import channel_days, with_channel
from organiser.services import people
from organiser.services.conferences import Conference
from organiser.services.people import Question
from organiser.services.places import JOIN_WARD, PEOPLE_OF_WARD, Atlas
from organiser.services.reach import Place, Reached, answers
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work

PURPOSE = "conference"
BY = {"email": "e-mail", "sms": "text", "call": "telephone", "post": "post", "door": "a slip at the door"}
# Who can be asked by one of these is not sent a letter, unless everybody is.
_QUICKER = ("email", "sms", "call")
_BATCH = 5000
# Why somebody is left out who might be contacted.
ANSWERED = "have answered already"
INVITED = "were invited that way already"
QUICKER = "can be asked by e-mail, text or telephone"
NOT_INVITED = "were not invited yet"


class Wanted(NamedTuple):
    """Whom to invite: those who live in some wards, in a branch, have some tags, or are councillors, champions, groups'
    contacts of the voting wards; with none of these, everybody who lives in a ward that votes.

    `silent`: only who was invited and has not answered. `again`: also who was invited that way already. `everybody`: by
    post or door also who can be asked by e-mail, text or telephone.
    """

    wards: Sequence[str] = ()
    branch: str = ""
    clp: str = ""
    tags: Sequence[str] = ()
    councillors: bool = False
    champions: bool = False
    groups: bool = False
    silent: bool = False
    again: bool = False
    everybody: bool = False


class Chosen(NamedTuple):
    """Who may be invited by a channel, by name, and how many are left out, by reason in words."""

    channel: str
    people: list[Reached]
    ids: list[int]
    left_out: Mapping[str, int]


class Invited(NamedTuple):
    """Who was invited by a channel, how many were left out and why, the file that was written (None: none), and the
    number of the change."""

    channel: str
    people: int
    left_out: Mapping[str, int]
    file: Path | None
    operation: int | None


# Choosing ------------------------------------------------------------------------------------------------------------


def choose(store: Store, conference: Conference, channel: str, wanted: Wanted) -> Chosen:
    """Who of those wanted may be invited by a channel, and why the others may not; reads only."""
    if channel not in CHANNELS:
        raise Problem(f"--channel takes {', '.join(CHANNELS)}.", USAGE)
    ids = _in_order(store, _wanted(store, conference, wanted))
    left_out: Counter[str] = Counter()
    kept = list(_not_yet(store, conference, channel, wanted, ids, left_out))
    return may_be_asked(store, channel, kept, left_out, wanted)


def may_be_asked(store: Store, channel: str, kept: Sequence[int], left_out: Counter[str], wanted: Wanted) -> Chosen:
    """Who of some people by id may be reached by a channel about a conference; the others are counted by reason."""
    day = clock.today()
    found: list[tuple[int, Reached]] = []
    for start in range(0, len(kept), _BATCH):
        batch = kept[start : start + _BATCH]
        by = answers(store, channel, PURPOSE, batch, day)
        quicker = _quicker(store, batch, day) if channel in ("post", "door") and not wanted.everybody else set()
        for number, reached in _named(store, batch):
            answer = by[number]
            if answer.reason:
                left_out[REASONS[channel][answer.reason]] += 1
            elif number in quicker:
                left_out[QUICKER] += 1
            else:
                found.append((number, reached._replace(address=answer.address, place=answer.place)))
    return Chosen(channel, [one for _, one in found], [number for number, _ in found], dict(left_out.most_common()))


def _quicker(store: Store, ids: Sequence[int], day: str) -> set[int]:
    return {
        person
        for channel in _QUICKER
        for person, answer in answers(store, channel, PURPOSE, ids, day).items()
        if not answer.reason
    }


def _not_yet(
    store: Store, conference: Conference, channel: str, wanted: Wanted, ids: Sequence[int], left_out: Counter[str]
) -> Iterator[int]:
    """Those who have not answered, and were not invited this way, as far as that is wanted."""
    now = {
        person: (channels, reply)
        for person, channels, reply in store.rows(
            "SELECT person_id, channels, reply FROM invitation WHERE conference_id = ?", (conference.id,)
        )
    }
    for person in ids:
        channels, reply = now.get(person, ("", ""))
        if reply and (wanted.silent or reply == NOT_COMING or not wanted.again):
            left_out[ANSWERED] += 1
        elif wanted.silent and not channels:
            left_out[NOT_INVITED] += 1
        elif channel in channel_days(channels) and not wanted.again:
            left_out[INVITED] += 1
        else:
            yield person


def _named(store: Store, ids: Sequence[int]) -> Iterator[tuple[int, Reached]]:
    for number, uid, given, family, ward in store.rows(
        "SELECT person.id, person.uid, given, family, coalesce(nullif(ward.name, ''), ward.gss, '') FROM json_each(?)"
        f" AS wanted CROSS JOIN person ON person.id = wanted.value {JOIN_WARD} ORDER BY wanted.key",
        (json.dumps(ids),),
    ):
        yield number, Reached(uid_text(uid), given, family, "", Place(), ward)


def _in_order(store: Store, ids: Iterable[int]) -> list[int]:
    rows = store.rows(
        "SELECT person.id FROM json_each(?) AS wanted CROSS JOIN person ON person.id = wanted.value"
        " ORDER BY sort_key, person.id",
        (json.dumps(sorted(set(ids))),),
    )
    return [row[0] for row in rows]


def _wanted(store: Store, conference: Conference, wanted: Wanted) -> Iterator[int]:
    """The ids of those wanted, some of them more than once."""
    said = False
    questions = [Question(ward=ward) for ward in wanted.wards]
    questions += [Question(branch=wanted.branch, clp=wanted.clp)] if wanted.branch else []
    questions += [Question(tag=tag) for tag in wanted.tags]
    for question in questions:
        said = True
        found = people.matching(store, question)
        yield from (row[0] for row in store.rows(f"SELECT person.id FROM person WHERE {found.sql}", found.values))
    wards = [vote.ward.id for vote in conference.votes]
    for asked, sql in (
        (wanted.councillors, _HOLDERS),
        (wanted.champions, _CHAMPIONS),
        (wanted.groups, _GROUPS),
    ):
        if asked:
            said = True
            values = (clock.today(), json.dumps(wards), json.dumps(_seats(store, wards)))
            yield from (row[0] for row in store.rows(sql, values))
    for ward in wards if not said else ():
        yield from (row[0] for row in store.rows(PEOPLE_OF_WARD, (ward,)))


def _seats(store: Store, wards: Sequence[int]) -> list[int]:
    atlas = Atlas(store, clock.today())
    return sorted({seat.id for ward in wards for seat in atlas.settle(ward, 0).constituencies})


_STANDS = "{0}.since <= ?1 AND ({0}.until = '' OR {0}.until > ?1)"
_WARDS = "(SELECT value FROM json_each(?2))"
# Councillors of the wards (?2) and the MPs of the seats in which they lie (?3).
_HOLDERS = (
    f"SELECT person_id FROM office WHERE {_STANDS.format('office')} AND (kind = 'councillor' AND ward_id IN {_WARDS}"
    " OR kind = 'mp' AND constituency_id IN (SELECT value FROM json_each(?3)))"
)
# Champions of the wards, those who live there, and those who stand behind their councillors or a branch over them.
_CHAMPIONS = f"""
WITH named(id) AS (
  SELECT person_id FROM fact WHERE kind = 'role' AND value IN ('champion', 'community champion')
    AND {_STANDS.format("fact")}
  UNION SELECT person_id FROM link WHERE role LIKE '%champion%' AND person_id IS NOT NULL AND {_STANDS.format("link")})
SELECT named.id FROM named JOIN person ON person.id = named.id {JOIN_WARD}
WHERE ward.id IN {_WARDS} OR EXISTS (SELECT 1 FROM link WHERE link.person_id = named.id AND {_STANDS.format("link")}
  AND (holder_id IN ({_HOLDERS}) OR branch_id IN (SELECT branch_id FROM branch_ward WHERE ward_id IN {_WARDS})))
UNION SELECT person_id FROM champion WHERE ward_id IN {_WARDS} AND {_STANDS.format("champion")}
"""
# Who speaks for groups at work in the wards.
_GROUPS = (
    f"SELECT person_id FROM body_person WHERE role = 'contact' AND {_STANDS.format('body_person')} AND ?3 <> ''"
    f" AND body_id IN (SELECT body_id FROM body_ward WHERE ward_id IN {_WARDS})"
)


# Inviting ------------------------------------------------------------------------------------------------------------


def invite(store: Store, conference: Conference, chosen: Chosen, *, path: Path | None = None,
           replace: bool = False) -> Invited:  # fmt: skip
    """Note who is invited by a channel, and with `path` write them as a list for letters and e-mails (CSV).

    Problem where there is nobody, or where the file cannot be written; then nothing is noted either.
    """
    _refuse_nobody(chosen)
    with _noting(store, conference, chosen) as work:
        note(work, conference, chosen)
        target = _write_list(store, conference, chosen, path, replace=replace) if path else None
    return Invited(chosen.channel, len(chosen.people), chosen.left_out, target, work.operation_id)


def call_sheet(store: Store, conference: Conference, chosen: Chosen, path: Path | None = None, *,
               replace: bool = False) -> Invited:  # fmt: skip
    """Note who is invited by telephone, and print the sheet to ring from."""
    _refuse_nobody(chosen)
    from organiser.reports.invitations import call_page
    from organiser.reports.page import to_html
    from organiser.services.pages import put

    rows = [(one.name, one.shown, one.ward) for one in chosen.people]
    html = to_html(call_page(about_words(conference), rows))
    with _noting(store, conference, chosen) as work:
        note(work, conference, chosen)
        target = put(store, f"ring for {conference.shown}", html, path, replace=replace)
    return Invited(chosen.channel, len(chosen.people), chosen.left_out, target, work.operation_id)


def slips(store: Store, conference: Conference, chosen: Chosen, path: Path | None = None, *,
          replace: bool = False) -> Invited:  # fmt: skip
    """Note who is invited by a letter or slip, and print the slips; without an imprint they say draft."""
    _refuse_nobody(chosen)
    from organiser.reports.invitations import slips_html
    from organiser.services.imprint import imprint
    from organiser.services.pages import put

    found = imprint(store)
    addressed = [(one.name, *filter(None, one.place.lines.splitlines()), one.place.town, one.place.postcode)
                 for one in chosen.people]  # fmt: skip
    html = slips_html(about_words(conference), conference.voters, addressed, found.line, ", ".join(found.missing))
    with _noting(store, conference, chosen) as work:
        note(work, conference, chosen)
        target = put(store, f"slips for {conference.shown}", html, path, replace=replace)
    return Invited(chosen.channel, len(chosen.people), chosen.left_out, target, work.operation_id)


def hand_out_to_ring(store: Store, conference: Conference, chosen: Chosen, path: Path) -> Invited:
    """Hand those who may be rung to another laptop, and note them as invited; their answers come back with the file.

    An answer comes back where what was said begins with it: "coming, needs a wheelchair". The first 500 go out.
    """
    _refuse_nobody(chosen)
    from organiser.services.handouts import hand_out

    # A file takes so many: the others are not invited by it.
    chosen = chosen._replace(people=chosen.people[: people.MOST], ids=chosen.ids[: people.MOST])
    title = f"Ring for {conference.shown}"
    question = Question(ids=tuple(chosen.ids))
    handed = hand_out(store, "ring", path, question, title=title, purpose=PURPOSE)
    with _noting(store, conference, chosen) as work:
        note(work, conference, chosen)
    return Invited(chosen.channel, handed.people, chosen.left_out, handed.file, work.operation_id)


def note(work: Work, conference: Conference, chosen: Chosen) -> None:
    """Note those chosen as invited, inside a change."""
    today = clock.today()
    now = {
        person: (row, channels, invited)
        for row, person, channels, invited in work.rows(
            "SELECT id, person_id, channels, invited FROM invitation WHERE conference_id = ?", (conference.id,)
        )
    }
    for person in chosen.ids:
        if person in now:
            row, channels, invited = now[person]
            work.update(
                INVITATION, row, channels=with_channel(channels, chosen.channel, today), invited=invited or today
            )
        else:
            work.insert_with_uid(
                INVITATION,
                conference_id=conference.id,
                person_id=person,
                channels=with_channel("", chosen.channel, today),
                invited=today,
            )


def _noting(store: Store, conference: Conference, chosen: Chosen) -> AbstractContextManager[Work]:
    number = f"{len(chosen.ids):,} {'person' if len(chosen.ids) == 1 else 'people'}"
    return store.operation(f"Invite {number} to {conference.shown} by {BY[chosen.channel]}", kind="invitation")


def _refuse_nobody(chosen: Chosen) -> None:
    if not chosen.people:
        why = "; ".join(f"{number:,} {reason}" for reason, number in chosen.left_out.items())
        raise Problem(f"Nobody is left to be invited by {BY[chosen.channel]}{f': {why}' if why else ''}.")


def _write_list(store: Store, conference: Conference, chosen: Chosen, path: Path, *, replace: bool) -> Path:
    from organiser.formats.export_csv import BYTE_ORDER_MARK, csv_bytes
    from organiser.services.output_file import target_of, write_whole

    header, rows = as_table(conference, chosen)
    target = target_of(store, path, replace=replace)
    write_whole(target, chain([BYTE_ORDER_MARK], csv_bytes(header, rows)), replace=replace)
    return target


def as_table(conference: Conference, chosen: Chosen) -> tuple[Sequence[str], Iterator[list[str]]]:
    """Those chosen as a table to merge into letters and e-mails: its header and its rows."""
    by_post = chosen.channel in ("post", "door")
    address = ("lines", "town", "postcode") if by_post else ("address",)
    about = about_words(conference)
    header = ("name", "given", "family", *address, "ward", "conference", "day", "time", "place")
    return header, (
        [one.name, one.given, one.family, *(one.place if by_post else (one.shown,)), one.ward, *about]
        for one in chosen.people
    )


def about_words(conference: Conference) -> tuple[str, str, str, str]:
    """The conference in words: its name, day, time and place."""
    event = conference.event
    return conference.shown, uk_date(event.on), event.at, event.place


def list_path(conference: Conference, channel: str) -> Path:
    """Where a list of those invited by a channel lies when nobody named a place: a new file of the program's own."""
    from organiser.services.pages import folder_for, name_for

    moment = f"{clock.london(clock.now()):%Y-%m-%d-%H%M%S}"
    return folder_for("lists") / f"{name_for(conference.shown)}-{channel}-{moment}.csv"
