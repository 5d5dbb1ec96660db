"""Finds the recordings of what is said: a line's own, a person's, rendered ones, those we ship.

A caller never hears a hole: where a recording is missing or cannot be played, the next folder's is
taken, then the same sentence without the name, then the sentence in English.
"""

from __future__ import annotations

import json
import math
import time
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, Protocol

from harborline.callflow.prompts import Prompt, Say, spoken_in
from harborline.sounds.pieces import Piece, lesser_of, pieces_of
from harborline.sounds.wav import Shape, shape_of

SHIPPED = Path(__file__).parent / "shipped"
MANIFEST = "texts.json"
_FALLBACK_LANGUAGE = "en"
_KINDS = ("ours", "shipped")
_UNSETTLED_NS = 100_000_000
_LOOKS_EVERY_S = 1.0


class Sounds(Protocol):
    """What plays prompts needs of recordings."""

    def paths(self, say: Say, line: str) -> tuple[Path, ...]:
        """Gives WAV files, 8 kHz mono 16 bit, to be played in this order; none = nothing can be
        played. Never raises.
        """

    def seconds(self, say: Say, line: str) -> float:
        """Gives how long they last together, 0 where nothing can be played. Never raises."""


class Folders(NamedTuple):
    """Where the recordings of a language lie, best first."""

    of_line: Path | None
    recorded: Path
    rendered: Path
    shipped: Path


class Library:
    """The recordings of an installation. New, changed and removed files are noticed by themselves.

    `looks_every_s`: for how long what was found is believed; a call asks for many sentences at once.
    """

    def __init__(
        self, prompts: Path, shipped: Path = SHIPPED, *, looks_every_s: float = 0.0
    ) -> None:
        self._prompts, self._shipped = prompts.absolute(), shipped.absolute()
        self._looks_every_s = looks_every_s
        self._shelves: dict[Path, _Shelf] = {}
        self._folders: dict[tuple[str, str | None], Folders] = {}

    @property
    def roots(self) -> tuple[Path, Path]:
        """Gives the folders under which every recording lies: this installation's, and ours."""
        return self._prompts, self._shipped

    def paths(self, say: Say, line: str) -> tuple[Path, ...]:
        try:
            return tuple(path for path, _ in self._found(say, line))
        except Exception:  # noqa: BLE001 -- a sound that fails must not fail the call
            return ()

    def seconds(self, say: Say, line: str) -> float:
        try:
            return sum(shape.seconds for _, shape in self._found(say, line))
        except Exception:  # noqa: BLE001 -- as above
            return 0.0

    def names(self, say: Say, line: str) -> tuple[str, ...]:
        """Gives the same recordings by names that `file` knows, for a page that fetches them."""
        return tuple(
            f"{kind}/{path.relative_to(root).as_posix()}"
            for path in self.paths(say, line)
            for kind, root in zip(_KINDS, self.roots, strict=True)
            if path.is_relative_to(root)
        )

    def file(self, name: str) -> Path | None:
        """Gives the recording of that name; None for anything else, whatever it leads to."""
        kind, _, rest = name.partition("/")
        parts = rest.split("/")
        if kind not in _KINDS or not rest.endswith(".wav") or not _are_plain(parts):
            return None
        path = self.roots[_KINDS.index(kind)].joinpath(*parts)
        return path if path.is_file() else None

    def folders(self, language: str, line: str | None = None) -> Folders:
        recorded = self._prompts / "recorded"
        named = line and line.isprintable() and not line.startswith(".") and "/" not in line
        return Folders(
            recorded / line / language if named and line else None,
            recorded / language,
            self._prompts / "rendered" / language,
            self._shipped / language,
        )

    def find(self, piece: Piece, language: str, line: str | None = None) -> Path | None:
        """Gives the recording of one piece, if there is one that can be played."""
        found = self._find(piece, self.folders(language, line))
        return None if found is None else found[0]

    def hold_tone(self) -> Path | None:
        """Gives the soft sound between the words to a caller on hold."""
        path = self._shipped / "hold_tone.wav"
        return path if path.exists() else None

    def _found(self, say: Say, line: str) -> tuple[tuple[Path, Shape], ...]:
        for one in _ways_to_say(say):
            folders = self._known_folders(spoken_in(one), line)
            found = [(piece, self._find(piece, folders)) for piece in pieces_of(one)]
            if all(file is not None or piece.dispensable for piece, file in found):
                return tuple(file for _, file in found if file is not None)
        return ()

    def _known_folders(self, language: str, line: str) -> Folders:
        """Gives `folders`, made once for each line of the map: paths are dear to make."""
        known = self._folders.get((language, line))
        if known is None:
            known = self._folders[language, line] = self.folders(language, line)
        return known

    def _find(self, piece: Piece, folders: Folders) -> tuple[Path, Shape] | None:
        for folder in folders:
            if folder is None:
                continue
            names = [piece.name]
            if piece.plain is not None and folder is folders.of_line:
                names.append(piece.plain)
            is_made = folder is folders.rendered or folder is folders.shipped
            text = piece.text if is_made else None
            for name in names:
                found = self._shelf(folder).get(name, text)
                if found is not None:
                    return found
        return None

    def _shelf(self, folder: Path) -> _Shelf:
        known = self._shelves.get(folder)
        if known is None:
            known = self._shelves[folder] = _Shelf(folder, self._looks_every_s)
        return known


