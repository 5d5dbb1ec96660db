"""Where recordings are looked for, and that a caller never hears a hole."""

from __future__ import annotations

import json
import os
import wave
from pathlib import Path

import pytest

from harborline.callflow.prompts import CATALOGUES, Prompt, Say
from harborline.sounds.library import MANIFEST, SHIPPED, Library, digest_of_text, open_library
from harborline.sounds.pieces import shipped_pieces
from sounds.conftest import WriteTone

DANGER = Say(Prompt.DANGER, "es")
WELCOME = Say(Prompt.WELCOME, "es", (("line", "Línea de ayuda"),))


def note(folder: Path, **texts: str) -> None:
    digests = {name: digest_of_text(text) for name, text in texts.items()}
    (folder / MANIFEST).write_text(json.dumps(digests), encoding="utf-8")


def test_without_a_data_folder_what_we_ship_is_played(tmp_path: Path) -> None:
    library = open_library(str(tmp_path / "nowhere"))
    assert library.paths(DANGER, "line") == (SHIPPED / "es" / "danger.wav",)
    assert 2 < library.seconds(DANGER, "line") < 10


def test_a_line_s_own_recording_comes_first_then_a_person_s_then_a_rendered_one(
    library: Library, prompts: Path, write_tone: WriteTone
) -> None:
    rendered = write_tone(prompts / "rendered" / "es" / "danger.wav")
    note(rendered.parent, danger=CATALOGUES["es"].texts[Prompt.DANGER])
    assert library.paths(DANGER, "a") == (rendered,)
    recorded = write_tone(prompts / "recorded" / "es" / "danger.wav")
    assert library.paths(DANGER, "a") == (recorded,)
    own = write_tone(prompts / "recorded" / "a" / "es" / "danger.wav", seconds=2.5)
    assert library.paths(DANGER, "a") == (own,)
    assert library.paths(DANGER, "b") == (recorded,)
    assert library.seconds(DANGER, "a") == pytest.approx(2.5)


def test_new_changed_and_removed_files_are_noticed(
    library: Library, prompts: Path, write_tone: WriteTone
) -> None:
    shipped = library.paths(DANGER, "a")
    recorded = write_tone(prompts / "recorded" / "es" / "danger.wav", seconds=1)
    assert library.seconds(DANGER, "a") == pytest.approx(1)
    write_tone(recorded, seconds=3)
    assert library.seconds(DANGER, "a") == pytest.approx(3)
    recorded.unlink()
    assert library.paths(DANGER, "a") == shipped


def test_what_was_found_is_believed_for_as_long_as_was_said(
    prompts: Path, write_tone: WriteTone, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_s = [100.0]
    monkeypatch.setattr("harborline.sounds.library.time.monotonic", lambda: at_s[0])
    library = Library(prompts, looks_every_s=1.0)
    assert library.paths(DANGER, "a") == (SHIPPED / "es" / "danger.wav",)
    recorded = write_tone(prompts / "recorded" / "es" / "danger.wav")
    at_s[0] += 0.9
    assert library.paths(DANGER, "a") == (SHIPPED / "es" / "danger.wav",)
    at_s[0] += 0.1
    assert library.paths(DANGER, "a") == (recorded,)


def test_a_rendered_sentence_whose_text_has_changed_is_not_played(
    library: Library, prompts: Path, write_tone: WriteTone
) -> None:
    rendered = write_tone(prompts / "rendered" / "es" / "danger.wav")
    note(rendered.parent, danger="Lo que se decía antes.")
    assert library.paths(DANGER, "a") == (SHIPPED / "es" / "danger.wav",)


@pytest.mark.parametrize("fault", ["empty", "words", "cut", "fast", "stereo"])
def test_a_recording_that_cannot_be_played_is_passed_over(
    library: Library, prompts: Path, write_tone: WriteTone, fault: str
) -> None:
    path = write_tone(prompts / "recorded" / "es" / "danger.wav")
    spoil(path, fault)
    assert library.paths(DANGER, "a") == (SHIPPED / "es" / "danger.wav",)


def spoil(path: Path, fault: str) -> None:
    content = path.read_bytes()
    if fault in {"fast", "stereo"}:
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2 if fault == "stereo" else 1)
            file.setsampwidth(2)
            file.setframerate(44_100 if fault == "fast" else 8000)
            file.writeframes(content[44:])
    else:
        path.write_bytes({"empty": b"", "words": b"hello", "cut": content[:5000]}[fault])


