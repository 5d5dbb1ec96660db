"""What all commands share: help with an example, exit codes, sentences, and how they begin and end."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands import SENTENCE, Run
from harborline import __version__
from harborline.cli import COMMANDS, main

VERBS = [["map", "compile"], ["map", "info"], ["map", "diff"]]
HEAVY = (
    "numpy", "scipy", "django", "phonenumbers", "holidays", "opening_hours", "dataclasses",
    "asyncio", "zoneinfo",
)  # fmt: skip
EXPLAIN = (
    "from harborline.cli import main; "
    "raise SystemExit(main(['explain', '+17045550123', '--at', '2026-11-23T15:00Z', '--json']))"
)


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), *VERBS], ids=" ".join)
def test_help_has_an_example(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert (done.code, done.err) == (0, "")
    _, mark, examples = done.out.rpartition("\nexample")
    assert mark
    assert f"harborline {' '.join(command)}" in examples


@pytest.mark.parametrize("given", [[], ["--help"]])
def test_without_a_command_all_are_named(run: Run, given: list[str]) -> None:
    done = run(*given)
    assert done.code == 0
    for name in COMMANDS:
        assert re.search(rf"^ +{name}\b", done.out, re.MULTILINE)


def test_the_version(run: Run) -> None:
    assert run("--version") == (0, f"harborline {__version__}\n", "")


@pytest.mark.parametrize(
    "given",
    [["fly"], ["--fly"], ["map"], ["map", "fly"], ["network", "fly"], ["coverage", "--days"],
     ["coverage", "--days", "many"], ["coverage", "--days", "0"], ["coverage", "--days", "-3"],
     ["map", "diff"], ["map", "info", "/no/such/file"], ["explain", "--fly"]],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_run_is_one_sentence(run: Run, given: list[str]) -> None:
    done = run(*given)
    assert (done.code, done.out) == (2, "")
    assert SENTENCE.fullmatch(done.err), done.err


def test_an_unusable_setting_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARBORLINE_VOICE_PORT", "eighty")
    done = run("explain", "704555")
    assert done == (2, "", "HARBORLINE_VOICE_PORT must be a port from 1 to 65535.\n")


def test_an_unusable_settings_file_is_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "harborline.toml"
    monkeypatch.setenv("HARBORLINE_CONFIG", str(path))
    for content in ("colour = 'red'", "not toml at all"):
        path.write_text(content, encoding="utf-8")
        done = run("explain", "704555")
        assert (done.code, done.out) == (2, "")
        assert SENTENCE.fullmatch(done.err), done.err


def test_a_fault_of_ours_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_named: str | None) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("harborline.bootstrap.current_map", failing)
    done = run("network")
    assert done.code == 2
    assert SENTENCE.fullmatch(done.err)
    assert "ZeroDivisionError" in done.err
    monkeypatch.setenv("HARBORLINE_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["network"])


def test_an_interrupted_command_ends_quietly(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_named: str | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("harborline.bootstrap.current_map", interrupted)
    assert run("network") == (130, "", "")


def test_a_reader_that_goes_away_is_no_fault() -> None:
    network = "from harborline.cli import main; raise SystemExit(main(['network', '--json']))"
    command = f'{sys.executable} -c "{network}" | head -c 20; echo " ${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1].endswith(" 0")
    assert done.stdout.startswith('{"starts_on"')


def test_explain_imports_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", EXPLAIN],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "harborline.core.routing" in loaded
    tops = {name.partition(".")[0] for name in loaded}
    assert sorted(tops & set(HEAVY)) == []
    assert '"legs"' in done.stdout
