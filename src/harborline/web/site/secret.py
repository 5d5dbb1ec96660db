"""The key that signs sessions and links and seals secrets: made once, in the data folder, ours alone.

To change it, move `secret-key` to `secret-key.former` and start anew: what the former one signed or sealed
is still taken, until that file is deleted.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def secret_key(data: Path) -> str:
    """Gives the key of this installation; where none was made yet, one for this process alone."""
    with suppress(OSError):
        return _path(data).read_text("ascii")
    return secrets.token_urlsafe(48)


def former_keys(data: Path) -> list[str]:
    """Gives the keys that were used before and are still taken, one a line, the newest first."""
    with suppress(OSError, UnicodeDecodeError):
        return _path(data).with_suffix(".former").read_text("ascii").split()
    return []


def make_secret_key(data: Path) -> None:
    """Makes the key when there is none; bootstrap does so before the site starts."""
    path = _path(data)
    if path.exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"secret-key.{os.getpid()}.part")
    part.touch(0o600)
    with part.open("w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(part, path)  # whoever comes second takes the first one's key
    part.unlink()


def _path(data: Path) -> Path:
    return data / "secret-key"
