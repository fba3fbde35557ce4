"""Two laptops and no network: what goes out, what comes back, and what stands where both changed the same."""

import os
from itertools import permutations
from pathlib import Path

import pytest

from organiser.errors import CANNOT_CREATE, NO_INPUT, UNREADABLE, Problem
from organiser.models.contacts import TALK
from organiser.models.people import CONSENT, PERSON
from organiser.services import contacts, jobs, merging, upkeep
from organiser.services.contacts import Said
from organiser.services.editing import edit, parse_change
from organiser.services.handouts import hand_out, holders
from organiser.services.people import Question, find_one
from organiser.services.reach import answers
from organiser.services.tasks import Changes, Draft, edit_task, find_about, finish, list_tasks, new_task
from organiser.store import clock, doctor, history
from organiser.store.store import Store
from tests.services.handing import add_line, back, content, copied, on_the_other_laptop, ring, same_again

TODAY = "2026-02-04"


class Clock:
    """The time of day, which goes on by an hour whenever a test says so."""

    def __init__(self) -> None:
        self.hour = 1

    def now(self) -> str:
        return f"{TODAY}T{self.hour:02}:00:00Z"

    def tick(self) -> None:
        self.hour += 1


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Clock:
    monkeypatch.setenv("ORGANISER_HOME", str(tmp_path / "home"))
    found = Clock()
    monkeypatch.setattr(clock, "now", found.now)
    return found


@pytest.fixture
def with_people(store: Store) -> Store:
    """Ann, with a weekly task and something said; Bob; Cat without a number; Dan who must not be called."""
    store.who = "Dee Organiser"
    for line in (
        "Ann Smith, 07700 900001, ann@example.org, 1 Wren Street SE13 5AB, leaflets, met at the stall",
        "Bob Jones, 07700 900002, 07700 900012",
        "Cat Brown, cat@example.org",
        "Dan Green, 07700 900004, do not call",
    ):
        add_line(store, line)
    ann = find_one(store, "ann smith")
    contacts.note(store, ann, Said("likes gardens", outcome="spoke"))
    about = find_about(store, person="ann smith")
    new_task(store, Draft("Ring about the garden", due="2026-02-02", every="1 week", about=about))
    return store


def note(store: Store, name: str, text: str, outcome: str = "spoke") -> str:
    """A contact with somebody; its code."""
    return contacts.note(store, find_one(store, name), Said(text, outcome=outcome)).talk.uid


def task(store: Store) -> str:
    """The number of the one open task."""
    (found,) = list_tasks(store).tasks
    return str(found.number)


def change(path: Path, **changes: str) -> None:
    """Change the one open task on another laptop."""
    with on_the_other_laptop(path) as there:
        edit_task(there, list_tasks(there).tasks[0], Changes(**changes))


# What goes out ----------------------------------------------------------------------------------------------


def test_a_hand_out_holds_names_one_number_each_what_was_said_and_open_tasks(
    with_people: Store, tmp_path: Path
) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    assert (made.people, made.left_out) == (2, {"no-address": 1, "objected": 1})
    with on_the_other_laptop(made.file) as there:
        assert [name for (name,) in there.rows("SELECT given FROM person ORDER BY given")] == ["Ann", "Bob"]
        assert there.rows("SELECT given, value FROM contact JOIN person ON person.id = person_id ORDER BY given") == [
            ("Ann", "+447700900001"),
            ("Bob", "+447700900002"),
        ]
        assert there.rows("SELECT said FROM talk") == [("likes gardens",)]
        assert [found.title for found in list_tasks(there).tasks] == ["Ring about the garden"]
        assert all(check.ok for check in doctor.examine(there))
        with pytest.raises(Problem, match="nothing to undo"):
            history.undo(there)


def test_nothing_of_anybody_else_and_nothing_the_job_does_not_need_is_in_the_file(
    with_people: Store, tmp_path: Path
) -> None:
    made = ring(with_people, tmp_path / "ring.organiser", "ann")
    content = made.file.read_bytes().lower()
    assert b"smith" in content
    assert b"7700900001" in content
    words = "example.org wren se13 leaflets stall jones 900002 brown green 900004"
    assert [word for word in words.split() if word.encode() in content] == []
    if os.name == "posix":
        assert made.file.stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*"))


