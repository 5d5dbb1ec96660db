"""Speech engines, run as commands of their own: none is imported, and none has to be there.

Known ones are piper, nanotts and espeak-ng. Any other command will do that takes
`--language CODE --pace FACTOR`, reads lines of JSON {"text", "out"} and writes each text as a WAV.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TypeAlias

from harborline.core.errors import UnusableInput

_ONE_S, _START_S = 60, 120
_WORDS_PER_MINUTE = 160


class Job(NamedTuple):
    """A text, and the WAV file that is to say it, in whatever rate the engine speaks."""

    text: str
    out: Path


class Manner(NamedTuple):
    """How to speak. `pace`: how many times as slow as usual. `voice`: the engine's name for one."""

    language: str
    pace: float
    voice: str | None


Speak: TypeAlias = Callable[[Sequence[Job], Manner], None]
"""Speaks every job. Raises UnusableInput."""


def engine_named(name: str | None) -> Speak:
    """Gives an engine; without a name the best of those that are there. Raises UnusableInput."""
    if name is None:
        return engine_named(next((known for known in _KNOWN if _command(known)), "espeak-ng"))
    if name in _KNOWN:
        if (command := _command(name)) is None:
            raise UnusableInput(f"There is no {name} here; {_ADVICE[name]}.")
        return lambda jobs, manner: _one_by_one(name, command, jobs, manner)
    found = shutil.which(name)
    if found is None:
        raise UnusableInput(
            f"No speech engine has that name; choose {', '.join(_KNOWN)} or a command that exists."
        )
    return lambda jobs, manner: _all_at_once([found], jobs, manner)


_KNOWN = ("nanotts", "espeak-ng", "piper")
_ADVICE = {
    "nanotts": "install it with pip install py-nanotts",
    "espeak-ng": "install it with apt-get install espeak-ng",
    "piper": "install it with pip install piper-tts in an environment of its own",
}
_VOICES = {
    "nanotts": {"en": "en-US", "es": "es-ES"},
    "espeak-ng": {"en": "en-us", "es": "es-419"},
}


def _command(name: str) -> list[str] | None:
    found = shutil.which(name)
    if found is not None:
        return [found]
    if name == "nanotts" and find_spec("py_nanotts") is not None:
        return [sys.executable, "-m", "py_nanotts"]
    return None


def _one_by_one(name: str, command: list[str], jobs: Sequence[Job], manner: Manner) -> None:
    voice = manner.voice or _VOICES.get(name, {}).get(manner.language)
    if voice is None:
        raise UnusableInput(f"Name a voice of {name} for {manner.language} with --voice.")
    pace = manner.pace
    for job in jobs:
        out = str(job.out)
        if name == "piper":
            given = [*command, "-m", voice, "-f", out, "--length-scale", f"{pace:.2f}"]
        elif name == "espeak-ng":
            speed = str(round(_WORDS_PER_MINUTE / pace))
            given = [*command, "-v", voice, "-s", speed, "-w", out, "--stdin"]
        elif len(command) > 1:
            given = [*command, "-v", voice, "--speed", f"{1 / pace:.2f}", "-o", out, job.text]
        else:
            given = [*command, "-v", voice, "--speed", f"{1 / pace:.2f}", "-o", out]
        _run(given, job.text, _ONE_S)


def _all_at_once(command: list[str], jobs: Sequence[Job], manner: Manner) -> None:
    given = [*command, "--language", manner.language, "--pace", f"{manner.pace:.2f}"]
    if manner.voice is not None:
        given += ["--voice", manner.voice]
    rows = [json.dumps({"text": job.text, "out": str(job.out)}) for job in jobs]
    _run(given, "\n".join(rows) + "\n", _START_S + _ONE_S * len(jobs))


def _run(command: list[str], given: str, most_s: float) -> None:
    try:
        done = subprocess.run(  # noqa: S603 -- the operator names the engine; no shell reads the text
            command, input=given, text=True, capture_output=True, timeout=most_s, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise UnusableInput("The speech engine could not be run, or did not end.") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise UnusableInput(f"The speech engine failed: {last[:200]}.")
