"""What happens when something of ours fails: one line for who runs the site, a warm page for who met it.

The line names the kind of the fault and its place in our code. Messages, paths, queries, forms and
addresses may hold somebody's words, so none of them is ever written.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import bad_request

from harborline.web.site.ports import SitePorts, site_ports

_HERE = Path(__file__).parents[2]
"""The folder of our own package."""
_OUR_FAULT = 500
_API = "/api/"
_UNREADABLE = "The request cannot be read, or its host name is not one of this site."
_FAILED = "Something failed here; it was not your request."
_BARE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Harborline</title>"
    "<h1>Something failed here</h1><p>It was not your doing. Please try again in a minute.</p>"
    "<p lang=es>Algo falló aquí. No fue culpa suya. Intente otra vez en un minuto.</p>"
)


class FaultLine(logging.StreamHandler):  # type: ignore[type-arg]  # it writes to standard error
    """Writes records without what they may repeat of a request.

    One with an exception becomes its kind and place. `requests`: the records tell of requests, of
    which faults of ours alone are written; other records are written as they are.
    """

    def __init__(self, *, requests: bool = False) -> None:
        super().__init__()
        self._requests = requests

    def filter(self, record: logging.LogRecord) -> bool:
        """Leaves out what a request merely asked wrongly."""
        if self._requests and getattr(record, "status_code", 0) < _OUR_FAULT:
            return False
        return bool(super().filter(record))

    def format(self, record: logging.LogRecord) -> str:
        """Gives the one line."""
        kind, _fault, trace = record.exc_info or (None, None, None)
        if kind is not None:
            return f"Something failed in the site: {kind.__name__} at {place(trace)}"
        if self._requests:
            return f"Something failed in the site: status {getattr(record, 'status_code', 0)}"
        return super().format(record)


def place(trace: TracebackType | None) -> str:
    """Gives file, line and function of the innermost of our own lines, else of the innermost at all."""
    frames = extract_tb(trace)
    for frame in reversed(frames):
        with suppress(ValueError):
            name = Path(frame.filename).relative_to(_HERE).as_posix()
            return f"{name}:{frame.lineno} {frame.name}"
    if not frames:
        return "an unknown line"
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name}"


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers what cannot be read, or came under a host name that is not ours."""
    if request.path.startswith(_API):
        return JsonResponse({"error": _UNREADABLE}, status=400)
    return bad_request(request, exception)


def sorry(request: HttpRequest) -> HttpResponse:
    """Answers whoever met a fault of ours; nothing of it needs the database, or a session."""
    if request.path.startswith(_API):
        return JsonResponse({"error": _FAILED}, status=_OUR_FAULT)
    try:
        wanted = getattr(request, "LANGUAGE_CODE", None)
        with translation.override(wanted or translation.get_language_from_request(request)):
            page: str = render_to_string("500.html", _where_to_turn(site_ports()))
    except Exception:  # noqa: BLE001 -- the last page there is must come, whatever is broken
        page = _BARE
    return HttpResponse(page, status=_OUR_FAULT)


def _where_to_turn(ports: SitePorts) -> dict[str, object]:
    """Gives what names the real hotline on a demo."""
    demo = False
    with suppress(Exception):
        demo = ports.is_demo()
    return {"demo": demo, "hotline": ports.hotline}
