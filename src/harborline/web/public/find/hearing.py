"""What one will hear: the phone tree as text and sound, for whoever wants to know before calling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.views.decorators.http import require_safe

from harborline.app.hearing import Heard, Part, what_is_heard
from harborline.callflow.prompts import Say, spoken_in, text_of
from harborline.core.errors import UnusableMap
from harborline.core.routing_map import RoutingMap
from harborline.sounds.wav import joined
from harborline.web.public.find.fragments import page
from harborline.web.site.ports import site_ports

TITLES: Mapping[Part, str | Promise] = {
    Part.GREETING: pgettext_lazy("public", "Right after you call"),
    Part.ZIP: pgettext_lazy("public", "Where you want support"),
    Part.CONNECTING: pgettext_lazy("public", "While we connect you"),
    Part.NATIONAL: pgettext_lazy("public", "If you press 0 at any time"),
    Part.HOLD: pgettext_lazy("public", "If nobody can pick up yet"),
    Part.LEFT: pgettext_lazy("public", "If the call is cut off while you talk"),
    Part.GOODBYE: pgettext_lazy("public", "When the call is over"),
}
NOTES: Mapping[Part, str | Promise] = {
    Part.GREETING: pgettext_lazy(
        "public", "You do not have to press anything. If you just wait, the call goes on by itself."
    ),
    Part.ZIP: pgettext_lazy(
        "public",
        "The ZIP is used for this call only and then forgotten. You can leave it out: just wait.",
    ),
    Part.CONNECTING: pgettext_lazy(
        "public", "You hear ringing. It may ring at more than one place before somebody picks up."
    ),
    Part.HOLD: pgettext_lazy(
        "public",
        "Then you hear a soft sound. We keep trying, the one who has waited longest first. You may "
        "get a code of four digits that keeps your place if you have to hang up.",
    ),
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_PARTIAL, _NOT_SATISFIABLE = 206, 416


class Sentence(NamedTuple):
    """A sentence as it is said, in the language it is said in."""

    text: str
    language: str


class PartInWords(NamedTuple):
    """A part of the call. `key`: what is pressed to come there; `has_sound`: it can be listened to."""

    part: str
    title: str | Promise
    note: str | Promise
    key: str
    sentences: list[Sentence]
    has_sound: bool


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Shows every part of a call in order."""
    try:
        routing_map = site_ports().current_map()
    except UnusableMap:
        return page(request, "find/nothing_to_ask.html")
    parts = [_part(routing_map, one) for one in _heard(routing_map)]
    return page(request, "find/hear.html", {"parts": parts, "name": routing_map.line().name})


@require_safe
def play(request: HttpRequest, part: str) -> HttpResponse:
    """Gives the sound of one part, whole or the bytes that a player asks for."""
    try:
        routing_map = site_ports().current_map()
    except UnusableMap:
        raise Http404 from None
    says = next((one.says for one in _heard(routing_map) if one.part == part), ())
    sound = joined(_files(routing_map, says))
    if not sound:
        raise Http404
    return _bytes_asked_for(request.headers.get("Range", ""), sound)


def _heard(routing_map: RoutingMap) -> tuple[Heard, ...]:
    ways = site_ports().other_ways
    return what_is_heard(routing_map.line(), get_language() or "", demo=routing_map.demo, ways=ways)


def _part(routing_map: RoutingMap, heard: Heard) -> PartInWords:
    return PartInWords(
        heard.part.value,
        TITLES[heard.part],
        NOTES.get(heard.part, ""),
        heard.key,
        [Sentence(text_of(say), spoken_in(say)) for say in heard.says],
        bool(_files(routing_map, heard.says)),
    )


def _files(routing_map: RoutingMap, says: tuple[Say, ...]) -> tuple[Path, ...]:
    return site_ports().recordings(says, routing_map.line().id)


def _bytes_asked_for(wanted: str, sound: bytes) -> HttpResponse:
    """Some players take a sound only in the pieces that they ask for."""
    headers = {"Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(wanted)
    if asked is None or not (asked[1] or asked[2]):
        return HttpResponse(sound, content_type="audio/wav", headers=headers)
    size = len(sound)
    if asked[1]:
        first, last = int(asked[1][:18]), min(int(asked[2][:18] or size), size - 1)
    else:
        first, last = max(size - int(asked[2][:18]), 0), size - 1
    if first > last:
        refused = {**headers, "Content-Range": f"bytes */{size}"}
        return HttpResponse(status=_NOT_SATISFIABLE, headers=refused)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return HttpResponse(
        sound[first : last + 1], status=_PARTIAL, content_type="audio/wav", headers=headers
    )
