"""Something of ours breaks: the caller is told in their language, and the national backup rings."""

from __future__ import annotations

import pytest

from contract.adapters import with_rigs
from contract.rigs import Rig


def asked_for_zip(rig: Rig, language_key: str, fallback: str) -> str:
    """Gives a caller who is being asked for a ZIP in their language."""
    call = rig.call(keys=(language_key,), outcomes={"": fallback, "team": fallback})
    for _ in range(60):
        if "ask_zip" in rig.seen(call).heard:
            return call
        rig.wait(0.5)
    raise AssertionError("the ZIP was not asked for")


@with_rigs()
@pytest.mark.parametrize(("key", "language"), [("1", "en"), ("2", "es")])
def test_without_a_map_the_fallback_answers(rig: Rig, key: str, language: str) -> None:
    call = asked_for_zip(rig, key, "answer")
    rig.maps.broken = True
    rig.press(call, "11101")
    rig.wait(20)
    seen = rig.seen(call)
    assert seen.languages[seen.heard.index("trouble")] == language
    assert seen.bridges == 1


@with_rigs()
@pytest.mark.parametrize(("key", "language"), [("1", "en"), ("2", "es")])
def test_without_map_and_fallback_the_notice_is_said_twice(
    rig: Rig, key: str, language: str
) -> None:
    call = asked_for_zip(rig, key, "failed")
    rig.maps.broken = True
    rig.press(call, "11101")
    rig.wait(90)
    seen = rig.seen(call)
    assert seen.heard[-6:] == ("static_notice", "other_web", "other_text") * 2
    assert set(seen.languages[-6:]) == {language}
    assert seen.outcome == "turned_away"
