"""Test calls are agreed to, stay within the hours, come once a month, and a person's answer counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from harborline.core.directory import DestinationKind
from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditPayload
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.services.faults import Refused
from harborline.web.freshness import words
from harborline.web.freshness.fetching import Fault
from harborline.web.freshness.jobs import ROUNDS, jobs
from harborline.web.freshness.models import AddressCheck, Consent, TestCall
from harborline.web.freshness.services import testing
from harborline.web.site import ports
from harborline.web.site.ports import CallToTest, TestCallResult
from web_world import make_center, make_coalition, make_destination, make_line, small_ports

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 10:30 in New York
DAY = date(2026, 11, 24)


class SignedIn(Protocol):
    def __call__(
        self, client: Client, role: Role, center: object = None, coalition: object = None
    ) -> Account: ...


class Switch:
    """A switch at which a given thing picks up."""

    def __init__(self, picks_up: TestCallResult | None = TestCallResult.PERSON) -> None:
        self.picks_up = picks_up
        self.orders: list[CallToTest] = []

    def place(self, order: CallToTest) -> TestCallResult | None:
        self.orders.append(order)
        return self.picks_up


@pytest.fixture(autouse=True)
def switch() -> Iterator[Switch]:
    before, made = ports.site_ports(), Switch()
    ports.install(small_ports(place_test_call=made.place))
    yield made
    ports.install(before)


@pytest.fixture
def destination() -> Destination:
    return make_destination(make_center("alder", counties=["10001"]))


def agree(
    destination: Destination, weekday: int = 1, hours: tuple[int, int] = (600, 720)
) -> Consent:
    return testing.agree("ana@example.org", destination, weekday, *hours, DAY)


def again(destination: Destination) -> Destination:
    return Destination.objects.within(EVERYWHERE).get(pk=destination.pk)


def call(at: datetime) -> list[TestCallResult | None]:
    return [testing.place_test_call(key, at) for key in testing.plan_test_calls(at)]


def test_without_consent_nobody_is_called(destination: Destination, switch: Switch) -> None:
    assert call(TUESDAY) == []
    assert not switch.orders


def test_a_person_who_answers_makes_it_a_day_on_which_it_was_answered(
    destination: Destination, switch: Switch
) -> None:
    agree(destination)
    assert call(TUESDAY) == [TestCallResult.PERSON]
    assert again(destination).answered_on == DAY
    (order,) = switch.orders
    assert order.address == destination.address
    assert destination.address not in repr(order)
    assert fault() is None
    said = [str(payload.content) for payload in AuditPayload.objects.all()]
    assert not any(destination.address[2:] in text for text in said)


@pytest.mark.parametrize("result", [r for r in TestCallResult if r is not TestCallResult.PERSON])
def test_nothing_else_does(
    result: TestCallResult, destination: Destination, switch: Switch
) -> None:
    switch.picks_up = result
    agree(destination)
    assert call(TUESDAY) == [result]
    assert again(destination).answered_on is None
    assert TestCall.unscoped.get().result == result


def test_it_is_called_once_a_month_at_most(destination: Destination, switch: Switch) -> None:
    agree(destination)
    for weeks in range(9):
        call(TUESDAY + timedelta(weeks=weeks))
        call(TUESDAY + timedelta(weeks=weeks, minutes=10))
    months = [row.month for row in TestCall.unscoped.order_by("month")]
    assert months == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert len(switch.orders) == 3


def test_two_workers_plan_and_place_the_same_call_once(
    destination: Destination, switch: Switch
) -> None:
    agree(destination)
    (key,) = testing.plan_test_calls(TUESDAY)
    assert testing.plan_test_calls(TUESDAY) == []
    assert testing.place_test_call(key, TUESDAY) is TestCallResult.PERSON
    assert testing.place_test_call(key, TUESDAY) is None
    assert len(switch.orders) == 1


def test_a_call_that_waited_too_long_in_the_queue_is_taken_back(
    destination: Destination, switch: Switch
) -> None:
    agree(destination)
    (key,) = testing.plan_test_calls(TUESDAY)
    assert testing.place_test_call(key, TUESDAY + timedelta(hours=2)) is None
    assert not switch.orders
    assert not TestCall.unscoped.exists()


def test_consent_that_was_withdrawn_stops_a_planned_call(
    destination: Destination, switch: Switch
) -> None:
    agree(destination)
    (key,) = testing.plan_test_calls(TUESDAY)
    assert testing.withdraw("ana@example.org", destination)
    assert not testing.withdraw("ana@example.org", destination)
    assert testing.place_test_call(key, TUESDAY) is None
    assert not switch.orders


def test_a_destination_that_is_a_line_of_ours_is_a_loop_and_is_not_called(
    destination: Destination, switch: Switch
) -> None:
    make_line(number="+18005550199")
    Destination.objects.within(EVERYWHERE).filter(pk=destination.pk).update(
        address="1-800-555-0199"
    )
    agree(destination)
    assert call(TUESDAY) == [TestCallResult.LOOP]
    assert not switch.orders


def test_without_a_switch_no_call_counts(destination: Destination, switch: Switch) -> None:
    switch.picks_up = None
    agree(destination)
    assert call(TUESDAY) == [None]
    assert not TestCall.unscoped.exists()


def test_an_answering_service_is_told_as_one(switch: Switch) -> None:
    center = make_center("alder", languages=["es", "en"])
    agree(make_destination(center, kind=DestinationKind.ANSWERING_SERVICE.value))
    call(TUESDAY)
    assert (switch.orders[0].is_answering_service, switch.orders[0].language) == (True, "es")


@pytest.mark.parametrize(
    ("weekday", "hours", "field"),
    [(7, (600, 700), "weekday"), (1, (700, 600), "to_time"), (1, (600, 605), "to_time")],
)
def test_consent_that_makes_no_sense_is_refused(
    weekday: int, hours: tuple[int, int], field: str, destination: Destination
) -> None:
    with pytest.raises(Refused) as refused:
        agree(destination, weekday, hours)
    assert list(refused.value.faults) == [field]


def test_every_result_and_fault_has_words() -> None:
    assert set(words.RESULTS) == set(TestCallResult)
    assert set(words.FAULTS) == set(Fault)


def test_each_round_and_what_it_queues_is_a_job(destination: Destination, switch: Switch) -> None:
    queued: list[tuple[str, str]] = []
    work = jobs(lambda job, subject: queued.append((job, subject)))
    agree(destination)
    for one in ROUNDS:
        work[one.job]("", TUESDAY)
    assert [job for job, _ in queued] == ["test_call"]
    for job, subject in queued:
        work[job](subject, TUESDAY)
    assert TestCall.unscoped.get().result == "person"
    Center.unscoped.filter(pk="alder").update(web="ftp://example.org")
    work["addresses"]("", TUESDAY)
    assert queued[1:] == [("address", "alder")]
    work["address"]("alder", TUESDAY)
    assert AddressCheck.unscoped.get().fault == Fault.NO_ADDRESS


def test_the_page_of_a_center_shows_no_number(
    client: Client, signed_in: SignedIn, destination: Destination
) -> None:
    signed_in(client, Role.CENTER_STAFF, "alder")
    agree(destination)
    call(TUESDAY)
    page = client.get("/console/center/alder/freshness").content.decode()
    assert "Tuesday from 10:00 to 12:00, agreed by ana@example.org" in page
    assert "a person answered" in page
    assert destination.address[-4:] not in page
    assert "/test-calls/" not in page  # staff may look, admins agree


def test_only_its_own_people_read_what_a_center_calls_a_destination(
    client: Client, signed_in: SignedIn, destination: Destination
) -> None:
    Destination.unscoped.filter(pk=destination.pk).update(label="Bea, evenings")
    for role, center, reads in (
        (Role.CENTER_STAFF, "alder", True),
        (Role.NATIONAL_ADMIN, None, True),
        (Role.AUDITOR, None, False),
    ):
        signed_in(client, role, center)
        page = client.get("/console/center/alder/freshness").content.decode()
        assert ("Bea, evenings" in page) == reads, role
        assert ("rings as number 1" in page) != reads, role


def test_how_a_listing_was_confirmed_is_said_in_the_reader_s_language(
    client: Client, signed_in: SignedIn, destination: Destination
) -> None:
    signed_in(client, Role.CENTER_STAFF, "alder")
    for how, said in (
        ("confirmed in the console", "(confirmada en la consola)"),
        ("a visit", "(a visit)"),
    ):
        Center.unscoped.filter(pk="alder").update(verified_how=how)
        answer = client.get("/console/center/alder/freshness", headers={"Accept-Language": "es"})
        assert said in answer.content.decode()


def test_an_admin_agrees_corrects_and_withdraws(
    client: Client, signed_in: SignedIn, destination: Destination
) -> None:
    signed_in(client, Role.CENTER_ADMIN, "alder")
    path = f"/console/center/alder/test-calls/{destination.pk}"
    assert client.get(path).status_code == 200
    given = {"weekday": "3", "from_time": "9:00", "to_time": "8:00", "act": "agree"}
    answer = client.post(path, given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The end must be after the beginning" in page
    assert 'value="8:00"' in page
    assert client.post(path, given | {"to_time": "noon"}).status_code == 422
    assert client.post(path, given | {"to_time": "11:30"}).status_code == 302
    kept = Consent.unscoped.get()
    assert (kept.weekday, kept.from_minute, kept.to_minute) == (3, 540, 690)
    assert 'value="11:30"' in client.get(path).content.decode()
    assert client.post(path, {"act": "withdraw"}).status_code == 302
    assert not Consent.unscoped.exists()


def test_another_center_s_destination_does_not_exist(
    client: Client, signed_in: SignedIn, destination: Destination
) -> None:
    make_center("birch")
    signed_in(client, Role.CENTER_ADMIN, "birch")
    assert client.get(f"/console/center/birch/test-calls/{destination.pk}").status_code == 404
    assert client.get(f"/console/center/alder/test-calls/{destination.pk}").status_code == 404


def test_the_list_is_of_one_s_own_reach(client: Client, signed_in: SignedIn) -> None:
    coalition = make_coalition()
    make_center("alder", coalition=coalition, expires_on=date(2020, 1, 1))
    make_center("elm", expires_on=date(2020, 1, 1))
    make_center("oak", coalition=coalition, expires_on=None)
    signed_in(client, Role.COALITION, coalition=coalition)
    page = client.get("/console/freshness").content.decode()
    assert "Center Alder" in page
    assert "expired" in page
    assert "Center Elm" not in page
    assert "Center Oak" not in page


@pytest.mark.parametrize("centers", [3, 60])
def test_the_list_asks_as_often_for_many_as_for_few(
    centers: int,
    client: Client,
    signed_in: SignedIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for i in range(centers):
        make_center(f"c{i:02d}", expires_on=date(2020, 1, 1))
    signed_in(client, Role.NATIONAL_ADMIN)
    client.get("/console/freshness")
    with django_assert_max_num_queries(10):
        page = client.get("/console/freshness").content.decode()
    assert ("?page=2" in page) == (centers > 50)
    assert client.get("/console/freshness?page=x").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/console/freshness?page=99999999999999999999999",
        "/console/freshness?page=%00",
        "/console/center/alder/test-calls/99999999999999999999999",
        "/console/center/%00/freshness",
        "/confirm/%00",
        "/confirm/alder~never:x:y",
    ],
)
def test_no_made_up_path_fails(path: str, client: Client, signed_in: SignedIn) -> None:
    make_center("alder")
    signed_in(client, Role.NATIONAL_ADMIN)
    assert client.get(path).status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "text", ["", "24:00", "99:99", "-1:00", "\x00", "9" * 400, "\uff11\uff12:30"]
)
def test_no_made_up_time_fails(
    text: str, client: Client, signed_in: SignedIn, destination: Destination
) -> None:
    signed_in(client, Role.CENTER_ADMIN, "alder")
    given = {"weekday": text, "from_time": text, "to_time": text, "act": "agree"}
    path = f"/console/center/alder/test-calls/{destination.pk}"
    assert client.post(path, given).status_code == 422
