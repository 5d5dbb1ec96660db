"""One phone is paused by itself: named by kind and label, audited, and back by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import small_world
from harborline.app.overlays import Pause
from harborline.core.directory import DestinationKind
from harborline.core.errors import UnusableInput
from harborline.core.routing_map import RoutingMap
from harborline.web.accounts.permissions import Role
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.console.center.pause import seen_of
from harborline.web.console.services.pausing import known_phones, pause_center, resume_center
from harborline.web.directory.models import Center
from harborline.web.directory.to_core import network
from web_world import make_destination

FRONT, NIGHT = "+12125550131", "+12125550132"
QUICKER = "changed this meanwhile"


@pytest.fixture
def phones(alder: Center, ports: Any) -> dict[str, str]:
    """Gives alder two phones and somebody on call, publishes that, and gives the three ids."""
    alder.destinations.all().delete()
    front = make_destination(alder, address=FRONT, label="Front desk")
    night = make_destination(alder, address=NIGHT, order=2, kind=DestinationKind.ANSWERING_SERVICE)
    bea = alder.on_call.get(name="Bea")
    now = timezone.now()
    bea.shifts.create(starts_at=now, ends_at=now + timedelta(hours=8))
    routing_map = small_world.map_of(network(now.date()))
    ports(current_map=lambda: routing_map)
    return {"front": f"d{front.pk}", "night": f"d{night.pk}", "bea": f"p{bea.pk}"}


@pytest.fixture
def admin(client: Client, signed_in: Any, phones: dict[str, str], alder: Center) -> Client:
    signed_in(client, Role.CENTER_ADMIN, alder)
    return client


def shown(client: Client) -> str:
    return str(client.get(reverse("console:pause", args=["alder"])).content.decode())


def post(client: Client, **fields: Any) -> str:
    answer = client.post(reverse("console:pause", args=["alder"]), fields, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_phone_is_paused_and_comes_back_while_the_others_ring_on(
    admin: Client, overlays: Any, phones: dict[str, str]
) -> None:
    page = shown(admin)
    assert "Advocate line: Front desk" in page
    assert "Answering service that patches through, number 2 in order" in page
    assert "On-call mobile: Bea" in page
    said = post(admin, act="pause", what=phones["front"], until="hour", why="it echoes")
    assert "This phone is paused. Calls come to it again" in said
    assert "Paused: Advocate line: Front desk" in said
    assert "Your other phones ring on." in said
    (pause,) = overlays.pauses(timezone.now())
    assert (pause.center, pause.destination) == ("alder", phones["front"])
    assert timedelta(minutes=58) < pause.until - timezone.now() <= timedelta(hours=1)
    post(admin, act="pause", what="", until="hour")
    assert len(overlays.pauses(timezone.now())) == 2
    post(admin, act="resume", what=phones["front"])
    assert [one.destination for one in overlays.pauses(timezone.now())] == [""]
    assert list(AuditEntry.objects.order_by("number").values_list("verb", "subject", "why")) == [
        ("pause phone", "center:alder", "it echoes"),
        ("pause center", "center:alder", ""),
        ("resume phone", "center:alder", ""),
    ]
    kept = str(list(AuditPayload.objects.values_list("content", flat=True)))
    assert phones["front"] in kept
    for secret in (FRONT, "0131", "Front desk", "Bea"):
        assert secret not in kept


@pytest.mark.parametrize("role", [Role.CENTER_STAFF, Role.CENTER_ADMIN])
def test_nobody_sees_a_number_here(
    client: Client, signed_in: Any, phones: dict[str, str], alder: Center, role: Role
) -> None:
    signed_in(client, role, alder)
    post(client, act="pause", what=phones["night"], until="hour")
    page = shown(client)
    assert "On-call mobile: Bea" in page
    for number in (FRONT, NIGHT, "+12125550177"):
        assert number not in page
        assert number[-7:] not in page


def test_who_may_not_see_the_rota_pauses_a_phone_and_learns_nobodys_name(
    client: Client, signed_in: Any, phones: dict[str, str], alder: Center
) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    page = shown(client)
    assert "Advocate line: Front desk" in page
    assert "On-call mobile, number 3 in order" in page
    assert "Bea" not in page
    assert "This phone is paused" in post(client, act="pause", what=phones["bea"], until="hour")
    assert "Bea" not in shown(client)


@pytest.mark.parametrize("phone", ["d999999", "seven", "p1; --"])
def test_a_phone_of_nobody_is_refused(
    admin: Client, overlays: Any, alder: Center, phones: dict[str, str], phone: str
) -> None:
    said = post(admin, act="pause", what=phone, until="hour", why="storm")
    assert 'id="id_what_error"' in said
    assert "storm" in said
    assert overlays.kept == {}
    with pytest.raises(UnusableInput):
        pause_center("ana@example.org", alder, timezone.now() + timedelta(hours=1), "", phone)
    resume_center("ana@example.org", alder, phone)
    assert not AuditEntry.objects.exists()


def test_the_phone_of_another_center_is_refused(alder: Center, phones: dict[str, str]) -> None:
    birch = Center.unscoped.get(pk="birch")
    with pytest.raises(UnusableInput):
        pause_center(
            "ana@example.org", birch, timezone.now() + timedelta(hours=1), "", phones["front"]
        )


def test_only_what_the_published_map_knows_can_be_paused_alone(
    admin: Client, ports: Any, alder: Center, phones: dict[str, str]
) -> None:
    make_destination(alder, label="Brand new", order=4)
    assert "Brand new" not in shown(admin)
    former = RoutingMap(memoryview(small_world.map_of_one_center("other")))
    for current in (lambda: former, _no_map):
        ports(current_map=current)
        page = shown(admin)
        assert "Front desk" not in page
        assert "once the next map is published" in page
        assert known_phones(alder) == frozenset()
    alder.destinations.all().delete()
    assert "once the next map is published" not in shown(admin)


def _no_map() -> Any:
    from harborline.core.errors import UnusableMap

    raise UnusableMap("There is none.")


def test_a_pause_of_a_phone_is_not_set_or_ended_over_somebody_elses(
    admin: Client, overlays: Any, phones: dict[str, str]
) -> None:
    one, ends = phones["front"], timezone.now() + timedelta(hours=3)
    theirs = overlays.kept[f"alder{one}"] = Pause("alder", ends, "ben@example.org", one)
    assert f'name="seen_{one}" value="{seen_of(theirs)}"' in shown(admin)
    unseen = {f"seen_{one}": "", "what": one}
    assert QUICKER in post(admin, act="pause", until="hour", why="storm", **unseen)
    assert QUICKER in post(admin, act="resume", **unseen | {f"seen_{one}": "2026-11-23T10:00:00"})
    assert overlays.pauses(timezone.now()) == (theirs,)
    seen = {f"seen_{one}": seen_of(theirs), "what": one}
    assert "Calls come again from now on." in post(admin, act="resume", **seen)


def test_a_paused_phone_that_was_deleted_can_still_be_resumed(
    admin: Client, overlays: Any, alder: Center, phones: dict[str, str]
) -> None:
    post(admin, act="pause", what=phones["front"], until="hour")
    alder.destinations.filter(label="Front desk").delete()
    with pytest.raises(ObjectDoesNotExist):
        alder.destinations.get(label="Front desk")
    assert "Resume A phone that is gone" in shown(admin)
    post(admin, act="resume", what=phones["front"])
    assert overlays.kept == {}


def test_the_center_s_page_says_paused_only_where_all_of_it_is(
    admin: Client, phones: dict[str, str]
) -> None:
    path = reverse("console:center", args=["alder"])
    post(admin, act="pause", what=phones["front"], until="hour")
    assert "Paused</span>" not in admin.get(path).content.decode()
