"""Finding, showing, adding and mending people at the command line."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from organiser.errors import FINDINGS, NO_INPUT, OK, UNREADABLE, USAGE
from organiser.models.sources import QUESTION
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text
from tests.conftest import Ran, RunCli, environment
from tests.services.lists import take_in, write_list
from tests.services.people_here import add, build_places, edit

ANN = "Ann Smith, 07700 900123, ann@example.org, SE13 5AB, leaflets, met at the stall"
# What a terminal obeys, or what makes one name read as another.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LISTED = {
    "uid", "name", "given", "family", "ward", "branch", "postcode", "register", "membership", "under_18", "phones",
    "emails", "tags",
}  # fmt: skip

Seed = Callable[[Callable[[Store], object]], None]


@pytest.fixture
def seed(home: Path) -> Seed:
    """Put people into the database that `run_cli` has, without a process for each."""

    def put(work: Callable[[Store], object]) -> None:
        home.mkdir(exist_ok=True)
        with Store.open_or_create(home / "people.organiser") as store:
            store.connection.execute("PRAGMA synchronous=OFF")
            work(store)

    return put


def harmless(ran: Ran) -> bool:
    """Nothing was printed that a terminal obeys, and no fault of our own was met."""
    return not UNSAFE.search(ran.stdout + ran.stderr) and "Traceback" not in ran.stderr and ran.code != 70


# Finding ---------------------------------------------------------------------------------------------------------


def test_people_are_listed_with_place_and_telephone(run_cli: RunCli, seed: Seed) -> None:
    seed(build_places)
    seed(
        lambda store: (add(store, ANN), add(store, "Bob Lee, bob@example.org"), add(store, "Kim Lee, aged 16, E1 6AN"))
    )
    ran = run_cli("people")
    assert ran.stdout.splitlines() == [
        "Bob Lee                         no postcode               bob@example.org",
        "Kim Lee (under 18)              St Ann's                  –",
        "Ann Smith                       Castle & Park             07700 900123",
        "3 people",
    ]
    assert run_cli("people", "ann", "smith").stdout.count("\n") == 1
    assert run_cli("people", "nobody").stdout == "Nobody is found.\n"
    assert run_cli("people", "nobody").code == OK


def test_a_long_name_is_cut_but_not_that_somebody_is_under_18(run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: add(store, f"{'Wolfeschlegel' * 4} Hausenberger, aged 16, 07700 900123"))
    (line,) = run_cli("people").stdout.splitlines()
    assert line.startswith("WolfeschlegelWolfe… (under 18)  no postcode  ")


def test_people_are_given_as_json(run_cli: RunCli, seed: Seed) -> None:
    seed(build_places)
    seed(lambda store: add(store, f"{ANN}, member, not on the register"))
    data = run_cli("people", "0123", "--json").json()
    assert (data["schema"], data["more"]) == (1, False)
    (ann,) = data["people"]
    assert set(ann) == LISTED
    assert ann["ward"] == {"gss": "E05000001", "name": "Castle & Park"}
    assert (ann["branch"], ann["postcode"]) == ("Town", "SE13 5AB")
    assert (ann["register"], ann["membership"], ann["under_18"]) == ("not on it", "member", False)
    assert (ann["phones"], ann["emails"], ann["tags"]) == (["+447700900123"], ["ann@example.org"], [])
    assert run_cli("people", "--count", "--register", "not", "--json").json() == {"schema": 1, "count": 1}
    assert run_cli("people", "--count").stdout == "1 person\n"


def test_a_limit_says_that_there_are_more(run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: [add(store, f"Ann Smith{number}") for number in range(5)])
    ran = run_cli("people", "smith", "--limit", "3")
    assert ran.stdout.splitlines()[-1] == "3+ people: add a word to narrow it down."
    assert run_cli("people", "smith", "--limit", "3", "--json").json()["more"]
    assert not run_cli("people", "smith", "--limit", "5", "--json").json()["more"]


@pytest.mark.parametrize(
    ("words", "sentence", "code"),
    [
        (("--limit", "0"), "--limit takes a number from 1 to 500.", USAGE),
        (("--limit", "501"), "--limit takes a number from 1 to 500.", USAGE),
        (("--limit", "9" * 5000), "--limit takes a number from 1 to 500.", USAGE),
        (("--register", "maybe"), "--register takes on, not, not on it, unknown.", USAGE),
        (("--membership", "tory"), "--membership takes member, affiliated", USAGE),
        (("--ward", "Castel Park"), "No ward is called 'Castel Park'. Did you mean Castle & Park?", FINDINGS),
        (("--tag", "keen"), "No tag is called 'keen'. 'organiser tag list' shows them all.", FINDINGS),
        (("--branch", "Tow"), "No branch is called 'Tow'. Did you mean Town?", FINDINGS),
        (("--branch", "Town"), "say which with --clp (Anytown North, Anytown South)", USAGE),
        (("--clp", "Anytown North"), "--clp says whose branch is meant", USAGE),
        (("--colour", "red"), "There is no argument '--colour", USAGE),
        (("--ward",), "--ward needs a value.", USAGE),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    run_cli: RunCli, seed: Seed, words: tuple[str, ...], sentence: str, code: int
) -> None:
    seed(build_places)
    ran = run_cli("people", *words)
    assert (ran.stdout, ran.code) == ("", code)
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_of_two_branches_of_one_name_one_is_meant(run_cli: RunCli, seed: Seed) -> None:
    seed(build_places)
    seed(lambda store: add(store, ANN))
    for clp, people in (("anytown north", 1), ("Anytown South", 0)):
        assert run_cli("people", "--count", "--branch", "town", "--clp", clp, "--json").json()["count"] == people


def test_without_a_database_nobody_can_be_looked_for(run_cli: RunCli) -> None:
    ran = run_cli("people", "smith")
    assert ran.code == NO_INPUT
    assert "start one with 'organiser init'" in ran.stderr


@pytest.mark.skipif(os.name != "posix", reason="only here may an argument be any bytes")
def test_arguments_that_are_no_text_find_nobody_and_harm_nothing(home: Path, tmp_path: Path, seed: Seed) -> None:
    seed(build_places)
    strange = b"\xff\xfe\x1b[31m"
    for words in (
        [b"people", strange], [b"people", b"--ward", strange], [b"people", b"--tag", strange], [b"person", strange],
        [b"people", b"--branch", strange], [b"people", b"--offer", strange], [b"people", b"--register", strange],
        [b"add", strange + b", 07700 900123"], [b"edit", b"07700", b"title=" + strange], [b"edit", b"07700", strange],
    ):  # fmt: skip
        done = subprocess.run(
            [os.fsencode(sys.executable), b"-m", b"organiser", *words],
            capture_output=True,
            cwd=tmp_path,
            env=environment(home),
            timeout=60,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert harmless(ran), words
        assert ran.code in (OK, FINDINGS, USAGE)


# One person ------------------------------------------------------------------------------------------------------


def test_the_page_shows_everything_within_80_columns(run_cli: RunCli, seed: Seed, tmp_path: Path) -> None:
    seed(build_places)
    name = f"{'a very long name of a list ' * 3}.csv"
    header = ("First name", "Last name", "Email", "Postcode", "Notes", "Organisation")
    note = "first line of a note that is longer than a terminal is wide, so that it has to go on below\nsecond line"
    path = write_list(tmp_path / name, header, ["Ann", "Smith", "ann@example.org", "E1 6AN", note, "Unison"])
    seed(lambda store: (take_in(store, path, on="2025-02-03"), add(store, "Bob Lee, 07700 900456")))
    ran = run_cli(
        "edit",
        "ann smith",
        "-",
        stdin="""phone+=07700 900123 (work)
