"""Pages are short, lead somewhere, and say of the house what is true of it."""

import re
from pathlib import Path

import pytest

from harborline.app import explain
from harborline.core.directory import Rules
from harborline.demo.real_hotline import EMERGENCY, NATIONAL_HOTLINE

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src" / "harborline"
PAGES = sorted((ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")))
LINES_MAX = 120
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(path: Path) -> set[str]:
    """Gives the anchors that a forge makes of a page's headings."""
    headings = re.findall(r"(?m)^#+ (.+)$", read(path))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    for picture, text, target in LINK.findall(read(path)):
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        found = path if not file else (path.parent / file).resolve()
        assert found.exists(), f"{name_of(path)} leads to {target}, which is not there"
        assert not anchor or anchor in anchors(found), f"{name_of(path)}: no heading for {target}"
        assert not picture or len(text) > len("a picture"), (
            f"{name_of(path)}: say what {target} shows"
        )


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_are_short(path: Path) -> None:
    assert len(read(path).splitlines()) <= LINES_MAX, f"{name_of(path)}: cut it, or make it two"


def test_every_page_is_in_the_list_of_pages() -> None:
    for index in (DOCS / "README.md", DOCS / "adr" / "README.md"):
        listed = {(index.parent / target).resolve() for _, _, target in LINK.findall(read(index))}
        there = set(index.parent.glob("*.md"))
        if index.parent == DOCS:
            there |= {*DOCS.glob("guides/*.md"), *DOCS.glob("reference/*.md")}
        missing = [name_of(path) for path in there - listed - {index}]
        assert not missing, f"{name_of(index)} does not list {missing}"


def test_the_architecture_names_every_room() -> None:
    text = read(DOCS / "ARCHITECTURE.md")
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    rooms |= {path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}
    diagram = text[: text.index("| where does a line go?")]
    for room in rooms:
        assert re.search(rf"\b{room}\[", diagram), f"ARCHITECTURE.md: {room} is not in the diagram"
        assert f"`{room}`" in text, f"ARCHITECTURE.md: say which lines live in {room}"


def test_the_specification_has_the_steps_that_a_trace_names() -> None:
    steps = dict(re.findall(r"(?m)^(\d)\. \*\*(\w[\w ]*)", read(DOCS / "routing.md")))
    assert list(steps) == list("1234567")
    traced = [*explain._STEPS.values(), *explain._BEYOND.values()]
    assert traced
    for text in traced:
        number, words = text[0], text[2:].partition(":")[0]
        if number != "5":  # mutual aid is a part of the step of local legs
            assert steps[number].lower().startswith(words), f"routing.md: {text}"


def test_the_specification_has_the_figures_of_the_rules() -> None:
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (\d+) \|", read(DOCS / "routing.md")))
    for name, usual in Rules()._asdict().items():
        assert rows[name] == str(usual), f"routing.md: {name}"


def test_the_readme_sends_whoever_is_in_need_to_somebody_real() -> None:
    above_the_commands = read(ROOT / "README.md").partition("## ")[0]
    for needed in (NATIONAL_HOTLINE.number, NATIONAL_HOTLINE.web, EMERGENCY.number):
        assert needed
        assert needed in above_the_commands


def test_the_readme_names_every_source_of_facts() -> None:
    sources = read(PACKAGE / "atlas" / "data" / "SOURCES.md").partition("| package |")[2]
    packages = re.findall(r"(?m)^\| ([\w-]+) \| \d", sources)
    assert packages
    for package in (*packages, "GeoNames", "CC BY 4.0"):
        assert package in read(ROOT / "README.md"), f"README.md: name {package} and its licence"
