"""Handing over to the next secretary: the copy, the page, and everything of one person to another."""

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from organiser.errors import CANNOT_CREATE, IO_ERROR, USAGE, Problem
from organiser.models.offices import OFFICE
from organiser.models.sources import QUESTION
from organiser.reports.page import Page, Section, to_html, to_text
from organiser.services import contacts, upkeep
from organiser.services.contacts import Said
from organiser.services.handover import hand_over
from organiser.services.people import find_one
from organiser.services.tasks import Draft, find_about, list_tasks, new_task
from organiser.store import clock, doctor, history
from organiser.store.doctor import Check
from organiser.store.store import Store
from tests.services.handing import add_line, content, ring

TODAY = "2026-02-04"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ORGANISER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(clock, "now", lambda: f"{TODAY}T12:00:00Z")


@pytest.fixture
def full(store: Store, tmp_path: Path) -> Store:
    """A file with something of everything that the page tells of."""
    upkeep.set_up(store, "Ann Lee", ["Lewisham East"])
    store.who = "Ann Lee"
    for line in ("Bob <b>Jones</b>, 07700 900001", "Cat Brown, 07700 900002"):
        add_line(store, line)
    bob, cat = find_one(store, "jones"), find_one(store, "cat")
    new_task(store, Draft("Ring about gardens", due="2026-01-05", about=find_about(store, person="jones")))
    new_task(store, Draft("Branch report", owner="Dee", due="1 March", every="1 month"))
    contacts.note(store, cat, Said("after six", outcome="call back"))
    ring(store, tmp_path / "bens.organiser")
    with store.operation("An office and a question") as work:
        work.insert_with_uid(OFFICE, person_id=bob, kind="councillor", until="2026-03-05")
        work.insert_with_uid(QUESTION, kind="shared-address", value="a@example.org", state="open", person_id=bob,
                             other_id=cat)  # fmt: skip
    return store


def test_a_handover_is_a_checked_copy_and_two_pages_for_its_owner_alone(full: Store, tmp_path: Path) -> None:
    done = hand_over(full, tmp_path / "over")
    assert (done.people, done.moved) == (2, None)
    assert sorted(path.name for path in done.folder.iterdir()) == ["handover.html", "handover.txt", "people.organiser"]
    if os.name == "posix":
        assert done.folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in done.folder.iterdir()} == {0o600}
    restored = upkeep.restore(tmp_path / "new laptop.organiser", done.files[0], lambda: None)
    assert restored.people == 2
    with Store.open(tmp_path / "new laptop.organiser") as new:
        assert content(new) == content(full)
        assert all(check.ok for check in doctor.examine(new))


def test_the_page_says_what_is_open_who_does_it_what_is_dated_and_who_holds_copies(full: Store, tmp_path: Path) -> None:
    text = " ".join(hand_over(full, tmp_path / "over").files[2].read_text().split())
    for words in (
        "by Ann Lee for Lewisham East",
        "* Ann Lee; Task: Ring about gardens; About: Bob <b>Jones</b>; Due: 5 Jan 2026 (overdue)",
        "* Dee; Task: Branch report, every 1 month; Due: 1 Mar 2026",
        "* 1 Mar 2026; What: Branch report",
        "* 5 Mar 2026; What: Bob <b>Jones</b>: last day as councillor",
        "* Cat Brown; What was said: after six; Since: 4 Feb",
        "share one e-mail address, a@example.org",
        "* bens; Handed out: 4 Feb 2026; Holds: 2 people; For: ring",
        "organiser restore people.organiser",
        f"Delete the backups: {tmp_path / 'home' / 'backups'}",
        "people.organiser-wal",
    ):
        assert words in text, words


def test_an_empty_file_can_be_handed_over_too(store: Store, tmp_path: Path) -> None:
    text = hand_over(store, tmp_path / "over").files[2].read_text()
    for words in ("No task is open.", "Nothing is dated", "Nobody is waiting", "No question is open.", "still away"):
        assert words in text


class _Reader(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)
        self.outside += [name for name, _ in attributes if name in ("src", "href", "onload", "onclick")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_html_page_stands_alone_and_obeys_nothing_that_is_written_in_it(full: Store, tmp_path: Path) -> None:
    html = hand_over(full, tmp_path / "over").files[1].read_text()
    read = _Reader()
    read.feed(html)
    assert read.open == []
    assert read.outside == []
    assert "script" not in read.tags
    assert "b" not in read.tags
    assert any("Bob <b>Jones</b>" in text for text in read.texts)
    assert "&lt;b&gt;" in html


def test_every_cell_and_step_of_a_page_stands_in_both_forms() -> None:
    page = Page("T", "S", [Section("One", "two", ("A", "B"), [("three", "four"), ("five", "")], ["six", "seven"])])
    for form in (to_html(page), to_text(page)):
        assert all(word in form for word in ["One", "two", "three", "four", "five", "six", "seven"])


# Everything of one to another -------------------------------------------------------------------------------


def test_everything_of_one_goes_to_another_as_one_change(full: Store, tmp_path: Path) -> None:
    before = content(full)
    done = hand_over(full, tmp_path / "over", "ann  LEE", "Ben Jones")
    assert done.moved is not None
    assert (done.moved.tasks, done.moved.who) == (1, True)
    assert [task.owner for task in list_tasks(full).tasks] == ["Ben Jones", "Dee"]
    assert full.setting("who") == "Ben Jones"
    with Store.open(done.files[0]) as copy:
        assert content(copy) == content(full)
    assert history.undo(full).title == "Everything of ann LEE to Ben Jones"
    assert content(full) == before


def test_whoever_owns_nothing_hands_nothing_on(full: Store, tmp_path: Path) -> None:
    done = hand_over(full, tmp_path / "over", "Nobody", "Ben Jones")
    assert done.moved is not None
    assert (done.moved.tasks, done.moved.who, done.moved.operation) == (0, False, None)


def test_one_name_without_the_other_is_refused_before_anything_is_made(full: Store, tmp_path: Path) -> None:
    for old, new in (("Ann Lee", ""), ("", "Ben"), ("Ann Lee", "ann lee")):
        with pytest.raises(Problem) as caught:
            hand_over(full, tmp_path / "over", old, new)
        assert caught.value.exit_code == USAGE
    assert not (tmp_path / "over").exists()


# Refused ----------------------------------------------------------------------------------------------------


def test_a_folder_in_which_something_lies_is_left_as_it_is(full: Store, tmp_path: Path) -> None:
    before = content(full)
    (tmp_path / "over").mkdir()
    (tmp_path / "over" / "letter.txt").write_text("a letter")
    for path in (tmp_path / "over", tmp_path / "over" / "letter.txt", tmp_path / "over" / "letter.txt" / "x"):
        with pytest.raises(Problem) as caught:
            hand_over(full, path, "Ann Lee", "Ben")
        assert caught.value.exit_code == CANNOT_CREATE
    assert [path.name for path in (tmp_path / "over").iterdir()] == ["letter.txt"]
    assert content(full) == before


def test_a_copy_that_is_not_sound_is_not_handed_over(
    full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(full)
    monkeypatch.setattr(doctor, "examine", lambda _: [Check("names", False, "one is wrong")])
    with pytest.raises(Problem, match="names: one is wrong") as caught:
        hand_over(full, tmp_path / "over", "Ann Lee", "Ben")
    assert caught.value.exit_code == IO_ERROR
    assert content(full) == before
    assert list((tmp_path / "over").iterdir()) == []
