"""What one will hear is what the phone tree says, in text and in sound."""

from __future__ import annotations

import re
import wave
from io import BytesIO

import pytest
from django.test import Client
from django.utils.html import escape
from justhtml import JustHTML

from harborline.app.hearing import Part, what_is_heard
from harborline.callflow.prompts import CATALOGUES, Prompt, text_of
from harborline.core.directory import ZipPolicy
from harborline.web.site.ports import SitePorts, install
from public_find_world import demo_map

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ports")]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_every_sentence_of_the_tree(client: Client, language: str) -> None:
    page = client.get(f"/{language}/what-you-will-hear").content.decode()
    assert JustHTML(page, collect_errors=True).errors == []
    heard = what_is_heard(demo_map().line(), language, demo=True)
    assert [one.part for one in heard] == list(Part)
    for part in heard:
        assert all(escape(text_of(say)) in page for say in part.says)
        assert f'src="/{language}/what-you-will-hear/{part.part}.wav"' in page


def test_sentences_of_another_language_say_which(client: Client) -> None:
    page = client.get("/en/what-you-will-hear").content.decode()
    assert '<p lang="es">Para español, oprime 2.</p>' in page
    assert 'preload="none"' in page


def test_a_line_that_asks_for_no_zip_and_speaks_one_language() -> None:
    line = demo_map().line()._replace(zip_policy=ZipPolicy.NEVER, languages=("en",))
    heard = {one.part: one for one in what_is_heard(line, "es", demo=False)}
    assert Part.ZIP not in heard
    said = [say.prompt for say in heard[Part.GREETING].says]
    assert said == [Prompt.WELCOME, Prompt.DANGER, Prompt.NATIONAL_KEY]
    assert heard[Part.NATIONAL].says[-1].prompt is Prompt.CONNECTING_NATIONAL
    assert all(say.language == "en" for one in heard.values() for say in one.says)


def test_other_ways_to_reach_help_are_among_what_is_said(client: Client, ports: SitePorts) -> None:
    ways = ("example.org", "555-0142")
    heard = what_is_heard(demo_map().line(), "en", demo=True, ways=ways)
    said = {one.part: " ".join(map(text_of, one.says)) for one in heard}
    assert "example" in said[Part.HOLD]
    install(ports._replace(other_ways=ways))
    page = client.get("/en/what-you-will-hear").content.decode()
    assert all(escape(text_of(say)) in page for one in heard for say in one.says)


def test_a_discreet_line_does_not_name_its_cause() -> None:
    line = demo_map().line("demo-discreet")
    greeting = what_is_heard(line, "en", demo=False)[0]
    assert CATALOGUES["en"].texts[Prompt.WELCOME_DISCREET] in [
        text_of(say) for say in greeting.says
    ]


def test_each_part_can_be_listened_to(client: Client) -> None:
    for language in ("en", "es"):
        for part in Part:
            answer = client.get(f"/{language}/what-you-will-hear/{part}.wav")
            assert answer.headers["Content-Type"] == "audio/wav"
            with wave.open(BytesIO(answer.content)) as sound:
                assert sound.getnframes() / sound.getframerate() > 1


def test_a_player_gets_the_bytes_that_it_asks_for(client: Client) -> None:
    path = "/en/what-you-will-hear/zip.wav"
    whole = client.get(path).content
    size = len(whole)
    for asked, wanted in {
        "bytes=0-1": whole[:2],
        "bytes=100-199": whole[100:200],
        "bytes=100-": whole[100:],
        "bytes=-10": whole[-10:],
        f"bytes=0-{size * 2}": whole,
    }.items():
        answer = client.get(path, headers={"Range": asked})
        assert answer.status_code == 206
        assert answer.content == wanted
        first, last = map(int, re.findall(r"\d+", answer.headers["Content-Range"])[:2])
        assert last - first + 1 == len(wanted)
    beyond = client.get(path, headers={"Range": f"bytes={size}-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{size}"
    for odd in ("bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "bytes=" + "9" * 400 + "-"):
        assert client.get(path, headers={"Range": odd}).status_code in {200, 416}


def test_a_part_that_there_is_not_or_has_no_recording(client: Client, ports: SitePorts) -> None:
    assert client.get("/en/what-you-will-hear/rota.wav").status_code == 404
    install(ports._replace(recordings=lambda _says, _line: ()))
    assert client.get("/en/what-you-will-hear/zip.wav").status_code == 404
    page = client.get("/en/what-you-will-hear").content.decode()
    assert "<audio" not in page
    assert "Key in the ZIP code" in page
