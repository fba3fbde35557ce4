"""What the screens look like, as text that a reviewer can read: `python -m tests.golden.write_screens`.

Each screen is drawn on a small database of invented people, on one and the same day. A screen more is a line in
SCREENS; tests/tui/test_frames.py compares.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from organiser.services import (
    applications,
    champions,
    conferences,
    contacts,
    courses,
    doorstep,
    electorates,
    event_lines,
    groups,
    invitees,
    keying,
    ladder,
    levels,
    links,
    offices,
    organisers,
    pilots,
    promises,
    readiness,
    sessions,
    shortlist,
    signin,
    tags,
    tasks,
)
from organiser.services.attendance import mark_named
from organiser.services.contacts import Said
from organiser.services.doorstep import Round, Typed
from organiser.services.issues import find_issue
from organiser.services.levels import Changes
from organiser.services.people import find_one
from organiser.services.sessions import SessionDraft
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.store import Store
from tests.services import pilots_here
from tests.services.lists import take_in, write_list
from tests.services.people_here import add, build_places, edit
from tests.tui.driving import Seat, sit

FOLDER = Path(__file__).with_name("screens")
SIZES = ((80, 24), (120, 40))
MOMENT = "2026-11-22T12:00:00Z"


class Shot(NamedTuple):
    """How one comes to a screen: keys (`text: …` is typed letter by letter, `file: …` the path of a file beside the
    database), and the words that then are there."""

    keys: Sequence[str]
    words: str


SCREENS = {
    "home": Shot((), "Go to"),
    "people": Shot(("p", "down"), "Bob Lee"),
    "people selected": Shot(("p", "space", "space"), "2 selected"),
    "search": Shot(("/", "text: 0456"), "Bob Lee"),
    "filter": Shot(("p", "f", "text: offer:"), "leaflets"),
    "columns": Shot(("p", "c"), "column"),
    "tag": Shot(("p", "t", "text: ne"), "news"),
    "link": Shot(("p", "l", "text: jo"), "Jo Bloggs"),
    "task": Shot(("p", "d", "text: ring about the bins, by friday"), "27 Nov"),
    "add": Shot(("a", "text: Ann Smith, 07700 900123, SE13 5AB, leaflets, Sat am"), "Here already?"),
    "person": Shot(("/", "text: ann", "enter", "enter"), "How to reach them"),
    "person mended": Shot(("/", "text: ann", "enter", "enter", "e"), "enter saves"),
    "note": Shot(("/", "text: ann", "enter", "enter", "n", "text: rang, will leaflet on saturday"), "leaflet"),
    "places": Shot(("w",), "Castle & Park"),
    "ward": Shot(("w", "/", "text: castle", "enter"), "Jo Bloggs"),
    "tasks": Shot(("t",), "Ask Ann for a lift"),
    "events": Shot(("e",), "Branch meeting"),
    "new event": Shot(("e", "n", "text: canvassing Sat 28 Nov St Ann's 10:30 led by an"), "leads it"),
    "event": Shot(("e", "j", "j", "j", "enter"), "Who came"),
    "who came": Shot(("e", "j", "j", "j", "w", "text: Ann Smith, 07700 900188"), "Here already"),
    "history": Shot(("h",), "Import stall.csv"),
    "questions": Shot(("n",), "share one e-mail"),
    "merge": Shot(("n", "s"), "what will be shown"),
    "doorstep": Shot(("d",), "Potholes"),
    "issues": Shot(("d", "enter", "g"), "Pot holes"),
    "filing": Shot(("d", "s"), "or is one of its own"),
    "issue": Shot(("d", "enter", "enter"), "As they said it"),
    "raised": Shot(("d", "enter", "r", "text: borough, service: Highways, for Jo Bloggs"), "Owner"),
    "borough": Shot(("d", "b"), "group: Labour"),
    "contact rate": Shot(("d", "t"), "Counted, of electors"),
    "follow-ups": Shot(("d", "f"), "asked to come back"),
    "request": Shot(("d", "r", "text: lift broken; Ann Fox; 07700 900987"), "for Cllr"),
    "sheet head": Shot(("d", "n", "tab", "text: cast"), "Castle & Park  Anytown"),
    # Nothing of it is saved: without a yes to being contacted the row is not done.
    "sheet": Shot(("d", "n", "enter", "s", *["tab"] * 3, "text: Cat Orr", *["shift+tab"] * 3, "text: poth"), "here)"),
    "survey": Shot(("d", "i", "t", "file: form.csv", "enter", "enter"), "Column by column"),
    "survey foreseen": Shot(("d", "i", "t", "file: form.csv", "enter", "enter", "p"), "nothing is changed yet"),
    "conferences": Shot(("c",), "Anytown decides"),
    "new conference": Shot(("c", "n", "text: 12 december St Ann's, at the library"), "12 Dec 2026"),
    "conference": Shot(("c", "enter"), "What comes next"),
    "pack": Shot(("c", "enter", "p"), "enter prints"),
    "shortlist": Shot(("c", "enter", *["j"] * 7, "enter"), "Left out, and why"),
    "invited": Shot(("c", "enter", "i"), "needed: 1 BSL"),
    "invite": Shot(("c", "enter", "i", "i"), "may be asked by e-mail"),
    "piles": Shot(("c", "j", "enter", "t"), "Ann 20"),
    "result": Shot(("c", "j", "enter", "v"), "check"),
    "result before": Shot(("c", "j", "enter", "v", "left", "v", "a"), "each against each"),
    "lot": Shot(("c", "j", "enter", "v", "l", "text: 2 1, Ann Smith, B"), "saw it"),
    "promises": Shot(("c", "enter", "o"), "What came of the others"),
    "training": Shot(("r",), "Refreshers due"),
    "session": Shot(("r", "g", "enter"), "1 of 2 places"),
    "new session": Shot(("r", "n", "text: organising basics, 5 dec 10:30, Anytown North, by Jo Bloggs"), "enter saves"),
    "new course": Shot(("r", "c", "text: Safeguarding at events, 2 years"), "24 months"),
    "ladder": Shot(("l",), "Ready for a step"),
    "ladder rung": Shot(("l", "right", "right"), "brought in by Jo Bloggs"),
    "champions": Shot(("m",), "Young people"),
    "keys": Shot(("p", "?"), "the keys of this page"),
}
# Those that are drawn on a pilot's database (build_pilot).
PILOT = {
    "pilot": Shot(("s",), "counted once"),
    "pilot people": Shot(("s", "enter"), "Ann Day"),
    "pilot months": Shot(("s", "m"), "organiser days"),
    "pilot definition": Shot(("s", "d"), "Definition 1"),
    "pilot seats": Shot(("s", "s"), "An organiser named"),
    "pilot applications": Shot(("s", "a"), "apart"),
    "pilot period": Shot(("s", "p"), "as known today"),
}
SCREENS |= PILOT


_FORM = (
    ("Timestamp", "Postcode", "What is the one big local issue?", "Name", "Phone", "May we contact you?"),
    ("14/03/2026 10:00:00", "SE13 5AB", "Trees", "Dan Day", "07700 900101", "text only"),
    ("14/03/2026 10:07:00", "SE13 5AB", "Pot holes", "Eve Fox", "07700 900102", ""),
    ("31/02/2026 10:14:00", "SE13 5AB", "Potholes", "", "", ""),
    ("14/03/2026 10:21:00", "ZZ99 9ZZ", "Potholes", "", "", ""),
)


def build(folder: Path) -> Path:
    """The database that all screens are drawn on. The clock has to stand at MOMENT."""
    path = folder / "people.organiser"
    with Store.create(path) as store:
        store.who = "Sam"
        build_places(store)
        with store.operation("Another name") as work:
            work.connection.execute("UPDATE branch SET name = 'Castle Branch', fold = 'castle branch' WHERE id = 1")
        add(store, "Jo Bloggs, 07700 900321, SE13 5AB")
        offices.add_office(store, "councillor", "Jo Bloggs", places={"ward": "Castle & Park"}, party="Labour")
        ann = add(store, "Ann Smith, 07700 900123, ann@example.org, SE13 5AB, leaflets, Sat am, met at the stall")
        add(store, "Bob Lee, 07700 900456, SE13 5AD, do not call")
        add(store, "Cy Drew, E1 6AN, champion, canvassing")
        add(store, "Thị-Mai Łukasiewicz, 07700 900789, N1 9GU, speaks Vietnamese")
        _ladder(store, ann)
        tags.new_tag(store, "news")
        tags.give(store, ann, ["news"])
        edit(store, ann, "membership=member", "relation+=spouse: Bob Lee")
        links.link(store, "Ann Smith", to="Jo Bloggs")
        over = event_lines.new(store, "canvassing 21 Nov Castle & Park 10:30 led by Jo Bloggs at the library").event
        mark_named(store, over, ["Jo Bloggs"])
        mark_named(store, over, ["Bob Lee", "Cy Drew"], "booked")
        event_lines.new(store, "Branch meeting Tue 1 Dec 19:30 Castle Branch")
        groups.add_group(store, "Castle Tenants", "association", wards=["Castle & Park"], contacts=["Ann Smith"])
        contacts.note(store, ann, Said("happy to leaflet round the park", on="2026-11-17", outcome="spoke"))
        tasks.new_task(store, Draft("Ask Ann for a lift", "Kasia Nowak", "2026-11-23", about=_ann(store)))
        tasks.new_task(store, Draft("Book the hall", "Sam", "2026-11-20"))
        rows = (("Anne Smith", "ann@example.org", "07700 900124"), ("Dee Fox", "dee@example.org", ""))
        heard = [Typed(line) for line in ("2: potholes", "4: Pot holes", "6: not in", "8: call back", "10: dog mess")]
        doorstep.add(store, heard, Round("Castle & Park", "2026-11-21", street="Fiction Road"))
        acre_lane = Round("St Ann's", "2026-03-14", street="Acre Lane")
        doorstep.add(store, [*heard[:1], Typed("4: pot holes on Mill Road")], acre_lane)
        taken = Changes("borough", taken="group: Labour", on="1 September 2026")
        levels.raise_issue(store, find_issue(store, "potholes"), taken)
        numbers = write_list(folder / "electors.csv", ("Ward", "Electors"), ("Castle & Park", "1,234"))
        electorates.import_electorates(store, numbers, on="2026-05-01")
        write_list(folder / "form.csv", *_FORM)
        _conference(store)
        _voted(store)
        _training(store)
        take_in(store, write_list(folder / "stall.csv", ("Name", "Email", "Phone"), *rows))
    return path


def _ladder(store: Store, ann: int) -> None:
    jo, cy = (find_one(store, name) for name in ("Jo Bloggs", "Cy Drew"))
    ladder.step(store, ann, ladder.Draft("helper", "2026-08-01", jo, "two leaflet rounds in July"))
    champions.add(store, cy, champions.Draft("Young people", councillor="Jo Bloggs", since="2026-11-01"))


def _training(store: Store) -> None:
    courses.add_course(store, "Organising basics")
    courses.add_course(store, "Safeguarding", lasts=12)
    last_year = sessions.add_session(store, SessionDraft("Safeguarding", "2025-12-05", "Anytown North")).session
    mark_named(store, last_year.event, ["Ann Smith", "Jo Bloggs"])
    draft = SessionDraft(
        "Safeguarding", "2026-12-05", "Anytown North", "Castle Library", "10:30", trainers="Eve Hay", places=2
    )
    coming = sessions.add_session(store, draft).session
    mark_named(store, coming.event, ["Jo Bloggs"], "booked")


def _conference(store: Store) -> None:
    wards = ("Castle & Park", "St Ann's")
    draft = conferences.Draft("Anytown decides", "2026-12-12", wards, place="Library, Acre Lane", tasks=False)
    hall = conferences.announce(store, conferences.new_conference(store, draft).conference).conference
    castle = hall.votes[0]
    shortlist.propose(store, castle)
    shortlist.add(store, castle, "A crossing at the school", "asked for at the surgery")
    shortlist.leave_out(store, castle, "Dog mess", "a new bin stands there since October")
    invitees.answer(store, hall, "Jo Bloggs", "coming")
    invitees.answer(store, hall, "Ann Smith", "maybe", "BSL")
    crossing = promises.Draft("Ask for a crossing", "Jo Bloggs", due="1 march 2027", ward="Castle & Park")
    promises.add(store, hall, crossing)
    bins = promises.add(store, hall, promises.Draft("A bin by the park gate", "Cy Drew", "champion", ward="St Ann's"))
    promises.keep(store, bins.promise, "it stands there, seen on 20 November")


def _voted(store: Store) -> None:
    """A conference that has been: eighteen papers that count, keyed by two people."""
    draft = conferences.Draft("St Ann's decides", "2026-11-14", ("St Ann's",), method="irv", tasks=False)
    hall = conferences.new_conference(store, draft).conference
    (vote,) = hall.votes
    for name in ("Potholes", "Lights on Mill Road", "Speeding past the school", "Dog mess in the park"):
        shortlist.add(store, vote, name, "named most at the doors")
    for place in range(21):
        signin.walk_in(store, hall, f"Voter{chr(97 + place)} Fox SE4 1ES")
    rows = [*["1234"] * 7, *["2134"] * 6, *["3210"] * 3, *["0001"] * 2, "*", ""]
    pile = keying.open_pile(store, vote, len(rows)).pile
    for keyer in ("Ann", "Ben"):
        keying.key_all(store, vote, pile, keyer, rows)


def _ann(store: Store) -> tasks.About | None:
    return tasks.find_about(store, person="Ann Smith")


def build_pilot(folder: Path) -> Path:
    """A pilot of two seats, one of them outside, with two applications. The clock has to stand at MOMENT."""
    path = folder / "pilot.organiser"
    with Store.create(path) as store:
        store.who = "Sam"
        scheme = pilots_here.start(store)
        people = [add(store, f"{name} Day") for name in ("Ann", "Ben", "Cat", "Dee", "Eve", "Fay", "Gus")]
        for place, person in enumerate(people):
            pilots_here.recruit(store, pilots_here.SEATS[place % 3 == 2], person, month=place + 2)
        pilots_here.train(store, "2024-06-01", pilots_here.SEATS[0], tuple(people[:3]))
        pilots_here.hold(store, "2024-11-02", pilots_here.SEATS[0], tuple(people[:2]))
        pilots.set_seat(store, scheme, pilots.SeatDraft(pilots_here.SEATS[1], outside=True))
        organisers.set_time(store, organisers.Draft("Sam Lee", pilots_here.SEATS[0], "7", "1 January 2024"))
        readiness.tick(store, scheme, scheme.seats[0], "tools", "six people at an evening", "3 January 2024")
        applications.set_criterion(store, scheme, "Commitment of the branches", "3")
        commitment = ("commitment", "four branches voted for it")
        applied = applications.Draft(pilots_here.SEATS[0], "two evenings a week", "1 November 2023", [commitment])
        applications.apply(store, scheme, applied)
        for assessor, points in (("Ruth Bell", "3"), ("Tom Okoro", "8")):
            given = applications.Scored(pilots_here.SEATS[0], "commitment", assessor, points)
            applications.score(store, scheme, given)
    return path


def frames(
    path: Path, size: tuple[int, int], names: Sequence[str] = tuple(name for name in SCREENS if name not in PILOT)
) -> dict[str, str]:
    """The screens at a size, one after the other in one program, each come to from the first page."""
    drawn: dict[str, str] = {}

    async def story(seat: Seat) -> None:
        for name in names:
            shot = SCREENS[name]
            for key in shot.keys:
                if key.startswith("text: "):
                    await seat.type(key.removeprefix("text: "))
                elif key.startswith("file: "):
                    await seat.type(str(path.parent / key.removeprefix("file: ")))
                else:
                    await seat.press(_NAMED.get(key, key))
            await seat.until(shot.words)
            drawn[name] = seat.frame() + "\n"
            await _begin_anew(seat)

    sit(path, story, size=size)
    return drawn


async def _begin_anew(seat: Seat) -> None:
    """Put away all pages and panels, what was left unfinished in them, and what was said last."""
    while len(seat.app.screen_stack) > 1:
        seat.app.pop_screen()
        await seat.settle()
    seat.app.kept.clear()
    seat.app.tell("")
    await seat.settle()


_NAMED = {"/": "slash", "?": "question_mark"}


def place_of(name: str, size: tuple[int, int]) -> Path:
    """Where a screen is kept."""
    return FOLDER / f"{name.replace(' ', '-')}-{size[0]}x{size[1]}.txt"


def main() -> None:
    """Write all screens anew."""
    clock.now = lambda: MOMENT
    drawn: dict[Path, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ORGANISER_HOME"] = folder
        path, pilot = build(Path(folder)), build_pilot(Path(folder))
        for size in SIZES:
            both = frames(path, size) | frames(pilot, size, tuple(PILOT))
            drawn |= {place_of(name, size): frame for name, frame in both.items()}
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for place, frame in drawn.items():
        place.write_text(frame, encoding="utf-8")


if __name__ == "__main__":
    main()
