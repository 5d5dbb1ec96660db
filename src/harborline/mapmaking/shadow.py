"""A shadow run: a week of invented callers decided on two maps, and whose first leg changes.

Half of the callers are placed by ZIP, drawn by its people; half by six digits, each in use alike, for
a code holds as many numbers wherever it lies. Nothing here comes from a call.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.numbering import CallerPrefix
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap

if TYPE_CHECKING:
    from harborline.atlas.tables import Atlas

HOURS = 168
CALLERS_AN_HOUR = 60
EXAMPLES = 20
_SEED = 656_4673
_OTHER_LANGUAGE = 10
"""One caller in so many chooses another language than the line's first."""


class Cause(StrEnum):
    """Why a caller's first leg changes; the first that applies is named."""

    LEFT = "left"
    JOINED = "joined"
    STOPPED = "stopped"
    RESUMED = "resumed"
    AREA = "area"
    ORDER = "order"


class Caller(NamedTuple):
    """An invented caller. `text`: a ZIP or six digits; `at`: aware, UTC."""

    text: str
    evidence: Evidence
    needs: Needs
    at: datetime


class Example(NamedTuple):
    """One caller whose first leg changes: from whom to whom, as ids, and why."""

    place: str
    state: str | None
    at: datetime
    line: str
    language: str
    before: str
    after: str
    cause: Cause


class Shadow(NamedTuple):
    """What a week would change. `causes`: most callers first. `examples`: the first few."""

    callers: int
    changed: int
    causes: tuple[tuple[Cause, int], ...]
    examples: tuple[Example, ...]

    @property
    def share(self) -> float:
        """The part of the callers whose first leg changes, 0 to 1."""
        return self.changed / self.callers if self.callers else 0.0


def shadow_run(
    before: RoutingMap,
    after: RoutingMap,
    atlas: Atlas,
    at: datetime,
    *,
    an_hour: int,
) -> Shadow:
    """Decides the week that begins at `at` (aware) on both maps; the same input gives the same."""
    causes: Counter[Cause] = Counter()
    examples: list[Example] = []
    count = 0
    for caller in callers(after, atlas, at, an_hour=an_hour):
        if caller.needs.line not in {line.id for line in before.lines}:
            continue
        count += 1
        old, new = _decided(before, caller), _decided(after, caller)
        if old.legs[0].center != new.legs[0].center:
            cause = cause_of(before, after, old, new)
            causes[cause] += 1
            if len(examples) < EXAMPLES:
                examples.append(_example(caller, old, new, cause))
    ordered = sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))
    return Shadow(count, causes.total(), tuple(ordered), tuple(examples))


def callers(
    routing_map: RoutingMap, atlas: Atlas, at: datetime, *, an_hour: int
) -> Iterator[Caller]:
    """Draws the callers of a week: `an_hour` in one minute of each of its hours."""
    rng = Random(_SEED)
    hour = at.replace(minute=0, second=0, microsecond=0)
    place = _places(routing_map, atlas, rng)
    for number in range(HOURS):
        minute = hour + timedelta(hours=number, minutes=rng.randrange(60))
        for one in range(an_hour):
            line = routing_map.lines[one % len(routing_map.lines)]
            other = rng.randrange(_OTHER_LANGUAGE) == 0
            language = line.languages[-1 if other else 0]
            yield Caller(*place(one), Needs(line.id, language), minute)


def cause_of(before: RoutingMap, after: RoutingMap, old: Decision, new: Decision) -> Cause:
    """Tells why two decisions of one caller begin with different legs."""
    was, now = old.legs[0].center, new.legs[0].center
    if was not in after.parties:
        return Cause.LEFT
    if now not in before.parties:
        return Cause.JOINED
    if was in {skip.center for skip in new.skipped}:
        return Cause.STOPPED
    if now in {skip.center for skip in old.skipped}:
        return Cause.RESUMED
    if any(_reason(old, name) != _reason(new, name) for name in (was, now)):
        return Cause.AREA
    return Cause.ORDER


def _reason(decision: Decision, name: str) -> str | None:
    chain = dict(zip(decision.chain, decision.chain_reasons, strict=True))
    return chain.get(name)


def _decided(routing_map: RoutingMap, caller: Caller) -> Decision:
    origin = locate(routing_map, caller.evidence)
    return decide(routing_map, origin, caller.needs, NOTHING_KNOWN, caller.at)


def _example(caller: Caller, old: Decision, new: Decision, cause: Cause) -> Example:
    return Example(
        caller.text,
        new.origin.state,
        caller.at,
        caller.needs.line or "",
        caller.needs.language,
        old.legs[0].center,
        new.legs[0].center,
        cause,
    )


def _places(
    routing_map: RoutingMap, atlas: Atlas, rng: Random
) -> Callable[[int], tuple[str, Evidence]]:
    """Gives what draws a place: by ZIP for an even number, else by six digits."""
    zips = sorted(atlas.zips)
    weights = [atlas.zips[text].population for text in zips]
    if not any(weights):  # an atlas without people: each ZIP counts alike
        weights = [1] * len(zips)
    drawn = iter(rng.choices(zips, weights, k=HOURS * 1000))
    codes = [index for index, cell in enumerate(routing_map.sections["codes"]) if cell]

    def place(number: int) -> tuple[str, Evidence]:
        if number % 2 == 0 or not codes:
            text = next(drawn)
            return text, Evidence(zip=text)
        npa, nxx = divmod(rng.choice(codes), 800)
        prefix = CallerPrefix(npa + 200, nxx + 200, None)
        return f"{npa + 200}{nxx + 200}", Evidence(prefix=prefix)

    return place
