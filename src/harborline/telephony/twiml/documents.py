"""The markup, a function for each verb of the subset that all webhook carriers share.

Lives here: elements and their attributes, and nothing that knows a call. What is given is text of
ours, addresses of the map and our own URLs; characters that XML cannot hold are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

MEDIA_TYPE = "application/xml"
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOICES = {"en": "en-US", "es": "es-MX"}


def response(verbs: Iterable[Element]) -> bytes:
    """Gives a whole document."""
    root = Element("Response")
    root.extend(verbs)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def say(text: str, language: str, voice: str | None = None) -> Element:
    """Lets the carrier's own voice speak; `language` is one we have texts in."""
    element = _element("Say", text, language=_VOICES.get(language, _VOICES["en"]))
    if voice is not None:
        element.set("voice", voice)
    return element


def play(url: str) -> Element:
    return _element("Play", url)


def pause(seconds: int) -> Element:
    return _element("Pause", length=str(seconds))


def redirect(url: str) -> Element:
    return _element("Redirect", url, method="POST")


def hangup() -> Element:
    return _element("Hangup")


def reject() -> Element:
    """Refuses a call that was not answered yet; whoever forwarded it hears busy."""
    return _element("Reject", reason="busy")


def gather(
    verbs: Iterable[Element],
    *,
    action: str,
    keys: int,
    timeout_s: int,
    finish_on: str,
    names_method: bool,
) -> Element:
    """Listens for keys while `verbs` are heard and `timeout_s` longer, and between two keys."""
    element = _element(
        "Gather",
        input="dtmf",
        numDigits=str(keys),
        timeout=str(timeout_s),
        finishOnKey=finish_on,
        action=action,
    )
    if names_method:
        element.set("method", "POST")
    element.extend(verbs)
    return element


def dial(
    nouns: Iterable[Element],
    *,
    action: str | None,
    timeout_s: int,
    shows: str,
    rings_on: bool = False,
) -> Element:
    """Rings all of `nouns` together; without `action` the next verb follows.

    `rings_on`: the caller goes on hearing ringing while whoever picked up hears the whisper.
    """
    element = _element("Dial", timeout=str(timeout_s), callerId=shows)
    if rings_on:
        element.set("answerOnBridge", "true")
    if action is not None:
        element.set("action", action)
        element.set("method", "POST")
    element.extend(nouns)
    return element


def callee(address: str, *, whisper: str | None = None, answered: str | None = None) -> Element:
    """Names one telephone: a number or a SIP URI.

    `whisper`: the document that whoever picks up hears before anybody is joined; `answered`: where
    the carrier tells that somebody picked up.
    """
    is_sip = address.lower().startswith(("sip:", "sips:"))
    element = _element("Sip" if is_sip else "Number", address)
    if whisper is not None:
        element.set("url", whisper)
        element.set("method", "POST")
    if answered is not None:
        element.set("statusCallback", answered)
        element.set("statusCallbackEvent", "answered")
        element.set("statusCallbackMethod", "POST")
    return element


def _element(tag: str, text: str | None = None, **attributes: str) -> Element:
    element = Element(tag, {name: _NOT_XML.sub("", value) for name, value in attributes.items()})
    if text is not None:
        element.text = _NOT_XML.sub("", text)
    return element
