"""Events and the doorstep at the command line, with the figures that the issue promises."""

from pathlib import Path

import pytest

from organiser.store.store import Store
from tests.conftest import RunCli

GOOGLE = "crm/made/doorstep_google_forms.csv"
SHEET = "doorstep/paper_sheet_30.csv"


@pytest.fixture
def data(shared_data: Path, home: Path, run_cli: RunCli) -> Path:
    """The folder of sample files; the wards of 2024 and the postcodes of Lewisham are loaded."""
    Store.create(home / "people.organiser").close()
    geo = shared_data / "geo"
    run_cli("places", "import", geo / "ward_pcon_lad_2024_uk.csv", "--council", "Lewisham")
    run_cli("places", "import", geo / "lewisham_postcode_ward22.csv")
    return shared_data


def test_the_google_form_gives_the_promised_figures(run_cli: RunCli, data: Path) -> None:
    done = run_cli("doorstep", "import", data / GOOGLE, "--json").json()
    assert (done["schema"], done["rows"], done["counted"]) == (1, 83, 80)
    assert [(one["row"], bool(one["reason"])) for one in done["refused"]] == [(82, True), (83, True), (84, True)]
    assert isinstance(done["operation"], int)
    again = run_cli("doorstep", "import", data / GOOGLE, "--json").json()
    assert (again["counted"], again["known"], again["operation"]) == (0, 80, None)
    found = run_cli("doorstep", "issues", "--json").json()
    assert {one["issue"]: one["conversations"] for one in found["issues"]} == {
        "Potholes": 19, "Flytipping": 15, "Trees": 11, "ASB on the estate": 9, "Street lighting": 7,
        "Dog fouling": 6, "Rubbish (refuse and recycling)": 6, "Other": 2,
    }  # fmt: skip
    assert [one["issue"] for one in found["issues"] if not one["offered"]] == ["Other"]
    assert (found["no_answer"], found["more"], len(found["wards"])) == (5, False, 19)
    assert sum(ward["tied"] for ward in found["wards"]) == 8
    assert found["conference"] == {"yes": 16, "maybe": 21, "no": 20, "blank": 23}
    council = run_cli("doorstep", "issues", "--council", "Lewisham", "--from", "2026-03-14", "--json").json()
    # With a first day the change is told from the spell before it.
    moves = ("now", "before", "change")
    assert [{**one, **dict.fromkeys(moves)} for one in council["issues"]] == [
        {**one, **dict.fromkeys(moves)} for one in found["issues"]
    ]
    assert [one["change"] for one in council["issues"]] == [one["conversations"] for one in found["issues"]]
    assert run_cli("doorstep", "issues", "--until", "2026-01-01", "--json").json()["issues"] == []


def test_the_paper_sheet_gives_the_promised_figures(run_cli: RunCli, data: Path) -> None:
    words = ("doorstep", "import", data / SHEET, "--ward", "E05013718", "--on", "2026-03-14", "--json")
    done = run_cli(*words).json()
    assert (done["rows"], done["counted"], done["refused"], done["new_people"]) == (30, 30, [], 3)
    assert done["outcomes"] == {"spoke": 14, "not in": 14, "refused": 2}
    for name in ("Adwoa Mensah", "Sean O'Neill", "Tomasz Nowak"):
        person = run_cli("person", name).stdout
        assert "Call: yes" in person
        assert "Text: no" in person
        assert "Crofton Park" in person
    assert run_cli(*words).json()["operation"] is None
    (ward,) = run_cli("doorstep", "issues", "--ward", "Crofton Park", "--json").json()["wards"]
    assert (ward["conversations"], ward["households"], ward["people"]) == (14, 14, 14)


def test_a_sheet_typed_here_is_gathered_merged_split_and_taken_back(run_cli: RunCli, data: Path) -> None:
    run_cli("events", "add", "Brockley Rise", "--kind", "canvassing", "--on", "14/3/2026", "--ward", "Crofton Park")
    typed = "12: potholes\n14: not in\n16: rubbish dumped in the alley\n18: fly tipping\n"
    done = run_cli("doorstep", "add", "-", "--event", "1", "--street", "Fiction Road", stdin=typed).stdout
    assert "4 conversations written down in Crofton Park." in done
    near = run_cli("doorstep", "issues", "show", "rubbish dumped in the alley", "--json").json()["near"]
    assert [one["issue"] for one in near] == ["Fly tipping"]
    merged = run_cli(
        "doorstep", "issues", "merge", "rubbish dumped in the alley", "--into", "fly tipping", "--json"
    ).json()
    assert (merged["issue"], merged["moved"]) == ("Fly tipping", 1)
    run_cli("doorstep", "issues", "split", "fly tipping", "rubbish dumped in the alley", "--name", "Alley gates")
    assert "Alley gates" in run_cli("doorstep", "issues").stdout
    for _ in range(3):
        assert run_cli("undo").code == 0
    assert "No conversation is written down there yet" in run_cli("doorstep", "issues").stdout