class _Shelf:
    """One folder, read again when it has changed.

    A rendered file counts as long as its text is the one it was rendered from: an update that
    changes a sentence is not answered with the old one.
    """

    def __init__(self, folder: Path, looks_every_s: float) -> None:
        self._folder = folder
        self._looks_every_s = looks_every_s
        self._looked_s = -math.inf
        self._found: dict[tuple[str, str | None], tuple[Path, Shape] | None] = {}
        self._read_ns, self._changed_ns = 0, -1
        self._texts: dict[str, str] = {}
        self._shapes: dict[str, tuple[tuple[int, int], Shape | None]] = {}
        self._paths: dict[str, Path] = {}

    def get(self, name: str, text: str | None) -> tuple[Path, Shape] | None:
        at_s = time.monotonic()
        if at_s - self._looked_s >= self._looks_every_s:
            self._refresh()
            self._looked_s = at_s
            self._found.clear()
        asked = name, text
        if asked not in self._found:
            self._found[asked] = self._get(name, text)
        return self._found[asked]

    def _get(self, name: str, text: str | None) -> tuple[Path, Shape] | None:
        if name not in self._paths or (text is not None and not self._says(name, text)):
            return None
        path = self._paths[name]
        try:
            status = path.stat()
        except OSError:
            return None
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._shapes.get(name)
        if known is None or known[0] != stamp:
            known = self._shapes[name] = (stamp, shape_of(path))
        shape = known[1]
        return (path, shape) if shape is not None and shape.playable else None

    def _says(self, name: str, text: str) -> bool:
        return self._texts.get(name) == digest_of_text(text)

    def _refresh(self) -> None:
        try:
            changed_ns = self._folder.stat().st_mtime_ns
        except OSError:
            self._paths, self._changed_ns = {}, -1
            return
        settled = self._read_ns - changed_ns > _UNSETTLED_NS
        if changed_ns == self._changed_ns and settled:
            return
        self._read_ns, self._changed_ns = time.time_ns(), changed_ns
        self._paths = {path.stem: path for path in self._folder.glob("*.wav")}
        self._texts = read_manifest(self._folder)


def open_library(data: str) -> Library:
    """Opens the recordings under a data folder, which need not exist."""
    return Library(Path(data) / "prompts", looks_every_s=_LOOKS_EVERY_S)


def _are_plain(parts: list[str]) -> bool:
    return all(part.isprintable() and part.strip(". ") and "\\" not in part for part in parts)


def digest_of_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, str]:
    """Gives, by name, the digest of the text that each rendered file says."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in content.items()} if isinstance(content, dict) else {}


def _ways_to_say(say: Say) -> tuple[Say, ...]:
    """What is wanted, then the same with less in it, then both in the language everybody records."""
    ways = [say]
    while (lesser := lesser_of(ways[-1])) is not None:
        ways.append(lesser)
    if spoken_in(say) != _FALLBACK_LANGUAGE and say.prompt is not Prompt.LANGUAGE_KEY:
        ways += [way._replace(language=_FALLBACK_LANGUAGE) for way in ways]
    return tuple(ways)
