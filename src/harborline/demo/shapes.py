"""How a demo center answers: which destinations it has, when, and in which order they ring."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from harborline.core.directory import Acceptance, Destination, DestinationKind
from harborline.core.hours import ALWAYS
from harborline.demo.chance import pick, weighted
from harborline.demo.opening import Openings

Dial = Callable[[], str]
"""Hands out the next number near the center."""

Shape = Callable[[Random, Openings, Dial], tuple[Destination, ...]]

_ADVOCATE = DestinationKind.ADVOCATE_LINE
_SWITCHBOARD = DestinationKind.SWITCHBOARD
_ON_CALL = DestinationKind.ON_CALL_MOBILE
_SERVICE = DestinationKind.ANSWERING_SERVICE


def round_the_clock(rng: Random, _: Openings, dial: Dial) -> tuple[Destination, ...]:
    """One line with somebody at it day and night; a few take calls by picking up."""
    acceptance = weighted(rng, ((Acceptance.PRESS_1, 4), (Acceptance.AT_ONCE, 1)))
    return (Destination(_ADVOCATE, dial(), ALWAYS, 1, acceptance),)


def switchboard_first(rng: Random, openings: Openings, dial: Dial) -> tuple[Destination, ...]:
    """A switchboard by day, and behind it an advocate at every hour."""
    office = pick(rng, openings.offices)
    return (
        Destination(_SWITCHBOARD, dial(), office, 1),
        Destination(_ADVOCATE, dial(), ALWAYS, 2),
    )


def office(rng: Random, openings: Openings, dial: Dial) -> tuple[Destination, ...]:
    """Office hours and nobody after."""
    return (Destination(_ADVOCATE, dial(), pick(rng, openings.offices)),)


def two_desks(rng: Random, openings: Openings, dial: Dial) -> tuple[Destination, ...]:
    """Two desks that ring together in office hours."""
    hours = pick(rng, openings.offices)
    return (Destination(_ADVOCATE, dial(), hours), Destination(_ADVOCATE, dial(), hours))


def answering_service(rng: Random, openings: Openings, dial: Dial) -> tuple[Destination, ...]:
    """An office by day; when it is closed a service that patches calls through to an advocate."""
    shifts = pick(rng, openings.shifts)
    return (
        Destination(_ADVOCATE, dial(), shifts.office, 1),
        Destination(_SERVICE, dial(), shifts.nights, 2),
    )


def on_call(rng: Random, openings: Openings, dial: Dial) -> tuple[Destination, ...]:
    """An office by day; when it is closed one of two mobiles, by rota."""
    shifts = pick(rng, openings.shifts)
    first, second = shifts.on_call
    return (
        Destination(_ADVOCATE, dial(), shifts.office, 1),
        Destination(_ON_CALL, dial(), first, 2),
        Destination(_ON_CALL, dial(), second, 2),
    )


def nights_only(rng: Random, openings: Openings, dial: Dial) -> tuple[Destination, ...]:
    """Volunteers who answer when others sleep, on a mobile."""
    return (Destination(_ON_CALL, dial(), pick(rng, openings.nights)),)


def long_days(rng: Random, openings: Openings, dial: Dial) -> tuple[Destination, ...]:
    """Longer than an office, shorter than the clock."""
    return (Destination(_ADVOCATE, dial(), pick(rng, openings.long_days)),)


FIRST_IN_ZONE: tuple[Shape, ...] = (answering_service, office, round_the_clock)
"""What the first centers of every time zone do, so that each zone has nights and office hours."""

SHAPES: tuple[tuple[Shape, int], ...] = (
    (round_the_clock, 18),
    (switchboard_first, 6),
    (office, 26),
    (two_desks, 5),
    (answering_service, 17),
    (on_call, 14),
    (nights_only, 5),
    (long_days, 9),
)


def draw_shape(rng: Random, turn_in_zone: int) -> Shape:
    """Draws how a center answers; `turn_in_zone` counts the centers of its zone from 0."""
    if turn_in_zone < len(FIRST_IN_ZONE):
        return FIRST_IN_ZONE[turn_in_zone]
    return weighted(rng, SHAPES)
