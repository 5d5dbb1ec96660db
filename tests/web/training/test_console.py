"""The pages of holders: what lies with them, the three answers, and what an area is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harborline.app.training import Act, Deed, HolderKind, PassReason, Phase
from harborline.web.accounts.permissions import Role
from harborline.web.audit.models import AuditEntry
from harborline.web.directory.models import Center
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import lives, rounds
from harborline.web.training.services.reporting import demand, whole_months
from roles_world import make_request
from training_world import ADA, AT, confirmed, make_centers, with_ports
from web_clients import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def centers(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Center]]:
    """It is always the same Monday here."""
    monkeypatch.setattr(timezone, "now", lambda: AT)
    with with_ports():
        yield make_centers()


@pytest.fixture
def staff(client: Client, signed_in: SignIn, centers: dict[str, Center]) -> Client:
    signed_in(client, Role.CENTER_STAFF, center="alder")
    return client


@pytest.fixture
def request_() -> TrainingRequest:
    return confirmed(timezone.now())


def page_of(row: TrainingRequest, center: str = "alder") -> str:
    return reverse("console:center_training_request", args=[center, row.pk])


def send(client: Client, url: str, row: TrainingRequest, act: str, **given: str) -> Any:
    fields = {f"{act}-{name}": value for name, value in given.items()}
    return client.post(url, {"act": act, "version": str(row.version), **fields})


def text(answer: Any) -> str:
    return str(answer.content.decode())


# -- a center ------------------------------------------------------------------------------------------


def test_what_waits_is_listed_with_its_clock_and_without_its_contact(
    staff: Client, request_: TrainingRequest
) -> None:
    listed = text(staff.get(reverse("console:center_training", args=["alder"])))
    shown = text(staff.get(page_of(request_)))
    assert "Eastern" in listed
    for said in (listed, shown):
        assert "A school" in said
        assert ADA not in said
        assert "Ada Quill" not in said
    assert "Two groups in one afternoon." in shown
    assert "Moves on " in shown


def test_taking_it_on_shows_the_contact(staff: Client, request_: TrainingRequest) -> None:
    url = page_of(request_)
    assert send(
        staff, url, request_, "accept", starts0="2027-01-14T10:00", minutes="90"
    ).status_code == (302)
    request_.refresh_from_db()
    assert request_.phase == Phase.AGREED
    assert request_.slots == [["2027-01-14T15:00:00+00:00", 90]]
    shown = text(staff.get(url))
    assert ADA in shown
    assert "Ada Quill" in shown
    assert "10:00" in shown
    assert AuditEntry.objects.get().subject == f"training:{request_.pk}"


def test_a_day_they_did_not_name_is_proposed_instead(
    staff: Client, request_: TrainingRequest
) -> None:
    url = page_of(request_)
    said = text(send(staff, url, request_, "accept", starts0="2027-02-14T10:00", minutes="90"))
    assert "They did not name this day" in said
    assert "2027-02-14T10:00" in said, "nothing typed is lost"
    send(
        staff,
        url,
        request_,
        "propose",
        starts0="2027-02-14T10:00",
        starts1="2027-02-15T10:00",
        minutes="60",
    )
    request_.refresh_from_db()
    assert (request_.phase, len(request_.slots)) == (Phase.PROPOSED, 2)
    assert ADA not in text(staff.get(url))


def test_an_hour_that_the_clock_skips_is_refused(staff: Client, request_: TrainingRequest) -> None:
    given = {"starts0": "2027-03-14T02:30", "minutes": "60"}
    said = text(send(staff, page_of(request_), request_, "propose", **given))
    assert "The clock skips this hour" in said


def test_passed_on_it_is_gone_from_here_and_at_the_next(
    staff: Client, request_: TrainingRequest, signed_in: SignIn
) -> None:
    url = page_of(request_)
    send(staff, url, request_, "hand_on", reason="no_time")
    request_.refresh_from_db()
    assert request_.center_id == "birch"
    assert request_.asked.get(holder_id="alder").reason == PassReason.NO_TIME
    assert staff.get(url).status_code == 404
    other = Client()
    signed_in(other, Role.CENTER_STAFF, center="birch")
    assert other.get(page_of(request_, "birch")).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"act": "accept", "accept-starts0": "soon", "accept-minutes": "60"},
        {"act": "accept", "accept-starts0": "2027-01-14T10:00", "accept-minutes": "x" * 9999},
        {"act": "propose"},
        {"act": "hand_on"},
        {"act": "hand_on", "hand_on-reason": "\u202e<script>"},
        {"act": "report", "report-outcome": "held"},
        {"act": "confirm"},
        {"act": "no such act"},
        {},
    ],
)
def test_what_cannot_be_read_changes_nothing(
    staff: Client, request_: TrainingRequest, given: dict[str, str]
) -> None:
    answer = staff.post(page_of(request_), {"version": str(request_.version), **given})
    assert answer.status_code == 200
    assert TrainingRequest.unscoped.get().version == request_.version


def test_who_comes_second_is_told(staff: Client, request_: TrainingRequest) -> None:
    url = page_of(request_)
    old = TrainingRequest(version=request_.version - 1)
    said = text(send(staff, url, old, "accept", starts0="2027-01-14T10:00", minutes="90"))
    assert "changed meanwhile" in said
    assert TrainingRequest.unscoped.get().phase == Phase.OFFERED


def test_another_centers_request_does_not_exist(
    staff: Client, request_: TrainingRequest, centers: dict[str, Center]
) -> None:
    elsewhere = make_request(HolderKind.CENTER, center=centers["birch"])
    assert staff.get(page_of(elsewhere)).status_code == 404
    assert staff.get(page_of(elsewhere, "birch")).status_code == 404
    listed = text(staff.get(reverse("console:center_training", args=["alder"])))
    assert page_of(request_) in listed
    assert page_of(elsewhere) not in listed


# -- coalitions and the nation -------------------------------------------------------------------------


def test_a_coalition_sees_its_area_and_answers_what_lies_with_it(
    client: Client, signed_in: SignIn, request_: TrainingRequest
) -> None:
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    listed = text(client.get(reverse("console:training_requests")))
    assert "Center Alder" in listed
    assert ADA not in listed
    assert "Two groups" not in listed
    url = reverse("console:training_request", args=[request_.pk])
    assert client.get(url).status_code == 404, "it lies with a center"
    for _ in range(2):
        lives.act(request_, Deed(Act.HAND_ON), timezone.now())
    request_.refresh_from_db()
    assert "Take it on" in text(client.get(url))
    send(client, url, request_, "accept", starts0="2027-01-14T10:00", minutes="90")
    assert ADA in text(client.get(url))


def test_another_coalition_sees_nothing_of_it(
    client: Client, signed_in: SignIn, request_: TrainingRequest
) -> None:
    signed_in(client, Role.COALITION, coalition="el-coalition")
    assert "Nobody has asked yet" in text(client.get(reverse("console:training_requests")))
    for _ in range(2):
        lives.act(request_, Deed(Act.HAND_ON), timezone.now())
    url = reverse("console:training_request", args=[request_.pk])
    assert client.get(url).status_code == 404


def test_the_nation_sees_no_contact_of_a_center(
    client: Client, signed_in: SignIn, request_: TrainingRequest
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    lives.act(request_, Deed(Act.ACCEPT, lives.slots_of(request_) or _slots()), timezone.now())
    assert client.get(page_of(request_)).status_code == 403
    assert ADA not in text(client.get(reverse("console:training_requests")))
    assert client.get(reverse("console:training_request", args=[request_.pk])).status_code == 404


def _slots() -> tuple[Any, ...]:
    from training_world import SLOT

    return (SLOT,)


# -- what is asked for ---------------------------------------------------------------------------------


def make_rows(count: int, **fields: Any) -> None:
    usual = {
        "phase": Phase.FORGOTTEN,
        "audience": "school",
        "goals": ["step_in"],
        "size": 0,
        "language": "en",
        "way": "either",
        "state": "WL",
        "month": date(2026, 10, 1),
    }
    TrainingRequest.unscoped.bulk_create(TrainingRequest(**(usual | fields)) for _ in range(count))


TODAY = date(2026, 11, 23)


def test_no_count_under_five_is_shown_nor_can_be_worked_out() -> None:
    make_rows(9, goals=["step_in", "prevent", "culture"])
    make_rows(2, audience="sports", state="EL", month=date(2026, 3, 1))
    make_rows(3, month=date(2026, 11, 1))
    make_rows(7, phase=Phase.UNCONFIRMED)
    found = demand(["EL", "WL"], TODAY)
    for table in found:
        assert all(row.times >= 5 for row in table)
    assert {sum(row.times for row in table) for table in (found.states, found.audiences)} == {11}
    assert [row.times for row in found.states] == [11]
    assert sum(row.times for row in found.months) == 11
    assert sum(row.times for row in found.topics) == 9 + 9 + 2
    assert demand(["EL"], TODAY).states == ()


def test_few_who_ask_for_much_make_no_count_of_topics() -> None:
    make_rows(4, goals=["step_in", "prevent", "respond"])
    assert not any(demand(["EL", "WL"], TODAY))


def test_twelve_whole_months() -> None:
    months = whole_months(TODAY)
    assert (months[0], months[-1], len(months)) == (date(2025, 11, 1), date(2026, 10, 1), 12)
    assert whole_months(date(2026, 1, 31))[-1] == date(2025, 12, 1)


def test_the_report_and_its_csv_say_the_same(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.COALITION, coalition="wl-coalition")
    assert "Fewer than 5" in text(client.get(reverse("console:training_demand")))
    month = whole_months(timezone.now().date())[-1]
    make_rows(6, month=month)
    make_rows(40, state="EL", month=month)
    said = text(client.get(reverse("console:training_demand")))
    answer = client.get(reverse("console:training_demand_csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Table", "What", "Requests"]
    assert {row[2] for row in rows[1:]} == {"6"}
    assert len(rows) == 5
    for _, what, times in rows[1:]:
        assert what in said
        assert f">{times}<" in said
    assert "40" not in {row[2] for row in rows}


def test_the_rounds_know_of_trainings(request_: TrainingRequest) -> None:
    rounds.go_round(request_.due_at)  # type: ignore[arg-type]  # it waits for an answer
    assert TrainingRequest.unscoped.get().center_id == "birch"
