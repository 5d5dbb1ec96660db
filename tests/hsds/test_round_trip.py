from hypothesis import given, settings

from harborline.core.hours import Hours, to_osm
from harborline.core.listings import Listings
from harborline.hsds.files import Form, export, read_file
from harborline.hsds.formulas import guarded, restored
from harborline.hsds.rows import Problem, Row
from harborline.hsds.schedules import hours_of, schedule_fields
from listings_at_random import HOURS, TEXTS, listings

FEWER = settings(max_examples=25)


@given(listings())
def test_what_is_written_as_json_is_read_as_it_was(given: Listings) -> None:
    found = read_file(export(given, Form.JSON))
    assert found.listings == given


@given(listings())
def test_what_is_written_as_tables_is_read_as_it_was(given: Listings) -> None:
    found = read_file(export(given, Form.TABULAR))
    assert found.listings == given


@FEWER
@given(listings().filter(lambda given: bool(given.centers)))
def test_nothing_of_ours_is_told_as_a_problem(given: Listings) -> None:
    for form in Form:
        found = read_file(export(given, form))
        assert found.problems == ()
        assert found.complete


@given(HOURS)
def test_schedules_alone_say_the_same_hours(hours: Hours) -> None:
    rows = [Row("", dict(fields)) for fields in schedule_fields(to_osm(hours))]
    problems: list[Problem] = []
    assert hours_of(rows, problems) == (to_osm(hours) if rows else "")
    assert problems == []


@given(TEXTS)
def test_cells_come_back_as_they_were_and_never_as_a_formula(cell: str) -> None:
    written = guarded(cell)
    assert restored(written) == cell
    assert written[:1] not in {"=", "-", "@"}
    if written.startswith("+"):
        assert not any(mark.isalpha() for mark in written)


@FEWER
@given(listings())
def test_the_same_listings_give_the_same_bytes(given: Listings) -> None:
    for form in Form:
        assert export(given, form) == export(given, form)
