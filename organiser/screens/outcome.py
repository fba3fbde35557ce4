"""The count of a ward on one page: every stage with bars, what dropped out and why, ties and their lots, the result."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from textual import events
from textual.app import ComposeResult

from organiser.commands.actions import EVERYWHERE, Action
from organiser.errors import Problem
from organiser.rules.counting.table import drawn, heading, table
from organiser.rules.lots import read_lot
from organiser.screens.base import Page
from organiser.screens.one_line import OneLine
from organiser.screens.shown import counted
from organiser.services import outcome_page, outcomes
from organiser.services.conferences import Conference, find_conference, find_contest
from organiser.services.outcome_page import Shown
from organiser.services.outcomes import Declared, Outcome
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row
from organiser.widgets.panel import Panel

# Beside the table: the pointer of the list and its scrollbar.
_MARGIN = 3


class ResultPage(Page, page="result"):
    """The count of a ward (by code; "" for the first) of a conference by number or code."""

    def __init__(self, conference: str, ward: str = "") -> None:
        super().__init__()
        self._words = conference
        self._ward = ward
        self._shown: Shown | None = None
        # The stage that is looked at, from 1 (0: the last), and what is shown beneath the table.
        self._stage = 0
        self._why = self._annex = False

    def title_words(self) -> str:
        return self._shown.vote.ward.shown if self._shown else "Result"

    def body(self) -> ComposeResult:
        yield Lines(label_width=0)

    def keys_now(self) -> Sequence[Action]:
        """Of what works everywhere only what has its key here, too."""
        taken = {key for action in self.actions for key in action.keys}
        return (*self.actions, *(action for action in EVERYWHERE if not taken.issuperset(action.keys)))

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        self.lines.show([Row("Counting …", kind="quiet")])

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        words, ward = self._words, self._ward
        self.ask("count", lambda store: _show(store, words, ward), self._arrived, lane="slow", refused=self._gone)

    def _arrived(self, found: Shown) -> None:
        self._shown, self._words, self._ward = found, found.conference.uid, found.vote.ward.gss
        stages = len(found.outcome.result.stages) if found.outcome else 0
        self._stage = min(self._stage, stages)
        self.retitle()
        self.trail.show(right=_right(found))
        self._draw()

    def _gone(self, problem: Problem) -> None:
        self._shown = None
        self.lines.show([Row(problem.sentence, kind="problem"), Row("escape goes back.", kind="quiet")])

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            self.lines.show(list(self._rows(self._shown)))

    def _rows(self, shown: Shown) -> Iterator[Row]:
        found = shown.outcome
        for trouble in shown.troubles:
            yield Row(trouble, kind="problem")
        if found is None:
            return
        if shown.troubles:
            yield Row("")
        if found.few:
            yield Row(f"Adopted: {outcome_page.adopted_words(found)}", kind="heading")
            yield Row(outcome_page.FEW, kind="quiet")
        else:
            yield from self._table(found)
        yield Row("")
        yield Row(outcome_page.rule_words(found), right=f"check {found.code}" if found.code else "")
        if not found.few:
            yield Row(outcome_page.papers_words(found), kind="quiet")
            told = (outcome_page.spoilt_words(found), shown.turnout.words if shown.turnout else "")
            yield Row("; ".join(filter(None, told)), kind="quiet")
        declared = f"Declared {outcome_page.moment_words(shown.declared)}" if shown.declared else "Not declared yet"
        other = len(shown.conference.votes) - 1
        more = f"; n goes on to the next of {other + 1} wards" if other else ""
        yield Row(f"{declared}{more}.", kind="quiet")
        if self._why and not found.few:
            yield from self._why_rows(found)
        if self._annex and not found.few:
            yield Row("")
            yield Row("Annex", kind="heading")
            yield Row(outcome_page.ANNEX)
            for method, names in outcome_page.annex_lines(found):
                yield Row(f"{method}: {names}", key=("annex", method))

    def _table(self, found: Outcome) -> Iterator[Row]:
        width = max(self.size.width - _MARGIN, 40)
        lines = table(found.result, self._stage)
        yield Row(heading(lines, width, self._stage), kind="heading")
        for line, text in zip(lines, drawn(lines, width, self._stage), strict=True):
            yield Row(text, key=("option", line.number) if line.number else None,
                      kind="text" if line.number else "quiet")  # fmt: skip

    def _why_rows(self, found: Outcome) -> Iterator[Row]:
        yield Row("")
        yield Row("Why", kind="heading")
        stage = self._stage or len(found.result.stages)
        for sentence in (*outcome_page.why_words(found, stage), *outcome_page.rule_sentences(found)):
            yield Row(sentence, key=("why", sentence))

    # Stages and wards -----------------------------------------------------------------------------------------------

    def action_stage_before(self) -> None:
        self._look(-1)

    def action_stage_after(self) -> None:
        self._look(1)

    def _look(self, way: int) -> None:
        found = self._shown.outcome if self._shown else None
        if found is None or found.few or len(found.result.stages) < 2:
            self.tell("There is one stage.")
            return
        stages = len(found.result.stages)
        self._stage = min(max((self._stage or stages) + way, 1), stages)
        self._draw()

    def action_ward_after(self) -> None:
        self._go(1)

    def action_ward_before(self) -> None:
        self._go(-1)

    def _go(self, way: int) -> None:
        if self._shown is None:
            return
        wards = [vote.ward.gss for vote in self._shown.conference.votes]
        self._ward = wards[(wards.index(self._ward) + way) % len(wards)] if self._ward in wards else wards[0]
        self._stage, self._why, self._annex = 0, False, False
        self.tell("")
        self.reload()

    def action_why(self) -> None:
        self._why = not self._why
        self._unfold("why", wanted=self._why)

    def action_annex(self) -> None:
        self._annex = not self._annex
        self._unfold("annex", wanted=self._annex)

    def _unfold(self, what: str, *, wanted: bool) -> None:
        """Draw anew, and go to the first line of what was asked for."""
        if self._shown is not None and self._shown.few:
            self.tell(outcome_page.FEW)
            return
        self._draw()
        keys = [row.key for row in self._rows(self._shown) if isinstance(row.key, tuple)] if self._shown else []
        told = [one for one in keys if one[0] == what]
        if wanted and told:
            # As much of it as there is room for, from its first line on.
            self.lines.go_to(told[-1])
            self.lines.go_to(told[0])

    # The result -----------------------------------------------------------------------------------------------------

    def action_declare(self) -> None:
        words, ward = self._words, self._ward

        def work(store: Store) -> tuple[Declared, Shown]:
            conference = find_conference(store, words)
            done = outcomes.declare(store, conference, find_contest(conference, ward))
            return done, _show(store, words, ward)

        self.change(work, self._declared)

    def _declared(self, done: tuple[Declared, Shown]) -> None:
        declared, shown = done
        names = outcome_page.adopted_words(shown.outcome) if shown.outcome else ""
        check = f" Check {declared.code}." if declared.code else ""
        self.tell(f"Declared: {names}.{check} u takes it back.")

    def action_recount(self) -> None:
        words, ward = self._words, self._ward

        def work(store: Store) -> bool:
            conference = find_conference(store, words)
            vote = find_contest(conference, ward)
            if not vote.declared:
                raise Problem("Nothing is declared yet: d declares.")
            return outcomes.recount(store, conference, vote)

        self.ask("recount", work, self._recounted, lane="slow")

    def _recounted(self, same: bool) -> None:
        if same:
            self.tell("The papers counted again give the same, byte for byte.")
        else:
            self.tell("The papers counted again give something else than was declared.", problem=True)

    def action_print(self) -> None:
        words, ward = self._words, self._ward

        def work(store: Store) -> Path:
            conference = find_conference(store, words)
            return outcome_page.print_result(store, conference, find_contest(conference, ward))

        self.tell("Writing the page …")
        self.change(work, self._printed)

    def _printed(self, file: Path) -> None:
        from organiser.screens.opening import open_file

        self.tell(open_file(file))

    async def action_lot(self) -> None:
        shown = self._shown
        if shown is None or shown.outcome is None:
            return
        await self.app.push_screen(LotPanel(self._words, self._ward, shown.outcome))

    async def action_seed(self) -> None:
        words, ward = self._words, self._ward

        def work(store: Store, text: str) -> str:
            conference = find_conference(store, words)
            outcomes.fix_seed(store, find_contest(conference, ward), text)
            return text

        await self.app.push_screen(
            OneLine(
                "Fix the seed, before the papers are opened",
                "four digits that people in the hall call out: 4172",
                work,
                lambda seed: f"The seed is {seed}. Read it out and write it up. u takes it back.",
            )
        )


class LotPanel(Panel):
    """A lot drawn by hand: the numbers as they were drawn, then the two who saw it."""

    def __init__(self, conference: str, ward: str, found: Outcome) -> None:
        super().__init__("The lot: numbers in the order drawn, then two who saw it", "2 1 3, Ann Smith, Ben Fox",
                         keep=f"lot {ward}")  # fmt: skip
        self._conference = conference
        self._ward = ward
        self._found = found

    def typed(self, text: str) -> None:
        lot = read_lot(text)
        names = [option.name for option in self._found.result.options]
        drawn_ = [
            Row(names[int(number) - 1] if 0 < int(number) <= len(names) else "there is no such option", label=number)
            for number in lot.order
        ]
        left = [
            Row(name, label=str(number), kind="quiet")
            for number, name in enumerate(names, 1)
            if str(number) not in lot.order and self._among(number)
        ]
        seen = [Row(name, label="saw it") for name in lot.witnesses]
        self.show([*drawn_, *seen, *left])

    def _among(self, number: int) -> bool:
        """Whether an option is one of those that are tied; where few voted that is not told."""
        unsettled = self._found.result.unsettled
        return self._found.few or unsettled is None or number in unsettled.among

    def entered(self, text: str) -> None:
        lot = read_lot(text)
        words, ward = self._conference, self._ward

        def work(store: Store) -> Shown:
            conference = find_conference(store, words)
            outcomes.draw_lot(store, find_contest(conference, ward), lot.order, lot.witnesses)
            return _show(store, words, ward)

        self.change(work, self._drawn, refused=self._refused)

    def _drawn(self, shown: Shown) -> None:
        found = shown.outcome
        if found is not None and found.result.unsettled:
            self.say("These were not all of those that are tied: draw the others too.", problem=True)
            return
        self.host.tell("The lot is entered. d declares; u takes it back.")
        self.done("drawn")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _show(store: Store, words: str, ward: str) -> Shown:
    conference: Conference = find_conference(store, words)
    if not conference.votes:
        raise Problem(f"No ward votes at {conference.shown}.")
    vote = find_contest(conference, ward) if ward else conference.votes[0]
    return outcome_page.show(store, conference, vote)


def _right(shown: Shown) -> str:
    found = shown.outcome
    if found is None or found.few:
        return ""
    papers = found.papers
    return f"{counted(papers.in_box, 'paper', 'papers')}, {sum(papers.spoilt.values()):,} spoilt"
