"""Exposure counted on graphs, and estimated from people drawn of them, beside sets of plain Python."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from benchmarks.made_graphs import friends_in, made_graph, posters_of
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from harborline.core.errors import UnusableInput
from harborline.planning.compiled import compiled
from harborline.planning.exposure import exposure, log_normal
from harborline.planning.exposure_files import mapped, parse, read_numbers
from harborline.planning.exposure_graph import LIMITS, SYNTHETIC, Exposed, exposed_on, mark
from harborline.planning.exposure_sample import Sampled, sampled_on

Pair = tuple[int, int]
people = st.integers(0, 30)
graphs = st.lists(
    st.tuples(people, people).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=60
)


def array(rows: object) -> NDArray[np.uint32]:
    return np.array(rows, np.uint32)


def by_sets(pairs: list[Pair], posters: list[int]) -> Exposed:
    """Counts again, one person at a time."""
    friends: dict[int, set[int]] = {}
    for one, other in pairs:
        friends.setdefault(one, set()).add(other)
        friends.setdefault(other, set()).add(one)
    exposed = sum(1 for theirs in friends.values() if theirs & set(posters))
    return Exposed(len(friends), len(posters), exposed, len(pairs))


def both_ends(pairs: list[Pair]) -> NDArray[np.uint32]:
    """Gives the graph as a sample needs it."""
    return array(sorted({*pairs, *((other, one) for one, other in pairs)}))


@st.composite
def campaigns(draw: st.DrawFn) -> tuple[list[Pair], list[int]]:
    pairs = draw(graphs)
    there = sorted({person for pair in pairs for person in pair})
    return pairs, draw(st.lists(st.sampled_from(there), min_size=1, unique=True))


@settings(max_examples=200)
@given(campaigns(), st.integers(1, 5))
def test_it_counts_as_sets_do(campaign: tuple[list[Pair], list[int]], parts: int) -> None:
    pairs, posters = campaign
    split = np.array_split(array(pairs), parts)
    assert exposed_on(split, array(posters)) == by_sets(pairs, posters)


@settings(max_examples=100)
@given(campaigns(), st.randoms(use_true_random=False))
def test_order_ends_and_repetition_do_not_matter(
    campaign: tuple[list[Pair], list[int]], rng: object
) -> None:
    pairs, posters = campaign
    usual = exposed_on([array(pairs)], array(posters))
    more = [*pairs, *pairs, *((other, one) for one, other in pairs)]
    rng.shuffle(more)  # type: ignore[attr-defined]
    found = exposed_on([array(more)], array(posters[::-1]))
    assert found == usual._replace(pairs=len(more))


@settings(max_examples=100)
@given(campaigns())
def test_one_more_poster_never_exposes_fewer(campaign: tuple[list[Pair], list[int]]) -> None:
    pairs, posters = campaign
    found = [
        exposed_on([array(pairs)], array(posters[:count])).exposed
        for count in range(1, len(posters) + 1)
    ]
    assert found == sorted(found)
    assert found[-1] <= by_sets(pairs, posters).people


@settings(max_examples=50)
@given(campaigns())
def test_the_compiled_text_is_the_plain_one(campaign: tuple[list[Pair], list[int]]) -> None:
    pairs, posters = campaign
    flags = np.zeros(31, np.uint8)
    flags[posters] = 1
    assert mark(array(pairs), flags) == -1
    assert int((flags >= 4).sum()) == by_sets(pairs, posters).exposed
    assert mark(array([*pairs, (3, 3)]), flags) == len(pairs)


def test_shares_are_of_people() -> None:
    found = exposed_on([array([(0, 1), (1, 2), (3, 4)])], array([1]))
    assert (found.share, found.rate) == (0.4, 0.2)
    assert SYNTHETIC in LIMITS


@pytest.mark.parametrize(
    ("pairs", "posters", "said"),
    [
        ([], [1], "empty"),
        ([(0, 1), (2, 2)], [1], "Friendship 2 of the graph joins somebody to themselves"),
        ([(0, 1)], [], "no posters"),
        ([(0, 1)], [1, 1], "there twice"),
        ([(0, 1), (1, 5)], [3], "1 of the posters are not in the graph"),
        ([(0, 1)], [4_000_000_000], "not in the graph"),
        ([(0, 4_000_000_000)], [0], "too large"),
    ],
)
def test_graphs_that_cannot_be_used(pairs: list[Pair], posters: list[int], said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        exposed_on([array(pairs).reshape(-1, 2)], array(posters))


@settings(max_examples=60)
@given(campaigns(), st.integers(1, 200), st.integers(0, 9))
def test_a_sample_asks_people_of_the_graph(
    campaign: tuple[list[Pair], list[int]], draws: int, seed: int
) -> None:
    pairs, posters = campaign
    found = sampled_on(both_ends(pairs), array(posters), draws, seed)
    again = sampled_on(both_ends(pairs), array(posters), draws, seed)
    assert found == again
    assert found.drawn == draws
    low, high = found.interval
    assert 0 <= low <= found.share <= high <= 1
    truth = by_sets(pairs, posters)
    if truth.exposed in {0, truth.people}:
        assert found.share == truth.share


def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    rng = np.random.default_rng(6)
    drawn = rng.integers(0, 3000, (20_000, 2))
    pairs = [(int(one), int(other)) for one, other in drawn if one != other]
    posters = sorted({int(pairs[place][0]) for place in range(90)})
    truth = by_sets(pairs, posters).share
    graph = both_ends(pairs)
    found = [sampled_on(graph, array(posters), 400, seed) for seed in range(200)]
    inside = sum(low <= truth <= high for low, high in (one.interval for one in found))
    assert 180 <= inside <= 199
    spread = np.std([one.share for one in found])
    assert found[0].standard_error == pytest.approx(spread, rel=0.2)


def test_wilsons_interval_of_ten_in_fifty() -> None:
    assert Sampled(50, 10).interval == pytest.approx((0.1124375, 0.3303713), abs=1e-6)


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(0, 1), (2, 1), (1, 2)], "order"),
        ([(0, 1), (0, 2), (1, 2)], "order|not in the graph"),
        ([(0, 1), (0, 1), (1, 1)], "order|themselves"),
    ],
)
def test_a_sample_needs_order_and_both_ends(pairs: list[Pair], said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        sampled_on(array(pairs), array([1]), 100, 1)


def test_a_sample_of_numbers_that_are_nobodys_ends() -> None:
    few = both_ends([(0, 1_000_000)])
    with pytest.raises(UnusableInput, match="nobody's"):
        sampled_on(few, array([0]), 100_000, 1)


@pytest.mark.parametrize("draws", [0, -1, 10**9])
def test_a_sample_has_a_size(draws: int) -> None:
    with pytest.raises(UnusableInput, match="A sample is of"):
        sampled_on(both_ends([(0, 1)]), array([1]), draws, 1)


@pytest.mark.parametrize(
    "text",
    [
        "0,1\n1,2\n",
        "person,friend\r\n0,1\r\n1,2\r\n",
        "# made up\n# by hand\n0\t1\n\n1\t2",
        "\ufeff0;1\n1;2\n",
        "0 1\n 1  2 \n",
        "0, 1\n1 ,2\n",
    ],
)
def test_tables_of_numbers(text: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(text.encode())
    assert np.concatenate(read_numbers(str(path), 2)).tolist() == [[0, 1], [1, 2]]


def test_a_table_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harborline.planning.exposure_files._BLOCK_BYTES", 7)
    rows = np.random.default_rng(1).integers(0, 99_999, (50, 2))
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(f"{one},{other}" for one, other in rows), "utf-8")
    assert np.concatenate(read_numbers(str(path), 2)).tolist() == rows.tolist()
    path.write_text(path.read_text("utf-8") + "\nx,1\n", "utf-8")
    with pytest.raises(UnusableInput, match="Row 51 "):
        read_numbers(str(path), 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("person,friend\n", "empty"),
        ("0,1\n1.5,2\n", "Row 2 cannot"),
        ("0,1\n-1,2\n", "Row 2 cannot"),
        ("a,b\n0,1\nc,2\n", "Row 3 cannot"),
        ("0,1\n2\n", "Row 2 cannot"),
        ("0,1,2\n", "Row 1 cannot"),
        ("0,1,\n", "Row 1 cannot"),
        (",1\n", "Row 1 cannot"),
        ('"0","1"\n', "Row 1 cannot"),
        ("0,4294967296\n", "too large .row 1."),
        ("0,99999999999999999999999999\n", "too large .row 1."),
    ],
)
def test_tables_that_cannot_be_used(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(UnusableInput, match=said):
        read_numbers(str(path), 2)


def by_lines(text: str) -> tuple[list[list[int]], int | None]:
    """Reads a table again, line by line: the rows, and the number of the first that cannot be used."""
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.replace("\r", " ").strip(" ")
        found = re.fullmatch(r"(\d+)(?: *[,;\t] *| +)(\d+)", bare)
        if found and max(map(int, found.groups())) < 1 << 32:
            rows.append([*map(int, found.groups())])
        elif bare:
            return rows, number
    return rows, None


@settings(max_examples=300)
@given(st.text("0147,;\t \r\n-x.", max_size=40), st.integers(0, 3))
def test_numbers_are_read_as_line_by_line(text: str, rows: int) -> None:
    whole = "12,345\n" * rows + text + "\n"
    out = np.zeros((whole.count("\n"), 2), np.uint32)
    found, lines, fault = compiled(parse)(np.frombuffer(whole.encode(), np.uint8), out)
    told, bad = by_lines(whole)
    assert out[:found].tolist() == told
    assert (lines + 1 if fault else None) == bad


def test_arrays_stay_in_their_file_and_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "pairs.npy"
    for kind in (np.uint32, np.int64, np.uint64, np.int16):
        np.save(path, np.array([[0, 1], [1, 2]], kind))
        assert np.concatenate(read_numbers(str(path), 2)).tolist() == [[0, 1], [1, 2]]
        assert mapped(str(path), 2).dtype == kind


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: np.zeros((2, 2)), "whole numbers"),
        (lambda: np.zeros((2, 3), int), "2 columns"),
        (lambda: np.zeros(4, int), "2 columns"),
        (lambda: np.array([[0, -1]]), "below 0"),
        (lambda: np.array([[0, 1 << 33]]), "too large"),
        (lambda: np.zeros((0, 2), int), "empty"),
        (lambda: np.array([[object()]]), "numpy"),
    ],
)
def test_arrays_that_cannot_be_used(
    made: Callable[[], NDArray[np.generic]], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "pairs.npy"
    np.save(path, made(), allow_pickle=True)
    with pytest.raises(UnusableInput, match=said):
        read_numbers(str(path), 2)


def test_half_an_array_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.npy"
    np.save(path, np.zeros((500, 2), np.uint32))
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(UnusableInput, match="no whole array"):
        read_numbers(str(path), 2)


def test_an_archive_of_arrays_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pairs.npz"
    np.savez(path, pairs=np.zeros((5, 2), np.uint32))
    with pytest.raises(UnusableInput, match="no whole array"):
        mapped(str(path), 2)


def test_on_a_graph_by_chance_the_closed_form_holds_whoever_posts() -> None:
    rng = np.random.default_rng(2017)
    pairs = made_graph(20_000, log_normal(20, 40), rng)
    for women in (1.0, 5.0):
        relative = np.where(np.arange(20_000) % 2, 2 * women, 2) / (1 + women)
        found = [
            exposed_on([pairs], posters_of(0.01 * relative, pairs, np.random.default_rng(seed)))
            for seed in range(5)
        ]
        said = exposure(friends_in(pairs), found[0].rate)
        assert said == pytest.approx(np.mean([one.share for one in found]), abs=0.01)
