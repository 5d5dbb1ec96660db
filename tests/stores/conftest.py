"""Both kinds of database that rows of ours may lie in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from benchmarks import cluster

_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql(system_part: Callable[[str], Path]) -> Iterator[str]:
    """Gives the words by which a PostgreSQL of this run is connected to."""
    pytest.importorskip("psycopg")
    with cluster.running(system_part("postgresql")) as server:
        yield server


@pytest.fixture
def fresh_postgresql(postgresql: str) -> str:
    """Gives the URL of an empty database."""
    import psycopg

    name = f"empty_{next(_numbers)}"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return cluster.url_of(postgresql.replace("dbname=postgres", f"dbname={name}"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Gives what DATABASE_URL would hold: nothing for SQLite."""
    if request.param == "sqlite":
        return ""
    return str(request.getfixturevalue("fresh_postgresql"))
