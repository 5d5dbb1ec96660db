"""Verbs of what is public and of who confirmed it; listings hold nothing secret."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from harborline.core.listings import (
    BillSafety,
    ContactKind,
    PublicNumber,
    TrainingAudience,
    TrainingOffer,
    TrainingTopic,
    Verification,
)
from harborline.web.accounts.scopes import EVERYWHERE, NOWHERE, Reach
from harborline.web.audit.models import AuditEntry
from harborline.web.directory import to_core
from harborline.web.directory.services.faults import Refused, Stale
from harborline.web.directory.services.listing import set_numbers, set_training
from harborline.web.directory.services.verifying import extend_by_calls, verify
from web_world import OFFICE_WEEK, make_center, make_coalition, make_destination, make_network

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
FIRST_DAY = date(2026, 11, 1)
HOTLINE = PublicNumber("704-555-0123", ContactKind.VOICE, "Hotline", BillSafety.CARRIER_OMITS)
SHORT_CODE = PublicNumber("88788", ContactKind.TEXT)
OFFER = TrainingOffer(TrainingAudience.SCHOOL, TrainingTopic.CONSENT, "es", True, False, 150)


def test_numbers_and_training_are_replaced_in_their_order() -> None:
    center = make_center("alder")
    set_numbers(ANA, center, [HOTLINE, SHORT_CODE], "new", expected_version=1)
    set_training(ANA, center, [OFFER])
    listing = to_core.listing_of(center, FIRST_DAY)
    assert listing.numbers == (HOTLINE, SHORT_CODE)
    assert listing.training == (OFFER,)
    set_numbers(ANA, center, [SHORT_CODE])
    assert to_core.listing_of(center, FIRST_DAY).numbers == (SHORT_CODE,)
    set_numbers(ANA, center, [SHORT_CODE])
    set_training(ANA, center, [OFFER])
    assert AuditEntry.objects.count() == 3
    with pytest.raises(Stale):
        set_training(ANA, center, [], expected_version=1)


def test_what_cannot_be_published_is_refused_by_its_place() -> None:
    center = make_center("alder")
    bad = [HOTLINE, HOTLINE._replace(number="call us"), HOTLINE._replace(label="x" * 81)]
    with pytest.raises(Refused) as refused:
        set_numbers(ANA, center, bad)
    assert set(refused.value.faults) == {"number1", "number2"}
    nowhere = OFFER._replace(on_site=False)
    with pytest.raises(Refused) as refused:
        set_training(ANA, center, [OFFER, nowhere, OFFER._replace(fee_usd=-1)])
    assert set(refused.value.faults) == {"offer1", "offer2"}
    assert not to_core.listing_of(center, FIRST_DAY).numbers


# -- verifying ------------------------------------------------------------------------------------


def test_a_confirmed_listing_holds_for_a_year() -> None:
    center = make_center("alder", expires_on=date(2026, 1, 1))
    row = verify(ANA, center, "telephone", "its director", date(2026, 11, 20))
    assert row.expires_on == date(2027, 11, 20)
    assert to_core.listing_of(center, FIRST_DAY).verified == Verification(
        date(2026, 11, 20), ANA, "telephone", "its director"
    )
    assert verify(ANA, center, "e-mail", "", date(2024, 2, 29)).expires_on == date(2025, 2, 28)
    entry = AuditEntry.objects.order_by("number").last()
    assert entry is not None
    assert entry.payload.content["after"]["expires_on"] == "2025-02-28"


def test_nobody_confirms_ahead_or_without_saying_how() -> None:
    center = make_center("alder")
    ahead = timezone.now().date() + timedelta(days=2)
    with pytest.raises(Refused) as refused:
        verify(ANA, center, " ", "", ahead)
    assert set(refused.value.faults) == {"verified_on", "verified_how"}
    with pytest.raises(Stale):
        verify(ANA, center, "telephone", "", FIRST_DAY, expected_version=0)


@pytest.mark.parametrize(
    ("expires_on", "then"),
    [
        (date(2026, 11, 30), date(2026, 12, 23)),
        (date(2026, 11, 23), date(2026, 12, 23)),
        (date(2026, 12, 23), date(2026, 12, 23)),
        (date(2027, 6, 1), date(2027, 6, 1)),
        (date(2026, 11, 22), date(2026, 11, 22)),
        (None, None),
    ],
)
def test_accepted_calls_keep_a_listing_for_thirty_days(
    expires_on: date | None, then: date | None
) -> None:
    center = make_center("alder", expires_on=expires_on)
    late = datetime(2026, 11, 24, 4, tzinfo=UTC)  # still the 23rd in New York
    assert extend_by_calls(center, late).expires_on == then
    assert AuditEntry.objects.count() == (then != expires_on)


# -- what leaves ----------------------------------------------------------------------------------


def test_a_listing_says_when_somebody_answers_and_no_destination() -> None:
    center = make_center("alder", coalition=make_coalition())
    secret = make_destination(center, weekly=OFFICE_WEEK, closed_on_holidays=True)
    listing = to_core.listing_of(center, FIRST_DAY)
    assert listing.hours_text.startswith("Mo,Tu,We,Th,Fr 09:00-17:00; ")
    assert "2026 Nov 26" in listing.hours_text
    assert secret.address not in repr(listing)
    assert listing.coalition == "wl-coalition"


def test_a_confidential_center_has_no_address_whatever_its_row_says() -> None:
    center = make_center("alder", street="1 Hidden Lane", city="Town", address_zip="11101")
    assert to_core.listing_of(center, FIRST_DAY).address is not None
    center.confidential = True
    center.save()
    listing = to_core.listing_of(center, FIRST_DAY)
    assert listing.address is None
    assert "Hidden" not in repr(to_core.listings(EVERYWHERE, FIRST_DAY))


def test_listings_stay_within_reach() -> None:
    make_network()
    reaches: list[tuple[Reach, set[str]]] = [
        (EVERYWHERE, {"alder", "birch", "elm"}),
        (Reach(centers=frozenset({"elm"})), {"elm"}),
        (Reach(coalitions=frozenset({"wl-coalition"})), {"alder", "birch"}),
        (NOWHERE, set()),
    ]
    for reach, names in reaches:
        found = to_core.listings(reach, FIRST_DAY)
        assert {listing.id for listing in found.centers} == names
        assert {one.id for one in found.coalitions} == {
            listing.coalition for listing in found.centers
        }


def test_whom_nobody_routes_is_listed_all_the_same() -> None:
    make_network()
    make_center("fir", serves=["students_only"], destinations=1)
    make_center("gorse", accepts_calls=False)
    make_center("heath", accepts_calls=False, destinations=1)
    routed = {center.id for center in to_core.network(FIRST_DAY, 7).centers}
    assert routed == {"alder", "birch", "elm", "heath"}
    listed = {listing.id for listing in to_core.listings(EVERYWHERE, FIRST_DAY).centers}
    assert listed == routed | {"fir", "gorse"}


def test_queries_do_not_grow_with_the_directory(django_assert_num_queries: Any) -> None:
    make_network()
    counts = []
    for turn in range(2):
        with django_assert_num_queries(11):
            network = to_core.network(FIRST_DAY, 30)
        with django_assert_num_queries(10):
            to_core.listings(EVERYWHERE, FIRST_DAY)
        counts.append(len(network.centers))
        for i in range(12):
            center = make_center(
                f"more-{turn}-{i}", counties=["10001"], zips=["11101"], destinations=2
            )
            set_numbers(ANA, center, [HOTLINE])
    assert counts == [3, 15]
