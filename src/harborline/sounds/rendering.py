"""Renders recordings: an engine speaks, the sound is made fit for telephones, texts are noted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from harborline.callflow.prompts import Prompt
from harborline.core.errors import UnusableInput
from harborline.sounds.engines import Job, Manner, Speak
from harborline.sounds.library import MANIFEST, digest_of_text, read_manifest
from harborline.sounds.pieces import Piece
from harborline.sounds.signal import for_telephone, read_sound, write_sound

_BATCH = 20
_WHISPER, _WHISPER_PACE = Prompt.ANSWERER_WHISPER.value, 0.65
_TAILS_S = {".": 0.3, ",": 0.12, ":": 0.15}
_TAIL_S = 0.06

Progress = Callable[[str, int, int], None]


def render(
    pieces: Sequence[Piece], folder: Path, speak: Speak, manner: Manner, progress: Progress
) -> int:
    """Renders pieces of one language into a folder; gives how many. Raises UnusableInput.

    What was rendered before a failure stays and is noted.
    """
    texts = read_manifest(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = 0
        for batch, paced in _batches(pieces, manner):
            progress(f"rendering {manner.language}", done, len(pieces))
            _render_batch(batch, folder, speak, paced)
            texts.update((piece.name, digest_of_text(piece.text)) for piece in batch)
            _note(folder, texts)
            done += len(batch)
    except OSError as fault:
        raise UnusableInput(f"{folder} cannot be written to: {fault.strerror}.") from None
    return len(pieces)


def _batches(pieces: Sequence[Piece], manner: Manner) -> Iterator[tuple[Sequence[Piece], Manner]]:
    """Gives pieces of one pace together: a whisper must be over within five seconds."""
    brisk = manner._replace(pace=round(manner.pace * _WHISPER_PACE, 2))
    whispers = [piece for piece in pieces if piece.name.startswith(_WHISPER)]
    others = [piece for piece in pieces if piece not in whispers]
    for paced, same in ((manner, others), (brisk, whispers)):
        for begin in range(0, len(same), _BATCH):
            yield same[begin : begin + _BATCH], paced


def _render_batch(pieces: Sequence[Piece], folder: Path, speak: Speak, manner: Manner) -> None:
    with TemporaryDirectory() as spoken:
        jobs = [Job(piece.text, Path(spoken) / f"{i}.wav") for i, piece in enumerate(pieces)]
        speak(jobs, manner)
        for piece, job in zip(pieces, jobs, strict=True):
            rate_hz, samples = read_sound(job.out)
            ready = for_telephone(samples, rate_hz, _TAILS_S.get(piece.text[-1], _TAIL_S))
            if not ready:
                raise UnusableInput(f"The speech engine said nothing for {piece.name}.")
            new = folder / f"{piece.name}.new"
            write_sound(new, ready)
            new.replace(folder / f"{piece.name}.wav")


def _note(folder: Path, texts: dict[str, str]) -> None:
    new = folder / f"{MANIFEST}.new"
    new.write_text(json.dumps(texts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(folder / MANIFEST)
