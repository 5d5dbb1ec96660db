"""Practising how to answer, on a page: the whisper to read and hear, and the keys, nobody on the line.

Each key is a form that is sent, so it works without scripts, and nothing is kept between two of them:
the page itself says how often the whisper was heard.
"""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from harborline.callflow.prompts import CATALOGUES, Say, text_of
from harborline.callflow.rehearsing import Rehearsal, Turn, begin, press, wait
from harborline.callflow.timers import WHISPERS
from harborline.sounds.wav import joined
from harborline.voice.bodies import read_form
from harborline.voice.html import element, parent
from harborline.voice.phone_page import banner, small_page
from harborline.voice.ports import VoiceServices
from harborline.voice.telling import language_of
from harborline.voice.words import LANGUAGES, say

_KEYS = {"1": "rehearse_take", "9": "rehearse_pass", "": "rehearse_silent"}
_MOMENTS = {
    "begin": lambda asked: begin(asked._replace(heard=0)),
    "again": lambda asked: wait(asked._replace(heard=1)),
    "taken": lambda asked: press(asked, "1"),
    "passed": lambda asked: press(asked, "9"),
    "no_key": lambda asked: wait(asked._replace(heard=WHISPERS)),
}
"""Everything that can be heard in a practice call, by the name that its recording has here."""


class RehearsalPages:
    """Shows what an answerer hears, and what follows from each key."""

    def __init__(self, services: VoiceServices) -> None:
        self._services = services

    async def page(self, request: Request) -> Response:
        """Shows the practice call: its beginning, or what follows from the key that was sent."""
        language = language_of(request)
        asked = _rehearsal(language)
        if request.method != "POST":
            return self._show(language, "begin", begin(asked))
        fields = await read_form(request, ("heard", "key"))
        heard = int(fields.choice("heard", tuple("123")) or "1")
        asked = asked._replace(heard=heard)
        key = fields.choice("key", ("1", "9"))
        turn = wait(asked) if key is None else press(asked, key)
        return self._show(language, turn.rehearsal.result or "again", turn)

    async def sound(self, request: Request) -> Response:
        """Gives what is heard at a moment of the practice call as one recording."""
        language, what = request.path_params["language"], request.path_params["what"]
        if language not in LANGUAGES or what not in _MOMENTS:
            raise HTTPException(404)
        content = joined(self._recordings(_MOMENTS[what](_rehearsal(language)).says))
        if not content:
            raise HTTPException(404)
        return Response(content, media_type="audio/wav")

    def _show(self, language: str, moment: str, turn: Turn) -> Response:
        services, over = self._services, turn.rehearsal.result is not None
        body = (
            element("p", say(language, "rehearse_lead")),
            element("h2", say(language, "rehearse_hears")),
            parent(
                "ol",
                (element("li", text_of(one)) for one in turn.says),
                class_="practice",
                role="status",
            ),
            self._audio(language, moment, turn.says),
            _again(language) if over else _keys(language, turn.rehearsal),
        )
        above = banner(language, services.hotline, demo=services.current_map().demo)
        return HTMLResponse(small_page(language, above, "rehearse", body))

    def _audio(self, language: str, moment: str, says: tuple[Say, ...]) -> str:
        if not self._recordings(says):
            return ""
        address = f"/phone/rehearse/{language}/{moment}.wav"
        label = say(language, "rehearse_listen")
        return parent("audio", (), src=address, controls="", preload="none", aria_label=label)

    def _recordings(self, says: tuple[Say, ...]) -> list[Path]:
        """Gives the recordings of sentences one after the other; none where one is missing."""
        each = [self._services.recordings(one) for one in says]
        return [path for paths in each for path in paths] if all(each) else []


def _rehearsal(language: str) -> Rehearsal:
    return Rehearsal(CATALOGUES[language].your_center, language)


def _keys(language: str, rehearsal: Rehearsal) -> str:
    """Writes the form: one button for each key, and one for silence."""
    buttons = [
        element("button", say(language, text), name="key", value=key) for key, text in _KEYS.items()
    ]
    heard = f'<input type="hidden" name="heard" value="{rehearsal.heard}">'
    legend = element("h2", say(language, "rehearse_keys"))
    form = parent(
        "form",
        (heard, parent("p", buttons, class_="acts")),
        action=f"/phone/rehearse?lang={language}",
        method="post",
    )
    return legend + form


def _again(language: str) -> str:
    text = say(language, "rehearse_again")
    return parent("p", (element("a", text, href=f"/phone/rehearse?lang={language}"),))
