"""Uploaded files between two pages: kept for two hours, for who uploaded them, in their session alone.

A kind of file has a place of its own in the session, so that a spreadsheet is no HSDS file on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from harborline.web.exchange.models import (
    DRAFTS_LAST,
    DraftPart,
    ImportDraft,
    forget_drafts,
    pieces,
)

MOST_UPLOAD = 25 << 20
"""Bytes that a browser may send; the command line takes more."""


class Kind(StrEnum):
    """What a draft is of: its place in the session."""

    CSV = "csv_draft"
    HSDS = "hsds_draft"


def actor(request: HttpRequest) -> str:
    """Names who asks."""
    return str(request.scope_held.actor)  # type: ignore[attr-defined]  # set by the middleware


def keep(
    request: HttpRequest, kind: Kind, sent: UploadedFile[Any], mapping: Mapping[str, int]
) -> None:
    """Keeps an upload in the place of the one before it."""
    now = timezone.now()
    with transaction.atomic():
        forget_drafts(now)
        ImportDraft.objects.filter(key=request.session.get(kind.value, "")).delete()
        draft = ImportDraft.objects.create(
            actor=actor(request), name=(sent.name or "")[:120], mapping=mapping, created_at=now
        )
        sent.seek(0)
        for number, content in pieces(sent.chunks(1 << 20)):
            DraftPart.objects.create(draft=draft, number=number, content=content)
    request.session[kind.value] = draft.key


def kept(request: HttpRequest, kind: Kind) -> ImportDraft | None:
    """Gives the draft of this session, if it is this person's and not too old."""
    found = ImportDraft.objects.filter(
        key=request.session.get(kind.value, ""),
        actor=actor(request),
        created_at__gte=timezone.now() - DRAFTS_LAST,
    )
    return found.first()


def drop(request: HttpRequest, kind: Kind, draft: ImportDraft) -> None:
    """Forgets a draft whose file was imported."""
    draft.delete()
    del request.session[kind.value]


def gone(request: HttpRequest, upload: str) -> HttpResponseBase:
    """Leads back to where a file is chosen."""
    messages.warning(request, _("Choose the file again: uploaded files are kept for two hours."))
    return redirect(upload)
