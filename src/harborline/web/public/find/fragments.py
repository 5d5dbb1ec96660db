"""Parts of a page that are the same for everybody: rendered once for each language and number."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from harborline.web.public import frame
from harborline.web.public.frame import NationalLine
from harborline.web.public.words import PHONE_KEEPS

_KEPT = 64


def page(request: HttpRequest, template: str, about: dict[str, Any] | None = None) -> HttpResponse:
    """Renders a page of finding help, with the number to tap and what to know before calling."""
    line, language = frame.national_line(), get_language() or ""
    always = {"call": _call(line, language), "before": _before(language)}
    return frame.page(request, template, {**always, **(about or {})})


@lru_cache(maxsize=_KEPT)
def _call(line: NationalLine | None, _language: str) -> SafeString:
    return render_to_string("find/_call.html", {"line": line})


@lru_cache(maxsize=_KEPT)
def _before(_language: str) -> SafeString:
    return render_to_string("find/_before.html", {"phone_keeps": PHONE_KEEPS})
