"""What signing in leaves: a session under a new id, and an entry in the trail."""

from __future__ import annotations

import time
from importlib import import_module

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest

from harborline.web.accounts.models import Account, new_mark
from harborline.web.audit.services import record

SIGNED_IN_AT = "signed_in_at"
"""The session's field for when somebody signed in, in seconds since 1970."""

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_LATELY_S = 15 * 60


class LastWayIn(Exception):
    """Nothing would be left to sign in with; another way must be there first."""


def begin_session(request: HttpRequest, account: Account, way: str) -> None:
    """Signs the account in. `way`: passkey, password, recovery code or invitation."""
    with transaction.atomic():
        login(request, account, backend=_BACKEND)
        request.session.cycle_key()  # Django keeps the id of who signs in twice
        request.session[SIGNED_IN_AT] = time.time()
        record(account.email, "sign in", subject_of(account), after={"way": way}, personal=True)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def end_session(request: HttpRequest) -> None:
    """Signs out; nothing of the session is kept."""
    logout(request)


def end_other_sessions(request: HttpRequest, account: Account) -> None:
    """Keeps this session, under a new id, after a verb gave the account a new mark."""
    update_session_auth_hash(request, account)


def signed_in_lately(request: HttpRequest) -> bool:
    """Tells whether somebody proved who they are within the last quarter of an hour."""
    return time.time() - float(request.session.get(SIGNED_IN_AT, 0.0)) < _LATELY_S


def end_all_sessions(account: Account) -> None:
    """Gives the account a new mark, which no session has; in the transaction of the verb."""
    account.session_mark = new_mark()
    account.save(update_fields=["session_mark"])


def subject_of(account: Account) -> str:
    """Names an account in the trail."""
    return f"account:{account.pk}"
