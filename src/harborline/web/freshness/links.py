"""Signed links with which a listing is confirmed without an account: for 45 days, and once.

A link names the day of the confirmation before it, so the next confirmation ends it, whoever made it.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center

LASTS = timedelta(days=45)
_signer = TimestampSigner(salt="harborline.freshness.confirm")


def link_of(center: Center) -> str:
    """Gives the address of the page on which a listing is confirmed."""
    token = _signer.sign(f"{center.pk}~{_before(center.verified_on)}")
    return f"{settings.SITE_URL}{reverse('freshness:confirm', args=[token])}"


def center_of(token: str) -> Center | None:
    """Gives the center that a link may confirm; None for one that is forged, too old or used."""
    try:
        center, _, before = _signer.unsign(token, max_age=LASTS).rpartition("~")
    except BadSignature:
        return None
    # The signature is the permission: it was mailed to the center itself.
    found: Center | None = Center.objects.within(EVERYWHERE).filter(pk=center).first()
    return found if found is not None and _before(found.verified_on) == before else None


def _before(verified_on: date | None) -> str:
    return verified_on.isoformat() if verified_on else "never"
