"""`harborline prompts`: what it says, and that nothing wrong goes unsaid."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from commands import SENTENCE, Run

SPEAKER = f"""#!{sys.executable}
import json, sys, wave
from array import array
for row in sys.stdin:
    with wave.open(json.loads(row)["out"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(array("h", [8000, -8000] * 6000).tobytes())
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def speaker(tmp_path: Path) -> str:
    path = tmp_path / "speak"
    path.write_text(SPEAKER, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_fresh_installation_can_say_everything(run: Run, data: Path) -> None:
    told = run("prompts", "check")
    assert told.code == 0
    assert "every prompt has a recording that can be played" in told.out
    assert "note   … and" in told.out
    assert all(not row["grave"] for row in run("prompts", "check", "--json").json)


def test_a_broken_recording_is_told_and_costs_the_exit_code(run: Run, data: Path) -> None:
    folder = data / "prompts" / "recorded" / "es"
    folder.mkdir(parents=True)
    (folder / "danger.wav").write_bytes(b"hello")
    told = run("prompts", "check")
    assert told.code == 1
    assert "FAULT  recorded/es/danger.wav cannot be read as a WAV file" in told.out


def test_names_of_the_map_are_rendered_and_then_said(run: Run, data: Path, speaker: str) -> None:
    told = run("prompts", "render", "--names", "--language", "es", "--engine", speaker)
    assert told.code == 0
    assert "es: " in told.out
    rendered = data / "prompts" / "rendered" / "es"
    assert list(rendered.glob("welcome.*.wav"))
    assert not list(rendered.glob("danger.wav"))
    listed = run("prompts", "list", "--language", "es", "--json").json
    welcome = [row for row in listed if "/welcome." in row["id"]]
    assert welcome
    assert all(Path(row["file"]).parent == rendered for row in welcome)


def test_a_person_approves_and_a_change_undoes_it(run: Run, data: Path, speaker: str) -> None:
    before = run("prompts", "list", "--json").json
    assert not any(row["approved"] for row in before)
    assert run("prompts", "approve", "danger", "es/connecting", "--by", "Ana").code == 0
    approved = {row["id"] for row in run("prompts", "list", "--json").json if row["approved"]}
    assert approved == {"en/danger", "es/danger", "es/connecting"}
    told = run("prompts", "approve", "--all", "--by", "Ana")
    assert "recordings approved by Ana" in told.out
    there = [row for row in run("prompts", "list", "--json").json if row["file"]]
    assert all(row["approved"] for row in there)
    assert "approved" in run("prompts", "list").out
    out = str(data / "prompts" / "recorded")
    run("prompts", "render", "--language", "en", "--engine", speaker, "--out", out)
    after = run("prompts", "list", "--language", "en", "--json").json
    assert not any(row["approved"] for row in after)


@pytest.mark.parametrize(
    "words",
    [
        ("render", "--language", "xx"),
        ("render", "--language", "123"),
        ("render", "--pace", "fast"),
        ("render", "--pace", "nan"),
        ("render", "--pace", "9"),
        ("render", "--engine", "no-such-engine"),
        ("approve", "--by", "Ana"),
        ("approve", "danger", "--all", "--by", "Ana"),
        ("approve", "no-such-prompt", "--by", "Ana"),
        ("approve", "danger", "--by", " "),
        ("approve", "danger"),
        ("list", "--language", "!"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(run: Run, data: Path, words: tuple[str, ...]) -> None:
    told = run("prompts", *words)
    assert told.code == 2
    assert SENTENCE.fullmatch(told.err), told.err
    assert told.out == ""


def test_doctor_asks_for_approvals_outside_the_demo(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harborline.bootstrap.prompts import examine_prompts
    from harborline.core.routing_map import read_file
    from harborline.settings import read_settings
    from harborline.stores.map_files import demo_map_path

    routing_map = read_file(demo_map_path())
    assert [f.level for f in examine_prompts(read_settings(), routing_map)] == ["ok"]
    monkeypatch.setattr(routing_map, "demo", False)
    (asked,) = examine_prompts(read_settings(), routing_map)
    assert asked.level == "fault"
    assert "were not approved by a person" in asked.sentence
    run("prompts", "approve", "--all", "--by", "Ana")
    (well,) = examine_prompts(read_settings(), routing_map)
    assert well.sentence == "Every prompt has its recording, approved by a person."
    (data / "prompts" / "approved.json").write_text("[]", encoding="utf-8")
    assert "approved.json" in examine_prompts(read_settings(), routing_map)[0].sentence
