"""What is said and kept of a fault of the program's own: where it happened, never what anything was."""

import os
from pathlib import Path

from organiser import __version__
from organiser.store import clock, location


def places_of(error: BaseException | None) -> list[str]:
    """Where an error came from, file and line, the innermost last; without any value: values may be people."""
    trace = error.__traceback__ if error is not None else None
    places = []
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places


def write_log(error: BaseException | None, database: Path) -> str:
    """Add a fault to the log, which only its owner may read, and give the words that say what happened."""
    kind = type(error).__name__
    log = location.home() / "faults.log"
    places = places_of(error)
    kept = ""
    try:
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(f"{clock.now()} organiser {__version__} {kind} at {' > '.join(places)}\n")
        kept = f"\nWhere it happened is written in {log}, without anybody's details: please send that line in."
    except OSError:
        kept = f"\nPlease report these words: {kind} at {' > '.join(places[-4:])}."
    return (
        "organiser had to stop: a fault of the program's own."
        f"\nEverything that the status line said was done is saved in {database}; the last change may not be."
        f" 'organiser history' shows what was done.{kept}"
    )
