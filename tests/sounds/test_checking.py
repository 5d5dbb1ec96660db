"""What is wrong with recordings is found, and said in one sentence each."""

from __future__ import annotations

from pathlib import Path

import pytest

from harborline.callflow.prompts import Prompt, Say
from harborline.core.directory import Line
from harborline.sounds.checking import check, faults_of
from harborline.sounds.library import Library
from harborline.sounds.signal import read_sound, trimmed, write_sound
from harborline.sounds.wanted import World
from sounds.conftest import WriteTone, tone

TEXT = "You can call again at any time."
LINE = Line("a", "Harbor line", "+18005550100", ("en",), ())


def sentences(library: Library, world: World) -> list[str]:
    return [fault.sentence for fault in check(library, world) if fault.grave]


def test_what_we_ship_is_without_fault(library: Library) -> None:
    assert sentences(library, World()) == []


@pytest.mark.parametrize(
    ("seconds", "amplitude", "said"),
    [
        (2.0, 6000.0, None),
        (2.0, 100.0, "silent"),
        (2.0, 60_000.0, "clipped"),
        (30.0, 6000.0, "too long"),
        (0.3, 6000.0, "too short"),
    ],
)
def test_a_sound_is_looked_at(
    tmp_path: Path, write_tone: WriteTone, seconds: float, amplitude: float, said: str | None
) -> None:
    found = list(faults_of(write_tone(tmp_path / "x.wav", seconds, amplitude), TEXT))
    if said is None:
        assert found == []
    else:
        assert len(found) == 1
        assert said in found[0]


def test_a_long_silence_within_is_found(tmp_path: Path) -> None:
    write_sound(tmp_path / "x.wav", [*tone(1.0), *([0.0] * 20_000), *tone(1.0)])
    assert "silence in it" in " ".join(faults_of(tmp_path / "x.wav", TEXT))


@pytest.mark.parametrize("folder", ["recorded/en", "recorded/a/en"])
def test_a_file_that_is_no_recording_is_named(
    library: Library, prompts: Path, write_tone: WriteTone, folder: str
) -> None:
    cut = write_tone(prompts / folder / "danger.wav", 4.0)
    cut.write_bytes(cut.read_bytes()[:9000])
    (prompts / folder / "other_call.wav").write_bytes(b"hello")
    write_tone(prompts / folder / "trouble.WAV")
    found = " ".join(sentences(library, World((LINE,))))
    assert f"{folder}/danger.wav is cut off" in found
    assert f"{folder}/other_call.wav cannot be read" in found
    assert f"{folder}/trouble.WAV is not used" in found


def test_a_name_without_a_recording_is_a_note_and_no_fault(library: Library) -> None:
    notes = [one for one in check(library, World((LINE,), ("Harbor House",))) if not one.grave]
    assert any("en/welcome.harbor-line" in one.sentence for one in notes)
    assert sentences(library, World((LINE,), ("Harbor House",))) == []


def test_a_misspelled_name_is_noted(library: Library, prompts: Path, write_tone: WriteTone) -> None:
    write_tone(prompts / "recorded" / "en" / "dangre.wav")
    notes = [one.sentence for one in check(library, World((LINE,)))]
    assert any("dangre.wav is not used" in one for one in notes)


def test_a_missing_sentence_is_a_fault(prompts: Path, tmp_path: Path) -> None:
    found = sentences(Library(prompts, tmp_path / "empty"), World((LINE,)))
    assert any(one.startswith("en/danger has no recording") for one in found)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_whisper_is_spoken_within_five_seconds(library: Library, language: str) -> None:
    fills = (("center", "Harbor House"), ("language", "es"))
    parts = library.paths(Say(Prompt.ANSWERER_WHISPER, language, fills), "a")
    samples = [sample for path in parts for sample in read_sound(path)[1]]
    assert len(parts) == 3
    assert len(trimmed(samples, 0)) / 8000 <= 5
