"""A path is completed while it is typed, and judged when it is done."""

from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.services import paths


def test_folders_come_first_and_only_files_of_the_kind_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    for name in ("list.csv", "letter.txt", "other.csv", ".list.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = paths.suggestions(f"{tmp_path}/LI", (".csv",))
    assert [(one.name, one.folder) for one in found] == [("lists", True), ("list.csv", False)]
    assert found[0].text == f"{tmp_path}/lists/"


def test_a_name_that_a_terminal_would_obey_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "a\x1b]0;b").write_text("x", encoding="utf-8")
    assert paths.suggestions(f"{tmp_path}/") == []


def test_a_folder_that_cannot_be_looked_into_offers_nothing(tmp_path: Path) -> None:
    assert paths.suggestions(f"{tmp_path}/nowhere/x") == []


def test_a_file_dragged_into_the_terminal_is_found_in_its_quotes(tmp_path: Path) -> None:
    file = tmp_path / "two  spaces.csv"
    file.write_text("x", encoding="utf-8")
    assert paths.existing_file(f"'{file}'") == file
    with pytest.raises(Problem, match="There is no file"):
        paths.existing_file(f"{tmp_path}/none.csv")
    with pytest.raises(Problem, match="is a folder"):
        paths.existing_file(str(tmp_path))
