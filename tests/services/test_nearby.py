"""Finding the file that somebody means: what lies about, and what the path they type may become."""

import os
from pathlib import Path

import pytest

from organiser.errors import NO_INPUT, Problem
from organiser.services import nearby


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("Downloads", "Documents", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def make(path: Path, age: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Name\nAnn Smith\n", encoding="utf-8")
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    return path


def test_lists_that_lie_about_are_offered_newest_first(folder: Path) -> None:
    make(folder / "here" / "old.csv", 100)
    make(folder / "Downloads" / "New Export.XLSX")
    make(folder / "here" / "letter.odt")
    make(folder / "here" / ".hidden.csv")
    found = [(near.name, near.folder) for near in nearby.likely()]
    assert found[:2] == [("New Export.XLSX", "Downloads"), ("old.csv", "this folder")]
    assert len(found) == 2
    assert nearby.likely()[0].changed == "2023-11-14"


def test_a_path_is_meant_as_shells_and_desktops_write_it(folder: Path) -> None:
    file = make(folder / "Downloads" / "sign ups.csv")
    for typed in ("~/Downloads/sign ups.csv", f"'{file}'", f'"{file}"', str(file).replace(" ", "\\ "),
                  file.as_uri(), f"  {file} "):  # fmt: skip
        assert nearby.files_of(typed) == [str(file)], typed


def test_a_folder_means_the_lists_in_it(folder: Path) -> None:
    make(folder / "walks" / "b.csv")
    make(folder / "walks" / "a.vcf")
    make(folder / "walks" / "notes.txt")
    assert [Path(path).name for path in nearby.files_of("~/walks")] == ["a.vcf", "b.csv"]
    for typed in ("~/Documents", "~/nowhere", "\0"):
        with pytest.raises(Problem) as refused:
            nearby.files_of(typed)
        assert refused.value.exit_code == NO_INPUT


def test_tab_goes_as_far_as_is_certain(folder: Path) -> None:
    make(folder / "here" / "Sign ups May.csv")
    make(folder / "here" / "sign ups June.csv")
    make(folder / "here" / "signs" / "a.csv")
    found = nearby.complete("si")
    assert found.text.casefold() == "sign"
    assert found.choices == ["sign ups June.csv", "Sign ups May.csv", f"signs{os.sep}"]
    assert nearby.complete("signs").text == f"signs{os.sep}"
    assert nearby.complete(f"signs{os.sep}").text == f"signs{os.sep}a.csv"
    assert nearby.complete("~") == nearby.Completion("~/", ["~/"])
    assert nearby.complete("nothing").choices == []
    assert nearby.complete("/no/such/folder/x").text == "/no/such/folder/x"
