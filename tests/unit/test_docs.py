"""What is written about the program keeps step with it."""

import re
import tomllib
from pathlib import Path

import pytest

from docs.generate import KEYS_TARGET, TARGET, command_line, keys
from organiser import __version__
from organiser.commands import registry
from tests.conftest import REPOSITORY

_PAGES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("fixtures/**/*.md"))
)
# The name under which a library is imported, where it is not the one under which it is installed.
_IMPORTED_AS = {"python-calamine": "python_calamine"}


def test_the_page_of_commands_is_that_of_the_program() -> None:
    assert TARGET.read_text(encoding="utf-8") == command_line(), "docs/cli.md is out of date: make docs"


def test_the_page_of_keys_is_that_of_the_program() -> None:
    assert KEYS_TARGET.read_text(encoding="utf-8") == keys(), "docs/keys.md is out of date: make docs"


@pytest.mark.parametrize("page", _PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (REPOSITORY / page).parent.joinpath(link).exists(), link


def test_the_readme_names_no_command_that_there_is_not() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for words in re.findall(r"^\$ organiser ([a-z-]+(?: [a-z-]+)?)", text, flags=re.MULTILINE):
        assert words in registry.MODULES or words.split()[0] in registry.MODULES, words


def test_the_list_of_changes_begins_with_this_version() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(r"^## (\S+)", text, flags=re.MULTILINE)
    assert found is not None
    assert found[1] == __version__


def test_every_library_that_is_installed_is_used() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sources = "\n".join(path.read_text(encoding="utf-8") for path in _modules())
    for requirement in project["dependencies"]:
        name = re.split("[^A-Za-z0-9-]", requirement)[0]
        # Windows has no time zones of its own; nobody imports the package that brings them.
        if name != "tzdata":
            assert re.search(rf"^\s*(from|import) {_IMPORTED_AS.get(name, name)}\b", sources, flags=re.MULTILINE), name


def test_the_pinned_versions_name_no_place_to_fetch_them_from() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert lines
    assert all(re.match(r"[a-z0-9-]+==[0-9a-z.]+( ; [a-z_]+ .*)?$", line) for line in lines)


def _modules() -> list[Path]:
    return sorted((REPOSITORY / "organiser").rglob("*.py"))
