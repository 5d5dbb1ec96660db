"""Counties and their equals as people name them, in the language in use."""

from __future__ import annotations

from django.utils.translation import pgettext

from harborline.atlas.tables import County

_NAMED_ALONE = frozenset({"AK", "AS", "DC", "GU", "MP", "VI"})
"""There a county's name says all: islands, boroughs of many kinds, a district."""

_FIRST_CITY = 500
"""Codes from here on are cities that are no part of a county."""


def county_in_words(county: County) -> str:
    """Names a county within a sentence: Mecklenburg County, Orleans Parish, the city of Richmond."""
    said = {"name": county.name.removesuffix(" city")}
    if county.state in _NAMED_ALONE or county.name.endswith("City"):
        return county.name
    if county.state == "LA":
        return pgettext("county", "%(name)s Parish") % said
    if county.state == "PR":
        return pgettext("county", "the municipality of %(name)s") % said
    if int(county.fips[2:]) >= _FIRST_CITY:
        return pgettext("county", "the city of %(name)s") % said
    return pgettext("county", "%(name)s County") % said
