"""Names of places from the atlas, for pages that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harborline import bootstrap

if TYPE_CHECKING:
    from harborline.atlas.tables import Atlas


def warmed_names() -> AtlasNames:
    """Gives names that are being loaded beside whatever else is going on."""
    from threading import Thread

    names = AtlasNames()
    Thread(target=names.warm, daemon=True).start()
    return names


class AtlasNames:
    """Names of places from the atlas; none from one that cannot be used, for calls go on."""

    def __init__(self) -> None:
        from threading import Lock

        self._loading = Lock()
        self._loaded = False
        self._atlas: Atlas | None = None

    def _table(self) -> Atlas | None:
        with self._loading:
            if not self._loaded:
                self._atlas = self._load()
                self._loaded = True
        return self._atlas

    def _load(self) -> Atlas | None:
        import logging
        import sys

        from harborline.core.errors import HarborlineError

        try:
            return bootstrap.atlas()
        except HarborlineError as fault:
            sentence = str(fault)
        except Exception as fault:  # noqa: BLE001 -- a name is never worth a page
            if sys.is_finalizing():  # the process ends while its daemon thread still loads
                return None
            sentence = (
                f"The place tables cannot be read ({type(fault).__name__}); import them again."
            )
        logging.getLogger("harborline").error("%s Places have no names meanwhile.", sentence)
        return None

    def warm(self) -> None:
        """Loads the names beforehand, beside whatever else is going on."""
        self._table()

    def county(self, fips: str) -> str | None:
        """Gives a county's name without its state, None where it is not known."""
        table = self._table()
        row = None if table is None else table.counties.get(fips)
        return None if row is None else row.name

    def counties_of_area_code(self, area_code: int) -> int | None:
        """Gives how many counties an area code spans, None where it is not known."""
        table = self._table()
        if table is None:
            return None
        first = (area_code - 200) * 800
        places = {table.codes[index] for index in range(first, first + 800)}
        spans = [len(table.places[place].shares) for place in places if table.places[place].shares]
        return max(spans, default=None)
