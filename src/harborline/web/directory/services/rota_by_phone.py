"""Verbs of the rota by telephone: a person's PIN, and what its holder may do with it.

Whence a call came is not known here. The hash of a PIN is slow on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from harborline.callflow.values import RotaAnswer, RotaWish
from harborline.core.errors import HarborlineError
from harborline.web.audit.services import record
from harborline.web.directory.models import Center, OnCallPerson
from harborline.web.directory.rota_codes import DIGITS
from harborline.web.directory.services.changing import locked, raise_version
from harborline.web.directory.services.faults import refuse
from harborline.web.directory.services.rota import clear_shift, set_shift

ACTOR = "system:rota"
PIN_DIGITS = range(6, 9)
TRIES_A_MINUTE = 5
WRONG_A_DAY = 20
_MINUTE_S = 60
_DAY_S = 86_400
_LASTS = timedelta(hours=12)
_MORNING = time(8)
_WHY = "by telephone"


class TooLate(HarborlineError):
    """Whoever asked has been told that nothing was changed."""


def set_pin(
    actor: str,
    person: OnCallPerson,
    pin: str,
    why: str = "",
    expected_version: int | None = None,
) -> OnCallPerson:
    """Gives a person the PIN with which the rota can be set by telephone; an empty one ends that.

    Six to eight digits without a 0, no run and no two people of a center with the same. Raises Refused,
    Stale.
    """
    with transaction.atomic():
        row = locked(person.center, expected_version)
        fault = _pin_fault(row, person, pin) if pin else None
        refuse({"pin": fault} if fault else {})
        # The row is in hand already; this reads it anew.
        one: OnCallPerson = OnCallPerson.unscoped.get(pk=person.pk)
        one.pin = make_password(pin) if pin else ""
        one.save(update_fields=["pin"])
        raise_version(row)
        record(actor, "set pin" if pin else "end pin", f"person:{one.pk}", why=why)
    return one


def set_by_phone(
    code: str, pin: str, wish: RotaWish, at: datetime, *, in_time: Callable[[], bool]
) -> RotaAnswer:
    """Does what whoever has a PIN of the center of that code wants from `at` (aware) on; tells what holds.

    Five tries a minute for each center, and none more on a day (UTC) that saw twenty wrong ones: then the
    trail says so, and the console is the way until midnight. Raises TooLate, having changed nothing, where `in_time` says at the
    end that nobody waits any more; Refused where shifts cannot be as they would have to.
    """
    # Whoever calls has shown nothing yet; the PIN shows whether they may.
    center = Center.unscoped.filter(rota_code=code).first()
    if center is None or _wrong(center, at) >= WRONG_A_DAY or not _try_counts(center, at):
        return RotaAnswer.REFUSED
    person = person_with_pin(center, pin)
    if person is None:
        _count_wrong(center, at)
        return RotaAnswer.REFUSED
    began = at.astimezone(UTC).replace(second=0, microsecond=0)
    with transaction.atomic():
        locked(center)
        stops = wish is RotaWish.STOP
        answer = _stop(person, began) if stops else _take_calls(person, began, wish)
        if not in_time():
            raise TooLate
    return answer


def person_with_pin(center: Center, pin: str) -> OnCallPerson | None:
    """Gives the person of a center who has the PIN."""
    holders = center.on_call.exclude(pin="")
    return next((one for one in holders if check_password(pin, one.pin)), None)


def next_morning(zone: str, at: datetime) -> datetime:
    """Gives the next 8 in the morning on a center's clock, in UTC; at 8 sharp it is tomorrow's."""
    here = at.astimezone(ZoneInfo(zone))
    day = here.date() + timedelta(days=here.time() >= _MORNING)
    return datetime.combine(day, _MORNING, ZoneInfo(zone)).astimezone(UTC)


def _take_calls(person: OnCallPerson, at: datetime, wish: RotaWish) -> RotaAnswer:
    """Fills whatever is free between the person's shifts from `at` on, so that none is cut short."""
    until = at + _LASTS
    if wish is RotaWish.UNTIL_MORNING:
        until = next_morning(person.center.zone, at)
    covered = at
    for shift in person.shifts.filter(ends_at__gt=at, starts_at__lt=until).order_by("starts_at"):
        if shift.starts_at > covered:
            set_shift(ACTOR, person, covered, shift.starts_at, why=_WHY)
        covered = max(covered, shift.ends_at)
    if covered < until:
        set_shift(ACTOR, person, covered, until, why=_WHY)
    return RotaAnswer.LONGER if covered > until else RotaAnswer(wish.value)


def _stop(person: OnCallPerson, at: datetime) -> RotaAnswer:
    """Ends the shift that runs; those to come stay."""
    for shift in person.shifts.filter(starts_at__lte=at, ends_at__gt=at):
        if shift.starts_at == at:
            clear_shift(ACTOR, shift, why=_WHY)
        else:
            set_shift(ACTOR, person, shift.starts_at, at, shift=shift, why=_WHY)
    return RotaAnswer.STOPPED


def _try_counts(center: Center, at: datetime) -> bool:
    """Counts a try; whence it came is not known."""
    key = f"pin:{center.pk}:{int(at.timestamp()) // _MINUTE_S}"
    cache.add(key, 0, 2 * _MINUTE_S)
    return cache.incr(key) <= TRIES_A_MINUTE


def _wrong(center: Center, at: datetime) -> int:
    """Gives how many wrong PINs a center has had on the day of `at`."""
    return int(cache.get(_day_of(center, at), 0))


def _count_wrong(center: Center, at: datetime) -> None:
    """Counts a wrong PIN; the one that closes the door for the day is written down, without the PIN."""
    key = _day_of(center, at)
    cache.add(key, 0, 2 * _DAY_S)
    if cache.incr(key) == WRONG_A_DAY:
        with transaction.atomic():
            record(
                ACTOR, "close rota by telephone", f"center:{center.pk}", why="too many wrong PINs"
            )


def _day_of(center: Center, at: datetime) -> str:
    return f"pin-wrong:{center.pk}:{int(at.timestamp()) // _DAY_S}"


def _pin_fault(center: Center, person: OnCallPerson, pin: str) -> str | None:
    if len(pin) not in PIN_DIGITS or not set(DIGITS).issuperset(pin):
        return _("A PIN has six to eight digits from 1 to 9; on the phone 0 is the national team.")
    steps = {(int(there) - int(here)) % 10 for here, there in pairwise(pin)}
    if len(steps) == 1:
        return _("Choose a PIN that is harder to guess than one digit again and again, or a run.")
    other = person_with_pin(center, pin)
    if other is not None and other.pk != person.pk:
        return _("Choose another PIN.")
    return None
