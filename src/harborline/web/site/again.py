"""Gives a page of the public again for two seconds, for there are days on which everybody asks at once.

Only what all get alike: a page by GET without a query, whose view sets no header of its own. What is kept is
the page, by its address, in the memory of this process; never who asked, and no search, which is a POST.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

MOST = 256
"""Pages that are kept at once; some 20 KB each."""
_ALIKE = frozenset({"public", "campaign"})
"""Namespaces of routes. Trainings have forms that are signed anew for each visitor, and private pages."""
_OK = 200
_RULES = ("_csp", "xframe")
"""What the marks begin with by which a view asks other middleware for other headers than every page has."""

Key = tuple[str, str]
"""Host and path; the language is in the path."""


class Kept(NamedTuple):
    """A page, and until when it is given, by a clock that only goes on."""

    until_s: float
    content: bytes


class PagesAgain:
    """Stands innermost, so that whatever holds for every answer holds for these too."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        if getattr(request, "may_be_given_again", False) and _is_plain(response):
            self._keep(_key(request), response.content)  # type: ignore[attr-defined]
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Gives the page of a moment ago, if there is one."""
        del view, args, kwargs
        if not settings.PAGES_LAST_S or not _is_alike_for_all(request):
            return None
        with self._lock:
            kept = self._kept.get(_key(request))
        if kept is not None and kept.until_s > monotonic():
            return HttpResponse(kept.content)
        request.may_be_given_again = True  # type: ignore[attr-defined]
        return None

    def _keep(self, key: Key, content: bytes) -> None:
        """Keeps a page, and lets go of those whose time is over: they are in the order of their end."""
        now = monotonic()
        with self._lock:
            self._kept[key] = Kept(now + settings.PAGES_LAST_S, content)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST or next(iter(self._kept.values())).until_s <= now:
                self._kept.popitem(last=False)


def _key(request: HttpRequest) -> Key:
    return request.get_host(), request.path


def _is_alike_for_all(request: HttpRequest) -> bool:
    found = request.resolver_match
    return (
        request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and found is not None
        and bool(_ALIKE.intersection(found.namespaces[:1]))
    )


def _is_plain(response: HttpResponseBase) -> bool:
    """Tells whether a view gave a page and said nothing else of it."""
    return (
        response.status_code == _OK
        and not response.streaming
        and set(response.headers) == {"Content-Type"}
        and response.headers["Content-Type"] == "text/html; charset=utf-8"
        and not any(name.startswith(_RULES) for name in vars(response))
    )
