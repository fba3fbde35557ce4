"""A sheet at the command line: a row a line, mended and taken out, and on a second laptop."""

from pathlib import Path

from benchmarks import keystrokes
from tests.conftest import RunCli

_ROUND = ("--ward", "Crofton Park", "--street", "Fiction Road", "--on", "14/3/2026", "--by", "Ann")


def test_a_sheet_is_typed_a_row_a_line_then_mended_and_taken_out(run_cli: RunCli, home: Path) -> None:
    keystrokes.made(home).rename(home / "people.organiser")
    lines = "2: potholes | y\nn\n\nbins | n | y | Ann Day | 07700 900123 | p\n'\n"
    done = run_cli("doorstep", "add", "-", *_ROUND, "--json", stdin=lines).json()
    assert [(one["door"], one["outcome"], one["wording"]) for one in done["conversations"]] == [
        ("2", "spoke", "potholes"), ("4", "not in", ""), ("6", "spoke", "bins"), ("8", "spoke", "bins"),
    ]  # fmt: skip
    assert done["conversations"][2]["person"]["name"] == "Ann Day"
    wrong = run_cli("doorstep", "add", "-", *_ROUND, stdin="10: trees\nbins | blue\n")
    assert (wrong.code, "Line 2" in wrong.stderr) == (2, True)
    listed = run_cli("doorstep", "list", "--street", "Fiction Road", "--json").json()
    assert (len(listed["conversations"]), listed["more"]) == (4, False)
    first, _, third, _ = (one["uid"] for one in listed["conversations"])
    mended = run_cli("doorstep", "edit", first, "--words", "pot holes", "--conference", "none", "--json").json()
    assert (mended["wording"], mended["conference"], mended["issue"]["issue"]) == ("pot holes", None, "Potholes")
    gone = run_cli("doorstep", "remove", third, "--json").json()
    assert (gone["uid"], isinstance(gone["operation"], int)) == (third, True)
    assert run_cli("doorstep", "remove", third).code == 1


def test_sheets_are_handed_out_typed_elsewhere_and_brought_back(run_cli: RunCli, home: Path, tmp_path: Path) -> None:
    keystrokes.made(home).rename(home / "people.organiser")
    file = tmp_path / "sheets.organiser"
    made = run_cli("hand-out", "doorstep", "-o", file, "--ward", "Crofton Park", "--json").json()
    assert (made["job"], made["people"]) == ("doorstep", 0)
    assert run_cli("doorstep", "add", "-", *_ROUND, "--database", file, stdin="2: potholes\nn\n").code == 0
    assert run_cli("people", "--database", file).code == 77
    back = run_cli("bring-back", file, "--json").json()
    assert back["files"][0]["new"] == {"conversation": 2}
    assert run_cli("bring-back", file, "--json").json()["operation"] is None
