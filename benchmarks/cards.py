"""Drawing the card of a link, in every script that we bring fonts for: CPU time of one card, never a kept one.

Both ways of drawing are measured where the machine has a library to shape letters.
"""

from __future__ import annotations

from statistics import median
from time import process_time

from benchmarks.questions import Size
from benchmarks.table import Row
from benchmarks.timing import collector_off

GOAL_MS = 60
NAMES = {
    "Latin": "Trung tâm Bình Yên – Niño Łódź",
    "Cyrillic": "Центр помощи «Тихая гавань»",
    "Greek": "Κέντρο υποστήριξης",
    "Arabic": "مركز الأمل للدعم (شارلوت)",
    "Hebrew": "מרכז התקווה (Charlotte)",
    "Devanagari": "आशा सहायता केंद्र",
    "Thai": "ศูนย์ช่วยเหลือใกล้คุณ",
}
_LONGEST = "The Long Road Home Center for Survivors of Sexual Violence of Three Counties"


def measure(size: Size) -> list[Row]:
    """Gives a row for each shape of card: the slowest name's median."""
    from harborline.web.public.share.cards import SHAPES

    return [_row(f"13{letter}", shape, size) for letter, shape in zip("ab", SHAPES, strict=True)]


def _row(part: str, shape: str, size: Size) -> Row:
    from harborline.web.public.share.lettering import has_shaper

    ways = (True, False) if has_shaper() else (False,)
    names = {**NAMES, "a name that must be cut": _LONGEST * 3}
    rounds = max(size.rounds, 3)
    taken = {
        f"{script}{'' if shaper else ' by ourselves'}": _times_ms(
            name, shape, rounds, shaper=shaper
        )
        for script, name in names.items()
        for shaper in ways
    }
    slowest, times = max(taken.items(), key=lambda one: median(one[1]))
    usual = median(median(one) for one in taken.values())
    return Row(
        *(part, f"the card of a link, {shape}: the slowest script's median", ""),
        *(median(times), min(times), max(times)),
        at_most=GOAL_MS,
        unit="ms",
        note=f"{len(names)} names; slowest: {slowest}; usual {usual:.0f} ms",
    )


def _times_ms(name: str, shape: str, rounds: int, *, shaper: bool) -> list[float]:
    from harborline.web.public.share.cards import SHAPES, CardText, draw

    said = CardText(
        *("Support after sexual violence", name, "North Carolina · English, Spanish"),
        *("704-555-0142", "help.example.org", "DEMO"),
    )
    times = []
    with collector_off():
        for number in range(rounds + 1):
            began = process_time()
            draw(said, SHAPES[shape], shaper=shaper)
            if number:
                times.append((process_time() - began) * 1000)
    return times
