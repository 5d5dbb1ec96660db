"""Slots: each voice process holds one, and with it a name that nobody else has in Asterisk.

A slot is a number from 1; the lock on its file under `<data>/run` ends with the process, however
that ends. The file holds the number of the process and nothing else. There are twice as many slots as
voice processes, so that a new process can begin while an old one lets its calls finish.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from harborline.core.errors import HarborlineError


class Lock:
    """A file that one process holds; the system lets it go when that process ends."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def sign(self) -> None:
        """Writes into the file that this process holds it."""
        with suppress(OSError):  # a full disk must not keep a process from its slot
            os.truncate(self._handle, 0)
            os.pwrite(self._handle, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Lets it go."""
        os.close(self._handle)


def run_folder(data: str) -> Path:
    """Gives the folder of locks and beats."""
    return Path(data) / "run"


def lock_path(data: str, name: str) -> Path:
    """Gives the file that is locked under a name."""
    return run_folder(data) / f"{name}.lock"


def lock(data: str, name: str) -> Lock | None:
    """Takes a lock, None when another process holds it. Raises HarborlineError without a folder."""
    path = lock_path(data, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise HarborlineError(
            f"The folder {path.parent} cannot be written to ({fault.strerror}); set HARBORLINE_DATA "
            "to one that can."
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    held = Lock(handle)
    held.sign()
    return held


def holder(data: str, name: str) -> int | None:
    """Gives the process that holds a lock, None when nobody does."""
    try:
        with lock_path(data, name).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return int(file.read() or b"0") or None
    except (OSError, ValueError):
        pass
    return None


def is_taken(data: str, name: str) -> bool:
    """Tells whether a process holds a lock."""
    try:
        with lock_path(data, name).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def voice_name(slot: int) -> str:
    """Gives the name of a slot's lock and beats."""
    return f"voice-{slot}"


def most(voices: int) -> int:
    """Gives how many slots there are for so many voice processes."""
    return 2 * voices


class Slot:
    """A slot that this process holds until it ends."""

    def __init__(self, number: int, held: Lock) -> None:
        self.number = number
        self._held = held

    def release(self) -> None:
        """Lets another process have it."""
        self._held.release()


def take(data: str, voices: int = 1, wanted: int | None = None) -> Slot:
    """Takes the wanted slot, else the lowest free one. Raises HarborlineError when there is none."""
    for number in range(1, most(voices) + 1) if wanted is None else (wanted,):
        held = lock(data, voice_name(number))
        if held is not None:
            return Slot(number, held)
    if wanted is not None:
        raise HarborlineError(f"Voice process {wanted} runs already in this data folder.")
    raise HarborlineError(
        f"All {most(voices)} slots of voice processes are taken; wait until one has ended, or set "
        "HARBORLINE_VOICES."
    )


def free(data: str, voices: int) -> list[int]:
    """Gives the slots that no process holds, lowest first."""
    return [n for n in range(1, most(voices) + 1) if not is_taken(data, voice_name(n))]
