"""Plain mode: jobs of entry line by line at any terminal, for screen readers and terminals that can do nothing else.

Everything is said in whole sentences, one under the other: no cursor is moved, nothing is coloured or drawn again. A
question is asked, one line is read, and it is said what was done.
"""

from collections.abc import Iterator, Mapping, Sequence

from organiser.commands.command import Result, Session
from organiser.commands.people import national
from organiser.errors import Problem
from organiser.rules.talk import OUTCOMES
from organiser.services import contacts, merging, people, questions
from organiser.services.contacts import Said
from organiser.services.listed import Listed, describe
from organiser.services.merging import TwoPeople
from organiser.services.people import Question as Whom
from organiser.services.questions import Question
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text

# Of many people found so many are offered.
_MOST = 9
_ANSWERS = {
    "same": "they are the same person",
    "different": "they are two people",
    "lapsed": "the membership has lapsed",
    "moved": "they have moved",
    "settled": "it is right as it stands",
    "later": "ask me again later",
}
_NAMESAKE = {"same": "it is the same person", "different": "it is somebody else"}


class _Left(Exception):
    """Nothing more is going to be typed."""


class Talker:
    """Asks one question after the other, and reads a line for each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lines = session.read_input()

    def say(self, sentence: str) -> None:
        self._session.say(sentence)

    def ask(self, question: str) -> str:
        """The line that is typed in answer; _Left at the end of all input, or for "quit"."""
        self.say(question)
        line = next(self._lines, None)
        if line is None or safe_text(line).casefold() in ("quit", "exit"):
            raise _Left
        return safe_text(line)

    def choose(self, question: str, answers: Mapping[str, str]) -> str:
        """One of some answers, by its number, its word or the beginning of its word; "" for an empty line."""
        words = list(answers)
        while True:
            self.say(question)
            for number, word in enumerate(words, 1):
                self.say(f"{number}: {answers[word]}.")
            typed = self.ask("Type the number. An empty line leaves it.").casefold()
            if not typed:
                return ""
            found = _chosen(typed, words)
            if found:
                return found
            self.say(f"'{typed}' is none of these.")


def _chosen(typed: str, words: Sequence[str]) -> str:
    if typed.isdecimal() and 0 < int(typed) <= len(words):
        return words[int(typed) - 1]
    begun = [word for word in words if word.casefold().startswith(typed)]
    return begun[0] if len(begun) == 1 else ""


# Questions -----------------------------------------------------------------------------------------------------------


def answer_questions(session: Session) -> Result:
    """Go through the open questions, one after the other."""
    store, talker = session.store(), Talker(session)
    answered = 0
    left: set[str] = set()
    try:
        while question := _next(store, left):
            talker.say(f"{_open_words(questions.count_open(store))}")
            for sentence in _told(question):
                talker.say(sentence)
            said = talker.choose("What is your answer?", _answers(question))
            if not said:
                left.add(question.uid)
                talker.say("Left as it is.")
            elif done := _answered(store, talker, question, said):
                talker.say(f"{done}. 'organiser undo' takes it back.")
                answered += 1
                # What was put off comes last, and is not asked again today.
                left |= {question.uid} if said == "later" else set()
            else:
                left.add(question.uid)
    except _Left:
        pass
    still = questions.count_open(store)
    word = "question" if answered == 1 else "questions"
    return Result({"answered": answered, "open": still}, [f"{answered} {word} answered. {_open_words(still)}"])


def _next(store: Store, left: set[str]) -> Question | None:
    page = questions.open_questions(store, len(left) + 1)
    return next((question for question in page.questions if question.uid not in left), None)


def _open_words(number: int) -> str:
    return "No question is open." if not number else f"Open questions: {number}."


def _answers(question: Question) -> dict[str, str]:
    words = _ANSWERS if question.other else _ANSWERS | _NAMESAKE
    return {answer: words[answer] for answer in question.answers}


def _told(question: Question) -> Iterator[str]:
    """A question in sentences: the question itself, what both say, and what either says alone."""
    yield question.words
    one, other = question.person, question.other
    for trait in question.traits:
        if one is None:
            continue
        if other is None:
            yield f"{trait.what}: {', '.join(trait.person)}."
            continue
        if trait.shared:
            yield f"{trait.what} of both: {', '.join(trait.shared)}."
        for person, values in ((one, trait.person), (other, trait.other)):
            alone = [value for value in values if value not in trait.shared]
            if alone:
                yield f"{trait.what} of {person.name} alone: {', '.join(alone)}."


def _answered(store: Store, talker: Talker, question: Question, said: str) -> str:
    """Answer, and give what was done in words; "" where it was left."""
    if said != "same" or question.person is None or question.other is None:
        return questions.answer(store, question.uid, said).words
    keep = _kept(store, talker, question.person, question.other)
    try:
        merged = merging.merge(store, question.person.id, question.other.id, keep)
    except TwoPeople as problem:
        talker.say(problem.why)
        if talker.ask("Make one of them all the same? Type yes or no.").casefold() not in ("y", "yes"):
            return ""
        merged = merging.merge(store, question.person.id, question.other.id, keep, anyway=True)
    return f"{merged.gone_name} and {merged.name} are one person now: {merged.fields['name'].kept}"


def _kept(store: Store, talker: Talker, one: Listed, other: Listed) -> dict[str, str]:
    """Whose value is shown, field by field where they differ."""
    keep: dict[str, str] = {}
    for side in merging.compare(store, one.id, other.id).sides:
        if side.differs and side.a and side.b:
            talker.say(f"They differ in the {side.name}. 1: {side.a}. 2: {side.b}.")
            first = "1" if side.shown == "A" else "2"
            typed = talker.ask(f"Which is to be shown? Type 1 or 2. An empty line takes {first}.")
            keep |= {side.name: "A" if typed == "1" else "B"} if typed in ("1", "2") else {}
    return keep


# Contacts ------------------------------------------------------------------------------------------------------------


def note_contacts(session: Session) -> Result:
    """Note contacts, one after the other: with whom, what was said, how it went, what comes next."""
    store, talker = session.store(), Talker(session)
    noted = 0
    named = session.text("person")
    try:
        while True:
            words = named or talker.ask("Whom did you speak with? Type a name or other words. An empty line ends.")
            if not words:
                break
            person = _who(store, talker, words)
            if person is not None and _noted(session, talker, person):
                noted += 1
            if named:
                break
    except _Left:
        pass
    return Result({"noted": noted}, [f"{noted} {'contact' if noted == 1 else 'contacts'} noted."])


def _who(store: Store, talker: Talker, words: str) -> Listed | None:
    """The person who is meant; where several are found, one of them is chosen."""
    try:
        return describe(store, [people.find_one(store, words)])[0]
    except Problem:
        page = people.find(store, Whom(text=words), _MOST)
    if not page.people:
        talker.say(f"Nobody is found by '{words}'.")
        return None
    found = {str(number): person for number, person in enumerate(page.people, 1)}
    more = " There are more: add a word, such as a postcode, to find them." if page.more else ""
    chosen = talker.choose(f"Several people are found.{more}", {key: _known(person) for key, person in found.items()})
    return found.get(chosen)


def _known(person: Listed) -> str:
    return ", ".join(
        filter(None, (person.name, person.postcode, *map(national, person.phones[:1]), *person.emails[:1]))
    )


def _noted(session: Session, talker: Talker, person: Listed) -> bool:
    from organiser.commands.contacts import talk_words
    from organiser.commands.tasks import task_words

    store = session.store()
    talker.say(f"A contact with {_known(person)}.")
    text = talker.ask("What was said? One line.")
    outcome = talker.choose("How did it go?", {outcome: outcome for outcome in OUTCOMES})
    step = talker.ask("What is to be done next? An empty line: nothing.")
    due = talker.ask("By when? A date or a day of the week. An empty line: no day.") if step else ""
    said = Said(text, session.text("channel"), session.text("by"), session.text("on"), outcome)
    while True:
        draft = Draft(step, due=due, owner=session.text("owner")) if step else None
        try:
            done = contacts.note(store, person.id, said, draft)
            break
        except Problem as problem:
            talker.say(f"Not noted yet. {problem.sentence}")
            if not due:
                return False
            due = talker.ask("By when? An empty line: no day.")
    today = clock.today()
    talker.say(f"Noted with {done.person.name}: {talk_words(done.talk, today)}. 'organiser undo' takes it back.")
    if done.step:
        talker.say(f"Next: {task_words(done.step, today)}.")
    return True
