"""What the frame of every public page shows beside the page itself."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from harborline.core.errors import UnusableMap
from harborline.web.public.numbers import digits_to_dial, number_in_words
from harborline.web.site.ports import site_ports


class NationalLine(NamedTuple):
    """The number to tap first. `dial`: as a telephone takes it, for a link."""

    name: str
    number: str
    dial: str


def national_line() -> NationalLine | None:
    """Gives the line that the map in use answers; in a demo the real hotline, for nobody answers there.

    None where there is no map, or its line has no number.
    """
    ports = site_ports()
    try:
        routing_map = ports.current_map()
    except UnusableMap:
        return None
    if routing_map.demo:
        return ports.hotline and NationalLine(*ports.hotline)
    line = routing_map.line(None)
    if line.number is None:
        return None
    return NationalLine(line.name, number_in_words(line.number), digits_to_dial(line.number))


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Renders a public page, which extends `public/base.html`."""
    return render(request, template, {"line": national_line(), **(context or {})}, status=status)
