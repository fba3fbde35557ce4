"""A conference on one page: what comes next, its wards, who is invited and came, what is promised and to be done."""

from typing import NamedTuple

from organiser.rules.conference import Step, next_step
from organiser.services import invitees, promises, tasks
from organiser.services.conferences import Conference, Contest, find_conference, list_conferences, steps
from organiser.services.invitees import Answers, Invitee
from organiser.services.promises import Promise
from organiser.services.tasks import OPEN, Task
from organiser.services.you_said import adopted
from organiser.store import clock
from organiser.store.store import Store


class WardVote(NamedTuple):
    """The vote of a ward: how many issues are offered, papers given and replaced, what was adopted ("" not declared).

    `electors` is the latest number of them, 0 where it is not known; `code` is the check code of what was declared, ""
    where few voted.
    """

    vote: Contest
    offered: int
    given: int
    spoilt: int
    adopted: str
    electors: int
    code: str = ""

    @property
    def turnout(self) -> str:
        """Who voted, of how many, in words; "" before anybody did, and where few did: then only the winner is told."""
        voters = self.given - self.spoilt
        if not voters or (self.vote.declared and not self.code):
            return ""
        return f"{voters:,} voted" + (f" ({voters / self.electors:.1%} of {self.electors:,})" if self.electors else "")


class Shown(NamedTuple):
    """What the page shows; `following` is the step that comes next, `today` an ISO day."""

    conference: Conference
    steps: list[Step]
    following: Step | None
    wards: list[WardVote]
    answers: Answers
    holders: list[Invitee]
    promises: list[Promise]
    tasks: list[Task]
    today: str


class Line(NamedTuple):
    """A conference in the list: its day and days until then (below 0: since), and what comes next ("" nothing)."""

    conference: Conference
    days: int
    following: str


def show(store: Store, words: str) -> Shown:
    """The page of a conference; Problem where there is none."""
    conference = find_conference(store, words)
    found = steps(store, conference)
    about = "task.event_id = ? AND state = ? AND task.id NOT IN (SELECT task_id FROM promise)"
    return Shown(
        conference,
        found,
        next_step(found),
        ward_votes(store, conference),
        invitees.answers(store, conference),
        invitees.office_holders(store, conference),
        promises.promises(store, conference),
        list(tasks.select(store, about, conference.event.number, OPEN)),
        clock.today(),
    )


def ward_votes(store: Store, conference: Conference) -> list[WardVote]:
    """How the vote of each ward stands."""
    among = f"({', '.join(str(vote.id) for vote in conference.votes)})"
    offered: dict[int, int] = dict(
        store.rows(
            f"SELECT contest_id, count(*) FROM choice WHERE state = 'offered' AND contest_id IN {among} GROUP BY 1"
        )
    )
    given = {
        row[0]: row[1:]
        for row in store.rows(
            f"SELECT contest_id, sum(papers), sum(spoilt) FROM given_paper WHERE contest_id IN {among} GROUP BY 1"
        )
    }
    wards = f"({', '.join(str(vote.ward.id) for vote in conference.votes)})"
    electors: dict[int, int] = dict(
        store.rows(
            f"SELECT ward_id, counted FROM electorate WHERE of = 'electors' AND ward_id IN {wards} ORDER BY on_day"
        )
    )
    return [
        WardVote(
            vote,
            offered.get(vote.id, 0),
            given[vote.id][0] if vote.id in given else 0,
            given[vote.id][1] if vote.id in given else 0,
            adopted(store, vote.id),
            electors.get(vote.ward.id, 0),
            str(store.value("SELECT code FROM declared WHERE contest_id = ?", (vote.id,)) or ""),
        )
        for vote in conference.votes
    ]


def lines(store: Store) -> list[Line]:
    """All conferences, the latest first, each with what comes next."""
    from datetime import date

    today = date.fromisoformat(clock.today())
    found = []
    for one in list_conferences(store):
        following = next_step(steps(store, one))
        days = (date.fromisoformat(one.event.on) - today).days
        found.append(Line(one, days, f"{following.name}: {following.words}" if following else ""))
    return found