nickname+=Annie
relation+=spouse: Bob Lee
consent+=email newsletter yes: said so at the stall, where it was raining, and put her name on the sheet
offer+=leaflets
born=3 Feb 2015
register=not: too young
""",
    )
    assert ran.code == OK, ran.stderr
    ran = run_cli("person", "annie")
    assert ran.code == OK
    assert all(len(line) <= 80 for line in ran.stdout.splitlines())
    for words in (
        "Ann Smith\n",
        "  Under 18 until 3 Feb 2033: needs a guardian's consent.",
        "  Born          3 Feb 2015",
        "  Ward          St Ann's, Anytown",
        "                St Ann's lies in 2 constituencies: which one cannot be told from\n",
        "  Postcode      E1 6AN",
        "  E-mail        ann@example.org",
        "  Phone         07700 900123  (work; since ",
        "  Register      not on it  (too young; since ",
        "  Membership    unknown",
        "  May we?       E-mail: no, under 18, and no guardian's consent to be e-mailed",
        "  Said          E-mail, newsletter: yes  (",
        "told us; said so at the stall",
        "  Nickname      Annie",
        "  Offers        leaflets  (since ",
        "  Organisation  Unison",
        "  Related       Bob Lee, spouse  (since ",
        "                second line",
        "row 2: given, family,",
        "list of 3 Feb 2025",
        "entered here: ",
        "  Code          ",
    ):
        assert words in ran.stdout, words
    assert "Related       spouse of Ann Smith" in run_cli("person", "bob").stdout


def test_the_page_is_given_as_json(run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: edit(store, add(store, f"{ANN}, aged 16, no calls"), "register=not: moved"))
    data = run_cli("person", "ann", "--json").json()
    assert LISTED | {"contacts", "facts", "consents", "reach", "sources", "place", "by_hand"} <= set(data)
    assert data["under_18_until"].startswith(str(int(clock.today()[:4]) + 2))
    assert {"channel": "call", "address": "", "reason": "objected"} in data["reach"]
    assert [(contact["value"], contact["stopped"]) for contact in data["contacts"]] == [
        ("ann@example.org", []), ("+447700900123", ["call"])
    ]  # fmt: skip
    assert data["place"]["reason"] == "SE13 5AB is in no postcode file that was loaded"
    assert [(said["stance"], said["how"], said["wording"]) for said in data["consents"]] == [
        ("no", "told us", "no calls")
    ]


def test_the_page_says_what_somebody_holds_belongs_to_and_supports(run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: (build_places(store), add(store, "Ann Smith"), add(store, "Bob Lee")))
    for words in (
        (
            "offices",
            "add",
            "councillor",
            "Bob Lee",
            "--ward",
            "Smithfield",
            "--party",
            "Labour",
            "--since",
            "2022-05-06",
        ),
        ("groups", "add", "Park Friends", "--kind", "association", "--contact", "Ann Smith"),
        ("link", "Ann Smith", "--to", "Bob Lee"),
        ("link", "Ann Smith", "--branch", "Town", "--clp", "Anytown North", "--role", "champion"),
    ):
        assert run_cli(*words).code == OK, words
    ann, bob = run_cli("person", "ann").stdout, run_cli("person", "bob").stdout
    assert "  Group         Park Friends, contact  (since " in ann
    assert "  Supports      Bob Lee, helps  (since " in ann
    assert "  Supports      the branch Town, champion  (since " in ann
    assert "  Office        Councillor, Smithfield, Anytown; Labour; since 6 May 2022\n" in bob
    assert "  Behind them   1 person\n" in bob
    data = run_cli("person", "bob", "--json").json()
    assert [(office["kind"], office["since"]) for office in data["offices"]] == [("councillor", "2022-05-06")]
    assert data["behind_them"] == {"people": 1, "groups": 0}
    data = run_cli("person", "ann", "--json").json()
    assert [group["role"] for group in data["groups"]] == ["contact"]
    assert [(link["kind"], link["name"]) for link in data["supports"]] == [("person", "Bob Lee"), ("branch", "Town")]


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("shared-address", "+447700900123", "share one telephone number, 07700 900123: the same person, or two?"),
        ("namesake", "annsmith", "may be the same person, or two: which?"),
        ("register-namesake", "2026-01-02", "was not found at their postcode in the register of 2 Jan 2026"),
        ("lapsed", "", "stood on the whole list before this one and is not on it: lapsed, or moved?"),
    ],
)
def test_the_page_puts_each_kind_of_question_as_the_list_of_questions_does(
    run_cli: RunCli, seed: Seed, kind: str, value: str, words: str
) -> None:
    def ask(store: Store) -> None:
        ann, bob = add(store, "Ann Smith"), add(store, "Bob Lee")
        other = {"other_id": bob} if kind in ("shared-address", "namesake") else {}
        with store.operation("Ask") as work:
            work.insert_with_uid(QUESTION, kind=kind, value=value, state="open", person_id=ann, **other)

    seed(ask)
    (listed,) = run_cli("questions", "--json").json()["questions"]
    (doubt,) = run_cli("person", "ann", "--json").json()["questions"]
    assert words in doubt["words"]
    assert (doubt["words"], doubt["number"]) == (listed["words"], listed["number"])
    page = " ".join(run_cli("person", "ann").stdout.split())
    assert f"Question {doubt['number']}: {doubt['words']}" in page


def test_somebody_who_is_not_one_person_is_not_shown(run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: (add(store, ANN), add(store, "Ann Lee")))
    ran = run_cli("person", "ann")
    assert (ran.code, ran.stdout) == (FINDINGS, "")
    assert "Several people are found by 'ann': Ann Lee " in ran.stderr
    assert run_cli("person", "zoe").stderr == "organiser: Nobody is found by 'zoe'.\n"
    assert run_cli("person", "ann", "smith").code == OK


# Adding ----------------------------------------------------------------------------------------------------------


def test_a_line_is_understood_shown_and_saved(run_cli: RunCli) -> None:
    ran = run_cli("add", "-", stdin=f"\ufeff{ANN}, no calls, aged 16, 12345678\r\n")
    assert ran.code == OK
    year = int(clock.today()[:4]) + 2
    assert ran.stdout.splitlines() == [
        "Added: Ann Smith",
        "  Phone         07700 900123",
        "  E-mail        ann@example.org",
        "  Address       SE13 5AB",
        f"  Under 18      until {_day(clock.today())} {year} at the latest",
        "  Consent       no calls",
        "  Note          met at the stall, 12345678",
        "  Offers        leaflets",
        "  To look at    too short to be a telephone number",
    ]
    data = run_cli("add", "Bob Lee, 07700 900456", "--json").json()
    assert (data["name"], data["saved"], data["problem"], data["operation"]) == ("Bob Lee", True, "", 2)
    assert data["understood"]["phones"] == ["+447700900456"]
    assert run_cli("people", "--count").stdout == "2 people\n"


def _day(iso: str) -> str:
    from organiser.rules.dates import uk_date

    return uk_date(iso).rsplit(" ", 1)[0]


def test_who_may_be_here_already_is_not_saved_without_a_word(run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: add(store, ANN))
    ran = run_cli("add", "-", stdin="Smith Ann, 07700 900999")
    assert ran.code == FINDINGS
    assert "Not saved: Smith Ann" in ran.stdout
    assert "May be here already:\n  Ann Smith, SE13 5AB, 07700 900123, ann@example.org  0" in ran.stdout
    data = run_cli("add", "-", "--json", stdin="Bob, ann@example.org").json()
    assert (data["saved"], data["uid"], data["operation"]) == (False, None, None)
    assert [person["name"] for person in data["duplicates"]] == ["Ann Smith"]
    assert run_cli("people", "--count").stdout == "1 person\n"
    assert run_cli("add", "--yes", "-", stdin="Smith Ann, 07700 900999").code == OK
    assert run_cli("people", "--count").stdout == "2 people\n"


def test_thirty_lines_are_thirty_changes_and_one_bad_line_costs_no_other(run_cli: RunCli) -> None:
    lines = [f"Helper{number} Test, 07700 900{number:03d}, leaflets" for number in range(28)]
    lines[7:7] = ["", "07700 900900", " \u200b "]
    lines.append("Helper3 Test, again")
    ran = run_cli("add", "-", "--json", stdin="\n".join(lines))
    data = ran.json()
    assert (ran.code, data["more"], len(data["people"])) == (FINDINGS, False, 30)
    assert sum(entry["saved"] for entry in data["people"]) == 28
    assert [entry["problem"][:16] for entry in data["people"] if entry["problem"]] == ["Nobody is named "]
    assert len({entry["operation"] for entry in data["people"]} - {None}) == 28
    assert run_cli("people", "--count").stdout == "28 people\n"
    assert run_cli("undo").stdout.startswith("Undone: Add Helper27 Test.")
    assert run_cli("people", "--count").stdout == "27 people\n"


def test_what_became_of_several_lines_is_told(run_cli: RunCli) -> None:
    ran = run_cli("add", "-", stdin="Ann Smith, leaflets\n07700 900900\nBob Lee\n")
    assert ran.stdout.splitlines() == [
        "Added: Ann Smith",
        "  Offers        leaflets",
        "Not saved: 07700 900900",
        "  Nobody is named in this line: write the name first, as in 'Ann Smith, 07700 900123, leaflets'.",
        "Added: Bob Lee",
        "2 people added, 1 not saved.",
    ]
    assert ran.code == FINDINGS


@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        ("", USAGE, "There was no line to read"),
        ("\n \u200b\n", USAGE, "There was no line to read"),
        ("07700 900123", FINDINGS, "Nobody is named in this line"),
        (b"Ann Smith\xff", UNREADABLE, "not UTF-8"),
    ],
)
def test_a_line_that_is_none_is_refused(run_cli: RunCli, given: str | bytes, code: int, sentence: str) -> None:
    ran = run_cli("add", "-", stdin=given)
    assert (ran.stdout, ran.code) == ("", code)
    assert sentence in ran.stderr


# At a terminal ---------------------------------------------------------------------------------------------------


def typed(home: Path, words: list[str], keys: list[tuple[str, str]]) -> tuple[int, str]:
    """Run the program at a terminal: each answer is typed once its prompt has been shown. Exit code, and all shown."""
    pty = pytest.importorskip("pty", reason="there are no such terminals here")
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "organiser", *words], environment(home) | {"TERM": "xterm"})  # noqa: S606
    shown = ""
    for prompt, answer in keys:
        shown = _read_until(terminal, shown, prompt)
        if answer == "\x03":
            # Python sees an interrupt that comes just before it begins to read only at the next key.
            time.sleep(0.5)
        os.write(terminal, answer.encode())
    shown = _read_until(terminal, shown, None)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.replace("\r\n", "\n")


def _read_until(terminal: int, shown: str, prompt: str | None) -> str:
    """All that was shown, until a prompt stands at its end (None: until the program has ended)."""
    before = len(shown)
    while prompt is None or prompt not in shown[before:]:
        try:
            block = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other end is closed
            block = b""
        if not block:
            assert prompt is None, f"ended before {prompt!r} was shown: {shown}"
            break
        shown += block.decode()
    return shown


def test_at_a_terminal_a_likely_duplicate_is_asked_about(home: Path, run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: add(store, ANN))
    for answer, code, people in (("n", FINDINGS, 1), ("", FINDINGS, 1), ("y", OK, 2)):
        got, shown = typed(home, ["add", "Ann Smith"], [("Add all the same? [y/N]", f"{answer}\n")])
        assert got == code, shown
        assert "Ann Smith, SE13 5AB, 07700 900123, ann@example.org" in shown
        assert run_cli("people", "--count", "--json").json()["count"] == people


def test_at_a_terminal_each_line_is_answered_before_the_next_is_written(home: Path, run_cli: RunCli) -> None:
    code, shown = typed(
        home,
        ["add", "-"],
        [
            ("ctrl+d ends)", "Ann Smith, leaflets\n"),
            ("Offers        leaflets", "\n"),
            ("", "Ann Smith\n"),
            ("[y/N]", "n\n"),
            ("Not saved: Ann Smith", "Bob Lee, Sat am\n"),
            ("Saturday morning", "\x04"),
        ],
    )
    assert "2 people added, 1 not saved." in shown
    assert code == FINDINGS
    assert run_cli("people", "--count").stdout == "2 people\n"


def test_who_stops_half_way_is_told_what_has_been_saved(home: Path, run_cli: RunCli) -> None:
    keys = [("ctrl+d ends)", "Ann Smith\n"), ("Added: Ann", "Bob Lee\n"), ("Added: Bob", "\x03")]
    code, shown = typed(home, ["add", "-"], keys)
    assert "Stopped. 2 people added before that, the last of them Bob Lee." in shown
    assert code == 130
    assert run_cli("people", "--count").stdout == "2 people\n"
    code, shown = typed(home, ["add", "-"], [("ctrl+d ends)", "\x03")])
    assert (code, "Stopped. Nothing was changed." in shown) == (130, True)


# Mending ---------------------------------------------------------------------------------------------------------


def test_somebody_is_mended_by_arguments_or_by_lines(run_cli: RunCli, seed: Seed) -> None:
    seed(lambda store: add(store, ANN))
    ran = run_cli("edit", "ann smith", "postcode=SE4 1ES", "phone+=020 7946 0123")
    assert (ran.code, ran.stdout) == (OK, "Changed postcode, phone of Ann Smith.\n")
    data = run_cli("edit", "ann", "-", "--json", stdin="name = Ann Jones\n\nemail-=ann@example.org\n").json()
    assert (data["name"], data["changed"], data["operation"], data["emails"]) == ("Ann Jones", ["name", "email"], 3, [])
    ran = run_cli("edit", "ann", "postcode=se41es")
    assert (ran.code, ran.stdout) == (OK, "It stood so already.\n")
    assert run_cli("edit", "ann", "postcode=se41es", "--json").json()["operation"] is None
    assert run_cli("undo").stdout.startswith("Undone: Edit Ann Smith.")


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        (("shoes=9",), USAGE, "'shoes=9' is not a change: write field=value; the fields are name, "),
        (("title=Dr", "postcode=nowhere"), FINDINGS, "'nowhere' is not a postcode."),
        (("title+=Dr",), USAGE, "A person has one title"),
        (("-",), USAGE, "Say what to change"),
        ((), USAGE, "CHANGE is missing"),
    ],
)
def test_what_cannot_be_mended_is_said_and_nothing_is_changed(
    run_cli: RunCli, seed: Seed, changes: tuple[str, ...], code: int, sentence: str
) -> None:
    seed(lambda store: add(store, ANN))
    ran = run_cli("edit", "ann", *changes)
    assert (ran.stdout, ran.code) == ("", code)
    assert sentence in ran.stderr
    assert len(run_cli("history", "--json").json()["changes"]) == 1


# Names nobody should have ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def naughty(shared_data: Path) -> list[str]:
    """Strings that break programs: github.com/minimaxir/big-list-of-naughty-strings."""
    found: list[str] = json.loads((shared_data / "naughty" / "blns.json").read_text(encoding="utf-8"))
    return found


def test_naughty_lines_are_added_and_printed_without_harm(run_cli: RunCli, naughty: list[str]) -> None:
    ran = run_cli("add", "--yes", "-", stdin="\n".join(naughty))
    assert ran.code == FINDINGS
    assert harmless(ran)
    assert re.search(r"^\d+ people added, \d+ not saved\.$", ran.stdout.splitlines()[-1])
    for words in (("people",), ("people", "--json"), ("history",), ("history", "--json")):
        ran = run_cli(*words)
        assert (ran.code, harmless(ran)) == (OK, True)


def test_naughty_names_notes_and_addresses_are_shown_without_harm(
    run_cli: RunCli, seed: Seed, naughty: list[str]
) -> None:
    def put(store: Store) -> None:
        for number in range(8):
            ann = add(store, f"Ann Smith, 07700 90000{number}")
            for text in filter(None, (safe_text(text).strip(",") for text in naughty[number::8])):
                fields = ("name", "note+", "address+", "nickname+", "title")
                edit(store, ann, *(f"{field}={text}" for field in fields))

    seed(put)
    for number in range(8):
        shown = run_cli("person", f"07700 90000{number}")
        assert (shown.code, harmless(shown)) == (OK, True), shown.stderr
        assert all(len(line) <= 80 for line in shown.stdout.splitlines())
        as_json = run_cli("person", f"07700 90000{number}", "--json")
        assert (as_json.code, harmless(as_json)) == (OK, True)
        notes = [note["note"] for note in as_json.json()["notes"]]
        assert len(notes) > 60


def test_naughty_words_are_looked_for_without_harm(run_cli: RunCli, seed: Seed, naughty: list[str]) -> None:
    seed(lambda store: add(store, ANN))
    strange = [text for text in naughty if "\x00" not in text and not text.startswith("-") and text.strip()]
    for text in strange[:: len(strange) // 6]:
        for words in (("people", text), ("person", text), ("people", "--tag", text), ("edit", text, text)):
            ran = run_cli(*words)
            assert harmless(ran)
            assert ran.code in (OK, FINDINGS, USAGE)


def test_what_a_list_said_is_shown_without_harm(
    run_cli: RunCli, seed: Seed, naughty: list[str], tmp_path: Path
) -> None:
    rows = [["Ann", "Smith", f"ann{number}@example.org", text] for number, text in enumerate(naughty)]
    path = write_list(tmp_path / "na\x1b[31m\u202eughty.csv", ("First name", "Last name", "Email", "Notes"), *rows[:60])
    seed(lambda store: take_in(store, path))
    for number in range(0, 60, 20):
        ran = run_cli("person", f"ann{number}@", "--json")
        assert (ran.code, harmless(ran)) == (OK, True)
        assert harmless(run_cli("person", f"ann{number}@"))
