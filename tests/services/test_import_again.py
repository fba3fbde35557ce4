"""Lists that come again and again: only what changed is applied, and what was entered by hand stays."""

from pathlib import Path

import pytest

from organiser.services.editing import edit, parse_change
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.lists import content, figures, names, take_in, told, write_list
from tests.tables import dump, indexed

NATION = (
    "nationbuilder_id",
    "first_name",
    "last_name",
    "email",
    "mobile_number",
    "primary_zip",
    "gender",
    "updated_at",
)
PLAIN = ("Name", "Email", "Phone", "Postcode", "Gender")


def nation(
    folder: Path, name: str, *, phone: str = "", postcode: str = "", gender: str = "", updated: str = ""
) -> Path:
    """An export of NationBuilder that holds one person."""
    return write_list(folder / name, NATION, ("7", "Ann", "Smith", "ann@example.org", phone, postcode, gender, updated))


def plain(folder: Path, name: str, *, phone: str = "", postcode: str = "", gender: str = "") -> Path:
    """A list of somebody's own that holds the same person."""
    return write_list(folder / name, PLAIN, ("Ann Smith", "ann@example.org", phone, postcode, gender))


def the_one(store: Store, column: str) -> str:
    """A field of the only person there is."""
    ((value,),) = store.rows(f"SELECT {column} FROM person")
    return str(value)


def phones(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT value FROM contact WHERE kind = 'phone' ORDER BY value")]


# What the same source said last ------------------------------------------------------------------------------------


def test_a_changed_row_changes_only_what_differs(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "1.csv", phone="07700 900101", postcode="LS1 1AA", gender="F"))

    done = take_in(store, nation(tmp_path, "2.csv", phone="07700 900101", postcode="LS2 2AA", gender="F"))

    assert figures(done) == (0, 1, 0)
    assert (the_one(store, "postcode"), the_one(store, "gender")) == ("LS2 2AA", "F")
    assert store.value("SELECT count(*) FROM contact") == 2
    changed = store.rows("SELECT tbl FROM change WHERE operation_id = ? AND before <> ''", (done.operation,))
    assert sorted(row[0] for row in changed) == ["person", "source_row"]


def test_a_value_that_is_changed_and_changed_back_is_shown_as_it_is_now(store: Store, tmp_path: Path) -> None:
    first, second = "LS1 1AA", "LS2 2AA"
    for number, postcode in enumerate((first, second, first, second, first)):
        take_in(store, nation(tmp_path, f"{number}.csv", postcode=postcode))
        assert the_one(store, "postcode") == postcode


def test_a_list_of_the_same_name_that_says_what_it_said_before_the_last_time_is_believed(
    store: Store, tmp_path: Path
) -> None:
    for postcode in ("LS1 1AA", "LS2 2AA", "LS1 1AA"):
        take_in(store, nation(tmp_path, "members.csv", postcode=postcode))
        assert the_one(store, "postcode") == postcode


def test_a_telephone_number_that_changed_is_added_and_the_old_one_kept(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "1.csv", phone="07700 900101"))

    done = take_in(store, nation(tmp_path, "2.csv", phone="07700 900102"))

    assert figures(done) == (0, 1, 0)
    assert phones(store) == ["+447700900101", "+447700900102"]
    assert "+447700900102" in next(iter(indexed(store).values()))


def test_what_a_source_says_no_more_is_not_forgotten(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "1.csv", phone="07700 900101", postcode="LS1 1AA", gender="F"))

    done = take_in(store, nation(tmp_path, "2.csv"))

    assert figures(done) == (0, 0, 1)
    assert (the_one(store, "postcode"), the_one(store, "gender")) == ("LS1 1AA", "F")
    assert phones(store) == ["+447700900101"]


def test_a_change_can_be_taken_back_and_done_again(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "1.csv", phone="07700 900101", postcode="LS1 1AA"))
    before = dump(store)
    take_in(store, nation(tmp_path, "2.csv", phone="07700 900102", postcode="LS2 2AA"))
    after = dump(store)

    history.undo(store)
    assert dump(store) == before
    history.redo(store)
    assert dump(store) == after


