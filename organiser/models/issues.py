"""What people decided about issues: which of them are not one another, and to whom they were taken."""

from organiser.models.base import Index, Table, blob, ref, text

# Somebody said that an issue is not part of another one (other_id null: of none). It is not proposed again.
ISSUE_APART = Table(
    "issue_apart",
    (ref("issue"), ref("issue", "other_id", optional=True)),
    (
        Index(("issue_id",), unique=True, where="other_id IS NULL"),
        Index(("issue_id", "other_id"), unique=True, where="other_id IS NOT NULL"),
        Index(("other_id",)),
    ),
)

# An issue that was taken further than its wards. level: borough | national. council_id, constituency_id: for whom,
# where it is for one of them. owner_id, or owner in words: who sees to it. taken_kind, taken_to: to whom (service,
# group, MP or party; the name). on_day, answered_on: ISO; answered_on is '' while there is no answer.
ISSUE_RAISED = Table(
    "issue_raised",
    (
        blob("uid"),
        ref("issue"),
        ref("council", optional=True),
        ref("constituency", optional=True),
        ref("person", "owner_id", optional=True),
        *text("level", "owner", "taken_kind", "taken_to", "on_day", "answer", "answered_on", "note"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("issue_id",)),
        Index(("council_id",)),
        Index(("constituency_id",)),
        Index(("owner_id",)),
    ),
)

TABLES = (ISSUE_APART, ISSUE_RAISED)
