"""The database file itself: start one, see where it is, copy it, go back to a copy, look it through."""

from pathlib import Path

from organiser.commands.command import WAITING, Command, Result, Session, argument
from organiser.errors import FINDINGS, OK
from organiser.services import upkeep
from organiser.store import location


def _init(session: Session) -> Result:
    path = _database(session)
    created = not path.exists()
    store = session.store(create=True)
    now = upkeep.current_setup(store)
    who = session.text("who")
    clps = session.texts("clp")
    if not who and not now.who:
        who = session.ask("What is your name, as the history should show it? (Enter skips)")
    if not clps and not now.clps:
        while answer := session.ask("A CLP that you look after? (Enter: no more)"):
            clps.append(answer)
    setup = upkeep.set_up(store, who, clps)
    lines = [f"{'A new database' if created else 'There is a database already'}: {path.absolute()}"]
    if setup.who:
        lines.append(f"Who: {setup.who}")
    if setup.clps:
        lines.append(f"CLPs: {'; '.join(setup.clps)}")
    return Result(
        {
            "database": str(path.absolute()),
            "created": created,
            "who": setup.who,
            "clps": list(setup.clps),
            "operation": setup.operation,
        },
        lines,
    )


def _paths(session: Session) -> Result:
    found = upkeep.places(_database(session))
    return Result(
        {name: {"path": str(place.path), "exists": place.exists, "bytes": place.size} for name, place in found.items()},
        [
            f"{name:<9} {place.path}  ({_size(place.size) if place.exists else 'not there yet'})"
            for name, place in found.items()
        ],
    )


def _backup(session: Session) -> Result:
    target = Path(session.text("file")) if session.text("file") else None
    copy = upkeep.back_up(session.store(), target, replace=session.flag("replace"))
    return Result(
        {"file": str(copy.file), "bytes": copy.size, "people": copy.people},
        [f"{copy.file}: {copy.people:,} people, {_size(copy.size)}, checked. 'organiser restore' goes back to it."],
        _warning_of_sync(copy.file),
    )


def _restore(session: Session) -> Result:
    source = Path(session.text("file"))
    restored = upkeep.restore(
        _database(session),
        source,
        lambda: session.say(WAITING),
        other_database=session.flag("other_database"),
        anyway=session.flag("anyway"),
    )
    lines = [f"The database is what {source} says: {restored.people:,} people."]
    if restored.lost:
        lines.append(f"It knows nothing of {restored.lost} that had been made here.")
    if restored.kept:
        lines.append(f"What it was before is kept: {restored.kept}")
    return Result(
        {
            "file": str(source.absolute()),
            "kept": str(restored.kept) if restored.kept else None,
            "people": restored.people,
            "lost": restored.lost,
        },
        lines,
    )


def _doctor(session: Session) -> Result:
    found = upkeep.look_through(session.store(), repair=session.flag("repair"))
    lines = [
        *found.mended,
        *(f"{'ok' if check.ok else 'WRONG':<6} {check.name:<12} {check.detail}" for check in found.checks),
    ]
    return Result(
        {
            "ok": found.ok,
            "checks": [{"check": check.name, "ok": check.ok, "detail": check.detail} for check in found.checks],
            "notes": list(found.notes),
        },
        lines,
        found.notes,
        OK if found.ok else FINDINGS,
    )


def _database(session: Session) -> Path:
    return location.database(session.text("database"))


def _warning_of_sync(path: Path) -> list[str]:
    service = location.synced_by(path)
    if not service:
        return []
    return [f"Note: {service} seems to copy {path.parent} to other machines, and personal data with it."]


def _size(count: int) -> str:
    for unit, size in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"


COMMANDS = (
    Command(
        "init",
        "Start a database of your own: who you are, which CLPs you look after",
        _init,
        (
            "organiser init",
            'organiser init --who "Ann Smith" --clp "Birmingham Edgbaston" "Birmingham Selly Oak"',
        ),
        (
            argument(
                "--clp",
                help="CLPs you look after, by the name of their constituency",
                nargs="+",
                action="extend",
                metavar="NAME",
            ),
        ),
        returns='{"database", "created", "who", "clps": [], "operation"}',
        writes=True,
    ),
    Command(
        "backup",
        "Copy the database to one file, checked",
        _backup,
        ("organiser backup", "organiser backup /media/stick/people.organiser"),
        (
            argument(
                "file",
                help="where to put it (else: the folder that 'organiser paths' shows)",
                nargs="?",
                metavar="FILE",
            ),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns='{"file", "bytes", "people"}',
    ),
    Command(
        "restore",
        "Go back to a backup; what is there now is kept",
        _restore,
        ("organiser restore /media/stick/people.organiser",),
        (
            argument("file", help="the backup", metavar="FILE"),
            argument("--other-database", help="even if it is a backup of another database", action="store_true"),
            argument(
                "--anyway", help="even if both were changed since they parted; this one is kept", action="store_true"
            ),
        ),
        returns='{"file", "kept", "people", "lost"}',
    ),
    Command(
        "doctor",
        "Look the database through for anything wrong",
        _doctor,
        ("organiser doctor", "organiser doctor --repair"),
        (argument("--repair", help="mend what can be made anew from the rest", action="store_true"),),
        returns='{"ok", "checks": [{"check", "ok", "detail"}], "notes": []}',
    ),
    Command(
        "paths",
        "Show where the database and the backups are",
        _paths,
        ("organiser paths", "organiser paths --json"),
        returns='{"database": {"path", "exists", "bytes"}, "backups": {…}, "home": {…}}',
    ),
)