def test_somebody_under_18_goes_out_only_with_a_guardians_consent_and_marked(
    with_people: Store, tmp_path: Path
) -> None:
    for name, line in (("eve", "Eve Young, 07700 900005"), ("fay", "Fay Young, 07700 900006")):
        add_line(with_people, line)
        edit(with_people, find_one(with_people, name), [parse_change("born=2010-05-01")])
    edit(with_people, find_one(with_people, "eve"), [parse_change("consent+=call guardian: her mother")])
    made = ring(with_people, tmp_path / "ring.organiser", "young")
    assert (made.people, made.left_out) == (1, {"under-18": 1})
    with on_the_other_laptop(made.file) as there:
        eve = find_one(there, "eve")
        assert there.value("SELECT minor_until FROM person") == "2028-05-01"
        assert answers(there, "call", "", [eve], TODAY)[eve].address == "+447700900005"
        assert there.value("SELECT wording || how || given FROM consent") == ""


def test_as_many_go_out_as_were_asked_for_and_those_who_are_out_already_are_counted(
    with_people: Store, tmp_path: Path
) -> None:
    one = ring(with_people, tmp_path / "one.organiser", limit=1)
    assert (one.people, one.elsewhere) == (1, 0)
    assert ring(with_people, tmp_path / "two.organiser").elsewhere == 1
    assert [(held.title, held.things) for held in holders(with_people)] == [("one", 1), ("two", 2)]


def test_handing_out_is_one_change_that_can_be_taken_back(with_people: Store, tmp_path: Path) -> None:
    before = content(with_people)
    ring(with_people, tmp_path / "ring.organiser")
    assert history.undo(with_people).title == "Hand out ring: 2 people"
    assert content(with_people) == before


def test_a_hand_out_that_cannot_be_made_leaves_no_trace(with_people: Store, tmp_path: Path) -> None:
    (tmp_path / "there.organiser").write_text("a letter")
    before = content(with_people)
    for path, words, code in (
        (tmp_path / "there.organiser", "", CANNOT_CREATE),
        (tmp_path / "nowhere" / "ring.organiser", "", CANNOT_CREATE),
        (tmp_path / "ring.organiser", "dan", 1),
    ):
        with pytest.raises(Problem) as caught:
            ring(with_people, path, words)
        assert caught.value.exit_code == code
    assert content(with_people) == before
    assert (tmp_path / "there.organiser").read_text() == "a letter"
    assert not (tmp_path / "ring.organiser").exists()


def test_a_file_for_one_job_refuses_every_other_in_a_sentence() -> None:
    jobs.refuse_other_commands("ring", "Ben's calls", "contact")
    with pytest.raises(Problem, match=r"This file \(Ben's calls\) was handed out for ringing people, and 'export' is"):
        jobs.refuse_other_commands("ring", "Ben's calls", "export")
    with pytest.raises(Problem, match="newer organiser"):
        jobs.refuse_other_commands("sorcery", "x", "contact")
    with pytest.raises(Problem, match="There are: ring"):
        jobs.find_job("sorcery")


