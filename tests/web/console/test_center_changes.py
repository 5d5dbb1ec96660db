"""What a center changes in the console: kept, audited, refused in words, and never lost when refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harborline.app.overlays import Pause
from harborline.core.listings import BillSafety
from harborline.core.reasons import LegReason, SkipReason
from harborline.web.accounts.permissions import Role
from harborline.web.audit import services as audit
from harborline.web.audit.models import AuditEntry, AuditPayload
from harborline.web.console.center.entry import kept_of
from harborline.web.console.center.figures import weeks_of
from harborline.web.console.center.pause import seen_of, seen_of_moment
from harborline.web.console.center.words import (
    ACCEPTANCES,
    BILL_SAFETY,
    BILL_SAFETY_MEANS,
    KINDS,
    LEG_REASONS,
    SERVES,
    SKIP_REASONS,
)
from harborline.web.directory.models import Center, Shift
from harborline.web.directory.to_core import network
from harborline.web.site.ports import LegCount
from small_world import country, map_of


@pytest.fixture
def admin(client: Client, signed_in: Any, alder: Any) -> Client:
    signed_in(client, Role.CENTER_ADMIN, alder)
    return client


def post(client: Client, page: str, /, *arguments: Any, **fields: Any) -> str:
    """Posts a form, as it was shown just now unless told otherwise, and gives the page that follows."""
    fields.setdefault("version", Center.unscoped.values_list("version", flat=True).get(pk="alder"))
    answer = client.post(
        reverse(f"console:{page}", args=["alder", *arguments]), fields, follow=True
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


def entry_of(center: Center, **changes: Any) -> dict[str, Any]:
    kept = {name: value for name, value in kept_of(center).items() if value not in (None, False)}
    return {**kept, "version": center.version, **changes}


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


# -- the entry --------------------------------------------------------------------------------------


def test_an_entry_is_kept_and_audited(admin: Client, alder: Center) -> None:
    said = post(admin, "entry", **entry_of(alder, description="We listen.", languages=["es", "en"]))
    assert "Your entry is saved" in said
    alder.refresh_from_db()
    assert alder.description == "We listen."
    assert alder.languages == ["en", "es"]
    assert verbs() == ["edit center"]
    assert audit.fault() is None


def test_whoever_comes_second_loses_nothing_and_sees_what_is_kept(
    admin: Client, alder: Center
) -> None:
    typed = entry_of(alder, description="Mine.")
    Center.unscoped.filter(pk="alder").update(description="Theirs.", version=alder.version + 1)
    said = post(admin, "entry", **typed)
    assert "Somebody else changed this meanwhile" in said
    assert "Mine." in said
    assert "Theirs." in said
    said = post(admin, "entry", **{**typed, "version": alder.version + 1})
    assert "Your entry is saved" in said
    alder.refresh_from_db()
    assert alder.description == "Mine."


def test_what_is_refused_stands_beside_its_field(admin: Client, alder: Center) -> None:
    said = post(admin, "entry", **entry_of(alder, ring_s=90, description="Kept on the page."))
    assert 'id="id_ring_s_error"' in said
    assert "8 to 25 seconds" in said
    assert "Kept on the page." in said
    assert verbs() == []


def test_a_center_hides_its_place_and_cannot_show_it_again_by_itself(
    admin: Client, alder: Center
) -> None:
    Center.unscoped.filter(pk="alder").update(street="1 Example Street", city="Bell")
    alder.refresh_from_db()
    post(admin, "entry", **entry_of(alder, confidential="on"))
    alder.refresh_from_db()
    assert alder.confidential
    assert (alder.street, alder.city) == ("", "")
    post(admin, "entry", **entry_of(alder, confidential="", street="1 Example Street"))
    alder.refresh_from_db()
    assert alder.confidential
    assert alder.street == ""


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
def test_a_version_that_nobody_saw_saves_nothing(
    admin: Client, alder: Center, version: str
) -> None:
    said = post(admin, "entry", **{**entry_of(alder, name="Other"), "version": version})
    assert "Somebody else changed this" in said
    assert verbs() == []


# -- numbers and training -----------------------------------------------------------------------------


def test_numbers_are_kept_and_a_bad_one_is_named(admin: Client, alder: Center) -> None:
    rows = {
        "version": alder.version,
        "rows": "2",
        "row0-number": "212-555-0123",
        "row0-kind": "voice",
        "row0-bill_safety": "shows",
        "row1-number": "call us",
        "row1-kind": "text",
        "row1-bill_safety": "unknown",
    }
    said = post(admin, "numbers", **rows)
    assert 'id="id_row1-number_error"' in said
    assert "call us" in said
    post(admin, "numbers", **{**rows, "row1-number": ""})
    assert [row.bill_safety for row in alder.numbers.all()] == [BillSafety.SHOWS]


def test_training_is_kept(admin: Client, alder: Center) -> None:
    offer = {"topic": "faith", "audience": "campus", "language": "es", "fee_usd": "50"}
    offer["lead_days"] = "14"
    row = {f"row0-{name}": value for name, value in offer.items()}
    said = post(admin, "training", version=alder.version, rows="1", **row)
    assert "online, or both" in said
    post(admin, "training", version=alder.version, rows="1", **row, **{"row0-online": "on"})
    assert (alder.training.get().fee_usd, alder.training.get().lead_days) == (50, 14)


# -- phones and hours ----------------------------------------------------------------------------------


def test_a_phone_is_added_changed_and_taken_out_and_its_number_told_to_nobody(
    admin: Client, alder: Center
) -> None:
    fields = {"kind": "switchboard", "address": "212-555-0160", "order": 2, "acceptance": "press_1"}
    said = post(admin, "add_destination", version=alder.version, **fields)
    assert "Now say when somebody answers it" in said
    assert "Hours: Switchboard" in said
    row = alder.destinations.get(order=2)
    alder.refresh_from_db()
    changed = {**fields, "label": "Desk", "acceptance": "at_once"}
    said = post(admin, "destination", row.pk, version=alder.version, **changed)
    assert "only after a test call" in said
    assert "Desk" in said
    assert "is taken out" in post(admin, "destination", row.pk, act="remove")
    assert "5550160" not in str(list(AuditPayload.objects.values_list("content", flat=True)))


def test_those_who_keep_hours_see_no_number(client: Client, signed_in: Any, alder: Center) -> None:
    signed_in(client, Role.CENTER_STAFF, alder)
    alder.destinations.update(address="+19895550198")  # nobody else's
    secret = "5550198"
    for name in ("center", "hours"):
        said = client.get(reverse(f"console:{name}", args=["alder"])).content.decode()
        assert secret not in said.replace("-", "")


def test_hours_are_said_back_and_then_kept(admin: Client, alder: Center) -> None:
    row = alder.destinations.get()
    night = {"day4-from0": "22:00", "day4-to0": "6:00", "version": alder.version}
    said = post(admin, "week", row.pk, act="check", **night)
    assert "Friday: 22:00–6:00 the next morning" in said
    assert verbs() == []
    post(admin, "week", row.pk, act="save", holidays="on", **night)
    row.refresh_from_db()
    assert row.weekly == [[], [], [], [], [[1320, 1440]], [[0, 360]], []]
    assert row.closed_on_holidays
    said = post(admin, "week", row.pk, act="save", **{**night, "day4-to0": "7:00"})
    assert "Somebody else changed this" in said
    assert 'value="7:00"' in said


def test_a_part_of_a_page_is_asked_for_by_script(admin: Client, alder: Center) -> None:
    path = reverse("console:week", args=["alder", alder.destinations.get().pk])
    answer = admin.post(path, {"day0-from0": "9"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"cannot be read yet" in answer.content


def test_a_day_that_differs_is_kept_and_taken_out(admin: Client, alder: Center) -> None:
    alder.exceptions.all().delete()
    day = timezone.now().date() + timedelta(days=40)
    said = post(admin, "add_day", day=day, reason="Picnic", **{"day0-from0": "9"})
    assert "when it opens and when it closes" in said
    assert "Picnic" in said
    post(admin, "add_day", day=day, reason="Picnic")
    exception = alder.exceptions.get()
    assert (exception.day, exception.spans) == (day, [])
    post(admin, "drop_day", exception.pk)
    post(admin, "drop_day", exception.pk)
    assert not alder.exceptions.exists()


# -- two people at once ------------------------------------------------------------------------------------

QUICKER = "Somebody else changed this meanwhile"


@pytest.fixture
def old(alder: Center) -> int:
    """Gives the version that a page was made from, before somebody else changed something."""
    Center.unscoped.filter(pk=alder.pk).update(version=alder.version + 1)
    return alder.version


def test_a_day_is_not_said_over_what_somebody_else_said_of_it(
    admin: Client, alder: Center, old: int
) -> None:
    day = timezone.now().date() + timedelta(days=40)
    alder.exceptions.create(day=day, spans=[[540, 600]], reason="Board meeting")
    typed = {"day": day, "reason": "Picnic", "day0-from0": "9", "day0-to0": "10:15"}
    said = post(admin, "add_day", version=old, **typed)
    assert QUICKER in said
    assert "Board meeting" in said
    assert 'value="Picnic"' in said
    assert 'value="10:15"' in said
    assert alder.exceptions.get(day=day).reason == "Board meeting"
    assert "9:00–10:15" in post(admin, "add_day", version=old + 1, **typed)
    assert alder.exceptions.get(day=day).reason == "Picnic"


def test_a_button_does_nothing_to_what_somebody_else_changed(
    admin: Client, alder: Center, old: int
) -> None:
    exception = alder.exceptions.create(day=timezone.now().date() + timedelta(days=9), spans=[])
    phone, bea = alder.destinations.get(), alder.on_call.get()
    times = {"starts_at": timezone.now(), "ends_at": timezone.now() + timedelta(hours=1)}
    shift = bea.shifts.create(**times)
    for asked in (
        post(admin, "drop_day", exception.pk, version=old),
        post(admin, "destination", phone.pk, act="remove", version=old),
        post(admin, "rota", act="drop_shift", row=shift.pk, version=old),
        post(admin, "rota", act="drop_person", row=bea.pk, version=old),
        post(admin, "rota", act="pin", row=bea.pk, pin="481516", version=old),
        post(admin, "verify", version=old),
        post(admin, "verify", version="x"),
    ):
        assert asked.count(QUICKER) == 1
    assert alder.exceptions.filter(pk=exception.pk).exists()
    assert alder.destinations.filter(pk=phone.pk).exists()
    assert bea.shifts.filter(pk=shift.pk).exists()
    assert not alder.on_call.get().pin
    assert verbs() == []


def test_a_pause_is_not_set_or_ended_over_somebody_else_s(admin: Client, overlays: Any) -> None:
    ends = timezone.now() + timedelta(hours=3)
    overlays.kept["alder"] = Pause("alder", ends, "ben@example.org")
    said = post(admin, "pause", act="pause", until="hour", why="storm", seen="")
    assert QUICKER in said
    assert 'value="storm"' in said
    assert QUICKER in post(admin, "pause", act="resume", seen="2026-11-23T10:00:00+00:00")
    assert overlays.kept["alder"].until == ends
    shown = seen_of(overlays.kept["alder"])
    assert "You are paused" in post(admin, "pause", act="pause", until="hour", seen=shown)
    assert overlays.kept["alder"].until < ends


def test_a_pause_that_somebody_ended_is_not_set_again_unseen(admin: Client, overlays: Any) -> None:
    still = seen_of_moment(timezone.now() + timedelta(hours=1))
    assert QUICKER in post(admin, "pause", act="pause", until="hour", seen=still)
    assert overlays.kept == {}
    over = seen_of_moment(timezone.now() - timedelta(minutes=1))
    assert "You are paused" in post(admin, "pause", act="pause", until="hour", seen=over)


# -- the rota --------------------------------------------------------------------------------------------


def test_somebody_is_put_on_call_on_the_center_s_clock(admin: Client, alder: Center) -> None:
    bea = alder.on_call.get()
    times = {"starts_at": "2026-12-01T18:00", "ends_at": "2026-12-02T06:00"}
    said = post(admin, "rota", act="shift", person=bea.pk, **times)
    assert "Bea is on call: 18:00–6:00" in said
    shift = Shift.objects.create(
        person=bea,
        starts_at=timezone.now() + timedelta(days=3),
        ends_at=timezone.now() + timedelta(days=3, hours=1),
    )
    kept = bea.shifts.exclude(pk=shift.pk).get()
    assert kept.starts_at == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert "on call in that time already" in post(
        admin, "rota", act="shift", person=bea.pk, **times
    )
    post(admin, "rota", act="drop_shift", row=shift.pk)
    assert bea.shifts.count() == 1


@pytest.mark.parametrize(
    "typed", [{"starts_at": "2027-03-14T02:30", "ends_at": "2027-03-14T06:00"}, {}, {"person": 99}]
)
def test_a_shift_that_cannot_be_is_refused(admin: Client, alder: Center, typed: Any) -> None:
    said = post(admin, "rota", act="shift", **{"person": alder.on_call.get().pk, **typed})
    assert "Please look at this again" in said
    assert verbs() == []


def test_a_pin_is_set_and_a_weak_one_refused(admin: Client, alder: Center) -> None:
    bea = alder.on_call.get()
    assert "harder to guess" in post(admin, "rota", act="pin", row=bea.pk, pin="111111")
    assert "The PIN of Bea is set" in post(admin, "rota", act="pin", row=bea.pk, pin="481516")
    post(admin, "rota", act="drop_person", row=bea.pk)
    post(admin, "rota", act="drop_person", row="²")
    assert not alder.on_call.exists()


# -- callers, listing, figures ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("123", "Write five digits"),
        ("nowhere", "Write five digits"),
        ("", "Please fill this in"),
        ("00000", "says nothing about a place"),
    ],
)
def test_what_callers_meet_is_answered_in_place(
    admin: Client, ports: Any, place: str, says: str
) -> None:
    routing_map = map_of(network(date(2026, 11, 1), 60), country())
    ports(current_map=lambda: routing_map)
    typed = {"place": place, "when": "2026-11-23T12:00"}
    answer = admin.post(reverse("console:callers", args=["alder"]), typed)
    assert answer.status_code == 200
    assert says in answer.content.decode()


def test_without_a_map_callers_are_told_so(admin: Client) -> None:
    assert "no published map yet" in post(admin, "callers", place="28202")


def test_a_listing_is_confirmed_in_one_click(admin: Client, alder: Center) -> None:
    assert "Your listing is confirmed" in post(admin, "verify")
    alder.refresh_from_db()
    assert alder.expires_on is not None
    assert alder.expires_on > timezone.now().date() + timedelta(days=360)
    assert verbs() == ["verify"]


def test_weeks_are_drawn_in_shares_of_the_largest() -> None:
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    earlier = monday - timedelta(weeks=1)
    newest, older = weeks_of(
        [
            LegCount(earlier, "serves_county", "accepted", 5),
            LegCount(monday, "serves_county", "accepted", 8),
            LegCount(monday, "next_closest", "accepted", 2),
            LegCount(monday, "serves_county", "busy", 10),
        ]
    )
    assert (newest.rang, newest.answered, newest.bar, newest.full) == (20, 10, 160, 320)
    assert (older.rang, older.answered, older.bar, older.full) == (5, 5, 80, 80)


def test_every_value_of_core_has_its_words() -> None:
    assert set(LEG_REASONS) == set(LegReason)
    assert set(SKIP_REASONS) == set(SkipReason)
    assert set(BILL_SAFETY) == set(BILL_SAFETY_MEANS) == set(BillSafety)
    for words, kind in ((KINDS, "kind"), (ACCEPTANCES, "acceptance"), (SERVES, "serves")):
        assert all(words.values()), kind
