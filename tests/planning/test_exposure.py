"""Exposure from how many friends people have: published figures, another way to reckon, and what always holds."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom, lognorm

from harborline.core.errors import UnusableInput
from harborline.planning.exposure import (
    ALIKE,
    LIMITS,
    Friends,
    Posters,
    Posting,
    counted,
    exposure,
    friends_rate,
    log_normal,
    rate_for,
    reachable,
)

GOLDEN = Path(__file__).parents[1] / "data" / "planning" / "exposure.txt"
LINES = [line for line in GOLDEN.read_text("utf-8").splitlines() if line and line[0] != "#"]
DRAWN = 0.01
"""The table's friends were drawn by chance, and ours are exact: figures may be 1 % apart, or round alike."""

numbers = st.dictionaries(st.integers(0, 400), st.integers(1, 50), min_size=1, max_size=12)
some_friends = numbers.map(lambda found: counted(np.array([*found]), np.array([*found.values()])))
some_posters = st.builds(
    Posters, st.sampled_from([0.0, 1e-9, 0.02, 0.6]), st.sampled_from(list(Posting))
)
rates = st.floats(0, 0.3)


def is_rounded(found: float, told: str) -> bool:
    figure, digits = float(told), len(told.partition(".")[2])
    return found == pytest.approx(figure, rel=DRAWN) or round(found, digits) == figure


@pytest.mark.parametrize("line", LINES)
def test_published_figures(line: str) -> None:
    asked, _, told = line.partition(" -> ")
    friends, posting, correlation, *rest = asked.split()
    median, mean = map(float, friends.split(","))
    distribution = log_normal(median, mean)
    posters = Posters(float(correlation), Posting(posting))
    figure, unit = told.split()
    if rest[0] == "4.7":
        assert is_rounded(100 * exposure(distribution, 4.7 / 239, posters), figure)
    else:
        rate = rate_for(distribution, float(rest[0]) / 100, posters)
        assert is_rounded(rate * (239 if unit == "M" else 100), figure)


def test_the_two_figures_of_2017_fit_if_not_everybody_who_took_part_posted() -> None:
    found = [
        rate_for(log_normal(*friends), wanted, posters)
        for friends in ((99, 190), (200, 338))
        for wanted in (0.45, 0.5)
        for posters in (ALIKE, Posters(0.02), Posters(0, Posting.BY_FRIENDS))
    ]
    assert max(found) < 4.7 / 239


@settings(max_examples=100)
@given(some_friends, st.floats(1e-6, 0.3), st.sampled_from([0.001, 0.02, 0.5]))
def test_correlated_friends_are_beta_binomial(friends: Friends, rate: float, rho: float) -> None:
    scale = (1 - rho) / rho
    none = [
        betabinom.pmf(0, int(number), rate * scale, (1 - rate) * scale)
        for number in friends.numbers
    ]
    found = exposure(friends, rate, Posters(rho))
    assert found == pytest.approx(1 - friends.shares @ np.array(none), abs=1e-9)


