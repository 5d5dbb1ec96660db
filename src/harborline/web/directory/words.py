"""Hours as people say them: whether somebody answers now, until when, and the week in a few lines.

Wall clock of the place itself, in the language in use. Times are written as 9:00 and 17:00, or as
`write` gives them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from harborline.core.hours import (
    ALL_DAY,
    CLOSED,
    MINUTES_PER_DAY,
    Hours,
    Spans,
    is_open,
    is_round_the_clock,
    spans_on,
)
from harborline.web.directory.hours import change_of_clock
from harborline.web.directory.models import Center
from harborline.web.directory.to_core import hours_of_center

LOOKED_AT = 15
"""For how many days the next change is looked for."""

_DAY = timedelta(days=1)
_WEEK = 7
_HALF_DAY = 12

Write = Callable[[int], str]
"""How a minute of the day (0 to 1440) is written."""


def clock(minute: int) -> str:
    """Writes a minute of the day: 9:00, 17:30; the end of the day is 24:00."""
    return f"{minute // 60}:{minute % 60:02d}"


def twelve_hours(minute: int) -> str:
    """Writes a minute of the day as it is said: 9 a.m., 5:30 p.m., noon, midnight."""
    hour, past = divmod(minute % MINUTES_PER_DAY, 60)
    if not past and hour % _HALF_DAY == 0:
        return pgettext("clock", "noon") if hour else pgettext("clock", "midnight")
    said = str(hour % _HALF_DAY or _HALF_DAY) + (f":{past:02d}" if past else "")
    return (_("%(time)s p.m.") if hour >= _HALF_DAY else _("%(time)s a.m.")) % {"time": said}


class Status(NamedTuple):
    """Whether somebody answers. `until`: when that changes, on the place's own clock (aware); None when
    it does not for two weeks.
    """

    is_open: bool
    until: datetime | None


def status(hours: Hours, zone: str, at: datetime) -> Status:
    """Gives whether somebody answers at `at` (aware), and until when that stays so."""
    now = is_open(hours, zone, at)
    if is_round_the_clock(hours):
        return Status(True, None)
    here = ZoneInfo(zone)
    first = at.astimezone(here).date()
    for day in (first + timedelta(days=ahead) for ahead in range(LOOKED_AT)):
        for moment in _edges(hours, here, day):
            if moment > at and is_open(hours, zone, moment) != now:
                return Status(now, moment.astimezone(here))
    return Status(now, None)


def _edges(hours: Hours, zone: ZoneInfo, day: date) -> list[datetime]:
    """Gives every moment (UTC) of a local day at which it may open or close, in order.

    A wall clock that is set back shows a time twice, and one that is set forward skips some: then it
    opens or closes when the clock is changed.
    """
    midnight = datetime.combine(day, datetime.min.time())
    minutes = {0, *(minute for span in spans_on(hours, day.toordinal()) for minute in span)}
    found = {
        (midnight + timedelta(minutes=minute)).replace(tzinfo=zone, fold=fold).astimezone(UTC)
        for minute in minutes
        for fold in (0, 1)
    }
    begins, ends = (
        when.replace(tzinfo=zone).astimezone(UTC) for when in (midnight, midnight + _DAY)
    )
    if ends - begins != _DAY:
        found.add(change_of_clock(begins, ends, zone))
    return sorted(found)


def now_in_words(hours: Hours, zone: str, at: datetime, write: Write = clock) -> str:
    """Says whether somebody answers, such as "Open now, closes at 17:00 Central"."""
    return status_in_words(status(hours, zone, at), hours, at, write)


def status_in_words(answering: Status, hours: Hours, at: datetime, write: Write = clock) -> str:
    """Says the same of a status that is known already and still holds at `at`."""
    if answering.until is None:
        if not answering.is_open:
            return _("Closed for the next two weeks")
        if is_round_the_clock(hours):
            return _("Open day and night")
        return _("Open now, day and night for two weeks")
    said = {"when": when_in_words(answering.until, at, write)}
    if answering.is_open:
        return _("Open now, closes %(when)s") % said
    return _("Closed, opens %(when)s") % said


def center_in_words(center: Center, at: datetime) -> str:
    """Says the same of a center, its rota included."""
    first_day = at.astimezone(ZoneInfo(center.zone)).date() - _DAY
    return now_in_words(hours_of_center(center, first_day, LOOKED_AT + 2), center.zone, at)


def when_in_words(when: datetime, at: datetime, write: Write = clock) -> str:
    """Says a moment on its own wall clock, as seen from `at`: "at 17:00 Central", "Monday at 9:00 Central"."""
    today = at.astimezone(when.tzinfo).date()
    time = write(when.hour * 60 + when.minute)
    said = {"time": time, "zone": zone_in_words(when)}
    # Spanish says "a la 1", and "a las" of every other hour.
    hours = 1 if re.match(r"1(?!\d)", time) else 2
    day, is_midnight = when.date(), (when.hour, when.minute) == (0, 0)
    if is_midnight and write is twelve_hours:
        # People count it to the day that ends; 0:00 is of the one that begins.
        day -= _DAY
    ahead = (day - today).days
    if is_midnight and when.date() - today == _DAY:
        return _("at midnight %(zone)s") % said
    if ahead == 0:
        return ngettext("at %(time)s %(zone)s", "at %(time)s %(zone)s", hours) % said
    if ahead < _WEEK:
        said["day"] = str(WEEKDAYS[day.weekday()])
        found = ngettext("%(day)s at %(time)s %(zone)s", "%(day)s at %(time)s %(zone)s", hours)
        return found % said
    said["day"] = date_format(day, "DATE_FORMAT")
    found = ngettext("on %(day)s at %(time)s %(zone)s", "on %(day)s at %(time)s %(zone)s", hours)
    return found % said


def zone_in_words(at: datetime) -> str:
    """Names the zone of an aware moment as people there do: Central; elsewhere its city."""
    key = getattr(at.tzinfo, "key", "")
    if key == "America/Phoenix":
        # Its clock never changes, so "Mountain" would be an hour off in summer.
        return pgettext("time zone", "Arizona")
    named = {
        "E": pgettext("time zone", "Eastern"),
        "C": pgettext("time zone", "Central"),
        "M": pgettext("time zone", "Mountain"),
        "P": pgettext("time zone", "Pacific"),
        "AK": pgettext("time zone", "Alaska"),
        "H": pgettext("time zone", "Hawaii"),
        "A": pgettext("time zone", "Atlantic"),
        "Ch": pgettext("time zone", "Chamorro"),
        "S": pgettext("time zone", "Samoa"),
    }
    short = (at.tzname() or "").removesuffix("ST").removesuffix("DT")
    return named.get(short) or key.rpartition("/")[2].replace("_", " ")


# -- weeks and single days ------------------------------------------------------------------------


def week_in_words(weekly: Sequence[Spans], write: Write = clock) -> list[str]:
    """Says a week in a few lines: days with the same times together, a night with the day it begins on."""
    if all(spans == ALL_DAY for spans in weekly):
        return [_("Every day, day and night")]
    if all(spans == CLOSED for spans in weekly):
        return [_("Closed on every day")]
    return [f"{_days(days)}: {times}" for days, times in _runs(weekly, write)]


def times_in_words(weekly: Sequence[Spans]) -> list[str]:
    """Says the times of a week in a few lines, and nothing of a day that has none."""
    if all(spans == ALL_DAY for spans in weekly):
        return [_("Every day, day and night")]
    return [f"{_days(days)}: {times}" for days, times in _runs(weekly) if times != _("closed")]


def _runs(weekly: Sequence[Spans], write: Write = clock) -> Iterator[tuple[list[int], str]]:
    """Gives neighbouring days that have the same times together, with what is said of them."""
    said = [_times(weekly, weekday, write) for weekday in range(_WEEK)]
    for times, days in groupby(range(_WEEK), key=lambda weekday: said[weekday]):
        yield list(days), times


def day_in_words(day: date, spans: Spans, write: Write = clock) -> str:
    """Says the hours of one date, such as "Thursday, Nov. 26, 2026: closed"."""
    named = f"{capfirst(WEEKDAYS[day.weekday()])}, {date_format(day, 'DATE_FORMAT')}"
    return f"{named}: {times_of_day_in_words(spans, write)}"


def times_of_day_in_words(spans: Spans, write: Write = clock) -> str:
    """Says the hours of one date alone, such as "9:00–12:00, 13:00–17:00"."""
    return ", ".join(_spans(spans, write)) or _("closed")


def _days(days: Sequence[int]) -> str:
    if len(days) == _WEEK:
        return _("Every day")
    named = {"first": WEEKDAYS[days[0]], "last": WEEKDAYS[days[-1]]}
    if len(days) == 1:
        return capfirst(named["first"])
    if len(days) == 2:
        return capfirst(_("%(first)s and %(last)s") % named)
    return capfirst(_("%(first)s to %(last)s") % named)


def _times(weekly: Sequence[Spans], weekday: int, write: Write) -> str:
    """Says the times of a day; a night that goes on in the morning ends there, and is not said again."""
    today, tomorrow = list(weekly[weekday]), weekly[(weekday + 1) % _WEEK]
    if _goes_on(weekly[weekday - 1], weekly[weekday]):
        del today[0]
    said = list(_spans(tuple(today), write))
    if today and _goes_on(weekly[weekday], tomorrow):
        said[-1] = _("%(start)s–%(end)s the next morning") % {
            "start": write(today[-1][0]),
            "end": write(tomorrow[0][1]),
        }
    return ", ".join(said) or _("closed")


def _spans(spans: Spans, write: Write) -> Iterator[str]:
    if spans == ALL_DAY:
        yield _("day and night")
        return
    for start, end in spans:
        yield f"{write(start)}–{write(end)}"


def _goes_on(spans: Spans, next_day: Spans) -> bool:
    """Tells whether a night begins in `spans` and ends in `next_day` before it would begin again."""
    if not spans or not next_day or ALL_DAY in {spans, next_day}:
        return False
    return spans[-1][1] == MINUTES_PER_DAY and next_day[0][0] == 0 and next_day[0][1] < spans[-1][0]
