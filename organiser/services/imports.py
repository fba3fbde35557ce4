"""Importing lists of people: planned without a lock, then applied in one transaction that can be taken back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from organiser.formats.recognise import Corrections
from organiser.formats.table import Finding
from organiser.services.importing import listing
from organiser.services.importing.apply import Outcome, apply, foresee
from organiser.services.importing.findings import Findings
from organiser.services.importing.match import People, match
from organiser.services.importing.plan import Plan, Progress
from organiser.store.store import Store
from organiser.store.work import Work
from organiser.text import safe_text

# How often a plan is made again because something else landed meanwhile, before it is made with the lock held.
_TRIES = 3
_STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: who says it (else recognised), corrections of the mapping, whether it is a whole list, its day.

    `choices` correct the columns of every file, as `Heading=field`; `corrections` those of one header, which is named
    by its fingerprint.
    """

    source: str = ""
    choices: Sequence[str] = ()
    complete: bool = False
    on: str = ""
    dry_run: bool = False
    corrections: Mapping[str, Corrections] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do. Counts of people are net; `operation` is None where nothing changed.

    Of refused rows, warnings and questions the first 10,000 are listed; `more` tells that there are others.
    """

    rows: int
    created: int
    updated: int
    unchanged: int
    joined: int
    refused: list[Finding]
    warnings: list[Finding]
    questions: list[Finding]
    new_tags: list[str]
    more: bool
    operation: int | None


def import_files(store: Store, paths: Sequence[Path | str], options: Options, progress: Progress) -> Imported:
    """Import people from files; Problem where a file cannot be read, and then nothing is changed."""
    with store.errors():
        plan = _plan(store, options)
        try:
            return _import(store, plan, paths, options, progress)
        finally:
            plan.close()


def _plan(store: Store, options: Options) -> Plan:
    return Plan(store, source=options.source, choices=options.choices, on=options.on, corrections=options.corrections)


class Importing:
    """An import that somebody looks into before it is made: planned, read line by line, then applied or forgotten.

    The plan stands in the connection of `store`, which has no other use meanwhile.
    """

    def __init__(self, store: Store, paths: Sequence[Path | str], options: Options) -> None:
        self._store = store
        self._paths = paths
        self._options = options
        self._plan = _plan(store, options)
        self._people: People | None = None
        self._version = 0
        # What there was to tell before it was foreseen what the plan comes to: applying tells it again.
        self._before = Findings()

    def foresee(self, progress: Progress) -> Imported:
        """Plan, and tell what would come of it. Nothing is changed; Problem where a file cannot be read."""
        with self._store.errors():
            people = self._read(progress)
            progress("Comparing", 0, 0)
            outcome = foresee(self._plan, people, complete=self._options.complete)
            self._people = people
            return _report(self._plan, outcome, None)

    def _read(self, progress: Progress) -> People:
        self._version = self._store.version()
        self._plan.read(self._paths, progress)
        progress("Finding who is who", 0, 0)
        people = match(self._plan)
        self._before = self._plan.findings.copy()
        return people

    def apply(self, progress: Progress) -> Imported:
        """Make the import as one change; where something else landed since it was planned, it is planned again."""
        title = f"Import {_names(self._paths)}"
        with self._store.errors():
            while True:
                people = self._people or self._read(progress)
                self._people = None
                self._plan.findings = self._before
                with self._store.operation(title, kind="import") as work:
                    if self._store.version() == self._version:
                        return _applied(work, self._plan, people, title, self._options, progress)
                progress("Something else was changed meanwhile: planning again", 0, 0)

    def count_off(self) -> dict[str, int]:
        """How many lines stand behind each figure (listing.LISTS), once the plan was foreseen or applied."""
        with self._store.errors():
            return listing.count_off(self._plan)

    def lines(self, name: str, first: int, last: int) -> dict[int, listing.Planned]:
        """Some of these lines, by their place."""
        return listing.read(self._plan, name, first, last)

    def close(self) -> None:
        """Forget the plan."""
        self._plan.close()


def _import(store: Store, plan: Plan, paths: Sequence[Path | str], options: Options, progress: Progress) -> Imported:
    title = f"Import {_names(paths)}"
    # Standard input can be read but once, so that its plan is made while nothing else can land.
    once = not options.dry_run and any(str(path) == _STANDARD_INPUT for path in paths)
    for attempt in range(0 if once else _TRIES):
        seen = store.version()
        plan.read(paths, progress)
        people = match(plan)
        if options.dry_run:
            return _report(plan, foresee(plan, people, complete=options.complete), None)
        with store.operation(title, kind="import") as work:
            if store.version() == seen:
                return _applied(work, plan, people, title, options, progress)
        progress(f"Something else was changed meanwhile: planning again ({attempt + 1})", 0, 0)
    with store.operation(title, kind="import") as work:
        plan.read(paths, progress)
        return _applied(work, plan, match(plan), title, options, progress)


def _applied(work: Work, plan: Plan, people: People, title: str, options: Options, progress: Progress) -> Imported:
    outcome = apply(work, plan, people, complete=options.complete, progress=progress)
    work.title = _in_words(title, outcome)
    done = _report(plan, outcome, work.operation_id)
    figures = ("rows", "created", "updated", "unchanged", "joined")
    lists = ("refused", "warnings", "questions")
    work.summary = json.dumps({n: getattr(done, n) for n in figures} | {n: len(getattr(done, n)) for n in lists})
    return done


def _names(paths: Sequence[Path | str]) -> str:
    first = "standard input" if str(paths[0]) == _STANDARD_INPUT else safe_text(Path(paths[0]).name)
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"


def _in_words(title: str, outcome: Outcome) -> str:
    figures = [(outcome.created, "new"), (outcome.updated, "changed"), (outcome.joined, "joined to somebody else")]
    words = ", ".join(f"{count:,} {word}" for count, word in figures if count)
    return f"{title}: {words or 'nobody new'}"


def _report(plan: Plan, outcome: Outcome, operation: int | None) -> Imported:
    findings = plan.findings
    return Imported(
        rows=plan.rows,
        created=outcome.created,
        updated=outcome.updated,
        unchanged=outcome.unchanged,
        joined=outcome.joined,
        refused=findings.refused,
        warnings=findings.warnings,
        questions=findings.questions,
        new_tags=sorted(outcome.new_tags),
        more=findings.more,
        operation=operation,
    )