def test_posters_who_have_more_friends_reach_as_many_as_a_simulation_says() -> None:
    rng = np.random.default_rng(20171015)
    friends = log_normal(20, 40)
    drawn = rng.choice(friends.numbers, 200_000, p=friends.shares)
    scale = 0.02 / friends.mean
    posts = rng.random(drawn.size) < scale * drawn
    ends = rng.permutation(np.repeat(np.arange(drawn.size), drawn))
    pairs = ends[: ends.size // 2 * 2].reshape(-1, 2)
    reached = np.zeros(drawn.size, bool)
    reached[pairs[posts[pairs[:, 1]], 0]] = True
    reached[pairs[posts[pairs[:, 0]], 1]] = True
    found = exposure(friends, 0.02, Posters(0, Posting.BY_FRIENDS))
    assert found == pytest.approx(reached.mean(), abs=0.006)


def test_the_log_normal_has_its_median_and_keeps_to_its_bounds() -> None:
    friends = log_normal(99, 190)
    below = np.cumsum(friends.shares)
    assert friends.numbers[np.searchsorted(below, 0.5)] == 99
    assert (friends.numbers[0], friends.numbers[-1]) == (1, 5000)
    peer = lognorm(np.sqrt(2 * np.log(190 / 99)), scale=99)
    assert below[149] == pytest.approx(peer.cdf(150.5), abs=1e-12)
    assert 189 < friends.mean < 190
    alike = log_normal(30, 30)
    assert (alike.numbers.tolist(), alike.shares.tolist()) == ([30], [1])


@settings(max_examples=100)
@given(some_friends, rates, rates, some_posters)
def test_more_posters_never_expose_fewer(
    friends: Friends, one: float, other: float, posters: Posters
) -> None:
    most = 1.0 if posters.posting is Posting.ALIKE else reachable(friends)
    low, high = sorted((min(one, most), min(other, most)))
    few, many = exposure(friends, low, posters), exposure(friends, high, posters)
    assert 0 <= few <= many + 1e-12
    assert many <= reachable(friends) + 1e-12


@settings(max_examples=60)
@given(some_friends, st.floats(0.001, 0.3))
def test_the_more_friends_agree_the_fewer_are_exposed(friends: Friends, rate: float) -> None:
    found = [exposure(friends, rate, Posters(rho)) for rho in (0, 1e-9, 0.01, 0.1, 0.9)]
    assert found == sorted(found, reverse=True) or np.diff(found).max() < 1e-12
    assert found[0] == pytest.approx(found[1], abs=1e-6)


@settings(max_examples=60)
@given(some_friends, st.floats(0.0005, 0.9), some_posters)
def test_the_rate_for_an_exposure_gives_that_exposure(
    friends: Friends, wanted: float, posters: Posters
) -> None:
    most = 1.0 if posters.posting is Posting.ALIKE else reachable(friends)
    best = exposure(friends, most, posters)
    if wanted * best > 0:
        rate = rate_for(friends, wanted * best, posters)
        assert exposure(friends, rate, posters) == pytest.approx(wanted * best, abs=1e-9)


@settings(max_examples=60)
@given(numbers, st.randoms(use_true_random=False))
def test_the_order_of_a_table_of_friends_does_not_matter(
    found: dict[int, int], rng: object
) -> None:
    rows = [(number, 1) for number, people in found.items() for _ in range(people)]
    rng.shuffle(rows)  # type: ignore[attr-defined]
    one = counted(np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))
    other = counted(np.array([*found]), np.array([*found.values()]))
    assert one.numbers.tolist() == other.numbers.tolist()
    assert one.shares == pytest.approx(other.shares)


def test_all_and_none() -> None:
    friends = counted(np.array([0, 3]), np.array([1, 3]))
    for posters in (ALIKE, Posters(0.3)):
        assert exposure(friends, 0, posters) == 0
        assert exposure(friends, 1, posters) == 0.75
        assert rate_for(friends, 0.75, posters) == 1
        assert rate_for(friends, 0, posters) == 0
    by_friends = Posters(0, Posting.BY_FRIENDS)
    assert exposure(friends, 0.75, by_friends) == 0.75
    assert friends_rate(friends, 0.3, Posting.BY_FRIENDS) == pytest.approx(0.4)


def test_what_cannot_be_is_refused() -> None:
    friends = counted(np.array([0, 3]), np.array([1, 3]))
    refused: list[Callable[[], object]] = [
        lambda: exposure(friends, 1.1),
        lambda: exposure(friends, float("nan")),
        lambda: exposure(friends, 0.1, Posters(1.0)),
        lambda: exposure(friends, 0.1, Posters(-0.1)),
        lambda: exposure(friends, 0.8, Posters(0, Posting.BY_FRIENDS)),
        lambda: rate_for(friends, 0.8),
        lambda: rate_for(friends, -0.1),
        lambda: log_normal(0, 10),
        lambda: log_normal(9000, 9000),
        lambda: log_normal(100, 90),
        lambda: log_normal(100, float("inf")),
        lambda: counted(np.array([1, 2]), np.array([0, 0])),
        lambda: counted(np.array([20_000_000]), np.array([1])),
    ]
    for one in refused:
        with pytest.raises(UnusableInput):
            one()


def test_it_says_what_it_cannot_know() -> None:
    told = " ".join(LIMITS)
    for word in ("shown", "assumption", "by chance", "correlation", "who will call"):
        assert word in told
