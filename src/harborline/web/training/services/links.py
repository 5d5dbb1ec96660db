"""Links without an account: tokens of 256 random bits, kept as their SHA-256 alone.

Each mail brings a new one, for none can be read back; the older ones go on leading to the same request.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from harborline.web.training.models import RequestLink, TrainingRequest

_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_link(row: TrainingRequest, at: datetime) -> str:
    """Makes a link to a request, in the language of its mails; gives its address."""
    token = secrets.token_urlsafe(_BYTES)
    RequestLink.objects.create(request=row, digest=_digest(token), made_at=at)
    with translation.override(row.mail_language):
        return f"{settings.SITE_URL}{reverse('training:own', args=[token])}"


def request_of(token: str) -> TrainingRequest | None:
    """Gives the request that a token leads to; None for every other text."""
    if not _TOKEN.fullmatch(token):
        return None
    found = RequestLink.objects.filter(digest=_digest(token)).select_related("request").first()
    return found.request if found else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
