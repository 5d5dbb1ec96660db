"""The rules of the house, as tests: which rooms there are, what stands on their doors, what stays out."""

import ast
import configparser
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "harborline"
DECISION_ROOMS = ("core", "callflow")
DOOR_LINES_MIN, DOOR_LINES_MAX = 4, 12
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60

# Not named in full here either: this file is in the tree it searches.
REGISTRY_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
    )
)
MACHINE_PATHS = tuple(f"/{'work'}/{name}" for name in ("main", "shared", ".library"))


def tree() -> list[Path]:
    """Lists the files that are, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in tree() if path.suffix == ".py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rooms() -> list[str]:
    return sorted(
        path.name
        for path in PACKAGE.iterdir()
        if path.is_dir() and path.name != "__pycache__" and any(path.rglob("*.py"))
    )


def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    return parser


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_every_room_is_declared() -> None:
    layers = contracts()["importlinter:contract:rooms"]["layers"]
    declared = set(re.findall(r"\w+", layers))
    found = set(rooms()) | {path.stem for path in PACKAGE.glob("*.py") if path.stem != "__init__"}
    assert found <= declared, f"declare in .importlinter: {sorted(found - declared)}"


@pytest.mark.parametrize("room", rooms())
def test_house_rules_stand_on_the_door(room: str) -> None:
    door = PACKAGE / room / "__init__.py"
    assert door.exists(), f"{name_of(door)} is missing"
    rules = ast.get_docstring(ast.parse(door.read_text(encoding="utf-8"))) or ""
    lines = len(rules.splitlines())
    assert DOOR_LINES_MIN <= lines <= DOOR_LINES_MAX, (
        f"{name_of(door)}: say in {DOOR_LINES_MIN} to {DOOR_LINES_MAX} lines what lives here,"
        f" what may not, and who calls it (now {lines})"
    )


@pytest.mark.parametrize("room", DECISION_ROOMS)
def test_deciding_takes_the_standard_library_alone(room: str) -> None:
    banned = set(contracts()["importlinter:contract:deciding"]["forbidden_modules"].split())
    allowed = (set(sys.stdlib_module_names) | {"harborline"}) - banned
    for path in (PACKAGE / room).rglob("*.py"):
        taken = {name.partition(".")[0] for name in imports_of(path)}
        assert taken <= allowed, f"{name_of(path)} imports {sorted(taken - allowed)}"


def test_the_lint_and_the_contract_ban_the_same() -> None:
    in_contract = set(contracts()["importlinter:contract:deciding"]["forbidden_modules"].split())
    for room in DECISION_ROOMS:
        config = tomllib.loads((PACKAGE / room / "ruff.toml").read_text(encoding="utf-8"))
        banned = config["lint"]["flake8-tidy-imports"]["banned-api"]
        modules = {name for name in banned if "." not in name}
        assert modules == in_contract & set(sys.stdlib_module_names)


IMPORT_EVERYTHING = """
import importlib, pkgutil, sys
heavy, rooms = set(sys.argv[1].split(",")), sys.argv[2].split(",")
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in heavy:
            raise ImportError(f"{name} is too heavy for whoever answers a call")
sys.meta_path.insert(0, Refuse())
for room in rooms:
    top = importlib.import_module(f"harborline.{room}")
    for found in pkgutil.walk_packages(getattr(top, "__path__", []), f"harborline.{room}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
"""


def test_whoever_answers_a_call_loads_nothing_heavy() -> None:
    heavy = contracts()["importlinter:contract:heavy"]["forbidden_modules"].split()
    answering = {"app", "bootstrap", "callflow", "cli", "core", "stores", "telephony", "voice"}
    there = [*sorted(answering & set(rooms())), "settings"]
    command = [sys.executable, "-c", IMPORT_EVERYTHING, ",".join([*heavy, "django"])]
    done = subprocess.run([*command, ",".join(there)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_door_of_a_heavy_room_is_light() -> None:
    heavy = contracts()["importlinter:contract:heavy"]["forbidden_modules"].split()
    doors = [f"harborline.{room}" for room in ("atlas", "demo", "mapmaking") if room in rooms()]
    check = f"import sys, {', '.join(doors)}; print(*(set(sys.argv[1:]) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check, *heavy], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []


def says_why(lines: list[str]) -> bool:
    return any("# long because" in line.lower() for line in lines)


def test_long_files_say_why() -> None:
    for path in python_files():
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= FILE_LINES_MAX or says_why(lines), (
            f"{name_of(path)} has {len(lines)} lines: split it, or add a comment"
            " “# Long because …” at its head"
        )


def test_long_functions_say_why() -> None:
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            last = node.end_lineno or node.lineno
            length = last - node.lineno + 1
            around = lines[max(0, node.lineno - 3) : last]
            assert length <= FUNCTION_LINES_MAX or says_why(around), (
                f"{name_of(path)}:{node.lineno} {node.name} has {length} lines:"
                " split it, or add a comment “# Long because …”"
            )


def test_the_tree_names_no_registry_and_no_machine() -> None:
    for path in tree():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for name in (*REGISTRY_HOSTS, *MACHINE_PATHS):
            assert name not in text, f"{name_of(path)} names {name}"


def test_locks_hold_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, f"{name_of(path)} holds an address: run `make lock`"
        pins = re.split(r"\n(?=[a-z0-9])", "\n" + re.sub(r"(?m)^\s*#.*\n?", "", text))[1:]
        assert pins, f"{name_of(path)} pins nothing"
        for pin in pins:
            assert "==" in pin, f"{name_of(path)}: {pin}"
            assert "--hash=sha256:" in pin, f"{name_of(path)}: {pin}"


def test_what_serves_is_pinned_as_what_is_tested() -> None:
    pins = {
        lock: set(re.findall(r"(?m)^(\S+==\S+)", (ROOT / "requirements" / lock).read_text("utf-8")))
        for lock in ("serve.txt", "site.txt", "full.txt")
    }
    assert pins["serve.txt"] <= pins["site.txt"] <= pins["full.txt"]


def test_change_fragments_are_named_by_their_kind() -> None:
    kinds = {"added", "changed", "fixed", "removed", "security"}
    for path in (ROOT / "changelog.d").iterdir():
        if path.name != "README.md":
            kind = path.name.removesuffix(".md").rpartition(".")[2]
            assert path.suffix == ".md", f"{name_of(path)}: see changelog.d/README.md"
            assert kind in kinds, f"{name_of(path)}: see changelog.d/README.md"


def test_ci_runs_the_command_that_the_readme_names() -> None:
    command = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
