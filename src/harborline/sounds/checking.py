"""What is wrong with recordings, one sentence each: format, cut off, clipped, silent, too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from harborline.sounds.library import Library
from harborline.sounds.pieces import Piece
from harborline.sounds.signal import FULL_SCALE, loudness_of, read_sound, silences_s
from harborline.sounds.wanted import Wanted, World, wanted
from harborline.sounds.wav import RATE_HZ, shape_of

_CLIPPED_RUN = 4
_CLIPPED_FROM = 0.999 * FULL_SCALE
_QUIETEST_DBFS = -34.0
_LONGEST_SILENCE_S = 2.0
_SLOWEST_WORDS_PER_S, _FASTEST_WORDS_PER_S = 1.0, 6.5
_SPARE_S = 1.5


class Fault(NamedTuple):
    """`file` is missing where there is no recording. `grave`: a caller would notice."""

    sentence: str
    grave: bool = True


def check(library: Library, world: World, *, shipped: bool = True) -> Iterator[Fault]:
    """Looks at every recording that is wanted, and at every file that would not be used.

    `shipped`: listens to ours as well, whose sound our tests have looked at.
    """
    known: dict[Path, dict[str, Piece]] = {}
    lines = [line.id for line in world.lines]
    for one in wanted(world):
        yield from _missing(library, one)
        for line in (None, *lines) if one.line is None else (one.line,):
            folders = library.folders(one.language, line)
            for folder in folders:
                if folder is not None:
                    pieces = known.setdefault(folder, {})
                    pieces[one.piece.name] = one.piece
                    if one.piece.plain is not None and folder is folders.of_line:
                        pieces[one.piece.plain] = one.piece
    for folder, pieces in known.items():
        if not shipped and folder.is_relative_to(library.roots[1]):
            continue
        yield from _check_folder(folder, pieces, library.roots)


def _missing(library: Library, one: Wanted) -> Iterator[Fault]:
    if library.find(one.piece, one.language, one.line) is not None:
        return
    called = f"{one.language}/{one.piece.name}"
    if one.piece.owned:
        yield Fault(
            f"{called} has no recording, so it is said without the name: “{one.piece.text}”",
            grave=False,
        )
    else:
        yield Fault(f"{called} has no recording that can be played: “{one.piece.text}”")


def _check_folder(
    folder: Path, pieces: Mapping[str, Piece], roots: tuple[Path, Path]
) -> Iterator[Fault]:
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() != ".wav":
            continue
        root = next(root for root in roots if path.is_relative_to(root))
        called = path.relative_to(root).as_posix()
        piece = pieces.get(path.stem)
        if path.suffix != ".wav":
            yield Fault(f"{called} is not used: its name must end in .wav, in small letters.")
        elif piece is not None:
            for sentence in faults_of(path, piece.text):
                yield Fault(f"{called} {sentence}")
        elif "recorded" in path.relative_to(root).parts:
            yield Fault(
                f"{called} is not used: no prompt has this name; see harborline prompts list.",
                grave=False,
            )


def faults_of(path: Path, text: str) -> Iterator[str]:
    """Gives what is wrong with one file, as the rest of a sentence that begins with its name."""
    shape = shape_of(path)
    if shape is None:
        yield "cannot be read as a WAV file; record it again."
        return
    if not shape.whole:
        yield "is cut off: the file ends before its sound does; copy it again."
        return
    if (shape.channels, shape.sample_bytes, shape.rate_hz) != (1, 2, RATE_HZ):
        yield (
            f"has the wrong format ({shape.rate_hz} Hz, {shape.channels} channel(s), "
            f"{8 * shape.sample_bytes} bit); save it as 8000 Hz, mono, 16 bit."
        )
        return
    yield from _faults_of_sound(read_sound(path)[1], text)


def _faults_of_sound(samples: Sequence[float], text: str) -> Iterator[str]:
    loudness = loudness_of(samples)
    if loudness is None or loudness.level < _QUIETEST_DBFS:
        yield "is silent or nearly so; record it louder."
        return
    if _clips(samples):
        yield "is clipped: it was recorded too loud; record it with less gain."
    seconds = len(samples) / RATE_HZ
    words = len(text.split())
    if seconds > words / _SLOWEST_WORDS_PER_S + _SPARE_S:
        yield f"is too long: {seconds:.1f} s for {words} word(s); trim it or speak faster."
    if seconds < words / _FASTEST_WORDS_PER_S:
        yield f"is too short: {seconds:.1f} s for {words} word(s); something is missing in it."
    if (silence := silences_s(samples)) > _LONGEST_SILENCE_S:
        yield f"has {silence:.1f} s of silence in it; cut that."


def _clips(samples: Sequence[float]) -> bool:
    run = 0
    for sample in samples:
        run = run + 1 if abs(sample) >= _CLIPPED_FROM else 0
        if run >= _CLIPPED_RUN:
            return True
    return False
