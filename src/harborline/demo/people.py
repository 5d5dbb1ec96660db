"""Who works at a demo center: languages, how many calls at once, what it agreed to."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from harborline.core.directory import Rollover
from harborline.demo.chance import pick, weighted

SPANISH_OFTEN = ("AZ", "CA", "CO", "FL", "IL", "NJ", "NM", "NV", "NY", "TX")
OTHER_LANGUAGES = {
    "AK": ("tl",),
    "AS": ("sm",),
    "AZ": ("nv",),
    "CA": ("zh", "vi", "ko", "tl"),
    "CT": ("pt", "pl"),
    "FL": ("ht", "pt"),
    "GA": ("ko", "vi"),
    "GU": ("ch", "tl"),
    "HI": ("tl", "ja", "ko"),
    "IL": ("pl", "zh", "ar"),
    "LA": ("fr", "vi"),
    "MA": ("pt", "ht", "zh"),
    "ME": ("fr", "so"),
    "MI": ("ar",),
    "MN": ("so",),
    "MP": ("ch", "zh", "tl"),
    "NJ": ("pt", "ko", "ht"),
    "NM": ("nv",),
    "NV": ("tl", "zh"),
    "NY": ("zh", "ht", "ru", "ko"),
    "OH": ("ar", "so"),
    "RI": ("pt",),
    "TX": ("vi", "zh", "ar"),
    "UT": ("nv", "to"),
    "VA": ("ko", "vi", "ar"),
    "VT": ("fr",),
    "WA": ("vi", "ru", "zh", "ko"),
}
"""By state, in ISO 639-1; invented shares of real neighbourhoods."""

CAPACITY: tuple[tuple[int | None, int], ...] = (
    *((1, 38), (2, 20), (3, 12), (4, 7), (5, 4), (6, 5)),
    (None, 14),
)
ROLLOVER = ((Rollover.NONE, 28), (Rollover.STATE, 40), (Rollover.ANY, 32))


class Staff(NamedTuple):
    """What a center says of itself beside place and hours; names are those of `Center`."""

    languages: tuple[str, ...]
    interpreter: bool
    capacity: int | None
    rollover: Rollover
    ring_s: int
    verified_on: date
    expires_on: date | None


def draw_staff(rng: Random, state: str, starts_on: date, days: int) -> Staff:
    """Draws a center's people; an end, if it has one, lies beyond the days that are compiled."""
    ends = rng.random() < 0.3
    beyond = starts_on + timedelta(days=days + 30 * (1 + int(rng.random() * 24)))
    return Staff(
        languages=_languages(rng, state),
        interpreter=rng.random() < 0.35,
        capacity=weighted(rng, CAPACITY),
        rollover=weighted(rng, ROLLOVER),
        ring_s=8 + int(rng.random() * 18),
        verified_on=starts_on - timedelta(days=1 + int(rng.random() * 92)),
        expires_on=beyond if ends else None,
    )


def _languages(rng: Random, state: str) -> tuple[str, ...]:
    if state == "PR":
        return ("es", "en") if rng.random() < 0.7 else ("es",)
    spoken = ["en"]
    if rng.random() < (0.5 if state in SPANISH_OFTEN else 0.2):
        spoken.append("es")
    if state in OTHER_LANGUAGES and rng.random() < 0.3:
        spoken.append(pick(rng, OTHER_LANGUAGES[state]))
    return tuple(spoken)
