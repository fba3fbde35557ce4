"""The pilot scheme: its definition, the seats that applied and take part, organisers' time, and seats' returns."""

from organiser.models.base import Index, Table, blob, number, ref, text

# since and until: the ISO days of the scheme. secret: what the hashes of its returns are keyed with, in hex; the seats
# share it, and nobody else has it.
SCHEME = Table(
    "scheme",
    (blob("uid"), *text("name", "fold", "since", "until", "about", "secret")),
    (Index(("uid",), unique=True), Index(("fold",), unique=True)),
)

# A version of what counts as recruited and trained (rules.pilot.Definition.canonical); frozen: the moment (UTC), '' not
# yet; why: why there is another version.
DEFINITION = Table(
    "definition",
    (ref("scheme"), *number("number"), *text("rule", "frozen", "why")),
    (Index(("scheme_id", "number"), unique=True),),
)

# What applications are judged by, and how much each counts.
CRITERION = Table("criterion", (ref("scheme"), *text("name"), *number("weight")), (Index(("scheme_id",)),))

# A CLP's application; decision: '' | accepted | declined, with the reason.
APPLICATION = Table(
    "application",
    (blob("uid"), ref("scheme"), ref("constituency"), *text("received", "commitment", "decision", "reason", "decided")),
    (Index(("uid",), unique=True), Index(("scheme_id", "constituency_id"), unique=True), Index(("constituency_id",))),
)

# The evidence of an application for a criterion, and what each assessor gave it, in points.
EVIDENCE = Table(
    "evidence",
    (ref("application"), ref("criterion"), *text("words")),
    (Index(("application_id", "criterion_id"), unique=True), Index(("criterion_id",))),
)
SCORE = Table(
    "score",
    (ref("application"), ref("criterion"), *text("assessor", "remark"), *number("points")),
    (Index(("application_id", "criterion_id", "assessor"), unique=True), Index(("criterion_id",))),
)

# A seat of a scheme; outside: 1 where it is not in the pilot and is compared with. baseline_since and baseline_until:
# the ISO days of the time before. target: how many are to be recruited (0: by default).
SEAT = Table(
    "seat",
    (
        blob("uid"),
        ref("scheme"),
        ref("constituency"),
        *text("since", "until", "baseline_since", "baseline_until"),
        *number("outside", "target"),
    ),
    (Index(("uid",), unique=True), Index(("scheme_id", "constituency_id"), unique=True), Index(("constituency_id",))),
)

# What has to be done before a seat starts.
READY = Table("ready", (ref("seat"), *text("item", "done", "evidence")), (Index(("seat_id", "item"), unique=True),))

# An organiser's time in a seat: hours a week from a day to a day ('' still). organiser: a name. kind: time | record |
# advice: time, what stands in their track record, what they advised (words, on the day `since`).
ORGANISER_TIME = Table(
    "organiser_time",
    (blob("uid"), ref("constituency"), *text("organiser", "kind", "since", "until", "words"), *number("hours")),
    (Index(("uid",), unique=True), Index(("constituency_id",))),
)

# A seat's return as it came: made and known are ISO days; digest: SHA-256 of the content, which holds no name.
RETURN = Table(
    "seat_return",
    (blob("uid"), ref("scheme"), ref("constituency"), *text("made", "known", "digest", "content")),
    (Index(("uid",), unique=True), Index(("scheme_id", "constituency_id")), Index(("constituency_id",))),
)

# What was published of a scheme: the figures that were shown, as JSON, so that no later report gives back what an
# earlier one hid.
PUBLISHED = Table(
    "published",
    (blob("uid"), ref("scheme"), *text("since", "until", "known", "digest", "cells", "made")),
    (Index(("uid",), unique=True), Index(("scheme_id",))),
)

TABLES = (
    SCHEME, DEFINITION, CRITERION, APPLICATION, EVIDENCE, SCORE, SEAT, READY, ORGANISER_TIME, RETURN, PUBLISHED,
)  # fmt: skip
