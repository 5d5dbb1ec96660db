"""Reads a webhook carrier's markup as strictly as a carrier might, and says what is wrong with it.

Attribute names are held against the methods of the `twilio` package. An unknown verb, attribute or
nesting, a relative address, an empty document or one that a caller falls off are errors.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse


class WrongMarkup(AssertionError):
    """A document that a carrier would not understand."""


def _attributes(method: Callable[..., Any]) -> frozenset[str]:
    names = inspect.signature(method).parameters
    words = [name.split("_") for name in names]
    return frozenset(first + "".join(map(str.capitalize, rest)) for first, *rest in words)


_VERBS = {
    "Gather": _attributes(VoiceResponse.gather),
    "Say": _attributes(VoiceResponse.say),
    "Play": _attributes(VoiceResponse.play),
    "Pause": _attributes(VoiceResponse.pause),
    "Redirect": _attributes(VoiceResponse.redirect),
    "Dial": _attributes(VoiceResponse.dial),
    "Hangup": _attributes(VoiceResponse.hangup),
    "Reject": _attributes(VoiceResponse.reject),
}
_INSIDE = {
    "Gather": {
        "Say": _attributes(Gather.say),
        "Play": _attributes(Gather.play),
        "Pause": _attributes(Gather.pause),
    },
    "Dial": {"Number": _attributes(Dial.number), "Sip": _attributes(Dial.sip)},
}
_FOR_ANSWERERS = frozenset({"Gather", "Say", "Play", "Pause", "Redirect", "Hangup"})
_LAST = frozenset({"Redirect", "Dial", "Hangup", "Reject"})
_URLS = frozenset({"action", "url", "statusCallback"})
_COUNTS = frozenset({"numDigits", "timeout", "length"})


def read_markup(document: bytes, *, answerer: bool = False) -> list[Element]:
    """Reads a document. Raises WrongMarkup for whatever a carrier might stumble over."""
    root = fromstring(document)  # noqa: S314 -- our own documents
    if root.tag != "Response" or root.attrib or not len(root):
        raise WrongMarkup("not a Response with something in it")
    for verb in root:
        _check(verb, _VERBS)
        for noun in verb:
            _check(noun, _INSIDE.get(verb.tag, {}))
            if len(noun):
                raise WrongMarkup(f"{noun.tag} holds verbs")
        if answerer and verb.tag not in _FOR_ANSWERERS:
            raise WrongMarkup(f"{verb.tag} for an answerer")
    if not answerer and root[-1].tag not in _LAST:
        raise WrongMarkup(f"a caller falls off after {root[-1].tag}")
    return list(root)


def _check(element: Element, known: Mapping[str, frozenset[str]]) -> None:
    if element.tag not in known:
        raise WrongMarkup(f"{element.tag} does not belong here")
    unknown = element.attrib.keys() - known[element.tag]
    if unknown:
        raise WrongMarkup(f"{element.tag} has no {sorted(unknown)}")
    for name, value in element.attrib.items():
        if name in _URLS:
            _check_url(value)
        if name in _COUNTS and int(value) < 1:
            raise WrongMarkup(f"{name} is {value}")
    if element.tag in {"Play", "Redirect"}:
        _check_url(element.text or "")
    if element.tag in {"Say", "Number", "Sip"} and not (element.text or "").strip():
        raise WrongMarkup(f"an empty {element.tag}")
    if element.tag == "Gather" and not {"action", "timeout", "numDigits"} <= element.attrib.keys():
        raise WrongMarkup("a Gather without action or bounds")
    if element.tag == "Dial" and not (
        {"timeout", "callerId"} <= element.attrib.keys() and len(element)
    ):
        raise WrongMarkup("a Dial that shows the caller's number, or rings nobody")


def _check_url(url: str) -> None:
    if not url.startswith("https://") or not urlsplit(url).path.startswith("/telephone/"):
        raise WrongMarkup("an address that is not absolute, or not ours")
