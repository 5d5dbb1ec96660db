"""What publishing tells, as lines of text; the documents are those of app.checking."""

from __future__ import annotations

from typing import Any

_MOST_SHOWN = 10


def fault_lines(faults: list[str]) -> list[str]:
    """Gives the list of faults, each a sentence."""
    count = "one fault" if len(faults) == 1 else f"{len(faults):,} faults"
    return [f"the directory cannot be published; it has {count}:", *faults]


def report_lines(report: dict[str, Any]) -> list[str]:
    """Gives the report, with the first rows of each table."""
    unserved, closed = report["unserved"], report["closed"]
    strangers, expiring = report["out_of_state"], report["expiring"]
    return [
        f"counties that no center serves: {_counted(unserved)}",
        *(f"   {_county(row)}" for row in unserved["rows"][:_MOST_SHOWN]),
        f"counties with minutes without an open center of theirs, over {report['days']} days: "
        f"{_counted(closed)}",
        *(
            f"   {_county(row)}, {row['minutes'] / 60:,.0f} hours"
            for row in closed["rows"][:_MOST_SHOWN]
        ),
        f"counties whose chain begins in another state: {_counted(strangers)}",
        *(
            f"   {_county(row)}, with {row['center']} of {row['center_state']}"
            for row in strangers["rows"][:_MOST_SHOWN]
        ),
        f"listings that expire within 30 days: {expiring['count']:,}",
        *(f"   {row['center']} on {row['expires_on']}" for row in expiring["rows"][:_MOST_SHOWN]),
    ]


def comparison_lines(comparison: dict[str, Any]) -> list[str]:
    """Gives what changes from the map in use."""
    shadow, goldens, counties = (comparison[name] for name in ("shadow", "goldens", "counties"))
    return [
        f"from {comparison['before']} to {comparison['after']}",
        f"{comparison['people']:,} people of {counties['count']:,} counties get another chain or "
        f"first center; {comparison['zips']:,} ZIPs and {comparison['codes']:,} six-digit codes "
        "lead elsewhere",
        *(
            f"   {_county(row)}: {row['before'] or 'nobody'} -> {row['after'] or 'nobody'}"
            for row in counties["rows"][:_MOST_SHOWN]
        ),
        f"of {shadow['callers']:,} invented callers of a week, {shadow['changed']:,} "
        f"({100 * shadow['share']:.1f} %) would reach somebody else first",
        *(f"   {row['cause']}: {row['callers']:,}" for row in shadow["causes"]),
        f"golden decisions that differ: {goldens['count']} of {goldens['asked']}",
        f"fields of entries that differ: {comparison['changes']['count']:,}; addresses of "
        f"destinations: {comparison['addresses']:,} (never shown)",
    ]


def _counted(table: dict[str, Any]) -> str:
    return f"{table['count']:,} ({table['people']:,} people)"


def _county(row: dict[str, Any]) -> str:
    return f"{row['name']}, {row['state']} ({row['county']}, {row['people']:,} people)"
