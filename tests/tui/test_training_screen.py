"""Training on screen: sessions and courses in one line each, places, sign-in sheets, who came, certificates."""

from pathlib import Path

import pytest

from organiser.services import attendance, courses, sessions
from organiser.services.sessions import SessionDraft
from organiser.store import location
from organiser.store.store import Store
from tests.services.lists import write_list
from tests.services.people_here import add, build_places
from tests.tui.driving import Seat, sit


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A course that runs out, completed long ago by Cat, and a session in the past for which two are booked."""
    path = tmp_path / "people.organiser"
    with Store.create(path) as store:
        store.who = "Sam"
        build_places(store)
        for line in ("Ann Day, 07700 900101", "Bob Fox", "Cat Orr"):
            add(store, line)
        courses.add_course(store, "Safeguarding", lasts=12)
        long_ago = sessions.add_session(store, SessionDraft("Safeguarding", "2020-03-01", "Anytown North")).session
        attendance.mark_named(store, long_ago.event, ["Cat Orr"])
        courses.add_course(store, "Organising basics")
        draft = SessionDraft("Organising basics", "2026-03-01", "Anytown South", trainers="Eve Hay", places=12)
        over = sessions.add_session(store, draft).session
        attendance.mark_named(store, over.event, ["Ann Day", "Bob Fox"], "booked")
    return path


def test_a_session_typed_in_one_line_is_shown_as_understood_and_fills_up(school: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("r", "n")
        await seat.type("organising basics, 28 nov 2099 10:30, anytown north, at the library, by Ann Day, 1 place")
        assert "Anytown North" in seat.line("CLP    ")
        assert "Ann Day" in seat.line("Trainers")
        await seat.press("enter", "escape")
        assert "0 of 1 place" in seat.line("28 Nov 2099")
        await seat.press("g", "w")
        await seat.type("bob")
        await seat.press("enter", "escape")
        await seat.until("1 of 1 place, full")
        await seat.press("u")
        assert "0 of 1 place" in seat.line("28 Nov 2099")

    sit(school, story)


def test_a_course_that_is_not_there_is_said_under_the_line_and_nothing_typed_is_lost(school: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("r", "n")
        await seat.type("Juggling, 28 nov 2099")
        assert seat.shows("No course is called 'Juggling' yet: c adds one.")
        await seat.press("enter")
        assert seat.shows("Juggling, 28 nov 2099")
        await seat.press("escape", "c")
        await seat.type("Juggling, 2 years")
        assert seat.shows("24 months, then a refresher is due")
        await seat.press("enter")
        assert "for 2 years" in seat.line("Juggling")
        await seat.press("n")
        assert seat.shows("Juggling, 28 nov 2099")

    sit(school, story)


def test_home_leads_to_the_refreshers_that_are_due(school: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.until("refresher due")
        assert "Cat Orr, Safeguarding" in seat.line("refresher due")
        seat.app.screen.lines.go_to(_key(seat, "training"))  # type: ignore[attr-defined]
        await seat.press("enter")
        assert "ran out 1 Mar 2021" in cursor(seat)
        await seat.press("enter")
        assert "Cat Orr" in seat.line("organiser ▸")

    sit(school, story, size=(120, 40))


def cursor(seat: Seat) -> str:
    """The line under the cursor."""
    return next(line for line in seat.frame().splitlines() if line.startswith("▸"))


def _key(seat: Seat, page: str) -> object:
    rows = seat.app.screen.lines._rows  # type: ignore[attr-defined]
    return next(row.key for row in rows if getattr(row.key, "page", "") == page)


def test_a_sign_in_sheet_is_taken_in_at_its_session_and_tells_what_it_left(school: Path, tmp_path: Path) -> None:
    sheet = write_list(
        tmp_path / "sheet.csv",
        ("Name", "Email", "Mobile", "Attendance"),
        ("Day, Ann", "", "07700 900101", "came"),
        ("Dee Gow", "dee@example.org", "", "perhaps"),
    )

    async def story(seat: Seat) -> None:
        await seat.press("r")
        seat.app.screen.lines.go_to(_session(seat))  # type: ignore[attr-defined]
        await seat.press("i")
        await seat.type(str(sheet))
        await seat.press("enter")
        await seat.until("'perhaps' is not understood")
        await seat.press("escape")
        assert seat.shows("2 rows: 1 known here, 1 new.")
        assert "1 came, 2 not marked" in seat.line("Sun 1 Mar")
        await seat.press("u")
        assert "2 not marked" in seat.line("Sun 1 Mar")
        assert "1 came" not in seat.line("Sun 1 Mar")

    sit(school, story, size=(120, 40))


def _session(seat: Seat) -> object:
    """The session of Organising basics."""
    rows = seat.app.screen.lines._rows  # type: ignore[attr-defined]
    return next(row.key for row in rows if "Organising basics, Anytown South" in row.words)


def test_one_key_marks_a_state_and_another_prints_the_certificate(
    school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORGANISER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SSH_TTY", "a terminal far away")

    async def story(seat: Seat) -> None:
        await seat.press("r")
        seat.app.screen.lines.go_to(_session(seat))  # type: ignore[attr-defined]
        await seat.press("enter")
        assert "2 of 12 places" in seat.line("Places")
        assert "Ann Day" in cursor(seat)
        await seat.press("p")
        assert seat.shows("has not completed Organising basics yet")
        await seat.press("c", "x", "k", "p")
        await seat.until(".pdf")
        assert [path.suffix for path in location.made("printed").iterdir()] == [".pdf"]

    sit(school, story, size=(120, 40))


def test_what_a_session_is_is_mended_in_place_and_a_cancelled_one_says_so(school: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("r")
        seat.app.screen.lines.go_to(_session(seat))  # type: ignore[attr-defined]
        await seat.press("enter")
        seat.app.screen.lines.go_to(("field", "places"))  # type: ignore[attr-defined]
        await seat.press("enter", "ctrl+u")
        await seat.type("many\n")
        assert seat.shows("is a number, as in 12")
        await seat.press("ctrl+u")
        await seat.type("2\n")
        assert "2 of 2 places, full" in seat.line("Places")
        await seat.press("escape")
        seat.app.screen.lines.go_to(_session(seat))  # type: ignore[attr-defined]
        await seat.press("x")
        assert seat.shows("is cancelled: nobody completes the course by it")
        await seat.press("enter")
        assert seat.shows("This session is cancelled")

    sit(school, story)


@pytest.mark.parametrize("size", [(60, 16), (120, 40)], ids="{0[0]}x{0[1]}".format)
def test_nothing_that_matters_is_cut_off_at_any_size(school: Path, size: tuple[int, int]) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("r")
        for words in ("Safeguarding", "completed by", "2 not marked"):
            if size[1] > 16 or words != "2 not marked":
                assert seat.shows(words)
        await seat.press("G")
        assert seat.shows("1 came")

    sit(school, story, size=size)
