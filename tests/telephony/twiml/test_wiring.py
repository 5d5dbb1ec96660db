"""A voice process with a carrier's credentials answers that carrier; one without has no such paths."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from harborline.bootstrap.voice import voice_services
from harborline.settings import Settings
from harborline.stores.map_files import MapKeeper
from harborline.voice.app import create_app
from markup_network import as_twilio
from markup_reading import read_markup

BASE = "https://voice.example"
TOKEN = "t" * 32
FIELDS = {"CallSid": "CA1", "From": "+13215550100", "To": "+18005550100", "CallStatus": "ringing"}


def client_of(tmp_path: Path, **settings: str) -> httpx.AsyncClient:
    given = Settings(data=str(tmp_path), public_url=BASE)._replace(**settings)  # type: ignore[arg-type]
    app = create_app(voice_services(MapKeeper(given.data, given.map), given))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE)


async def test_a_carrier_with_credentials_is_answered_and_its_recordings_are_served(
    tmp_path: Path,
) -> None:
    async with client_of(tmp_path, twilio_token=TOKEN) as client:
        url = f"{BASE}/telephone/twilio/call"
        proof = as_twilio(TOKEN)(url, FIELDS, b"")
        answer = await client.post(url, data=FIELDS, headers=proof)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("application/xml")
        played = [verb.text or "" for verb in read_markup(answer.content)[0] if verb.tag == "Play"]
        for recording in played:
            assert (await client.get(recording)).content[:4] == b"RIFF"
        assert (await client.post(url, data=FIELDS)).status_code == 403
        other = await client.post(f"{BASE}/telephone/signalwire/call", data=FIELDS, headers=proof)
        assert other.status_code == 403


@pytest.mark.parametrize("path", ["twilio/call", "twilio/status", "twilio/text", "sounds/0/x.wav"])
async def test_without_credentials_there_is_nothing(tmp_path: Path, path: str) -> None:
    async with client_of(tmp_path) as client:
        assert (await client.post(f"/telephone/{path}", data=FIELDS)).status_code == 404
