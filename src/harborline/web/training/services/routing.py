"""Who could hold a request, in order: asked of the routing map in use, as a call is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from harborline.app.training import TOPIC_OF, Clock, Goal, Holder, HolderKind, Mode, Need, order
from harborline.atlas.holidays_us import holidays_of
from harborline.core.errors import UnusableMap
from harborline.core.listings import TrainingAudience, TrainingOffer, TrainingTopic
from harborline.core.routing import Evidence, locate
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center, Coalition
from harborline.web.directory.models import TrainingOffer as OfferRow
from harborline.web.site.ports import site_ports
from harborline.web.training.models import TrainingRequest

_HOLIDAYS_FOR_DAYS = 120


class Candidates(NamedTuple):
    """Who could hold a request, in order, and the clock by which they answer."""

    holders: tuple[Holder, ...]
    clock: Clock


def candidates_of(row: TrainingRequest, at: datetime) -> Candidates:
    """Gives who could hold a request, as the directory and the map are now."""
    chain, serving = _chain(row.county)
    centers = _centers(chain, at)
    offers = {center.pk: tuple(map(_offer, center.training.all())) for center in centers.values()}
    asked = order(chain, serving, offers, need_of(row))
    holders = [Holder(HolderKind.CENTER, center) for center in asked]
    first = next((centers[one] for one in chain if one in centers), None)
    zone = first.zone if first else settings.ROOM_ZONE
    return Candidates((*holders, _behind(row.state, first)), clock_of(row.state, zone, at))


def clock_of(state: str, zone: str, at: datetime) -> Clock:
    """Gives the clock of a place: business days without the holidays of its state."""
    from_yesterday = at.date() - timedelta(days=1)
    return Clock(
        zone,
        settings.TRAINING_DAYS,
        frozenset(holidays_of(state, from_yesterday, _HOLIDAYS_FOR_DAYS)),
    )


def need_of(row: TrainingRequest) -> Need:
    """Gives what a request asks of a training."""
    return Need(
        TrainingAudience(row.audience),
        frozenset(TOPIC_OF[Goal(goal)] for goal in row.goals),
        row.language,
        Mode(row.way),
    )


def state_of(county: str) -> str | None:
    """Gives the state of a county (FIPS); None for one that does not exist."""
    atlas = site_ports().atlas()
    found = atlas.counties.get(atlas.aliases.get(county, county))
    return found.state if found else None


def _chain(county: str) -> tuple[Sequence[str], int]:
    try:
        routing_map = site_ports().current_map()
    except UnusableMap:
        return (), 0  # then the coalition knows best
    origin = locate(routing_map, Evidence(None, county, None))
    if not origin.cell:
        return (), 0
    chain = routing_map.chain(origin.cell)
    return chain.ids, chain.serving


def _centers(chain: Sequence[str], at: datetime) -> dict[str, Center]:
    # Who teaches is public, and a request is routed on nobody's behalf.
    rows = Center.objects.within(EVERYWHERE).filter(pk__in=chain).prefetch_related("training")
    return {row.pk: row for row in rows.exclude(expires_on__lt=at.date())}


def _behind(state: str, first: Center | None) -> Holder:
    """Gives who is asked when no center is left: the coalition of the state, else the nation."""
    of_state = list(
        Coalition.objects.filter(state=state).order_by("id").values_list("id", flat=True)
    )
    own = first.coalition_id if first else None
    if own is not None and own in of_state:
        return Holder(HolderKind.COALITION, own)
    return Holder(HolderKind.COALITION, of_state[0]) if of_state else Holder(HolderKind.NATION)


def _offer(row: OfferRow) -> TrainingOffer:
    return TrainingOffer(
        TrainingAudience(row.audience),
        TrainingTopic(row.topic),
        row.language,
        row.on_site,
        row.online,
    )
