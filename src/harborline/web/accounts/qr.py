"""A QR code as an SVG that stands in a page: nothing is fetched, and no style that the page forbids."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

_QUIET = 4
"""Light modules around it, as scanners want them."""
_PIXELS = 5
"""Of one module."""


def qr_code(text: str, title: str) -> SafeString:
    """Gives the picture of a text, dark on light in every color scheme. `title`: for who hears the page."""
    svg = segno.make(text, error="m", micro=False).svg_inline(
        scale=_PIXELS,
        border=_QUIET,
        dark="#000",
        light="#fff",
        title=title,
        svgclass="qr",
        unit="px",
    )
    return mark_safe(svg)  # noqa: S308 -- paths of the library's own; it escapes the title
