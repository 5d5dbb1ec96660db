"""Chooses the golden decisions of a map: spread over places, lines, languages and minutes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from harborline.core.golden import Question, answer, decision_of, golden_section
from harborline.core.map_format import EPOCH_ORDINAL, pack
from harborline.core.routing_map import RoutingMap

COUNT = 200
_WEEK = 7 * 1440
_MINUTES = 2
_SEED = 656_4673


def sealed(sections: dict[str, bytes]) -> bytes:
    """Gives the finished file: the sections with the decisions that they give."""
    draft = RoutingMap(memoryview(pack(sections)))
    return pack({**sections, "golden": golden_section(draft, _questions(draft))})


class GoldenChange(NamedTuple):
    """A golden decision that differs: who is dialed before and after, by id, none = not asked there."""

    question: Question
    before: tuple[str, ...]
    after: tuple[str, ...]


class GoldenChanges(NamedTuple):
    """How many decisions were asked on both maps, and those that differ."""

    asked: int
    changes: tuple[GoldenChange, ...]


def golden_changes(before: RoutingMap, after: RoutingMap) -> GoldenChanges:
    """Asks both maps the golden questions of the newer, at a minute that both know day by day."""
    rows = json.loads(bytes(after.sections["golden"]))
    known = {line.id for line in before.lines}
    changes: list[GoldenChange] = []
    for *asked, _ in rows:
        question = _in_both(Question(*asked), before, after)
        if question.line not in known:
            changes.append(GoldenChange(question, (), _dialed(after, question)))
        elif answer(before, question) != answer(after, question):
            dialed = _dialed(before, question), _dialed(after, question)
            changes.append(GoldenChange(question, *dialed))
    return GoldenChanges(len(rows), tuple(changes))


def _in_both(question: Question, before: RoutingMap, after: RoutingMap) -> Question:
    """Moves a question by whole weeks to where both maps know holidays and shifts, if they do."""
    ends = min(one.first_day + one.days for one in (before, after)) - 1
    beyond = question.minute - (ends - EPOCH_ORDINAL) * 1440
    weeks = -(-max(0, beyond) // _WEEK)
    return question._replace(minute=question.minute - weeks * _WEEK)


def _dialed(routing_map: RoutingMap, question: Question) -> tuple[str, ...]:
    return tuple(leg.center for leg in decision_of(routing_map, question).legs)


def _questions(routing_map: RoutingMap) -> Iterator[Question]:
    """The same map is asked the same questions; few minutes, because a reader asks them anew."""
    rng = Random(_SEED)
    first = (routing_map.first_day - EPOCH_ORDINAL) * 1440
    minutes = [first + rng.randrange(routing_map.days * 1440) for _ in range(_MINUTES)]
    zips = [text for text, cell in enumerate(routing_map.sections["zips"]) if cell]
    codes = [index for index, cell in enumerate(routing_map.sections["codes"]) if cell]
    for number in range(COUNT):
        line = routing_map.lines[number % len(routing_map.lines)]
        minute = minutes[number * _MINUTES // COUNT]
        language = line.languages[number // 8 % len(line.languages)]
        yield Question(*_place(routing_map, rng, number, zips, codes), line.id, language, minute)


def _place(
    routing_map: RoutingMap, rng: Random, number: int, zips: list[int], codes: list[int]
) -> tuple[str, str]:
    if number % 4 == 0 and codes:
        npa, nxx = divmod(rng.choice(codes), 800)
        return "prefix", f"{npa + 200}{nxx + 200}"
    if number % 4 == 1:
        return "county", f"{rng.choice(routing_map.sections['county_fips']):05d}"
    return "zip", f"{rng.choice(zips):05d}"
