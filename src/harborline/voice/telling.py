"""Who tells a call to whom: the language of a request, and the names that its pages use."""

from __future__ import annotations

from starlette.requests import Request

from harborline.core.numbering import CallerPrefix
from harborline.voice.call_view import Telling
from harborline.voice.decision_view import Naming
from harborline.voice.ports import VoiceServices
from harborline.voice.words import preferred_language


def language_of(request: Request) -> str:
    """Gives the page's language: `lang` of the query, else what the browser prefers."""
    asked = request.query_params.get("lang")
    return preferred_language(asked, request.headers.get("accept-language", ""))


def telling(services: VoiceServices, language: str, prefix: CallerPrefix | None) -> Telling:
    """Gives what names things in a view; centers by the names of the current map."""
    routing_map = services.current_map()

    def center_name(center: str) -> str:
        party = routing_map.parties.get(center)
        return center if party is None else routing_map.names[party]

    return Telling(Naming(language, services.places, center_name), prefix)
