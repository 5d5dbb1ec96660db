"""How prompts come to a carrier: as addresses of recordings, else as text that its own voice says.

Lives here: which file has which address, and the route that serves them. Recordings are the same for
every caller, so they are served to anybody; nothing else under their folders is.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote
from xml.etree.ElementTree import Element

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from harborline.callflow.prompts import Say, spoken_in, text_of
from harborline.sounds.library import Sounds
from harborline.telephony.twiml import documents
from harborline.telephony.twiml.dialects import Dialect
from harborline.telephony.twiml.slips import ROOT

WORDS_PER_SECOND = 2.0
"""How fast a carrier's voice speaks, at the slowest; ours are measured."""

HOLD_S = 4
"""How long a caller on hold hears the tone before the carrier asks again."""


class Recordings:
    """The recordings of an installation as a carrier fetches them.

    `roots`: folders that they lie in; what lies elsewhere is spoken by the carrier.
    """

    def __init__(
        self, sounds: Sounds, roots: Iterable[Path] = (), hold_tone: Path | None = None
    ) -> None:
        self._sounds = sounds
        self._roots = tuple(root.resolve() for root in roots)
        self._hold_tone = hold_tone
        self._ways: dict[Path, str | None] = {}

    def said(self, say: Say, line: str, base: str, dialect: Dialect) -> list[Element]:
        """Gives the verbs that let a prompt be heard."""
        urls = [self._url(path, base) for path in self._sounds.paths(say, line)]
        known = [url for url in urls if url is not None]
        if known and len(known) == len(urls):
            return [documents.play(url) for url in known]
        return [documents.say(text_of(say), spoken_in(say), dialect.voice)]

    def seconds(self, say: Say, line: str) -> float:
        """Gives how long a prompt takes, at most."""
        spoken = len(text_of(say).split()) / WORDS_PER_SECOND
        return self._sounds.seconds(say, line) or spoken

    def hold(self, base: str) -> Element:
        """Gives the sign that the line is alive."""
        url = None if self._hold_tone is None else self._url(self._hold_tone, base)
        return documents.pause(HOLD_S) if url is None else documents.play(url)

    def _url(self, path: Path, base: str) -> str | None:
        if path not in self._ways:
            self._ways[path] = self._way(path)
        way = self._ways[path]
        return None if way is None else f"{base}{ROOT}/sounds/{way}"

    def _way(self, path: Path) -> str | None:
        resolved = path.resolve()
        for number, root in enumerate(self._roots):
            if resolved.is_relative_to(root):
                return f"{number}/{quote(resolved.relative_to(root).as_posix())}"
        return None

    @property
    def route(self) -> Route:
        """Serves them."""
        return Route(f"{ROOT}/sounds/{{root:int}}/{{path:path}}", self._serve)

    async def _serve(self, request: Request) -> Response:
        number, name = request.path_params["root"], request.path_params["path"]
        if number < len(self._roots) and "\0" not in name:
            root = self._roots[number]
            path = (root / name).resolve()
            if path.suffix == ".wav" and path.is_relative_to(root) and path.is_file():
                return FileResponse(path, media_type="audio/wav")
        return Response("There is no such recording.", 404, media_type="text/plain")
