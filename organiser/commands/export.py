"""Taking people out: everything about them, or a list of those who may be reached."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import USAGE, Problem
from organiser.rules.consent import CHANNELS, PURPOSES, REASONS
from organiser.services.listing import Tally
from organiser.services.people import Question

if TYPE_CHECKING:
    from organiser.formats.own import Person
    from organiser.services.reach import Reached
    from organiser.store.store import Store

_FORMATS = ("csv", "xlsx", "vcard")
_STANDARD_OUTPUT = "-"
_REACHED = {"email": "e-mailed", "sms": "texted", "call": "called", "post": "written to", "door": "visited"}


def _export(session: Session) -> Result:
    channel, form = session.text("for"), session.text("format")
    _refuse_what_does_not_go_together(session, channel, form)
    store = session.store()
    words = " ".join(session.texts("query"))
    question = Question(text=words) if words.strip() else None
    tally = Tally()
    if session.text("output") in ("", _STANDARD_OUTPUT):
        if session.flag("json"):
            output = _json_blocks(_people_json(store, channel, session.text("purpose"), question, tally), tally)
        else:
            output = _blocks(session, store, channel, form, question, tally)
        return Result({}, notes=_notes(channel, tally), output=output)
    return _write_file(session, store, channel, form, question, tally)


def _refuse_what_does_not_go_together(session: Session, channel: str, form: str) -> None:
    if session.text("purpose") and not channel:
        raise Problem("--purpose goes with --for: organiser export --for email --purpose newsletter.", USAGE)
    if channel and form == "vcard":
        raise Problem("Those who may be reached are a list: --format csv or xlsx.", USAGE)
    if session.flag("emails_only") and (channel != "email" or form != "csv"):
        raise Problem("--emails-only goes with --for email and gives a plain list, one address a line.", USAGE)


def _write_file(
    session: Session, store: "Store", channel: str, form: str, question: Question | None, tally: Tally
) -> Result:
    from organiser.services.export import write_file

    total = 0 if question else store.count("SELECT count(*) FROM person")
    tally.progress = lambda seen: session.progress("Writing", min(seen, total), total)
    form = "txt" if session.flag("emails_only") else form
    path, purpose, replace = Path(session.text("output")), session.text("purpose"), session.flag("replace")
    target = write_file(store, path, form, question, tally, channel=channel, purpose=purpose, replace=replace)
    return Result(
        {"file": str(target), "people": tally.people, "left_out": tally.left_out, "operation": None},
        notes=[f"Written to {target}, which only you can read.", *_notes(channel, tally)],
    )


def _blocks(
    session: Session,
    store: "Store",
    channel: str,
    form: str,
    question: Question | None,
    tally: Tally,
) -> Iterator[bytes]:
    from organiser.services import export

    if not channel:
        return export.write_people(store, form, question, tally)
    form = "txt" if session.flag("emails_only") else form
    return export.write_reachable(store, form, channel, session.text("purpose"), question, tally)


# What is said of it --------------------------------------------------------------------------------------------------


def _notes(channel: str, tally: Tally) -> Iterator[str]:
    """How many people it was and, for a list of those who may be reached, how many are left out and why."""
    people = f"{tally.people:,} {'person' if tally.people == 1 else 'people'}"
    yield f"{people} may be {_REACHED[channel]}." if channel else f"{people} written out."
    for reason, count in sorted(tally.left_out.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:,} left out: {REASONS[channel][reason]}."
    if tally.cut:
        yield f"{tally.cut:,} cells were cut, because a workbook holds no longer ones: --format csv keeps them whole."


# JSON ----------------------------------------------------------------------------------------------------------------


def _people_json(
    store: "Store", channel: str, purpose: str, question: Question | None, tally: Tally
) -> Iterator[dict[str, object]]:
    if channel:
        from organiser.services.reach import reachable

        return map(_reached_json(channel), reachable(store, channel, purpose, question, tally))
    from organiser.services.export import everybody

    return map(_person_json, everybody(store, question, tally))


def _reached_json(channel: str) -> Callable[["Reached"], dict[str, object]]:
    def as_json(person: "Reached") -> dict[str, object]:
        found: dict[str, object] = {"uid": person.uid, "name": person.name}
        found |= {"given": person.given, "family": person.family}
        if channel in ("post", "door"):
            found |= {"address": ", ".join(filter(None, person.place)), **person.place._asdict()}
        else:
            found["address"] = person.address
        return found | {"ward": person.ward}

    return as_json


def _person_json(person: "Person") -> dict[str, object]:
    found = person._asdict()
    for name in ("contacts", "addresses", "facts", "notes", "consents", "relations"):
        found[name] = [record._asdict() for record in found[name]]
    return {"uid": found.pop("id"), "name": f"{person.given} {person.family}".strip(), **found}


def _json_blocks(people: Iterable[dict[str, object]], tally: Tally) -> Iterator[bytes]:
    """The JSON object of a list, person by person, so that memory does not grow with them."""
    yield b'{"schema": 1, "people": ['
    between = ""
    for person in people:
        yield f"{between}{json.dumps(person, ensure_ascii=False)}".encode()
        between = ", "
    yield f'], "left_out": {json.dumps(tally.left_out)}, "more": false}}\n'.encode()


COMMANDS = (
    Command(
        "export",
        "Write people out, or a list of those who may be e-mailed, texted, called, written to or visited",
        _export,
        (
            "organiser export -o people.csv",
            "organiser export --for email --purpose newsletter -o newsletter.csv",
            "organiser export --for email --emails-only",
            "organiser export --for call leaflets -o calls.xlsx --format xlsx",
            "organiser export --format vcard lewisham -o lewisham.vcf",
        ),
        (
            argument(
                "query", help="only those whom these words find, as 'organiser people' does", nargs="*", metavar="WORD"
            ),
            argument("--format", help="csv, xlsx or vcard (csv)", choices=_FORMATS, default="csv", metavar="FORMAT"),
            argument(
                "-o", "--output", help="the file to write, for spreadsheets to open; - is the screen", metavar="FILE"
            ),
            argument("--replace", help="write it in the place of a file that is there already", action="store_true"),
            argument(
                "--for",
                help="only those who may be reached by email, sms, call, post or door",
                choices=CHANNELS,
                metavar="CHANNEL",
            ),
            argument("--purpose", help=f"for what: {', '.join(PURPOSES)}", choices=PURPOSES, metavar="PURPOSE"),
            argument("--emails-only", help="nothing but addresses, one a line", action="store_true"),
        ),
        returns='{"people": [{"uid", "name", …}], "left_out": {REASON: count}, "more"}; with --for each is {"uid", '
        '"name", "given", "family", "address", "ward"}, and "lines", "town", "postcode" for post and door; with -o '
        '{"file", "people": count, "left_out", "operation"}',
    ),
)
