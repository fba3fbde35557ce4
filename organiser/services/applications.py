"""Applications of CLPs to a pilot: criteria with weights, evidence, what assessors gave, the decision and why."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.pilots import APPLICATION, CRITERION, EVIDENCE, SCORE
from organiser.rules import assessing
from organiser.rules.assessing import MOST_POINTS
from organiser.rules.names import fold
from organiser.services.organisers import seat_of
from organiser.services.pilots import Scheme, add_seat, find_scheme
from organiser.services.places import Place
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

ACCEPTED, DECLINED = "accepted", "declined"


class Criterion(NamedTuple):
    """What applications are judged by, and how much it counts. `id` is the row's, for services only."""

    id: int
    name: str
    weight: int


class Score(NamedTuple):
    """What an assessor gave, in points from 0 to 10, and their remark."""

    assessor: str
    points: int
    remark: str


class Answer(NamedTuple):
    """An application by one criterion: its evidence, who gave what, the mean, and how far the assessors are apart."""

    criterion: Criterion
    evidence: str
    scores: tuple[Score, ...]
    mean: Decimal | None
    spread: int
    apart: bool


class Application(NamedTuple):
    """A CLP's application of an ISO day. `total` is the weighted mean, None until each criterion has points.

    `decision` is accepted, declined or "" as yet, with the reason and the day.
    """

    id: int
    uid: str
    clp: Place
    received: str
    commitment: str
    decision: str
    reason: str
    decided: str
    answers: tuple[Answer, ...]
    total: Decimal | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The criteria that count and that nobody has given points for."""
        return tuple(one.criterion.name for one in self.answers if one.criterion.weight and not one.scores)

    @property
    def apart(self) -> tuple[str, ...]:
        """The criteria on which the assessors are far apart."""
        return tuple(one.criterion.name for one in self.answers if one.apart)


class Draft(NamedTuple):
    """An application as it was typed: `evidence` has pairs of a criterion, by words, and what is said to it."""

    clp: str
    commitment: str = ""
    received: str = ""
    evidence: Sequence[tuple[str, str]] = ()


class Scored(NamedTuple):
    """Points as they were typed."""

    clp: str
    criterion: str
    assessor: str
    points: str
    remark: str = ""


class Written(NamedTuple):
    """An application after a change, and the number of the change (None: it stood so already)."""

    application: Application
    operation: int | None


class Agreed(NamedTuple):
    """The criteria after a change, and the number of the change (None: they stood so already)."""

    criteria: tuple[Criterion, ...]
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------


def criteria(store: Store, scheme: Scheme) -> tuple[Criterion, ...]:
    """What applications to a scheme are judged by, the weightiest first."""
    rows = store.rows(
        "SELECT id, name, weight FROM criterion WHERE scheme_id = ? ORDER BY weight DESC, id", (scheme.id,)
    )
    return tuple(Criterion(*row) for row in rows)


def list_applications(store: Store, scheme: Scheme) -> list[Application]:
    """All applications: those with a total first, the highest first, then by name."""
    asked = criteria(store, scheme)
    evidence: dict[tuple[int, int], str] = {
        (application, criterion): words
        for application, criterion, words in store.rows("SELECT application_id, criterion_id, words FROM evidence")
    }
    scores: dict[tuple[int, int], list[Score]] = {}
    for application, criterion, *score in store.rows(
        "SELECT application_id, criterion_id, assessor, points, remark FROM score ORDER BY assessor"
    ):
        scores.setdefault((application, criterion), []).append(Score(*score))
    found = []
    for row, uid, place, gss, name, received, commitment, decision, reason, decided in store.rows(
        "SELECT application.id, uid, constituency.id, gss, name, received, commitment, decision, reason, decided"
        " FROM application JOIN constituency ON constituency.id = constituency_id WHERE scheme_id = ?"
        " ORDER BY name, gss",
        (scheme.id,),
    ):
        answers = []
        for criterion in asked:
            given = scores.get((row, criterion.id), [])
            judged = assessing.judged([one.points for one in given])
            words = evidence.get((row, criterion.id), "")
            answers.append(Answer(criterion, words, tuple(given), judged.mean, judged.spread, judged.apart))
        total = assessing.total(
            {one.id: one.weight for one in asked},
            {one.criterion.id: [score.points for score in one.scores] for one in answers},
        )
        clp = Place(place, gss, name)
        found.append(
            Application(row, uid_text(uid), clp, received, commitment, decision, reason, decided, tuple(answers), total)
        )
    return sorted(found, key=lambda one: (one.total is None, -(one.total or 0)))


def find_application(store: Store, scheme: Scheme, words: str) -> Application:
    """The application of a CLP, by its name or code, or a part of the name that no other has."""
    everybody, asked = list_applications(store, scheme), fold(words)
    found = [one for one in everybody if asked in (fold(one.clp.name), one.clp.gss.casefold())] or [
        one for one in everybody if asked and asked in fold(one.clp.name)
    ]
    if len(found) != 1:
        many = "Several CLPs" if found else "No CLP"
        raise Problem(f"{many} called '{safe_text(words)}' applied to {scheme.name}.", USAGE if found else 1)
    return found[0]


# Writing -------------------------------------------------------------------------------------------------------------


def set_criterion(store: Store, scheme: Scheme, name: str, weight: str) -> Agreed:
    """Say what applications are judged by, and how much it counts (0 to 100); said again it is changed."""
    called = safe_text(name)
    if not fold(called):
        raise Problem("Say what applications are judged by.", USAGE)
    if not weight.isdecimal() or int(weight) > 100:
        raise Problem(f"A weight is a whole number from 0 to 100, not '{safe_text(weight)}'.", USAGE)
    now = next((one for one in criteria(store, scheme) if fold(one.name) == fold(called)), None)
    with store.operation(f"Judge applications to {scheme.name} by {called}", kind="pilot") as work:
        if now:
            work.update(CRITERION, now.id, name=called, weight=int(weight))
        else:
            work.insert(CRITERION, scheme_id=scheme.id, name=called, weight=int(weight))
    return Agreed(criteria(store, scheme), work.operation_id)


def apply(store: Store, scheme: Scheme, draft: Draft) -> Written:
    """Write a CLP's application down, or more of it: what it commits itself to, and its evidence by criterion."""
    place = seat_of(store, draft.clp)
    told = [(_criterion(store, scheme, name), safe_lines(words)) for name, words in draft.evidence]
    values: dict[str, Value] = {}
    if draft.commitment:
        values["commitment"] = safe_lines(draft.commitment)
    if draft.received:
        values["received"] = read_past(draft.received)
    with store.operation(f"Write down the application of {place.shown}", kind="pilot") as work:
        row = work.value(
            "SELECT id FROM application WHERE scheme_id = ? AND constituency_id = ?", (scheme.id, place.id)
        )
        if isinstance(row, int):
            if values:
                work.update(APPLICATION, row, **values)
        else:
            values.setdefault("received", clock.today())
            row = work.insert_with_uid(APPLICATION, scheme_id=scheme.id, constituency_id=place.id, **values)
        for criterion, words in told:
            now = work.value(
                "SELECT id FROM evidence WHERE application_id = ? AND criterion_id = ?", (row, criterion.id)
            )
            if isinstance(now, int):
                work.update(EVIDENCE, now, words=words)
            else:
                work.insert(EVIDENCE, application_id=row, criterion_id=criterion.id, words=words)
    return Written(find_application(store, scheme, place.gss), work.operation_id)


