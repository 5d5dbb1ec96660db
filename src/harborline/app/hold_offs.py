"""Hold-offs: a center's wish not to get a caller again for an hour. In memory alone.

The edge makes a token of the number under a key that dies with the process; only the token comes in
here, and only when an advocate asked. There is no token of a withheld, foreign, toll-free or malformed
number, and nothing is ever written: `docs/privacy.md` names this as one of two exceptions.
"""

from __future__ import annotations

import hmac

from harborline.core.numbering import CallerPrefix, parse

LASTS_S = 3600.0


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
    """The hold-offs of the last hour. `at_s` is the clock's `seconds`."""

    def __init__(self) -> None:
        self._until: dict[tuple[CallerToken, str], float] = {}

    def remember(self, token: CallerToken, center: str, at_s: float) -> float:
        """Keeps the caller from the center, and tells until when."""
        until_s = at_s + LASTS_S
        self._until[token, center] = until_s
        return until_s

    def forget(self, token: CallerToken, center: str, until_s: float) -> None:
        """Ends a hold-off whose hour is over, unless it was asked for again meanwhile."""
        if self._until.get((token, center)) == until_s:
            del self._until[token, center]

    def centers(self, token: CallerToken | None, at_s: float) -> frozenset[str]:
        """Gives the centers that this caller skips; a timer that is late makes none last longer."""
        return frozenset(
            center
            for (known, center), until_s in self._until.items()
            if known == token and until_s > at_s
        )
