"""What is asked: the standard's parameters, read from a URL or, for what must be in none, from a body."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException

from harborline.web.exchange.api.answers import Refusal

MOST_A_PAGE = 1000
USUAL_A_PAGE = 50
_LARGEST_BODY = 16 * 1024
_LONGEST_VALUE = 200
_LAST_PAGE = 1_000_000
_LOOKS_LIKE_A_ZIP = re.compile(r"(?<!\d)\d{5}(?!\d)")
_ZIP = re.compile(r"(\d{5})(?:-\d{4})?\Z", re.ASCII)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_FORMATS = ("json", "ndjson")
NEVER_IN_A_URL = ("postcode", "proximity")


class Question(NamedTuple):
    """What a list is asked for; all filters must hold. `postcode`: five digits, from a body alone."""

    search: str = ""
    page: int = 1
    per_page: int = USUAL_A_PAGE
    format: str = "json"
    taxonomy_term_id: str = ""
    taxonomy_id: str = ""
    organization_id: str = ""
    modified_after: datetime | None = None
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    top_only: bool = False
    parent_id: str = ""
    postcode: str = ""


TEXTS = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "parent_id")
FLAGS = ("minimal", "full", "full_service", "top_only")


def question_of(request: HttpRequest) -> Question:
    """Reads a question. Raises Refusal, which never repeats a value."""
    if request.method == "POST":
        return _question(_body(request))
    given: dict[str, Any] = {name: request.GET[name] for name in request.GET}
    for name in NEVER_IN_A_URL:
        if name in given:
            raise Refusal(400, "A place must not be in a URL; send the same question by POST.")
    if _LOOKS_LIKE_A_ZIP.search(str(given.get("search", ""))):
        raise Refusal(400, "A ZIP must not be in a URL; send it as “postcode” by POST.")
    return _question(given)


def _body(request: HttpRequest) -> Mapping[str, Any]:
    try:
        content = request.body
    except (RequestDataTooBig, RawPostDataException):
        raise Refusal(413, "The question is too large.") from None
    if not content:
        return {}
    if request.content_type != "application/json":
        raise Refusal(415, "Send the question as application/json.")
    if len(content) > _LARGEST_BODY:
        raise Refusal(413, "The question is too large.")
    try:
        given = json.loads(content)
    except (ValueError, RecursionError):
        raise Refusal(400, "The question is no JSON.") from None
    if not isinstance(given, dict):
        raise Refusal(400, "The question must be an object with the filters as its fields.")
    if "proximity" in given:
        raise Refusal(400, "Distances are not offered; a postcode finds who serves it.")
    return given


def _question(given: Mapping[str, Any]) -> Question:
    said: dict[str, Any] = {name: _text(given, name) for name in TEXTS}
    said |= {name: _flag(given, name) for name in FLAGS}
    form = _text(given, "format") or "json"
    if form not in _FORMATS:
        raise Refusal(400, "“format” is json or ndjson.")
    return Question(
        **said,
        format=form,
        page=_whole(given, "page", 1, _LAST_PAGE),
        per_page=_whole(given, "per_page", USUAL_A_PAGE, MOST_A_PAGE),
        modified_after=_moment(given, "modified_after"),
        postcode=_postcode(given),
    )


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST_VALUE:
        raise Refusal(400, f"“{name}” is a text of at most {_LONGEST_VALUE} characters.")
    return value.strip()


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _FLAGS:
        return _FLAGS[value.lower()]
    raise Refusal(400, f"“{name}” is true or false.")


def _whole(given: Mapping[str, Any], name: str, usual: int, most: int) -> int:
    value = given.get(name, usual)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,7}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise Refusal(400, f"“{name}” is a whole number from 1 to {most}.")
    return value


def _moment(given: Mapping[str, Any], name: str) -> datetime | None:
    said = _text(given, name)
    if not said:
        return None
    try:
        found = datetime.fromisoformat(said.replace(" ", "+") if "T" in said else said)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        raise Refusal(400, f"“{name}” is a moment such as 2026-11-01T00:00:00Z.") from None


def _postcode(given: Mapping[str, Any]) -> str:
    said = _text(given, "postcode")
    found = _ZIP.match(said)
    if said and not found:
        raise Refusal(400, "A postcode has five digits.")
    return found[1] if found else ""
