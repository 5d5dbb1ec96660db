"""`harborline exposure`, as typed."""

from pathlib import Path

import numpy as np
import pytest

from commands import SENTENCE, Run
from harborline.planning.exposure import LIMITS
from harborline.planning.exposure_graph import SYNTHETIC

US_2011 = ("exposure", "--degrees", "99,190")


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ring of ten, and in it two posters side by side: four of ten have a friend who posted."""
    monkeypatch.chdir(tmp_path)
    ring = [(person, (person + 1) % 10) for person in range(10)]
    Path("edges.csv").write_text("".join(f"{one},{two}\n" for one, two in ring), "utf-8")
    Path("posters.csv").write_text("person\n4\n5\n", "utf-8")
    both = sorted([*ring, *((two, one) for one, two in ring)])
    np.save("edges.npy", np.array(both, np.uint32))
    return tmp_path


def test_a_rate_is_a_share_or_per_cent(run: Run) -> None:
    one = run(*US_2011, "--rate", "0.514%", "--json")
    assert one.code == 0
    assert one.json == run(*US_2011, "--rate", "0.00514", "--json").json
    assert one.json["exposure"] == pytest.approx(0.45, abs=0.001)
    assert one.json["limits"] == list(LIMITS)
    agreeing = run(*US_2011, "--rate", "0.514%", "--correlation", "0.02", "--json").json
    assert agreeing["exposure"] < one.json["exposure"]


def test_the_rate_for_an_exposure(run: Run) -> None:
    found = run(*US_2011, "--wanted", "45%", "--people", "239e6", "--json").json
    assert found["rate"] == pytest.approx(0.00514, rel=0.01)
    assert found["posters"] == pytest.approx(1.23e6, rel=0.01)
    eager = run(*US_2011, "--wanted", "45%", "--posting", "by-friends", "--json").json
    assert eager["rate"] == pytest.approx(0.00148, rel=0.01)
    assert eager["friends_rate"] == pytest.approx(found["friends_rate"])


@pytest.mark.parametrize("text", ["2\n2\n2\n0\n", "friends,people\n0,1\n2,3\n"])
def test_a_file_of_friends(run: Run, text: str, tmp_path: Path) -> None:
    path = tmp_path / "friends.csv"
    path.write_text(text, "utf-8")
    found = run("exposure", "--degrees", str(path), "--rate", "50%", "--json").json
    assert found["exposure"] == 0.75 * 0.75
    assert found["mean_friends"] == 1.5


@pytest.mark.parametrize("edges", ["edges.csv", "edges.npy"])
def test_a_graph_is_counted(run: Run, edges: str, graph: Path) -> None:
    found = run("exposure", "--edges", edges, "--posters", "posters.csv", "--json").json
    assert (found["exposure"], found["method"]) == (0.4, "exact")
    assert (found["people"], found["posters"], found["exposed"]) == (10, 2, 4)
    assert found["rate"] == 0.2
    assert found["limits"][0] == SYNTHETIC


def test_a_sample_comes_with_its_error(run: Run, graph: Path) -> None:
    drawn = ("exposure", "--edges", "edges.npy", "--posters", "posters.csv", "--sample", "2000")
    found = run(*drawn, "--json").json
    assert found["low_95"] < 0.4 < found["high_95"]
    assert found["standard_error"] == pytest.approx(0.011, abs=0.001)
    other = run(*drawn, "--seed", "7", "--json").json
    assert other["exposure"] != found["exposure"]
    assert "95 % interval" in run(*drawn).out


def test_people_are_told_what_it_cannot_know(run: Run, graph: Path) -> None:
    told = run(*US_2011, "--wanted", "45%", "--people", "239e6").out
    for part in ("45.0% of people", "0.515 % of people", "of 239,000,000 people", "cannot know"):
        assert part in told
    assert "by chance" in " ".join(told.split())
    counted = " ".join(
        run("exposure", "--edges", "edges.csv", "--posters", "posters.csv").out.split()
    )
    assert "4 of 10 people" in counted
    assert SYNTHETIC in counted


GRAPH = ("--edges", "edges.csv", "--posters", "posters.csv")


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("--edges", "edges.csv"),
        ("--edges", "missing.csv", "--posters", "posters.csv"),
        ("--edges", "edges.csv", "--posters", "missing.csv"),
        ("--edges", "edges.csv", "--degrees", "99,190"),
        ("--edges", "posters.csv", "--posters", "posters.csv"),
        (*GRAPH, "--rate", "1%"),
        (*GRAPH, "--seed", "1"),
        (*GRAPH, "--sample", "10"),
        ("--edges", "edges.npy", "--posters", "posters.csv", "--sample", "9", "--seed", "-1"),
        ("--edges", "edges.npy", "--posters", "posters.csv", "--sample", "0"),
        ("--degrees", "99,190"),
        ("--degrees", "99,190", "--rate", "soon"),
        ("--degrees", "99,190", "--rate", "101%"),
        ("--degrees", "99,190", "--rate", "1%", "--wanted", "45%"),
        ("--degrees", "99,190", "--rate", "1%", "--correlation", "1"),
        ("--degrees", "99,190", "--rate", "1%", "--people", "0"),
        ("--degrees", "99,190", "--rate", "1%", "--posters", "posters.csv"),
        ("--degrees", "190,99", "--rate", "1%"),
        ("--degrees", "9-9,190", "--rate", "1%"),
        ("--degrees", "missing.csv", "--rate", "1%"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(run: Run, given: tuple[str, ...], graph: Path) -> None:
    found = run("exposure", *given)
    assert found.code == 2
    assert SENTENCE.fullmatch(found.err), found.err
    assert "missing" not in found.err
