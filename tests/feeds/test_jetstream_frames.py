"""What frames mean, in both shapes, and that no author's record can make more of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds_world import NOON_US, V2, record, rfc3339, v1, v2
from harborline.feeds.errors import CursorTooOld, FeedAway
from harborline.feeds.jetstream_frames import event_of
from harborline.planning.attention import Gap, Garbage, Gone, Post, Seen

SHAPES = pytest.mark.parametrize("frame", [v1, v2])
DID, KEY = "did:plc:abc", "3kx"


@SHAPES
def test_a_post_with_tags(frame: Any) -> None:
    made = record("MeToo", "#metoo", "other", language="es-MX") | {"tags": ["YoTambién"]}
    found = event_of(frame(NOON_US, DID, KEY, made))
    assert found == Post(NOON_US, DID, KEY, ("yotambién", "metoo", "other"), "es")


@SHAPES
def test_a_post_without_tags_is_time_that_passed(frame: Any) -> None:
    assert event_of(frame(NOON_US, DID, KEY, record(text="#metoo in words alone"))) == Seen(NOON_US)


@SHAPES
def test_deletions_and_edits(frame: Any) -> None:
    assert event_of(frame(NOON_US, DID, KEY, None)) == Gone(NOON_US, DID, KEY)
    edited = event_of(frame(NOON_US, DID, KEY, record(), "update"))
    assert edited == Post(NOON_US, DID, KEY, (), "en", edited=True)


@pytest.mark.parametrize(
    ("account", "event"),
    [
        ({"active": False, "status": "deleted"}, Gone(NOON_US, DID, None)),
        ({"active": False, "status": "takendown"}, Gone(NOON_US, DID, None)),
        ({"active": False, "status": "throttled"}, Seen(NOON_US)),
        ({"active": True}, Seen(NOON_US)),
    ],
)
def test_accounts_that_go(account: dict[str, Any], event: object) -> None:
    first = {"did": DID, "time_us": NOON_US, "kind": "account", "account": account}
    assert event_of(json.dumps(first)) == event
    payload = {"$type": f"{V2}#account", "did": DID, "time": rfc3339(NOON_US), "account": account}
    assert event_of(json.dumps({"$type": "message", "payload": payload})) == event


def test_other_kinds_and_collections_are_time_that_passed() -> None:
    like = {"operation": "create", "collection": "app.bsky.feed.like", "rkey": KEY, "record": {}}
    first = {"did": DID, "time_us": NOON_US, "kind": "commit", "commit": like}
    assert event_of(json.dumps(first)) == Seen(NOON_US)
    assert event_of(json.dumps(first | {"kind": "identity"})) == Seen(NOON_US)
    sync = {"$type": f"{V2}#sync", "did": DID, "time": rfc3339(NOON_US), "sync": {}}
    assert event_of(json.dumps({"$type": "message", "payload": sync})) == Seen(NOON_US)


def test_the_second_version_counts_by_the_time_that_cursors_mean() -> None:
    frame = json.loads(v2(NOON_US - 9_000_000, DID, KEY, record("a")))
    frame["payload"]["witnessedAt"] = rfc3339(NOON_US)
    found = event_of(json.dumps(frame))
    assert isinstance(found, Post)
    assert found.at_us == NOON_US


def test_notices_and_errors_of_the_second_version() -> None:
    info = {"$type": "message", "payload": {"$type": f"{V2}#info", "name": "OutdatedCursor"}}
    assert event_of(json.dumps(info)) == Gap()
    with pytest.raises(CursorTooOld):
        event_of('{"$type":"error","error":"CursorTooOld","message":"m"}')
    with pytest.raises(FeedAway, match="ended the stream"):
        event_of('{"$type":"error","error":"ConsumerTooSlow","message":"secret"}')


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "no json",
        "[]",
        "7",
        "null",
        '"text"',
        "{}",
        "[" * 100_000,
        '{"time_us":' + "9" * 5000 + "}",
        v1(NOON_US, DID, KEY, {}).replace(f"{NOON_US}", f'"{NOON_US}"'),
        v1(NOON_US, DID, KEY, {}).replace(f"{NOON_US}", "1.5"),
        v1(NOON_US, DID, KEY, {}).replace('"record": {}', '"record": []'),
        v1(NOON_US, DID, KEY, {}).replace(f'"{DID}"', "{}"),
        v2(NOON_US, DID, KEY, record("a")).replace(rfc3339(NOON_US), "yesterday"),
        v2(NOON_US, DID, KEY, record("a")).replace(rfc3339(NOON_US), "2026-11-23T12:00:00"),
        '{"$type":"message","payload":7}',
    ],
)
def test_garbage_is_garbage(frame: str) -> None:
    assert event_of(frame) == Garbage()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["facets", "features", "tags", "tag", "langs", "$type", "text"]), inner
        )
    ),
    max_leaves=12,
)


@given(ANYTHING, ANYTHING, ANYTHING)
def test_no_record_of_an_author_stops_the_reading(facets: Any, tags: Any, langs: Any) -> None:
    made = {"facets": facets, "tags": tags, "langs": langs}
    for frame in (v1, v2):
        found = event_of(frame(NOON_US, DID, KEY, made))
        assert isinstance(found, Post | Seen | Garbage)


@given(ANYTHING)
def test_no_frame_stops_the_reading(frame: Any) -> None:
    assert event_of(json.dumps(frame)) == Garbage()


def test_a_thousand_tags_are_not_read() -> None:
    found = event_of(v1(NOON_US, DID, KEY, {"tags": [f"t{one}" for one in range(10_000)]}))
    assert isinstance(found, Post)
    assert len(found.tags) == 100
