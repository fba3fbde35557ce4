"""Where the program keeps its things: the database, and the files it makes without being told where."""

import os
from pathlib import Path


def home() -> Path:
    """ORGANISER_HOME, or the place this system has for a program's data."""
    if named := os.environ.get("ORGANISER_HOME"):
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("organiser", appauthor=False)


def database(named: str | None = None) -> Path:
    """The database to open: what the user named, ORGANISER_DATABASE, or `people.organiser` at home."""
    chosen = named or os.environ.get("ORGANISER_DATABASE")
    return Path(chosen).expanduser() if chosen else home() / "people.organiser"


def backups() -> Path:
    return home() / "backups"
