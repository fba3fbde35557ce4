"""Community conferences: what each ward votes on and how, who was invited and given a paper, the papers, the promises.

Who was given a paper and the papers themselves share nothing that could join them: no key, no number, no order and no
moment. PAPER has a random uid and the number it was given after the box was mixed; what is written into it stands in
the history under the moment its pile was opened (docs/adr/0010).
"""

from organiser.models.base import Fixed, Index, Table, blob, number, ref, text

# While a result stands, what it was counted from does.
_DECLARED = "the result is declared: take that back first"

# What a conference is besides an event of that kind, where date, place, branch, wards and who comes are kept.
# organises: who does. voters: who may vote, as announced. previous_id: the first of a pair, whose promises are carried
# over; a ward that both are about votes once. announced: the ISO day on which the rules were made known, '' not yet.
CONFERENCE = Table(
    "conference",
    (
        blob("uid"),
        ref("event"),
        *text("organises", "voters", "agenda", "announced"),
        ref("conference", "previous_id", optional=True),
    ),
    (Index(("uid",), unique=True), Index(("event_id",), unique=True), Index(("previous_id",))),
    fixed_by=(Fixed("given_paper", "papers were given under it", of=("voters", "announced")),),
)

# The vote of one ward. method and tie: rules.conference. seats: how many issues are adopted. seed: fixed before the
# papers are opened, at seed_fixed (UTC). frozen: the moment (UTC) its papers were printed; printed: how many.
CONTEST = Table(
    "contest",
    (
        blob("uid"),
        ref("conference"),
        ref("ward"),
        *text("method", "tie", "seed", "seed_fixed", "frozen", "desk"),
        *number("seats", "printed"),
    ),
    (Index(("uid",), unique=True), Index(("conference_id", "ward_id"), unique=True), Index(("ward_id",))),
    fixed_by=tuple(
        Fixed(table, words, of=("method", "tie", "seats", "seed", "frozen", "printed"))
        for table, words in (("given_paper", "papers were given for it"), ("pile", "papers were opened for it"))
    ),
)

# An issue on a ward's paper, number from 1 as printed beside it; state: offered | left out; reason: why a person added,
# renamed or left it out ('' proposed by the doorstep).
CHOICE = Table(
    "choice",
    (blob("uid"), ref("contest"), ref("issue", optional=True), *text("name", "state", "reason"), *number("number")),
    (Index(("uid",), unique=True), Index(("contest_id",)), Index(("issue_id",))),
    fixed_by=tuple(
        Fixed(
            table, f"papers were {done} on which it stands", "row.contest_id", "contest_id", ("name", "state", "number")
        )
        for table, done in (("given_paper", "given"), ("pile", "opened"))
    ),
)

# Somebody invited, once a conference. channels: by which, on which ISO day ("email 2026-11-22, call 2026-11-24").
# invited: the first ISO day, '' for somebody who answered uninvited. reply: '' | coming | maybe | not coming, which is
# not whether they came. replied: the day and time in London, or the day. needs: access needs in words.
INVITATION = Table(
    "invitation",
    (blob("uid"), ref("conference"), ref("person"), *text("channels", "invited", "reply", "replied", "needs")),
    (Index(("uid",), unique=True), Index(("conference_id", "person_id"), unique=True), Index(("person_id",))),
    person="person_id",
)

# That somebody was given a paper: a person who is known, or a name and the postcode that proves the ward. papers: how
# many were given, of which `spoilt` came back and were replaced. Never the number of a stub.
GIVEN = Table(
    "given_paper",
    (
        blob("uid"),
        ref("contest"),
        ref("conference"),
        ref("person", optional=True),
        *text("name", "fold", "postcode", "desk"),
        *number("papers", "spoilt"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("contest_id", "fold", "postcode")),
        Index(("conference_id",)),
        Index(("person_id",)),
    ),
    person="person_id",
    once=("contest_id", "fold", "postcode"),
    fixed_by=(Fixed("declared", _DECLARED, "row.contest_id", "contest_id", ("papers", "spoilt")),),
)

# The papers of a ward's box, or a part of them, after mixing. papers: how many were counted into it by hand. opened:
# the moment (UTC), under which all that is keyed of it stands in the history.
PILE = Table(
    "pile",
    (blob("uid"), ref("contest"), *text("label", "opened"), *number("papers")),
    (Index(("uid",), unique=True), Index(("contest_id",))),
    fixed_by=(Fixed("declared", _DECLARED, "row.contest_id", "contest_id"),),
)

# A paper as somebody keyed it: marks as typed ('' blank), keyer '' for what was agreed where two keyers differed.
PAPER = Table(
    "paper",
    (blob("uid"), ref("pile"), *text("keyer", "marks"), *number("number")),
    (Index(("uid",), unique=True), Index(("pile_id", "keyer", "number"), unique=True)),
    fixed_by=(Fixed("declared", _DECLARED, "(SELECT contest_id FROM pile WHERE pile.id = row.pile_id)", "contest_id"),),
)

# An order of the choices drawn by lot, by hand, before two witnesses: their numbers, the first preferred.
LOT = Table(
    "lot",
    (ref("contest"), *text("drawn", "witness", "second_witness")),
    (Index(("contest_id",), unique=True),),
    fixed_by=(Fixed("declared", _DECLARED, "row.contest_id", "contest_id"),),
)

# The result of a ward as it was declared: the whole of it as canonical JSON, and its check code.
DECLARED = Table(
    "declared",
    (blob("uid"), ref("contest"), *text("result", "code", "declared")),
    (Index(("uid",), unique=True), Index(("contest_id",), unique=True)),
)

# What was promised: the task holds what, who, by when and whether it is done. owner_kind: rules.conference.OWNERS.
PROMISE = Table(
    "promise",
    (
        blob("uid"),
        ref("task"),
        ref("conference"),
        ref("ward", optional=True),
        ref("issue", optional=True),
        ref("person", "owner_id", optional=True),
        *text("owner_kind", "evidence"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("task_id",), unique=True),
        Index(("conference_id",)),
        Index(("ward_id",)),
        Index(("issue_id",)),
        Index(("owner_id",)),
    ),
)

TABLES = (CONFERENCE, CONTEST, CHOICE, INVITATION, GIVEN, PILE, PAPER, LOT, DECLARED, PROMISE)
