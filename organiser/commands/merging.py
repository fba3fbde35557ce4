"""Making one of two records of a person, and answering the questions that imports and checks left."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.people import listed_json
from organiser.errors import USAGE, Problem
from organiser.services import merging, questions
from organiser.services.merging import Merged
from organiser.services.people import MOST, find_one
from organiser.services.questions import Answered, Question, Trait

_WIDTH = 30
_WORDS = {"elector": "elector number", "born": "date of birth"}


# Merging ---------------------------------------------------------------------------------------------------------


def _merge(session: Session) -> Result:
    keep: dict[str, str] = {}
    for name, whose in map(_choice, session.texts("keep")):
        if keep.setdefault(name, whose) != whose:
            raise Problem(f"--keep says both {name}=A and {name}=B.", USAGE)
    store = session.store()
    a, b = find_one(store, session.text("a")), find_one(store, session.text("b"))
    dry_run = session.flag("dry_run")
    merged = merging.merge(store, a, b, keep, anyway=session.flag("anyway"), dry_run=dry_run)
    return Result(
        _merged_json(merged) | {"operation": merged.operation, "dry_run": dry_run},
        list(_merged_lines(merged, dry_run=dry_run)),
    )


def _choice(text: str) -> tuple[str, str]:
    name, equals, whose = text.partition("=")
    if not equals:
        raise Problem(f"'{text}' is not a choice: write --keep FIELD=A or --keep FIELD=B.", USAGE)
    return name.strip().casefold(), whose.strip().upper()


def _merged_json(merged: Merged) -> dict[str, object]:
    fields = {name: asdict(field) for name, field in merged.fields.items()}
    return {"uid": merged.uid, "gone": merged.gone, "fields": fields, "moved": merged.moved}


def _merged_lines(merged: Merged, *, dry_run: bool) -> Iterator[str]:
    would = "would be" if dry_run else "are"
    yield f"{merged.gone_name} and {merged.name} {would} one person: {merged.fields['name'].kept}."
    for name, field in merged.fields.items():
        if field.other and field.other != field.kept:
            what = _WORDS.get(name, name).capitalize()
            yield f"  {what:<15} {field.kept or 'left blank'}  (the other: {field.other})"
    count = sum(merged.moved.values())
    if count:
        entries = "entry" if count == 1 else "entries"
        yield f"{count:,} {entries} of the other {'would move' if dry_run else 'moved'} along."
    if dry_run:
        yield "Nothing was changed: this was a dry run. --keep FIELD=A or B chooses otherwise."
    else:
        yield f"Change {merged.operation}. 'organiser undo' takes it back."


# Questions -------------------------------------------------------------------------------------------------------


def _questions(session: Session) -> Result:
    if session.flag("plain"):
        from organiser.commands.plain import answer_questions

        return answer_questions(session)
    which, said = session.text("question"), session.text("answer").casefold()
    store = session.store()
    if said:
        return _answered(questions.answer(store, which, said, anyway=session.flag("anyway")))
    if which:
        question = questions.one_question(store, which)
        return Result(_question_json(question), list(_question_lines(question)))
    page = questions.open_questions(store, _limit(session))
    return Result(
        {"questions": [_question_json(question) for question in page.questions], "more": page.more},
        list(_page_lines(page.questions, more=page.more)),
    )


def _limit(session: Session) -> int:
    text = session.text("limit")
    if not text.isdecimal() or not 0 < int(text) <= MOST:
        raise Problem(f"--limit takes a number from 1 to {MOST}.", USAGE)
    return int(text)


def _question_json(question: Question) -> dict[str, object]:
    return {
        "uid": question.uid,
        "number": question.number,
        "kind": question.kind,
        "put_off": question.state == "later",
        "words": question.words,
        "value": question.value,
        "person": listed_json(question.person) if question.person else None,
        "other": listed_json(question.other) if question.other else None,
        "shared": [{"what": trait.what, "values": list(trait.shared)} for trait in question.traits if trait.shared]
        if question.other
        else [],
        "differs": [
            {"what": trait.what, "person": list(trait.person), "other": list(trait.other)}
            for trait in question.traits
            if trait.differs
        ]
        if question.other
        else [],
        "list": {"file": question.file, "on": question.on or None} if question.file else None,
        "answers": list(question.answers),
    }


def _answered(done: Answered) -> Result:
    data = {
        "uid": done.uid,
        "number": done.number,
        "kind": done.kind,
        "answer": done.answer,
        "merged": _merged_json(done.merged) if done.merged else None,
        "operation": done.operation,
    }
    if done.merged:
        lines = list(_merged_lines(done.merged, dry_run=False))[:-1]
    elif done.answer == "later":
        lines = [f"Put off: it stands at the end of the list now, as number {done.number}."]
    else:
        lines = [f"{done.words}. You will not be asked again."]
    return Result(data, [*lines, f"Change {done.operation}. 'organiser undo' takes it back."])


def _page_lines(found: Sequence[Question], *, more: bool) -> Iterator[str]:
    if not found:
        yield "There are no questions."
        return
    for question in found:
        yield from _question_lines(question)
        yield ""
    count = f"{len(found)}+" if more else str(len(found))
    yield f"{count} {'question' if count == '1' else 'questions'}. Answer with 'organiser questions NUMBER ANSWER'."


def _question_lines(question: Question) -> Iterator[str]:
    yield f"{question.number:>4}  {question.words}"
    for trait in question.traits:
        yield from _trait_lines(trait, pair=question.other is not None)
    yield f"      {'Answer':<12}{', '.join(question.answers)}"


def _trait_lines(trait: Trait, *, pair: bool) -> Iterator[str]:
    """What is known of both, side by side: first what they share (=), then what either has alone."""
    shared = [(value, f"= {value}") for value in trait.shared]
    person = [value for value in trait.person if value not in trait.shared]
    other = [value for value in trait.other if value not in trait.shared]
    length = max(len(person), len(other))
    alone = zip(person + [""] * (length - len(person)), other + [""] * (length - len(other)), strict=True)
    rows = [*shared, *((one, f"  {another}") for one, another in alone)] if pair else [(value, "") for value in person]
    for place, (one, another) in enumerate(rows):
        what = "" if place else trait.what
        yield f"      {what:<12}{_cut(one):<{_WIDTH}}{_cut(another)}".rstrip()


def _cut(text: str) -> str:
    return text if len(text) < _WIDTH else f"{text[: _WIDTH - 2]}…"


_MERGED = '{"uid", "gone", "fields": {FIELD: {"kept", "other"}}, "moved": {TABLE: COUNT}'
_QUESTION = (
    '{"uid", "number", "kind", "put_off", "words", "value", "person": {…}, "other": {…}, '
    '"shared": [{"what", "values"}], "differs": [{"what", "person", "other"}], "list": {"file", "on"}, "answers": []}'
)

COMMANDS = (
    Command(
        "merge",
        "Make one of two people who are the same; nothing that is known of either is lost",
        _merge,
        (
            'organiser merge "Ann Smith" "Ann Jones" --dry-run',
            'organiser merge "Ann Smith" "Ann Jones" --keep name=B --keep postcode=A',
        ),
        (
            argument("a", help="the one: words that find nobody else, or the long code", metavar="A"),
            argument("b", help="the other", metavar="B"),
            argument(
                "--keep",
                help="whose value is shown, where they differ (else that of the record that is older): "
                f"{', '.join(merging.FIELDS)}",
                action="append",
                metavar="FIELD=A|B",
            ),
            argument("--anyway", help="also where they are relatives, or were said to be two", action="store_true"),
            argument("--dry-run", help="show what would happen and change nothing", action="store_true"),
        ),
        returns=f'{_MERGED}, "operation", "dry_run"}}',
        writes=True,
    ),
    Command(
        "questions",
        "List what imports and checks left for you to settle, and settle it",
        _questions,
        (
            "organiser questions",
            "organiser questions --plain",
            "organiser questions 3",
            "organiser questions 3 same",
            "organiser questions 4 different",
            "organiser questions 5 later",
        ),
        (
            argument("question", help="its number in the list, or its long code", nargs="?", metavar="NUMBER"),
            argument(
                "answer",
                help="same (one person: merge them), different (two people), later; of somebody missing from a list "
                "lapsed, moved, later; of what was changed in two places settled, later",
                nargs="?",
                metavar="ANSWER",
            ),
            argument("--limit", help="how many to show (20)", default="20", metavar="N"),
            argument("--anyway", help="merge relatives, too", action="store_true"),
            argument("--plain", help="be asked one by one, as for a screen reader", action="store_true"),
        ),
        returns=f'{{"questions": [{_QUESTION}], "more"}}; with a number alone that question; with an answer {{"uid", '
        f'"number", "kind", "answer", "merged": {_MERGED}}}, "operation"}}',
        writes=True,
    ),
)
