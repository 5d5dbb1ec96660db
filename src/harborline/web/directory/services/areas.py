"""The verb of a service area: which counties and ZIPs a center serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from harborline.web.audit.services import record
from harborline.web.directory.models import Center, CenterCounty, CenterZip
from harborline.web.directory.services.changing import locked, subject_of
from harborline.web.directory.services.faults import refuse
from harborline.web.directory.services.places import hide
from harborline.web.site.ports import site_ports

_NAMED = 5
"""How many unknown codes one sentence names."""


def set_area(
    actor: str,
    center: Center,
    counties: Iterable[str],
    zips: Iterable[str],
    why: str = "",
    expected_version: int | None = None,
) -> Center:
    """Replaces the counties (FIPS) and ZIPs, in this order; codes of other vintages become ours.

    A confidential center's routing point follows its first county. Raises Refused, Stale.
    """
    atlas = site_ports().atlas()
    named = _once(atlas.aliases.get(fips, fips) for fips in counties)
    codes = _once(zips)
    with transaction.atomic():
        row = locked(center, expected_version)
        faults = {
            "counties": _unknown(named, atlas.counties, _("There is no county %(codes)s.")),
            "zips": _unknown(codes, atlas.zips, _("There is no ZIP %(codes)s.")),
        }
        if row.confidential and not named:
            faults["counties"] = _("A confidential center serves at least one county.")
        refuse({field: says for field, says in faults.items() if says})
        before, after = _area(row), {"counties": named, "zips": codes}
        if before == after:
            return row
        row.counties.all().delete()
        row.zips.all().delete()
        CenterCounty.unscoped.bulk_create(CenterCounty(center=row, fips=fips) for fips in named)
        CenterZip.unscoped.bulk_create(CenterZip(center=row, zip=code) for code in codes)
        hide(row)
        row.version += 1
        row.save()
        record(actor, "set area", subject_of(row), before=before, after=after, why=why)
    return row


def _area(row: Center) -> dict[str, list[str]]:
    return {
        "counties": list(row.counties.order_by("id").values_list("fips", flat=True)),
        "zips": list(row.zips.order_by("id").values_list("zip", flat=True)),
    }


def _once(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code.strip() for code in codes if code.strip()))


def _unknown(codes: Iterable[str], known: Mapping[str, object], sentence: str) -> str:
    strange = [code for code in codes if code not in known]
    if not strange:
        return ""
    more = "…" if len(strange) > _NAMED else ""
    return sentence % {"codes": ", ".join(strange[:_NAMED]) + more}
