"""What a person approved stays approved as long as sound and text are the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harborline.core.directory import Line
from harborline.core.errors import UnusableInput
from harborline.sounds.approvals import FILE, Approvals, in_play
from harborline.sounds.library import Library
from harborline.sounds.wanted import World
from sounds.conftest import WriteTone

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LINE = Line("a", "Harbor line", "+18005550100", ("en",), ())
WORLD = World((LINE,))


def test_an_approval_is_of_this_sound_and_this_text(
    library: Library, prompts: Path, write_tone: WriteTone
) -> None:
    path = write_tone(prompts / "recorded" / "en" / "danger.wav")
    approvals = Approvals(prompts)
    approvals.add([(path, "Words.")], "Ana", AT)
    assert approvals.holds(path, "Words.")
    again = Approvals(prompts)
    assert again.holds(path, "Words.")
    assert not again.holds(path, "Other words.")
    write_tone(path, seconds=1.5)
    assert not Approvals(prompts).holds(path, "Words.")
    kept = json.loads((prompts / FILE).read_text(encoding="utf-8"))
    assert [(row["by"], row["at"]) for row in kept.values()] == [
        ("Ana", "2026-11-23T15:00:00+00:00")
    ]


def test_everything_a_line_says_is_in_play(
    library: Library, prompts: Path, write_tone: WriteTone
) -> None:
    own = write_tone(prompts / "recorded" / "a" / "en" / "danger.wav")
    listed = {one.id: one for one in in_play(library, Approvals(prompts), WORLD)}
    assert {"en/connecting", "a/en/danger", "a/en/welcome.harbor-line"} <= set(listed)
    assert listed["a/en/danger"].path == own
    assert listed["a/en/welcome.harbor-line"].path is None
    assert not any(one.wanted.language == "es" or one.approved for one in listed.values())
    spanish = LINE._replace(languages=("en", "es", "fr"))
    both = [one.id for one in in_play(library, Approvals(prompts), World((spanish,)))]
    assert len(both) == len(set(both))
    assert "es/danger" in both


@pytest.mark.parametrize("content", ["{", "[]", "\ud800"])
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(prompts: Path, content: str) -> None:
    prompts.mkdir()
    (prompts / FILE).write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(UnusableInput, match=r"approved\.json"):
        Approvals(prompts)


def test_a_folder_that_cannot_be_written_to_is_said_in_one_sentence(
    tmp_path: Path, write_tone: WriteTone
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    path = write_tone(tmp_path / "x.wav")
    with pytest.raises(UnusableInput):
        Approvals(tmp_path / "file" / "prompts").add([(path, "Words.")], "Ana", AT)
