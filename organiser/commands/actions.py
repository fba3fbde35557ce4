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
    "apostrophe": "'",
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
        Action("doorstep", ("d",), "doorstep", "What residents said is the one big issue, ward by ward",
               "doorstep issues"),
        Action("events", ("e",), "events", "Canvassing, stalls, meetings …: what is coming and who came",
               "events list"),
        Action("conferences", ("c",), "conferences", "Community conferences: what comes next, wards, people, promises",
               "conference list"),
        Action("history", ("h",), "history", "What was done, by whom and when", "history"),
        Action("files", ("b",), "files", "Backup, restore, handover, hand-outs", "backup"),
    ),
    "import": (
        Action("choose", ("space",), "select", "Select the file, or not", "import"),
        Action("type_path", ("t", "slash", "tilde"), "type a path", "Type the path of a file or folder", "import"),
        Action("go_on", ("enter",), "go on", "Look at what was selected; nothing is changed yet", "import"),
    ),
    "importing": (
        Action("preview", ("p",), "preview", "Show what the import would change", "import"),
        Action("field", ("f",), "field", "Say what the column under the cursor holds", "import"),
        Action("leave_out", ("l",), "leave out", "Do not read the column under the cursor", "import"),
        Action("whole_list", ("w",), "whole list", "Say that this is the whole list of a day: ask who is missing",
               "import"),
        Action("apply", ("i",), "import", "Make the import, as one change that can be taken back", "import"),
        Action("people", ("o",), "people", "Open the people of this import", "people"),
        Action("questions", ("n",), "questions", "Answer what the import left open", "questions"),
        Action("step_back", ("escape", "x"), "back", "One step back; what is under way is stopped, nothing changed"),
    ),
    "surveying": (
        Action("preview", ("p",), "preview", "Show what would be counted", "doorstep import"),
        Action("field", ("f",), "field", "Say what the column under the cursor holds", "doorstep import"),
        Action("leave_out", ("l",), "leave out", "Do not read the column under the cursor", "doorstep import"),
        Action("ward", ("w",), "ward", "Say in which ward it was, for rows that do not", "doorstep import"),
        Action("day", ("d",), "day", "Say on which day it was, for rows that do not", "doorstep import"),
        Action("event", ("e",), "event", "Say at which event it was", "doorstep import"),
        Action("list", ("o",), "list of people", "It is a list of people: take it in as that", "import"),
        Action("apply", ("i",), "take in", "Take it in, as one change that can be taken back", "doorstep import"),
        Action("issues", ("s",), "issues", "See what comes first in each ward now", "doorstep issues"),
        Action("step_back", ("escape", "x"), "back", "One step back; what is under way is stopped, nothing changed"),
    ),
    "import lines": (),
    "questions": (
        Action("same", ("s",), "same", "They are the same person: see both side by side, then merge", "questions"),
        Action("different", ("n",), "not the same", "They are not the same", "questions"),
        Action("lapsed", ("x",), "lapsed", "Their membership has lapsed", "questions"),
        Action("moved", ("m",), "moved", "They have moved", "questions"),
        Action("settled", ("c",), "settled", "It is right as it stands now", "questions"),
        Action("later", ("l",), "later", "Ask again after all the others", "questions"),
        Action("open_first", ("1",), "open 1st", "Open the page of the first", "person", foot=False),
        Action("open_second", ("2",), "open 2nd", "Open the page of the second", "person", foot=False),
        Action("next", ("right", "right_square_bracket"), "next", "Look at the next question", foot=False),
        Action("previous", ("left", "left_square_bracket"), "previous", "Look at the question before", foot=False),
    ),
    "merge": (
        Action("keep_left", ("left", "1"), "keep left", "Show the value on the left from now on", "merge"),
        Action("keep_right", ("right", "2"), "keep right", "Show the value on the right from now on", "merge"),
        Action("merge", ("enter",), "merge", "Make one of the two; u takes it back", "merge"),
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
        Action("mark_at", ("b",), "book", "Put those selected down for an event: booked, or that they came",
               "events attend", foot=False),
    ),
    "person": (
        Action("edit", ("e",), "mend", "Mend what the cursor is on, in place; enter does too", "edit"),
        Action("more", ("plus",), "more", "Add another of what the cursor is on: a phone, an offer, a note …", "edit"),
        Action("end", ("x",), "end", "End or empty what the cursor is on", "edit"),
        Action("note", ("n",), "note", "Note that you spoke, and what comes next", "contact"),
        Action("task", ("d",), "to do", "Make a task about them", "task new"),
        Action("done", ("D",), "done", "Say that the task under the cursor is done", "task done", foot=False),
        Action("tag", ("t",), "tag", "Give them a tag", "tag add"),
        Action("untag", ("T",), "untag", "Take a tag from them", "tag remove", foot=False),
        Action("link", ("l",), "link", "Link them to a councillor or branch", "link"),
        Action("merge", ("m",), "merge", "Make one of them and somebody else who is the same person", "merge"),
        Action("open_line", ("o",), "open", "Open what the cursor is on: a relation, councillor, branch …", "person",
               foot=False),
    ),
    "doorstep": (
        Action("sheet", ("n",), "type a sheet", "Type up a paper sheet, a row a door", "doorstep add"),
        Action("import", ("i",), "import", "Take in what residents said from a survey or a sheet", "doorstep import"),
        Action("borough", ("b",), "borough", "What is heard across the wards of a council, and how far it was taken",
               "doorstep issues across"),
        Action("filing", ("s",), "sort", "File issues that may be part of others, one key each",
               "doorstep issues waiting"),
        Action("follow_ups", ("f",), "get back to", "Whom to get back to: doors, and people who would help or come",
               "doorstep follow-ups"),
        Action("rate", ("t",), "contact rate", "Residents contacted over electors, this year beside last",
               "doorstep rate"),
        Action("print_sheet", ("p",), "print a sheet", "Print the sheet of the ward for the next round",
               "doorstep sheet"),
        Action("picture", ("w",), "picture", "Print the ward on one page, to hand to a councillor", "doorstep picture"),
        Action("request", ("r",), "request", "Hand a resident's request to a councillor; it is not kept",
               "doorstep request"),
        Action("export", ("e",), "export", "Write what was said to a file, without names and addresses",
               "doorstep export", foot=False),
        Action("hand_out", ("o",), "hand out", "Hand sheets of the ward to a second laptop, to be typed up", "hand-out",
               foot=False),
    ),
    "sheet": (
        Action("not_in", ("n",), "not in", "Nobody was in: on to the next door", "doorstep add"),
        Action("refused", ("r",), "refused", "They did not want to talk: on to the next door", "doorstep add"),
        Action("spoke", ("s",), "spoke", "Somebody spoke: the issue in their words follows; other letters begin them "
               "at once", "doorstep add"),
        Action("ditto", ("apostrophe",), "ditto", "The same as in the row above, in any empty cell"),
        Action("next_door", ("enter",), "next door", "The row is done: it is saved, and the next door is there"),
        Action("next_cell", ("tab",), "next", "The next cell; shift+tab goes back"),
        Action("mend", ("up",), "mend", "A row above, to be mended", "doorstep edit"),
        Action("remove", ("ctrl+d",), "take out", "Take the row out; x on its outcome does too", "doorstep remove",
               foot=False),
        Action("request", ("f3",), "ask councillor", "They ask for the councillor's help: handed over, not kept",
               "doorstep request", foot=False),
        Action("head", ("f4",), "street", "Another street, ward, day or canvasser: another sheet", foot=False),
    ),
    "contact rate": (
        Action("households", ("o",), "of what", "Set it against electors, or against households", "doorstep rate"),
    ),
    "follow-ups": (
        Action("task", ("d",), "to do", "Make a task of it, due in a week", "doorstep follow-ups"),
    ),
    "issues": (
        Action("merge", ("m",), "merge", "File the issue, or those selected, under another one, in every ward",
               "doorstep issues merge"),
        Action("merge_here", ("M",), "merge here", "File it under another one in this ward only",
               "doorstep issues merge", foot=False),
        Action("choose", ("space",), "select", "Select the issue, or not", foot=False),
        Action("split", ("s",), "split", "Split a wording off into an issue, new or known", "doorstep issues split"),
        Action("yes", ("y",), "as proposed", "File it under the issue that is proposed, in every ward",
               "doorstep issues merge"),
        Action("no", ("n",), "its own", "Say that it is an issue of its own: it is not proposed again",
               "doorstep issues keep"),
        Action("raise_issue", ("r",), "raise", "Say to which level it was taken, to whom and by whom",
               "doorstep issues raise"),
        Action("period", ("p",), "days", "Choose the days that are looked at", "doorstep issues"),
        Action("filing", ("f",), "to file", "File what was heard in few conversations, one key each",
               "doorstep issues waiting"),
        Action("category", ("c",), "category", "Choose its category", "doorstep issues edit"),
        Action("rename", ("e",), "name", "Call it otherwise; its wordings stay", "doorstep issues edit", foot=False),
        Action("ward", ("w",), "ward", "Open the page of the ward", "places wards", foot=False),
    ),
    "filing": (
        Action("under(1)", ("y", "1"), "as proposed", "File it under the first, in every ward",
               "doorstep issues merge"),
        *(
            Action(f"under({place})", (str(place),), "under", f"File it under the issue beside {place}",
                   "doorstep issues merge", foot=False)
            for place in range(2, 10)
        ),
        Action("own", ("n",), "its own", "Say that it is an issue of its own: it is not proposed again",
               "doorstep issues keep"),
        Action("later", ("s",), "skip", "Ask again after all the others", "doorstep issues waiting"),
        Action("here", ("h",), "here only", "File it under the first, in this ward only", "doorstep issues merge"),
    ),
    "issue": (
        Action("raise_issue", ("r",), "raise", "Say to which level it was taken, to whom and by whom",
               "doorstep issues raise"),
        Action("answer", ("o",), "answer", "Write down the answer, or mend what was raised", "doorstep issues answer"),
        Action("merge", ("m",), "merge", "File it under another issue, in every ward", "doorstep issues merge"),
        Action("split", ("s",), "split", "Split the wording under the cursor off", "doorstep issues split"),
        Action("category", ("c",), "category", "Choose its category", "doorstep issues edit"),
        Action("rename", ("e",), "name", "Call it otherwise; its wordings stay", "doorstep issues edit"),
        Action("drop", ("x",), "not raised", "Take away what was raised by mistake", "doorstep issues answer",
               foot=False),
    ),
    "borough": (
        Action("raise_issue", ("r",), "raise", "Say to which level it was taken, to whom and by whom",
               "doorstep issues raise"),
        Action("merge", ("m",), "merge", "File it under another issue, in every ward", "doorstep issues merge"),
        Action("period", ("p",), "days", "Choose the days that are looked at", "doorstep issues across"),
        Action("other", ("o",), "other council", "Show the next council", "doorstep issues across"),
        Action("category", ("c",), "category", "Choose its category", "doorstep issues edit", foot=False),
        Action("rename", ("e",), "name", "Call it otherwise; its wordings stay", "doorstep issues edit", foot=False),
    ),
    "places": (
        Action("search", ("slash", "f"), "find", "Find a place, councillor or group as you type", "places wards"),
    ),
    "place": (
        Action("print", ("p",), "print", "Print who and what is behind, as a page", "print"),
        Action("link", ("l",), "link", "Link who lives there to the branch and its councillors", "link"),
        Action("people", ("w",), "who", "Who lives there, or stands behind, as a list", "people"),
    ),
    "history": (
        Action("undo_line", ("u",), "undo", "Take back the change under the cursor", "undo"),
        Action("redo_line", ("U",), "redo", "Do the change under the cursor again", "redo"),
        Action("turn_line", ("x",), "undo or redo", "Take it back, or do it again where it was taken back", "undo",
               foot=False),
    ),
    "change": (
        Action("undo_line", ("u",), "undo", "Take this change back", "undo"),
        Action("redo_line", ("U",), "redo", "Do this change again", "redo"),
    ),
    "tasks": (
        Action("done", ("x", "D"), "done", "Say that the task is done; of a repeating one the next is made",
               "task done"),
        Action("edit", ("e",), "change", "Change what, when, who or how often", "task edit"),
        Action("new", ("n",), "new", "Note something to be done", "task new"),
        Action("drop", ("r",), "drop", "Drop the task: it is not to be done any more", "task edit", foot=False),
        Action("by_owner", ("o",), "by owner", "Put them in order by day or by owner", "task list"),
    ),
    "events": (
        Action("search", ("slash", "f"), "find", "Find events: kind, ward, who leads, month, since: until:",
               "events list"),
        Action("new", ("n",), "new", "Add an event in one line", "events add"),
        Action("who", ("w",), "who came", "Mark who came to the event under the cursor, walk-ins too", "events attend"),
        Action("unmarked", ("m",), "not marked", "Show those of which nobody has said who came, or all again",
               "events list"),
        Action("remove", ("R",), "remove", "Take the event under the cursor away", "events remove", foot=False),
    ),
    "event": (
        Action("who", ("w",), "who", "Find somebody here and mark them, or add a walk-in, line by line",
               "events attend"),
        Action("came", ("c",), "came", "They came", "events attend"),
        Action("apologies", ("y",), "apologies", "They sent apologies", "events attend"),
        Action("absent", ("x",), "absent", "They did not come", "events attend"),
        Action("booked", ("b",), "booked", "They are booked", "events attend"),
        Action("cancelled", ("l",), "cancelled", "They had booked and cancelled", "events attend", foot=False),
        Action("not_marked", ("m",), "not marked", "Nobody has said yet whether they came", "events attend",
               foot=False),
        Action("choose", ("space",), "select", "Select the person, or not"),
        Action("choose_all", ("A", "ctrl+a"), "all", "Select everybody who is not marked yet; again: everybody, nobody",
               foot=False),
        Action("take_off", ("r",), "take off", "Take them off the list", "events attend", foot=False),
        Action("edit", ("e",), "mend", "Mend what the cursor is on, in place; enter does too", "events edit"),
        Action("sheet", ("d",), "type a sheet", "Type up a paper sheet of its doors", "doorstep add"),
        Action("open_line", ("o",), "open", "Open whom or what the cursor is on", "events show"),
        Action("remove", ("R",), "remove", "Take the event away", "events remove", foot=False),
    ),
    "conferences": (
        Action("new", ("n",), "new", "Set up a conference in one line", "conference new"),
        Action("promises", ("o",), "promises", "What was promised at any conference", "conference promises"),
    ),
    "conference": (
        Action("edit", ("e",), "mend", "Mend what the cursor is on, in place; enter does too", "events edit"),
        Action("shortlist", ("l",), "shortlist", "The shortlist of the ward under the cursor", "conference shortlist"),
        Action("people", ("i",), "invited", "Who is invited, who is coming, what they need", "conference replies"),
        Action("promises", ("o",), "promises", "What was promised, and what came of it", "conference promises"),
        Action("sign_in", ("s",), "sign-in desk", "Give papers to those who come", "conference signin"),
        Action("papers", ("t",), "papers", "Type the papers in, pile by pile, by two people", "conference ballots"),
        Action("result", ("v",), "count, result", "Count the ward under the cursor, declare its result",
               "conference result"),
        Action("pack", ("p",), "print pack", "Print papers, sheets and posters; shortlists are frozen with it",
               "conference pack"),
        Action("announce", ("y",), "announce", "Note that the rules were made known: they stand from then on",
               "conference announce", foot=False),
        Action("withdraw", ("Y",), "not announced", "Take the announcement back, as long as no paper was given",
               "conference rules", foot=False),
    ),
    "shortlist": (
        Action("turn", ("space",), "offer or leave out", "Offer the issue, or leave it out: say why",
               "conference shortlist"),
        Action("propose", ("o",), "propose", "Propose what was named most; what a person decided stays",
               "conference shortlist"),
        Action("add_issue", ("a",), "add", "Offer an issue in your own words, and say why", "conference shortlist"),
        Action("rename", ("r",), "rename", "Say more clearly what stands on the paper", "conference shortlist"),
        Action("earlier", ("K", "shift+up"), "earlier", "One number earlier", "conference shortlist"),
        Action("later", ("J", "shift+down"), "later", "One number later", "conference shortlist"),
        Action("freeze", ("f",), "freeze", "Let it stand as it is printed", "conference shortlist"),
        Action("unfreeze", ("F",), "unfreeze", "Edit it again, as long as no paper was given", "conference shortlist",
               foot=False),
    ),
    "invitees": (
        Action("search", ("slash", "f"), "find", "Find somebody by three letters, invited or not",
               "conference replies"),
        Action("coming", ("c",), "coming", "They are coming", "conference replies"),
        Action("maybe", ("m",), "maybe", "They may come", "conference replies"),
        Action("not_coming", ("n",), "not coming", "They are not coming", "conference replies"),
        Action("no_answer", ("x",), "no answer", "Take the answer back", "conference replies", foot=False),
        Action("needs", ("d",), "needs", "Write down what they need to take part", "conference replies"),
        Action("invite", ("i",), "invite", "Invite by a channel: only who may be contacted so", "conference invite"),
        Action("take_in", ("t",), "take in", "Take in answers from Eventbrite or Google Forms", "conference replies"),
        Action("silent", ("s",), "no answer yet", "Only those who have not answered, or all again",
               "conference replies", foot=False),
    ),
    "promises": (
        Action("new", ("n",), "new", "Write down what was promised, by when, by whom", "conference promises"),
        Action("kept", ("x", "D"), "kept", "Say that it was kept, and what shows it", "conference promises"),
        Action("drop", ("r",), "drop", "Say that it is not to be kept, and why", "conference promises"),
        Action("edit", ("e",), "mend", "Mend what, by when and by whom", "conference promises"),
        Action("page", ("p",), "you said, we did", "Print what was voted, promised and done",
               "conference you-said"),
        Action("thank", ("t",), "thank", "List who came, to be thanked by a channel they allowed", "conference thank"),
        Action("task", ("w",), "whose", "Open whose promise it is", "person", foot=False),
    ),
    "piles": (
        Action("key", ("t",), "type", "Key the pile under the cursor; enter does too", "conference ballots"),
        Action("new_pile", ("n",), "new pile", "Open a pile, counted after mixing", "conference ballots"),
        Action("differences", ("d",), "differences", "Look at the papers that two people keyed differently",
               "conference ballots"),
    ),
    "keying": (
        Action("keep", ("enter",), "keep", "Keep the paper and go on to the next", "conference ballots"),
        Action("differences", ("d",), "differences", "Look at the papers that two people keyed differently",
               "conference ballots"),
        Action("before", ("up",), "before", "Mend the paper before", foot=False),
        Action("after", ("down",), "after", "Go to the paper after", foot=False),
        Action("pile_back", ("escape",), "back", "Empty the line; where it is empty, go back", foot=False),
    ),
    "result": (
        Action("stage_before", ("left",), "stage", "Look at the stage before", "conference count"),
        Action("stage_after", ("right",), "stage", "Look at the stage after", "conference count", foot=False),
        Action("why", ("v",), "why", "Say what happened at the stage, and by which rule", "conference count"),
        Action("annex", ("a",), "annex", "Say what other methods would have chosen: only the announced one counts",
               "conference result"),
        Action("declare", ("d",), "declare", "Declare the result of the ward", "conference result"),
        Action("print", ("p",), "print", "Print the result slip, once it is declared", "conference pack"),
        Action("lot", ("l",), "lot", "Enter a lot drawn by hand, and the two who saw it drawn", "conference count"),
        Action("seed", ("f",), "fix seed", "Fix the seed of the lots, before the papers are opened",
               "conference count"),
        Action("recount", ("r",), "recount", "Count the papers of a declared ward again", "conference result",
               foot=False),
        Action("ward_after", ("right_square_bracket", "n"), "next ward", "Go to the next ward", foot=False),
        Action("ward_before", ("left_square_bracket", "b"), "ward before", "Go to the ward before", foot=False),
    ),
    "signin": (
        Action("give", ("enter",), "give a paper", "Give a paper to whom the cursor is on, or to a walk-in",
               "conference signin"),
        Action("spoilt", ("ctrl+x",), "spoilt, another", "Take a spoilt paper back, and give another",
               "conference signin"),
        Action("take_back", ("ctrl+u",), "take back", "Empty the line; where it is empty, take the last paper back",
               "undo"),
        Action("desk_back", ("escape",), "back", "Empty the line; where it is empty, go back", foot=False),
    ),
    "files": (
        Action("backup", ("b",), "backup", "Copy the database now", "backup"),
        Action("restore", ("r",), "restore", "Go back to a backup that lies elsewhere", "restore"),
        Action("hand_out", ("o",), "hand out", "Hand out people to be rung on another laptop", "hand-out"),
        Action("bring_back", ("i",), "bring back", "Take in what was done in a file that was handed out",
               "bring-back"),
        Action("hand_over", ("v",), "hand over", "Hand everything over to the next secretary", "handover"),
        Action("look_through", ("d",), "check", "Look the database through for anything wrong", "doctor"),
    ),
}  # fmt: skip