def test_a_list_taken_back_can_be_taken_in_again(store: Store, tmp_path: Path) -> None:
    first, second = nation(tmp_path, "1.csv", postcode="LS1 1AA"), nation(tmp_path, "2.csv", postcode="LS2 2AA")
    take_in(store, first)
    take_in(store, second)
    told_then = content(store)
    history.undo(store)

    assert figures(take_in(store, second)) == (0, 1, 0)
    assert content(store) == told_then


def test_who_stands_on_two_sheets_of_one_kind_is_not_changed_by_each_of_them_in_turn(
    store: Store, tmp_path: Path
) -> None:
    monday, tuesday = plain(tmp_path, "monday.csv", postcode="LS1 1AA"), plain(tmp_path, "tuesday.csv", gender="F")
    take_in(store, monday)
    take_in(store, tuesday)
    before = dump(store)

    for files in ([monday], [tuesday], [monday, tuesday], [tuesday, monday]):
        assert take_in(store, *files).operation is None
    assert dump(store) == before


def test_a_person_twice_on_a_list_is_changed_where_the_list_was_changed(store: Store, tmp_path: Path) -> None:
    rows = [
        ("Ann Smith", "ann@example.org", "07700 900101", "LS1 1AA", ""),
        ("Ann Smith", "ann@example.org", "", "", ""),
    ]
    take_in(store, write_list(tmp_path / "a.csv", PLAIN, *rows))

    done = take_in(store, write_list(tmp_path / "a.csv", PLAIN, (*rows[0][:3], "LS2 2AA", ""), rows[1]))

    assert figures(done) == (0, 1, 0)
    assert the_one(store, "postcode") == "LS2 2AA"
    assert store.value("SELECT count(*) FROM source_row WHERE current = 1") == 2


def test_an_export_with_other_columns_is_compared_with_what_the_same_program_said_last(
    store: Store, tmp_path: Path
) -> None:
    without = ("first_name", "last_name", "email", "primary_zip", "primary_city", "tag_list")
    take_in(store, write_list(tmp_path / "1.csv", without, ("Ann", "Smith", "ann@example.org", "LS2 2AA", "Leeds", "")))

    done = take_in(store, nation(tmp_path, "2.csv", postcode="LS1 1AA"))

    assert figures(done) == (0, 1, 0)
    assert the_one(store, "postcode") == "LS1 1AA"


def test_an_unsubscription_is_heard_although_the_row_says_the_same_words(store: Store, tmp_path: Path) -> None:
    header = ("Email Address", "First Name", "Last Name", "LEID", "OPTIN_TIME", "CONFIRM_TIME")
    row = ("ann@example.org", "Ann", "Smith", "11", "", "")
    take_in(store, write_list(tmp_path / "subscribed_members.csv", header, row))

    take_in(store, write_list(tmp_path / "unsubscribed_members.csv", header, row))

    stances = store.rows("SELECT stance FROM consent WHERE address = 'ann@example.org' ORDER BY stance")
    assert stances == [("no",), ("yes",)]


def test_consent_that_a_list_repeats_is_not_given_anew_because_the_row_is(store: Store, tmp_path: Path) -> None:
    header = ("nationbuilder_id", "first_name", "email", "email_opt_in", "updated_at")
    for day in ("2026-01-01", "2026-02-01", "2026-03-01"):
        take_in(store, write_list(tmp_path / "a.csv", header, ("7", "Ann", "ann@example.org", "true", day)))

    assert store.rows("SELECT stance, given FROM consent") == [("yes", "2026-01-01")]

    take_in(store, write_list(tmp_path / "a.csv", header, ("7", "Ann", "ann@example.org", "false", "2026-04-01")))
    assert store.rows("SELECT stance, given FROM consent ORDER BY given") == [
        ("yes", "2026-01-01"),
        ("no", "2026-04-01"),
    ]


# Which of several is shown -----------------------------------------------------------------------------------------


