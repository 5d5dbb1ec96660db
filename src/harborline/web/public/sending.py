"""The guard of public forms that keep or send something: no cookie, no puzzle, no third party.

A form carries a signed time. What comes from another site, too quickly for a person, or a day later, is not
taken: the page comes back with everything that was typed. A browser that says nothing of where a form came
from is believed.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

FIELD = "stamp"
LASTS = timedelta(hours=24)
AT_LEAST = timedelta(seconds=2)
"""Nobody reads a form, fills it in and sends it more quickly."""

_ELSEWHERE = frozenset({"cross-site", "same-site"})
_signer = TimestampSigner(salt="harborline.public.form")


class Refusal(StrEnum):
    """Why a form is not taken."""

    ELSEWHERE = "elsewhere"
    UNSIGNED = "unsigned"
    TOO_QUICK = "too_quick"
    TOO_OLD = "too_old"


def stamp(form: str) -> str:
    """Gives the value of a form's hidden field `stamp`. `form`: its name, so that no other form takes it."""
    return _signer.sign(f"{form}~{get_random_string(8)}")


def refusal(request: HttpRequest, form: str, *, nameless: bool = False) -> Refusal | None:
    """Tells why what was sent is not taken; None when it is. `nameless`: see `comes_from_elsewhere`."""
    if comes_from_elsewhere(request, nameless=nameless):
        return Refusal.ELSEWHERE
    given = request.POST.get(FIELD, "")
    try:
        name = _signer.unsign(given, max_age=LASTS).partition("~")[0]
    except SignatureExpired:
        return Refusal.TOO_OLD
    except BadSignature:
        return Refusal.UNSIGNED
    if name != form:
        return Refusal.UNSIGNED
    return Refusal.TOO_QUICK if _is_younger(given) else None


def _is_younger(given: str) -> bool:
    try:
        _signer.unsign(given, max_age=AT_LEAST)
    except SignatureExpired:
        return False
    return True


def comes_from_elsewhere(request: HttpRequest, *, nameless: bool = False) -> bool:
    """Tells whether the browser says that another site sent this.

    `nameless`: the page is one that browsers are told to name to nobody (`Referrer-Policy: no-referrer`), so
    that our own form, too, comes from "null".
    """
    if request.headers.get("Sec-Fetch-Site") in _ELSEWHERE:
        return True
    origin = request.headers.get("Origin")
    if origin is None or (nameless and origin == "null"):
        return False
    ours = {urlsplit(settings.SITE_URL).netloc, request.get_host()}
    return origin.partition("://")[2] not in ours


def in_words(refused: Refusal) -> str:
    """Says what to do about it."""
    if refused is Refusal.TOO_QUICK:
        return _("That was very quick. Nothing was sent yet: please press the button once more.")
    if refused is Refusal.ELSEWHERE:
        return _("This form was sent from another website. Please send it from here.")
    return _(
        "This page was open for a long time. Nothing is lost: please press the button once more."
    )
