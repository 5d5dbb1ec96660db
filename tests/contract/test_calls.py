"""Every call in tests/data/calls, on every adapter: text tables that a hotline worker can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract.adapters import with_rigs
from contract.rigs import Rig
from harborline.callflow.values import LineType
from small_world import paragraphs

CALLS = Path(__file__).parent.parent / "data" / "calls"
CENTERS = frozenset({"near", "next", "third", "west", "team", "second"})
MOST_S = 5 * 3600.0


def stories() -> list[dict[str, str]]:
    found = []
    for path in sorted(CALLS.glob("*.txt")):
        for block in paragraphs(path):
            pairs = [line.partition(":") for line in block]
            found.append({key.strip(): value.strip() for key, _, value in pairs})
    return found


def who_calls(story: dict[str, str]) -> tuple[str, LineType]:
    text, _, kind = story.get("from", "").partition(",")
    return text, LineType(kind.strip() or "unknown")


def keys_of(story: dict[str, str]) -> tuple[str, ...]:
    groups = (group.strip() for group in story.get("keys", "").split(","))
    return tuple("" if group == "silence" else group for group in groups)


@with_rigs()
@pytest.mark.parametrize("story", stories(), ids=lambda story: story["call"])
def test_call(story: dict[str, str], rig: Rig) -> None:
    lacking = [n for n in story.get("needs", "").split() if not getattr(rig.capabilities, n)]
    if lacking:
        pytest.skip(f"this adapter has no {lacking[0]}; test_lesser_ways.py says what it does")
    text, line_type = who_calls(story)
    told = getattr(rig, "tells_line_type", True) or story.get("line", "main") != "main"
    if line_type is LineType.LANDLINE and not told:
        pytest.skip("this adapter is not told of landlines; test_lesser_ways.py says what it does")
    call = rig.call(
        line=story.get("line", "main"),
        text_from=text,
        line_type=line_type,
        keys=keys_of(story),
        outcomes={center: story[center] for center in CENTERS & story.keys()},
        everyone=story.get("everyone", "answer"),
    )
    rig.wait(float(story.get("wait", MOST_S)))
    seen = rig.seen(call)
    heard = [prompt for prompt in seen.heard if is_told(prompt, rig.capabilities)]
    assert heard == [p for p in story["hears"].split() if is_told(p, rig.capabilities)]
    legs = ", ".join(f"{leg.center} {leg.outcome or 'live'}" for leg in seen.legs)
    assert legs == story["legs"]
    assert (seen.outcome or "still going on") == story["end"]
    if "languages" in story:
        assert list(seen.languages[: len(story["languages"].split())]) == story["languages"].split()
    if "person within" in story:
        assert seen.seconds_to_person is not None
        allowed_s = float(story["person within"].removesuffix(" s"))
        assert seen.seconds_to_person <= allowed_s + getattr(rig, "tolerance_s", 0.0)


def is_told(prompt: str, capabilities: object) -> bool:
    """Leaves out what is said between legs where keys are deaf while a leg rings."""
    deaf = not getattr(capabilities, "keys_while_ringing")  # noqa: B009 -- by name, as in `needs`
    return not (deaf and prompt in {"national_key", "still_trying"})
