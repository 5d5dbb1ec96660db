"""What the canary scanner looks through, and under which keys."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from harborline.core.errors import UnusableInput
from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from harborline.stores.canary.scan import Report

_SECRETS = ("password", "token", "key", "account", "project")
_STANDARD_INPUT = "/dev/stdin"


def scan(
    seeds: str, keys: str | None, paths: Sequence[str], progress: Callable[[str, int, int], None]
) -> Report:
    """Looks for the seeds of a file in paths, by default in all that the installation writes.

    Raises UnusableInput.
    """
    from harborline.stores.canary.patterns import patterns_of
    from harborline.stores.canary.scan import Scan
    from harborline.stores.canary.seeds import read_seeds

    given = read_settings()
    known = read_seeds(_content("seeds", seeds))
    under = [*keys_of(given), *(_keys_in(_content("keys", keys)) if keys else ())]
    places = list(paths) or written_by(given)
    if not all(os.path.lexists(place) for place in places):
        raise UnusableInput("There is nothing under one of the paths; name what is to be scanned.")
    patterns = patterns_of(known, list(dict.fromkeys(under)))
    own = [name for name in (seeds, keys) if name]
    return Scan(patterns, progress, skipped=own).run(places)


def written_by(given: Settings) -> list[str]:
    """Gives everything that the installation writes, and the files that its settings name."""
    named = (given.data, given.map, os.environ.get("HARBORLINE_CONFIG"))
    places = [path for path in named if path and os.path.exists(path)]
    if not places:
        raise UnusableInput(f"There is no data folder at {given.data}; nothing was written yet.")
    return places


def keys_of(given: Settings) -> list[bytes]:
    """Gives every secret of the settings, as text and as what it may stand for."""
    secrets = [
        value
        for name, value in given._asdict().items()
        if name.endswith(_SECRETS) and isinstance(value, str)
    ]
    return [key for secret in secrets for key in _readings(secret)]


def _keys_in(content: bytes) -> list[bytes]:
    """One key a line, as text, hexadecimal digits or base64."""
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError:
        raise UnusableInput(
            "The keys file is not text; write one key a line, such as 32 bytes in hex."
        ) from None
    return [key for line in lines if line.strip() for key in _readings(line.strip())]


def _readings(text: str) -> list[bytes]:
    """A key in writing: its characters, and the bytes that they may spell."""
    found = [text.encode()]
    for read in (bytes.fromhex, _from_base64):
        try:
            found.append(read(text))
        except ValueError:
            continue
    return [key for key in found if key]


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        raise ValueError from None


def _content(what: str, path: str) -> bytes:
    try:
        with open(_STANDARD_INPUT if path == "-" else path, "rb") as file:
            return file.read()
    except OSError:
        raise UnusableInput(f"The {what} file cannot be read.") from None
