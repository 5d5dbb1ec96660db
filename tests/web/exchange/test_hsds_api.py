import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from harborline.core.listings import Serves, TrainingTopic
from harborline.hsds import profile
from harborline.web.accounts.models import Key
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services import end_key, make_key
from harborline.web.directory.models import Center, PublicNumber
from harborline.web.exchange.api.keys import Allowances, ApiKeys
from harborline.web.exchange.api.openapi import LISTS
from web_world import make_center

API = "/api/hsds/"
ZIP_OF_ALDER = "00101"


def test_what_it_is_needs_no_key(client: Client, db: None) -> None:
    told = client.get(API).json()
    assert told["version"] == "3.0"
    assert told["profile"] == profile.PROFILE
    assert told["openapi_url"].endswith("/api/hsds/openapi.json")
    assert client.get(f"{API}openapi.json").json()["openapi"] == "3.1.0"


@pytest.mark.parametrize("path", LISTS)
def test_every_list_needs_a_key(client: Client, small_site: Any, path: str) -> None:
    for answer in (client.get(f"{API}{path}"), client.get(f"{API}{path}/x")):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["error"].startswith("Send your key")


def test_a_key_that_ended_or_is_of_a_wall_board_reads_nothing(client: Client, key: str) -> None:
    end_key("system:test", Key.objects.get())
    ended = client.get(f"{API}services", headers={"Authorization": f"Bearer {key}"})
    assert ended.status_code == 401
    board = make_key("system:test", "Wall", Role.WALL_BOARD)
    refused = client.get(f"{API}services", headers={"Authorization": f"Bearer {board}"})
    assert refused.status_code == 403
    assert "another" in refused.json()["error"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer " + "x" * 999])
def test_other_headers_are_no_key(client: Client, small_site: Any, header: str) -> None:
    assert client.get(f"{API}services", headers={"Authorization": header}).status_code == 401


def test_a_list_comes_in_pages(asking: Client) -> None:
    first = asking.get(f"{API}services?per_page=2").json()
    assert {name: value for name, value in first.items() if name != "contents"} == {
        "total_items": 3,
        "total_pages": 2,
        "page_number": 1,
        "size": 2,
        "first_page": True,
        "last_page": False,
        "empty": False,
    }
    second = asking.get(f"{API}services?per_page=2&page=2").json()
    assert (second["size"], second["last_page"]) == (1, True)
    beyond = asking.get(f"{API}services?per_page=2&page=9").json()
    assert (beyond["empty"], beyond["contents"]) == (True, [])
    ids = [one["id"] for one in first["contents"] + second["contents"]]
    assert ids == [profile.made_id("service", own) for own in ("alder", "birch", "elm")]


def test_a_list_has_one_to_one_fields_alone_unless_asked_for_more(asking: Client) -> None:
    brief = asking.get(f"{API}services").json()["contents"][0]
    assert "organization" in brief
    assert not {"phones", "schedules", "attributes", "service_areas"} & set(brief)
    whole = asking.get(f"{API}services?full=true").json()["contents"][0]
    assert whole["schedules"][0]["byday"] == "MO,TU,WE,TH,FR,SA,SU"
    assert whole["service_areas"][0]["uri"] == f"{profile.COUNTY}10001"
    minimal = asking.get(f"{API}services?minimal=true").json()["contents"][0]
    assert set(minimal) == {"id", "last_modified"}


@pytest.mark.parametrize(("path", "entity"), LISTS.items())
def test_everything_listed_can_be_read_by_its_id(asking: Client, path: str, entity: str) -> None:
    for listed in asking.get(f"{API}{path}").json()["contents"]:
        assert asking.get(f"{API}{path}/{listed['id']}").json()["id"] == listed["id"]
    missing = asking.get(f"{API}{path}/nothing")
    assert missing.status_code == 404
    assert missing.json() == {"error": "There is nothing with this id."}


def test_an_organization_names_its_services(asking: Client) -> None:
    wanted = profile.organization_id("center", "birch")
    plain = asking.get(f"{API}organizations/{wanted}").json()
    assert [service["id"] for service in plain["services"]] == [profile.made_id("service", "birch")]
    assert "schedules" not in plain["services"][0]
    full = asking.get(f"{API}organizations/{wanted}?full_service=true").json()
    assert full["services"][0]["schedules"]
    assert full["parent_organization_id"] == profile.organization_id("coalition", "wl-coalition")


def names(answer: Any) -> list[str]:
    return [one["name"].partition(":")[0] for one in answer.json()["contents"]]


def test_filters_hold_together(asking: Client, small_site: dict[str, Center]) -> None:
    birch = small_site["birch"]
    birch.serves, birch.description = [Serves.MEN.value], "A small house by the river"
    birch.save()
    assert names(asking.get(f"{API}services?search=RIVER house")) == ["Center Birch"]
    term = profile.term_id(profile.SERVES[Serves.MEN])
    assert names(asking.get(f"{API}services?taxonomy_term_id={term}")) == ["Center Birch"]
    wider = profile.term_id("serves")
    assert len(names(asking.get(f"{API}services?taxonomy_term_id={wider}"))) == 3
    assert names(asking.get(f"{API}services?taxonomy_term_id={term}&search=alder")) == []
    own = profile.organization_id("center", "elm")
    assert names(asking.get(f"{API}services?organization_id={own}")) == ["Center Elm"]
    assert len(names(asking.get(f"{API}services?taxonomy_id={profile.TAXONOMY_ID}"))) == 3
    assert names(asking.get(f"{API}services?taxonomy_id=other")) == []
    soon = (timezone.now() + timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert names(asking.get(f"{API}services?modified_after={soon}")) == []
    assert len(names(asking.get(f"{API}services?modified_after=2020-01-01"))) == 3
    top = asking.get(f"{API}taxonomy_terms?top_only=true&per_page=100").json()["contents"]
    assert all("parent_id" not in term for term in top)
    below = asking.get(f"{API}taxonomy_terms?parent_id={profile.term_id('training')}").json()
    assert below["total_items"] == len(TrainingTopic)


def search(client: Client, path: str, **question: Any) -> Any:
    return client.post(f"{API}{path}", json.dumps(question), content_type="application/json")


def test_a_zip_is_asked_for_by_post(asking: Client, small_site: dict[str, Center]) -> None:
    from small_world import country

    found = next(row for row in country().zips.values() if row.county == "10001")
    for path in ("services", "organizations", "service_at_locations"):
        answer = search(asking, path, postcode=found.zip)
        assert answer.json()["total_items"] == 1
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    assert search(asking, "services", postcode="99999").json()["empty"]
    make_center("own-zip", zips=["99999"])
    assert search(asking, "services", postcode="99999-1234").json()["total_items"] == 1


@pytest.mark.parametrize(
    "query", ["postcode=00101", "search=00101", "search=near 00101 please", "proximity=5"]
)
def test_a_zip_in_a_url_is_refused_and_not_repeated(asking: Client, query: str) -> None:
    for path in ("services", "organizations", "service_at_locations"):
        answer = asking.get(f"{API}{path}?{query}")
        assert answer.status_code == 400
        assert "POST" in answer.json()["error"]
        assert "00101" not in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("page=0", "whole number"),
        ("page=x", "whole number"),
        ("per_page=1001", "1 to 1000"),
        ("full=perhaps", "true or false"),
        ("modified_after=yesterday", "moment"),
        ("format=xml", "json or ndjson"),
        (f"search={'x' * 201}", "at most 200"),
    ],
)
def test_a_filter_that_cannot_be_used_is_told(asking: Client, query: str, says: str) -> None:
    answer = asking.get(f"{API}services?{query}")
    assert answer.status_code == 400
    assert says in answer.json()["error"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"postcode": 7}', "application/json", 400),
        (b'{"postcode": "\xd9\xa1\xd9\xa1\xd9\xa1\xd9\xa1\xd9\xa1"}', "application/json", 400),
        (b'{"proximity": "5"}', "application/json", 400),
        (b'{"search": "\\ud800"}', "application/json", 200),
        (b"[" * 9000, "application/json", 400),
        (b" " * 20_000, "application/json", 413),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 200),
    ],
)
def test_a_body_that_cannot_be_used_is_told(
    asking: Client, content: bytes, kind: str, status: int
) -> None:
    answer = asking.generic("POST", f"{API}services", content, content_type=kind)
    assert answer.status_code == status
    assert status == 200 or answer.json()["error"]


