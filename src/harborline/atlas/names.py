"""Names of cities in one form, and where the people of several ZIPs live."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from harborline.atlas.tables import Zip

SAME_WORDS = {
    "saint": "st",
    "ste": "sainte",
    "fort": "ft",
    "mount": "mt",
    "twp": "township",
    "spgs": "springs",
    "spg": "spring",
    "bch": "beach",
    "hts": "heights",
    "hls": "hills",
    "lk": "lake",
    "pt": "point",
    "ctr": "center",
    "jct": "junction",
    "hbr": "harbor",
    "is": "island",
    "isle": "island",
    "fls": "falls",
    "mls": "mills",
    "vly": "valley",
    "vlg": "village",
    "crk": "creek",
    "cty": "city",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
"""Words that mean the same in the name of a place; the right-hand form is compared."""

SPELLINGS = {
    "chtamstths": "stthomas",
    "internatlfalls": "internationalfalls",
    "whiteslphrsprings": "whitesulphursprings",
    "lakesidemarblhd": "lakesidemarblehead",
    "truthorcnsqncs": "truthorconsequences",
    "sanjnbautista": "sanjuanbautista",
    "philcmpbll": "philcampbell",
    "jemiison": "jemison",
    "northattleborough": "northattleboro",
}
"""Shortenings that follow no rule, each read by a person; all are unique in their state."""


def plain_city(name: str) -> str:
    """Gives a city's name in the one form in which names are compared."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    words = plain.replace(".", "").replace("'", "").replace("-", " ").split()
    joined = "".join(SAME_WORDS.get(word, word) for word in words)
    joined = joined.replace("cthse", "courthouse").replace("cths", "courthouse")
    return SPELLINGS.get(joined, joined)


def main_county(rows: Iterable[Zip]) -> str | None:
    """Gives the county in which most people of the ZIPs live; of equals the smallest code."""
    people: Counter[str] = Counter()
    for row in rows:
        if row.county:
            people[row.county] += row.population
    return min(people, key=lambda fips: (-people[fips], fips)) if people else None


def middle(rows: Sequence[Zip]) -> tuple[float, float]:
    """Gives the point around which the people of the ZIPs live (lat, lon).

    ZIPs without people count alike if none of them has any. West of the date line longitudes go
    on below -180, so that the middle of Alaska does not fall on Asia.
    """
    placed = [(row.lat, row.lon, row.population) for row in rows if row.lat and row.lon]
    if not any(people for _, _, people in placed):
        placed = [(lat, lon, 1) for lat, lon, _ in placed]
    west = any(lon < -100 for _, lon, _ in placed)
    total = sum(people for _, _, people in placed)
    lat = sum(lat * people for lat, _, people in placed) / total
    lon = sum((lon - 360 if west and lon > 0 else lon) * people for _, lon, people in placed)
    return round(lat, 4), round(lon / total, 4)
