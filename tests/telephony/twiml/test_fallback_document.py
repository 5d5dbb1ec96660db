"""The document that carriers keep: it rings the national team, then says where to turn, and needs nobody."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from twilio.twiml.voice_response import Dial, VoiceResponse

from harborline.callflow.prompts import Prompt, Say, text_of
from harborline.telephony.twiml.dialects import DIALECTS
from harborline.telephony.twiml.fallback_document import fallback_document
from harborline.telephony.twiml.signatures import Carrier

LINE, BACKUP = "+18005550199", "+1 (800) 555-0123"
NOTICE = {language: text_of(Say(Prompt.STATIC_NOTICE, language)) for language in ("en", "es")}


def verbs(
    carrier: Carrier = Carrier.TWILIO,
    backup: str = BACKUP,
    languages: tuple[str, ...] = ("en", "es"),
) -> list[Element]:
    written = fallback_document(carrier, "800-555-0199", backup, languages, "line.example.org")
    root = fromstring(written)  # noqa: S314 -- our own markup
    assert root.tag == "Response"
    return list(root)


@pytest.mark.parametrize("carrier", Carrier)
def test_it_dials_the_backup_with_the_lines_number_and_says_the_notice_twice(
    carrier: Carrier,
) -> None:
    found = verbs(carrier)
    dials = [verb for verb in found if verb.tag == "Dial"]
    assert [verb.attrib["callerId"] for verb in dials] == [LINE]
    assert [(noun.tag, noun.text) for noun in dials[0]] == [("Number", "+18005550123")]
    least_s, most_s = DIALECTS[carrier].ring_s
    assert least_s <= int(dials[0].attrib["timeout"]) <= most_s
    after = found[found.index(dials[0]) + 1 :]
    said = [verb.text or "" for verb in after if verb.tag == "Say"]
    for notice in NOTICE.values():
        assert said.count(notice) == 2
    assert sum("line.example.org" in text for text in said) == 4
    assert found[-1].tag == "Hangup"


@pytest.mark.parametrize("carrier", Carrier)
def test_nothing_in_it_leads_back_to_us(carrier: Carrier) -> None:
    for verb in verbs(carrier):
        for element in verb.iter():
            assert element.tag in {"Say", "Dial", "Number", "Sip", "Hangup"}
            assert not {"action", "url", "statusCallback", "method"} & set(element.attrib)
            assert not any(re.search(r"https?:|/telephone", v) for v in element.attrib.values())


def test_it_is_what_the_carriers_own_library_writes() -> None:
    oracle: Any = VoiceResponse()
    for verb in verbs():
        if verb.tag == "Say":
            oracle.say(verb.text, language=verb.attrib["language"])
        elif verb.tag == "Dial":
            dial: Any = Dial(caller_id=LINE, timeout=60)
            dial.number("+18005550123")
            oracle.append(dial)
        else:
            oracle.hangup()
    theirs = [
        (element.tag, element.attrib, element.text)
        for element in fromstring(str(oracle)).iter()  # noqa: S314 -- its own markup
    ]
    ours = [
        (element.tag, element.attrib, element.text) for verb in verbs() for element in verb.iter()
    ]
    assert theirs[1:] == ours


def test_a_backup_that_is_a_sip_address_is_dialed_as_one() -> None:
    dial = next(verb for verb in verbs(backup="sip:team@backup.example") if verb.tag == "Dial")
    assert [(noun.tag, noun.text) for noun in dial] == [("Sip", "sip:team@backup.example")]


def test_it_speaks_the_lines_languages_and_english_where_there_are_no_words() -> None:
    def spoken(languages: tuple[str, ...]) -> set[str]:
        found = verbs(languages=languages)
        return {verb.attrib["language"][:2] for verb in found if verb.tag == "Say"}

    assert spoken(("es",)) == {"es"}
    assert spoken(("so", "es")) == {"es"}
    assert spoken(("so",)) == spoken(()) == {"en"}


def test_telnyx_speaks_spanish_with_a_voice_that_can() -> None:
    for verb in verbs(Carrier.TELNYX):
        assert (verb.tag == "Say") == (verb.attrib.get("voice") == "alice")
