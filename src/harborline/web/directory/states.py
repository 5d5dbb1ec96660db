"""States and territories as people name them, in the language in use."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NAMES = {
    "AK": _("Alaska"),
    "AL": _("Alabama"),
    "AR": _("Arkansas"),
    "AS": _("American Samoa"),
    "AZ": _("Arizona"),
    "CA": _("California"),
    "CO": _("Colorado"),
    "CT": _("Connecticut"),
    "DC": _("District of Columbia"),
    "DE": _("Delaware"),
    "FL": _("Florida"),
    "GA": _("Georgia"),
    "GU": _("Guam"),
    "HI": _("Hawaii"),
    "IA": _("Iowa"),
    "ID": _("Idaho"),
    "IL": _("Illinois"),
    "IN": _("Indiana"),
    "KS": _("Kansas"),
    "KY": _("Kentucky"),
    "LA": _("Louisiana"),
    "MA": _("Massachusetts"),
    "MD": _("Maryland"),
    "ME": _("Maine"),
    "MI": _("Michigan"),
    "MN": _("Minnesota"),
    "MO": _("Missouri"),
    "MP": _("Northern Mariana Islands"),
    "MS": _("Mississippi"),
    "MT": _("Montana"),
    "NC": _("North Carolina"),
    "ND": _("North Dakota"),
    "NE": _("Nebraska"),
    "NH": _("New Hampshire"),
    "NJ": _("New Jersey"),
    "NM": _("New Mexico"),
    "NV": _("Nevada"),
    "NY": _("New York"),
    "OH": _("Ohio"),
    "OK": _("Oklahoma"),
    "OR": _("Oregon"),
    "PA": _("Pennsylvania"),
    "PR": _("Puerto Rico"),
    "RI": _("Rhode Island"),
    "SC": _("South Carolina"),
    "SD": _("South Dakota"),
    "TN": _("Tennessee"),
    "TX": _("Texas"),
    "UT": _("Utah"),
    "VA": _("Virginia"),
    "VI": _("US Virgin Islands"),
    "VT": _("Vermont"),
    "WA": _("Washington"),
    "WI": _("Wisconsin"),
    "WV": _("West Virginia"),
    "WY": _("Wyoming"),
}
"""By postal code."""


def state_in_words(code: str) -> str:
    """Gives the name of a state by its postal code; anything else as it is."""
    return str(NAMES.get(code, code))