def score(store: Store, scheme: Scheme, given: Scored) -> Written:
    """Write down what an assessor gives an application for one criterion; said again it is changed."""
    application = find_application(store, scheme, given.clp)
    criterion = _criterion(store, scheme, given.criterion)
    assessor = safe_text(given.assessor)
    if not assessor:
        raise Problem("Say who gives the points.", USAGE)
    if not given.points.isdecimal() or int(given.points) > MOST_POINTS:
        raise Problem(f"Points are from 0 to {MOST_POINTS}, not '{safe_text(given.points)}'.", USAGE)
    values: dict[str, Value] = {"points": int(given.points)}
    if given.remark:
        values["remark"] = safe_lines(given.remark)
    with store.operation(f"Score the application of {application.clp.shown}", kind="pilot") as work:
        rows = work.rows(
            "SELECT id, assessor FROM score WHERE application_id = ? AND criterion_id = ?",
            (application.id, criterion.id),
        )
        now = next((row for row, name in rows if fold(name) == fold(assessor)), None)
        if now is not None:
            work.update(SCORE, now, **values)
        else:
            work.insert(SCORE, application_id=application.id, criterion_id=criterion.id, assessor=assessor, **values)
    return Written(find_application(store, scheme, application.clp.gss), work.operation_id)


def decide(store: Store, scheme: Scheme, clp: str, decision: str, reason: str) -> Written:
    """Decide on an application, with the reason; one that is accepted is a seat of the scheme from then on."""
    application = find_application(store, scheme, clp)
    told = next((one for one in (ACCEPTED, DECLINED) if decision and one.startswith(fold(decision))), "")
    if not told:
        raise Problem(f"A decision is {ACCEPTED} or {DECLINED}.", USAGE)
    if not safe_text(reason):
        raise Problem("Say why: whoever applied is told.", USAGE)
    with store.operation(f"Decide on the application of {application.clp.shown}", kind="pilot") as work:
        _decide(work, application, told, safe_lines(reason))
        if told == ACCEPTED:
            add_seat(work, find_scheme(store, scheme.name), application.clp)
    return Written(find_application(store, scheme, application.clp.gss), work.operation_id)


def _decide(work: Work, application: Application, decision: str, reason: str) -> None:
    stands = (application.decision, application.reason) == (decision, reason)
    if not stands:
        work.update(APPLICATION, application.id, decision=decision, reason=reason, decided=clock.today())


def _criterion(store: Store, scheme: Scheme, words: str) -> Criterion:
    known, asked = criteria(store, scheme), fold(words)
    found = [one for one in known if fold(one.name) == asked] or [
        one for one in known if asked and asked in fold(one.name)
    ]
    if len(found) != 1:
        names = ", ".join(one.name for one in known) or "nothing as yet: 'organiser pilot criterion' says by what"
        raise Problem(f"Applications to {scheme.name} are judged by {names}; not '{safe_text(words)}'.", USAGE)
    return found[0]
