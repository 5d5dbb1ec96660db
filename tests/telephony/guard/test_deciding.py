"""Whom the guard touches, and whom it never does, over many states of a switch."""

from __future__ import annotations

from collections import Counter
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from harborline.telephony.ari.guarding import (
    Bridge,
    Channel,
    EndBridge,
    EndLeg,
    Health,
    Kind,
    SendOn,
    SetGlobal,
    Snapshot,
    decide,
    globals_due,
    read_snapshot,
)

SLOTS = (1, 2, 3)
HEALTHS = st.fixed_dictionaries({slot: st.sampled_from(list(Health)) for slot in SLOTS})


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Calls in every state: greeted, ringing, talking, left alone by either side."""
    ids = count(1)
    channels: list[Channel] = []
    bridges: list[Bridge] = []

    def add(kind: Kind, slot: int | None) -> str:
        name = f"hl-{slot}-c-{next(ids)}" if kind is Kind.LEG else f"17.{next(ids)}"
        channels.append(Channel(name, kind, slot))
        return name

    for slot in draw(st.lists(st.sampled_from(SLOTS), max_size=12)):
        what = draw(st.sampled_from(["waits", "rings", "talks", "caller", "leg", "nobody"]))
        if what in {"waits", "rings"}:
            add(Kind.CALLER, slot)
        if what == "rings":
            add(Kind.LEG, slot)
        if what in {"talks", "caller", "leg", "nobody"}:
            inside = [add(Kind.CALLER, slot)] if what in {"talks", "caller"} else []
            inside += [add(Kind.LEG, slot)] if what in {"talks", "leg"} else []
            bridges.append(Bridge(f"hl-{slot}-b{next(ids)}", slot, tuple(inside)))
    for _ in range(draw(st.integers(0, 3))):
        add(Kind.OTHER, None)
    return Snapshot(tuple(draw(st.permutations(channels))), tuple(draw(st.permutations(bridges))))


def touched(slots: dict[int, Health], seen: Snapshot) -> Counter[str]:
    """Counts how often each channel or bridge is named in what is due."""
    return Counter(
        action.bridge if isinstance(action, EndBridge) else action.channel
        for action in decide(slots, seen)
        if not isinstance(action, SetGlobal)
    )


@given(HEALTHS, snapshots())
def test_nothing_of_a_process_that_lives_is_touched(
    slots: dict[int, Health], seen: Snapshot
) -> None:
    named = touched(slots, seen)
    theirs: list[Channel | Bridge] = [*seen.channels, *seen.bridges]
    assert all(named[one.id] == 0 for one in theirs if slots.get(one.slot or 0) != Health.LOST)


@given(HEALTHS, snapshots())
def test_two_who_talk_are_never_touched(slots: dict[int, Health], seen: Snapshot) -> None:
    named = touched(slots, seen)
    for bridge in seen.bridges:
        if len(bridge.members) > 1:
            assert [named[one] for one in (bridge.id, *bridge.members)] == [0, 0, 0]


@given(HEALTHS, snapshots())
def test_every_caller_without_a_person_is_sent_on_once_and_first(
    slots: dict[int, Health], seen: Snapshot
) -> None:
    talking = {one for bridge in seen.bridges if len(bridge.members) > 1 for one in bridge.members}
    waiting = {
        channel.id
        for channel in seen.channels
        if channel.kind is Kind.CALLER and slots[channel.slot or 0] is Health.LOST
    } - talking
    due = decide(slots, seen)
    sent = [action.channel for action in due if isinstance(action, SendOn)]
    assert sorted(sent) == sorted(waiting)
    assert all(isinstance(action, SendOn) for action in due[: len(sent)])


@given(HEALTHS, snapshots())
def test_no_leg_of_a_lost_process_rings_on(slots: dict[int, Health], seen: Snapshot) -> None:
    talking = {one for bridge in seen.bridges if len(bridge.members) > 1 for one in bridge.members}
    alone = {
        channel.id
        for channel in seen.channels
        if channel.kind is Kind.LEG and slots[channel.slot or 0] is Health.LOST
    } - talking
    ended = [action.channel for action in decide(slots, seen) if isinstance(action, EndLeg)]
    assert sorted(ended) == sorted(alone)


@given(HEALTHS, snapshots())
def test_once_everything_due_is_done_nothing_is_due(
    slots: dict[int, Health], seen: Snapshot
) -> None:
    gone = set(touched(slots, seen))
    after = Snapshot(
        tuple(channel for channel in seen.channels if channel.id not in gone),
        tuple(
            bridge._replace(members=tuple(one for one in bridge.members if one not in gone))
            for bridge in seen.bridges
            if bridge.id not in gone
        ),
    )
    assert {type(action) for action in decide(slots, after)} <= {EndBridge}


def test_globals_are_set_where_asterisk_has_them_otherwise() -> None:
    slots = {1: Health.LIVING, 2: Health.LOST, 3: Health.DRAINING, 4: Health.UNSURE}
    wanted = {"HL_OFF_1": "0", "HL_OFF_2": "1", "HL_OFF_3": "1", "HL_BACKUP": "5550100"}
    due = globals_due(slots, "5550100", {})
    assert {one.name: one.value for one in due} == wanted
    assert globals_due(slots, "5550100", wanted) == ()
    assert globals_due(slots, "5550101", wanted) == (SetGlobal("HL_BACKUP", "5550101"),)


def test_without_a_backup_the_one_asterisk_has_is_left() -> None:
    assert globals_due({}, None, {"HL_BACKUP": "5550100"}) == ()


def test_a_snapshot_is_read_from_what_asterisk_lists() -> None:
    stasis = {"app_name": "Stasis", "app_data": "harborline-2,in,to=%2B1,from=x"}
    other_app = {"app_name": "Stasis", "app_data": "harborline-22x,in"}
    dialing = {"app_name": "Dial", "app_data": "PJSIP/x"}
    channels = [
        {"id": "17.1", "name": "PJSIP/trunk-1-1", "dialplan": stasis},
        {"id": "17.2", "name": "PJSIP/trunk-1-2", "dialplan": dialing},
        {"id": "17.3", "name": "PJSIP/trunk-1-3", "dialplan": other_app},
        {"id": "hl-2-ab-1-0", "name": "PJSIP/trunk-1-4", "dialplan": {}},
        {"id": "17.5", "name": "Announcer/ARI-1;2", "dialplan": {}},
        "nonsense",
    ]
    bridges = [
        {"id": "hl-2-ab", "channels": ["17.1", "17.5", "hl-2-ab-1-9"]},
        {"id": "foreign"},
        None,
    ]
    assert read_snapshot(channels, bridges) == Snapshot(
        (
            Channel("17.1", Kind.CALLER, 2),
            Channel("17.2", Kind.OTHER, None),
            Channel("17.3", Kind.OTHER, None),
            Channel("hl-2-ab-1-0", Kind.LEG, 2),
        ),
        (Bridge("hl-2-ab", 2, ("17.1", "hl-2-ab-1-9")), Bridge("foreign", None, ())),
    )


def test_a_leg_that_joined_after_the_channels_were_listed_is_company() -> None:
    seen = Snapshot(
        (Channel("17.1", Kind.CALLER, 1),), (Bridge("hl-1-ab", 1, ("17.1", "hl-1-ab-1-0")),)
    )
    assert decide({1: Health.LOST}, seen) == ()


def test_a_caller_beside_what_only_plays_is_alone() -> None:
    channels = [
        {"id": "17.1", "name": "P", "dialplan": {"app_name": "Stasis", "app_data": "harborline-1"}},
        {"id": "17.5", "name": "Announcer/ARI-1;2"},
    ]
    seen = read_snapshot(channels, [{"id": "hl-1-ab", "channels": ["17.1", "17.5"]}])
    assert decide({1: Health.LOST}, seen) == (SendOn("17.1", 1),)
