"""The audit chain shows every change of what was written, and lets personal payloads go."""

from __future__ import annotations

import pytest
from django.db import transaction

from harborline.web.audit import services
from harborline.web.audit.models import AuditEntry, AuditHead, AuditPayload

pytestmark = pytest.mark.django_db


def write(count: int = 3, *, personal: bool = False) -> None:
    with transaction.atomic():
        for i in range(count):
            services.record(
                "ana@example.org",
                "change center",
                f"center:c{i}",
                before={"rank": i},
                after={"rank": i + 1},
                personal=personal,
            )


def test_a_chain_holds_and_an_empty_one_too() -> None:
    assert services.fault() is None
    write()
    assert services.fault() is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("actor", "other@example.org"), ("why", "x"), ("verb", "y"), ("subject", "center:z")],
)
def test_a_changed_entry_is_seen(field: str, value: str) -> None:
    write()
    AuditEntry.objects.filter(number=2).update(**{field: value})
    assert services.fault() == "Entry 2 was changed after it was written."


def test_a_missing_entry_is_seen() -> None:
    write()
    AuditPayload.objects.filter(entry=2).delete()
    AuditEntry.objects.filter(number=2).delete()
    assert services.fault() == "Entry 2 is missing; entry 3 follows in its place."


def test_entries_cut_off_at_the_end_are_seen() -> None:
    write()
    AuditPayload.objects.filter(entry=3).delete()
    AuditEntry.objects.filter(number=3).delete()
    assert services.fault() == "The newest entries are missing."


def test_a_changed_payload_is_seen_and_so_is_a_missing_one() -> None:
    write()
    payload = AuditPayload.objects.get(entry=1)
    payload.content["after"]["rank"] = 9
    payload.save()
    assert services.fault() == "The payload of entry 1 was changed after it was written."
    payload.delete()
    assert services.fault() == "The payload of entry 1 is missing."


def test_a_personal_payload_may_be_deleted_and_the_chain_still_holds() -> None:
    write(personal=True)
    assert services.forget("center:c1") == 1
    assert services.fault() is None
    assert AuditHead.objects.get().number == 3
