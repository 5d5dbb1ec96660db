"""County codes of other vintages, each with the code of ours that it stands for.

Directories come with codes of many years. Where an area was cut anew, the code stands for the
county of ours that holds most of its people.
"""

from __future__ import annotations

COUNTY_ALIASES = {
    # Connecticut's planning regions took the place of its counties in 2022.
    "09110": "09003",  # Capitol: mostly Hartford County
    "09120": "09001",  # Greater Bridgeport: Fairfield County
    "09130": "09007",  # Lower Connecticut River Valley: Middlesex County
    "09140": "09009",  # Naugatuck Valley: mostly New Haven County
    "09150": "09015",  # Northeastern Connecticut: Windham County
    "09160": "09005",  # Northwest Hills: Litchfield County
    "09170": "09009",  # South Central Connecticut: New Haven County
    "09180": "09011",  # Southeastern Connecticut: New London County
    "09190": "09001",  # Western Connecticut: mostly Fairfield County
    # Alaska's boroughs and census areas.
    "02261": "02063",  # Valdez-Cordova, split in 2019: Chugach has most of its people
    "02270": "02158",  # Wade Hampton, renamed Kusilvak in 2015
    "02232": "02105",  # Skagway-Hoonah-Angoon, split in 2007
    "02231": "02105",  # Skagway-Yakutat-Angoon, split in 1992
    "02201": "02198",  # Prince of Wales-Outer Ketchikan, dissolved in 2008
    "02280": "02195",  # Wrangell-Petersburg, split in 2008: Petersburg has most of its people
    # Counties renamed or merged elsewhere.
    "46113": "46102",  # Shannon, renamed Oglala Lakota in 2015
    "12025": "12086",  # Dade, renamed Miami-Dade in 1997
    "51515": "51019",  # Bedford city, part of Bedford County since 2013
    "51560": "51005",  # Clifton Forge, part of Alleghany County since 2001
    "51780": "51083",  # South Boston, part of Halifax County since 1995
    "30113": "30031",  # Yellowstone National Park, part of Gallatin since 1997 (and of Park)
    "51123": "51800",  # Nansemond, part of Suffolk since 1974
    "29193": "29186",  # Ste. Genevieve, renumbered in 1979
}
