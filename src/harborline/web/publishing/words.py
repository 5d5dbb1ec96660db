"""The differences of two maps in words: why a first leg changes, and what differs in an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from harborline.core.directory import Acceptance, DestinationKind, Rollover, ZipPolicy
from harborline.mapmaking.shadow import Cause

Row = Mapping[str, str]
"""A difference as app.checking writes it: what, field, before, after."""
_NOTHING = "nothing"
"""What app.checking writes for a field that one of the maps does not have."""
CAUSES: dict[str, str | Promise] = {
    Cause.LEFT: gettext_lazy("who rang first is no longer on the map"),
    Cause.JOINED: gettext_lazy("somebody new on the map rings first"),
    Cause.STOPPED: gettext_lazy("who rang first does not answer at that minute any more"),
    Cause.RESUMED: gettext_lazy("somebody answers now who did not at that minute"),
    Cause.AREA: gettext_lazy("a service area changed"),
    Cause.ORDER: gettext_lazy("the same centers, in another order"),
}
FIELDS: dict[str, str | Promise] = {
    "accepts_calls": gettext_lazy("takes calls"),
    "acceptance": gettext_lazy("how calls are taken"),
    "capacity": gettext_lazy("calls at once"),
    "confidential": gettext_lazy("confidential"),
    "counties": gettext_lazy("counties"),
    "expires_on": gettext_lazy("expires on"),
    "discreet": gettext_lazy("discreet greeting"),
    "hours": gettext_lazy("hours"),
    "interpreter": gettext_lazy("interpreter"),
    "kind": gettext_lazy("kind of telephone"),
    "languages": gettext_lazy("languages"),
    "lat": gettext_lazy("place on the map"),
    "lon": gettext_lazy("place on the map"),
    "max_local_wait_s": gettext_lazy("longest local wait, in seconds"),
    "military": gettext_lazy("backup for military ZIPs"),
    "name": gettext_lazy("name"),
    "national_backups": gettext_lazy("national backups"),
    "number": gettext_lazy("number"),
    "order": gettext_lazy("order of ringing"),
    "paused": gettext_lazy("paused"),
    "rank": gettext_lazy("rank"),
    "ring_s": gettext_lazy("seconds of ringing"),
    "rollover": gettext_lazy("rollover"),
    "says_center_name": gettext_lazy("says the name of the center"),
    "stagger_s": gettext_lazy("seconds until the next one rings too"),
    "state": gettext_lazy("state"),
    "zip_policy": gettext_lazy("when callers are asked for a ZIP"),
    "zips": gettext_lazy("ZIPs"),
    "zone": gettext_lazy("time zone"),
}
VALUES: dict[str, str | Promise] = {
    "": gettext_lazy("none"),
    "None": gettext_lazy("none"),
    _NOTHING: gettext_lazy("none"),
    "True": gettext_lazy("yes"),
    "False": gettext_lazy("no"),
    Acceptance.PRESS_1: gettext_lazy("by pressing 1"),
    Acceptance.AT_ONCE: gettext_lazy("by picking up"),
    DestinationKind.ADVOCATE_LINE: gettext_lazy("advocate line"),
    DestinationKind.SWITCHBOARD: gettext_lazy("switchboard"),
    DestinationKind.ON_CALL_MOBILE: gettext_lazy("on-call mobile"),
    DestinationKind.ANSWERING_SERVICE: gettext_lazy("answering service"),
    Rollover.STATE: gettext_lazy("from the same state"),
    Rollover.ANY: gettext_lazy("from anywhere"),
    ZipPolicy.ALWAYS: gettext_lazy("always"),
    ZipPolicy.WHEN_UNCERTAIN: gettext_lazy("when it is not certain where they are"),
    ZipPolicy.NEVER: gettext_lazy("never"),
}
_LISTS = frozenset({"counties", "zips"})


class Entry(NamedTuple):
    """A center, backup or line whose own entry differs. `fields`: one text for each difference."""

    name: str
    fields: tuple[str, ...]


def entries(rows: Iterable[Row], names: Mapping[str, str]) -> Iterator[Entry]:
    """Gives each entry that differs, in the order in which the rows name them."""
    by_entry: dict[str, list[Row]] = {}
    for row in rows:
        if row["what"] != "network":  # that a map begins a day later is no news
            by_entry.setdefault(row["what"], []).append(row)
    for what, listed in by_entry.items():
        yield Entry(names.get(what, what), tuple(_entry(listed)))


def _entry(rows: list[Row]) -> Iterator[str]:
    """Tells that an entry came or left in two words, else each field that differs."""
    if any(row["field"] == "name" and row["before"] == _NOTHING for row in rows):
        yield gettext("new on the map")
        return
    if any(row["field"] == "name" and row["after"] == _NOTHING for row in rows):
        yield gettext("no longer on the map")
        return
    for row in rows:
        yield _field(row)


def _field(row: Row) -> str:
    field, _, telephone = row["field"].partition(" ")
    words = str(FIELDS.get(field, field.replace("_", " ")))
    if telephone:
        words = gettext("telephone %(number)s, %(field)s") % {"number": telephone, "field": words}
    if field in _LISTS:
        return f"{words}: {_came_and_left(row)}"
    before, after = (_value(field, row[side]) for side in ("before", "after"))
    return f"{words}: {before} → {after}"


def _came_and_left(row: Row) -> str:
    before, after = ({*row[side].split(",")} - {""} for side in ("before", "after"))
    came, left = len(after - before), len(before - after)
    return ", ".join(
        text
        for count, text in (
            (came, ngettext("%(count)d added", "%(count)d added", came) % {"count": came}),
            (left, ngettext("%(count)d taken out", "%(count)d taken out", left) % {"count": left}),
        )
        if count
    ) or gettext("in another order")


def _value(field: str, text: str) -> str:
    if field == "hours":
        return _hours(text)
    return str(VALUES.get(text, text))


def _hours(text: str) -> str:
    """Gives the weekly part of an opening_hours text, and counts its dates."""
    if text == _NOTHING:
        return gettext("none")
    rules = text.split("; ")
    weekly = [rule for rule in rules if not rule[:4].isdigit()]
    dates = sum(rule.rpartition(" ")[0].count(",") + 1 for rule in rules if rule[:4].isdigit())
    if dates:
        counted = ngettext("%(count)d other day", "%(count)d other days", dates)
        weekly.append(counted % {"count": dates})
    return "; ".join(weekly)
