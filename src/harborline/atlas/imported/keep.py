"""The one file in which imported tables are kept: a zip of text tables, replaced whole or not."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from harborline.atlas.imported.resolve import Tables
from harborline.atlas.tables import Place
from harborline.core.errors import UnusableAtlas
from harborline.core.places import Precision

FILE_NAME = "imported.zip"
FORMAT = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Kept(NamedTuple):
    """What a kept file holds. `files`: what it was read from, for people."""

    tables: Tables
    files: tuple[str, ...]


def keep(folder: Path, kept: Kept) -> Path:
    """Writes beside, syncs, and renames: whoever reads finds the old tables or the new ones.

    Raises UnusableAtlas when the folder cannot be written to; the old tables are still there then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as beside:
            new = Path(beside) / FILE_NAME
            _write(new, kept)
            target = new.replace(folder / FILE_NAME)
        _sync(folder)
    except OSError as error:
        raise UnusableAtlas(
            f"The imported tables cannot be written to {folder} ({error.strerror});"
            " those of before are in use."
        ) from error
    return target


def _write(path: Path, kept: Kept) -> None:
    with path.open("wb") as raw:
        with zipfile.ZipFile(raw, "w") as archive:
            for name, text in _texts(kept):
                member = zipfile.ZipInfo(name, _EPOCH)
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, text)
        raw.flush()
        os.fsync(raw.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_kept(folder: Path) -> Kept | None:
    """Gives what was kept, None where nothing was; raises UnusableAtlas when it is damaged."""
    path = folder / FILE_NAME
    if not path.exists():
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            about: dict[str, Any] = json.loads(archive.read("about.json"))
            if about["format"] != FORMAT:
                raise ValueError(f"format {about['format']}")
            places = tuple(_place(line) for line in _lines(archive, "places.tsv"))
            tables = Tables(
                places,
                _numbers(archive, "codes.tsv", len(places)),
                _numbers(archive, "blocks.tsv", len(places)),
            )
            return Kept(tables, tuple(about["files"]))
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError) as error:
        raise UnusableAtlas(
            f"The imported place tables {path} are unusable ({error});"
            " import them again, or remove the file."
        ) from error


def _texts(kept: Kept) -> list[tuple[str, str]]:
    about = {"format": FORMAT, "files": kept.files}
    places = (
        f"{p.precision}\t{p.state}\t{p.county}\t{p.lat}\t{p.lon}\t{p.name}"
        for p in kept.tables.places
    )
    return [
        ("about.json", json.dumps(about, indent=1) + "\n"),
        ("places.tsv", "".join(f"{line}\n" for line in places)),
        ("codes.tsv", _pairs(kept.tables.codes)),
        ("blocks.tsv", _pairs(kept.tables.blocks)),
    ]


def _pairs(numbers: dict[int, int]) -> str:
    return "".join(f"{digits}\t{place}\n" for digits, place in numbers.items())


def _lines(archive: zipfile.ZipFile, name: str) -> list[str]:
    return archive.read(name).decode("utf-8").split("\n")[:-1]


def _place(line: str) -> Place:
    precision, state, county, lat, lon, name = line.split("\t")
    return Place(Precision(precision), state, county, float(lat), float(lon), name)


def _numbers(archive: zipfile.ZipFile, name: str, most: int) -> dict[int, int]:
    flat = list(map(int, archive.read(name).split()))
    if flat and not 0 <= max(flat[1::2]) <= most:
        raise ValueError(f"{name} names a place that is not there")
    return dict(zip(flat[::2], flat[1::2], strict=True))
