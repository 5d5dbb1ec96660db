"""Great-circle distances by the million: the same tenths of a kilometre as `core.places`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harborline.core.places import EARTH_RADIUS_KM, distance_tenths

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_DOUBT = 1e-6
"""Tenths this close to a half are computed again by the one formula that the decision uses."""


def tenths(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Ints:
    """Gives distances in tenths of a kilometre; the arguments are degrees and broadcast."""
    import numpy as np

    lat_a, lon_a, lat_b, lon_b = np.broadcast_arrays(lat_a, lon_a, lat_b, lon_b)
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_lat = np.sin((phi_b - phi_a) / 2)
    half_lon = np.sin(np.radians(lon_b - lon_a) / 2)
    chord = half_lat**2 + np.cos(phi_a) * np.cos(phi_b) * half_lon**2
    exact = 20 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    rounded: Ints = np.rint(exact).astype(np.int64)
    doubtful = np.abs(exact - np.floor(exact) - 0.5) < _DOUBT
    for at in zip(*np.nonzero(doubtful), strict=True):
        rounded[at] = distance_tenths(lat_a[at], lon_a[at], lat_b[at], lon_b[at])
    return rounded


def on_sphere(lat: Floats, lon: Floats) -> Floats:
    """Gives points of the unit sphere (n, 3); straight lines between them order as arcs do."""
    import numpy as np

    phi, lam = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))


def chord_of(km: float) -> float:
    """Gives the straight line on the unit sphere that spans an arc of so many kilometres."""
    from math import sin

    return 2 * sin(km / EARTH_RADIUS_KM / 2)
