"""Reads what was posted, refusing early: size while reading, then type, then every field.

Refusals name the field and what it should be, never what was sent: it may be a caller's number.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from typing import NoReturn
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from harborline.voice.refusals import Refusal

MAX_BODY_BYTES = 16 * 1024
WITHIN_S = 10.0
"""How long a body may take to come."""
_TOO_LARGE = "A request body may have 16 KB at most; send only the fields that are documented."


class Fields:
    """The fields of one JSON object or form, each read once with its type and limits."""

    def __init__(self, values: dict[str, object], allowed: Collection[str]) -> None:
        if not set(values) <= set(allowed):
            names = ", ".join(sorted(allowed))
            raise Refusal(422, f"There is a field that is not known here; known are: {names}.")
        self._values = values

    def has(self, name: str) -> bool:
        """Tells whether the field was sent with anything but null."""
        return self._values.get(name) is not None

    def text(self, name: str, *, longest: int = 100) -> str | None:
        """Gives a string field, None where it is absent or null."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise Refusal(422, f'"{name}" must be a text in double quotes.')
        if len(value) > longest:
            raise Refusal(422, f'"{name}" may have {longest} characters at most.')
        return value

    def choice(self, name: str, options: Collection[str]) -> str | None:
        """Gives a string field that must be one of the options."""
        value = self.text(name)
        if value is not None and value not in options:
            raise Refusal(422, f'"{name}" must be one of: {", ".join(options)}.')
        return value

    def number(self, name: str, options: Collection[int]) -> int | None:
        """Gives a number field that must be one of the options."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value not in options:
            listed = ", ".join(str(option) for option in options)
            raise Refusal(422, f'"{name}" must be one of the numbers: {listed}.')
        return value


async def read_json(request: Request, allowed: Collection[str]) -> Fields:
    """Reads a JSON object whose keys are all allowed."""
    _require_type(request, "application/json")
    return Fields(_parse_object(await _read(request)), allowed)


async def read_form(request: Request, allowed: Collection[str]) -> Fields:
    """Reads a plain HTML form; an empty field counts as absent, as browsers send every field."""
    _require_type(request, "application/x-www-form-urlencoded")
    try:
        pairs = parse_qsl((await _read(request)).decode(), max_num_fields=50, errors="strict")
    except ValueError:  # not UTF-8, or too many fields
        raise Refusal(400, "The form could not be read; send it from our own page.") from None
    return Fields(dict(pairs), allowed)


def _require_type(request: Request, wanted: str) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != wanted:
        raise Refusal(415, f"Send the body as {wanted}.")


async def _read(request: Request) -> bytes:
    """Reads the body and stops at the first byte too many."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:10]) > MAX_BODY_BYTES:
        raise Refusal(413, _TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(WITHIN_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise Refusal(413, _TOO_LARGE)
    except TimeoutError:
        raise Refusal(408, "The body took too long to come; send the request again.") from None
    except ClientDisconnect:
        raise Refusal(400, "The request ended before its body did.") from None
    return bytes(body)


def _parse_object(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(
            body.decode(), object_pairs_hook=_pairs_once, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        raise Refusal(400, "The body is not a JSON text.") from None
    if not isinstance(value, dict):
        raise Refusal(422, "The body must be a JSON object, in curly braces.")
    return value


def _pairs_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Refusal(422, "A field is given twice; give each field once.")
    return values


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError
