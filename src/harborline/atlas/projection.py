"""Lays the nation flat: Albers' equal-area conic on a sphere, with insets for what lies far away.

The 50 states are drawn on the usual parallels; each inset has parallels of its own and a scale that fits
its box. Coordinates are those of the drawing: x to the right, y down, in units of its grid.
"""

from __future__ import annotations

from math import cos, pi, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0088


class Frame(NamedTuple):
    """One part of the drawing: its parallels and middle in degrees, its middle and scale on paper.

    `unit_km`: how many kilometres one unit of the drawing is.
    """

    south: float
    north: float
    lat: float
    lon: float
    x: float
    y: float
    unit_km: float


MAINLAND = Frame(29.5, 45.5, 37.5, -96.0, 505.0, 336.0, 4.75)
FRAMES = {
    "02": Frame(55.0, 65.0, 63.0, -154.0, 158.0, 582.0, 15.0),
    "15": Frame(8.0, 18.0, 20.55, -157.4, 330.0, 632.0, 5.0),
    "60": Frame(-15.0, -13.5, -14.25, -170.0, 905.0, 660.0, 3.2),
    "66": Frame(13.0, 14.0, 13.45, 144.8, 900.0, 588.0, 0.9),
    "69": Frame(14.0, 18.0, 15.2, 145.5, 965.0, 600.0, 3.2),
    "72": Frame(17.9, 18.5, 18.2, -66.5, 650.0, 630.0, 1.4),
    "78": Frame(17.7, 18.4, 18.03, -64.8, 765.0, 640.0, 1.4),
}
"""Frames by the first two digits of a county's code; every other county lies in the mainland's."""


def project(frame: Frame, lon: float, lat: float) -> tuple[float, float]:
    """Gives where a point in degrees lies in the drawing (Snyder, Map Projections, 1987, page 100)."""
    south, north, middle = radians(frame.south), radians(frame.north), radians(frame.lat)
    cone = (sin(south) + sin(north)) / 2
    fixed = cos(south) ** 2 + 2 * cone * sin(south)
    reach = sqrt(fixed - 2 * cone * sin(radians(lat))) / cone
    reach_middle = sqrt(fixed - 2 * cone * sin(middle)) / cone
    turn = cone * _between(radians(lon - frame.lon))
    scale = EARTH_RADIUS_KM / frame.unit_km
    x = reach * sin(turn)
    y = reach_middle - reach * cos(turn)
    return frame.x + scale * x, frame.y - scale * y


def _between(angle: float) -> float:
    """Gives the same direction from -pi to pi: the Aleutians lie on both sides of 180 degrees."""
    return (angle + pi) % (2 * pi) - pi
