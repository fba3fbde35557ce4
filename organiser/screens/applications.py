"""Applications to a pilot: the evidence, what assessors gave and how far they are apart, the decision and why."""

from collections.abc import Iterator
from typing import NamedTuple

from textual import on

from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage
from organiser.screens.one_line import OneLine
from organiser.services import applications, pilot_lines, pilots
from organiser.services.applications import ACCEPTED, DECLINED, Agreed, Application, Criterion, Draft, Scored, Written
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row

_NOBODY = "Nobody has applied yet: n writes down who did, as in 'Birmingham Edgbaston, two evenings a week'."
_NO_CRITERION = "Applications are judged by nothing yet: c says by what, as in 'Commitment of the branches 3'."


class Line(NamedTuple):
    """A line of an application: the code of the CLP, and the criterion ("": the application itself)."""

    clp: str
    criterion: str = ""


class ApplicationsPage(LinesPage, page="pilot applications"):
    """All applications to a scheme, those with the most points first."""

    label_width = 10

    def __init__(self, scheme: str) -> None:
        super().__init__()
        self._scheme = scheme
        self._found: dict[str, Application] = {}

    def title_words(self) -> str:
        return "Applications"

    def reload(self) -> None:
        name = self._scheme

        def read(store: Store) -> tuple[tuple[Criterion, ...], list[Application]]:
            scheme = pilots.find_scheme(store, name)
            return applications.criteria(store, scheme), applications.list_applications(store, scheme)

        self.ask("applications", read, self._arrived)

    def _arrived(self, found: tuple[tuple[Criterion, ...], list[Application]]) -> None:
        criteria, listed = found
        self._found = {one.clp.gss: one for one in listed}
        self.lines.show(list(self._rows(criteria, listed)))

    def _rows(self, criteria: tuple[Criterion, ...], found: list[Application]) -> Iterator[Row]:
        if criteria:
            judged = ", ".join(f"{one.name} (counts {one.weight})" for one in criteria)
            yield Row(f"Judged by {judged}. A total is their weighted mean, 0 to 10.", kind="quiet")
        else:
            yield Row(_NO_CRITERION, kind="quiet")
        if not found:
            yield Row(_NOBODY, kind="quiet")
        for one in found:
            yield Row("")
            total = f"{one.total} of 10" if one.total is not None else "not all scored"
            yield Row(one.clp.shown, label=one.decision, key=Line(one.clp.gss), right=total)
            if one.commitment:
                yield Row(" / ".join(one.commitment.splitlines()), kind="quiet")
            for each in one.answers:
                given = ", ".join(f"{score.assessor} {score.points}" for score in each.scores) or "no points yet"
                right = f"{each.spread} apart: talk it over" if each.apart else ""
                yield Row(f"{each.criterion.name}: {given}", key=Line(one.clp.gss, each.criterion.name), right=right)
                if each.evidence:
                    yield Row(" / ".join(each.evidence.splitlines()), kind="quiet")
            if one.reason:
                yield Row(f"{uk_date(one.decided)}: {' / '.join(one.reason.splitlines())}", kind="quiet")

    # Keys -----------------------------------------------------------------------------------------------------------

    def _here(self) -> tuple[Application, str] | None:
        key = self.lines.key
        if isinstance(key, Line) and key.clp in self._found:
            return self._found[key.clp], key.criterion
        self.tell(_NOBODY, problem=True)
        return None

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        await self.action_evidence()

    async def action_new(self) -> None:
        def write(store: Store, text: str) -> Written:
            clp, _, commitment = text.partition(",")
            scheme = pilots.find_scheme(store, self._scheme)
            return applications.apply(store, scheme, Draft(clp.strip(), commitment.strip()))

        await self.app.push_screen(
            OneLine(
                "Who applies, and what they commit themselves to",
                "Birmingham Edgbaston, two evenings a week in each branch",
                write,
                lambda done: f"{done.application.clp.shown} applied. u takes it back.",
                keep="application",
            )
        )

    async def action_criterion(self) -> None:
        def write(store: Store, text: str) -> Agreed:
            return applications.set_criterion(
                store, pilots.find_scheme(store, self._scheme), *pilot_lines.criterion(text)
            )

        await self.app.push_screen(
            OneLine(
                "By what applications are judged, and how much it counts",
                "Commitment of the branches 3",
                write,
                lambda _: "Written down. u takes it back.",
                keep="criterion",
            )
        )

    async def action_evidence(self) -> None:
        if (here := self._here()) is None:
            return
        one, criterion = here
        known = next((each.evidence for each in one.answers if each.criterion.name == criterion), one.commitment)

        def write(store: Store, text: str) -> Written:
            scheme = pilots.find_scheme(store, self._scheme)
            said = Draft(one.clp.gss, evidence=[(criterion, text)]) if criterion else Draft(one.clp.gss, text)
            return applications.apply(store, scheme, said)

        what = f"The evidence for: {criterion}" if criterion else "What they commit themselves to"
        await self.app.push_screen(
            OneLine(
                f"{one.clp.shown}. {what}",
                "four branches voted for it",
                write,
                lambda _: "Written down. u takes it back.",
                value=" ".join(known.splitlines()),
            )
        )

    async def action_points(self) -> None:
        if (here := self._here()) is None:
            return
        one, criterion = here
        if not criterion:
            self.tell("Put the cursor on a criterion of the application first.", problem=True)
            return

        def write(store: Store, text: str) -> Written:
            assessor, points, remark = pilot_lines.points(text)
            given = Scored(one.clp.gss, criterion, assessor, points, remark)
            return applications.score(store, pilots.find_scheme(store, self._scheme), given)

        await self.app.push_screen(
            OneLine(
                f"{one.clp.shown}, {criterion}: who gives how many points, 0 to 10",
                "Sam Lee 7, a strong case",
                write,
                lambda _: "Written down. u takes it back.",
            )
        )

    async def action_accept(self) -> None:
        await self._decide(ACCEPTED)

    async def action_decline(self) -> None:
        await self._decide(DECLINED)

    async def _decide(self, decision: str) -> None:
        if (here := self._here()) is None:
            return
        one, _ = here

        def write(store: Store, text: str) -> Written:
            scheme = pilots.find_scheme(store, self._scheme)
            return applications.decide(store, scheme, one.clp.gss, decision, text)

        await self.app.push_screen(
            OneLine(
                f"{one.clp.shown} is {decision}. Why? They are told",
                "the strongest evidence of all",
                write,
                lambda _: f"{one.clp.shown} is {decision}. u takes it back.",
                value=one.reason,
            )
        )
