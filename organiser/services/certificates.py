"""Certificates for those who completed a course, as PDF; whoever has not is told so kindly, and nothing is written."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from organiser.errors import CANNOT_CREATE, Problem
from organiser.reports.certificate import Certificate, certificate
from organiser.reports.lettering import undrawable
from organiser.services import imprint
from organiser.services.completions import Completion, completed
from organiser.services.courses import find_course
from organiser.services.output_file import target_of, write_whole
from organiser.services.pack_facts import full_day
from organiser.services.pages import folder_for, name_for
from organiser.store.store import Store
from organiser.store.uids import uid_text


class Printed(NamedTuple):
    """A certificate that was written: where, for whom, of what; `undrawable` are characters that stand there as �."""

    file: Path
    uid: str
    name: str
    completion: Completion
    undrawable: str


def pdf_of(store: Store, person: int, course: str) -> tuple[Printed, bytes]:
    """The certificate of a person by id, not yet written; Problem where they have not completed the course."""
    done = completed(store, person, find_course(store, course))
    uid, name = store.rows("SELECT uid, trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0]
    one = Certificate(
        name,
        done.course,
        full_day(done.on),
        f"{done.clp} CLP" if done.clp else "",
        done.trainers,
        _day(done.until) if done.until else "",
        imprint.imprint(store).line,
    )
    strange = "".join(undrawable((name, done.course, done.clp, done.trainers)))
    return Printed(Path(), uid_text(uid), name, done, strange), certificate(one)


def print_certificate(store: Store, person: int, course: str, path: Path | None, *, replace: bool = False) -> Printed:
    """Write a certificate to `path`, else into the folder of printed pages, for its owner alone.

    Problem where they have not completed the course, or the file cannot be written.
    """
    printed, page = pdf_of(store, person, course)
    target = target_of(store, path, replace=replace) if path else _new_name(printed)
    write_whole(target, [page], replace=replace)
    return printed._replace(file=target)


def print_all(store: Store, people: Sequence[int], course: str) -> list[Printed]:
    """Write the certificates of several people by id into the folder of printed pages.

    Problem where one of them has not completed the course; then none is written.
    """
    pages = [pdf_of(store, person, course) for person in people]
    done = []
    for printed, page in pages:
        target = _new_name(printed)
        write_whole(target, [page], replace=False)
        done.append(printed._replace(file=target))
    return done


def _new_name(printed: Printed) -> Path:
    stem = name_for(f"certificate {printed.name} {printed.completion.course}")
    folder = folder_for("printed")
    for again in range(1, 1000):
        path = folder / f"{stem}{f'-{again}' if again > 1 else ''}.pdf"
        if not path.exists():
            return path
    raise Problem(f"{folder} is full of certificates of that name: name the file with -o.", CANNOT_CREATE)


def _day(iso: str) -> str:
    """An ISO day in full: "14 February 2026"."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B} {day.year}"
