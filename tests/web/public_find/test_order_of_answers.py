"""The order of an answer is that of the telephone, and its words say truly who serves the place."""

from __future__ import annotations

import html
import random
import re
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.test import Client
from django.utils.translation import override

from harborline.app.finding import origins_of, read_question
from harborline.app.nearby import Nearby, nearby
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.routing import Evidence, Needs, decide, locate
from harborline.web.public.find.answers import answer_for
from harborline.web.public.find.place_names import names_of
from public_find_world import NIGHT, atlas, demo_map

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ports")]

MOMENTS = (NIGHT, datetime(2026, 11, 26, 17, tzinfo=UTC), NIGHT + timedelta(days=4, hours=19))
SPLIT = random.Random(5).sample(sorted(atlas().more_counties), 40)
WHOLE = random.Random(6).sample(sorted(atlas().zips), 40)
NATIONAL = 'href="tel:+18006564673"'


def found_for(zip_code: str, language: str, at: datetime = NIGHT) -> Nearby:
    return nearby(demo_map(), locate(demo_map(), Evidence(zip=zip_code)), language, at)


def somebody_farther_speaks_better() -> str:
    """Gives a ZIP that has centers of its own, all asked after others that speak Spanish."""
    found = (code for code in sorted(atlas().zips) if atlas().zips[code].county)
    return next(
        code for code in found if not (near := found_for(code, "es")).serving and near.local
    )


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_first_open_card_of_the_page_is_whom_the_telephone_rings_first(language: str) -> None:
    seen = 0
    for zip_code, at in product((*SPLIT, *WHOLE), MOMENTS):
        question = read_question(zip_code, atlas(), names_of(atlas()))
        origins = origins_of(question, demo_map())
        if not origins:
            continue
        main = locate(demo_map(), Evidence(zip=zip_code))
        needs = Needs(demo_map().line().id, language)
        first = decide(demo_map(), main, needs, NOTHING_KNOWN, at).legs[0].center
        with override(language):
            answer = answer_for(demo_map(), atlas(), origins, at)
        cards = [card for group in answer.groups for card in group.cards]
        in_order = [card.id for card in (*cards, *answer.state, *answer.national) if card.is_open]
        assert in_order[0] == first, (zip_code, at)
        assert len(cards) == len({card.id for card in cards})
        assert [card.number for card in cards] == list(range(1, len(cards) + 1))
        seen += 1
    assert seen > 100


def test_a_center_that_does_not_speak_spanish_serves_its_place_all_the_same(client: Client) -> None:
    zip_code = somebody_farther_speaks_better()
    page = client.post("/es/", {"q": zip_code}).content.decode()
    assert "Todavía no hay un centro local" not in page
    assert re.search(r'class="lead">\d+ centros? atienden? este lugar', page)
    nearer = page.index("Los siguientes más cercanos, en tu idioma")
    own = page.index("Centros que atienden este lugar")
    name = found_for(zip_code, "es").local[0].name
    assert nearer < own < page.index(name, own)


def test_a_split_zip_shows_the_same_centers_in_both_languages(client: Client) -> None:
    for zip_code in SPLIT[:12]:
        serving = {card.name for card in found_for(zip_code, "en").local}
        for county in atlas().more_counties[zip_code]:
            other = locate(demo_map(), Evidence(county=county))
            serving |= {card.name for card in nearby(demo_map(), other, "en", NIGHT).local}
        for language in ("en", "es"):
            page = client.post(f"/{language}/", {"q": zip_code}).content.decode()
            assert not [name for name in serving if name not in page], (zip_code, language)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        *(("28202", 'class="cards"'), ("Springfield", 'class="choices"')),
        *(("09001", 'class="tips"'), ("qqqq", 'class="tips"'), ("2134", 'class="choices"')),
        *(("North Carolina", "Pick your county"), ("", 'id="q"')),
    ],
)
def test_the_national_number_stands_before_what_is_to_be_read(
    client: Client, text: str, after: str
) -> None:
    page = client.post("/en/", {"q": text}).content.decode()
    main = page[page.index("<main") :]
    assert main.index(NATIONAL) < main.index(after)


def test_the_list_of_states_begins_with_the_national_number(client: Client) -> None:
    page = client.get("/en/states").content.decode()
    main = page[page.index("<main") :]
    assert main.index(NATIONAL) < main.index("/en/states/al")


def test_a_county_is_named_in_spanish_as_people_say_it(client: Client) -> None:
    page = client.post("/es/", {"q": "condado de Mecklenburg"}).content.decode()
    assert "<h1>Ayuda en el condado de Mecklenburg, Carolina del Norte</h1>" in page
    assert "de el " not in page


@pytest.mark.parametrize(("here", "there"), [("en", "es"), ("es", "en")])
def test_the_other_language_answers_the_same_question(
    client: Client, here: str, there: str
) -> None:
    page = client.post(f"/{here}/", {"q": '28202 "<b>'}).content.decode()
    asked = re.search(r'<button name="q" value="([^"]*)" formaction="([^"]*)" lang="(..)">', page)
    assert asked is not None
    assert (asked[2], asked[3]) == (f"/{there}/", there)
    assert html.unescape(asked[1]) == '28202 "<b>'
    again = client.post(asked[2], {"q": html.unescape(asked[1])}).content.decode()
    assert f'<html lang="{there}"' in again
    assert "Charlotte" in again
    assert not re.findall(r'(?:href|action)="[^"]*28202', page + again)
    for empty in (client.get(f"/{here}/"), client.post(f"/{here}/", {"q": ""})):
        assert f'<a href="/{there}/" lang="{there}" hreflang="{there}">' in empty.content.decode()
