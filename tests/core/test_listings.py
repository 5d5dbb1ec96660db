"""What the public may know of a center, and that nothing secret has a place in it."""

from __future__ import annotations

from typing import NamedTuple, get_args, get_type_hints

from harborline.core import directory, listings


def held_by(kind: type, seen: set[type]) -> set[type]:
    """Gives every type that a value of this kind can hold, however deep."""
    for hint in get_type_hints(kind).values() if issubclass(kind, tuple) else ():
        for inner in (hint, *get_args(hint), *(i for o in get_args(hint) for i in get_args(o))):
            if isinstance(inner, type) and inner not in seen:
                seen.add(inner)
                held_by(inner, seen)
    return seen


def test_a_listing_has_no_place_for_a_destination() -> None:
    public = held_by(listings.Listings, set())
    assert {listings.Listing, listings.PublicNumber, listings.Verification} <= public
    assert not public & {directory.Destination, directory.Center, directory.Backup}


def test_the_search_for_places_finds_one_that_is_there() -> None:
    class Leaking(NamedTuple):
        rings: tuple[directory.Destination, ...] | None

    assert directory.Destination in held_by(Leaking, set())


def test_who_says_nothing_serves_everybody_in_english_and_names_no_place() -> None:
    silent = listings.Listing("c1", "Center", "IA", "America/Chicago", "24/7")
    assert silent.serves == (listings.Serves.ALL_GENDERS,)
    assert silent.languages == ("en",)
    assert silent.address is None
    assert silent.verified is None


def test_a_number_promises_nothing_about_a_bill_unless_somebody_said_so() -> None:
    assert listings.PublicNumber("+12025550100").bill_safety is listings.BillSafety.UNKNOWN
