"""Holidays, refusals and warnings of written hours."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.atlas.holidays_us import holidays_of
from harborline.atlas.osm_hours import parse
from harborline.atlas.plain_hours import read_plain
from harborline.core.errors import UnusableHours
from harborline.core.hours import ALL_DAY, ALWAYS, CLOSED, NEVER, Hours, spans_on

NOVEMBER = date(2026, 11, 1)


def read(text: str, state: str = "MA", zone: str = "America/New_York") -> Hours:
    return parse(text, zone=zone, state=state, first_day=NOVEMBER)


def on(hours: Hours, day: str) -> tuple[tuple[int, int], ...]:
    return spans_on(hours, date.fromisoformat(day).toordinal())


def test_holidays_are_those_of_the_state() -> None:
    text = "Mo-Fr 09:00-17:00; PH off"
    assert on(read(text, "MA"), "2027-04-19") == CLOSED
    assert on(read(text, "NC"), "2027-04-19") != CLOSED
    assert on(read(text, "NC"), "2026-11-26") == CLOSED


def test_a_holiday_after_a_holiday_keeps_its_night() -> None:
    # In Texas the day after Thanksgiving is a holiday too: Thursday's night reaches into Friday.
    assert date(2026, 11, 27) in holidays_of("TX", NOVEMBER, 60)
    hours = read("Mo-Fr 09:00-17:00; PH 20:00-04:00", "TX")
    assert on(hours, "2026-11-26") == ((1200, 1440),)
    assert on(hours, "2026-11-27") == ((0, 240), (1200, 1440))
    assert on(hours, "2026-11-28") == ((0, 240),)


def test_a_holiday_before_the_first_day_still_reaches_into_it() -> None:
    hours = parse(
        "PH 20:00-04:00", zone="America/Chicago", state="IL", first_day=date(2026, 11, 27), days=7
    )
    assert on(hours, "2026-11-27")[0] == (0, 240)


@pytest.mark.parametrize(
    ("state", "day", "name"),
    [
        ("MA", date(2027, 4, 19), "Patriots' Day"),
        ("NC", date(2026, 11, 26), "Thanksgiving Day"),
        ("AK", date(2027, 10, 18), "Alaska Day"),
        ("PR", date(2027, 1, 6), "Epiphany"),
        ("GU", date(2027, 7, 21), "Liberation Day (Guam)"),
        ("AE", date(2026, 12, 25), "Christmas Day"),
    ],
)
def test_holiday(state: str, day: date, name: str) -> None:
    assert holidays_of(state, NOVEMBER)[day] == name


@given(st.sampled_from(["NC", "DC", "VI", "FM"]), st.integers(1, 800))
def test_holidays_are_sorted_and_within_the_days(state: str, days: int) -> None:
    found = list(holidays_of(state, NOVEMBER, days))
    assert found == sorted(found)
    assert all(day >= NOVEMBER and (day - NOVEMBER).days < days for day in found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mo-Fr 09:00-17:00; SH off", "school holidays"),
        ("sunrise-sunset", "the sun"),
        ("Mo 09:00+", "no end"),
        ('Mo-Fr 09:00-17:00 "ring twice"', "a comment"),
        ("Mo-Fr unknown", "whether anybody answers"),
        ("PH Mo-Fr off", "PH and a weekday"),
        ("PH -1 day off", "from a holiday"),
        ("Mo-Fr 9-17", "character 7"),
        ("", "cannot be read"),
        ("Mo " * 20_000, "too long"),
    ],
)
def test_a_refusal_is_one_sentence_that_says_why(text: str, says: str) -> None:
    with pytest.raises(UnusableHours) as refusal:
        read(text)
    sentence = str(refusal.value)
    assert says in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 300


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(UnusableHours, match="no time zone"):
        read("24/7", zone="America/Nowhere")


@pytest.mark.parametrize("days", [0, -1, 50_000])
def test_absurd_ranges_are_refused(days: int) -> None:
    with pytest.raises(UnusableHours):
        parse("24/7", zone="UTC", state="NC", first_day=NOVEMBER, days=days)


@given(st.text(max_size=40) | st.text("MoTuFrPH 0123456789:-,;[]/+off", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        hours = parse(text, zone="UTC", state="NC", first_day=NOVEMBER, days=30)
    except UnusableHours:
        return
    assert len(hours.weekly) == 7


@pytest.mark.parametrize(
    "text",
    [
        "Mo 09:00-17:00; Mo 10:00-11:00",
        "2026 Nov 26 off; Mo 09:00-17:00",
        "2026 Nov 26 off; 2026 Nov 26 10:00-11:00",
        "2026 Feb 30 off",
        "2026 Nov 26 off; We off",
        "Mo 22:00-06:00",
        "Mo 09:00-10:00,09:30-11:00",
        "Mo 09:75-10:00",
        "Mo 09:00-24:30",
        "Mo-Fr 09:00-17:00",
        "Mo 09:00-17:00;Tu 09:00-17:00",
        "",
    ],
)
def test_other_forms_are_left_to_the_library(text: str) -> None:
    assert read_plain(text) is None


def test_the_shortest_forms() -> None:
    assert read("24/7") == ALWAYS
    assert read("off") == NEVER
    assert read("Sa 00:00-24:00").weekly[5] == ALL_DAY
