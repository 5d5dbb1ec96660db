"""Asterisk as the guard needs it: a few requests on one connection, with the standard library alone.

Its own few lines instead of the voice process's client: what breaks the one must not break the other.
Bodies of requests hold what a URL must not; answers hold callers' numbers and are dropped unread but
for what a snapshot takes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from harborline.telephony.ari.guarding import (
    FALLBACK_CONTEXT,
    Action,
    EndBridge,
    EndLeg,
    SendOn,
    SetGlobal,
    Snapshot,
    read_snapshot,
)
from harborline.telephony.ari.names import playback_names

_WAIT_S = 1.0
_DONE = frozenset({200, 201, 202, 204})
_GONE = frozenset({404, 409, 412, 422})
"""The channel or bridge has ended or gone elsewhere meanwhile."""


class Unreachable(Exception):
    """Asterisk does not answer, or not as it should; trying again may help."""


class Refused(Unreachable):
    """Asterisk answers, but did not do this one thing."""


class Switch:
    """Asterisk's REST interface at `url`. Every method raises Unreachable."""

    def __init__(self, url: str, user: str, password: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._path = parts.path.rstrip("/")
        word = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {word}", "Content-Type": "application/json"}
        self._connection: HTTPConnection | None = None

    def snapshot(self) -> Snapshot:
        """Lists channels and bridges; bridges last, so that a pair that just met is seen to be one."""
        channels = self._ask("GET", "/channels")
        bridges = self._ask("GET", "/bridges")
        return read_snapshot(_rows(channels), _rows(bridges))

    def globals(self, names: Iterable[str]) -> dict[str, str]:
        """Gives what Asterisk has under these names; what it does not know is left out."""
        found = {}
        for name in names:
            answer = self._ask("GET", f"/asterisk/variable?variable={quote(name)}")
            if isinstance(answer, dict) and answer.get("value"):
                found[name] = str(answer["value"])
        return found

    def do(self, action: Action) -> bool:
        """Does one thing; tells whether there was still something to do."""
        match action:
            case SetGlobal(name, value):
                body = {"variable": name, "value": value}
                return self._ask("POST", "/asterisk/variable", body) is not None
            case SendOn(channel, slot):
                return self._send_on(channel, slot)
            case EndLeg(channel):
                return self._ask("DELETE", f"/channels/{quote(channel, safe='')}") is not None
            case EndBridge(bridge):
                return self._ask("DELETE", f"/bridges/{quote(bridge, safe='')}") is not None

    def _send_on(self, channel: str, slot: int) -> bool:
        """Sends a caller on, and stops what they hear: before that ends, they do not leave."""
        place = {"context": FALLBACK_CONTEXT, "extension": "s", "priority": 1}
        if self._ask("POST", f"/channels/{quote(channel, safe='')}/continue", place) is None:
            return False
        for playback in playback_names(slot, channel):
            self._ask("DELETE", f"/playbacks/{quote(playback, safe='')}")
        return True

    def close(self) -> None:
        """Drops the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        """Gives the answer's JSON, True for an empty one, None for what is not there any more."""
        content = None if body is None else json.dumps(body)
        try:
            status, text = self._send(method, path, content)
        except (OSError, HTTPException):
            self.close()
            try:  # a connection that was kept may have ended meanwhile: once more on a new one
                status, text = self._send(method, path, content)
            except (OSError, HTTPException):
                self.close()
                raise Unreachable from None  # what stands in it may be a caller's
        if status in _GONE:
            return None
        if status not in _DONE:
            raise Refused
        try:
            return json.loads(text) if text else True
        except ValueError:
            raise Unreachable from None

    def _send(self, method: str, path: str, content: str | None) -> tuple[int, bytes]:
        if self._connection is None:
            opened = HTTPSConnection if self._secure else HTTPConnection
            self._connection = opened(self._host, self._port, timeout=_WAIT_S)
        self._connection.request(method, self._path + path, content, self._headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def _rows(answer: object) -> list[Any]:
    return answer if isinstance(answer, list) else []
