"""A meter in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harborline.app.attention import Gauge

_STEPS = {3600: "hour", 86_400: "day", 604_800: "week"}


def sentence(gauge: Gauge) -> str:
    """Tells one meter: how much, of what, against what, whether it grows, since when."""
    reading = gauge.reading
    step = _STEPS[gauge.span_s]
    begun = f"{reading.starts_at:%Y-%m-%d}" + (
        f" {reading.starts_at:%H:%M}Z" if step == "hour" else ""
    )
    what = "our own calls" if gauge.source == "own" else f"{gauge.source}, {gauge.tag}"
    head = f"{what}, {step} of {begun}:"
    if reading.times_usual is None or reading.usual is None:
        return (
            f"{head} {reading.counted:,}; too little past to say what is usual ({reading.weeks} of at "
            "least 3 weeks)."
        )
    if reading.at_most:
        return f"{head} too few to be shown, at most x{reading.times_usual:.1f} of usual."
    about = "at least " if reading.at_least else ""
    usual = "too few to be shown" if reading.at_least else f"{reading.usual:,.0f}"
    unusual = (
        "nothing unusual"
        if reading.since is None
        else f"unusual since {reading.since:%Y-%m-%d %H:%M}Z"
    )
    return (
        f"{head} {about}x{reading.times_usual:.1f} of usual ({reading.counted:,}; usual {usual}, from "
        f"{reading.weeks} weeks), {reading.trend}, {unusual}."
    )
