"""Hours in words, in English and Spanish."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.hours import ALL_DAY, ALWAYS, CLOSED, NEVER, Hours, is_open
from harborline.web.directory.hours import week_of
from harborline.web.directory.words import (
    center_in_words,
    day_in_words,
    now_in_words,
    status,
    twelve_hours,
    week_in_words,
    when_in_words,
)
from web_world import OFFICE_WEEK, make_center, make_destination

OFFICE = Hours(week_of(OFFICE_WEEK))
NIGHTS = Hours((((0, 360), (1320, 1440)),) * 7)
MONDAY = date(2026, 11, 23)
CENTRAL, EASTERN = "America/Chicago", "America/New_York"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "at", "says"),
    [
        (OFFICE, CENTRAL, "2026-11-23T18:00", "Open now, closes at 17:00 Central"),
        (OFFICE, CENTRAL, "2026-11-22T18:00", "Closed, opens Monday at 9:00 Central"),
        (OFFICE, CENTRAL, "2026-11-23T12:00", "Closed, opens at 9:00 Central"),
        (OFFICE, EASTERN, "2026-11-20T23:00", "Closed, opens Monday at 9:00 Eastern"),
        (NIGHTS, CENTRAL, "2026-11-24T05:00", "Open now, closes Tuesday at 6:00 Central"),
        (NIGHTS, CENTRAL, "2026-11-24T07:00", "Open now, closes at 6:00 Central"),
        (NIGHTS, CENTRAL, "2026-11-24T18:00", "Closed, opens at 22:00 Central"),
        (ALWAYS, CENTRAL, "2026-11-24T18:00", "Open day and night"),
        (NEVER, CENTRAL, "2026-11-24T18:00", "Closed for the next two weeks"),
        (
            Hours((((480, 1440),),) * 7),
            CENTRAL,
            "2026-11-24T18:00",
            "Open now, closes at midnight Central",
        ),
        (
            Hours(ALWAYS.weekly, ((date(2026, 12, 25).toordinal(), CLOSED),)),
            CENTRAL,
            "2026-11-24T18:00",
            "Open now, day and night for two weeks",
        ),
        (
            Hours(NEVER.weekly, ((date(2026, 12, 3).toordinal(), ((540, 600),)),)),
            CENTRAL,
            "2026-11-24T18:00",
            "Closed, opens on Dec. 3, 2026 at 9:00 Central",
        ),
        (OFFICE, "America/Phoenix", "2026-07-20T18:00", "Open now, closes at 17:00 Arizona"),
        (OFFICE, "America/Denver", "2026-07-20T18:00", "Open now, closes at 17:00 Mountain"),
        (OFFICE, "Pacific/Guam", "2026-11-24T00:00", "Open now, closes at 17:00 Chamorro"),
        (OFFICE, "Pacific/Pago_Pago", "2026-11-24T00:00", "Open now, closes at 17:00 Samoa"),
        (OFFICE, "America/Puerto_Rico", "2026-11-24T15:00", "Open now, closes at 17:00 Atlantic"),
        (OFFICE, "America/Anchorage", "2026-11-24T20:00", "Open now, closes at 17:00 Alaska"),
        (OFFICE, "Pacific/Honolulu", "2026-11-24T20:00", "Open now, closes at 17:00 Hawaii"),
        (OFFICE, "Pacific/Palau", "2026-11-24T02:00", "Open now, closes at 17:00 Palau"),
    ],
)
def test_now_in_words(hours: Hours, zone: str, at: str, says: str) -> None:
    assert now_in_words(hours, zone, utc(at)) == says


@pytest.mark.parametrize(
    ("spans", "at", "until"),
    [
        # The clock is set back at 2:00: between 1:00 and 2:00 the same reading comes twice.
        ((0, 90), "2026-11-01T05:00", "2026-11-01T05:30"),
        ((0, 90), "2026-11-01T05:40", "2026-11-01T06:00"),
        ((0, 90), "2026-11-01T06:10", "2026-11-01T06:30"),
        ((0, 480), "2026-11-01T05:00", "2026-11-01T13:00"),
        # It is set forward at 2:00: who closes at 2:30 closes at 3:00, who opens then opens at 3:00.
        ((0, 150), "2027-03-14T06:00", "2027-03-14T07:00"),
        ((150, 300), "2027-03-14T06:00", "2027-03-14T07:00"),
        ((0, 480), "2027-03-14T06:00", "2027-03-14T12:00"),
    ],
)
def test_the_next_change_is_right_when_the_clock_is_changed(
    spans: tuple[int, int], at: str, until: str
) -> None:
    found = status(Hours(((spans,),) * 7), EASTERN, utc(at)).until
    assert found is not None
    assert found.astimezone(UTC) == utc(until)


day_spans = st.lists(st.integers(0, 96), max_size=6, unique=True).map(
    lambda edges: tuple(
        (start * 15, end * 15) for start, end in zip(*[iter(sorted(edges))] * 2, strict=False)
    )
)


@given(
    st.lists(day_spans, min_size=7, max_size=7),
    st.sampled_from([utc("2026-10-31T12:00"), utc("2027-03-13T12:00"), utc("2026-11-23T12:00")]),
    st.integers(0, 2 * 1440),
    st.integers(0, 3 * 1440),
)
def test_nothing_changes_before_the_next_change(
    weekly: list[tuple[tuple[int, int], ...]], day: datetime, minute: int, ahead: int
) -> None:
    hours, at = Hours(tuple(weekly)), day + timedelta(minutes=minute)
    now = status(hours, EASTERN, at)
    later = at + timedelta(minutes=ahead)
    if now.until is None or later < now.until:
        assert is_open(hours, EASTERN, later) == now.is_open
    if now.until is not None:
        assert is_open(hours, EASTERN, now.until) != now.is_open


@pytest.mark.parametrize(
    ("weekly", "says"),
    [
        (OFFICE.weekly, ["Monday to Friday: 9:00–17:00", "Saturday and Sunday: closed"]),
        (ALWAYS.weekly, ["Every day, day and night"]),
        (NEVER.weekly, ["Closed on every day"]),
        (NIGHTS.weekly, ["Every day: 22:00–6:00 the next morning"]),
        (
            (((540, 720), (780, 1020)), *(CLOSED,) * 4, ALL_DAY, ((0, 360),)),
            [
                "Monday: 9:00–12:00, 13:00–17:00",
                "Tuesday to Friday: closed",
                "Saturday: day and night",
                "Sunday: 0:00–6:00",
            ],
        ),
        (
            (*(CLOSED,) * 4, ((1080, 1440),), ((0, 120),), CLOSED),
            [
                "Monday to Thursday: closed",
                "Friday: 18:00–2:00 the next morning",
                "Saturday and Sunday: closed",
            ],
        ),
    ],
)
def test_a_week_in_words(weekly: tuple[tuple[tuple[int, int], ...], ...], says: list[str]) -> None:
    assert week_in_words(weekly) == says


def test_a_day_in_words() -> None:
    assert day_in_words(date(2026, 11, 26), CLOSED) == "Thursday, Nov. 26, 2026: closed"
    assert day_in_words(date(2026, 11, 26), ((540, 720),)) == "Thursday, Nov. 26, 2026: 9:00–12:00"


def test_the_same_in_spanish() -> None:
    with override("es"):
        assert (
            now_in_words(OFFICE, CENTRAL, utc("2026-11-22T18:00"))
            == "Cerrado, abre el lunes a las 9:00, hora del centro"
        )
        assert week_in_words(OFFICE.weekly) == [
            "De lunes a viernes: 9:00–17:00",
            "Sábado y domingo: cerrado",
        ]


@pytest.mark.django_db
def test_a_center_in_words() -> None:
    center = make_center("birch", zone=CENTRAL)
    make_destination(center, weekly=OFFICE_WEEK)
    assert center_in_words(center, utc("2026-11-23T18:00")) == "Open now, closes at 17:00 Central"


@pytest.mark.parametrize(
    ("minute", "english", "spanish"),
    [
        (0, "midnight", "12 de la noche"),
        (1, "12:01 a.m.", "12:01 a. m."),
        (540, "9 a.m.", "9 a. m."),
        (720, "noon", "12 del mediodía"),
        (780, "1 p.m.", "1 p. m."),
        (1050, "5:30 p.m.", "5:30 p. m."),
        (1440, "midnight", "12 de la noche"),
    ],
)
def test_times_are_written_as_they_are_said(minute: int, english: str, spanish: str) -> None:
    assert twelve_hours(minute) == english
    with override("es"):
        assert twelve_hours(minute) == spanish


def test_midnight_is_told_with_the_day_that_ends() -> None:
    nights = ((),) * 3 + (ALL_DAY, ALL_DAY, (), ())  # Thursday and Friday
    hours, thursday = Hours(nights), utc("2026-11-26T17:00")
    assert now_in_words(hours, CENTRAL, thursday) == "Open now, closes Saturday at 0:00 Central"
    said = now_in_words(hours, CENTRAL, thursday, twelve_hours)
    assert said == "Open now, closes Friday at midnight Central"
    tonight = now_in_words(hours, CENTRAL, utc("2026-11-28T05:00"), twelve_hours)
    assert tonight == "Open now, closes at midnight Central"
    opens = now_in_words(hours, CENTRAL, utc("2026-11-24T18:00"), twelve_hours)
    assert opens == "Closed, opens Wednesday at midnight Central"
    with override("es"):
        said = now_in_words(hours, CENTRAL, thursday, twelve_hours)
    assert said == "Abierto ahora, cierra el viernes a las 12 de la noche, hora del centro"


def test_spanish_says_a_la_of_one_hour_alone() -> None:
    at = datetime(2026, 11, 23, 17, tzinfo=UTC)
    here = ZoneInfo("America/New_York")
    with override("es"):
        said = [
            when_in_words(datetime(2026, 11, 23, hour, tzinfo=here), at, twelve_hours)
            for hour in (13, 22)
        ]
    assert said == ["a la 1 p. m., hora del este", "a las 10 p. m., hora del este"]
    afternoon = datetime(2026, 11, 24, 13, 30, tzinfo=here)
    assert when_in_words(afternoon, at, twelve_hours) == "Tuesday at 1:30 p.m. Eastern"


def test_a_week_is_said_in_twelve_hours_where_that_is_asked() -> None:
    weekly = [((540, 720), (780, 1020))] * 5 + [(), ()]
    assert week_in_words(weekly, twelve_hours) == [
        "Monday to Friday: 9 a.m.–noon, 1 p.m.–5 p.m.",
        "Saturday and Sunday: closed",
    ]
