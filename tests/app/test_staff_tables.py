"""From a table of calls to a table of advocates."""

import io

import pytest

from harborline.app.staff_tables import (
    HalfHour,
    Wanted,
    document_of,
    read_calls,
    staff_half_hours,
    table_of,
)
from harborline.core.errors import UnusableInput
from harborline.planning.staffing import Callers, Target, smallest_staff

USUAL = Wanted(Callers(600, 300), Target(0.8, 20, 0.03), shrinkage=0.25)
TWO_CENTERS = b"""starts_at,calls,center
2026-11-23T14:00-05:00,18,aster
2026-11-23T14:30-05:00,0,aster
2026-11-23T14:00-05:00,5,birch
"""


def half_hours(text: bytes, column: str = "calls") -> list[HalfHour]:
    return read_calls(io.BytesIO(text), column)


def test_each_center_has_its_advocates_and_the_network_their_sum() -> None:
    progress: list[tuple[str, int, int]] = []
    rows = staff_half_hours(half_hours(TWO_CENTERS), USUAL, lambda *said: progress.append(said))
    assert [(row.half_hour.center, row.staff, row.rostered, row.pooled) for row in rows] == [
        ("aster", 10, 14, None),
        ("aster", 1, 2, None),
        ("birch", 5, 7, None),
        ("network", 15, 21, 12),
        ("network", 1, 2, 1),
    ]
    assert progress[-1] == ("counting advocates", 2, 3)


def test_half_an_hour_is_reckoned_as_an_hour_of_twice_the_calls() -> None:
    (row,) = staff_half_hours(half_hours(b"starts_at,calls\n2026-11-23T14:00Z,17.95\n"), USUAL)
    need = smallest_staff(35.9, USUAL.callers, USUAL.target)
    assert row.need is not None
    assert row.need.service == pytest.approx(need.service)
    document = document_of(row)
    assert document["center"] is None
    assert document["starts_at"] == "2026-11-23T14:00+00:00"
    assert document["lost"] == pytest.approx(need.service.lost, abs=5e-5)


def test_of_no_calls_there_is_no_rate() -> None:
    (row,) = staff_half_hours(half_hours(b"starts_at,calls\n2026-11-23T14:00Z,0\n"), USUAL)
    document = document_of(row)
    assert document["staff"] == 1
    assert {document[name] for name in ("answered_in_target", "lost", "asa_s")} == {None}


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    named = TWO_CENTERS.replace(b"aster", b"=1+1")
    lines = list(table_of(staff_half_hours(half_hours(named), USUAL)))
    assert lines[0].startswith("center,starts_at,calls,staff,rostered,answered_in_target,lost,")
    assert lines[1].startswith("'=1+1,2026-11-23T19:00+00:00,18.0,10,14,0.93")
    assert all(line.endswith("\r\n") for line in lines)


def test_a_row_may_have_a_talk_time_and_a_patience_of_its_own() -> None:
    text = (
        b"starts_at,calls,center,aht_min,patience_min\n"
        b"2026-11-23T14:00Z,10,aster,30,\n"
        b"2026-11-23T14:00Z,10,birch,,2\n"
        b"2026-11-23T14:30Z,10,birch,,\n"
    )
    rows = staff_half_hours(half_hours(text), USUAL)
    expected = [Callers(1800, 300), Callers(600, 120), Callers(600, 300), Callers(1200, 210)]
    calls = [20, 20, 20, 40]
    alone = [
        smallest_staff(per_hour, callers, USUAL.target).staff
        for per_hour, callers in zip(calls, expected, strict=True)
    ]
    assert [row.staff for row in rows[:3]] == alone[:3]
    assert rows[3].half_hour.center == "network"
    assert rows[3].pooled == alone[3]


def test_another_column_and_what_spreadsheets_make_of_a_file() -> None:
    text = "\ufeffStarts_At;P90\r\n2026-11-23T14:00Z;7\r\n".encode()
    assert [one.calls for one in half_hours(text, "p90")] == [7]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"starts_at\n2026-11-23T14:00Z\n", "no column calls"),
        (b"when,how many\n1,2\n", "no column starts_at and no column calls"),
        (b"starts_at,calls\n", "no rows"),
        (b"", "no headers"),
        (b"starts_at,calls\n2026-11-23T14:00,1\n", "Row 2: starts_at cannot be used"),
        (b"starts_at,calls\nnoon,1\n", "Row 2: starts_at cannot be used"),
        (b"starts_at,calls\n2026-11-23T14:10Z,1\n", "full or a half hour"),
        (b"starts_at,calls\n2026-11-23T14:00Z,some\n", "number of 0 or more"),
        (b"starts_at,calls\n2026-11-23T14:00Z,-1\n", "number of 0 or more"),
        (b"starts_at,calls,aht_min\n2026-11-23T14:00Z,1,0\n", "length of a call"),
        (b"starts_at,calls,aht_min\n2026-11-23T14:00Z,1,long\n", "Row 2: aht_min must be"),
        (b"starts_at,calls\n2026-11-23T14:00Z,nan\n", "number of 0 or more"),
        (b"starts_at,calls\n2026-11-23T14:00Z,1\n2026-11-23T09:00-05:00,2\n", "there already"),
        (b"starts_at,calls,center\n2026-11-23T14:00Z,1,network\n", "called network"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(text: bytes, said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        staff_half_hours(half_hours(text), USUAL)