_SET_UP = "done once, when a seat is set up, mostly from files"
_NEXT = "its page comes with the sheets of the doorstep"
_SHOWN = "its page shows all of it"
# What the command line alone can do as yet, by command or by its first word, and why.
NOT_ON_SCREEN = {
    "doorstep issues show": "enter on an issue opens its page",
    "open": "it is the screen",
    "places import": _SET_UP,
    "places postcode": "the page of a person tells it",
    "branches add": _SET_UP,
    "branches show": _SHOWN,
    "branches list": _SHOWN,
    "tag list": "the filter of the list of people shows them",
    "tag new": "giving a new tag makes it",
    "tag merge": "seldom, and by one person",
    "councillors import": _SET_UP,
    "councillors list": _SHOWN,
    "councillors show": _SHOWN,
    "offices add": _SET_UP,
    "offices end": _SET_UP,
    "groups add": _SET_UP,
    "groups list": _SHOWN,
    "groups show": _SHOWN,
    "groups edit": _SET_UP,
    "unlink": "x on the page of the person does it",
    "register check": "once a month, and the file must not lie about afterwards",
    "paths": "the page of files tells it",
    "conference show": "enter on a conference opens its page",
    "conference copy": "chosen once; the desk and the piles copy by themselves from then on",
    "doorstep electorate": _SET_UP,
    "count": "for a file on its own; a conference counts its own papers",
    "imprint": "set once; every page that is printed says what is missing of it",
    "doorstep list": "the sheet shows its rows, and an issue its wordings",
    "training": "its pages come next",
    "pilot": "its pages come next",
}
