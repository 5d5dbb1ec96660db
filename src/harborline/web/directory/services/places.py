"""Where a center is, and what is left of it when the center is confidential."""

from __future__ import annotations

from harborline.web.directory.models import Center, CenterCounty
from harborline.web.site.ports import site_ports

ADDRESS = frozenset({"street", "city", "address_zip"})
PLACE = ADDRESS | {"lat", "lon"}
"""Columns that say where a center is; payloads that hold them go when it becomes confidential."""


def routing_point(row: Center) -> tuple[float, float] | None:
    """Gives the interior point of the first county that a center serves, in degrees."""
    # The row is in hand already.
    first = CenterCounty.unscoped.filter(center=row).order_by("id").first()
    county = site_ports().atlas().counties.get(first.fips) if first else None
    return (county.lat, county.lon) if county else None


def hide(row: Center) -> None:
    """Keeps a confidential center's place out of its own row, which is not written here."""
    if row.confidential:
        row.street = row.city = row.address_zip = ""
        point = routing_point(row)
        if point:
            row.lat, row.lon = point