def test_the_newest_dated_statement_is_shown_in_whatever_order_lists_come(store: Store, tmp_path: Path) -> None:
    files = [
        nation(tmp_path, "new.csv", postcode="LS2 2AA", updated="2026-03-01"),
        plain(tmp_path, "undated.csv", postcode="LS9 9ZZ"),
    ]
    for order in (files, files[::-1]):
        with Store.create(tmp_path / f"{order[0].stem}.organiser") as other:
            for file in order:
                take_in(other, file)
            assert the_one(other, "postcode") == "LS2 2AA"


def test_an_older_list_that_comes_later_changes_no_dated_value(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "march.csv", postcode="LS2 2AA", phone="07700 900102", updated="2026-03-01"))
    late = nation(tmp_path, "january.csv", postcode="LS1 1AA", phone="07700 900101", updated="2026-01-01")

    done = take_in(store, late)

    assert figures(done) == (0, 1, 0)
    assert the_one(store, "postcode") == "LS2 2AA"
    assert phones(store) == ["+447700900101", "+447700900102"]
    assert take_in(store, late).operation is None
    take_in(store, nation(tmp_path, "may.csv", postcode="LS5 5AA", updated="2026-05-01"))
    assert the_one(store, "postcode") == "LS5 5AA"


@pytest.mark.parametrize("maker", [nation, plain])
def test_the_day_of_a_list_dates_rows_that_have_none(store: Store, tmp_path: Path, maker: type) -> None:
    take_in(store, maker(tmp_path, "march.csv", postcode="LS2 2AA"), on="2026-03-01")

    done = take_in(store, maker(tmp_path, "january.csv", postcode="LS1 1AA"), on="2026-01-01")
    assert figures(done) == (0, 0, 1)
    assert the_one(store, "postcode") == "LS2 2AA"

    take_in(store, maker(tmp_path, "may.csv", postcode="LS5 5AA"), on="2026-05-01")
    assert the_one(store, "postcode") == "LS5 5AA"


def test_two_sources_that_disagree_are_both_remembered(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "a.csv", postcode="LS2 2AA"), on="2026-03-01")
    take_in(store, plain(tmp_path, "b.csv", postcode="LS1 1AA"), on="2026-01-01")

    assert the_one(store, "postcode") == "LS2 2AA"
    said = " ".join(row[0] for row in store.rows("SELECT said FROM source_row WHERE current = 1"))
    assert "LS1 1AA" in said
    assert "LS2 2AA" in said


def test_what_a_source_repeats_is_no_news(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "1.csv", postcode="LS1 1AA", updated="2026-01-01"))
    take_in(store, plain(tmp_path, "b.csv", postcode="LS2 2AA"), on="2026-02-01")

    take_in(store, nation(tmp_path, "2.csv", postcode="LS1 1AA", gender="F", updated="2026-03-01"))

    # Of the row in March only the gender is new.
    assert (the_one(store, "postcode"), the_one(store, "gender")) == ("LS2 2AA", "F")


def test_the_age_of_a_young_person_follows_from_a_date_of_birth_once_it_is_known(store: Store, tmp_path: Path) -> None:
    header = ("Name", "Email", "Age")
    take_in(store, write_list(tmp_path / "a.csv", header, ("Ann Smith", "ann@example.org", "16")), on="2026-03-01")
    assert the_one(store, "minor_until") == "2028-03-01"

    born = write_list(
        tmp_path / "b.csv", ("Name", "Email", "Date of birth"), ("Ann Smith", "ann@example.org", "4/5/2009")
    )
    take_in(store, born, on="2026-03-02")

    assert (the_one(store, "born"), the_one(store, "minor_until")) == ("2009-05-04", "2027-05-04")


# By hand -----------------------------------------------------------------------------------------------------------


def mend(store: Store, *changes: str) -> None:
    """Change the only person there is by hand."""
    person = store.count("SELECT id FROM person")
    edit(store, person, [parse_change(change) for change in changes])


