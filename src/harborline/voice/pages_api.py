"""The dial pad as pages: the live one, and its twin for browsers without scripts."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from harborline.callflow.values import LineType
from harborline.voice.bodies import Fields, read_form
from harborline.voice.call_view import CallView, call_view
from harborline.voice.calls_api import LONGEST_FROM
from harborline.voice.html import element
from harborline.voice.phone_page import OUTCOMES, Filled, banner, phone_page, small_page
from harborline.voice.ports import ScriptedCall, VoiceServices
from harborline.voice.questions import evidence_prefix, read_at, read_line
from harborline.voice.refusals import Refusal
from harborline.voice.telling import language_of, telling
from harborline.voice.words import say

PLAIN_FIELDS = ("from", "line_type", "line", "at", "zone", "speed", "keys", "centers")
_LONGEST_KEYS = 60


class Pages:
    """Writes the pages; the twin runs the whole call at once and shows what was said and why."""

    def __init__(self, services: VoiceServices) -> None:
        self._services = services

    async def phone(self, request: Request) -> Response:
        """Shows the dial pad."""
        return self._page(language_of(request), Filled())

    async def plain(self, request: Request) -> Response:
        """Runs a whole call from one form; a field it cannot use is said beside the form."""
        fields = await read_form(request, PLAIN_FIELDS)
        language = language_of(request)
        filled = _as_sent(fields)
        try:
            told = self._told(fields, language)
        except Refusal:
            filled = filled._replace(failed=say(language, "failed_start"))
            return self._page(language, filled, status=422)
        return self._page(language, filled, told)

    async def sound(self, request: Request) -> Response:
        """Gives a recording of what a caller hears; all callers hear the same ones."""
        path = self._services.sound_file(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, media_type="audio/wav")

    def sorry(self, request: Request, heading: str, status: int) -> Response:
        """Says what cannot be had, and where to start."""
        language = language_of(request)
        above = banner(language, self._services.hotline, demo=False)
        text = element("p", say(language, f"{heading}_text"))
        return HTMLResponse(small_page(language, above, heading, (text,)), status)

    def _page(
        self, language: str, filled: Filled, told: CallView | None = None, status: int = 200
    ) -> Response:
        services = self._services
        page = phone_page(language, services.current_map(), services.hotline, filled, told)
        return HTMLResponse(page, status)

    def _told(self, fields: Fields, language: str) -> CallView:
        services = self._services
        order = _script(fields, services)
        events = [services.to_document(event) for event in services.run_script(order)]
        return call_view(events, telling(services, language, evidence_prefix(order.text_from)))


def _script(fields: Fields, services: VoiceServices) -> ScriptedCall:
    return ScriptedCall(
        fields.text("from", longest=LONGEST_FROM) or "",
        LineType(fields.choice("line_type", tuple(LineType)) or LineType.UNKNOWN),
        read_line(fields, services.current_map()).id,
        read_at(fields, services.now()),
        _key_groups(fields.text("keys", longest=_LONGEST_KEYS) or ""),
        fields.choice("centers", OUTCOMES) or OUTCOMES[0],
    )


def _key_groups(text: str) -> tuple[str, ...]:
    groups = tuple(group.strip() for group in text.split(","))
    if not all(set(group) <= set("0123456789*#") for group in groups):
        raise Refusal(422, '"keys" may hold 0-9, *, # and commas.')
    return groups


def _as_sent(fields: Fields) -> Filled:
    """Keeps the form as it was filled in, so that nothing is typed twice."""
    sent = {
        "text_from": fields.text("from", longest=LONGEST_FROM),
        "line_type": fields.text("line_type"),
        "line": fields.text("line"),
        "at": fields.text("at"),
        "zone": fields.text("zone"),
        "keys": fields.text("keys", longest=_LONGEST_KEYS),
        "centers": fields.text("centers"),
    }
    empty = Filled("", LineType.UNKNOWN, keys="")
    return empty._replace(**{name: text for name, text in sent.items() if text is not None})
