"""What a Jetstream frame means, of the first and of the second version.

v1: `did`, `time_us`, `kind`, `commit` {`operation`, `collection`, `rkey`, `record`}. v2: an envelope `$type:
message` around a flat `payload` with `time`, and `witnessedAt` where the server has it; that is the time which
cursors mean. Both as bluesky-social/jetstream has them, README (v1) and lexicon
network.bsky.jetstream.subscribeEvents (v2), 2026-08. A record is what its author made it: nothing in it is
believed to be of any type. Of a record only `langs`, `tags` and tag facets are looked at, never `text`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from harborline.feeds.errors import CursorTooOld, FeedAway
from harborline.planning.attention import (
    SECOND_US,
    Event,
    Gap,
    Garbage,
    Gone,
    Post,
    Seen,
    language_key,
    tag_key,
)

POSTS = "app.bsky.feed.post"
MOST_TAGS = 100
"""A record with more is read no further: no honest post has them."""
_GARBAGE = Garbage()
_LEAVES = frozenset({"deleted", "takendown", "suspended", "deactivated"})
_TYPE = "network.bsky.jetstream.subscribeEvents#"
_TAG_FACET = "app.bsky.richtext.facet#tag"


def event_of(frame: str) -> Event:
    """Gives what a frame tells; Garbage for what cannot be read. Raises FeedAway where it ends the stream."""
    try:
        content = json.loads(frame)
        return _v2(content) if "$type" in content else _v1(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _GARBAGE


def _v1(content: dict[str, Any]) -> Event:
    at_us = content["time_us"]
    if type(at_us) is not int:
        return _GARBAGE
    kind = content["kind"]
    if kind == "commit":
        return _commit(at_us, content["did"], content["commit"])
    if kind == "account":
        return _account(at_us, content["did"], content["account"])
    return Seen(at_us)


def _v2(content: dict[str, Any]) -> Event:
    if content["$type"] == "error":
        if content.get("error") == "CursorTooOld":
            raise CursorTooOld("Jetstream no longer has what we would go on from.")
        raise FeedAway("Jetstream ended the stream with an error.")
    payload = content["payload"]
    kind = payload["$type"].removeprefix(_TYPE)
    if kind == "info":
        return Gap()  # the cursor was older or newer than what is there
    at_us = _microseconds(payload.get("witnessedAt") or payload["time"])
    if kind == "commit":
        return _commit(at_us, payload["did"], payload)
    if kind == "account":
        return _account(at_us, payload["did"], payload["account"])
    return Seen(at_us)


def _microseconds(text: str) -> int:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError
    return int(at.timestamp()) * SECOND_US + at.microsecond


def _commit(at_us: int, author: object, commit: dict[str, Any]) -> Event:
    if commit["collection"] != POSTS:
        return Seen(at_us)
    post, operation = commit["rkey"], commit["operation"]
    if not isinstance(author, str) or not isinstance(post, str):
        return _GARBAGE
    if operation == "delete":
        return Gone(at_us, author, post)
    if operation not in {"create", "update"}:
        return Seen(at_us)
    record = commit["record"]
    tags = _tags(record)
    if not tags and operation == "create":
        return Seen(at_us)
    said = record.get("langs")
    language = language_key(said[0] if isinstance(said, list) and said else None)
    return Post(at_us, author, post, tags, language, edited=operation == "update")


def _tags(record: dict[str, Any]) -> tuple[str, ...]:
    facets, outline = record.get("facets"), record.get("tags")
    if not facets and not outline:
        return ()
    found = list(outline[:MOST_TAGS]) if isinstance(outline, list) else []
    for facet in facets[:MOST_TAGS] if isinstance(facets, list) else ():
        features = facet.get("features") if isinstance(facet, dict) else None
        found += [
            feature.get("tag")
            for feature in (features[:MOST_TAGS] if isinstance(features, list) else ())
            if isinstance(feature, dict) and feature.get("$type") == _TAG_FACET
        ]
    return tuple({tag_key(tag): None for tag in found if isinstance(tag, str)})


def _account(at_us: int, author: object, account: dict[str, Any]) -> Event:
    gone = account.get("active") is False and account.get("status") in _LEAVES
    return Gone(at_us, author, None) if gone and isinstance(author, str) else Seen(at_us)
