"""Groups and bodies: adding, listing, showing and changing them."""

from collections.abc import Iterator, Sequence

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import BEHIND, behind_json, behind_lines, counted, cut, wrapped
from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.services import groups
from organiser.services.groups import FIELDS, KINDS, Body


def _add(session: Session) -> Result:
    written = groups.add_group(
        session.store(create=True),
        session.text("name"),
        session.text("kind"),
        wards=session.texts("ward"),
        aims=session.text("aims"),
        contacts=session.texts("contact"),
    )
    data = _body_json(written.body) | {"operation": written.operation}
    return Result(data, [f"Added: {written.body.name}", *_body_lines(written.body)])


def _list(session: Session) -> Result:
    if session.flag("suggest"):
        return _suggest(session)
    found, more = groups.list_groups(session.store(), ward=session.text("ward"), kind=session.text("kind"))
    data = {"groups": [_body_json(body) for body in found], "more": more}
    return Result(data, list(_list_lines(found, more=more)))


def _suggest(session: Session) -> Result:
    found, more = groups.suggestions(session.store())
    lines = [f"{cut(one.name, 50):<50}  {one.people:,} {'person' if one.people == 1 else 'people'}" for one in found]
    lines = lines or ["No list names an organisation that is not a group here already."]
    if more:
        lines.append(f"{len(found)}+ organisations: those with most people are shown.")
    return Result({"suggestions": [one._asdict() for one in found], "more": more}, lines)


def _show(session: Session) -> Result:
    from organiser.services.behind import behind_group

    store = session.store()
    body = groups.show_group(store, " ".join(session.texts("name")))
    behind = behind_group(store, body.id, body.fold)
    lines = [f"{body.name}, {body.kind}", *_body_lines(body)]
    if behind.people:
        lines += behind_lines(behind, "Who belongs to it")
    else:
        lines.append("Nobody is known to belong to it.")
    return Result(_body_json(body) | {"behind": behind_json(behind)}, lines)


def _edit(session: Session) -> Result:
    words = session.texts("changes")
    texts = [line.strip() for line in session.read_input() if line.strip()] if words == ["-"] else words
    changes = [groups.parse_change(text) for text in texts]
    if not changes:
        raise Problem("Say what to change: 'organiser groups edit \"Downham TRA\" ward+=Downham'.", USAGE)
    written = groups.edit_group(session.store(), session.text("name"), changes)
    names = ", ".join(written.changed)
    done = f"Changed {names} of {written.body.name}." if names else "It stood so already: nothing was changed."
    data = _body_json(written.body) | {"changed": list(written.changed), "operation": written.operation}
    return Result(data, [done, *_body_lines(written.body)])


def _body_json(body: Body) -> dict[str, object]:
    return {
        "uid": body.uid,
        "name": body.name,
        "kind": body.kind,
        "aims": body.aims,
        "wards": [{"gss": ward.gss, "name": ward.name or None} for ward in body.wards],
        "contacts": [contact._asdict() for contact in body.contacts],
        "supports": [support._asdict() | {"since": support.since or None} for support in body.supports],
    }


def _body_lines(body: Body) -> Iterator[str]:
    for title, words in (
        ("Wards", ", ".join(ward.shown for ward in body.wards)),
        ("Contacts", ", ".join(contact.name for contact in body.contacts)),
        ("Wants", body.aims),
    ):
        if words:
            yield from wrapped(words, f"  {title:<12}", " " * 14)
    for support in body.supports:
        since = f" since {uk_date(support.since)}" if support.since else ""
        title = "Councillor" if support.role in groups.COUNCILLORS.values() else "Supports"
        yield from wrapped(f"{support.name} ({support.role}{since})", f"  {title:<12}", " " * 14)


def _list_lines(found: Sequence[Body], *, more: bool) -> Iterator[str]:
    if not found:
        yield "There is no such group yet: 'organiser groups add' adds one."
        return
    for body in found:
        wards = ", ".join(ward.shown for ward in body.wards)
        yield f"{cut(body.name, 38):<38}  {body.kind:<11}  {cut(wards, 26)}".rstrip()
    yield f"{len(found)}+ groups: --ward or --kind narrows it down." if more else f"{counted(len(found), 'group')}."


_BODY = (
    '"uid", "name", "kind", "aims", "wards": [{"gss", "name"}], "contacts": [{"uid", "name"}], '
    '"supports": [{"kind", "uid", "name", "role", "since"}]'
)

COMMANDS = (
    Command(
        "groups add",
        "Add a group or body: an association, a school, a business…",
        _add,
        (
            'organiser groups add "Downham Tenants" --kind association --ward Downham --contact "Ann Smith"',
            'organiser groups add "Rushey Green School" --kind school --aims "a safe crossing"',
        ),
        (
            argument("name", help="what it is called; whom lists name as of it becomes a member", metavar="NAME"),
            argument("--kind", help=", ".join(KINDS), required=True, metavar="KIND"),
            argument(
                "--ward", help="a ward where it is at work (may be given several times)", action="append", metavar="W"
            ),
            argument("--aims", help="what it wants achieved, in its own words", metavar="TEXT"),
            argument(
                "--contact",
                help="somebody who speaks for it (may be given several times)",
                action="append",
                metavar="PERSON",
            ),
        ),
        returns=f'{{{_BODY}, "operation"}}',
        writes=True,
    ),
    Command(
        "groups list",
        "List the groups, or the organisations in lists that are no groups yet",
        _list,
        ("organiser groups list --ward Downham", "organiser groups list --suggest"),
        (
            argument("--ward", help="only those at work in this ward", metavar="WARD"),
            argument("--kind", help=f"only those of this kind: {', '.join(KINDS)}", metavar="KIND"),
            argument("--suggest", help="organisations that lists name and that are no groups yet", action="store_true"),
        ),
        returns=f'{{"groups": [{{{_BODY}}}], "more"}}; with --suggest '
        '{"suggestions": [{"name", "people"}], "more"}',
    ),
    Command(
        "groups show",
        "Show a group: its wards, contacts and aims, and who belongs to it",
        _show,
        ("organiser groups show Downham Tenants",),
        (argument("name", help="what it is called", nargs="+", metavar="NAME"),),
        returns=f"{{{_BODY}, {BEHIND}}}",
    ),
    Command(
        "groups edit",
        "Change a group",
        _edit,
        (
            "organiser groups edit \"Downham Tenants\" ward+=Bellingham contact+='Bob Jones'",
            "organiser groups edit \"Downham Tenants\" visits+='Cllr Jo Bloggs' aims='a lift that works'",
            "organiser groups edit \"Downham Tenants\" contact-='Bob Jones'",
        ),
        (
            argument("name", help="what it is called", metavar="NAME"),
            argument(
                "changes",
                help=f"field=value, field+=value, field-=value, of {', '.join(FIELDS)}; - reads one a line",
                nargs="+",
                metavar="CHANGE",
            ),
        ),
        returns=f'{{{_BODY}, "changed": [], "operation"}}',
        writes=True,
    ),
)
