"""POST /v1/route: who serves this place. The same document as `harborline explain --json`.

Decided with nothing known of who is busy: nobody outside learns that a center is on a call.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from harborline.app.explain import explain_document
from harborline.voice.bodies import read_json
from harborline.voice.ports import VoiceServices
from harborline.voice.questions import PLACES, read_at, read_language, read_line, read_place
from harborline.voice.refusals import Refusal

FIELDS = (*PLACES, "at", "language", "line")


class RouteApi:
    """Answers programs; a POST, so that no place or prefix ever stands in a URL or a log."""

    def __init__(self, services: VoiceServices) -> None:
        self._services = services

    async def route(self, request: Request) -> Response:
        """Decides for one place, minute, line and language."""
        fields = await read_json(request, FIELDS)
        routing_map = self._services.current_map()
        line, place = read_line(fields, routing_map), read_place(fields)
        if place.county is not None and not routing_map.cell_of_county(place.county):
            raise Refusal(422, '"county" is no county code of any year that we know.')
        document = explain_document(
            routing_map,
            place,
            at=read_at(fields, self._services.now()),
            line=line.id,
            language=read_language(fields, line),
        )
        return JSONResponse(document)
