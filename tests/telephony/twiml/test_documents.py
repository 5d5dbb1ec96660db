"""The markup itself: what another library makes of it, and texts that XML cannot hold."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, canonicalize, fromstring

import httpx
import pytest
from starlette.applications import Starlette
from twilio.twiml.voice_response import VoiceResponse

from contract.markup_rig import MarkupRig, NamedRecordings
from harborline.callflow.prompts import Prompt, Say
from harborline.telephony.twiml import documents
from harborline.telephony.twiml.codec import fields_of
from harborline.telephony.twiml.dialects import DIALECTS, LegEnd, is_answered, is_over, leg_end_of
from harborline.telephony.twiml.recordings import Recordings
from harborline.telephony.twiml.signatures import Carrier
from markup_reading import WrongMarkup, read_markup

GREETING = Say(Prompt.DANGER, "en")


def rebuilt(document: bytes) -> str:
    """Says the same once more through the carrier's own library."""
    response = VoiceResponse()
    for verb in fromstring(document):  # noqa: S314 -- our own
        made = _rebuild(response, verb)
        for noun in verb:
            _rebuild(made, noun)
    return str(response)


def _rebuild(parent: object, element: Element) -> object:
    attributes = {
        re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", name): value
        for name, value in element.attrib.items()
    }
    texts = () if element.text is None else (element.text,)
    return getattr(parent, element.tag.lower())(*texts, **attributes)


def test_the_carriers_own_library_says_each_document_the_same() -> None:
    rig = MarkupRig()
    call = rig.call(keys=("1", "99999", "11101"), everyone="busy", outcomes={"next": "voicemail"})
    rig.wait(900)
    assert rig.seen(call).outcome is not None
    written = {document for _, document in rig.network.asked if document}
    assert len(written) > 10
    for document in written:
        assert canonicalize(rebuilt(document)) == canonicalize(document.decode())


@pytest.mark.parametrize("text", ["\x00\x08", "\ufffe", "\ud800", "<b>&amp;", "]]>", "é\U0001f642"])
def test_any_text_becomes_markup_that_can_be_read(text: str) -> None:
    document = documents.response([documents.say(f"a{text}", "en"), documents.redirect(_OURS)])
    said = read_markup(document)[0].text or ""
    assert said.startswith("a")


_OURS = "https://x.example/telephone/x"


@pytest.mark.parametrize(
    "markup",
    [
        "<Response/>",
        "<Response><Play>https://x.example/telephone/a.wav</Play></Response>",
        "<Response><Redirect>/telephone/x</Redirect></Response>",
        f"<Response><Redirect methods='POST'>{_OURS}</Redirect></Response>",
        f"<Response><Record/><Redirect>{_OURS}</Redirect></Response>",
        "<Response><Dial timeout='5'><Number>1</Number></Dial></Response>",
        "<Response><Dial timeout='5' callerId='1'><Client>1</Client></Dial></Response>",
        f"<Response><Gather><Dial/></Gather><Redirect>{_OURS}</Redirect></Response>",
    ],
)
def test_the_interpreter_is_strict(markup: str) -> None:
    with pytest.raises(WrongMarkup):
        read_markup(markup.encode())


# -- dialects -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelled", "end"),
    [
        ("completed", LegEnd.TALKED),
        ("answered", LegEnd.TALKED),
        ("busy", LegEnd.BUSY),
        ("no-answer", LegEnd.NO_ANSWER),
        ("no_answer", LegEnd.NO_ANSWER),
        (" Canceled ", LegEnd.NO_ANSWER),
        ("failed", LegEnd.FAILED),
        ("", LegEnd.FAILED),
        ("something new", LegEnd.FAILED),
    ],
)
def test_how_carriers_spell_the_end_of_a_leg(spelled: str, end: LegEnd) -> None:
    assert leg_end_of(spelled) is end


def test_what_a_call_status_says() -> None:
    assert is_over("completed")
    assert not is_over("in-progress")
    assert is_answered("in-progress")
    assert not is_answered("ringing")


def test_telnyx_gets_its_own_ring_times_voice_and_no_method_on_a_gather() -> None:
    rig = MarkupRig()
    form = b"From=%2B13215550100&To=%2B18005550199&CallSid=v3%3A1"
    document = rig.carrier.arrive(Carrier.TELNYX, "https://x.example", fields_of(form))
    gather = read_markup(document)[0]
    assert "method" not in gather.attrib
    assert DIALECTS[Carrier.TELNYX].ring_s[0] == 5
    silent = Recordings(NamedRecordings(), ())
    said = silent.said(GREETING, "main", "https://x.example", DIALECTS[Carrier.TELNYX])
    assert said[0].attrib == {"language": "en-US", "voice": "alice"}


# -- recordings -----------------------------------------------------------------------------------


class OneRecording(NamedRecordings):
    """Has one recording, wherever it lies."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def paths(self, say: Say, line: str) -> tuple[Path, ...]:
        return (self.path,)


async def test_recordings_are_played_from_their_folders_and_nothing_else_is_served(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "en é.wav").write_bytes(b"RIFF")
    (folder / "texts.json").write_text("{}")
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    recordings = Recordings(OneRecording(folder / "en é.wav"), (folder,))
    url = recordings.said(GREETING, "", "https://x.example", DIALECTS[Carrier.TWILIO])[0].text
    transport = httpx.ASGITransport(Starlette(routes=[recordings.route]))
    async with httpx.AsyncClient(transport=transport, base_url="https://x.example") as client:
        assert (await client.get(url or "")).content == b"RIFF"
        for path in ("0/texts.json", "0/none.wav", "1/en.wav", "0/..%2fsecret.wav", "0/%00.wav"):
            assert (await client.get(f"/telephone/sounds/{path}")).status_code == 404


def test_a_recording_that_lies_elsewhere_is_spoken(tmp_path: Path) -> None:
    recordings = Recordings(OneRecording(tmp_path / "elsewhere.wav"), (tmp_path / "prompts",))
    verb = recordings.said(GREETING, "", "https://x.example", DIALECTS[Carrier.TWILIO])[0]
    assert (verb.tag, verb.attrib["language"]) == ("Say", "en-US")
