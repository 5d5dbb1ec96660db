"""Every path of the site, asked by everybody: tests/data/roles.txt says what each gets.

A path that was not made by `route(...)`, or that has no row, fails. The message shows the row as it is
now; judge it before you copy it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from harborline.web.accounts.permissions import GRANTS, Role
from harborline.web.accounts.services.keys import make_key
from roles_world import make_world
from web_clients import SignIn

TABLE = Path(__file__).parent.parent / "data" / "roles.txt"

COLUMNS = (
    *("public", "staff", "staff@", "admin", "admin@", "coal", "coal@"),
    *("super", "nation", "audit", "integ", "board"),
)
"""An @ stands for the same person at a page of somebody else's center."""

ROLES = {
    "staff": Role.CENTER_STAFF,
    "admin": Role.CENTER_ADMIN,
    "coal": Role.COALITION,
    "super": Role.NATIONAL_SUPERVISOR,
    "nation": Role.NATIONAL_ADMIN,
    "audit": Role.AUDITOR,
    "integ": Role.INTEGRATOR,
    "board": Role.WALL_BOARD,
}
ANSWERED = frozenset({"200", "302", "303", "405", "404", "410"})
"""What a page itself may answer; 405 = it takes a POST alone, 404 = what the path names is not there."""


class Row(NamedTuple):
    given: Mapping[str, str]
    cells: tuple[str, ...]


class Path_(NamedTuple):  # noqa: N801 -- Path is the file system's
    name: str
    view: Any
    parameters: Mapping[str, str]


def paths(
    patterns: list[Any] | None = None, prefix: str = "", known: Mapping[str, str] | None = None
) -> Iterator[Path_]:
    """Gives every path of the URL table, with the kinds of its parameters."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        kinds = {name: type(kind).__name__ for name, kind in one.pattern.converters.items()} | dict(
            known or {}
        )
        if isinstance(one, URLResolver):
            inside = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from paths(one.url_patterns, inside, kinds)
        else:
            assert isinstance(one, URLPattern)
            yield Path_(f"{prefix}{one.name}", one.callback, kinds)


def table() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        words = line.split("#")[0].split()
        if not words or words[0] == "route":
            continue
        given = dict(word.split("=", 1) for word in words[1 : len(words) - len(COLUMNS)])
        rows[words[0]] = Row(given, tuple(words[-len(COLUMNS) :]))
    return rows


PATHS = {path.name: path for path in paths()}
ROWS = table()


def test_each_path_is_made_by_route() -> None:
    assert [path.name for path in PATHS.values() if not hasattr(path.view, "needs")] == []


def test_each_row_has_a_path() -> None:
    assert set(ROWS) - set(PATHS) == set()


@pytest.fixture
def world(db: None) -> Mapping[str, str]:
    return make_world()


@pytest.fixture
def doors(world: Mapping[str, str], signed_in: SignIn) -> dict[str, Client]:
    """A browser or a program for each column, signed in or with a key; staff and admin work at alder."""
    made = {"public": Client()}
    for column, role in ROLES.items():
        client = Client()
        if role in {Role.INTEGRATOR, Role.WALL_BOARD}:
            client = Client(headers={"Authorization": f"Bearer {make_key('test', column, role)}"})
        else:
            at_center = role in {Role.CENTER_STAFF, Role.CENTER_ADMIN}
            coalition = "wl-coalition" if role is Role.COALITION else None
            signed_in(client, role, center="alder" if at_center else None, coalition=coalition)
        made[column] = client
    return made


def address(path: Path_, given: Mapping[str, str], world: Mapping[str, str], at: str) -> str:
    """Makes an address: `center` is the one asked, others are as the row or the world says."""
    usual = {"IntConverter": "1", "UUIDConverter": "00000000-0000-4000-8000-000000000000"}
    arguments = {name: usual.get(kind, "x") for name, kind in path.parameters.items()}
    named = {name: world.get(text, text) for name, text in given.items()}
    at_center = {"center": at} if "center" in path.parameters else {}
    return reverse(path.name, kwargs={**arguments, **named, **at_center})


def cell(client: Client, url: str, door: str) -> str:
    answer = client.get(url)
    to = answer.headers.get("Location", "")
    if answer.status_code == 302 and to.startswith((reverse("accounts:sign_in"), reverse(door))):
        return "in"
    return str(answer.status_code)


def observed(path: Path_, doors: Mapping[str, Client], world: Mapping[str, str]) -> tuple[str, ...]:
    given = ROWS[path.name].given if path.name in ROWS else {}
    seen = []
    for column in COLUMNS:
        elsewhere = column.endswith("@")
        if elsewhere and "center" not in path.parameters:
            seen.append("-")
            continue
        url = address(path, given, world, "elm" if elsewhere else "alder")
        seen.append(cell(doors[column.removesuffix("@")], url, path.view.door))
    return tuple(seen)


@pytest.mark.parametrize("name", sorted(PATHS))
def test_everybody_gets_what_the_table_says(
    name: str, doors: dict[str, Client], world: Mapping[str, str]
) -> None:
    seen = observed(PATHS[name], doors, world)
    given = (
        "".join(f"  {key}={text}" for key, text in ROWS[name].given.items()) if name in ROWS else ""
    )
    line = f"{name + given:46s}" + "".join(f" {word:6s}" for word in seen).rstrip()
    assert name in ROWS, f"no row in tests/data/roles.txt; as it is now:\n{line}"
    assert seen == ROWS[name].cells, f"as it is now:\n{line}"


def let_in_by(path: Path_, column: str) -> bool:
    """Tells whether the one table of permissions lets a column in."""
    role = ROLES.get(column.removesuffix("@"), Role.PUBLIC)
    is_key = role in {Role.INTEGRATOR, Role.WALL_BOARD}
    if path.view.needs is None:
        return True
    if is_key and not path.view.api:
        return False
    whole = role not in {Role.CENTER_STAFF, Role.CENTER_ADMIN, Role.COALITION}
    if path.view.owner == "nation" and not whole:
        return False
    if path.view.owner == "center" and column.endswith("@"):
        return False
    return path.view.needs in GRANTS[role]


@pytest.mark.parametrize("name", sorted(set(ROWS) & set(PATHS)))
def test_the_table_agrees_with_the_table_of_permissions(name: str) -> None:
    for column, word in zip(COLUMNS, ROWS[name].cells, strict=True):
        if word == "-":
            continue
        path = PATHS[name]
        let_in = let_in_by(path, column)
        out = {"in", "401", "403"} | ({"404"} if path.view.owner == "center" else set())
        assert word in (ANSWERED if let_in else out), f"{name}, {column}: {word}"


@pytest.mark.django_db
def test_a_made_up_path_fails_in_no_way(client: Client) -> None:
    for url in ("/console/center/%00/", "/console/center/../x", "/console/%F0%9F", "/api/%ff"):
        assert client.get(url).status_code < 500