def test_a_name_without_a_recording_is_left_out(library: Library) -> None:
    assert library.paths(WELCOME, "a") == (SHIPPED / "es" / "welcome_discreet.wav",)
    fills = (("center", "Harbor House"), ("language", "pt"))
    played = library.paths(Say(Prompt.ANSWERER_WHISPER, "en", fills), "a")
    assert [path.stem for path in played] == [
        "answerer_whisper-1.your-center",
        "answerer_whisper-2.pt",
        "answerer_whisper-3",
    ]


def test_a_language_without_a_name_is_left_out_of_the_whisper(library: Library) -> None:
    fills = (("center", "Harbor House"), ("language", "pl"))
    played = library.paths(Say(Prompt.ANSWERER_WHISPER, "en", fills), "a")
    assert [path.stem for path in played] == [
        "answerer_whisper-1.your-center",
        "answerer_whisper-3",
    ]


def test_a_line_may_record_its_welcome_without_naming_the_file_after_itself(
    library: Library, prompts: Path, write_tone: WriteTone
) -> None:
    write_tone(prompts / "recorded" / "es" / "welcome.wav")
    assert library.paths(WELCOME, "a") == (SHIPPED / "es" / "welcome_discreet.wav",)
    own = write_tone(prompts / "recorded" / "a" / "es" / "welcome.wav")
    assert library.paths(WELCOME, "a") == (own,)


@pytest.mark.parametrize("line", ["", ".", "..", "../../..", "a/b", "a\0b", "x" * 5000])
def test_no_line_leads_out_of_the_folder(library: Library, line: str) -> None:
    assert library.paths(DANGER, line) == (SHIPPED / "es" / "danger.wav",)


def test_a_language_without_texts_is_heard_in_english(library: Library) -> None:
    assert library.paths(Say(Prompt.DANGER, "fr"), "a") == (SHIPPED / "en" / "danger.wav",)


def test_english_is_better_than_nothing(
    prompts: Path, tmp_path: Path, write_tone: WriteTone
) -> None:
    english = write_tone(tmp_path / "shipped" / "en" / "danger.wav")
    note(english.parent, danger=CATALOGUES["en"].texts[Prompt.DANGER])
    library = Library(prompts, tmp_path / "shipped")
    assert library.paths(DANGER, "a") == (english,)
    assert library.paths(Say(Prompt.CONNECTING, "es"), "a") == ()
    assert library.seconds(Say(Prompt.CONNECTING, "es"), "a") == 0


def test_a_say_that_lacks_its_fills_is_no_fault_of_the_call(library: Library) -> None:
    broken = Say(Prompt.ANSWERER_WHISPER, "en")
    assert (library.paths(broken, "a"), library.seconds(broken, "a")) == ((), 0)


def test_names_lead_back_to_their_files_and_nothing_else_does(
    library: Library, prompts: Path, write_tone: WriteTone
) -> None:
    own = write_tone(prompts / "recorded" / "a" / "es" / "danger.wav")
    assert library.names(DANGER, "a") == ("ours/recorded/a/es/danger.wav",)
    assert library.file("ours/recorded/a/es/danger.wav") == own
    assert library.file("shipped/es/danger.wav") == SHIPPED / "es" / "danger.wav"
    write_tone(prompts.parent / "secret.wav")
    for name in (
        *("", "ours", "ours/../secret.wav", "ours/recorded/../../secret.wav", "shipped/es"),
        *("else/es/danger.wav", "shipped/SOURCES.md", "ours//recorded/a/es/danger.wav"),
        *("shipped/es/\0.wav", "ours/..\\secret.wav", f"ours/{os.sep}etc/x.wav", "shipped/no.wav"),
    ):
        assert library.file(name) is None, name


def test_every_sentence_of_every_language_is_heard_from_the_package(library: Library) -> None:
    for language in CATALOGUES:
        for piece in shipped_pieces(language):
            found = library.find(piece, language)
            assert found is not None, (
                f"{language}/{piece.name} has no recording of “{piece.text}”; render it anew as "
                "docs/guides/prompts.md says"
            )


def test_there_is_a_hold_tone(library: Library) -> None:
    assert library.hold_tone() is not None
