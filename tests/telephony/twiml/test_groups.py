"""Telephones that ring together, as many at once as carriers take in one document."""

from __future__ import annotations

import pytest

from harborline.core.directory import Destination, DestinationKind
from harborline.core.hours import ALWAYS
from harborline.telephony.twiml.conversation import MOST_IN_A_DIAL, groups_of


def telephone(number: int, order: int) -> Destination:
    return Destination(DestinationKind.ON_CALL_MOBILE, f"+12125550{number:03d}", ALWAYS, order)


@pytest.mark.parametrize(
    ("first", "then", "sizes"), [(1, 1, [1, 1]), (10, 1, [10, 1]), (11, 0, [10, 1]), (1, 23, [1, 10, 10, 3])]
)  # fmt: skip
def test_nobody_is_left_out_and_no_document_names_too_many(
    first: int, then: int, sizes: list[int]
) -> None:
    rings = [telephone(number, 1) for number in range(first)]
    rings += [telephone(500 + number, 2) for number in range(then)]
    groups = groups_of(tuple(rings))
    assert [len(group) for group in groups] == sizes
    assert max(sizes) <= MOST_IN_A_DIAL
    assert [address for group in groups for address in group] == [one.address for one in rings]
