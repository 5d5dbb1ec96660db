"""What is typed may be a caller's number, in the wrong place too: no command ever prints it back."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import pytest

from commands import Run
from harborline.cli import _build

NUMBER = "7045550134"
WAYS = ("+17045550134", "704-555-0134", NUMBER, f"x (choose {NUMBER}", f"x\n{NUMBER}")
PIECES = ("555-0134", "5550134")
WRITTEN = {"--out"}
"""A file that is to be written is named when it was: its name stands on the disk anyway."""


def commands() -> Iterator[tuple[list[str], argparse.ArgumentParser]]:
    """Gives the words and the parser of every command and of every group of commands."""
    waiting: list[tuple[list[str], argparse.ArgumentParser]] = [([], _build(None))]
    while waiting:
        words, parser = waiting.pop()
        yield words, parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += [([*words, verb], child) for verb, child in action.choices.items()]


def slips() -> Iterator[list[str]]:
    """Gives every command line with a number where it may slip in."""
    for words, parser in commands():
        if words in (["up"], ["atlas", "build"]):
            yield from ([*words, way] for way in WAYS)  # without a slip these would begin
            continue
        for way in WAYS:
            yield [*words, way]
            yield [*words, f"-{way}"]
            for action in parser._actions:
                for option in set(action.option_strings) - {"--help", "-h", "--version", "-o"}:
                    if option not in WRITTEN:
                        yield [*words, f"{option}={way}"]
                        yield [*words, option, way]


SLIPS = list(slips())


@pytest.mark.parametrize("given", SLIPS, ids=lambda given: ascii(" ".join(given)))
def test_no_command_prints_a_number_back(run: Run, given: list[str]) -> None:
    done = run(*given)
    for piece in (NUMBER, *PIECES):
        assert piece not in done.out
        assert piece not in done.err
    assert done.code in {0, 2}
    assert done.code == 0 or len(done.err.splitlines()) == 1


def test_slips_go_everywhere() -> None:
    said = {" ".join(given).split("=")[0] for given in SLIPS}
    wanted = (
        "explain --zip",
        "call --center",
        "map diff --json",
        "network --map",
        "coverage --days",
    )
    assert set(wanted) <= said


def test_what_can_be_chosen_is_still_told(run: Run) -> None:
    assert "Invalid choice (choose from 'up'" in run(NUMBER).err.replace("Argument COMMAND: i", "I")
    told = run("call", "--line-type", NUMBER).err
    assert "--line-type: invalid choice (choose from 'wireless'" in told
