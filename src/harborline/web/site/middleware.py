"""What holds for every answer of the site."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from harborline.web.site.places import is_public, is_staffs

_SMALL = frozenset({"application/json", "application/x-www-form-urlencoded"})
_NUL_IN_BODIES = (b"\0", b"%00", b"\\u0000")
_DIGITS = 19
_PARTIAL = 206
_TEXTS = frozenset({"application/json", "application/ld+json", "application/xml", "image/svg+xml"})
_TOO_LARGE_SENTENCE = "The request is too large; send less at once."
_NUL_SENTENCE = "The request holds a character that no text has (NUL); send it without."

Answer = Callable[[HttpRequest], HttpResponseBase]


class NotTooLarge:
    """Refuses requests that are larger than anything we ask for, before a byte of them is kept on a disk.

    The public's forms are so small that nothing of them ever leaves the memory.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        public = is_public(request.path)
        largest = settings.LARGEST_PUBLIC_REQUEST if public else settings.LARGEST_REQUEST
        if _length(request) <= largest:
            return self._answer(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"error": _TOO_LARGE_SENTENCE}, status=413)
        raise RequestDataTooBig(_TOO_LARGE_SENTENCE)


def _length(request: HttpRequest) -> int:
    """Gives how many bytes a request announces; of one that announces none, none are read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    readable = said.isascii() and said.isdigit() and len(said) < _DIGITS
    return int(said) if readable else settings.LARGEST_REQUEST + 1


class NoTraces:
    """Lets no page be kept by a browser or a proxy on the way; our own static files may be.

    Where people come by https, browsers are told to come by nothing else: the proxy that speaks it asks
    us by http, for which Django would not say so.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        if settings.SECURE_HSTS_SECONDS:
            lasts = f"max-age={settings.SECURE_HSTS_SECONDS}"
            response.headers.setdefault("Strict-Transport-Security", lasts)
        return response


class CookiesOfStaffAlone:
    """Neither reads nor leaves a cookie outside the console, whatever a browser sends.

    So no page of the public's looks up a session, and none can differ by who was signed in.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_staffs(request.path):
            return self._answer(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = self._answer(request)
        response.cookies.clear()
        return response


class Compressed(GZipMiddleware):
    """Compresses texts of the public site and our own static files.

    Pages of the console hold secrets of a session beside what somebody typed, whose length could be read
    from outside once compressed. Pages of the public hold no such secret, for they know no session.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compresses what is whole, text, and the public's."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        is_text = kind.startswith("text/") or kind in _TEXTS
        if response.status_code == _PARTIAL or not is_text or not is_public(request.path):
            return response
        return super().process_response(request, response)


class NoNul:
    """Refuses requests with the character NUL, which no person types and PostgreSQL has no place for.

    Uploads are left to whoever reads them.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _has_nul(request):
            return self._answer(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"error": _NUL_SENTENCE}, status=400)
        raise BadRequest(_NUL_SENTENCE)


def _has_nul(request: HttpRequest) -> bool:
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    if any("\0" in value for value in request.COOKIES.values()):
        return True
    return request.content_type in _SMALL and any(nul in request.body for nul in _NUL_IN_BODIES)
