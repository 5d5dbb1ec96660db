"""Who answers behind the centers, and the two demo lines that the public dials."""

from __future__ import annotations

from harborline.atlas.tables import Atlas
from harborline.core.directory import (
    Backup,
    Destination,
    DestinationKind,
    Line,
    ZipPolicy,
    always_open,
)
from harborline.core.hours import ALWAYS, Hours
from harborline.demo.land import STATES, Land
from harborline.demo.numbers import PUBLIC_NUMBERS, NumberBook
from harborline.demo.weeks import at

LANGUAGES = ("en", "es")
NATIONAL = ("demo-national-1", "demo-national-2")

LIMITED = {
    "AK": Hours((at(8, 24),) * 7),
    "AS": Hours((*(at(8, 20),) * 6, ())),
    "GU": Hours((at(6, 22),) * 7),
    "MT": Hours((*(at(7, 23),) * 5, at(9, 21), at(9, 21))),
    "VT": Hours((at(6, 24),) * 7),
    "WY": Hours(((*at(0, 1), *at(7, 24)),) * 7),
}
"""State backups that sleep; every other one is there day and night."""


def lines() -> tuple[Line, ...]:
    """Gives the demo's two lines: one says what it is, one never names the cause."""
    openly, discreetly = PUBLIC_NUMBERS
    return (
        Line("demo", "Demo Hotline", openly, LANGUAGES, NATIONAL),
        Line(
            "demo-discreet",
            "Demo Discreet Line",
            discreetly,
            LANGUAGES,
            tuple(reversed(NATIONAL)),
            zip_policy=ZipPolicy.ALWAYS,
            discreet=True,
            stagger_s=12,
        ),
    )


def state_backups(atlas: Atlas, land: Land, numbers: NumberBook) -> tuple[Backup, ...]:
    """Gives one demo coalition per state and territory, at the clock of its largest county."""
    return tuple(
        Backup(
            id=f"demo-backup-{state.lower()}",
            name=f"Demo Coalition {atlas.states[state].name}",
            state=state,
            zone=land.zone[land.counties[state][0].fips],
            languages=LANGUAGES,
            destinations=(
                Destination(
                    DestinationKind.ADVOCATE_LINE,
                    numbers.take(land.npas[land.counties[state][0].fips]),
                    LIMITED.get(state, ALWAYS),
                ),
            ),
        )
        for state in STATES
    )


def national_backups(land: Land, numbers: NumberBook) -> tuple[Backup, ...]:
    """Gives the national team twice, one on each coast, never closed."""
    coasts = (land.counties["DC"][0].fips, land.counties["CA"][0].fips)
    return tuple(
        Backup(
            id=name,
            name=f"Demo National Team {place}",
            state=None,
            zone=land.zone[fips],
            languages=LANGUAGES,
            destinations=(
                always_open(DestinationKind.ADVOCATE_LINE, numbers.take(land.npas[fips])),
            ),
        )
        for place, (name, fips) in enumerate(zip(NATIONAL, coasts, strict=True), start=1)
    )
