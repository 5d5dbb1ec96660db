"""A decision in words, for people: where the caller may be, who rings and why, who does not.

Takes the document of `harborline explain --json`; screens show what comes out and add nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypedDict

from harborline.core.numbering import CallerPrefix
from harborline.voice.documents import Document, number_of, part_of, rows_of, text_of
from harborline.voice.ports import PlaceNames
from harborline.voice.words import name_of, say


class LegView(TypedDict):
    """One line of the order. `state`, `now`: how far this leg is, empty before it rings."""

    center: str
    name: str
    why: str
    state: str
    now: str


class SkipView(TypedDict):
    """A center that is not called, and why."""

    name: str
    why: str


class DecisionView(TypedDict):
    """A decision, ready to be shown."""

    origin: str
    legs: list[LegView]
    skipped: list[SkipView]
    decided: str


_OF_DIGITS = ("rate_center", "city", "area_code")
"""Precisions that only a caller's number gives."""


class Naming(NamedTuple):
    """What names things for people: the page's language, places, and centers by id."""

    language: str
    places: PlaceNames
    center_name: Callable[[str], str]


def decision_view(document: Document, prefix: CallerPrefix | None, naming: Naming) -> DecisionView:
    """Words a decision. `prefix`: what is known of the caller's number; none after the call."""
    unheard = [*rows_of(document, "skipped"), *rows_of(document, "dropped")]
    return {
        "origin": _origin(part_of(document, "origin"), prefix, naming),
        "legs": [_leg(row, naming.language) for row in rows_of(document, "legs")],
        "skipped": [_skip(row, naming) for row in unheard],
        "decided": _decided(document, naming.language),
    }


def prefix_text(prefix: CallerPrefix) -> str:
    """Writes a prefix as people write numbers: 704-555, or 704-555-0 with the thousands digit.

    Its hyphens do not let the line break.
    """
    known = (prefix.npa, prefix.nxx) if prefix.block is None else prefix
    return "\u2011".join(str(part) for part in known)


def _origin(origin: Document, prefix: CallerPrefix | None, naming: Naming) -> str:
    precision = text_of(origin, "precision")
    if (prefix is None and precision in _OF_DIGITS) or (
        precision == "zip" and not text_of(origin, "zip")
    ):
        return say(naming.language, "origin_dropped")
    county, state = text_of(origin, "county"), text_of(origin, "state")
    place = _county(county, state, naming) if county else state
    digits = "" if prefix is None else prefix_text(prefix)
    if precision == "area_code" and prefix is not None:
        return _area(prefix.npa, naming)
    if precision == "zip" and not county:
        precision = "zip_only"
    text = say(
        naming.language,
        f"origin_{precision or 'none'}",
        zip=text_of(origin, "zip"),
        county=place,
        state=state,
        prefix=digits,
    )
    return text[0].upper() + text[1:]


def _area(area_code: int, naming: Naming) -> str:
    count = naming.places.counties_of_area_code(area_code)
    key = "origin_area_code" if count and count > 1 else "origin_area_code_alone"
    return say(naming.language, key, area=area_code, count=count)


def _county(fips: str, state: str, naming: Naming) -> str:
    name = naming.places.county(fips)
    if name is None:
        return say(naming.language, "county_code", fips=fips)
    return say(naming.language, "county_named", name=name, state=state)


def _decided(document: Document, language: str) -> str:
    at = text_of(document, "at")[:16].replace("T", " ")
    version = text_of(document, "map")[:8]
    return say(language, "map_at" if at else "map", version=version, at=at)


def _leg(row: Document, language: str) -> LegView:
    why = [name_of(language, "why", text_of(row, "reason"))]
    km = number_of(row, "km")
    if km is not None:
        why.append(say(language, "why_km", km=f"{km:.0f}" if km >= 10 else f"{km:.1f}"))
    if row.get("crosses_state") is True:
        why.append(say(language, "why_across"))
    ring_s = number_of(row, "ring_s")
    if ring_s is not None:
        why.append(say(language, "rings", seconds=round(ring_s)))
    name = text_of(row, "name")
    center = text_of(row, "center")
    return {"center": center, "name": name, "why": ", ".join(why), "state": "", "now": ""}


def _skip(row: Document, naming: Naming) -> SkipView:
    why = name_of(naming.language, "why", text_of(row, "reason"))
    return {"name": naming.center_name(text_of(row, "center")), "why": why}
