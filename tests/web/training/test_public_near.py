"""Who offers a training near a place: serving centers first, the next by distance, and nobody ranked or lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from harborline.web.directory.models import Center
from training_pages import NEAR, offer, small_network
from web_world import make_center

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def centers() -> Iterator[dict[str, Center]]:
    with small_network() as found:
        yield found


def found_near(client: Client, place: str, **choices: str) -> list[str]:
    """Gives the names of the cards in their order."""
    answer = client.post(NEAR, {"place": place} | choices)
    assert answer.status_code == 200
    return [one["center"].name for one in answer.context["found"]]


def test_the_page_asks_one_thing_and_keeps_nothing_in_its_address(client: Client) -> None:
    answer = client.get(NEAR)
    assert answer.status_code == 200
    assert 'method="post"' in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("place", ["11101", "11102", "Alder county, WL", "alder COUNTY"])
def test_who_serves_the_place_comes_first_then_the_next(client: Client, place: str) -> None:
    assert found_near(client, place) == ["Center Alder", "Center Birch"]


def test_a_card_says_language_way_fee_lead_time_and_miles(client: Client) -> None:
    page = client.post(NEAR, {"place": "11101"}).content.decode()
    assert "Serves this county" in page
    assert "$50 for each session" in page
    assert "ask at least 14 days ahead" in page
    assert "about 69 miles away" in page  # one degree on the equator
    assert "on site or online" in page
    assert "free" in page


@pytest.mark.parametrize(
    ("choices", "names"),
    [
        ({"mode": "online"}, ["Center Birch"]),
        ({"mode": "on_site"}, ["Center Alder", "Center Birch"]),
        ({"topic": "consent"}, ["Center Alder"]),
        ({"audience": "school"}, ["Center Alder", "Center Birch"]),
        ({"audience": "workplace"}, []),
        ({"language": "es"}, []),
    ],
)
def test_choices_narrow_it_down(client: Client, choices: dict[str, str], names: list[str]) -> None:
    assert found_near(client, "11101", **choices) == names


def test_a_training_for_everybody_fits_each_group(
    client: Client, centers: dict[str, Center]
) -> None:
    offer(centers["elm"], audience="other", language="es")
    assert found_near(client, "22201", audience="sports", language="es") == ["Center Elm"]


def test_where_nobody_is_near_the_coalition_is_named_and_one_can_ask(client: Client) -> None:
    page = client.post(NEAR, {"place": "11101", "language": "es"}).content.decode()
    assert "Leave some of the choices open" in page
    assert "Coalition wl-coalition" in page
    assert 'value="begin"' in page
    assert found_near(client, "33301") == []


def test_of_a_confidential_center_no_distance_is_told(
    client: Client, centers: dict[str, Center]
) -> None:
    Center.unscoped.filter(pk="birch").update(confidential=True)
    page = client.post(NEAR, {"place": "11101"}).content.decode()
    assert "Center Birch" in page
    assert "69 miles" not in page


def test_an_expired_listing_is_not_shown(client: Client) -> None:
    Center.unscoped.filter(pk="alder").update(expires_on=date(2020, 1, 1))
    assert found_near(client, "11101") == ["Center Birch"]


def test_of_a_place_with_no_only_meaning_one_is_chosen(client: Client) -> None:
    answer = client.post(NEAR, {"place": "Town"})
    assert answer.status_code == 422
    choices = answer.context["form"].choices
    assert {choice.fips for choice in choices} >= {"10001", "20001"}
    assert "Which of these do you mean?" in answer.content.decode()
    chosen = client.post(NEAR, {"place": "Town", "county": "20001"})
    assert chosen.status_code == 200
    assert chosen.context["place"].startswith("Elm County")


@pytest.mark.parametrize(
    "place",
    [
        *(
            "",
            " ",
            "nowhere at all",
            "😀",
            "99999",
            "APO AE 09012",
            "Toronto, Canada",
            "\u202e01111",
        ),
        *("<script>alert(1)</script>", "11101\r\nBcc: x@example.org", "x" * 100_000, "Westland"),
    ],
)
def test_whatever_is_typed_gets_one_sentence_and_comes_back(client: Client, place: str) -> None:
    answer = client.post(NEAR, {"place": place})
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.content.decode()
    assert len(answer.content) < 40_000


def test_the_database_is_asked_as_often_however_many_there_are(
    client: Client, django_assert_num_queries: object, centers: dict[str, Center]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for times in (1, 20):
        for number in range(times):
            beside = make_center(f"more-{times}-{number}", counties=["10001"])
            offer(beside)
        with CaptureQueriesContext(connection) as seen:
            client.post(NEAR, {"place": "11101"})
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6
