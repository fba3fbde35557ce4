"""The table of keys: every key means one thing, and what the screen does can be done without it."""

import pytest

from organiser.commands import registry
from organiser.commands.actions import EVERYWHERE, LISTS, NOT_ON_SCREEN, SCREENS, Action

ALL = [*EVERYWHERE, *LISTS, *(action for actions in SCREENS.values() for action in actions)]
# Keys that terminals take for others, or keep.
_EATEN = {"ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j", "ctrl+s", "ctrl+c"} | {f"f{number}" for number in range(11, 25)}


@pytest.mark.parametrize("screen", SCREENS)
def test_on_one_page_a_key_means_one_thing(screen: str) -> None:
    keys = [key for action in SCREENS[screen] for key in action.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.name)
def test_no_action_has_a_key_that_terminals_keep_for_themselves(action: Action) -> None:
    assert action.keys
    assert not _EATEN & set(action.keys)


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.name)
def test_what_an_action_is_called_on_the_command_line_is_there(action: Action) -> None:
    assert not action.command or action.command in registry.MODULES


@pytest.mark.parametrize("command", registry.MODULES)
def test_what_the_command_line_does_the_screen_does_or_says_why_not(command: str) -> None:
    on_screen = {action.command for action in ALL}
    assert (command in on_screen) is not bool({command, command.split()[0]} & set(NOT_ON_SCREEN))


@pytest.mark.parametrize("screen", SCREENS)
def test_going_back_and_finding_out_are_never_taken_away(screen: str) -> None:
    taken = {key: action for action in SCREENS[screen] for key in action.keys}
    assert not {"question_mark", "ctrl+p", "ctrl+q"} & set(taken)
    # Where escape has a meaning of its own, it is one step back on that page.
    assert "escape" not in taken or "back" in taken["escape"].name
