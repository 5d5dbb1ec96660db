"""Which recordings a person has listened to and approved: by digest of the sound and of its text.

A file or a text that changes afterwards is no longer approved.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from harborline.core.errors import UnusableInput
from harborline.sounds.library import Library, digest_of_text
from harborline.sounds.wanted import Wanted, World, wanted

FILE = "approved.json"


class InPlay(NamedTuple):
    """A recording as it is used: what it is for, its file, None where there is none."""

    wanted: Wanted
    path: Path | None
    approved: bool

    @property
    def id(self) -> str:
        """How it is called on the command line."""
        called = f"{self.wanted.language}/{self.wanted.piece.name}"
        return called if self.wanted.line is None else f"{self.wanted.line}/{called}"


class Approvals:
    """The approvals of one installation, in one file of its data folder."""

    def __init__(self, prompts: Path) -> None:
        self._file = prompts / FILE
        self._given = self._read()
        self._digests: dict[Path, str] = {}

    def holds(self, path: Path, text: str) -> bool:
        """Tells whether just this sound was approved for just this text."""
        return self._key(path, text) in self._given

    def add(self, approved: Iterable[tuple[Path, str]], by: str, at: datetime) -> None:
        """Notes that a person approved these recordings. Raises UnusableInput."""
        for path, text in approved:
            self._given[self._key(path, text)] = {
                "file": path.name,
                "text": text,
                "by": by,
                "at": at.isoformat(timespec="seconds"),
            }
        new = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(self._given, indent=1, ensure_ascii=False) + "\n", "utf-8")
            new.replace(self._file)
        except OSError as fault:
            raise UnusableInput(f"{self._file} cannot be written: {fault.strerror}.") from None

    def _key(self, path: Path, text: str) -> str:
        if path not in self._digests:
            self._digests[path] = sha256(path.read_bytes()).hexdigest()
        return f"{self._digests[path]}-{digest_of_text(text)[:16]}"

    def _read(self) -> dict[str, Mapping[str, str]]:
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise UnusableInput(
                f"{self._file} cannot be read; put it back, or delete it and approve again."
            ) from None
        if not isinstance(content, dict):
            raise UnusableInput(f"{self._file} holds something else than approvals; delete it.")
        return content


def in_play(library: Library, approvals: Approvals, world: World) -> Iterator[InPlay]:
    """Gives every recording that callers and answerers may hear, each once for each line's own.

    A line's own recording of what is alike elsewhere counts for that line.
    """
    lines = [line.id for line in world.lines]
    for one in wanted(world):
        common = library.find(one.piece, one.language, one.line)
        yield _looked_at(one, common, approvals)
        for line in lines if one.line is None else ():
            own = library.find(one.piece, one.language, line)
            if own is not None and own != common:
                yield _looked_at(one._replace(line=line), own, approvals)


def _looked_at(one: Wanted, path: Path | None, approvals: Approvals) -> InPlay:
    approved = path is not None and approvals.holds(path, one.piece.text)
    return InPlay(one, path, approved)
