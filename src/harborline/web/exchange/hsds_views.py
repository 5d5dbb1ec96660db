"""Pages of HSDS files: upload, look at a dry run, import whole or not at all; and export in both forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harborline.app.spreadsheets.columns import Column
from harborline.core.errors import HarborlineError, UnusableInput
from harborline.hsds.archives import unpack
from harborline.hsds.files import Form, is_package
from harborline.hsds.rows import Problem
from harborline.web.exchange import csv_words, drafts
from harborline.web.exchange import hsds_services as services
from harborline.web.exchange.hsds_words import in_words
from harborline.web.exchange.models import ImportDraft

MOST_UNPACKED = 100 << 20
"""Bytes of a package's files together, on their way through a browser."""
TOLD = 500
"""How many problems a page shows of each kind; it counts all of them."""

_KIND = drafts.Kind.HSDS
_NAMES = {
    Form.JSON: ("harborline-centers.json", "application/json"),
    Form.TABULAR: ("harborline-centers.zip", "application/zip"),
}
_FIELDS: dict[str, str | Promise] = {
    **{column.value: words for column, words in csv_words.COLUMNS.items()},
    "coalition_id": csv_words.COLUMNS[Column.COALITION],
    "area": gettext_lazy("Service area"),
    "numbers": gettext_lazy("Public numbers"),
    "training": gettext_lazy("Trainings for others"),
    "lat": gettext_lazy("Place"),
    "lon": gettext_lazy("Place"),
}
"""What fields are called for people; one that is not here keeps its name."""


def upload(request: HttpRequest) -> HttpResponseBase:
    """Takes a file into a draft; one that is too large or no sound zip file is refused at once."""
    if request.method != "POST":
        return render(request, "exchange/hsds_upload.html")
    sent = request.FILES.get("file")
    error = _("Choose a file.") if sent is None else _unusable(sent)
    if error or sent is None:
        return render(request, "exchange/hsds_upload.html", {"error": error}, status=422)
    drafts.keep(request, _KIND, sent, {})
    return redirect("exchange:hsds_check")


def check(request: HttpRequest) -> HttpResponseBase:
    """Shows what the import would do; a POST does it, whole or not at all."""
    draft = drafts.kept(request, _KIND)
    if draft is None:
        return drafts.gone(request, "exchange:hsds_upload")
    with draft.open() as file:
        content = file.read()
    applies = request.method == "POST"
    report = services.import_hsds(
        drafts.actor(request),
        content,
        dry_run=not applies,
        why=f"HSDS: {draft.name}",
        most_bytes=MOST_UNPACKED,
    )
    if not report.imported:
        return _report(request, draft, report, status=422 if applies else 200)
    drafts.drop(request, _KIND, draft)
    messages.success(
        request,
        _("Imported: %(new)s new centers, %(changed)s changed, %(same)s as they were.")
        % {"new": report.new, "changed": report.changed, "same": report.same},
    )
    return redirect("exchange:hsds_upload")


def export_json(request: HttpRequest) -> HttpResponseBase:
    """Gives the public entries as one JSON document."""
    return _export(request, Form.JSON)


def export_tabular(request: HttpRequest) -> HttpResponseBase:
    """Gives the public entries as the tabular package."""
    return _export(request, Form.TABULAR)


def _export(request: HttpRequest, form: Form) -> HttpResponseBase:
    try:
        content = services.export_hsds(request.reach, form)  # type: ignore[attr-defined]  # set by the route
    except HarborlineError as fault:
        messages.error(request, str(fault))
        return redirect("exchange:hsds_upload")
    name, kind = _NAMES[form]
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _unusable(sent: UploadedFile[Any]) -> str:
    """Gives one sentence on why a file cannot be looked at, empty if it can."""
    if (sent.size or 0) > drafts.MOST_UPLOAD:
        most = drafts.MOST_UPLOAD >> 20
        return _(
            "The file is larger than %(most)d MB. Split it, or import it on the command line."
        ) % {"most": most}
    if not sent.size:
        return _("The file is empty.")
    content = sent.read()
    try:
        if is_package(content):
            unpack(content, most_bytes=MOST_UNPACKED)
    except UnusableInput as fault:
        return in_words(str(fault))
    return ""


def _report(
    request: HttpRequest, draft: ImportDraft, report: services.HsdsReport, status: int
) -> HttpResponse:
    refused = [one for one in report.problems if one.left_out]
    notes = [one for one in report.problems if not one.left_out]
    about = {
        "draft": draft,
        "report": report,
        "refused": [_told(one) for one in refused[:TOLD]],
        "more_refused": len(refused[TOLD:]),
        "notes": [_told(one) for one in notes[:TOLD]],
        "more_notes": len(notes[TOLD:]),
        "note_count": len(notes),
        "changes": [_change(change) for change in report.changes],
        "more_changes": report.new + report.changed - len(report.changes),
        "would_change": report.new + report.changed + report.coalitions > 0,
    }
    return render(request, "exchange/hsds_check.html", about, status=status)


def _told(problem: Problem) -> dict[str, str]:
    """Parts the place of a problem: the file of a package, or the entry, and where in it."""
    file, _comma, row = problem.where.partition(", ")
    named = (str(_FIELDS.get(name, name)) for name in problem.field.split(", "))
    fields = ", ".join(dict.fromkeys(named))
    return {"file": file, "row": row, "field": fields, "what": in_words(problem.what)}


def _shown(value: Any) -> str:
    """Gives a value for people; empty for what is more than a value."""
    return "" if value is None else csv_words.shown(value)


def _change(change: services.Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "name": change.name,
        "is_new": change.is_new,
        "fields": [
            (_FIELDS.get(name, name), *map(_shown, values)) for name, *values in change.fields
        ],
    }
