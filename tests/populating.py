"""Fills every table of a state of the database with rows that its own rules allow.

Rows are made from the models as they were then, by their fields, choices and references, until the
constraints let them in. A kind of field that is not known here fails, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from django.apps.registry import Apps
from django.core.exceptions import ValidationError
from django.db import models

ROWS = 6
"""In each table: enough that what may be empty is so in one row and not in another."""

_TRIES = 500
_SMALL = 10
"""Whole numbers stay below it: hours, weekdays and positions are all among them."""

Values = Mapping[str, Any]
Tables = Mapping[str, Mapping[Any, Values]]
"""By label of the model and by key: the values of a row by column."""


def fill(apps: Apps) -> None:
    """Writes ROWS rows into every table, those that others refer to first."""
    rng = Random(4)
    for model in _in_order(_tables(apps)):
        made = 0
        for number in range(_TRIES):
            row = model(**_values(model, rng, number))
            try:
                row.validate_unique()
                row.validate_constraints()
            except ValidationError:
                continue
            row.save(force_insert=True)
            made += 1
            if made == ROWS:
                break
        assert made == ROWS, f"no rows could be made for {model._meta.label}: see its constraints"


def rows_of(apps: Apps) -> Tables:
    """Reads every row of every table, with its columns as they are now."""
    return {
        model._meta.label_lower: {
            row["pk"]: {column: _plain(value) for column, value in row.items() if column != "pk"}
            for row in model._base_manager.values(
                "pk", *(field.attname for field in model._meta.concrete_fields)
            )
        }
        for model in _tables(apps)
    }


def _tables(apps: Apps) -> list[type[models.Model]]:
    """Gives the models that have a table of their own."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if not model._meta.proxy]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _in_order(every: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """Sorts models so that each comes after those it cannot be without."""
    waiting = sorted(every, key=lambda model: model._meta.label)
    done: list[type[models.Model]] = []
    while waiting:
        ready = [model for model in waiting if _needs(model) <= {one._meta.label for one in done}]
        assert ready, f"these need each other: {[model._meta.label for model in waiting]}"
        done += ready
        waiting = [model for model in waiting if model not in ready]
    return done


def _needs(model: type[models.Model]) -> set[str]:
    """Names what a row refers to; what may be empty counts too, or it would always be."""
    named = {
        str(field.related_model._meta.label)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model
    }
    return named - {model._meta.label}


def _values(model: type[models.Model], rng: Random, number: int) -> dict[str, Any]:
    made = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        made[field.attname] = value_of(field, rng, number)
    return made


def value_of(field: models.Field[Any, Any], rng: Random, number: int) -> Any:
    """Gives a value for a column: sometimes none where it may be empty; fails for a kind not known."""
    if field.null and rng.random() < 0.4:
        return None
    if isinstance(field, models.ForeignKey):
        keys = list(field.related_model._base_manager.values_list("pk", flat=True))
        return rng.choice(sorted(keys)) if keys else None
    if field.choices:
        return rng.choice([value for value, _ in field.flatchoices])
    kind = type(field).__name__
    assert kind in _OF_KIND, f"{field}: tests/populating.py does not know how to fill a {kind}"
    return _OF_KIND[kind](field, rng, number)


def _text(field: models.Field[Any, Any], _rng: Random, number: int) -> str:
    if field.blank and number % 3 == 0:
        return ""
    return f"r{number}"[: field.max_length]


def _whole(field: models.Field[Any, Any], rng: Random, number: int) -> int:
    return number if field.unique else rng.randrange(_SMALL)


def _json(field: models.Field[Any, Any], _rng: Random, number: int) -> Any:
    """What the field would hold by itself, for what its texts mean is known to the house alone."""
    return field.get_default() if field.has_default() else {"number": number}


def _bytes(field: models.Field[Any, Any], rng: Random, _number: int) -> bytes:
    return rng.randbytes(min(field.max_length or 64, 64))


_MORNING = datetime(2026, 11, 1, 9, tzinfo=UTC)

_OF_KIND: Mapping[str, Callable[[models.Field[Any, Any], Random, int], Any]] = {
    "BigIntegerField": _whole,
    "BinaryField": _bytes,
    "BooleanField": lambda _field, rng, _number: rng.random() < 0.5,
    "CharField": _text,
    "DateField": lambda _field, rng, _number: date(2026, 11, 1 + rng.randrange(28)),
    "DateTimeField": lambda _field, rng, _number: _MORNING + timedelta(minutes=rng.randrange(9999)),
    "EmailField": lambda _field, _rng, number: f"r{number}@example.org",
    "FloatField": lambda _field, rng, _number: rng.randrange(-800, 800) / 8,
    "IntegerField": _whole,
    "JSONField": _json,
    "PositiveBigIntegerField": _whole,
    "PositiveIntegerField": _whole,
    "PositiveSmallIntegerField": _whole,
    "SmallIntegerField": _whole,
    "TextField": _text,
    "URLField": lambda _field, _rng, number: f"https://example.org/{number}",
}