def test_issues_are_filed_raised_answered_and_seen_across_the_council(run_cli: RunCli, data: Path) -> None:
    run_cli("doorstep", "import", data / GOOGLE)
    run_cli("doorstep", "import", data / SHEET, "--ward", "E05013718", "--on", "2026-03-14")
    waits = run_cli("doorstep", "issues", "waiting", "--json").json()
    proposed = {one["issue"]: one["near"][0]["issue"] for one in waits["issues"]}
    assert proposed["Rubbish dumped in the alley"] == proposed["Fly tipping behind the flats"] == "Flytipping"
    assert (waits["more"], len(proposed)) == (False, 8)
    kept = run_cli("doorstep", "issues", "keep", "Trees need cutting back", "--json").json()
    assert isinstance(kept["operation"], int)
    assert len(run_cli("doorstep", "issues", "waiting", "--json").json()["issues"]) == 7
    words = (
        "Potholes",
        "--to",
        "borough",
        "--owner",
        "Jo Bloggs",
        "--taken-to",
        "service: Highways",
        "--on",
        "1/4/2026",
    )
    made = run_cli("doorstep", "issues", "raise", *words, "--json").json()["raised"]
    assert (made["council"], made["owner"], made["answered"]) == ("Lewisham", "Jo Bloggs", None)
    run_cli("doorstep", "issues", "answer", "Potholes", "--answer", "Done by June")
    across = run_cli("doorstep", "issues", "across", "--json").json()
    (holes,) = [one for one in across["issues"] if one["issue"] == "Potholes"]
    assert (holes["wards"], holes["conversations"], holes["level"]) == (11, 20, "borough")
    assert holes["raised"][0]["answer"] == "Done by June"
    assert run_cli("doorstep", "issues", "edit", "Trees", "--category", "Housing").stdout == "Trees (Housing)\n"
    shown = run_cli("doorstep", "issues", "show", "Potholes", "--json").json()
    assert (shown["level"], len(shown["wards"]), shown["helpers"]) == ("borough", 11, [])
    assert run_cli("doorstep", "issues", "answer", "Potholes", "--drop", "--json").json()["raised"] is None
    for wrong in (("raise", "Potholes"), ("answer", "Potholes"), ("edit", "Potholes"), ("merge", "Potholes"), ("up",)):
        done = run_cli("doorstep", "issues", *wrong)
        assert (done.code, done.stderr.count("\n")) == (2, 1)


def test_who_came_is_marked_and_a_walk_in_is_one_line(run_cli: RunCli, data: Path) -> None:
    run_cli("add", "Ann Day, 07700 900101")
    run_cli("events", "add", "--kind", "stall", "--on", "14/3/2026", "--lead", "Ann Day")
    assert run_cli("events", "attend", 1, "Ann Day", "--state", "booked", "--json").json()["state"] == "booked"
    run_cli("events", "attend", 1, "-", "--new", stdin="Bob Fox, 07700 900102\nCat Orr, 07700 900103\n")
    shown = run_cli("events", "show", 1, "--json").json()
    assert [(one["name"], one["state"]) for one in shown["guests"]] == [
        ("Bob Fox", "attended"), ("Cat Orr", "attended"), ("Ann Day", "booked"),
    ]  # fmt: skip
    assert (shown["people"]["attended"], shown["people"]["not marked"]) == (2, 0)
    assert "2 came" in run_cli("events", "list").stdout


def test_a_mistake_is_answered_with_one_sentence(run_cli: RunCli, data: Path) -> None:
    for words in (
        ("doorstep", "import", data / SHEET),
        ("doorstep", "import", data / "nowhere.csv"),
        ("doorstep", "add", "potholes"),
        ("doorstep", "issues", "show", "Potholes"),
        ("doorstep", "issues", "--since", "someday"),
        ("doorstep", "issues", "--since", "2026-03-02", "--until", "2026-03-01"),
        ("events", "show", "7"),
    ):
        done = run_cli(*words)
        assert done.code != 0
        assert done.stderr.startswith("organiser: ")
        assert done.stderr.count("\n") == 1
