"""What the software knows and the reference does not say, or the other way round, fails the build."""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from harborline.app.examining import Finding
from harborline.callflow.values import CallOutcome, LegOutcome, LineType
from harborline.cli import _build, main
from harborline.core.directory import Acceptance, DestinationKind, Rollover, Rules, ZipPolicy
from harborline.core.map_format import FORMAT, MAGIC, SECTIONS
from harborline.core.places import Precision, Source
from harborline.core.reasons import LegKind, LegReason, SkipReason
from harborline.mapmaking import coverage, difference
from harborline.settings import Settings

REFERENCE = Path(__file__).resolve().parent.parent.parent / "docs" / "reference"
MINUTE = "2026-11-23T15:00Z"


def page(name: str) -> str:
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def command_line() -> str:
    """Gives the pages of the command line, one behind the other."""
    return "".join(page(path.stem) for path in sorted(REFERENCE.glob("cli*.md")))


def words(text: str) -> set[str]:
    """Gives the words that stand as code, those of `a b` and `--map FILE` each by itself."""
    return {
        word for code in re.findall(r"`([^`\n]+)`", text) for word in re.split(r"[\s=,]+", code)
    }


def first_column(text: str) -> list[str]:
    return re.findall(r"(?m)^\| `([^`]+)` \|", text)


# ---- the command line --------------------------------------------------------------------------


def parsers(
    parser: argparse.ArgumentParser, name: str = "harborline"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Gives every command that does something, with its parser."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not below:
        yield name, parser
    for actions in below:
        for verb, child in actions.choices.items():
            yield from parsers(child, f"{name} {verb}")


COMMANDS = dict(parsers(_build(None)))


def section(command: str) -> str:
    found = re.search(rf"(?ms)^## {command}\n(.*?)(?=^## |\Z)", command_line())
    assert found, f"docs/reference/cli*.md have no heading “## {command}”"
    return found[1]


def options_of(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if "--help" not in action.option_strings:
            yield from action.option_strings or [action.dest]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_described(command: str) -> None:
    described = words(section(command))
    missing = [option for option in options_of(COMMANDS[command]) if option not in described]
    assert not missing, f"docs/reference/cli*.md, {command}: describe {missing}"


def test_the_reference_describes_no_option_that_is_gone() -> None:
    known = {option for parser in COMMANDS.values() for option in options_of(parser)}
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", command_line()))
    assert told - known - {"--help", "--version"} == set()
    headings = re.findall(r"(?m)^## (.+)$", command_line())
    assert sorted(headings) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split()[1:], "--help"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"examples?:\s+(\w+=\S+ )?harborline", shown), f"{command} --help"


# ---- settings ----------------------------------------------------------------------------------


def test_every_setting_is_described_with_its_usual_value() -> None:
    rows = dict(re.findall(r"(?m)^\| `HARBORLINE_(\w+)` \| (.+?) \|", page("settings")))
    for name, usual in Settings()._asdict().items():
        said = "yes" if usual is True else usual
        expected = f"`{said}`" if said else "none"
        assert rows.pop(name.upper(), "nothing") == expected, f"docs/reference/settings.md: {name}"
    assert list(rows) == ["CONFIG"]


# ---- closed lists ------------------------------------------------------------------------------


def test_every_reason_is_described_and_no_other() -> None:
    known = [*LegKind, *LegReason, *SkipReason]
    assert first_column(page("reasons")) == [word.value for word in known]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("decision-document", (Precision, Source)),
        ("network-document", (DestinationKind, Acceptance, Rollover, ZipPolicy)),
        ("cli", (LineType, LegOutcome, CallOutcome)),
        ("../glossary", (Precision, LegOutcome, Rollover)),
    ],
)
def test_every_word_of_a_closed_list_is_named(name: str, kinds: Iterable[type[StrEnum]]) -> None:
    missing = {word.value for kind in kinds for word in kind} - words(page(name))
    assert not missing, f"docs/reference/{name}.md: {sorted(missing)}"


def test_every_section_of_a_map_is_described_with_its_item() -> None:
    text = page("map-format")
    rows = re.findall(r"(?m)^\| `(\w+)` \| (\w) \|", text)
    assert rows == list(SECTIONS.items())
    assert MAGIC.decode() in text
    assert f"Format {FORMAT};" in text


# ---- documents for programs --------------------------------------------------------------------


def keys_of(value: Any) -> set[str]:
    """Gives every field name of a document, however deep."""
    if isinstance(value, dict):
        return set(value) | {key for below in value.values() for key in keys_of(below)}
    if isinstance(value, list):
        return {key for below in value for key in keys_of(below)}
    return set()


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> set[str]:
    capsys.readouterr()
    assert main(argv) in {0, 1}
    return keys_of(json.loads(capsys.readouterr().out))


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings._fields:
        monkeypatch.delenv(f"HARBORLINE_{name.upper()}", raising=False)
    monkeypatch.delenv("HARBORLINE_CONFIG", raising=False)


def test_every_field_of_a_decision_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--zip", "28202", "--at", "2026-11-23T03:00Z", "--language", "es", "--trace")
    fields = printed(capsys, "explain", *asked, "--json")
    assert fields - words(page("decision-document")) == set()


def test_every_field_of_a_network_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    fields = printed(capsys, "network", "--json")
    assert fields - words(page("network-document")) == set()
    assert set(Rules._fields) <= fields


def test_every_field_of_a_call_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    fields = printed(capsys, "call", "--keys", ",28202", "--at", MINUTE, "--json")
    assert fields - words(section("harborline call")) == set()


def test_every_field_of_map_info_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    fields = printed(capsys, "map", "info", "--json") - set(Rules._fields)
    assert fields - words(section("harborline map info")) == set()


def test_every_field_of_coverage_is_described(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = coverage.Gap("37119", "Mecklenburg", "NC", 1, unserved=False, minutes=60)
    proof = coverage.Proof("0" * 16, 1, 1, 1, 1, 1440, 1, 0, (), (gap,))
    monkeypatch.setattr(coverage, "prove", lambda *_given, **_options: proof)
    fields = printed(capsys, "coverage", "--json")
    assert fields - words(section("harborline coverage")) == set()


def test_every_field_of_a_difference_is_described(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    change = difference.Change("demo", "rank", "1", "2")
    county = difference.CountyChange("37119", "Mecklenburg", "NC", 1, "one", "another")
    found = difference.Difference("0" * 16, "1" * 16, (change,), (county,), 0, 0, 0, 0)
    monkeypatch.setattr(difference, "difference", lambda *_given: found)
    shipped = Path(coverage.__file__).parent.parent / "demo" / "demo.map"
    fields = printed(capsys, "map", "diff", str(shipped), "--json")
    assert fields - words(section("harborline map diff")) == set()


def test_every_field_of_a_finding_is_described() -> None:
    assert set(Finding._fields) <= words(section("harborline doctor"))
