"""The rules by which demo centers open: weeks of offices and nights, days that differ, rotas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from harborline.core.hours import ALL_DAY, CLOSED, MINUTES_PER_DAY, Spans, join_spans
from harborline.demo.calendar import is_federal_holiday, is_last_of_month, nth_of_month

Rule = Callable[[date], Spans]
"""Tells the open spans of any local day."""

Week = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]
NOON = 720


def at(start: float, end: float) -> Spans:
    """Gives one span from hours of the clock: 8.5 is half past eight."""
    return ((round(start * 60), round(end * 60)),)


def office_weeks(start: float, end: float) -> tuple[Week, ...]:
    """Gives six ways to keep office hours."""
    usual, off = at(start, end), CLOSED
    lunch, short, late = (*at(start, 12), *at(13, end)), at(start, 13), at(start, 20)
    return (
        (usual, usual, usual, usual, usual, off, off),
        (lunch, lunch, lunch, lunch, lunch, off, off),
        (usual, usual, usual, usual, short, off, off),
        (usual, usual, usual, usual, usual, at(10, 14), off),
        (usual, usual, usual, usual, off, off, off),
        (usual, usual, late, usual, usual, off, off),
    )


OFFICE_TIMES = ((8, 16), (8, 17), (8.5, 16.5), (8.5, 17), (9, 16), (9, 17), (9, 18), (10, 18))
OFFICES = tuple(
    week
    for weeks in zip(*(office_weeks(start, end) for start, end in OFFICE_TIMES), strict=True)
    for week in weeks
)
"""By way of keeping hours, then by time: neighbours in the tuple differ by half an hour or so."""

_NIGHT = (*at(0, 8), *at(17, 24))
NIGHTS: tuple[Week, ...] = (
    (_NIGHT,) * 7,
    ((*at(0, 6), *at(22, 24)),) * 7,
    (at(18, 24),) * 7,
    (at(0, 8), CLOSED, CLOSED, CLOSED, at(18, 24), ALL_DAY, ALL_DAY),
    (_NIGHT, _NIGHT, _NIGHT, _NIGHT, _NIGHT, ALL_DAY, ALL_DAY),
    (
        CLOSED,
        CLOSED,
        CLOSED,
        at(20, 24),
        (*at(0, 4), *at(20, 24)),
        (*at(0, 4), *at(20, 24)),
        at(0, 4),
    ),
)
"""Volunteers who answer when others sleep; a span over midnight is two days' matter."""

LONG_DAYS: tuple[Week, ...] = (
    (at(8, 20),) * 7,
    (at(7, 23),) * 7,
    ((*at(0, 2), *at(6, 24)),) * 7,
    (*(ALL_DAY,) * 5, CLOSED, CLOSED),
    (*(at(8, 22),) * 5, at(10, 18), at(12, 18)),
    (*(at(8, 24),) * 6, CLOSED),
)


def weekly(week: Week) -> Rule:
    """Keeps the same hours every week."""
    return lambda day: week[day.weekday()]


def unless_holiday(rule: Rule) -> Rule:
    """Closes on federal holidays."""
    return lambda day: CLOSED if is_federal_holiday(day) else rule(day)


def otherwise(rule: Rule) -> Rule:
    """Opens at every minute at which the rule is closed."""

    def rest(day: date) -> Spans:
        edges = [0, *(minute for span in rule(day) for minute in span), MINUTES_PER_DAY]
        return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)

    return rest


# -- days that differ: each takes a rule and gives another ----------------------------------------


def first_thursday_late(rule: Rule) -> Rule:
    """Stays until eight on the first Thursday of a month."""

    def marked(day: date) -> Spans:
        usual = rule(day)
        late = bool(usual) and day.weekday() == 3 and nth_of_month(day) == 1
        return join_spans((*usual, *at(16, 20))) if late else usual

    return marked


def third_saturday(rule: Rule) -> Rule:
    """Opens from ten to two on the third Saturday of a month."""
    third = at(10, 14)
    return lambda day: third if day.weekday() == 5 and nth_of_month(day) == 3 else rule(day)


def staff_tuesdays(rule: Rule) -> Rule:
    """Closes on the second and fourth Tuesday of a month."""
    return lambda day: CLOSED if day.weekday() == 1 and nth_of_month(day) in {2, 4} else rule(day)


def last_friday_closed(rule: Rule) -> Rule:
    """Closes on the last Friday of a month."""
    return lambda day: CLOSED if day.weekday() == 4 and is_last_of_month(day) else rule(day)


def winter_break(rule: Rule) -> Rule:
    """Closes from Christmas Eve to New Year's Eve."""
    return lambda day: CLOSED if (day.month, day.day) >= (12, 24) else rule(day)


def half_holidays(rule: Rule) -> Rule:
    """Closes at noon on the days before Christmas and New Year."""

    def marked(day: date) -> Spans:
        half = (day.month, day.day) in {(12, 24), (12, 31)}
        return tuple((a, min(b, NOON)) for a, b in rule(day) if a < NOON) if half else rule(day)

    return marked


def moving_days(rule: Rule) -> Rule:
    """Closes on two dates of 2027, as an office does that moves house."""
    moving = {date(2027, 2, 16), date(2027, 2, 17)}
    return lambda day: CLOSED if day in moving else rule(day)


def summer_fridays(rule: Rule) -> Rule:
    """Closes on Fridays in July and August."""
    return lambda day: CLOSED if day.weekday() == 4 and day.month in {7, 8} else rule(day)


MARKS = (
    *(first_thursday_late, third_saturday, staff_tuesdays, last_friday_closed),
    *(winter_break, half_holidays, moving_days, summer_fridays),
)


# -- rotas: who of two has the day ----------------------------------------------------------------


def by_weekday(day: date) -> int:
    """Gives Monday to Thursday to the one and the rest to the other."""
    return int(day.weekday() > 3)


def by_week(day: date) -> int:
    """Gives every other week to each."""
    return (day.toordinal() - 1) // 7 % 2


def holidays_swapped(day: date) -> int:
    """Shares the week as `by_weekday` does, but on holidays the other one stands in."""
    return by_weekday(day) ^ is_federal_holiday(day)


ROTAS = (by_weekday, holidays_swapped, by_weekday, by_week)


def on_duty(rule: Rule, rota: Callable[[date], int], turn: int) -> Rule:
    """Keeps a rule's hours on those days that a rota gives to one of two."""
    return lambda day: rule(day) if rota(day) == turn else CLOSED
