"""What the public may know of the centers on a page: one query, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from harborline.core.listings import BillSafety, ContactKind, Serves
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center, Coalition


class Number(NamedTuple):
    """A number that a center publishes."""

    number: str
    kind: ContactKind
    label: str
    bill: BillSafety


class Facts(NamedTuple):
    """A center's public facts. `point`: latitude and longitude, None for a confidential center; `coalition`:
    state, name and web address of its own.
    """

    languages: tuple[str, ...]
    interpreter: bool
    serves: tuple[Serves, ...]
    point: tuple[float, float] | None
    coalition: tuple[str, str, str] | None
    numbers: tuple[Number, ...] = ()


_AT_ONCE = 12
"""So many centers are asked for at once; fewer than that are asked for with the last one repeated."""
_COLUMNS = (
    *("id", "languages", "interpreter", "serves", "confidential", "lat", "lon"),
    *("coalition__state", "coalition__name", "coalition__web"),
)
_NUMBER = ("numbers__number", "numbers__kind", "numbers__label", "numbers__bill_safety")


def facts_of(centers: Iterable[str]) -> Mapping[str, Facts]:
    """Gives the facts of centers by id; one that the directory has no row of is left out."""
    ids = list(centers)
    found: dict[str, Facts] = {}
    for first in range(0, len(ids), _AT_ONCE):
        for row in _rows(ids[first : first + _AT_ONCE]):
            center, number = row[0], row[len(_COLUMNS) :]
            facts = found.get(center) or _facts(*row[1 : len(_COLUMNS)])
            if number[0]:
                facts = facts._replace(numbers=(*facts.numbers, _number(*number)))
            found[center] = facts
    return found


def _rows(ids: list[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.vendor), ids + ids[-1:] * (_AT_ONCE - len(ids)))
        return list(cursor.fetchall())


@cache
def _question(_vendor: str) -> str:
    """Gives the SQL for so many centers: putting it together takes longer than its answer."""
    # Everybody may read the public facts of every center.
    several = Center.objects.within(EVERYWHERE).filter(pk__in=list(map(str, range(_AT_ONCE))))
    in_order = several.order_by("id", "numbers__position", "numbers__id")
    return in_order.values_list(*_COLUMNS, *_NUMBER).query.sql_with_params()[0]


def _facts(
    languages: str,
    interpreter: int,
    serves: str,
    confidential: int,
    lat: float,
    lon: float,
    *coalition: str | None,
) -> Facts:
    point = None if confidential else (lat, lon)
    state, name, web = coalition
    known = (state, name, web) if state and name and web else None
    served = tuple(map(Serves, json.loads(serves)))
    return Facts(tuple(json.loads(languages)), bool(interpreter), served, point, known)


def _number(number: str, kind: str, label: str, bill: str) -> Number:
    return Number(number, ContactKind(kind), label, BillSafety(bill))


def coalition_of(state: str) -> tuple[str, str] | None:
    """Gives name and web address of a state's coalition, the first by id where there are several."""
    row = Coalition.objects.filter(state=state).exclude(web="").order_by("id").first()
    return (row.name, row.web) if row else None
