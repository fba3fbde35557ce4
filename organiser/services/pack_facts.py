"""What stands on the sheets of a pack, read from the database: who is expected, who wears a badge, a result."""

import json
from datetime import date

from organiser.reports.pack import Vote
from organiser.reports.pack_count import Figures
from organiser.reports.pack_desk import Badge, Expected, SignIn
from organiser.rules.conference import COMING, MAYBE
from organiser.rules.counting.result import Result, Stage, short_votes
from organiser.rules.dates import uk_date
from organiser.rules.events import ATTENDED, BOOKED
from organiser.rules.signin import desk_of, desks
from organiser.services import keying
from organiser.services.conferences import Conference, Contest
from organiser.services.places import JOIN_WARD
from organiser.store import clock
from organiser.store.store import Store

# Rows for walk-ins on a sign-in sheet.
_BLANK_ROWS = 24
# Badges without a name, and how many of each.
_ROLES = (("Welcome", 2), ("Sign-in desk", 4), ("Here to help", 8), ("Counting", 6))
_OFFICES = {"councillor": "Councillor", "champion": "Community champion"}


def full_day(iso: str) -> str:
    """An ISO day with its weekday, as posters write it: "Saturday 12 December 2026"."""
    day = date.fromisoformat(iso)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def vote_of(store: Store, contest: Contest) -> Vote:
    """The vote of a ward as papers show it."""
    choices = tuple(keying.choices(store, contest))
    return Vote(contest.ward.shown, contest.method, contest.tie, contest.seats, choices)


def expected(store: Store, conference: Conference) -> dict[int, list[Expected]]:
    """Who said that they come or may come, or is booked, by id of the ward (0: none known), by name.

    `had` is whether they were given a paper already, as on the first evening of a pair.
    """
    found: dict[int, list[Expected]] = {}
    votes = json.dumps([vote.id for vote in conference.votes])
    for name, postcode, ward, had in store.rows(
        "SELECT trim(given || ' ' || family), person.postcode, coalesce(ward.id, 0), EXISTS (SELECT 1 FROM given_paper"
        " WHERE given_paper.person_id = person.id AND contest_id IN (SELECT value FROM json_each(?3)))"
        " FROM (SELECT person_id FROM invitation WHERE conference_id = ?1 AND reply IN (?4, ?5) UNION"
        " SELECT person_id FROM attendance WHERE event_id = ?2 AND state IN (?6, ?7)) AS coming"
        f" CROSS JOIN person ON person.id = coming.person_id {JOIN_WARD} ORDER BY sort_key, person.id",
        (conference.id, conference.event.number, votes, COMING, MAYBE, BOOKED, ATTENDED),
    ):
        found.setdefault(ward, []).append(Expected(name, postcode, bool(had)))
    return found


def sign_in_lists(conference: Conference, vote: Contest, people: dict[int, list[Expected]]) -> list[SignIn]:
    """The lists of a ward, one for each of its desks, and those of whom no ward is known at the end of the last."""
    theirs = people.get(vote.ward.id, [])
    names = [desk.name for desk in desks(vote.desk)] or [""]
    lists = [
        SignIn(vote.ward.shown, name, [one for one in theirs if desk_of(vote.desk, one.name) == name], _BLANK_ROWS)
        for name in names
    ]
    nowhere = people.get(0, [])
    if nowhere and vote.id == conference.votes[-1].id:
        lists.append(SignIn("", "", nowhere, 0))
    return lists


def wearers(store: Store, conference: Conference) -> list[Badge]:
    """Who wears a badge: who leads, those who hold an office and are not known to stay away, and blank ones."""
    from organiser.services.invitees import office_holders

    leader = conference.event.leader
    found = [Badge(leader.name, "Organiser")] if leader else []
    for one in office_holders(store, conference):
        if one.reply in (COMING, MAYBE) or one.state in (BOOKED, ATTENDED):
            found.append(Badge(one.name, _OFFICES.get(one.office, one.office)))
    return [*dict.fromkeys(found), *(Badge("", role) for role, count in _ROLES for _ in range(count))]


def figures(store: Store, conference: Conference, vote: Contest) -> Figures | None:
    """The result of a ward as it was declared; None while it is not."""
    if not vote.declared:
        return None
    from organiser.services.outcomes import outcome

    found = outcome(store, conference, vote)
    declared = clock.london(vote.declared)
    when = f"{uk_date(declared.date().isoformat())}, {declared:%H:%M}"
    if found.few:
        return Figures(found.adopted, True, declared=when)
    result, papers = found.result, found.papers
    stages = result.stages
    below = [("no further choice", [short_votes(stage.exhausted) for stage in stages])] if len(stages) > 1 else []
    if any(stage.lost for stage in stages):
        below.append(("lost to fractions", [short_votes(stage.lost) for stage in stages]))
    return Figures(
        found.adopted,
        False,
        (papers.issued, papers.counted, sum(papers.spoilt.values()), papers.replaced, papers.not_returned),
        [f"Stage {stage.number}" for stage in stages] if len(stages) > 1 else ["Votes"],
        [[_votes(result, stage, number) for stage in stages] for number in range(1, len(result.options) + 1)],
        below,
        [*_quota(result), *(words for stage in stages for words in _happened(result, stage)), *_ties(result)],
        found.code,
        when,
    )


def _votes(result: Result, stage: Stage, number: int) -> str:
    """The votes of an option at a stage, a dash once it has dropped out."""
    out = any(number in earlier.excluded for earlier in result.stages if earlier.number < stage.number)
    votes = stage.tallies[number - 1]
    return "–" if out and not votes else short_votes(votes)


def _quota(result: Result) -> list[str]:
    return [f"Quota: {result.quota} votes."] if result.quota is not None else []


def _happened(result: Result, stage: Stage) -> list[str]:
    if len(result.stages) == 1:
        return []
    found = [f"{', '.join(map(result.name, stage.elected))} adopted"] if stage.elected else []
    found += [f"{', '.join(map(result.name, stage.excluded))} dropped out"] if stage.excluded else []
    return [f"Stage {stage.number}: {'; '.join(found)}."] if found else []


def _ties(result: Result) -> list[str]:
    how = {"look-back": "by looking back", "lot": "by the lot of the seed", "by hand": "by a lot drawn by hand"}
    return [
        f"Level at stage {tie.stage}: {', '.join(map(result.name, tie.among))}; broken {how[tie.broken_by]}: "
        f"{', '.join(map(result.name, tie.order))}."
        for tie in result.ties
    ]
