"""What tests of the screens share: a small database of invented people."""

from collections.abc import Callable
from pathlib import Path

import pytest

from organiser.services import adding
from organiser.store.store import Store

People = Callable[..., Path]


@pytest.fixture
def people(tmp_path: Path) -> People:
    """A database with people, one for each line: `people("Ann Smith, 07700 900123", "Bob Lee")`."""

    def made(*lines: str) -> Path:
        path = tmp_path / "people.organiser"
        with Store.create(path) as store:
            for line in lines:
                adding.add(store, adding.draft(store, line).understood)
        return path

    return made


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program keeps its files during a test: away from the tester's own, and with no desktop to open them."""
    home = tmp_path / "home"
    monkeypatch.setenv("ORGANISER_HOME", str(home))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return home
