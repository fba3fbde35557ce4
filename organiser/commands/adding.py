"""Adding somebody from a line, and mending by hand what is known of somebody."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.people import KINDS, LISTED, listed_json, national
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.rules.line import Understood
from organiser.services import adding, editing, people
from organiser.services.adding import Added, Draft
from organiser.services.listed import Listed, describe
from organiser.text import safe_text

_INTERRUPTED = 130  # 128 and the number of the signal
_NO_LINE = "There was no line to read: 'Ann Smith, 07700 900123, SE13 5AB, leaflets'."


class _Line(NamedTuple):
    """What became of one line: as what it was understood, and who was saved; None where it was not."""

    text: str
    draft: Draft
    added: Added | None

    @property
    def said(self) -> Understood:
        return self.draft.understood


def _add(session: Session) -> Result:
    words = session.texts("line")
    if session.flag("plain") and not words:
        return _enter(session)
    if not words:
        raise Problem(
            "LINE is missing: 'Ann Smith, 07700 900123, SE13 5AB'; --plain asks for one after another.", USAGE
        )
    if words != ["-"]:
        return _one_added(_take(session, " ".join(words)))
    if session.interactive():
        return _enter(session)
    lines = [line for line in session.read_input() if safe_text(line)]
    if not lines:
        raise Problem(_NO_LINE, USAGE)
    if len(lines) == 1:
        return _one_added(_take(session, lines[0]))
    done: list[_Line] = []
    with _telling_what_stands(done):
        for line in lines:
            done.append(_take(session, line))
    return _several_added(done, [line for one in done for line in _add_lines(one)])


def _enter(session: Session) -> Result:
    """Lines typed at a terminal, each answered before the next is written."""
    session.say("Write one person a line, as in: Ann Smith, 07700 900123, SE13 5AB, leaflets  (ctrl+d ends)")
    done: list[_Line] = []
    with _telling_what_stands(done):
        for line in session.read_input():
            if safe_text(line):
                done.append(_take(session, line))
                for told in _add_lines(done[-1]):
                    session.say(told)
    return _several_added(done, [])


def _take(session: Session, line: str) -> _Line:
    """Understand one line, and save it unless nobody is named or it may be somebody who is here already."""
    store = session.store(create=True)
    draft = adding.draft(store, line)
    wanted = draft.understood.name and (not draft.duplicates or session.flag("yes") or _confirmed(session, draft))
    return _Line(safe_text(line), draft, adding.add(store, draft.understood) if wanted else None)


@contextmanager
def _telling_what_stands(done: Sequence[_Line]) -> Iterator[None]:
    """Each line is a change of its own: who stops half way, or is stopped, is told what has been saved."""
    try:
        yield
    except (Problem, KeyboardInterrupt) as error:
        saved = sum(1 for line in done if line.added)
        if not saved:
            raise
        stopped = error.sentence if isinstance(error, Problem) else "Stopped."
        code = error.exit_code if isinstance(error, Problem) else _INTERRUPTED
        last = next(line.said.name for line in reversed(done) if line.added)
        raise Problem(f"{stopped} {_people_words(saved)} added before that, the last of them {last}.", code) from None


def _confirmed(session: Session, draft: Draft) -> bool:
    if not session.interactive():
        return False
    for person in draft.duplicates:
        session.say(f"  {_duplicate(person)}")
    answer = session.ask(f"{draft.understood.name} may be here already. Add all the same? [y/N]")
    return answer.casefold() in ("y", "yes")


def _one_added(line: _Line) -> Result:
    if not line.said.name:
        raise Problem(adding.NOBODY_NAMED)
    return Result(_line_json(line), list(_add_lines(line)), exit_code=OK if line.added else FINDINGS)


def _several_added(lines: Sequence[_Line], printed: Sequence[str]) -> Result:
    saved = sum(1 for line in lines if line.added)
    left = len(lines) - saved
    summary = f"{_people_words(saved)} added{f', {left} not saved' if left else ''}."
    return Result(
        {"people": [_line_json(line) for line in lines], "more": False},
        [*printed, summary],
        exit_code=FINDINGS if left else OK,
    )


def _people_words(number: int) -> str:
    return f"{number} {'person' if number == 1 else 'people'}"


def _line_json(line: _Line) -> dict[str, object]:
    from dataclasses import asdict

    added = line.added
    return {
        "uid": added.uid if added else None,
        "name": line.said.name,
        "saved": added is not None,
        "understood": asdict(line.said),
        "duplicates": [listed_json(person) for person in line.draft.duplicates],
        "problem": "" if line.said.name else adding.NOBODY_NAMED,
        "operation": added.operation if added else None,
    }


def _duplicate(person: Listed) -> str:
    return ", ".join(filter(None, (person.name, person.postcode, *map(national, person.phones), *person.emails)))


def _add_lines(line: _Line) -> Iterator[str]:
    said = line.said
    if not said.name:
        yield f"Not saved: {line.text}"
        yield f"  {adding.NOBODY_NAMED}"
        return
    yield f"{'Added' if line.added else 'Not saved'}: {' '.join(filter(None, (said.title, said.name)))}"
    known = {
        "Phone": [national(number) for number in said.phones],
        "E-mail": said.emails,
        "Address": [" ".join(filter(None, (said.address, said.postcode)))],
        "Born": [uk_date(said.born)],
        "Under 18": [
            f"until {uk_date(said.minor_until)}{'' if said.born else ' at the latest'}" if said.minor_until else ""
        ],
        "Tags": said.tags,
        "Consent": list(dict.fromkeys(wording for _, _, wording in said.consents)),
        "Note": said.notes,
    }
    for kind, value in dict.fromkeys(said.facts):
        known.setdefault(KINDS.get(kind, kind.capitalize()), []).append(value)
    for name, values in known.items():
        if any(values):
            yield f"  {name:<13} {', '.join(values)}"
    for problem in said.problems:
        yield f"  To look at    {problem}"
    if not line.added:
        yield "May be here already:"
        yield from (f"  {_duplicate(person)}  {person.uid}" for person in line.draft.duplicates)
        yield "Add --yes to save all the same, or 'organiser edit' the one that is here."


def _edit(session: Session) -> Result:
    words = session.texts("changes")
    texts = [line.strip() for line in session.read_input() if line.strip()] if words == ["-"] else words
    changes = [editing.parse_change(text) for text in texts]
    if not changes:
        raise Problem('Say what to change: \'organiser edit "Ann Smith" postcode="SE13 5AB"\'.', USAGE)
    store = session.store()
    person = people.find_one(store, session.text("person"))
    edited = editing.edit(store, person, changes)
    (listed,) = describe(store, [person])
    done = f"Changed {', '.join(edited.changed)} of {listed.name}." if edited.changed else "It stood so already."
    return Result(listed_json(listed) | {"changed": edited.changed, "operation": edited.operation}, [done])


COMMANDS = (
    Command(
        "add",
        "Add somebody from one line, the way you would write it down",
        _add,
        (
            "organiser add -",
            "organiser add --plain",
            "echo 'Ann Smith, 07700 900123, SE13 5AB, leaflets, met at the stall' | organiser add -",
            "organiser add --yes - < sheet.txt",
        ),
        (
            argument(
                "line",
                help="the line; - reads it from standard input, where no shell remembers it",
                nargs="*",
                metavar="LINE",
            ),
            argument(
                "--plain", help="be asked for one line after the other, as for a screen reader", action="store_true"
            ),
            argument("--yes", help="save even where somebody like that is here already", action="store_true"),
        ),
        returns='{"uid", "name", "saved", "understood": {…}, "duplicates": [], "problem", "operation"}; '
        'of several lines {"people": [the same], "more"}',
        writes=True,
    ),
    Command(
        "edit",
        "Mend what is known of somebody; no list overwrites it",
        _edit,
        (
            'organiser edit "Ann Smith" postcode="SE13 5AB"',
            'organiser edit "Ann Smith" phone+="07700 900123" offer+=leaflets',
            'organiser edit "Ann Smith" email-=ann@example.org',
            "organiser edit \"Ann Smith\" consent+='email newsletter yes: said so at the stall'",
            'organiser edit "Ann Smith" - < changes.txt',
        ),
        (
            argument("person", help="words that find one person, or their code", metavar="PERSON"),
            argument(
                "changes",
                help="field=value, field+=value, field-=value; - reads one a line",
                nargs="+",
                metavar="CHANGE",
            ),
        ),
        returns=LISTED.removesuffix("}") + ', "changed": [], "operation"}',
        writes=True,
    ),
)
