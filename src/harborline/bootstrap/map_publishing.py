"""Makes a map the one in use: in this machine's folder, and for every machine that shares PostgreSQL."""

from __future__ import annotations

import os

from harborline.settings import Settings

LAGS_BEHIND = (
    "This machine serves another map than the one that was published for all machines; hours wait "
    "until it serves that one."
)


def publish(given: Settings, content: bytes, version: str, *, renews: str | None = None) -> str:
    """Publishes a map that was checked; gives the path of its file. Raises HarborlineError.

    The others are told first: if they cannot be, nothing changes anywhere. `renews`: the version in use
    that it renews; a roll-back still leads to where it led. A machine that lags behind renews nothing.
    """
    from harborline.stores.map_files import publish_map

    _tell_others(given, content, version, renews=renews)
    return publish_map(given.data, content, renews=renews is not None)


def roll_back(given: Settings) -> str:
    """Makes the map before the published one the one in use; gives its version. Raises HarborlineError."""
    from harborline.bootstrap.live_stores import database_url
    from harborline.core.golden import open_verified
    from harborline.stores.map_files import previous_path, roll_back_map

    path = previous_path(given.data)
    if not database_url() or not os.path.exists(path):
        return roll_back_map(given.data)
    version = open_verified(path).version
    with open(path, "rb") as file:
        content = file.read()
    publish(
        given, content, version
    )  # a voice process here may be quicker, and then nothing changes
    return version


def _tell_others(given: Settings, content: bytes, version: str, *, renews: str | None) -> None:
    from contextlib import closing

    from harborline.bootstrap.live_stores import database_url
    from harborline.core.errors import HarborlineError
    from harborline.stores.shared_map import MapCopier, open_shared_map

    url = database_url()
    if url:
        with closing(open_shared_map(given.data, url)) as shared:
            if renews is not None and shared.version() not in (None, renews):
                raise HarborlineError(LAGS_BEHIND)
            shared.put(version, content, renews=renews is not None)
            MapCopier(shared, given.data).note(version)
