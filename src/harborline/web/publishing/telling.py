"""Turns what is kept with a proposal into words and rows that pages show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from harborline.web.accounts.scopes import Reach
from harborline.web.audit.models import AuditEntry
from harborline.web.directory.models import Backup, Center
from harborline.web.publishing.models import MapInUse, Proposal
from harborline.web.publishing.refusals import in_words
from harborline.web.publishing.words import CAUSES, entries
from harborline.web.site.ports import Serving

_ELSEWHERE = frozenset({"account", "invitation", "key", "map", "overlay", "proposal", "surge"})
"""Subjects of the audit trail that no map is compiled from."""
_NO_EDIT = frozenset(
    {
        "pause center",
        "resume center",
        "pause phone",
        "resume phone",
        "remind of expiry",
        "tell of expiry",
        "tell of a web address",
    }
)
"""What happens to a center and leaves its entry as it is."""
_LATEST = 5


class Changed(NamedTuple):
    """How often the directory changed since a proposal, and the latest changes."""

    times: int
    latest: tuple[AuditEntry, ...]


class Process(NamedTuple):
    """A voice process as the list shows it. `current`: it serves the map in use."""

    number: int
    version: str
    seen: datetime
    current: bool
    fault: str | None


def process(serving: Serving, newest: MapInUse | None) -> Process:
    """Tells what a voice process serves."""
    seen = timezone.now() - timedelta(seconds=serving.seen_s)
    current = newest is not None and serving.version == newest.version
    fault = serving.fault and in_words(serving.fault)
    return Process(serving.process, serving.version, seen, current, fault)


def changed_since(proposal: Proposal) -> Changed:
    """Looks for changes of the directory that a proposal does not hold."""
    since = edits_since(proposal.directory_at)
    return Changed(since.count(), tuple(since.order_by("-number")[:_LATEST]))


def edits_since(number: int) -> QuerySet[AuditEntry]:
    """Gives the audit entries after `number` that may change what a map is compiled from."""
    since = AuditEntry.objects.filter(number__gt=number).exclude(verb__in=_NO_EDIT)
    for kind in sorted(_ELSEWHERE):
        since = since.exclude(subject__startswith=f"{kind}:")
    return since


def told(proposal: Proposal, reach: Reach) -> dict[str, Any]:
    """Gives report and comparison with names in place of ids, and words in place of fields."""
    report, comparison = proposal.report, proposal.comparison
    names = _names(reach, _ids(report, comparison))
    found: dict[str, Any] = {
        "names": names,
        "report": report and _report(report, names, proposal.created_at.date()),
    }
    if comparison:
        found |= {
            "comparison": comparison,
            "percent": 100 * comparison["shadow"]["share"],
            "bar": round(100 * comparison["shadow"]["share"]),
            "causes": list(_causes(comparison["shadow"])),
            "examples": [
                {
                    **row,
                    **_both(row, names),
                    "at": datetime.fromisoformat(row["at"]),
                    "cause": CAUSES[row["cause"]],
                }
                for row in comparison["shadow"]["examples"]
            ],
            "counties": [{**row, **_both(row, names)} for row in comparison["counties"]["rows"]],
            "goldens": [_golden(row, names) for row in comparison["goldens"]["rows"]],
            "entries": list(entries(comparison["changes"]["rows"], names)),
        }
    return found


def _report(report: dict[str, Any], names: Mapping[str, str], on: date) -> dict[str, Any]:
    minutes = report["days"] * 1440
    closed = [
        {**row, "hours": round(row["minutes"] / 60), "percent": 100 * row["minutes"] // minutes}
        for row in report["closed"]["rows"]
    ]
    strangers = [
        {**row, "center": names.get(row["center"], row["center"])}
        for row in report["out_of_state"]["rows"]
    ]
    expiring = [
        {**row, "expires_on": day, "over": day < on}
        for row in report["expiring"]["rows"]
        for day in (date.fromisoformat(row["expires_on"]),)
    ]
    return {
        **report,
        "closed": {**report["closed"], "rows": closed},
        "out_of_state": {**report["out_of_state"], "rows": strangers},
        "expiring": {**report["expiring"], "rows": expiring},
    }


def _causes(shadow: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in shadow["causes"]:
        yield {
            "words": CAUSES[row["cause"]],
            "callers": row["callers"],
            "percent": round(100 * row["callers"] / max(shadow["changed"], 1)),
        }


def _golden(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    at = datetime.fromtimestamp(row["minute"] * 60, tz=timezone.get_default_timezone())
    sides = {
        side: [names.get(center, center) for center in row[side]] for side in ("before", "after")
    }
    return {**row, **sides, "at": at}


def _both(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str | None]:
    return {side: names.get(row[side], row[side]) for side in ("before", "after")}


def _ids(report: Any, comparison: Any) -> set[str]:
    found: set[str] = {
        row["center"] for row in (report or {}).get("out_of_state", {}).get("rows", ())
    }
    if comparison:
        listed = (*comparison["counties"]["rows"], *comparison["shadow"]["examples"])
        found |= {row[side] for row in listed for side in ("before", "after") if row[side]}
        found |= {
            center
            for row in comparison["goldens"]["rows"]
            for side in ("before", "after")
            for center in row[side]
        }
        found |= {row["what"] for row in comparison["changes"]["rows"]}
    return found


def _names(reach: Reach, ids: set[str]) -> dict[str, str]:
    """Gives names by id, in two queries; who left the directory keeps the id alone."""
    centers = Center.objects.within(reach).filter(pk__in=ids).values_list("id", "name")
    backups = Backup.objects.filter(pk__in=ids).values_list("id", "name")
    return {**dict(backups), **dict(centers)}