def test_a_further_job_is_nothing_but_data(with_people: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = jobs.Job(
        name="desk",
        title="Sign in",
        doing="signing people in",
        channel="",
        commands=frozenset({"contact"}),
        parts=(jobs.theirs(PERSON, ("uid", "given", "family", "sort_key", "name_key")),),
        kinds=(jobs.Kind(TALK),),
    )
    monkeypatch.setitem(jobs.JOBS, "desk", desk)
    made = hand_out(with_people, "desk", tmp_path / "desk.organiser", Question())
    assert (made.people, made.left_out) == (4, {})
    with on_the_other_laptop(made.file) as there:
        assert there.count("SELECT count(*) FROM contact") == 0
        note(there, "dan", "was given a paper")
    assert back(with_people, made.file).files[0].new == {"talk": 1}


# What comes back --------------------------------------------------------------------------------------------


def test_what_was_done_elsewhere_comes_back_as_one_change(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    before = content(with_people)
    with on_the_other_laptop(made.file) as there:
        said = note(there, "bob", "can help on Sundays")
        contacts.note(there, find_one(there, "ann"), Said("no more", outcome="stop"), Draft("Tell Dee"))
        finish(there, list_tasks(there).tasks[0], "2026-02-03")
    brought = back(with_people, made.file)
    (taken,) = brought.files
    assert (taken.new, taken.changed) == ({"talk": 2, "task": 2}, {"task": 1})
    assert (brought.questions, brought.gone) == ([], [])
    bob, ann = find_one(with_people, "bob"), find_one(with_people, "ann smith")
    assert [(talk.uid, talk.by, talk.said) for talk in contacts.talks(with_people, bob)] == [
        (said, "Ben Lee", "can help on Sundays")
    ]
    assert [(found.title, found.due) for found in list_tasks(with_people).tasks] == [
        ("Ring about the garden", "2026-02-09"),
        ("Tell Dee", ""),
    ]
    assert answers(with_people, "call", "", [ann], TODAY)[ann].reason == "objected"
    assert holders(with_people) == []
    assert all(check.ok for check in doctor.examine(with_people))
    assert history.undo(with_people).title == "Bring back ring: 4 new, 1 changed"
    assert content(with_people) == before
    history.redo(with_people)
    assert back(with_people, made.file).operation is None


def test_what_came_already_does_not_come_twice_and_what_is_new_since_does(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    with on_the_other_laptop(made.file) as there:
        note(there, "bob", "one")
    back(with_people, made.file)
    before = content(with_people)
    again = back(with_people, made.file, made.file)
    assert (again.operation, [taken.nothing_new for taken in again.files]) == (None, [True, True])
    assert content(with_people) == before
    with on_the_other_laptop(made.file) as there:
        note(there, "bob", "two")
        edit_task(there, list_tasks(there).tasks[0], Changes(due="friday"))
    assert back(with_people, made.file).files[0].new == {"talk": 1}
    assert [talk.said for talk in contacts.talks(with_people, find_one(with_people, "bob"))] == ["two", "one"]
    assert list_tasks(with_people).tasks[0].due == "2026-02-06"


def test_a_file_brought_back_after_the_change_was_taken_back_comes_again(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    with on_the_other_laptop(made.file) as there:
        note(there, "bob", "one")
    back(with_people, made.file)
    after = content(with_people)
    history.undo(with_people)
    back(with_people, made.file)
    assert content(with_people) == after


def test_what_was_undone_there_after_it_came_is_taken_out_again(with_people: Store, tmp_path: Path) -> None:
    path = ring(with_people, tmp_path / "ring.organiser").file
    before = content(with_people)
    with on_the_other_laptop(path) as there:
        contacts.note(there, find_one(there, "ann"), Said("never again", outcome="stop"), Draft("Say sorry"))
    back(with_people, path)
    assert with_people.count("SELECT count(*) FROM consent WHERE wording = 'never again'") == 1
    came = content(with_people)
    with on_the_other_laptop(path) as there:
        history.undo(there)
    brought = back(with_people, path)
    assert brought.files[0].undone == {"talk": 1, "task": 1}
    after = content(with_people)
    assert {name for name in before if after[name] != before[name]} == {"hand_out", "handed"}
    assert back(with_people, path).operation is None
    history.undo(with_people)
    assert content(with_people) == came
    history.redo(with_people)
    assert content(with_people) == after
    with on_the_other_laptop(path) as there:
        history.redo(there)
    assert back(with_people, path).files[0].new == {"talk": 1, "task": 1}
    assert {name: rows for name, rows in content(with_people).items() if name not in ("handed", "consent")} == {
        name: rows for name, rows in came.items() if name not in ("handed", "consent")
    }


def test_an_objection_that_was_entered_here_as_well_stays(with_people: Store, tmp_path: Path) -> None:
    path = ring(with_people, tmp_path / "ring.organiser").file
    with on_the_other_laptop(path) as there:
        contacts.note(there, find_one(there, "ann"), Said("never again", outcome="stop"))
    note(with_people, "ann smith", "never again", "stop")
    back(with_people, path)
    with on_the_other_laptop(path) as there:
        history.undo(there)
    assert back(with_people, path).files[0].undone == {"talk": 1}
    assert with_people.count("SELECT count(*) FROM talk WHERE outcome = 'stop'") == 1
    assert with_people.count("SELECT count(*) FROM consent WHERE wording = 'never again'") >= 1


def test_what_was_undone_there_and_changed_here_is_a_question(with_people: Store, tmp_path: Path) -> None:
    path = ring(with_people, tmp_path / "ring.organiser").file
    with on_the_other_laptop(path) as there:
        new_task(there, Draft("Bring a ladder", about=find_about(there, person="ann")))
    back(with_people, path)
    (made,) = (found for found in list_tasks(with_people).tasks if found.title == "Bring a ladder")
    edit_task(with_people, made, Changes(owner="Cy"))
    with on_the_other_laptop(path) as there:
        history.undo(there)
    (asked,) = back(with_people, path).questions
    assert asked.clash.words == "the state of the task 'Bring a ladder' was changed in two places: 'open' and 'undone'"
    assert any(found.title == "Bring a ladder" for found in list_tasks(with_people).tasks)


def test_what_one_of_two_used_copies_still_has_stays_whichever_comes_first(with_people: Store, tmp_path: Path) -> None:
    path = ring(with_people, tmp_path / "ring.organiser").file
    with on_the_other_laptop(path) as there:
        note(there, "ann", "met")
    other = copied(path, "copy.organiser")
    for one, use in ((path, history.undo), (other, lambda there: note(there, "bob", "hello"))):
        with on_the_other_laptop(one) as there:
            use(there)
    with same_again(with_people, tmp_path) as again:
        back(again, path)
        back(again, other)
        back(with_people, other)
        back(with_people, path)
        assert content(again)["talk"] == content(with_people)["talk"]
    assert with_people.count("SELECT count(*) FROM talk WHERE said = 'met'") == 1


def test_an_older_copy_of_a_file_changes_nothing(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    change(made.file, due="friday")
    older = copied(made.file, "older.organiser")
    change(made.file, due="saturday")
    back(with_people, made.file)
    after = content(with_people)
    assert back(with_people, older).operation is None
    assert content(with_people) == after


def test_what_was_mended_here_meanwhile_stays_when_the_file_comes_again(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    change(made.file, due="friday")
    back(with_people, made.file)
    edit_task(with_people, list_tasks(with_people).tasks[0], Changes(due="sunday"))
    with on_the_other_laptop(made.file) as there:
        note(there, "bob", "hello")
    brought = back(with_people, made.file)
    assert brought.questions == []
    assert list_tasks(with_people).tasks[0].due == "2026-02-08"


# Clashes ----------------------------------------------------------------------------------------------------


def test_what_both_changed_stays_as_it_is_here_and_becomes_one_question(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    change(made.file, due="friday", owner="Ben Lee")
    edit_task(with_people, list_tasks(with_people).tasks[0], Changes(due="sunday"))
    brought = back(with_people, made.file)
    (asked,) = brought.questions
    assert (asked.person, asked.clash.words) == (
        "Ann Smith",
        "the date of the task 'Ring about the garden' was changed in two places: '2026-02-06' and '2026-02-08'",
    )
    found = list_tasks(with_people).tasks[0]
    assert (found.due, found.owner) == ("2026-02-08", "Ben Lee")
    assert back(with_people, made.file).questions == []
    assert with_people.count("SELECT count(*) FROM question WHERE kind = 'clash' AND state = 'open'") == 1


def thirty(store: Store) -> None:
    """Thirty people, a third of them with a task."""
    for number in range(30):
        add_line(store, f"Pat Number{number:02}, 07700 9001{number:02}")
        if number % 3 == 0:
            about = find_about(store, person=f"number{number:02}")
            new_task(store, Draft(f"Ring {number}", due="2026-02-02", every="1 week", about=about))


def test_thirty_people_rung_from_two_laptops_are_the_same_in_whatever_order_and_how_often_the_files_come(
    store: Store, tmp_path: Path, time: Clock
) -> None:
    store.who = "Dee Organiser"
    thirty(store)
    one, two = (ring(store, tmp_path / f"{name}.organiser").file for name in ("one", "two"))
    for path, who, first in ((one, "Ben Lee", 0), (two, "Cat Brown", 15)):
        time.tick()
        with on_the_other_laptop(path, who) as there:
            for number in range(first, first + 15):
                note(there, f"number{number:02}", f"{who} rang", "spoke" if number % 2 else "no answer")
            tasks = list_tasks(there).tasks
            # The first is done by both, the second changed by both, the others by one.
            finish(there, tasks[0], "2026-02-03" if first else "2026-02-04")
            edit_task(there, tasks[1], Changes(due="friday" if first else "saturday"))
            finish(there, tasks[2 + first // 5], "2026-02-03")
    contents = []
    for order in ((one, two), (two, one), (one, two, one, two), (two, two, one)):
        with same_again(store, tmp_path) as main:
            questions = [asked for path in order for asked in back(main, path).questions]
            contents.append(content(main))
            assert len(questions) == 1
            assert (questions[0].clash.one, questions[0].clash.other) == ("2026-02-06", "2026-02-07")
            assert main.count("SELECT count(*) FROM talk") == 30
            # Ten tasks, of which three were done, once, and made their next.
            assert main.count("SELECT count(*) FROM task WHERE state = 'done'") == 3
            assert main.count("SELECT count(*) FROM task") == 13
            assert all(check.ok for check in doctor.examine(main))
    with same_again(store, tmp_path) as main:
        assert len(back(main, two, one).questions) == 1
        contents.append(content(main))
    assert all(found == contents[0] for found in contents)


def test_three_laptops_that_changed_the_same_agree_in_every_order(
    with_people: Store, tmp_path: Path, time: Clock
) -> None:
    paths = [ring(with_people, tmp_path / f"{name}.organiser").file for name in "abc"]
    for path, day in zip(paths, ("friday", "saturday", "sunday"), strict=True):
        time.tick()
        change(path, due=day)
    contents = []
    for order in permutations(paths):
        with same_again(with_people, tmp_path) as main:
            for path in order:
                back(main, path)
            contents.append(content(main))
            assert list_tasks(main).tasks[0].due == "2026-02-08"
    assert all(found == contents[0] for found in contents)


def test_a_file_that_was_copied_and_used_twice_loses_nothing(with_people: Store, tmp_path: Path, time: Clock) -> None:
    one = ring(with_people, tmp_path / "ring.organiser").file
    two = copied(one, "stick.organiser")
    for path, day in ((one, "friday"), (two, "saturday")):
        time.tick()
        change(path, due=day)
        with on_the_other_laptop(path) as there:
            note(there, "bob", f"rang on {day}")
    contents = []
    for order in ((one, two), (two, one)):
        with same_again(with_people, tmp_path) as main:
            asked = [question for path in order for question in back(main, path).questions]
            assert len(asked) == 1
            assert len(contacts.talks(main, find_one(main, "bob"))) == 2
            assert list_tasks(main).tasks[0].due == "2026-02-07"
            contents.append(content(main) | {"handed": []})
    assert contents[0] == contents[1]


# What changed here meanwhile --------------------------------------------------------------------------------


def test_people_who_were_joined_since_are_known_by_the_code_they_had(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    with on_the_other_laptop(made.file) as there:
        note(there, "ann", "from the other laptop")
        edit_task(there, list_tasks(there).tasks[0], Changes(due="friday"))
    with with_people.operation("Join") as work:
        merging.join_people(work, find_one(with_people, "bob"), find_one(with_people, "ann smith"))
    brought = back(with_people, made.file)
    assert (brought.questions, brought.gone) == ([], [])
    bob = find_one(with_people, "bob")
    assert {talk.said for talk in contacts.talks(with_people, bob)} == {"likes gardens", "from the other laptop"}
    assert list_tasks(with_people).tasks[0].due == "2026-02-06"


def test_who_is_no_longer_here_is_told_and_not_made_anew(with_people: Store, tmp_path: Path) -> None:
    add_line(with_people, "Eve Young, 07700 900005")
    made = ring(with_people, tmp_path / "ring.organiser", "eve")
    with on_the_other_laptop(made.file) as there:
        uid = there.value("SELECT uid FROM person")
        note(there, "eve", "hello")
        note(there, "eve", "hello again")
    history.undo(with_people, 7)
    brought = back(with_people, made.file)
    assert [(gone.kind, gone.uid.replace("-", "")) for gone in brought.gone] == [("talk", uid.hex())]
    assert with_people.count("SELECT count(*) FROM talk") == 1
    assert with_people.value("SELECT 1 FROM person WHERE uid = ?", (uid,)) is None


def test_a_task_that_is_no_longer_here_is_told_when_it_was_changed_there(with_people: Store, tmp_path: Path) -> None:
    quiet, changed = (ring(with_people, tmp_path / f"{name}.organiser").file for name in ("quiet", "changed"))
    change(changed, due="friday")
    history.undo(with_people, 6)
    assert back(with_people, quiet).gone == []
    assert [gone.kind for gone in back(with_people, changed).gone] == ["task"]
    assert list_tasks(with_people).tasks == []


def test_a_database_restored_from_before_the_hand_out_takes_it_back_all_the_same(
    with_people: Store, tmp_path: Path
) -> None:
    copy = upkeep.back_up(with_people, tmp_path / "backup.organiser").file
    made = ring(with_people, tmp_path / "ring.organiser")
    change(made.file, due="friday")
    upkeep.restore(with_people.path, copy, lambda: None)
    brought = back(with_people, made.file)
    assert brought.files[0].changed == {"task": 1}
    assert list_tasks(with_people).tasks[0].due == "2026-02-06"
    assert back(with_people, made.file).operation is None


# Refused ----------------------------------------------------------------------------------------------------


def refused(store: Store, *paths: Path) -> Problem:
    """The refusal to take something back, which must change nothing."""
    before = content(store)
    with pytest.raises(Problem) as caught:
        back(store, *paths)
    assert content(store) == before
    return caught.value


def test_a_hand_out_of_another_database_is_refused(with_people: Store, tmp_path: Path) -> None:
    with Store.create(tmp_path / "other.organiser") as other:
        add_line(other, "Zoë Lee, 07700 900009")
        made = ring(other, tmp_path / "ring.organiser")
    problem = refused(with_people, made.file)
    assert (problem.exit_code, "another database" in problem.sentence) == (UNREADABLE, True)


def test_a_whole_database_is_no_hand_out(with_people: Store, tmp_path: Path) -> None:
    copy = upkeep.back_up(with_people, tmp_path / "backup.organiser").file
    assert "was not handed out" in refused(with_people, copy).sentence


def test_a_hand_out_is_no_backup(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    before = content(with_people)
    for path in (with_people.path, tmp_path / "new.organiser"):
        with pytest.raises(Problem, match="is no backup"):
            upkeep.restore(path, made.file, lambda: None, other_database=True, anyway=True)
    assert content(with_people) == before
    assert not (tmp_path / "new.organiser").exists()


def test_one_cut_off_file_among_several_stops_them_all(with_people: Store, tmp_path: Path) -> None:
    sound, cut = (ring(with_people, tmp_path / f"{name}.organiser").file for name in ("sound", "cut"))
    change(sound, due="friday")
    whole = cut.read_bytes()
    for length in (0, 50, 4096, len(whole) // 2, len(whole) - 1):
        cut.write_bytes(whole[:length])
        assert refused(with_people, sound, cut).exit_code == UNREADABLE, length
    assert refused(with_people, tmp_path / "nothing").exit_code == NO_INPUT


def test_what_came_from_another_hand_passes_the_door_for_texts(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    with on_the_other_laptop(made.file) as there:
        note(there, "bob", "hello")
        with there.turn():
            there.connection.execute("UPDATE talk SET said = 'a' || char(27) || ']52;c;x' WHERE said = 'hello'")
            there.connection.execute("UPDATE task SET title = 'b' || char(155) || '2J'")
    back(with_people, made.file)
    assert with_people.value("SELECT said FROM talk WHERE by_whom = 'Ben Lee'") == "a]52;c;x"
    assert with_people.value("SELECT title FROM task") == "b2J"


def test_only_what_the_job_is_about_comes_back(with_people: Store, tmp_path: Path) -> None:
    made = ring(with_people, tmp_path / "ring.organiser")
    with on_the_other_laptop(made.file) as there, there.operation("What the commands of the job never do") as work:
        work.update(PERSON, find_one(there, "ann"), given="Anna")
        work.insert(CONSENT, person_id=find_one(there, "ann"), channel="email", stance="yes")
    before = [content(with_people)[name] for name in ("person", "consent")]
    back(with_people, made.file)
    assert [content(with_people)[name] for name in ("person", "consent")] == before
