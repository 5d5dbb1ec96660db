"""Numbers that lead round to each other are refused; a number that ends somewhere is not."""

from __future__ import annotations

import pytest

import small_world
from harborline.core.directory import Network
from harborline.core.errors import RefusedNetwork
from harborline.mapmaking.checks import refuse, settled
from harborline.mapmaking.forwarding import cycles

CIRCLE = (
    "Calls would go in a circle, from {}; let each ring the number where its own people pick up."
)


def network(**rung: str) -> Network:
    """Centers by id with the numbers that each rings, between spaces."""
    whole = small_world.network_of(
        [
            ["lines", "id | languages | national backups", "main | en es | team"],
            ["centers", "id | where | state | serves | notes",
             *(f"{name} | 0.0, 10.1 | WL | county 10001 |" for name in rung)],
            ["national backups", "id", "team"],
        ]
    )  # fmt: skip
    centers = [
        one._replace(
            destinations=tuple(
                one.destinations[0]._replace(address=number) for number in rung[one.id].split()
            )
        )
        for one in whole.centers
    ]
    return whole._replace(centers=tuple(centers))


@pytest.mark.parametrize(
    ("rung", "published", "centers"),
    [
        ({"a": "+12025550102", "b": "202-555-0101"}, {"a": "2025550101", "b": "2025550102"}, "a to b to a"),
        (
            {"a": "2025550102", "b": "2025550103", "c": "2025550101"},
            {"a": "2025550101", "b": "2025550102", "c": "2025550103"},
            "a to b to c to a",
        ),
        (  # c leads into the circle and is not of it
            {"a": "2025550102", "b": "2025550101", "c": "2025550101"},
            {"a": "2025550101", "b": "2025550102"},
            "a to b to a",
        ),
        (  # a number of its own beside it does not break the circle
            {"a": "2025550102 2025550109", "b": "2025550101"},
            {"a": "2025550101", "b": "2025550102"},
            "a to b to a",
        ),
    ],
)  # fmt: skip
def test_a_circle_is_named_once(
    rung: dict[str, str], published: dict[str, str], centers: str
) -> None:
    given = {name: (number,) for name, number in published.items()}
    assert list(cycles(network(**rung), given)) == [CIRCLE.format(centers)]


@pytest.mark.parametrize(
    ("rung", "published"),
    [
        # Each rings what it publishes.
        ({"a": "2025550101", "b": "2025550102"}, {"a": "2025550101", "b": "2025550102"}),
        # a goes on to b, which rings its own.
        ({"a": "2025550102", "b": "2025550102"}, {"a": "2025550101", "b": "2025550102"}),
        # a helps b and b helps a, at numbers where people pick up.
        (
            {"a": "2025550101 2025550102", "b": "2025550101 2025550102"},
            {"a": "2025550101", "b": "2025550102"},
        ),
        # A shared answering service, published by both.
        ({"a": "2025550102", "b": "2025550101"}, {"a": "2025550101", "b": "2025550101"}),
        # A chain that ends.
        ({"a": "2025550102", "b": "2025550199"}, {"a": "2025550101", "b": "2025550102"}),
        ({"a": "sip:desk@example.org", "b": "sip:desk@example.org"}, {"a": "2025550101"}),
        ({"a": "2025550102", "b": "2025550101"}, {}),
        # Extensions beside their hosts are no numbers.
        ({"a": "sip:102@192.0.2.12", "b": "sip:101@192.0.2.12"}, {"a": "101", "b": "102"}),
    ],
)  # fmt: skip
def test_a_number_that_ends_is_no_circle(rung: dict[str, str], published: dict[str, str]) -> None:
    given = {name: (number,) for name, number in published.items()}
    assert not list(cycles(network(**rung), given))


def test_two_circles_are_two_faults_and_no_number_is_named() -> None:
    rung = {"a": "2025550102", "b": "2025550101", "c": "2025550104", "d": "2025550103"}
    published = {name: (f"202555010{at}",) for at, name in enumerate("abcd", 1)}
    country = small_world.country()
    with pytest.raises(RefusedNetwork) as refused:
        refuse(settled(network(**rung), country), country, publishing=True, published=published)
    assert refused.value.faults == (CIRCLE.format("a to b to a"), CIRCLE.format("c to d to c"))
    assert "202" not in str(refused.value.faults)
