"""What can be done on each screen: its key, its words, and the command that does the same on the command line.

Keys, the line at the foot, the help of a screen, the palette and docs/keys.md are all made from this table.
"""

from typing import NamedTuple


class Action(NamedTuple):
    """One thing to do: the screen's method, its keys (the first is shown), a word for the foot, a sentence for help.

    `command` is the same on the command line ("" where there is none: moving about), `foot` whether it is shown there.
    """

    name: str
    keys: tuple[str, ...]
    word: str
    title: str
    command: str = ""
    foot: bool = True

    @property
    def shown_key(self) -> str:
        """The key as people call it."""
        return key_name(self.keys[0])


_NAMES = {
    "slash": "/", "question_mark": "?", "escape": "esc", "space": "space", "enter": "enter", "full_stop": ".",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "up": "↑", "down": "↓",
    "left": "←", "right": "→", "pageup": "page up", "pagedown": "page down", "equals_sign": "=", "comma": ",",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as it is written on the keyboard: `slash` is /, `U` is U, `ctrl+p` is ctrl+p."""
    return _NAMES.get(key, key)


# On every screen, after its own.
EVERYWHERE = (
    Action("app.add", ("a",), "add", "Add somebody in one line", "add"),
    Action("app.find", ("slash",), "find", "Find people as you type", "people"),
    Action("app.undo", ("u",), "undo", "Take the last change back", "undo"),
    Action("app.redo", ("U",), "redo", "Do again what was taken back", "redo", foot=False),
    Action("app.help_keys", ("question_mark", "f1"), "keys", "Show the keys of this screen"),
    Action("app.command_palette", ("ctrl+p",), "all", "Show everything that can be done, and find people", foot=False),
    Action("app.back", ("escape",), "back", "Go back to the page before", foot=False),
    Action("app.home", ("H",), "home", "Go to what needs attention today", "due", foot=False),
    Action("app.theme_next", ("f2",), "theme", "Change the colours: light, dark, high contrast", foot=False),
    Action("app.suspend_process", ("ctrl+z",), "suspend", "Leave to the shell for a while; fg comes back", foot=False),
    Action("app.leave", ("ctrl+q",), "quit", "Leave; everything is saved already", foot=False),
)

# In every list.
LISTS = (
    Action("up", ("up", "k"), "up", "Up a line", foot=False),
    Action("down", ("down", "j"), "down", "Down a line", foot=False),
    Action("page_up", ("pageup", "ctrl+b"), "page up", "Up a page", foot=False),
    Action("page_down", ("pagedown", "ctrl+f"), "page down", "Down a page", foot=False),
    Action("first", ("home", "g"), "first", "To the first line", foot=False),
    Action("last", ("end", "G"), "last", "To the last line", foot=False),
    Action("open", ("enter",), "open", "Open what the cursor is on"),
)

SCREENS: dict[str, tuple[Action, ...]] = {
    "welcome": (
        Action("import", ("i",), "take in a list", "Begin with a list you have", "import"),
        Action("empty", ("e",), "start empty", "Begin with nobody", "init"),
        Action("demo", ("d",), "look around", "See the program at work on invented people", "demo"),
    ),
    "home": (
        Action("people", ("p",), "people", "Everybody, one to a line", "people"),
        Action("places", ("w",), "places", "Councils, constituencies, wards and branches", "places wards"),
        Action("import", ("i",), "import", "Take in lists from other programs", "import"),
        Action("questions", ("n",), "questions", "Answer what imports left open", "questions"),
        Action("tasks", ("t",), "tasks", "What has to be done, by whom and when", "due"),
        Action("history", ("h",), "history", "What was done, by whom and when", "history"),
        Action("files", ("b",), "files", "Backup, restore, handover, hand-outs", "backup"),
    ),
    "people": (
        Action("filter", ("f",), "filter", "Narrow the list down: ward, tag, offer, register …", "people"),
        Action("choose", ("space",), "select", "Select the person, or not"),
        Action("choose_all", ("A", "ctrl+a"), "all", "Select everybody found, or nobody", foot=False),
        Action("tag", ("t",), "tag", "Give a tag to those selected", "tag add"),
        Action("untag", ("T",), "untag", "Take a tag from those selected", "tag remove", foot=False),
        Action("link", ("l",), "link", "Link those selected to a councillor or branch", "link"),
        Action("task", ("d",), "to do", "Make a task about each of those selected", "task new"),
        Action("export", ("e",), "export", "Write those selected to a file", "export"),
        Action("hand_out", ("o",), "hand out", "Hand those selected to a second laptop, to be rung", "hand-out",
               foot=False),
        Action("sort", ("s",), "sort", "Order by the next column", foot=False),
        Action("sort_back", ("S",), "sort back", "Turn the order round", foot=False),
        Action("columns", ("c",), "columns", "Choose the columns", foot=False),
        Action("note", ("n",), "note", "Note that you spoke to the person, and what comes next", "contact"),
    ),
}  # fmt: skip
