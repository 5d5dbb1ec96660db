"""Verbs of what the nation and the states keep: lines, backups, coalitions.

What would leave a line without a national team, or a backup without a language of a line, is refused when a
map is made (`mapmaking.checks`), because only the whole can tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from harborline.web.audit.services import changes as differing
from harborline.web.audit.services import record
from harborline.web.directory.models import Backup, Coalition, Line, LineBackup
from harborline.web.directory.services.changing import (
    column_faults,
    locked,
    put,
    subject_of,
    values_of,
)
from harborline.web.directory.services.checks import PARTY, Check, faults_of, public_number_fault
from harborline.web.directory.services.faults import refuse

LINE_COLUMNS = frozenset(
    {
        *("name", "number", "languages", "position", "zip_policy", "military", "discreet"),
        *("says_center_name", "max_local_wait_s", "stagger_s"),
    }
)
BACKUP_COLUMNS = frozenset(
    {"name", "state", "coalition", "zone", "languages", "paused", "expires_on", "ring_s"}
)
COALITION_COLUMNS = frozenset({"name", "state", "web", "email"})
_WAITS_S = range(8, 601)
_STAGGERS_S = range(1, 601)


def _number(value: Any) -> str | None:
    return public_number_fault(value) if value else None


def _wait(value: Any) -> str | None:
    return None if value in _WAITS_S else _("Callers wait 8 to 600 seconds for a center.")


def _stagger(value: Any) -> str | None:
    if value is None or value in _STAGGERS_S:
        return None
    return _("The next center starts to ring after 1 to 600 seconds, or leave it empty.")


LINE: Mapping[str, Check] = {
    "name": PARTY["name"],
    "languages": PARTY["languages"],
    "number": _number,
    "max_local_wait_s": _wait,
    "stagger_s": _stagger,
}


def edit_line(
    actor: str,
    line: Line,
    changes: Mapping[str, Any],
    *,
    backups: Sequence[Backup] | None = None,
    why: str = "",
    expected_version: int | None = None,
) -> Line:
    """Changes a line, and the order of its national backups where they are given. Raises Refused, Stale."""
    with transaction.atomic():
        row = locked(line, expected_version)
        before = _line_payload(row)
        put(row, changes, LINE_COLUMNS)
        _check(row, set(changes), LINE)
        if backups is not None:
            _put_backups(row, backups)
        old, new = differing(before, _line_payload(row))
        if new:
            row.version += 1
            row.save()
            record(actor, "edit line", subject_of(row), before=old, after=new, why=why)
    return row


def create_line(
    actor: str, id_: str, fields: Mapping[str, Any], backups: Sequence[Backup], why: str = ""
) -> Line:
    """Makes a line with its national backups in order. Raises Refused."""
    with transaction.atomic():
        row = Line(id=id_)
        put(row, fields, LINE_COLUMNS)
        _check(row, {"id", "name", *fields}, LINE)
        _refuse_twin(row)
        row.save(force_insert=True)
        _put_backups(row, backups)
        record(actor, "create line", subject_of(row), after=_line_payload(row), why=why)
    return row


def edit_backup(
    actor: str,
    backup: Backup,
    changes: Mapping[str, Any],
    why: str = "",
    expected_version: int | None = None,
) -> Backup:
    """Changes a backup; its destinations have verbs of their own (`answering.py`). Raises Refused, Stale."""
    with transaction.atomic():
        row = locked(backup, expected_version)
        before = values_of(row, set(BACKUP_COLUMNS))
        put(row, changes, BACKUP_COLUMNS)
        _check(row, set(changes), PARTY)
        old, new = differing(before, values_of(row, set(BACKUP_COLUMNS)))
        if new:
            row.version += 1
            row.save()
            record(actor, "edit backup", subject_of(row), before=old, after=new, why=why)
    return row


def create_backup(actor: str, id_: str, fields: Mapping[str, Any], why: str = "") -> Backup:
    """Makes a backup of a state, or of the nation where no state is named. Raises Refused."""
    with transaction.atomic():
        row = Backup(id=id_)
        put(row, fields, BACKUP_COLUMNS)
        _check(row, {"id", "name", "zone", *fields}, PARTY)
        _refuse_twin(row)
        row.save(force_insert=True)
        after = values_of(row, set(BACKUP_COLUMNS))
        record(actor, "create backup", subject_of(row), after=after, why=why)
    return row


def put_coalition(actor: str, id_: str, fields: Mapping[str, Any], why: str = "") -> Coalition:
    """Makes a coalition, or changes the one with this id. Raises Refused."""
    with transaction.atomic():
        row = Coalition.objects.select_for_update().filter(pk=id_).first()
        before = values_of(row, set(COALITION_COLUMNS)) if row else {}
        row = row or Coalition(id=id_)
        put(row, fields, COALITION_COLUMNS)
        _check(row, {"id", "name", "state", *fields}, {"name": PARTY["name"]})
        old, new = differing(before, values_of(row, set(COALITION_COLUMNS)))
        if new:
            row.save()
            record(actor, "put coalition", subject_of(row), before=old, after=new, why=why)
    return row


def _check(row: models.Model, names: set[str], checks: Mapping[str, Check]) -> None:
    given = {name: getattr(row, name) for name in names}
    refuse(column_faults(row, names) | faults_of(given, checks))


def _refuse_twin(row: Line | Backup) -> None:
    if type(row).objects.filter(pk=row.pk).exists():
        refuse({"id": _("There is one with this id; choose another.")})


def _put_backups(row: Line, backups: Sequence[Backup]) -> None:
    if not backups:
        refuse({"backups": _("Name at least one national team.")})
    if any(backup.state for backup in backups):
        refuse({"backups": _("A state's backup cannot stand for the national team.")})
    row.line_backups.all().delete()
    LineBackup.objects.bulk_create(
        LineBackup(line=row, backup=backup, position=position)
        for position, backup in enumerate(dict.fromkeys(backups), 1)
    )


def _line_payload(row: Line) -> dict[str, Any]:
    backups = row.line_backups.order_by("position").values_list("backup_id", flat=True)
    return values_of(row, set(LINE_COLUMNS)) | {"backups": list(backups)}