def test_other_methods_and_paths_are_told_as_json(asking: Client) -> None:
    for method, path, status in (
        ("DELETE", "services", 405),
        ("POST", "", 405),
        ("PUT", "services/x", 405),
        ("GET", "nothing/here", 404),
        ("GET", "services/%0A", 404),
    ):
        answer = asking.generic(method, f"{API}{path}")
        assert answer.status_code == status
        assert answer.json()["error"]
    assert asking.generic("DELETE", f"{API}services").headers["Allow"] == "GET, HEAD, POST"


def test_everything_may_come_line_by_line(asking: Client) -> None:
    answer = asking.get(f"{API}services?format=ndjson&full=true")
    lines = [json.loads(line) for line in b"".join(answer).splitlines()]
    assert [line["name"] for line in lines] == [
        f"Center {name}: help after sexual violence" for name in ("Alder", "Birch", "Elm")
    ]


def test_the_same_content_is_not_sent_twice(asking: Client, small_site: dict[str, Center]) -> None:
    first = asking.get(f"{API}services")
    again = asking.get(f"{API}services", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    small_site["elm"].name = "Elm House"
    small_site["elm"].save()
    changed = asking.get(f"{API}services", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "Elm House" in changed.content.decode()


def test_destinations_and_confidential_places_never_leave(
    asking: Client, small_site: dict[str, Center]
) -> None:
    secrets = [
        destination.address[-7:]
        for center in small_site.values()
        for destination in center.destinations.all()
    ]
    make_center(
        "hidden",
        counties=["10001"],
        street="7 Secret Lane",
        city="Quietville",
        address_zip="00777",
        confidential=True,
    )
    told = "".join(
        asking.get(f"{API}{path}?full=true&full_service=true").content.decode() for path in LISTS
    )
    assert "Center Hidden" in told
    for secret in (*secrets, "Secret Lane", "Quietville", "00777", "latitude"):
        assert secret not in told


def test_a_key_asks_so_often_a_minute_and_no_more(
    client: Client, small_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [100.0]
    monkeypatch.setattr(ApiKeys, "allowances", Allowances(lambda: now_s[0]))
    slow = make_key("system:test", "Slow", Role.INTEGRATOR, 2)
    headers = {"Authorization": f"Bearer {slow}"}
    statuses = [client.get(f"{API}services", headers=headers).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = client.get(f"{API}services", headers=headers)
    assert refused.headers["Retry-After"] == "30"
    assert "2 times a minute" in refused.json()["error"]
    now_s[0] += 30
    assert client.get(f"{API}services", headers=headers).status_code == 200
    assert client.get(f"{API}services", headers=headers).status_code == 429


def test_allowances_fill_no_further_than_a_minute() -> None:
    now_s = [0.0]
    allowances = Allowances(lambda: now_s[0])
    assert [allowances.wait_s("a", 3) for _ in range(4)] == [0, 0, 0, 20]
    assert allowances.wait_s("b", 3) == 0
    now_s[0] += 3600
    assert [allowances.wait_s("a", 3) for _ in range(4)] == [0, 0, 0, 20]


def test_a_session_of_the_console_is_no_key(
    client: Client, signed_in: Any, small_site: Any
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    assert client.get(f"{API}services").status_code == 401


def test_numbers_have_the_types_of_the_standard(
    asking: Client, small_site: dict[str, Center]
) -> None:
    for kind in ("voice", "text", "tty", "videophone"):
        PublicNumber.objects.create(
            center=small_site["elm"], number=f"+1212555{len(kind):04d}", kind=kind
        )
    small_site["elm"].save()
    wanted = profile.made_id("service", "elm")
    phones = asking.get(f"{API}services/{wanted}").json()["phones"]
    assert [phone["type"] for phone in phones] == ["voice", "text", "textphone", "video"]


def queries_of_a_list(client: Client, count: Any) -> None:
    with count(6):
        assert client.get(f"{API}services").status_code == 200


def test_a_list_takes_the_same_few_queries_for_any_number_of_centers(
    asking: Client, django_assert_max_num_queries: Any
) -> None:
    asking.get(f"{API}services")
    queries_of_a_list(asking, django_assert_max_num_queries)
    for number in range(30):
        make_center(f"more-{number}", counties=["10001"], destinations=1)
    with django_assert_max_num_queries(24):
        asking.get(f"{API}services")
    queries_of_a_list(asking, django_assert_max_num_queries)
