"""Hold-offs: a center's wish not to get a caller again for an hour. In memory alone.

The edge makes a token of the number under a key that dies with the process; only the token comes in
here, and only when an advocate asked. There is no token of a withheld, foreign, toll-free or malformed
number, and nothing is ever written: `docs/privacy.md` names this as one of two exceptions.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from harborline.core.numbering import CallerPrefix, parse

LASTS = timedelta(minutes=60)


class CallerToken(bytes):
    """Recognises a caller who calls again. Shows nothing of itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<CallerToken>"

    __str__ = __repr__


def token_of(key: bytes, caller_id: str) -> CallerToken | None:
    """Makes the token of a caller id, for the edge; `key` is 32 random bytes of this process."""
    digits = "".join(c for c in caller_id if c.isdigit())[-10:]
    if len(digits) < len("2025550100") or not isinstance(parse(caller_id), CallerPrefix):
        return None
    return CallerToken(hmac.digest(key, digits.encode("ascii"), "sha256"))


class HoldOffs:
    """The hold-offs of the last hour."""

    def __init__(self) -> None:
        self._until: dict[tuple[CallerToken, str], datetime] = {}

    def remember(self, token: CallerToken | None, center: str, at: datetime) -> None:
        """Keeps the caller from the center; without a token there is nothing to go by."""
        if token is not None:
            self._until[token, center] = at + LASTS

    def centers(self, token: CallerToken | None, at: datetime) -> frozenset[str]:
        """Gives the centers that this caller skips."""
        self.drop_old(at)
        return frozenset(center for known, center in self._until if known == token)

    def drop_old(self, at: datetime) -> None:
        """Forgets what is older than an hour; called by a timer too, so nothing lingers."""
        self._until = {pair: until for pair, until in self._until.items() if until > at}
