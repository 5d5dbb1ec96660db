"""The decision in words, for a person at a terminal."""

from __future__ import annotations

from typing import Any

from harborline.core.routing_map import RoutingMap

_PLACE = {
    "zip": "ZIP {zip}",
    "county": "county {county}",
    "rate_center": "a rate center in county {county}",
    "city": "a city in county {county}",
    "area_code": "an area code of {state}, no closer",
    "state": "the state of {state}, no closer",
    "none": "a place we do not know",
}
_REASON = {
    "serves_zip": "serves this ZIP",
    "serves_county": "serves this county",
    "serves_area_code": "serves people of this area code",
    "serves_state": "serves people of this state",
    "next_closest": "next closest",
    "mutual_aid": "helps out during the surge",
    "state_backup": "backup of the state",
    "national_backup": "national team",
}
_SKIP = {
    "closed": "closed at this minute",
    "paused": "paused",
    "expired": "listing expired",
    "not_accepting": "takes no calls",
    "at_capacity": "all busy",
    "tripped": "failed three times in a row",
    "looping": "forwards back to us",
    "leg_limit": "beyond the last local leg",
}


def rendered(document: dict[str, Any], routing_map: RoutingMap) -> str:
    """Gives the lines to print."""
    origin = document["origin"]
    asks = "; the line would ask for a ZIP" if document["ask_zip"] else ""
    rows = [
        f"{document['at']}, line {document['line']}, language {document['language']}, "
        f"map {document['map']}",
        f"The caller is in {_PLACE[origin['precision']].format(**origin)} "
        f"(precision {origin['precision']}){asks}.",
        "",
        *(_leg(number, leg) for number, leg in enumerate(document["legs"], 1)),
    ]
    others = document["skipped"] + document["dropped"]
    if others:
        rows += ["", "Not dialed:"]
        rows += [f"   {skip['center']}: {_SKIP[skip['reason']]}" for skip in others]
    if "trace" in document:
        rows += ["", "Steps (docs/routing.md):"]
        rows += [f"   {row['center']}: {_steps(row)}" for row in document["trace"]]
    if routing_map.demo:
        rows += ["", DEMO_NOTICE]
    return "\n".join(rows)


DEMO_NOTICE = (
    "This is the demo network: nobody answers there. If you need help now, call the National\n"
    "Sexual Assault Hotline, 800-656-4673 (RAINN); in danger, call 911."
)


def _leg(number: int, leg: dict[str, Any]) -> str:
    km = "" if leg["km"] is None else f", {leg['km']} km"
    away = ", other state" if leg["crosses_state"] else ""
    why = _REASON[leg["reason"]]
    return f"{number}. {leg['name']} ({leg['center']}): {why}{km}{away}, rings {leg['ring_s']} s"


def _steps(row: dict[str, str]) -> str:
    return "; ".join(value for key, value in row.items() if key != "center")
