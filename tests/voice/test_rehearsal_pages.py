"""Practising how to answer: the page says what a real answerer hears, and what each key does."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from harborline.bootstrap.voice import voice_services
from harborline.callflow.prompts import CATALOGUES, Prompt
from harborline.settings import Settings
from harborline.stores.map_files import MapKeeper
from harborline.voice.app import create_app
from harborline.voice.words import say

PAGE = "/phone/rehearse"


@pytest_asyncio.fixture
async def client(tmp_path: object) -> AsyncIterator[httpx.AsyncClient]:
    given = Settings(data=str(tmp_path))
    app = create_app(voice_services(MapKeeper(given.data, given.map), given))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_page_begins_with_the_whisper(client: httpx.AsyncClient, language: str) -> None:
    page = await client.get(f"{PAGE}?lang={language}")
    assert page.status_code == 200
    texts = CATALOGUES[language].texts
    assert texts[Prompt.ANSWERER_PRACTICE] in page.text
    assert CATALOGUES[language].your_center in page.text
    assert f"/phone/rehearse/{language}/begin.wav" in page.text
    assert f"<title>{say(language, 'rehearse')} – Harborline</title>" in page.text


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ({"heard": "1", "key": "1"}, Prompt.ANSWERER_PRACTICE_TAKEN),
        ({"heard": "2", "key": "9"}, Prompt.ANSWERER_PRACTICE_PASSED),
        ({"heard": "3", "key": ""}, Prompt.ANSWERER_PRACTICE_NO_KEY),
    ],
)
async def test_each_key_says_what_it_means(
    client: httpx.AsyncClient, sent: dict[str, str], heard: Prompt
) -> None:
    page = await client.post(f"{PAGE}?lang=en", data=sent)
    assert CATALOGUES["en"].texts[heard] in page.text
    assert "<form" not in page.text


async def test_silence_is_asked_three_times(client: httpx.AsyncClient) -> None:
    for heard in ("1", "2"):
        page = await client.post(f"{PAGE}?lang=en", data={"heard": heard, "key": ""})
        assert "Hotline call for your center" in page.text
        assert f'name="heard" value="{int(heard) + 1}"' in page.text


@pytest.mark.parametrize("sent", [{"heard": "4"}, {"heard": "x"}, {"key": "5"}, {"other": "1"}])
async def test_what_no_page_of_ours_sends_is_refused(
    client: httpx.AsyncClient, sent: dict[str, str]
) -> None:
    assert (await client.post(PAGE, data=sent)).status_code == 422


@pytest.mark.parametrize("what", ["begin", "again", "taken", "passed", "no_key"])
@pytest.mark.parametrize("language", ["en", "es"])
async def test_everything_can_be_heard(client: httpx.AsyncClient, language: str, what: str) -> None:
    answer = await client.get(f"{PAGE}/{language}/{what}.wav")
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as sound:
        assert (sound.getnchannels(), sound.getframerate()) == (1, 8000)
        assert sound.getnframes() > 8000


@pytest.mark.parametrize("path", ["fr/begin", "en/nothing"])
async def test_there_is_no_other_sound(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"{PAGE}/{path}.wav")).status_code == 404
