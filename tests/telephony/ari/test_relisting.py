"""What a listing says of calls of ours, of strangers, and of a former process."""

from __future__ import annotations

from harborline.telephony.ari.relisting import Known, Listing, Pair, listing_of, look

LEG, OTHER_LEG = "hl-1-00af-2-1", "hl-1-00af-3-1"
BRIDGE = "hl-1-00af"
NOBODY = Known(frozenset(), frozenset())


def listing(
    *channels: str, held: tuple[str, ...] = (), bridges: dict[str, tuple[str, ...]] | None = None
) -> Listing:
    return Listing(dict.fromkeys(channels, "Up"), bridges or {}, frozenset(held))


def test_only_ids_and_states_are_kept() -> None:
    found = listing_of(
        [{"id": "a", "state": "Up", "caller": {"number": "12125550143"}}],
        [{"id": BRIDGE, "channels": ["a"]}],
        ["a"],
    )
    assert found == Listing({"a": "Up"}, {BRIDGE: ("a",)}, frozenset({"a"}))
    assert "2125550143" not in f"{found!r}{found.channels}{found.bridges}"
    assert repr(found) == "<Listing>"


def test_callers_and_legs_that_are_gone_are_told() -> None:
    before = Known(frozenset({"a", "b", "c"}), frozenset({LEG, OTHER_LEG}))
    found = look(1, listing("a", "b", LEG, held=("a", LEG)), before, before)
    assert found.lost_callers == ("b", "c")
    assert found.lost_legs == (OTHER_LEG,)
    assert {found.unserved, found.orphans, found.bridges} == {()}
    assert not found.pairs


def test_what_began_while_asterisk_was_asked_is_neither_lost_nor_strange() -> None:
    now = Known(frozenset({"a"}), frozenset({LEG}), frozenset({BRIDGE}))
    found = look(1, listing("a", held=("a",), bridges={BRIDGE: ()}), NOBODY, now)
    assert set(found) == {()}


def test_a_pair_that_talks_is_adopted() -> None:
    there = listing("a", LEG, held=("a", LEG), bridges={BRIDGE: ("a", LEG)})
    found = look(1, there, NOBODY, NOBODY)
    assert found.pairs == (Pair("00af", 2, "a", LEG),)
    assert found.unserved == found.orphans == found.bridges == ()


def test_who_is_alone_goes_to_the_backup_and_a_leg_alone_ends() -> None:
    bridges = {BRIDGE: ("a",), "hl-1-00b0": ("hl-1-00b0-1-1",), "hl-1-00b1": ()}
    there = listing("a", "b", LEG, "hl-1-00b0-1-1", held=("a", "b", LEG), bridges=bridges)
    found = look(1, there, NOBODY, NOBODY)
    assert found.unserved == ("a", "b")
    assert found.orphans == (LEG, "hl-1-00b0-1-1")
    assert found.bridges == (BRIDGE, "hl-1-00b0", "hl-1-00b1")
    assert found.pairs == ()


def test_other_slots_and_other_applications_are_left_alone() -> None:
    there = listing("a", "hl-2-00af-1-1", bridges={"hl-2-00af": ("a", "hl-2-00af-1-1"), "x": ()})
    assert set(look(1, there, NOBODY, NOBODY)) == {()}


def test_three_in_a_bridge_are_no_pair() -> None:
    there = listing("a", LEG, OTHER_LEG, held=("a",), bridges={BRIDGE: ("a", LEG, OTHER_LEG)})
    found = look(1, there, NOBODY, NOBODY)
    assert found.pairs == ()
    assert found.unserved == ("a",)
