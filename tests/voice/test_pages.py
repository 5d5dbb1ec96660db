"""The pages: both languages, both twins, nothing inline, and no demo number that dials."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest

from harborline.voice.html import element
from harborline.voice.ports import VoiceServices
from voice.fakes import NOW, Switchboard, browsing

PAGES = ["/phone?lang=en", "/phone?lang=es", "/nowhere"]


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def values(self, attribute: str) -> list[str]:
        return [found for _, attributes in self.tags if (found := attributes.get(attribute))]


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_is_inline_and_nothing_comes_from_elsewhere(
    client: httpx.AsyncClient, path: str
) -> None:
    page = Reader((await client.get(path)).text)
    for tag, attributes in page.tags:
        assert tag != "style"
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "script" or attributes["src"]
    for address in page.values("src") + page.values("href"):
        assert re.match(r"/[a-z]|#|tel:", address), address


@pytest.mark.parametrize("path", PAGES)
async def test_only_the_real_numbers_dial(client: httpx.AsyncClient, path: str) -> None:
    page = Reader((await client.get(path)).text)
    dialing = {address for address in page.values("href") if address.startswith("tel:")}
    assert dialing == {"tel:+18006564673", "tel:911"}


@pytest.mark.parametrize("path", PAGES)
async def test_every_reference_of_a_page_is_there(client: httpx.AsyncClient, path: str) -> None:
    text = (await client.get(path)).text
    page = Reader(text)
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for attribute in ("for", "form", "aria-labelledby", "aria-describedby"):
        assert set(page.values(attribute)) <= set(ids)
    assert "${" not in text
    for address in {*page.values("src"), *page.values("href")}:
        if address.startswith("/"):
            assert (await client.get(address)).status_code == 200, address


async def test_the_page_says_that_nobody_answers_and_who_does(client: httpx.AsyncClient) -> None:
    text = (await client.get("/phone?lang=es")).text
    assert '<html lang="es"' in text
    assert "Aquí nadie contesta." in text
    assert "RAINN National Sexual Assault Hotline" in text


async def test_the_language_of_the_browser_is_taken(client: httpx.AsyncClient) -> None:
    answer = await client.get("/phone", headers={"accept-language": "es-PR,es;q=0.8"})
    assert '<html lang="es"' in answer.text


async def test_the_front_door_leads_to_the_dial_pad(client: httpx.AsyncClient) -> None:
    for path in ("/", "/phone/plain"):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/phone")


async def test_a_call_without_scripts_is_run_and_told(
    client: httpx.AsyncClient, switchboard: Switchboard
) -> None:
    form = {
        "from": '704"<b>', "line_type": "landline", "line": "demo-discreet",
        "at": "2026-07-01T03:00", "zone": "pacific", "keys": "1, 28202,", "centers": "busy",
    }  # fmt: skip
    answer = await client.post("/phone/plain?lang=es", data=form)
    assert answer.status_code == 200
    order = switchboard.scripts[0]
    assert (order.text_from, order.line_type, order.line) == (
        '704"<b>',
        "landline",
        "demo-discreet",
    )
    assert (order.at.hour, order.keys, order.everyone) == (10, ("1", "28202", ""), "busy")
    assert "You have reached Demo &lt;Line&gt;." in answer.text
    assert "Una persona estuvo ahí a los 12 s." in answer.text
    assert answer.text.count("Habla con quien llama") == 2  # at the center, and in the order
    assert '<p lang="en">Press 1.</p>' in answer.text
    assert "atiende este código postal, suena 20 s" in answer.text
    assert "<strong>Demo Center Wake 1</strong><span>cerrado a esta hora</span>" in answer.text
    assert 'value="704&quot;&lt;b&gt;"' in answer.text
    assert '<option value="pacific" selected="">' in answer.text


async def test_an_empty_form_is_a_call_as_well(
    client: httpx.AsyncClient, switchboard: Switchboard
) -> None:
    answer = await client.post("/phone/plain", data={"from": "", "at": ""})
    assert answer.status_code == 200
    assert switchboard.scripts[0].at == NOW
    assert switchboard.scripts[0].text_from == ""


@pytest.mark.parametrize(
    "form", [{"keys": "1,A"}, {"at": "later"}, {"line": "none"}, {"centers": "manual"}]
)
async def test_a_form_that_cannot_be_used_comes_back_filled_in(
    client: httpx.AsyncClient, form: dict[str, str]
) -> None:
    answer = await client.post("/phone/plain", data={"from": "303-555-0110", **form})
    assert answer.status_code == 422
    assert "The call could not start." in answer.text
    assert 'value="303-555-0110"' in answer.text


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("/phone/plain", b"{}", "application/json", 415),
        ("/phone/plain", b"x=%ff", "application/x-www-form-urlencoded", 400),
        ("/phone/plain", b"x" * 17_000, "application/x-www-form-urlencoded", 413),
        ("/phone", b"", "application/x-www-form-urlencoded", 405),
    ],
)
async def test_refusals_to_people_are_pages(
    client: httpx.AsyncClient, path: str, body: bytes, kind: str, status: int
) -> None:
    answer = await client.post(path, content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert "Go to the dial pad" in answer.text


async def test_without_a_map_the_page_says_so(services_without_map: VoiceServices) -> None:
    async with browsing(services_without_map) as client:
        answer = await client.get("/phone")
    assert answer.status_code == 503
    assert "There is no routing map to decide with" in answer.text
    assert "800-656-4673" in answer.text


def test_every_value_is_escaped() -> None:
    assert element("p", "<&>", title='"') == '<p title="&quot;">&lt;&amp;&gt;</p>'
