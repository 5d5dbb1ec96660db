"""The document that a carrier keeps for us, for when it reaches none of our processes.

It dials the national backup, showing the line's own number, and then says the static notice twice in
each language of the line. Nothing in it leads back to us, for it is needed when we are gone. Without
an address to ask, a carrier cannot tell a talk that ended from one that never began, so whoever is left
on the line after a talk hears the notice too.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from harborline.callflow.prompts import CATALOGUES, Prompt, Say, text_of
from harborline.core.addresses import comparable
from harborline.telephony.twiml import documents
from harborline.telephony.twiml.dialects import DIALECTS
from harborline.telephony.twiml.signatures import Carrier

RING_S = 60
_TIMES = 2
_SIP = ("sip:", "sips:")


def fallback_document(
    carrier: Carrier, shows: str, backup: str, languages: Iterable[str], web: str | None = None
) -> bytes:
    """Gives the markup to host at the carrier.

    `shows`: the line's own number; `backup`: a number or SIP URI; `web`: another way to reach help.
    """
    spoken = [language for language in languages if language in CATALOGUES] or ["en"]
    least_s, most_s = DIALECTS[carrier].ring_s
    address = backup if backup.lower().startswith(_SIP) else comparable(backup)
    verbs = [_said(Say(Prompt.TROUBLE, language), carrier) for language in spoken]
    verbs.append(
        documents.dial(
            [documents.callee(address)],
            action=None,
            timeout_s=max(least_s, min(RING_S, most_s)),
            shows=comparable(shows),
        )
    )
    notice = [say for language in spoken for say in _notice(language, web)]
    verbs += [_said(say, carrier) for say in notice * _TIMES]
    return documents.response([*verbs, documents.hangup()])


def _notice(language: str, web: str | None) -> list[Say]:
    says = [Say(Prompt.STATIC_NOTICE, language)]
    if web:
        says.append(Say(Prompt.OTHER_WEB, language, (("web", web),)))
    return says


def _said(say: Say, carrier: Carrier) -> Element:
    """Lets the carrier's voice speak; Telnyx has a voice for languages only under this name."""
    element = documents.say(text_of(say), say.language)
    if carrier is Carrier.TELNYX:
        element.set("voice", "alice")
    return element
