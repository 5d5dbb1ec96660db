"""How this process says no: one plain sentence that says what to do, never the value it was given."""

from __future__ import annotations

from starlette.responses import JSONResponse


class Refusal(Exception):
    """Carries the HTTP status and one sentence; nothing of the request may be in it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def refusal_response(status: int, sentence: str) -> JSONResponse:
    """Gives the JSON form that every refusal has."""
    return JSONResponse({"error": sentence}, status)
