"""Who offers training near a county: those who serve it first, then the next ones by distance.

Of a confidential center nobody is told a distance, although its point is only the middle of a county.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from harborline.atlas.tables import County
from harborline.core.listings import TrainingAudience
from harborline.core.places import KM_PER_MILE, distance_km
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center, CenterCounty, Coalition, TrainingOffer

MOST = 8
"""Centers shown; who needs more asks once, and we ask on."""
FARTHEST_MILES = 120


class Wish(NamedTuple):
    """What somebody looks for; empty = any. `mode`: on_site, online or empty."""

    topic: str = ""
    audience: str = ""
    language: str = ""
    mode: str = ""


class Near(NamedTuple):
    """A center with the offers that fit. `miles`: None where it is not told."""

    center: Center
    serves: bool
    miles: int | None
    offers: tuple[TrainingOffer, ...]


def offered_near(county: County, wish: Wish) -> list[Near]:
    """Gives the nearest centers whose offers fit, in a fixed number of queries."""
    # Offers are public facts of every center, so they are read everywhere.
    fitting = _fitting(wish)
    centers = (
        Center.objects.within(EVERYWHERE)
        .filter(pk__in=fitting.values("center_id"))
        .only("name", "lat", "lon", "confidential")
    )
    serving = set(
        CenterCounty.objects.within(EVERYWHERE)
        .filter(fips=county.fips)
        .values_list("center_id", flat=True)
    )
    ordered = sorted(
        (center.pk not in serving, _miles(county, center), center.pk, center) for center in centers
    )
    chosen = [
        (center, not elsewhere, miles)
        for elsewhere, miles, _pk, center in ordered
        if not elsewhere or miles <= FARTHEST_MILES
    ][:MOST]
    offers: dict[str, list[TrainingOffer]] = {}
    for offer in fitting.filter(center__in=[center for center, _, _ in chosen]):
        offers.setdefault(offer.center_id, []).append(offer)
    return [
        Near(
            center,
            serves,
            None if center.confidential else max(1, round(miles)),
            tuple(offers.get(center.pk, ())),
        )
        for center, serves, miles in chosen
    ]


def coalitions_of(state: str) -> list[Coalition]:
    """Gives the coalitions of a state, who know of trainings when no center nearby holds one."""
    return list(Coalition.objects.filter(state=state).order_by("name"))


def _fitting(wish: Wish) -> QuerySet[TrainingOffer, Any]:
    """Gives the offers that fit; one for everybody fits each audience. Expired listings are not shown."""
    today = timezone.now().date()
    found = TrainingOffer.objects.within(EVERYWHERE).exclude(center__expires_on__lt=today)
    if wish.topic:
        found = found.filter(topic=wish.topic)
    if wish.audience:
        found = found.filter(audience__in=(wish.audience, TrainingAudience.OTHER))
    if wish.language:
        found = found.filter(language=wish.language)
    if wish.mode:
        found = found.filter(**{wish.mode: True})
    return found


def _miles(county: County, center: Center) -> float:
    return distance_km(county.lat, county.lon, center.lat, center.lon) / KM_PER_MILE
