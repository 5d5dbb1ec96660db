"""What demo centers publish: coalitions, public numbers, whom they serve; all of it invented.

Public numbers end in 555-01xx like every number of the demo, and none of them is a destination.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from harborline.atlas.tables import Atlas
from harborline.core.directory import Backup, Center, Network
from harborline.core.hours import to_osm, union
from harborline.core.listings import (
    Address,
    BillSafety,
    Coalition,
    ContactKind,
    Listing,
    Listings,
    PublicNumber,
    Serves,
    Verification,
)
from harborline.demo.chance import stream, weighted
from harborline.demo.numbers import PUBLIC_NUMBERS, SpareNumbers
from harborline.demo.training import offers

BILL_SAFETY = (
    (BillSafety.CARRIER_OMITS, 4),
    (BillSafety.TOLL_FREE, 1),
    (BillSafety.SHOWS, 3),
    (BillSafety.UNKNOWN, 4),
)
SERVES: tuple[tuple[tuple[Serves, ...], int], ...] = (
    ((Serves.ALL_GENDERS,), 8),
    ((Serves.ALL_GENDERS, Serves.LGBTQ), 4),
    ((Serves.ALL_GENDERS, Serves.MINORS), 4),
    ((Serves.ALL_GENDERS, Serves.MEN, Serves.LGBTQ, Serves.MINORS), 3),
)
"""Nobody serves students only here: every demo center is routed."""

ACCESSIBILITY = (
    ("Step-free entrance and an accessible restroom.", 5),
    ("Second floor without a lift; we meet you elsewhere on request.", 1),
    ("", 4),
)


def listings(network: Network, atlas: Atlas) -> Listings:
    """Gives a public entry for each center of the demo, with a coalition for each state's backup."""
    coalitions = tuple(
        Coalition(
            f"demo-coalition-{backup.state.lower()}",
            backup.name,
            backup.state,
            f"https://coalition-{backup.state.lower()}.example",
        )
        for backup in network.state_backups
        if backup.state
    )
    of_state = {coalition.state: coalition.id for coalition in coalitions}
    numbers = SpareNumbers(_addresses(network), PUBLIC_NUMBERS)
    places = _largest_zips(atlas)
    training = offers(network)
    return Listings(
        coalitions,
        tuple(
            _listing(center, of_state.get(center.state), numbers, places)._replace(
                training=training.get(center.id, ())
            )
            for center in network.centers
        ),
    )


def _listing(
    center: Center,
    coalition: str | None,
    numbers: SpareNumbers,
    places: dict[str, tuple[str, str]],
) -> Listing:
    rng = stream(f"entry {center.id}")
    area_code = (center.destinations[0].address or "")[2:5]
    return Listing(
        id=center.id,
        name=center.name,
        state=center.state,
        zone=center.zone,
        hours_text=to_osm(union(one.hours for one in center.destinations)),
        languages=center.languages,
        interpreter=center.interpreter,
        coalition=coalition,
        description=f"An invented center to practice with. {center.name} answers nobody real.",
        counties=center.counties,
        zips=center.zips,
        numbers=tuple(_numbers(rng, numbers, area_code)),
        web=f"https://{center.id}.example",
        email=f"hello@{center.id}.example",
        address=_address(rng, center, places),
        serves=weighted(rng, SERVES),
        accompaniment=rng.random() < 0.7,
        rtt=rng.random() < 0.3,
        accessibility=weighted(rng, ACCESSIBILITY),
        confidential=center.confidential,
        verified=_verification(rng, center),
        expires_on=center.expires_on,
    )


def _numbers(rng: Random, numbers: SpareNumbers, area_code: str) -> Iterable[PublicNumber]:
    yield PublicNumber(
        numbers.take(area_code), ContactKind.VOICE, "Hotline", weighted(rng, BILL_SAFETY)
    )
    for kind, often in ((ContactKind.TEXT, 0.2), (ContactKind.TTY, 0.06)):
        if rng.random() < often:
            yield PublicNumber(numbers.take(area_code), kind, "", weighted(rng, BILL_SAFETY))
    if rng.random() < 0.04:
        yield PublicNumber(numbers.take(area_code), ContactKind.VIDEOPHONE, "ASL")


def _address(rng: Random, center: Center, places: dict[str, tuple[str, str]]) -> Address | None:
    """Gives a made-up street in the county's largest town; of a confidential center none."""
    county = center.counties[0] if center.counties else ""
    if rng.random() < 0.3 or center.confidential or county not in places:
        return None
    town, code = places[county]
    return Address(f"{100 + int(rng.random() * 900)} Example Street", town, center.state, code)


def _verification(rng: Random, center: Center) -> Verification | None:
    how = weighted(rng, (("telephone", 3), ("e-mail", 2), ("console", 2)))
    if center.verified_on is None:
        return None
    return Verification(center.verified_on, "Demo Team", how, "invented for the demo")


def _largest_zips(atlas: Atlas) -> dict[str, tuple[str, str]]:
    """Gives the town and code of the ZIP in which most people of a county live."""
    largest: dict[str, tuple[int, str, str]] = {}
    for entry in atlas.zips.values():
        if entry.county and entry.active and entry.kind == "standard":
            row = (entry.population, entry.city, entry.zip)
            if row > largest.get(entry.county, (-1, "", "")):
                largest[entry.county] = row
    return {county: (town, code) for county, (_, town, code) in largest.items()}


def _addresses(network: Network) -> Iterable[str]:
    parties: tuple[Center | Backup, ...]
    parties = (*network.centers, *network.state_backups, *network.national_backups)
    for party in parties:
        for destination in party.destinations:
            if destination.address:
                yield destination.address
