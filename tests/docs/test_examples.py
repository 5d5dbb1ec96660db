"""What guides tell people to type is typed here, in an empty folder.

In a block of `sh` each line that begins with `harborline` runs, in order, one folder for each page. Its
comment may say `# exit 1`; `# takes a while` leaves it to people. “Save this as `name`” names the file
that the next block of `json` becomes.
"""

import contextlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from harborline.cli import _build, main
from harborline.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = (
    "README.md",
    "docs/guides/explain-a-decision.md",
    "docs/guides/first-call.md",
    "docs/guides/operate-a-map.md",
)
PAGES = sorted(path for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
SAVED = re.compile(r"Save this as `([\w.-]+)`")


def blocks(path: Path) -> Iterator[tuple[str, str, str | None]]:
    """Gives language and text of each block, and the name of the file that it is to be saved as."""
    text = path.read_text(encoding="utf-8")
    before = 0
    for found in BLOCK.finditer(text):
        names = SAVED.findall(text[before : found.start()])
        yield found[1], found[2], names[-1] if names else None
        before = found.end()


def commands(text: str) -> Iterator[tuple[list[str], int, bool]]:
    """Gives the words after `harborline`, the exit code that is told, and whether it is quick."""
    for line in text.replace("\\\n", " ").splitlines():
        command = line.strip().removeprefix("$ ").removeprefix(".venv/bin/")
        if not command.startswith("harborline "):
            continue
        told = re.search(r"# exit (\d)", command)
        alone = re.split(r" [|>] ", command)[0]
        given = shlex.split(alone, comments=True)[1:]
        yield given, int(told[1]) if told else 0, "takes a while" not in command


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (*Settings._fields, "config"):
        monkeypatch.delenv(f"HARBORLINE_{name.upper()}", raising=False)
    return tmp_path


@pytest.mark.parametrize("page", RUN)
def test_examples_do_what_the_page_says(
    page: str, empty_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = 0
    for language, text, saved_as in blocks(ROOT / page):
        if language == "json" and saved_as:
            (empty_folder / saved_as).write_text(text, encoding="utf-8")
        for given, code, quick in commands(text) if language == "sh" else ():
            if quick:
                assert main(given) == code, f"{page}: harborline {shlex.join(given)}"
                shown = capsys.readouterr()
                assert shown.err if code == 2 else shown.out
                ran += 1
    assert ran


def typed(path: Path) -> Iterator[list[str]]:
    """Gives what follows `harborline` in every line for a terminal, fenced or indented."""
    text = path.read_text(encoding="utf-8")
    fenced = [block for language, block, _ in blocks(path) if language in {"sh", "console"}]
    indented = [line[4:] for line in text.replace("\\\n", " ").splitlines() if line[:4] == " " * 4]
    for part in (*fenced, "\n".join(indented)):
        yield from (given for given, _code, _quick in commands(part))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_name_commands_and_options_that_exist(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = _build(None)
    for given in typed(path):
        with contextlib.suppress(SystemExit):  # its sentence is looked at instead
            parser.parse_args(given)
        assert not capsys.readouterr().err, f"harborline {shlex.join(given)}"


def test_examples_of_terminals_are_found() -> None:
    found = [given[0] for path in PAGES for given in typed(path)]
    assert {"explain", "call", "map", "coverage", "atlas"} <= set(found)
