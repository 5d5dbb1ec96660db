"""A network is checked before it is published: what a person reads who lets it go to callers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.app.publishing import make_map

if TYPE_CHECKING:
    from harborline.atlas.tables import Atlas
    from harborline.core.directory import Network
    from harborline.core.routing_map import RoutingMap
    from harborline.mapmaking.difference import Difference
    from harborline.mapmaking.forwarding import Published
    from harborline.mapmaking.goldens import GoldenChanges
    from harborline.mapmaking.reports import Report
    from harborline.mapmaking.shadow import Shadow

MOST_KEPT = 200
"""So many rows of each table are kept with a proposal; how many there are is told beside them."""


class Comparison(NamedTuple):
    """What changes from the map in use."""

    difference: Difference
    goldens: GoldenChanges
    shadow: Shadow


class Check(NamedTuple):
    """A map that may be published, and all that is known of it. `comparison`: None without a map in use."""

    content: bytes
    version: str
    report: Report
    comparison: Comparison | None


def check(
    network: Network,
    published: Published,
    atlas: Atlas,
    in_use: RoutingMap | None,
    at: datetime,
) -> Check:
    """Compiles a network and looks at its map. Raises RefusedNetwork with every fault.

    `published`: the public numbers of each center. `at`: now, aware.
    """
    from harborline.core.routing_map import RoutingMap
    from harborline.mapmaking.reports import report

    content = make_map(network, atlas, publishing=True, published=published)
    routing_map = RoutingMap(memoryview(content))
    return Check(
        content,
        routing_map.version,
        report(routing_map, atlas.counties, at.date()),
        None if in_use is None else compare(in_use, routing_map, atlas, at),
    )


def compare(in_use: RoutingMap, fresh: RoutingMap, atlas: Atlas, at: datetime) -> Comparison:
    """Compares a map with the one in use. `at`: when the week of the shadow run begins."""
    from harborline.mapmaking import shadow
    from harborline.mapmaking.difference import difference
    from harborline.mapmaking.goldens import golden_changes

    return Comparison(
        difference(in_use, fresh, atlas.counties),
        golden_changes(in_use, fresh),
        shadow.shadow_run(in_use, fresh, atlas, at, an_hour=shadow.CALLERS_AN_HOUR),
    )


# -- as a document ----------------------------------------------------------------------------------


def report_document(report: Report) -> dict[str, Any]:
    """Gives a report ready for JSON, each table with its count and its first rows."""
    return {
        "days": report.days,
        "unserved": _counties(report.unserved),
        "closed": _counties(report.closed),
        "out_of_state": _counties(report.out_of_state),
        "expiring": _table(
            [{**row._asdict(), "expires_on": str(row.expires_on)} for row in report.expiring]
        ),
    }


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """Gives a comparison ready for JSON, as `report_document` does."""
    found, goldens, shadow = comparison
    return {
        "before": found.before,
        "after": found.after,
        "decides_the_same": found.decides_the_same,
        "people": found.people,
        "entries_people": found.entries_people,
        "codes": found.codes,
        "zips": found.zips,
        "addresses": found.addresses,
        "changes": _table([row._asdict() for row in found.changes]),
        "counties": _counties(sorted(found.counties, key=lambda row: row.before == row.after)),
        "goldens": {
            "asked": goldens.asked,
            **_table(
                [
                    {**row.question._asdict(), "before": row.before, "after": row.after}
                    for row in goldens.changes
                ]
            ),
        },
        "shadow": {
            "callers": shadow.callers,
            "changed": shadow.changed,
            "share": shadow.share,
            "causes": [{"cause": str(cause), "callers": count} for cause, count in shadow.causes],
            "examples": [
                {**row._asdict(), "at": row.at.isoformat(), "cause": str(row.cause)}
                for row in shadow.examples
            ],
        },
    }


def _counties(rows: Any) -> dict[str, Any]:
    return {**_table([row._asdict() for row in rows]), "people": sum(row.people for row in rows)}


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"count": len(rows), "rows": rows[:MOST_KEPT]}
