"""Pages of spreadsheets: upload, say which column is what, look at a dry run, import; and export."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from harborline.app.spreadsheets.columns import Column, suggest, usable
from harborline.app.spreadsheets.reading import shape_of
from harborline.app.spreadsheets.reasons import Reason, Unusable
from harborline.app.spreadsheets.rows import Fault
from harborline.app.spreadsheets.writing import table_of
from harborline.web.directory.to_core import listings
from harborline.web.exchange import csv_services as services
from harborline.web.exchange import csv_words as words
from harborline.web.exchange import drafts
from harborline.web.exchange.csv_judging import Judged
from harborline.web.exchange.models import ImportDraft

_KIND = drafts.Kind.CSV


def upload(request: HttpRequest) -> HttpResponseBase:
    """Takes a file into a draft; a file that is no table is refused at once."""
    if request.method != "POST":
        return render(request, "exchange/csv_upload.html")
    sent = request.FILES.get("file")
    try:
        _keep(request, sent)
    except Unusable as refused:
        return _upload_refused(request, words.says(Fault(0, "", refused.reason, refused.detail)))
    if sent is None:
        return _upload_refused(request, _("Choose a file."))
    return redirect("exchange:csv_columns")


def columns(request: HttpRequest) -> HttpResponseBase:
    """Asks which column of the file is which of ours; likely ones are chosen already."""
    draft = drafts.kept(request, _KIND)
    if draft is None:
        return drafts.gone(request, "exchange:csv_upload")
    with draft.open() as file:
        headers = shape_of(file).headers
    if request.method != "POST":
        return _columns(request, draft, headers, draft.mapping)
    chosen = _chosen(request, len(headers))
    draft.mapping = {column.value: place for column, place in chosen.items()}
    draft.save(update_fields=["mapping"])
    error = ""
    if Column.ID not in chosen:
        error = str(words.REASONS[Reason.NO_ID_COLUMN])
    elif len(set(chosen.values())) < len(chosen):
        error = _("Each column of the file can be used once.")
    if error:
        return _columns(request, draft, headers, draft.mapping, error)
    return redirect("exchange:csv_check")


def check(request: HttpRequest) -> HttpResponseBase:
    """Shows what the import would do; a POST does it, whole or not at all."""
    draft = drafts.kept(request, _KIND)
    if draft is None:
        return drafts.gone(request, "exchange:csv_upload")
    with draft.open() as file:
        mapping = usable(draft.mapping, len(shape_of(file).headers))
        if request.method != "POST":
            return _report(request, draft, services.dry_run(file, mapping))
        try:
            report = services.import_csv(drafts.actor(request), file, mapping, f"CSV: {draft.name}")
        except services.NotClean as refused:
            return _report(request, draft, refused.report, status=422)
    drafts.drop(request, _KIND, draft)
    messages.success(
        request,
        _("Imported: %(new)s new centers, %(changed)s changed, %(same)s as they were.")
        % {"new": report.new, "changed": report.changed, "same": report.same},
    )
    return redirect("exchange:csv_upload")


def export(request: HttpRequest) -> HttpResponseBase:
    """Gives the public entries as a spreadsheet; no destination, no confidential place."""
    entries = listings(request.reach).centers  # type: ignore[attr-defined]  # set by the route
    lines = (line.encode() for line in table_of(entries))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="harborline-centers.csv"'
    return response


def _keep(request: HttpRequest, sent: UploadedFile[Any] | None) -> None:
    if sent is None:
        return
    if (sent.size or 0) > drafts.MOST_UPLOAD:
        raise Unusable(Reason.TOO_LARGE, f"{drafts.MOST_UPLOAD >> 20} MB")
    if sent.file is None:
        raise Unusable(Reason.NO_HEADERS)
    headers = shape_of(cast("BinaryIO", sent.file)).headers
    mapping = {column.value: place for column, place in suggest(headers).items()}
    drafts.keep(request, _KIND, sent, mapping)


def _upload_refused(request: HttpRequest, error: str) -> HttpResponse:
    return render(request, "exchange/csv_upload.html", {"error": error}, status=422)


def _chosen(request: HttpRequest, width: int) -> dict[Column, int]:
    given = {column.value: request.POST.get(column.value, "") for column in Column}
    numbers = {
        name: int(text)
        for name, text in given.items()
        if text.isascii() and text.isdigit() and len(text) < 5
    }
    return usable(numbers, width)


def _columns(
    request: HttpRequest,
    draft: ImportDraft,
    headers: tuple[str, ...],
    mapping: dict[str, Any],
    error: str = "",
) -> HttpResponse:
    fields = [
        {"name": column.value, "label": words.COLUMNS[column], "place": mapping.get(column.value)}
        for column in Column
    ]
    numbered = [(place, header or f"({place + 1})") for place, header in enumerate(headers)]
    used = set(mapping.values())
    unused = [header for place, header in numbered if place not in used]
    about = {"draft": draft, "fields": fields, "headers": numbered, "unused": unused}
    status = 422 if error else 200
    return render(request, "exchange/csv_columns.html", about | {"error": error}, status=status)


def _report(
    request: HttpRequest, draft: ImportDraft, report: services.Report, status: int = 200
) -> HttpResponse:
    about = {
        "draft": draft,
        "report": report,
        "faults": [(fault, words.says(fault)) for fault in report.faults],
        "notes": [(note, words.NOTES[note.note]) for note in report.mended],
        "sample": [_change(judged) for judged in report.sample],
    }
    return render(request, "exchange/csv_check.html", about, status=status)


def _change(judged: Judged) -> dict[str, Any]:
    return {
        "id": judged.entry.id,
        "row": judged.entry.row,
        "is_new": judged.is_new,
        "changes": [
            (words.COLUMNS[column], words.shown(before), words.shown(after))
            for column, (before, after) in judged.changes.items()
        ],
    }
