"""The audit trail: who changed what and why, newest first, and whether the chain holds."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from harborline.web.accounts.routes import ScopedRequest
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault

A_PAGE = 50
FILTERS = ("actor", "verb", "subject")
_CENTER = "center:"


class Change(NamedTuple):
    """A field that an entry changed, as it was and as it is, both as text."""

    field: str
    before: str
    after: str


class Line(NamedTuple):
    """An entry as it is shown. `center`: the id of the center it is about, if it is about one."""

    entry: AuditEntry
    changes: tuple[Change, ...]
    center: str


def show(request: ScopedRequest) -> HttpResponse:
    """Shows entries that have the texts asked for; a POST checks every link of the chain."""
    given = {name: request.GET.get(name, "").replace("\0", "")[:200] for name in FILTERS}
    asked = {f"{name}__icontains": text for name, text in given.items() if text}
    entries = AuditEntry.objects.filter(**asked).select_related("payload").order_by("-number")
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    checked = request.method == "POST"
    lines = [_line(entry) for entry in page]
    context = {"page": page, "lines": lines, "given": given, "checked": checked}
    if checked:
        context["fault"] = fault()
    return render(request, "console/nation/audit.html", context)


def _line(entry: AuditEntry) -> Line:
    center = entry.subject.removeprefix(_CENTER) if entry.subject.startswith(_CENTER) else ""
    return Line(entry, () if entry.personal else _changes(entry), center)


def _changes(entry: AuditEntry) -> tuple[Change, ...]:
    """Gives the fields that differ; of a personal entry nothing is shown."""
    content = entry.payload.content
    before, after = content.get("before") or {}, content.get("after") or {}
    return tuple(
        Change(name, _text(before.get(name)), _text(after.get(name)))
        for name in [*before, *(name for name in after if name not in before)]
        if before.get(name) != after.get(name)
    )


def _text(value: Any) -> str:
    """Writes a value as it is kept; nothing stays nothing."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)
