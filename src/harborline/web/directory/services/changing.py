"""What every verb does: lock the row, compare versions, check fields, write, and tell what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import model_to_dict

from harborline.web.directory.models import Backup, Center, Coalition, Line
from harborline.web.directory.services.faults import Stale

Versioned = TypeVar("Versioned", bound=Center | Backup | Line)
Party = Center | Backup

# A row in hand is read anew: nobody's reach grows by it.
_ROWS: dict[type, Any] = {
    Center: Center.unscoped,
    Backup: Backup.objects,
    Line: Line.objects,
}


def locked(row: Versioned, expected_version: int | None = None) -> Versioned:
    """Gives the row as it is now, locked until the transaction ends. Raises Stale.

    `expected_version`: the one that somebody saw; None where nobody looked.
    """
    now: Versioned = _ROWS[type(row)].select_for_update().get(pk=row.pk)
    if expected_version is not None and now.version != expected_version:
        raise Stale
    return now


def raise_version(row: Center | Backup) -> None:
    """Notes that something of the row's own was changed, beside its columns."""
    row.version += 1
    row.save(update_fields=["version", *(["changed_at"] if isinstance(row, Center) else [])])


def subject_of(row: Center | Backup | Line | Coalition) -> str:
    """Gives what the audit trail names a row."""
    return f"{type(row).__name__.lower()}:{row.pk}"


def column_faults(row: models.Model, names: set[str]) -> dict[str, str]:
    """Gives what the columns themselves refuse: lengths, addresses of the web, values of a choice."""
    try:
        row.clean_fields(exclude=set(model_to_dict(row)) - names)
    except ValidationError as error:
        return {name: says[0] for name, says in error.message_dict.items()}
    return {}


def values_of(row: models.Model, names: set[str]) -> dict[str, Any]:
    """Gives columns ready for JSON."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in sorted(model_to_dict(row, sorted(names)).items())
    }


def put(row: models.Model, changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Sets columns of a row that is not written yet. Raises KeyError for a column that no verb changes."""
    for name, value in changes.items():
        if name not in allowed:
            raise KeyError(name)
        setattr(row, name, value)
