"""The finder's answers: words first, in the decision's order, and nothing of the visitor anywhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from harborline.app.nearby import nearby
from harborline.app.overlays import NoOverlayBook, Pause
from harborline.core.errors import UnusableMap
from harborline.core.listings import BillSafety, Serves
from harborline.core.routing import Evidence, locate
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path
from harborline.web.directory.models import PublicNumber
from harborline.web.site.ports import SitePorts, install
from public_find_world import atlas, chain_of, demo_map
from reading_level import assert_plain
from web_world import make_center, make_coalition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ports")]

ANSWERS = [
    *("", "28202", "Charlotte, NC", "02467", "Springfield", "North Carolina", "New York", "2134"),
    *("99999", "00000", "09001", "Toronto, Canada", "asdfgh", "Mecklenburg County", "Charlote NC"),
]


def ask(client: Client, text: str, language: str = "en") -> str:
    answer = client.post(f"/{language}/", {"q": text})
    assert answer.status_code == 200
    kept_nothing(answer)
    return answer.content.decode()


def kept_nothing(answer: HttpResponseBase) -> None:
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def headings(page: str) -> list[str]:
    found = re.findall(r"<h3>(.*?)</h3>", page, re.DOTALL)
    return [re.sub(r"<span class=\"place\".*?</span>|<[^>]+>", "", one).strip() for one in found]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("text", ANSWERS)
def test_every_answer_is_whole_valid_and_plain(client: Client, text: str, language: str) -> None:
    page = ask(client, text, language)
    assert page.count("<h1") == 1
    assert "style=" not in page
    assert JustHTML(page, collect_errors=True).errors == []
    assert_plain(page, language)
    assert 'href="tel:+18006564673"' in main_of(page)
    assert re.findall(r'(?:href|src|action)="(?:https?:)?//(?!example)', main_of(page)) == []


def test_what_was_typed_stands_in_the_field_alone_and_in_no_address(client: Client) -> None:
    page = ask(client, "28202-9999")
    assert 'value="28202-9999"' in page
    assert not re.findall(r'(?:href|action|src)="[^"]*28202', page)
    assert 'autocomplete="off"' in page
    assert '<form class="ask" method="post" action="/en/"' in page


def test_cards_stand_in_the_order_of_the_decision(client: Client, at_night: datetime) -> None:
    for zip_code in ("28202", "99501", "10001", "59901", "00601"):
        origin = locate(demo_map(), Evidence(zip=zip_code))
        found = nearby(demo_map(), origin, "en", at_night)
        names = headings(ask(client, zip_code))
        shown = [card.name for card in (*found.serving, *found.further)]
        state = [card.name for card in found.state]
        assert names[: len(shown) + len(state)] == [*shown, *state]
        assert found.first_open is not None
        assert found.first_open.id == found.decision.legs[0].center


def test_a_closed_center_says_when_it_opens_on_its_own_clock(
    client: Client, at_night: datetime
) -> None:
    assert at_night.hour == 8
    page = ask(client, "59901")
    said = re.findall(r'<span class="tag[^"]*">(.*?)</span>', page)
    assert any(re.search(r"Closed, opens (?:\w+ )?at .* a\.m\. \w+", one) for one in said), said
    assert any(one.startswith("Open") for one in said)


def test_a_listed_center_shows_its_facts_and_a_confidential_one_no_place(client: Client) -> None:
    first, second = chain_of(zip="28202").ids[:2]
    coalition = make_coalition("nc", state="NC", web="https://example.org/nc")
    row = make_center(
        first, state="NC", lat=35.2, lon=-80.8, languages=["en", "es"], coalition=coalition
    )
    PublicNumber.unscoped.create(
        center=row, number="+17045550142", label="Hotline", bill_safety=BillSafety.SHOWS
    )
    PublicNumber.unscoped.create(center=row, number="+17045551234", kind="text", position=2)
    make_center(second, state="NC", lat=35.3, lon=-80.7, confidential=True, serves=[Serves.MEN])
    page = ask(client, "28202")
    assert f'href="/en/center/{first}"' in page
    assert '<span class="number">704-555-0142</span>' in page
    assert 'href="tel:+17045551234"' in page
    assert "A bill that lists calls shows this one." in page
    assert "Your phone keeps every call" in page
    assert "English, Spanish" in page
    assert "Men and boys" in page
    assert 'href="https://example.org/nc" rel="noopener noreferrer"' in page
    assert page.count('class="pin') == 1
    assert "35.3" not in page


def test_of_a_confidential_center_no_distance_is_told(client: Client) -> None:
    center = chain_of(zip="28202").ids[0]
    row = make_center(center, state="NC", lat=35.2, lon=-80.8)

    def told() -> str:
        page = ask(client, "28202")
        return page[page.index(f"/en/center/{center}") :].partition("</li>")[0]

    assert "mile" in told()
    row.confidential = True
    row.save()
    assert "mile" not in told(), "the map in use may be older, and hold the place itself"


def test_a_center_without_a_listing_has_its_name_and_the_national_number(client: Client) -> None:
    page = ask(client, "28202")
    name = demo_map().card(chain_of(zip="28202").members[0]).name
    assert f"</span>{name}</h3>" in page
    assert "Reach them through the national line:" in page


def test_a_paused_center_is_not_said_to_be_open(client: Client, ports: SitePorts) -> None:
    first = chain_of(zip="28202").ids[0]

    class Paused(NoOverlayBook):
        def pauses(self, at: datetime) -> tuple[Pause, ...]:
            return (Pause(first, at + timedelta(hours=1), "ana"),)

    install(ports._replace(overlays=Paused()))
    page = ask(client, "28202")
    assert page.index("Taking no calls right now") < page.index("Next closest")


def test_a_split_zip_shows_the_centers_of_both_counties(client: Client) -> None:
    page = ask(client, "02467")
    assert "Part of it may lie in Middlesex County. Centers there" in page
    assert 'href="/en/county/25021-norfolk-ma"' in page
    assert 'href="/en/county/25017-middlesex-ma"' in page
    serving = chain_of(county="25017")
    names = [demo_map().card(party).name for party in serving.members[: serving.serving]]
    assert set(names) <= set(headings(page))


def test_choices_are_buttons_that_ask_again(client: Client) -> None:
    page = ask(client, "Springfield")
    choices = re.findall(r'<li><button name="q" value="([^"]+)"', page)
    assert choices[:3] == ["Springfield, MO", "Springfield, MA", "Springfield, IL"]
    assert "<h1>Help near Springfield, Missouri</h1>" in ask(client, choices[0])


def test_a_corrected_place_says_how_it_was_read(client: Client) -> None:
    assert "We read this as Charlotte, North Carolina" in ask(client, "Charlote, NC")
    assert "We read this as" not in ask(client, "charlotte nc")


def test_a_state_named_like_a_large_city_offers_the_city_first(client: Client) -> None:
    page = ask(client, "New York")
    assert page.index('value="New York, NY"') < page.index("Pick your county")
    page = ask(client, "Delaware")
    assert page.index("Pick your county") < page.index('value="Delaware, OH"')


def test_a_military_zip_names_whom_the_line_asks_first(client: Client, ports: SitePorts) -> None:
    assert "is asked first" not in ask(client, "09001")
    other = read_file(demo_map_path())
    line = other.lines[0]._replace(military=line_backup(other))
    other.lines = (line, *other.lines[1:])
    install(ports._replace(current_map=lambda: other))
    page = ask(client, "APO AE 09001")
    assert f"{other.names[other.parties[line_backup(other)]]} is asked first" in page


def line_backup(routing_map: RoutingMap) -> str:
    return routing_map.lines[0].national_backups[-1]


def test_a_zip_with_its_zero_cut_off_is_offered_whole(client: Client) -> None:
    assert '<button name="q" value="02134">' in ask(client, "2134")


def test_an_unknown_zip_names_the_state_of_its_neighbours(client: Client) -> None:
    page = ask(client, "99999")
    assert 'href="/en/states/ak"' in page


def test_the_error_of_an_empty_field_is_said_above_and_beside_it(client: Client) -> None:
    page = ask(client, "   ")
    assert page.count("Type a ZIP code, a city and state, or a county.") == 2
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="q-error q-hint"' in page


def test_without_a_map_the_national_number_is_still_there(client: Client, ports: SitePorts) -> None:
    def none() -> RoutingMap:
        raise UnusableMap("There is no routing map.")

    install(ports._replace(current_map=none))
    for page in (ask(client, "28202"), client.get("/en/county/37119").content.decode()):
        assert "We cannot look up places right now" in page
    assert client.get("/en/what-you-will-hear").status_code == 200
    assert client.get("/en/what-you-will-hear/zip.wav").status_code == 404


def test_queries_are_as_many_for_one_center_as_for_many(client: Client) -> None:
    counted = []
    for ids in ((), chain_of(zip="10001").ids[:8]):
        for name in ids:
            make_center(name, state="NY")
        with CaptureQueriesContext(connection) as asked:
            ask(client, "10001")
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 3


def test_the_answer_is_light(client: Client) -> None:
    for text in ANSWERS:
        answer = client.post("/en/", {"q": text}, headers={"Accept-Encoding": "gzip"})
        assert len(answer.content) < 60_000


HOSTILE = [
    *("<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7*7 }}", "%0d%0aSet-Cookie: a=b"),
    *("a\r\nSet-Cookie: a=b", "\u202egnp.exe\u202c", "\u200b\u200b", "\x1b[31m", "ﷺ" * 500),
    *("a" * 100_000, "28202" * 1000, "😀" * 200, "‎مدينة", "\ud7ff", "٢٨٢٠٢", "../../etc/passwd"),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_answered_and_never_repeated_as_markup(client: Client, text: str) -> None:
    answer = client.post("/en/", {"q": text})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "49" not in re.findall(r'value="([^"]*)"', page)[0] if "7*7" in text else True
    assert len(page) < 40_000
    kept_nothing(answer)


def test_a_body_of_a_megabyte_is_refused_in_a_sentence(client: Client) -> None:
    answer = client.post("/en/", {"q": "a" * 1_000_000})
    assert answer.status_code in {400, 413}
    assert len(answer.content) < 40_000
    kept_nothing(answer)


def test_strange_requests_are_answered(client: Client) -> None:
    assert client.post("/en/").status_code == 200
    assert client.post("/en/", {"q": ["28202", "x"]}).status_code == 200
    assert client.post("/en/", b"\xff\xfe", content_type="text/plain").status_code == 200
    assert client.post("/en/", b'{"q": "1"}', content_type="application/json").status_code == 200
    assert client.put("/en/").status_code == 405
    assert client.get("/en/?q=28202").status_code == 200
    assert "28202-" not in client.get("/en/?q=28202").content.decode()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=200))
def test_any_text_is_answered(client: Client, text: str) -> None:
    answer = client.post("/en/", {"q": text})
    assert answer.status_code in {200, 400} if "\0" in text else answer.status_code == 200
    kept_nothing(answer)


def test_nothing_is_written_by_a_search(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with CaptureQueriesContext(connection) as asked:
        ask(client, "Charlotte, NC 28202")
        ask(client, "zzunseenplace")
    told = [query["sql"] for query in asked]
    assert all(sql.startswith("SELECT") for sql in told)
    assert not any("28202" in sql or "zzunseen" in sql for sql in told)
    assert caplog.text == ""


def test_the_atlas_of_the_test_is_the_shipped_one() -> None:
    assert len(atlas().zips) > 40_000
