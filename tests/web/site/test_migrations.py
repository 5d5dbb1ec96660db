"""Each migration runs on a populated database of the state before it, and loses nothing there.

The states are found and filled by themselves, so that a migration written tomorrow is tested tomorrow.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from populating import ROWS, fill, rows_of, value_of

Node = tuple[str, str]
"""A migration: label of its app, and its name."""

MAY_CHANGE: frozenset[str] = frozenset()
"""Columns, as app.model.column, that a migration takes away or rewrites on purpose."""

GRAPH: MigrationGraph = MigrationLoader(None).graph
OURS = frozenset(one.label for one in apps.get_app_configs() if one.name.startswith("harborline."))


def ours() -> list[Node]:
    return sorted(node for node in GRAPH.nodes if node[0] in OURS)


def all_but(node: Node) -> frozenset[Node]:
    """Gives the newest state without a migration, and so without those that stand on it."""
    return frozenset(GRAPH.nodes) - frozenset(GRAPH.backwards_plan(node))


def each_at(number: int) -> frozenset[Node]:
    """Gives the state in which each of our apps has that many migrations, or all it has."""
    kept: set[Node] = {node for node in GRAPH.nodes if node[0] not in OURS}
    for app in OURS & {label for label, _ in GRAPH.nodes}:
        named = sorted(node for node in GRAPH.nodes if node[0] == app)
        kept |= set(GRAPH.forwards_plan(named[:number][-1]))
    return frozenset(kept)


MOST = max(sum(label == app for label, _ in GRAPH.nodes) for app in OURS)
STATES = {f"before {app} {name}": all_but((app, name)) for app, name in ours()} | {
    f"each app at {number}": each_at(number) for number in range(1, MOST)
}


def leaves(kept: Collection[Node]) -> list[Node]:
    """Gives the last migration of each app of a state."""
    followed = {
        parent.key
        for node in kept
        for parent in GRAPH.node_map[node].parents
        if parent.key[0] == node[0]
    }
    return sorted(set(kept) - followed)


@pytest.fixture
def fresh(django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """Gives an empty database as the default one: migrations may ask that without naming it."""
    with django_db_blocker.unblock():
        usual = connections["default"]
        made = _empty_like(usual)
        connections["default"] = made
        try:
            yield made
        finally:
            connections["default"] = usual
            made.connection.close()  # Django itself never closes SQLite in memory
            if usual.vendor == "postgresql":
                _run(usual, "DROP DATABASE")


def _empty_like(usual: Any) -> Any:
    if usual.vendor == "postgresql":
        _run(usual, "CREATE DATABASE")
    name = _NAME if usual.vendor == "postgresql" else ":memory:"
    options = {key: value for key, value in usual.settings_dict["OPTIONS"].items() if key != "pool"}
    return type(usual)({**usual.settings_dict, "NAME": name, "OPTIONS": options}, "default")


_NAME = f"migrating_{os.getpid()}"


def _run(usual: Any, command: str) -> None:
    with usual._nodb_cursor() as cursor:
        cursor.execute(f"{command} {_NAME}")


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_populated_database_becomes_the_newest_and_keeps_its_rows(fresh: Any, state: str) -> None:
    then = MigrationExecutor(fresh).migrate(leaves(STATES[state]))
    fill(then.apps)
    before = rows_of(then.apps)
    assert all(len(rows) >= ROWS for rows in before.values())
    now = MigrationExecutor(fresh).migrate(GRAPH.leaf_nodes())
    after = rows_of(now.apps)
    for label, rows in before.items():
        for key, values in rows.items():
            kept = {
                name: value for name, value in values.items() if f"{label}.{name}" not in MAY_CHANGE
            }
            assert kept.items() <= after[label][key].items(), f"{label} {key}"
    fresh.check_constraints()


@pytest.mark.django_db
def test_no_change_of_a_model_is_without_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_kind_of_field_that_cannot_be_filled_is_said() -> None:
    with pytest.raises(AssertionError, match="does not know how to fill a DurationField"):
        value_of(models.DurationField(), Random(0), 0)