@pytest.mark.parametrize("column", ["postcode", "gender"])
def test_what_was_entered_by_hand_is_not_overwritten_and_that_is_said(
    store: Store, tmp_path: Path, column: str
) -> None:
    take_in(store, nation(tmp_path, "1.csv", postcode="LS1 1AA", gender="F"))
    mend(store, f"{column}={'LS9 9ZZ' if column == 'postcode' else 'woman'}")
    kept = the_one(store, column)
    changed = nation(tmp_path, "2.csv", postcode="LS2 2AA", gender="M", updated="2030-01-01")

    foreseen = take_in(store, changed, dry_run=True)
    done = take_in(store, changed)

    assert the_one(store, column) == kept
    assert told(done.warnings) == told(foreseen.warnings) == [("2.csv", "", 2, "kept-by-hand")]
    assert column in done.warnings[0].reason


def test_a_name_mended_by_hand_stays_and_the_names_that_lists_give_can_be_searched(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, nation(tmp_path, "1.csv"))
    mend(store, "name=Anneliese Smythe")

    done = take_in(store, nation(tmp_path, "2.csv", phone="07700 900102"))

    assert names(store) == ["Anneliese Smythe"]
    assert told(done.warnings) == [("2.csv", "", 2, "kept-by-hand")]
    assert {"smith", "smythe"} <= set(next(iter(indexed(store).values())))


def test_a_ward_chosen_by_hand_is_no_obstacle(store: Store, tmp_path: Path) -> None:
    from organiser.models.people import PERSON
    from organiser.models.places import WARD

    take_in(store, nation(tmp_path, "1.csv"))
    with store.operation("Choose a ward") as work:
        ward = work.insert(WARD, gss="E05000001", name="Example")
        work.update(PERSON, store.count("SELECT id FROM person"), ward_id=ward, by_hand="ward")

    assert figures(take_in(store, nation(tmp_path, "2.csv", phone="07700 900102"))) == (0, 1, 0)
    assert (the_one(store, "ward_id"), the_one(store, "by_hand")) == (str(ward), "ward")


def test_a_date_of_birth_entered_by_hand_decides_who_is_under_eighteen(store: Store, tmp_path: Path) -> None:
    header = ("Name", "Email", "Age")
    take_in(store, write_list(tmp_path / "a.csv", header, ("Ann Smith", "ann@example.org", "40")))
    mend(store, "born=4/5/1985")

    done = take_in(store, write_list(tmp_path / "a.csv", header, ("Ann Smith", "ann@example.org", "4")))

    assert (the_one(store, "born"), the_one(store, "minor_until")) == ("1985-05-04", "")
    assert told(done.warnings) == [("a.csv", "", 2, "kept-by-hand")]


def test_what_was_entered_by_hand_stays_when_two_people_turn_out_to_be_one(store: Store, tmp_path: Path) -> None:
    take_in(store, plain(tmp_path, "a.csv", postcode="LS1 1AA"))
    take_in(store, write_list(tmp_path / "b.csv", PLAIN, ("Ann Smith", "", "07700 900101", "", "")))
    younger = store.count("SELECT max(id) FROM person")
    edit(store, younger, [parse_change("postcode=LS9 9ZZ"), parse_change("membership=member")])

    done = take_in(store, plain(tmp_path, "c.csv", phone="07700 900101", postcode="LS2 2AA"))

    assert done.joined == 1
    assert (the_one(store, "postcode"), the_one(store, "membership")) == ("LS9 9ZZ", "member")
    assert set(the_one(store, "by_hand").split()) == {"membership", "postcode"}


def test_an_address_ended_by_hand_does_not_come_back_with_the_next_list(store: Store, tmp_path: Path) -> None:
    take_in(store, nation(tmp_path, "1.csv", phone="07700 900101"))
    mend(store, "phone-=07700 900101")

    take_in(store, nation(tmp_path, "2.csv", phone="07700 900101", gender="F"))

    assert store.rows("SELECT until FROM contact WHERE kind = 'phone'") == [(clock.today(),)]
