"""The index of names that this process searches: made of the atlas when it is first asked for."""

from __future__ import annotations

from threading import Lock

from harborline.atlas.city_search import CityIndex
from harborline.atlas.tables import Atlas

_making = Lock()
_made: dict[str, CityIndex] = {}


def names_of(atlas: Atlas) -> CityIndex:
    """Gives the index of an atlas; whoever asks first waits for it."""
    known = _made.get(atlas.source)
    if known is None:
        with _making:
            known = _made.get(atlas.source)
            if known is None:
                known = CityIndex(atlas)
                _made.clear()
                _made[atlas.source] = known
    return known
