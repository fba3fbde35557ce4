"""What Home counts: who needs attention today, and each figure the list that it opens."""

from organiser.services import contacts, people, tasks, today
from organiser.services.contacts import Said
from organiser.services.roll import question_of
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.store import Store
from tests.services.people_here import POSTCODES, add, build_places


def figures(store: Store) -> dict[str, int]:
    return {figure.words: figure.number for count in today.FIGURES.values() for figure in count(store)}


def test_an_empty_database_has_nothing_waiting(store: Store) -> None:
    assert set(figures(store).values()) == {0}
    assert today.seats(store) == []


def test_each_figure_of_people_is_as_long_as_the_list_behind_it(store: Store) -> None:
    for line in ("Ann Smith, 07700 900123", "Bob Lee", "Cy Drew, cy@example.org"):
        add(store, line)
    for count in today.FIGURES.values():
        for figure in count(store):
            if figure.page == "people":
                assert figure.number == people.count(store, question_of(figure.line)), figure.words


def test_a_promise_that_is_late_is_told_with_what_it_was(store: Store) -> None:
    tasks.new_task(store, Draft("bins behind Acre Lane", due=clock.today()))
    store.connection.execute("UPDATE task SET due = '2026-01-02'")
    (late, *_) = today.FIGURES["due"](store)
    assert (late.number, late.words) == (1, "task overdue")
    assert late.example.startswith("bins behind Acre Lane")


def test_who_was_spoken_to_does_not_wait_for_it(store: Store) -> None:
    ann, bob = add(store, "Ann Smith"), add(store, "Bob Lee")
    store.connection.execute("UPDATE person SET created = '2026-01-02'")
    assert figures(store)["people not spoken to for 6 weeks"] == 2
    contacts.note(store, ann, Said("will leaflet", outcome="spoke"))
    contacts.note(store, bob, Said("nobody there", outcome="no answer"))
    assert figures(store)["person not spoken to for 6 weeks"] == 1


def test_a_seat_counts_those_who_surely_live_there(store: Store) -> None:
    build_places(store)
    for number, postcode in enumerate(POSTCODES):
        add(store, f"Ann Smith-{number}, {postcode}")
    add(store, "Bob Lee")
    counted = {seat.name: seat.people for seat in today.seats(store)}
    certain: dict[str, int] = {}
    for person in people.find(store, people.Question()).people:
        if person.location.constituency:
            name = person.location.constituency.shown
            certain[name] = certain.get(name, 0) + 1
    assert counted == certain
    assert counted
