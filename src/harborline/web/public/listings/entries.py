"""A center as the public may know it, read in a fixed number of queries, and again only when it has changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from harborline.atlas.tables import County
from harborline.core.errors import HarborlineError
from harborline.core.hours import Hours
from harborline.core.listings import Coalition, ContactKind, Listing, PublicNumber
from harborline.web.accounts.scopes import Reach
from harborline.web.directory.models import Center
from harborline.web.directory.models import Coalition as Rows
from harborline.web.directory.to_core import listing_with_hours
from harborline.web.public.numbers import is_fictitious
from harborline.web.site.ports import site_ports

_DAY = timedelta(days=1)
_LOOKED_AT = 92
"""For how many days, from yesterday on, hours are looked up."""


class Entry(NamedTuple):
    """A public entry. `today`: the day on the center's own clock. `counties`: those that the atlas knows.

    `paused`: the center asked not to be called now.
    """

    listing: Listing
    hours: Hours
    today: date
    coalition: Coalition | None = None
    counties: tuple[County, ...] = ()
    paused: bool = False

    @property
    def is_expired(self) -> bool:
        """Tells whether nobody has confirmed it in time, so that it takes no more calls."""
        expires = self.listing.expires_on
        return expires is not None and expires < self.today

    def real_numbers(self, *kinds: ContactKind) -> tuple[PublicNumber, ...]:
        """Gives the numbers that somebody can answer, of all kinds or of those."""
        return tuple(
            one
            for one in self.listing.numbers
            if not is_fictitious(one.number) and (not kinds or one.kind in kinds)
        )


def find(center: str, at: datetime) -> Entry | None:
    """Gives the entry of a center at a moment (aware), None where there is none of this id."""
    # Everybody may read the public facts of this one center, and nothing else of it.
    only = Reach(centers=frozenset({center}))
    row = Center.objects.within(only).select_related("coalition").first()
    if row is None:
        return None
    today = at.astimezone(ZoneInfo(row.zone)).date()
    listing, hours = _read(center, today, row.version, row.changed_at)
    return Entry(
        listing,
        hours,
        today,
        _coalition(row.coalition),
        _counties(listing),
        row.paused or _is_paused(center, at),
    )


@lru_cache(maxsize=1000)
def _read(
    center: str,
    today: date,
    version: int,  # noqa: ARG001 -- whatever changes an entry raises it, so that it is read anew
    changed_at: datetime,  # noqa: ARG001 -- as the version, where a row came back under its old id
) -> tuple[Listing, Hours]:
    # Everybody may read the public facts of this one center.
    row = Center.objects.within(Reach(centers=frozenset({center}))).get()
    listing, hours = listing_with_hours(row, today - _DAY, _LOOKED_AT)
    return listing._replace(web=_openable(listing.web)), hours


def forget() -> None:
    """Reads every entry anew from now on: for whoever writes rows without the verbs of the directory."""
    _read.cache_clear()


def is_listed(center: str) -> bool:
    """Tells whether there is a center of this id."""
    return Center.objects.within(Reach(centers=frozenset({center}))).exists()


def _coalition(row: Rows | None) -> Coalition | None:
    return None if row is None else Coalition(row.id, row.name, row.state, _openable(row.web))


def _openable(address: str) -> str:
    """Gives a web address; nothing where a row holds what a browser would run instead of open."""
    return address if address.startswith(("https://", "http://")) else ""


def _counties(listing: Listing) -> tuple[County, ...]:
    try:
        known = site_ports().atlas().counties
    except HarborlineError:
        return ()
    named = [known[fips] for fips in listing.counties if fips in known]
    return tuple(sorted(named, key=lambda county: (county.state, county.name)))


def _is_paused(center: str, at: datetime) -> bool:
    try:
        pauses = site_ports().overlays.pauses(at)
    except HarborlineError:
        return False
    return any(pause.center == center and not pause.destination for pause in pauses)
