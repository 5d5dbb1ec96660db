"""Codes to scan (QR), as pictures without a font, a script or another host."""

from __future__ import annotations

import io
from functools import lru_cache

import segno
from django.http import HttpResponse

_BORDER = 4
"""Modules of quiet around a code: readers need four."""


def picture(content: str) -> HttpResponse:
    """Draws a code in black on white, also at night: many readers know no other."""
    return HttpResponse(_drawn(content), content_type="image/svg+xml")


@lru_cache(maxsize=2000)
def _drawn(content: str) -> bytes:
    found = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        found, kind="svg", omitsize=True, border=_BORDER, light="#fff", xmldecl=False
    )
    return found.getvalue()
