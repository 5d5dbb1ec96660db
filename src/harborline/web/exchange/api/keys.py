"""Who asks the API, by a key in the Authorization header, and how often they may: kept in memory alone.

Every process counts for itself. What is counted is requests of a key; nothing of a request is kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from harborline.web.accounts.models import Key
from harborline.web.accounts.services.keys import key_of, scope_of
from harborline.web.exchange.api.answers import JSON, LINES, refuse

PLACE = "/api/hsds/"
_LONGEST_SECRET = 200
_SENTENCES = {
    400: "The request cannot be read; send it as the OpenAPI document says.",
    401: "Send your key as “Authorization: Bearer” and the key; the national operator gives keys.",
    403: "This key may not read the directory; ask the national operator for another.",
    404: "There is nothing here; /api/hsds/openapi.json lists the paths.",
    405: "This path is not asked in this way; /api/hsds/openapi.json lists the ways.",
    413: "The request is too large.",
    500: "The directory could not answer; try again in a minute.",
}


class Allowances:
    """How many requests each key has left: full at first, and filled again as time passes.

    `now_s`: a clock that only goes on.
    """

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def wait_s(self, key: str, per_minute: int) -> int:
        """Takes one request of a key; gives 0, or after how many seconds there is one again."""
        with self._lock:
            now_s = self._now_s()
            left, since_s = self._left.get(key, (float(per_minute), now_s))
            left = min(left + (now_s - since_s) * per_minute / 60, float(per_minute))
            taken = left >= 1
            self._left[key] = (left - 1 if taken else left, now_s)
            return 0 if taken else max(1, math.ceil((1 - left) * 60 / per_minute))


class ApiKeys:
    """Gives requests to the API the scope of their key, and says every refusal as JSON."""

    allowances = Allowances()

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PLACE):
            return self._answer(request)
        key = _key(request.headers.get("Authorization", ""))
        if key is not None:
            request.scope_held = scope_of(key)  # type: ignore[attr-defined]
            wait_s = self.allowances.wait_s(key.digest, key.per_minute)
            if wait_s:
                many = f"This key may ask {key.per_minute} times a minute; wait {wait_s} s."
                return refuse(429, many, **{"Retry-After": str(wait_s)})
        return _as_json(self._answer(request))


def _key(header: str) -> Key | None:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip() or len(secret) > _LONGEST_SECRET:
        return None
    return key_of(secret.strip())


def _as_json(response: HttpResponseBase) -> HttpResponseBase:
    """Puts a sentence in the place of a page for people, and keeps the headers that tell more."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if response.status_code < 400 or kind in {JSON, LINES}:
        return response
    status = response.status_code if response.status_code in _SENTENCES else 400
    told = {
        name: response.headers[name]
        for name in ("Allow", "WWW-Authenticate")
        if name in response.headers
    }
    return refuse(response.status_code, _SENTENCES[status], **told)
