"""Put the same question to the product and to the oracle, and say where the answers differ.

The product's side is the document that `explain --json` prints; the oracle's side is worked out
from the document that `network --json` prints and the origin that the first one names.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any, NamedTuple

import oracle
from harborline.app.explain import explain_document
from harborline.atlas.tables import CODES, Atlas
from harborline.core.numbering import CallerPrefix
from harborline.core.occupancy import Occupancy, Surge
from harborline.core.routing import Evidence
from harborline.core.routing_map import RoutingMap

LANGUAGES = ("en", "en", "es", "vi", "xx")
SHOWN = 5
Place = tuple[Evidence, str | None]  # what is known of the caller; the area whose shares it needs


class Question(NamedTuple):
    evidence: Evidence
    at: datetime
    language: str
    line: str
    now: oracle.Occupancy = oracle.QUIET
    area: str | None = None


class Sides(NamedTuple):
    """One network as each side has it."""

    document: dict[str, Any]
    oracle: oracle.Oracle
    map: RoutingMap
    atlas: Atlas


def sides(document: dict[str, Any], routing_map: RoutingMap, atlas: Atlas) -> Sides:
    return Sides(document, oracle.Oracle(document, shares_of(atlas)), routing_map, atlas)


def shares_of(atlas: Atlas) -> dict[str, dict[str, float]]:
    """Give people by county for every state, and each area's shares under the area's own key."""
    shares: dict[str, dict[str, float]] = {}
    for county in atlas.counties.values():
        shares.setdefault(county.state, {})[county.fips] = county.population
    for index, place in enumerate(atlas.places):
        if place.shares:
            shares[area_key(index)] = dict(place.shares)
    return shares


def area_key(index: int) -> str:
    return f"place {index}"


# -- asking --------------------------------------------------------------------------------------


def explained(both: Sides, question: Question) -> dict[str, Any]:
    """Give what `explain --json` prints, by way of JSON, as a reader of it would have it."""
    now = question.now
    document = explain_document(
        both.map,
        question.evidence,
        line=question.line,
        language=question.language,
        at=question.at,
        occupancy=Occupancy(
            live=dict(now.live),
            paused=now.paused,
            tripped=now.tripped,
            looping=now.looping,
            surge=Surge(mutual_aid=tuple(now.mutual_aid)) if now.mutual_aid else None,
            paused_destinations=frozenset(
                ids_of(both.map, party)[place - 1] for party, place in now.paused_phones
            ),
        ),
    )
    read: dict[str, Any] = json.loads(json.dumps(document))
    return read


def ids_of(routing_map: RoutingMap, party: str) -> list[str]:
    """Give the ids of a party's destinations; empty texts in a map that has none."""
    return [one.id for one in routing_map.all_destinations(routing_map.parties[party])]


def recomputed(both: Sides, question: Question, origin: dict[str, Any]) -> dict[str, Any]:
    return both.oracle.decide(
        origin, question.at, question.language, question.line, question.now, question.area
    )


def disagreement(both: Sides, question: Question) -> str | None:
    """Ask both sides; say where they differ."""
    ours = explained(both, question)
    theirs = recomputed(both, question, ours["origin"])
    parts = [part for part in theirs if ours[part] != theirs[part]]
    if not parts:
        return None
    told = "\n".join(f"  {p}: product {ours[p]}\n  {p}: oracle  {theirs[p]}" for p in parts)
    return f"{question}\n  origin: {ours['origin']}\n{told}"


def assert_agreed(both: Sides, questions: Iterable[Question]) -> None:
    asked = 0
    found = []
    for question in questions:
        asked += 1
        difference = disagreement(both, question)
        if difference:
            found.append(difference)
    shown = "\n".join(found[:SHOWN])
    assert not found, f"{len(found)} of {asked} decisions differ; the first:\n{shown}"
    assert asked


# -- what to ask about ---------------------------------------------------------------------------


def by_zip(code: str) -> Place:
    return Evidence(zip=code), None


def by_county(fips: str) -> Place:
    return Evidence(county=fips), None


def by_code(atlas: Atlas, index: int) -> Place:
    """Give a six-digit code of the atlas as evidence, and the area whose shares it needs."""
    prefix = CallerPrefix(npa=200 + index // 800, nxx=200 + index % 800, block=None)
    return Evidence(prefix=prefix), area_key(atlas.codes[index])


def codes_of_every_place(atlas: Atlas) -> list[int]:
    """Give one code for each place that some code has."""
    first: dict[int, int] = {}
    for index in range(CODES):
        first.setdefault(atlas.codes[index], index)
    return list(first.values())


def codes_of_every_area(atlas: Atlas) -> list[int]:
    """Give one code for each place that is an area code or a state."""
    codes = codes_of_every_place(atlas)
    return [index for index in codes if atlas.places[atlas.codes[index]].shares]


def everywhere(atlas: Atlas) -> list[Place]:
    """Give every ZIP, every county, every area code and state, and nothing at all."""
    return [
        *map(by_zip, sorted(atlas.zips)),
        *map(by_county, sorted(atlas.counties)),
        *(by_code(atlas, index) for index in codes_of_every_area(atlas)),
        (Evidence(), None),
    ]


def questions(
    both: Sides, places: Iterable[Place], times: Sequence[datetime], rng: Random
) -> Iterator[Question]:
    """Ask about each place once: times take turns, language and line by chance."""
    lines = [line["id"] for line in both.document["lines"]]
    for turn, (evidence, area) in enumerate(places):
        at, language = times[turn % len(times)], rng.choice(LANGUAGES)
        yield Question(evidence, at, language, rng.choice(lines), area=area)


def troubled(both: Sides, asked: Iterable[Question], rng: Random) -> Iterator[Question]:
    """Add calls, faults, pauses and surges among those that the caller would be sent to."""
    for question in asked:
        ours = explained(both, question)
        near = sorted({*ours["chain"], *(leg["center"] for leg in ours["legs"])})
        far = rng.sample(sorted(both.oracle.centers), 5)
        phones = [
            (name, place)
            for name in near
            for place, known in enumerate(ids_of(both.map, name), 1)
            if known and rng.random() < 0.3
        ]
        going_on = something_going_on(near, far, rng)
        yield question._replace(now=replace(going_on, paused_phones=frozenset(phones)))


def something_going_on(near: list[str], far: list[str], rng: Random) -> oracle.Occupancy:
    def some(part: float) -> frozenset[str]:
        return frozenset(name for name in near if rng.random() < part)

    return oracle.Occupancy(
        live={name: rng.randrange(7) for name in some(0.5)},
        tripped=some(0.2),
        looping=some(0.1),
        paused=some(0.1),
        mutual_aid=rng.sample([*near, *far], 6) if rng.random() < 0.5 else [],
    )
