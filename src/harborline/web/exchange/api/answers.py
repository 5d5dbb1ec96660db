"""Answers of the API: JSON that says its own content by its tag, lines of JSON, and refusals in a sentence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

JSON = "application/json"
LINES = "application/x-ndjson"


class Refusal(Exception):
    """A question that cannot be answered. Permanent for this question; `status` is HTTP's."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        super().__init__(sentence)


def answer(request: HttpRequest, value: Any) -> HttpResponse:
    """Gives a value as JSON; 304 to who has the same content already. Searches are never kept."""
    content = encoded(value)
    if request.method == "POST":
        return HttpResponse(content, content_type=JSON)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    kept = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if tag in _tags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers=kept)
    return HttpResponse(content, content_type=JSON, headers=kept)


def answer_lines(values: Iterable[Any]) -> HttpResponseBase:
    """Gives values one a line, as they are made."""

    def lines() -> Iterator[bytes]:
        for value in values:
            yield encoded(value) + b"\n"

    return StreamingHttpResponse(lines(), content_type=LINES)


def refuse(status: int, sentence: str, **headers: str) -> HttpResponse:
    """Gives one sentence that says what to do."""
    content = encoded({"error": sentence})
    return HttpResponse(content, status=status, content_type=JSON, headers=headers)


def encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
