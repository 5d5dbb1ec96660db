"""What a value of the directory must be; each check gives one sentence, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from harborline.core.addresses import comparable
from harborline.core.errors import UnusableInput
from harborline.core.hours import MINUTES_PER_DAY
from harborline.core.listings import Serves
from harborline.web.directory.models import Line
from harborline.web.directory.numbers import dialable
from harborline.web.site.ports import site_ports

RING_S = range(8, 26)
_RANKS = range(1, 10_001)
_CAPACITIES = range(1, 1001)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PUBLIC_NUMBER = re.compile(r"\+?[0-9]{3,15}")

Check = Callable[[Any], str | None]


def faults_of(values: Mapping[str, Any], checks: Mapping[str, Check]) -> dict[str, str]:
    """Gives the faults of the values that have a check, by name."""
    found = {name: checks[name](value) for name, value in values.items() if name in checks}
    return {name: says for name, says in found.items() if says}


# -- what a center says of itself -----------------------------------------------------------------


def _ring_s(value: Any) -> str | None:
    if _is_whole(value) and value in RING_S:
        return None
    return _("Let it ring for 8 to 25 seconds.")


def _rank(value: Any) -> str | None:
    return None if _is_whole(value) and value in _RANKS else _("Ranks count from 1 to 10000.")


def _capacity(value: Any) -> str | None:
    if value is None or (_is_whole(value) and value in _CAPACITIES):
        return None
    return _("Say how many calls at once, from 1 to 1000, or leave it empty.")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(value: Any) -> str | None:
    return None if value in _zones() else _("Choose a time zone such as America/Chicago.")


def _languages(value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return _("Name at least one language.")
    if len({*map(str, value)}) < len(value):
        return _("Name each language once.")
    if all(isinstance(code, str) and _LANGUAGE.fullmatch(code) for code in value):
        return None
    return _("Name languages by their codes of two or three letters, such as en or es.")


def _serves(value: Any) -> str | None:
    known = {one.value for one in Serves}
    if isinstance(value, list) and value and all(one in known for one in value):
        return None
    return _("Choose at least one group of people whom the center serves.")


def _state(value: Any) -> str | None:
    if value in site_ports().atlas().states:
        return None
    return _("Choose a state or territory.")


def _address_zip(value: Any) -> str | None:
    if not value or value in site_ports().atlas().zips:
        return None
    return _("There is no such ZIP; write five digits.")


def _one_line(value: Any) -> str | None:
    if isinstance(value, str) and value.strip() and value.isprintable():
        return None
    return _("Write a name in one line.")


def _lat(value: Any) -> str | None:
    return None if _within(value, 90) else _("Latitudes go from -90 to 90 degrees.")


def _lon(value: Any) -> str | None:
    return None if _within(value, 180) else _("Longitudes go from -180 to 180 degrees.")


def _within(value: Any, most: float) -> bool:
    return isinstance(value, int | float) and -most <= value <= most


PARTY: Mapping[str, Check] = {
    "name": _one_line,
    "zone": _zone,
    "languages": _languages,
    "ring_s": _ring_s,
}
"""Of whoever answers: centers and backups."""

CENTER: Mapping[str, Check] = {
    **PARTY,
    "state": _state,
    "rank": _rank,
    "capacity": _capacity,
    "serves": _serves,
    "address_zip": _address_zip,
    "lat": _lat,
    "lon": _lon,
}


# -- numbers --------------------------------------------------------------------------------------


def address_fault(address: str) -> str | None:
    """Refuses what cannot be dialed, and our own lines: a call would come back to us."""
    try:
        given = comparable(dialable(address))
    except UnusableInput as error:
        return str(error)
    own = Line.objects.exclude(number="").values_list("number", flat=True)
    if given in {comparable(number) for number in own}:
        return _(
            "This is one of our own lines, so calls would come back; give the center's own number."
        )
    return None


def public_number_fault(number: str) -> str | None:
    """Refuses what nobody can dial or text; short codes have three to six digits."""
    if _PUBLIC_NUMBER.fullmatch(re.sub(r"[\s().-]", "", number)):
        return None
    return _("Write the number in digits, such as 704-555-0123.")


# -- hours ----------------------------------------------------------------------------------------


def week_faults(weekly: Sequence[Sequence[Sequence[int]]]) -> dict[str, str]:
    """Gives the faults of a week by `day0` (Monday) to `day6`."""
    if len(weekly) != len(_weekdays()):
        return {"weekly": _("A week has seven days.")}
    found = {
        f"day{place}": spans_fault(spans, weekday)
        for place, (spans, weekday) in enumerate(zip(weekly, _weekdays(), strict=True))
    }
    return {name: says for name, says in found.items() if says}


def spans_fault(spans: Sequence[Sequence[int]], day: str) -> str | None:
    """Gives the first fault of one day's spans; `day` is its name."""
    if not all(len(span) == 2 and all(map(_is_whole, span)) for span in spans):
        return _("%(day)s: say when it opens and when it closes.") % {"day": day}
    for start, end in spans:
        if not 0 <= start < end <= MINUTES_PER_DAY:
            return _("%(day)s: it must close after it opens, by midnight.") % {"day": day}
    if _overlap(spans):
        return _("%(day)s: two times overlap; join them.") % {"day": day}
    return None


def _overlap(spans: Iterable[Sequence[int]]) -> bool:
    ordered = sorted((start, end) for start, end in spans)
    return any(here[1] > there[0] for here, there in pairwise(ordered))


def _weekdays() -> tuple[str, ...]:
    return tuple(capfirst(WEEKDAYS[day]) for day in range(7))
