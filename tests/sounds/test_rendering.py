"""Engines are commands: what they are given, what becomes of what they speak, how they fail."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from harborline.core.errors import UnusableInput
from harborline.sounds.engines import Job, Manner, engine_named
from harborline.sounds.library import MANIFEST, digest_of_text, read_manifest
from harborline.sounds.pieces import Piece
from harborline.sounds.rendering import render
from harborline.sounds.signal import loudness_of, read_sound
from harborline.sounds.wav import shape_of

MANNER = Manner("en", 1.15, None)
PIECES = [
    Piece("danger", "Words."),
    Piece("digit-1", "1"),
    Piece("welcome.x", "Hello,", owned=True),
]

SPEAKER = """#!{python}
import json, math, sys, wave
from array import array
told = {{"argv": sys.argv[1:], "texts": []}}
for row in sys.stdin:
    job = json.loads(row)
    told["texts"].append(job["text"])
    tone = [int({loud} * math.sin(i / 9)) for i in range(22050)]
    with wave.open(job["out"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(array("h", [0] * 9000 + tone + [0] * 9000).tobytes())
json.dump(told, open({told!r}, "a"))
"""

# What each known engine is given on its command line stands here as a program that notes it.
NOTING = """#!{python}
import json, shutil, sys
words = sys.argv[1:]
out = words[words.index({option!r}) + 1]
json.dump([words, sys.stdin.read()], open({told!r}, "w"))
shutil.copy({sound!r}, out)
"""


def program(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def speaker(tmp_path: Path, loud: int = 9000) -> str:
    told = str(tmp_path / "told.json")
    return program(tmp_path / "speak", SPEAKER.format(python=sys.executable, told=told, loud=loud))


def quietly(_what: str, _done: int, _total: int) -> None:
    """Shows nothing."""


def test_what_is_spoken_becomes_fit_for_a_telephone(tmp_path: Path) -> None:
    shown: list[tuple[str, int, int]] = []
    folder = tmp_path / "out" / "en"
    speak = engine_named(speaker(tmp_path))
    count = render(PIECES, folder, speak, MANNER, lambda *step: shown.append(step))
    assert count == len(PIECES)
    assert shown == [("rendering en", 0, 3)]
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    assert told == {
        "argv": ["--language", "en", "--pace", "1.15"],
        "texts": ["Words.", "1", "Hello,"],
    }
    for piece in PIECES:
        path = folder / f"{piece.name}.wav"
        shape, loudness = shape_of(path), loudness_of(read_sound(path)[1])
        assert shape is not None
        assert shape.playable
        assert 1.0 < shape.seconds < 1.5
        assert loudness is not None
        assert loudness.level == pytest.approx(-19, abs=0.3)
    assert read_manifest(folder)["danger"] == digest_of_text("Words.")
    assert {path.name for path in folder.iterdir()} == {
        MANIFEST, "danger.wav", "digit-1.wav", "welcome.x.wav"
    }  # fmt: skip


def test_rendering_again_keeps_what_was_there(tmp_path: Path) -> None:
    folder, speak = tmp_path / "en", engine_named(speaker(tmp_path))
    render(PIECES[:1], folder, speak, MANNER, quietly)
    render(PIECES[1:], folder, speak, MANNER, quietly)
    assert set(read_manifest(folder)) == {"danger", "digit-1", "welcome.x"}


def test_an_engine_that_says_nothing_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="said nothing for danger"):
        render(PIECES, tmp_path / "en", engine_named(speaker(tmp_path, 0)), MANNER, quietly)
    assert list((tmp_path / "en").glob("*.wav")) == []


def test_an_engine_that_fails_is_told_in_its_last_words(tmp_path: Path) -> None:
    text = f"#!{sys.executable}\nimport sys\nsys.exit('no such voice')\n"
    speak = engine_named(program(tmp_path / "speak", text))
    with pytest.raises(UnusableInput, match="The speech engine failed: no such voice"):
        render(PIECES, tmp_path / "en", speak, MANNER, quietly)
    with pytest.raises(UnusableInput, match="could not be run"):
        engine_named(program(tmp_path / "none", "#!/no/such/program\n"))([], MANNER)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UnusableInput, match="cannot be written to"):
        render(PIECES, tmp_path / "file" / "en", engine_named(speaker(tmp_path)), MANNER, quietly)


@pytest.mark.parametrize("name", ["piper", "nanotts", "espeak-ng"])
def test_a_missing_engine_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnusableInput, match=f"There is no {name} here; install it with"):
        engine_named(name)
    with pytest.raises(UnusableInput, match="There is no espeak-ng here"):
        engine_named(None)
    with pytest.raises(UnusableInput, match="No speech engine has that name"):
        engine_named("shout")


@pytest.mark.parametrize(
    ("name", "option", "words"),
    [
        ("piper", "-f", ["-m", "v", "-f", "OUT", "--length-scale", "1.15"]),
        ("espeak-ng", "-w", ["-v", "v", "-s", "139", "-w", "OUT", "--stdin"]),
        ("nanotts", "-o", ["-v", "v", "--speed", "0.87", "-o", "OUT"]),
    ],
)
def test_a_known_engine_is_run_its_own_way(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    option: str,
    words: list[str],
) -> None:
    sound, told = tmp_path / "sound", tmp_path / "told"
    sound.write_bytes(b"RIFF")
    text = NOTING.format(python=sys.executable, option=option, told=str(told), sound=str(sound))
    program(tmp_path / name, text)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}")
    out = tmp_path / "x.wav"
    engine_named(name)([Job("Words.", out)], MANNER._replace(voice="v"))
    given, heard = json.loads(told.read_text(encoding="utf-8"))
    assert [str(out) if word == "OUT" else word for word in words] == given
    assert heard == "Words."


def test_an_engine_without_a_voice_for_a_language_asks_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "piper", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnusableInput, match="Name a voice of piper for en"):
        engine_named("piper")([], MANNER)
