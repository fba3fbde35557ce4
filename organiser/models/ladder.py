"""The ladder from contact to leader, community champions, and what is done for them."""

from organiser.models.base import Index, Table, blob, ref, text

# A step as a dated fact: rung is one of rules.ladder.RUNGS, '' for somebody who left, or 'joined': joined the party,
# which is no rung; brought_by_id is then through whom. constituency_id: the seat.
# brought_by_id: who brought them in. evidence: in words, what stands behind it.
STEP = Table(
    "step",
    (
        blob("uid"),
        ref("person"),
        ref("constituency", optional=True),
        ref("person", "brought_by_id", optional=True),
        *text("rung", "on_day", "evidence"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("person_id", "on_day")),
        Index(("brought_by_id",)),
        Index(("constituency_id",)),
    ),
    person="person_id",
)

# A community champion. kind: issue | community; cause: in words, '' where it is an issue; the ward; who supports them:
# a councillor, a branch, and keeper, who looks after them. until: '' while they are one.
CHAMPION = Table(
    "champion",
    (
        blob("uid"),
        ref("person"),
        ref("issue", optional=True),
        ref("ward", optional=True),
        ref("person", "councillor_id", optional=True),
        ref("branch", optional=True),
        *text("kind", "cause", "keeper", "since", "until"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("person_id",)),
        Index(("issue_id",)),
        Index(("ward_id",)),
        Index(("councillor_id",)),
        Index(("branch_id",)),
    ),
    person="person_id",
)

# The diary of a champion: support that was asked for or given (kind), on a day, in words, by whom.
SUPPORT = Table(
    "support",
    (blob("uid"), ref("champion"), *text("kind", "on_day", "what", "by_whom")),
    (Index(("uid",), unique=True), Index(("champion_id", "on_day"))),
)

TABLES = (STEP, CHAMPION, SUPPORT)
