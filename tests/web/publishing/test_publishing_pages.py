"""The nation's pages of publishing: from a proposal to callers and back, by plain forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from harborline.core.directory import Backup, Line
from harborline.core.directory import Center as CoreCenter
from harborline.core.directory import Destination as CoreDestination
from harborline.stores.map_files import previous_path
from harborline.web.accounts.permissions import Role
from harborline.web.directory.models import Center, Destination
from harborline.web.publishing import services
from harborline.web.publishing.models import MapInUse, Proposal, State
from harborline.web.publishing.words import FIELDS, Entry, entries
from harborline.web.site.ports import Serving
from publishing_house import House
from web_world import make_center, make_network

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
LIST = "/console/maps/"
SignedIn = Callable[..., Any]


@pytest.fixture(autouse=True)
def network(house: House) -> dict[str, Center]:
    return make_network()


@pytest.fixture
def admin(client: Client, signed_in: SignedIn) -> Client:
    signed_in(client, Role.NATIONAL_ADMIN)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    text = response.content.decode()
    assert text.count("<h1") == 1
    assert " style=" not in text
    assert "<script" not in text
    return text


def test_a_map_goes_from_proposal_to_callers_by_plain_forms(house: House, admin: Client) -> None:
    assert "Nothing was proposed yet" in page(admin, LIST)
    assert "about six seconds" in page(admin, f"{LIST}new")
    number = services.propose(ANA, "winter hours").number
    url = f"{LIST}proposals/{number}"
    text = page(admin, url)
    assert "winter hours" in text
    assert "5 counties that no center serves" in text
    assert "Center Birch" in text
    assert "new on the map" in text
    assert "golden decisions differ" in text
    for act, button, state in (
        ("approve", "Approve this map?", State.APPROVED),
        ("publish", "Publish this map?", State.PUBLISHED),
    ):
        assert f"{url}/{act}" in page(admin, url)
        assert button in page(admin, f"{url}/{act}")
        assert Proposal.objects.get().state != state
        answer = admin.post(f"{url}/{act}", follow=True)
        assert answer.status_code == 200
        assert f"{state.label}." in answer.content.decode()
        assert Proposal.objects.get().state == state
    assert house.current_map().version == Proposal.objects.get().version


def test_proposing_by_the_page_shows_the_proposal(admin: Client) -> None:
    response = admin.post(f"{LIST}new", {"note": "as of today"}, follow=True)
    assert response.redirect_chain == [(f"{LIST}proposals/{Proposal.objects.get().number}", 302)]
    text = response.content.decode()
    assert "You proposed this map. A second person reads it and approves it." in text
    assert "/approve" not in text
    answer = admin.post(f"{LIST}proposals/{Proposal.objects.get().number}/approve")
    assert answer.status_code == 409
    assert "a second person reads and approves it" in answer.content.decode()


def test_a_note_that_is_too_long_is_kept_in_the_field(admin: Client) -> None:
    response = admin.post(f"{LIST}new", {"note": "x" * 501})
    assert response.status_code == 200
    assert "x" * 501 in response.content.decode()
    assert not Proposal.objects.exists()


def test_a_refused_proposal_shows_its_list_and_offers_nothing(admin: Client) -> None:
    Center.unscoped.filter(pk="birch").update(verified_on=None)
    number = services.propose(ANA).number
    text = page(admin, f"{LIST}proposals/{number}")
    assert "One thing must be put right before this can reach callers" in text
    assert "Center birch has no date of verification" in text
    assert f"{number}/approve" not in text
    assert f"{number}/publish" not in text


def test_changes_since_the_proposal_are_shown_and_do_not_hide_it(admin: Client) -> None:
    from django.db import transaction

    from harborline.web.audit.services import record

    number = services.propose(ANA).number
    url = f"{LIST}proposals/{number}"
    assert "The directory changed" not in page(admin, url)
    with transaction.atomic():
        record("carla@example.org", "change center", "center:elm", after={"rank": 2})
        record("carla@example.org", "invite", "account:x")
        record("carla@example.org", "pause center", "center:elm")
        record("carla@example.org", "pause phone", "center:elm")
        record("carla@example.org", "resume phone", "center:elm")
    text = page(admin, url)
    assert "The directory changed once since" in text
    assert "center:elm" in text
    assert "/approve" in text


def test_an_outdated_comparison_is_said_and_made_again(admin: Client) -> None:
    first = services.propose(ANA).number
    Center.unscoped.filter(pk="elm").update(rank=2)
    second = services.propose(ANA).number
    for number in (first, second):
        services.approve("ben@example.org", number)
    services.publish("ben@example.org", first)
    url = f"{LIST}proposals/{second}"
    text = page(admin, url)
    assert "Another map came into use since this one was compared" in text
    assert f"{url}/publish" not in text
    assert admin.post(f"{url}/publish").status_code == 409
    answer = admin.post(f"{url}/compare", follow=True).content.decode()
    assert "rank: 1 → 2" in answer
    assert f"{url}/approve" in answer


def test_rolling_back_asks_why_and_for_the_map_that_leaves(house: House, admin: Client) -> None:
    before = house.path.read_bytes()
    number = services.propose(ANA).number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    text = page(admin, f"{LIST}roll-back")
    (leaving,) = re.findall(r'name="leaving" value="([0-9a-f]+)"', text)
    assert leaving == house.current_map().version
    again = admin.post(f"{LIST}roll-back", {"why": "", "leaving": leaving})
    assert "Say in a few words why." in again.content.decode()
    assert house.current_map().version == leaving
    done = admin.post(f"{LIST}roll-back", {"why": "wrong county", "leaving": leaving}, follow=True)
    assert "Rolled back." in done.content.decode()
    assert "wrong county" in done.content.decode()
    assert house.path.read_bytes() == before
    twice = admin.post(f"{LIST}roll-back", {"why": "wrong county", "leaving": leaving})
    assert twice.status_code == 409
    assert house.path.read_bytes() == before


def test_no_way_back_is_offered_where_no_earlier_map_is_kept(house: House, admin: Client) -> None:
    assert f"{LIST}roll-back" not in page(admin, LIST)
    asked = page(admin, f"{LIST}roll-back")
    assert "No earlier map is kept here" in asked
    assert 'name="why"' not in asked
    number = services.propose(ANA).number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    assert f"{LIST}roll-back" in page(admin, LIST)
    assert 'name="why"' in page(admin, f"{LIST}roll-back")
    Path(previous_path(house.data)).unlink()
    assert f"{LIST}roll-back" not in page(admin, LIST)


def test_which_voice_process_serves_which_map(house: House, admin: Client) -> None:
    version = house.current_map().version
    house.serving = (
        Serving(1, version, 0.4),
        Serving(2, "f" * 64, 0.9, "The newest map is damaged."),
    )
    text = page(admin, LIST)
    assert text.count("in use</span>") == 1
    assert "another</span>" in text
    assert "The newest map is damaged." in text
    house.serving = ()
    assert "No voice process has reported here." in page(admin, LIST)


def test_withdrawing_asks_first(admin: Client) -> None:
    number = services.propose(ANA).number
    url = f"{LIST}proposals/{number}"
    assert "Withdraw this proposal?" in page(admin, f"{url}/withdraw")
    admin.post(f"{url}/withdraw", {"why": "too early"})
    assert Proposal.objects.get().state == State.WITHDRAWN
    assert "withdrawn" in page(admin, url)


def test_no_page_shows_an_address(admin: Client) -> None:
    Destination.unscoped.filter(center="alder").update(address="+12125550177")
    number = services.propose(ANA).number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    Destination.unscoped.filter(center="alder").update(address="+12125550188")
    other = services.propose(ANA).number
    paths = (LIST, f"{LIST}proposals/{number}", f"{LIST}proposals/{other}")
    texts = [page(admin, path) for path in paths]
    assert not any("212555" in text for text in texts)
    assert "The number of one telephone differs; it is never shown." in texts[-1]


@pytest.mark.parametrize("act", ["", "/approve", "/publish", "/withdraw", "/compare"])
def test_a_proposal_that_is_not_there(admin: Client, act: str) -> None:
    assert admin.get(f"{LIST}proposals/77{act}").status_code == 404
    assert admin.post(f"{LIST}proposals/77{act}").status_code == 404


def test_who_may_look_and_who_may_act(client: Client, signed_in: SignedIn) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    number = services.propose(ANA).number
    text = page(client, LIST)
    assert f"{LIST}new" not in text
    assert "/roll-back" not in text
    assert "/approve" not in page(client, f"{LIST}proposals/{number}")
    for path in ("new", "roll-back", f"proposals/{number}/approve", f"proposals/{number}/publish"):
        assert client.post(f"{LIST}{path}").status_code == 403
    assert MapInUse.objects.count() == 1


def test_without_any_map(house: House, admin: Client) -> None:
    house.path.unlink()
    assert "There is no map here yet" in page(admin, LIST)
    assert page(admin, f"{LIST}roll-back")
    number = services.propose(ANA).number
    assert "There was no map in use to compare it with." in page(admin, f"{LIST}proposals/{number}")


def test_the_list_asks_the_same_number_of_questions_however_long(
    admin: Client, django_assert_max_num_queries: Any
) -> None:
    services.newest()
    row = {"created_by": ANA, "directory_at": 0, "created_at": MapInUse.objects.get().at}
    for _ in range(2):
        made = Proposal.objects.bulk_create(
            Proposal(state=State.WITHDRAWN, **row) for _ in range(30)
        )
        MapInUse.objects.bulk_create(
            MapInUse(version="f" * 16, how="published", proposal=one, by=ANA, at=one.created_at)
            for one in made
        )
        services.newest()
        with django_assert_max_num_queries(16):
            page(admin, LIST)
    assert 'href="?page=2"' in page(admin, LIST)
    assert page(admin, f"{LIST}?page=nonsense")


def test_a_proposal_asks_the_same_number_of_questions_whatever_it_holds(
    admin: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(2):
        number = services.propose(ANA).number
        with django_assert_max_num_queries(16):
            page(admin, f"{LIST}proposals/{number}")
        for name in range(15):
            make_center(f"more-{number}-{name}", counties=["10001", "10007"], destinations=1)


NOT_SHOWN = {"id", "destinations", "address", "verified_on"}
COMPARED = {
    *Line._fields,
    *CoreCenter._fields,
    *Backup._fields,
    *CoreDestination._fields,
} - NOT_SHOWN


@pytest.mark.parametrize("field", sorted(COMPARED))
def test_every_field_that_is_compared_has_its_words_in_both_languages(field: str) -> None:
    assert field in FIELDS
    with translation.override("en"):
        english = str(FIELDS[field])
    with translation.override("es"):
        assert str(FIELDS[field]) != english or english == "ZIPs"


WORDS = [
    ("hours 1", "Mo-Fr 09:00-17:00", "24/7", "telephone 1, hours: Mo-Fr 09:00-17:00 → 24/7"),
    ("hours 2", "24/7; 2026 Nov 26,2026 Dec 25 off; 2027 Jan 01 09:00-12:00", "off",
     "telephone 2, hours: 24/7; 3 other days → off"),
    ("counties", "10001,10003", "10003,10005,10007", "counties: 2 added, 1 taken out"),
    ("zips", "11101", "", "ZIPs: 1 taken out"),
    ("zips", "11101,11102", "11102,11101", "ZIPs: in another order"),
    ("paused", "False", "True", "paused: no → yes"),
    ("capacity", "None", "2", "calls at once: none → 2"),
    ("kind 1", "switchboard", "on_call_mobile", "telephone 1, kind of telephone: switchboard → on-call mobile"),
    ("rollover", "none", "any", "rollover: none → from anywhere"),
    ("says_center_name", "False", "True", "says the name of the center: no → yes"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "before", "after", "words"), WORDS)
def test_a_difference_in_words(field: str, before: str, after: str, words: str) -> None:
    row = {"what": "elm", "field": field, "before": before, "after": after}
    with translation.override("en"):
        assert list(entries([row], {"elm": "Elm"})) == [Entry("Elm", (words,))]


def test_who_came_and_who_left_is_said_once() -> None:
    came = [
        {"what": "fir", "field": field, "before": "nothing", "after": "x"}
        for field in ("name", "rank")
    ]
    left = [
        {"what": "oak", "field": field, "before": "x", "after": "nothing"}
        for field in ("name", "rank")
    ]
    day = [{"what": "network", "field": "starts_on", "before": "2026-11-01", "after": "2026-11-02"}]
    with translation.override("en"):
        assert list(entries([*came, *left, *day], {})) == [
            Entry("fir", ("new on the map",)),
            Entry("oak", ("no longer on the map",)),
        ]
