"""Each screen looks as it did when it was last looked at; after a change: `python -m tests.golden.write_screens`."""

from pathlib import Path

import pytest

from organiser.store import clock
from tests.golden.write_screens import MOMENT, PILOT, SCREENS, SIZES, build, build_pilot, frames, place_of


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_the_screens_look_as_they_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    drawn = frames(build(tmp_path), size) | frames(build_pilot(tmp_path), size, tuple(PILOT))
    for name, frame in drawn.items():
        assert frame == place_of(name, size).read_text(encoding="utf-8"), name


def test_no_screen_is_kept_that_is_not_drawn() -> None:
    kept = {path.name for size in SIZES for path in (place_of("home", size).parent).glob("*.txt")}
    assert kept == {place_of(name, size).name for name in SCREENS for size in SIZES}
