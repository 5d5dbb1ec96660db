from datetime import date

import pytest

from harborline.demo.calendar import is_federal_holiday

HOLIDAYS_2027 = """
2027-01-01 New Year
2027-01-18 Martin Luther King Jr.
2027-02-15 Washington's Birthday
2027-05-31 Memorial Day
2027-06-18 Juneteenth, a Saturday, kept on Friday
2027-06-19 Juneteenth
2027-07-04 Independence Day
2027-07-05 Independence Day, a Sunday, kept on Monday
2027-09-06 Labor Day
2027-10-11 Columbus Day
2027-11-11 Veterans Day
2027-11-25 Thanksgiving
2027-12-24 Christmas, a Saturday, kept on Friday
2027-12-25 Christmas
2027-12-31 New Year of 2028, a Saturday, kept on Friday
"""


def test_federal_holidays_of_a_year() -> None:
    first, last = date(2027, 1, 1).toordinal(), date(2027, 12, 31).toordinal()
    days = [date.fromordinal(day) for day in range(first, last + 1)]
    expected = [line.split()[0] for line in HOLIDAYS_2027.strip().splitlines()]
    assert [day.isoformat() for day in days if is_federal_holiday(day)] == expected


@pytest.mark.parametrize("day", ["2026-11-26", "2028-02-21", "2028-05-29"])
def test_movable_holidays_of_other_years(day: str) -> None:
    assert is_federal_holiday(date.fromisoformat(day))
