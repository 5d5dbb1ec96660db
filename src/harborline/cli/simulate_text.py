"""What a simulation says, as text for a person: every rate with its 95 % interval and what it is of."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from harborline.app.simulating import Simulated, loads_by_id
from harborline.planning.network_sim import Field
from harborline.planning.network_summary import (
    Interval,
    by_uptake,
    differences,
    figures_of,
)

_SAID = {
    "in_area": "answered by a center that serves the place",
    "other_center": "answered by another center",
    "state_backup": "answered by a state backup",
    "national": "answered by the national team",
    "lost": "hung up before a person was there",
    "held": "came into the hold queue",
    "right_county": "routed by the county they are in",
}
_WAITS = {
    "mean_wait_s": "mean seconds to a person, of the answered",
    "p90_wait_s": "nine in ten of them within, seconds",
}
_BUSIEST = 10
_WIDTH = 44


def rendered(field: Field, simulated: Simulated) -> str:
    """Gives the whole answer."""
    figures, plan = figures_of(simulated.usual), simulated.plan
    offered = figures["offered"]
    lines = [
        f"{offered.mean:,.0f} calls offered in {simulated.scenario.demand.hours - simulated.scenario.warm_up_h} h,"
        f" mean of {plan.replications} replications (seed {plan.seed});"
        " nobody was dialed, and no caller is real",
        f"calls over the day: {simulated.scenario.demand.shape.label}",
    ]
    if not offered.mean:
        return "\n".join([*lines, "Nobody called, so there is nothing to tell."])
    lines += [
        "",
        "of calls offered, with the interval that holds the mean in 95 of 100 such simulations:",
        *(f"  {text:{_WIDTH}} {_share(figures[name])}" for name, text in _SAID.items()),
        *(f"  {text:{_WIDTH}} {_number(figures[name])}" for name, text in _WAITS.items()),
        "",
        "routed by the county they are in, by how many key their ZIP:",
        "  "
        + "  ".join(f"{uptake:.0%} {one.mean:.1%}" for uptake, one in by_uptake(simulated.usual)),
        *_busiest(field, simulated),
        *_bought(simulated),
    ]
    return "\n".join(lines)


def _busiest(field: Field, simulated: Simulated) -> Iterator[str]:
    listed = [(name, load) for name, load in loads_by_id(field, simulated.usual) if load.busy]
    listed.sort(key=lambda pair: (-(pair[1].busy or 0.0), pair[0]))
    if listed:
        yield ""
        yield "busiest seats: time that rings or talks / time open with a seat"
    for name, load in listed[:_BUSIEST]:
        yield f"  {name:{_WIDTH}} {load.busy:6.1%}, {load.talks:,.1f} talks"


def _bought(simulated: Simulated) -> Iterator[str]:
    for name, runs in simulated.changed.items():
        found = differences(runs, simulated.usual)
        yield ""
        yield f"{name} changes, in points of calls offered, on the same callers:"
        for figure, text in _SAID.items():
            if any(getattr(found[figure], end) for end in ("low", "high")):
                yield f"  {text:{_WIDTH}} {_points(found[figure])}"
        yield f"  {_WAITS['mean_wait_s']:{_WIDTH}} {_number(found['mean_wait_s'])}"


def _share(found: Interval) -> str:
    if isnan(found.low):
        return f"{found.mean:6.1%}"
    return f"{found.mean:6.1%}  ({found.low:.1%} to {found.high:.1%})"


def _points(found: Interval) -> str:
    mean, low, high = (100 * value for value in found)
    return f"{mean:+6.2f}" if isnan(low) else f"{mean:+6.2f}  ({low:+.2f} to {high:+.2f})"


def _number(found: Interval) -> str:
    if isnan(found.mean):
        return "  none"
    return (
        f"{found.mean:6.1f}"
        if isnan(found.low)
        else f"{found.mean:6.1f}  ({found.low:.1f} to {found.high:.1f})"
    )
