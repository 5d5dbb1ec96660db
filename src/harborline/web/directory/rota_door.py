"""Where voice processes ask that the rota be set, for somebody who calls with a PIN.

A question proves itself by its signature, its time and a word that is taken once; no cookie opens this
door, and nothing of a question is kept or told.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from harborline.app.rota_desk import (
    CHANGES_WITHIN_S,
    GOOD_FOR_S,
    SIGNATURE,
    Opened,
    key_from,
    opened,
)
from harborline.callflow.values import RotaAnswer
from harborline.core.errors import HarborlineError
from harborline.web.directory.services.rota_by_phone import set_by_phone


@csrf_exempt
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Sets the rota as somebody with a PIN asks, and tells what holds then."""
    now_s = time.monotonic()
    key = key_from(settings.ROTA_SECRET)
    asked = opened(request.body, request.headers.get(SIGNATURE, ""), key, time.time())
    if asked is None or not _is_new(asked):
        return HttpResponse(status=403)
    until_s = now_s + CHANGES_WITHIN_S - asked.age_s
    try:
        answer = set_by_phone(
            *asked.question, timezone.now(), in_time=lambda: time.monotonic() < until_s
        )
    except HarborlineError:
        answer = RotaAnswer.AWAY
    return JsonResponse({"answer": answer.value})


def _is_new(asked: Opened) -> bool:
    """Tells whether a question comes for the first time."""
    return bool(cache.add(f"rota-asked:{asked.once}", 1, 2 * GOOD_FOR_S))
