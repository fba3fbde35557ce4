"""Which commands there are, and in which module each stands: only the one that is asked for is loaded."""

from collections.abc import Sequence
from importlib import import_module

from organiser.commands.command import Command

# So many words the longest name of a command has.
_LONGEST = 3
# In the order in which help lists them.
MODULES = {
    "open": "opening",
    "init": "files",
    "demo": "demo",
    "import": "imports",
    "places import": "places",
    "places wards": "places",
    "places postcode": "places",
    "branches add": "places",
    "branches show": "places",
    "branches list": "places",
    "people": "people",
    "person": "person",
    "add": "adding",
    "edit": "adding",
    "tag list": "tags",
    "tag new": "tags",
    "tag add": "tags",
    "tag remove": "tags",
    "tag merge": "tags",
    "export": "export",
    "questions": "merging",
    "merge": "merging",
    "councillors import": "offices",
    "councillors list": "offices",
    "councillors show": "offices",
    "offices add": "offices",
    "offices end": "offices",
    "groups add": "groups",
    "groups list": "groups",
    "groups show": "groups",
    "groups edit": "groups",
    "link": "links",
    "unlink": "links",
    "register check": "register",
    "contact": "contacts",
    "task new": "tasks",
    "task list": "tasks",
    "task done": "tasks",
    "task edit": "tasks",
    "due": "tasks",
    "events add": "events",
    "events list": "events",
    "events show": "events",
    "events edit": "events",
    "events remove": "events",
    "events attend": "events",
    "doorstep import": "doorstep",
    "doorstep add": "doorstep",
    "doorstep list": "sheets",
    "doorstep edit": "sheets",
    "doorstep remove": "sheets",
    "doorstep issues": "issues",
    "doorstep issues show": "issues",
    "doorstep issues merge": "issues",
    "doorstep issues split": "issues",
    "doorstep issues edit": "issues",
    "doorstep issues waiting": "issues",
    "doorstep issues keep": "issues",
    "doorstep issues raise": "levels",
    "doorstep issues answer": "levels",
    "doorstep issues across": "levels",
    "doorstep electorate": "rates",
    "doorstep rate": "rates",
    "doorstep sheet": "out_again",
    "doorstep picture": "out_again",
    "doorstep request": "requests",
    "doorstep follow-ups": "owed",
    "doorstep export": "owed",
    "conference new": "conferences",
    "conference list": "conferences",
    "conference show": "conferences",
    "conference rules": "conferences",
    "conference announce": "conferences",
    "conference shortlist": "shortlist",
    "conference invite": "invitations",
    "conference replies": "invitations",
    "conference promises": "promises",
    "conference you-said": "promises",
    "conference thank": "promises",
    "conference pack": "pack",
    "conference signin": "signin",
    "conference ballots": "ballots",
    "conference count": "outcomes",
    "conference result": "outcomes",
    "conference copy": "second_place",
    "training import": "training",
    "training courses": "sessions",
    "training course add": "sessions",
    "training course edit": "sessions",
    "training course remove": "sessions",
    "training sessions": "sessions",
    "training session add": "sessions",
    "training session show": "sessions",
    "training session edit": "sessions",
    "training due": "training",
    "training certificate": "training",
    "count": "counting",
    "ladder list": "ladder",
    "ladder show": "ladder",
    "ladder step": "ladder",
    "ladder leave": "ladder",
    "ladder joined": "ladder",
    "ladder tree": "ladder",
    "ladder proposals": "ladder",
    "champions list": "champions",
    "champions show": "champions",
    "champions add": "champions",
    "champions edit": "champions",
    "champions end": "champions",
    "champions support": "champions",
    "champions find": "champions",
    "organisers list": "organisers",
    "organisers add": "organisers",
    "organisers advice": "organisers",
    "organisers record": "organisers",
    "organisers month": "organisers",
    "imprint": "out_again",
    "pilot new": "pilots",
    "pilot show": "pilots",
    "pilot seat": "pilots",
    "pilot define": "pilots",
    "pilot freeze": "pilots",
    "pilot figures": "pilots",
    "pilot return": "pilots",
    "pilot gather": "pilots",
    "pilot report": "pilot_reports",
    "pilot revisions": "pilot_reports",
    "pilot criterion": "applications",
    "pilot apply": "applications",
    "pilot score": "applications",
    "pilot decide": "applications",
    "pilot applications": "applications",
    "pilot ready": "applications",
    "print": "printing",
    "hand-out": "handouts",
    "bring-back": "handouts",
    "handover": "handover",
    "history": "history",
    "undo": "history",
    "redo": "history",
    "backup": "files",
    "restore": "files",
    "doctor": "files",
    "paths": "files",
}


def find(name: str) -> Command:
    """The command with this name (one word to three)."""
    module = import_module(f"organiser.commands.{MODULES[name]}")
    found: Command = next(command for command in module.COMMANDS if command.name == name)
    return found


def groups() -> set[str]:
    """First words that a second one must follow."""
    return {name.split()[0] for name in MODULES if " " in name}


def begun(words: Sequence[str]) -> str:
    """The longest name of a command with which a line of words begins; "" where there is none."""
    names = (" ".join(words[:count]) for count in range(_LONGEST, 0, -1) if count <= len(words))
    return next((name for name in names if name in MODULES), "")


def everything() -> list[Command]:
    """All commands, in order; loads every module."""
    return [find(name) for name in MODULES]
