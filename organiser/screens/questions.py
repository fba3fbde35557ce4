"""The questions that imports and checks left, one after the other, each answered with one key."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from organiser.commands.actions import Action
from organiser.errors import Problem
from organiser.rules.questions import OF_PAIRS
from organiser.screens import sides
from organiser.screens.base import Page
from organiser.screens.shown import counted
from organiser.services import questions
from organiser.services.questions import Answered, Question
from organiser.store.store import Store
from organiser.widgets.bigtable import BigTable
from organiser.widgets.frame import Detail
from organiser.widgets.prose import Prose

# So many are read at once; the others come up as these are answered.
_MOST = 30
_NONE = "There are no more questions. escape goes back."
_ANSWERS = ("same", "different", "lapsed", "moved", "settled", "later")


class QuestionsPage(Page, page="questions"):
    """The question that comes next, with both people side by side. After an answer the next one comes up by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._questions: list[Question] | None = None
        self._number = 0
        self._count = 0
        self._cells: list[tuple[str, ...]] = []

    def title_words(self) -> str:
        return "Questions"

    def body(self) -> ComposeResult:
        yield Prose()
        yield BigTable(sides.columns("", ""))
        yield Detail()

    def on_mount(self) -> None:
        self.set_focus(self.table)

    def keys_now(self) -> Sequence[Action]:
        """The answers that this question takes, under their keys."""
        question = self.question
        answers = question.answers if question else ()
        return [action for action in super().keys_now() if action.name not in _ANSWERS or action.name in answers]

    @property
    def table(self) -> BigTable:
        return self.query_one(BigTable)

    @property
    def question(self) -> Question | None:
        """The question that is shown."""
        found = self._questions or []
        return next((one for one in found if one.number == self._number), found[0] if found else None)

    # The queue ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        def read(store: Store) -> tuple[list[Question], int]:
            return questions.open_questions(store, _MOST).questions, questions.count_open(store)

        self.ask("questions", read, self._arrived)

    def _arrived(self, found: tuple[list[Question], int]) -> None:
        before = {question.number for question in self._questions or ()}
        last = max(before, default=0)
        back = [one.number for one in found[0] if one.number not in before and one.number < last]
        self._questions, self._count = found
        if back and before:
            # An answer was taken back: the question is here again.
            self._number = back[0]
        question = self.question
        self._number = question.number if question else 0
        self._draw()

    def _draw(self) -> None:
        question = self.question
        self.query_one("Keys").refresh()
        if question is None:
            self.trail.show(right="")
            self.query_one(Prose).show(_NONE)
            self.table.display = False
            self.query_one(Detail).show("")
            return
        self.trail.show(right=f"{counted(self._count, 'question', 'questions')}")
        put_off = " (put off before)" if question.state == "later" else ""
        self.query_one(Prose).show(f"{question.words}{put_off}")
        pair = question.other is not None
        self.table.display = question.person is not None
        one, other = (person.name if person else "" for person in (question.person, question.other))
        self.table.set_columns(sides.columns(one, other))
        self._cells = sides.lines(question.traits, pair=pair)
        self.table.show(range(len(self._cells)), keep_known=False)
        self.table.fill(dict(enumerate(self._cells)))

    @on(BigTable.RowsWanted)
    def _wanted(self, message: BigTable.RowsWanted) -> None:
        self.table.fill({row: self._cells[row] for row in message.ids if row < len(self._cells)})

    @on(BigTable.Moved)
    def _moved(self, message: BigTable.Moved) -> None:
        if message.row is not None and message.row < len(self._cells):
            self.query_one(Detail).show(sides.detail(self._cells[message.row]))

    def action_next(self) -> None:
        self._step(1)

    def action_previous(self) -> None:
        self._step(-1)

    def _step(self, way: int) -> None:
        numbers = [question.number for question in self._questions or ()]
        if self._number in numbers:
            self._number = numbers[(numbers.index(self._number) + way) % len(numbers)]
            self._draw()

    # Answers --------------------------------------------------------------------------------------------------------

    async def action_same(self) -> None:
        question = self.question
        if question and question.kind in OF_PAIRS and question.person and question.other:
            from organiser.screens.merge import MergePage

            await self.app.push_screen(MergePage(question.person.id, question.other.id))
        else:
            self._answer("same")

    def action_different(self) -> None:
        self._answer("different")

    def action_lapsed(self) -> None:
        self._answer("lapsed")

    def action_moved(self) -> None:
        self._answer("moved")

    def action_settled(self) -> None:
        self._answer("settled")

    def action_later(self) -> None:
        self._answer("later")

    def _answer(self, said: str) -> None:
        question = self.question
        if question is None:
            return
        if said not in question.answers:
            self.tell(f"That does not answer this question: {', '.join(question.answers)}.", problem=True)
            return
        # At once the next one shows: whoever answers quickly does not answer the same twice.
        self._questions = [one for one in self._questions or () if one.number != question.number]
        self._count -= 1
        self._draw()
        number = str(question.number)
        self.change(lambda store: questions.answer(store, number, said), self._answered, refused=self._refused)

    def _answered(self, done: Answered) -> None:
        self.tell(f"{done.words}. u takes it back.")
        self.reload()

    def _refused(self, problem: Problem) -> None:
        self.tell(problem.sentence, problem=True)
        self.reload()

    # People ---------------------------------------------------------------------------------------------------------

    def action_open_first(self) -> None:
        question = self.question
        if question and question.person:
            self.host.open_person(question.person.id)

    def action_open_second(self) -> None:
        question = self.question
        if question and question.other:
            self.host.open_person(question.other.id)

    @on(BigTable.Opened)
    def _open(self, message: BigTable.Opened) -> None:
        self.action_open_first()
