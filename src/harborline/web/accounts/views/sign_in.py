"""Signing in and out. No answer tells whether an account exists."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from harborline.web.accounts import keeping
from harborline.web.accounts.forms import RecoveryForm, SignInForm
from harborline.web.accounts.models import Account
from harborline.web.accounts.routes import may_send
from harborline.web.accounts.sealing import Unreadable
from harborline.web.accounts.services import passkeys, passwords, recovery
from harborline.web.accounts.services.attempts import TooManyTries
from harborline.web.accounts.services.passwords import NotSignedIn
from harborline.web.accounts.services.sessions import begin_session, end_session
from harborline.web.accounts.views import passkey_asking

_ASKING = "sign_in"
_TOO_MANY = 429
_LONGEST_NEXT = 1000


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Shows both ways, and takes a password with its code."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = passwords.account_of_password(**form.cleaned_data)
        except NotSignedIn:
            wrong = gettext("E-mail address, password and code do not belong together. Try again.")
            form.add_error(None, wrong)
        except Unreadable:
            form.add_error(None, _unreadable())
        except TooManyTries:
            return _too_many(request, form, "accounts/sign_in.html")
        else:
            return _signed_in(request, account, "password")
    return _page(request, form, "accounts/sign_in.html")


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Shows both ways to whoever sent a form after their session had ended, and keeps what they typed."""
    wanted = _ours(request.GET.get("next", ""))
    typed = keeping.sealed(wanted, request.POST) if wanted and keeping.is_kept(request) else ""
    more = {"next": wanted, "typed": typed}
    return _page(request, SignInForm(), "accounts/sign_in.html", more)


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Gives a script what it needs to ask for a passkey."""
    return passkey_asking.ask(request, _ASKING, passkeys.ask_to_sign_in())


@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Signs in whoever's passkey answered."""
    challenge = passkey_asking.challenge(request, _ASKING)
    try:
        account = passkeys.account_of_passkey(request.POST.get("credential", ""), challenge)
    except NotSignedIn:
        form = SignInForm()
        context = {
            "passkey_error": gettext("This passkey did not work. Try again, or sign in below.")
        }
        return _page(request, form, "accounts/sign_in.html", context)
    return _signed_in(request, account, "passkey")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_code(request: HttpRequest) -> HttpResponse:
    """Takes a recovery code, then leads to making another way in."""
    form = RecoveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = recovery.account_of_recovery_code(**form.cleaned_data)
        except NotSignedIn:
            form.add_error(None, gettext("E-mail address and code do not belong together."))
        except TooManyTries:
            return _too_many(request, form, "accounts/recovery.html")
        else:
            begin_session(request, account, "recovery code")
            return redirect("accounts:account")
    return _page(request, form, "accounts/recovery.html")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    end_session(request)
    return redirect("accounts:sign_in")


def out_of_date(request: HttpRequest, reason: str) -> HttpResponse:  # noqa: ARG001 -- Django gives it
    """Answers a form whose token is not this browser's: the page was open for too long, or is not ours."""
    return render(request, "accounts/out_of_date.html", status=403)


def _unreadable() -> str:
    return gettext(
        "The code of your app cannot be checked any more, because this site’s key was replaced. Sign in "
        "with a passkey or a recovery code, then set up the app anew."
    )


def _signed_in(request: HttpRequest, account: Account, way: str) -> HttpResponse:
    begin_session(request, account, way)
    typed = keeping.opened(request.POST.get("typed", ""))
    scope = account.scope()
    if typed is not None and may_send(scope, typed.address):
        request.scope_held = scope  # type: ignore[attr-defined]  # the page shows who is signed in
        return render(request, "accounts/typed.html", {"typed": typed})
    return redirect(_next(request) or settings.SESSION_COOKIE_PATH)


def _next(request: HttpRequest) -> str:
    """Gives the page somebody wanted, if it is one of the console."""
    return _ours(request.POST.get("next") or request.GET.get("next") or "")


def _ours(address: str) -> str:
    wanted = address[:_LONGEST_NEXT]
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and wanted.startswith(settings.SESSION_COOKIE_PATH) else ""


def _too_many(request: HttpRequest, form: forms.Form, template: str) -> HttpResponse:
    form.add_error(None, gettext("Too many tries. Wait two minutes, or sign in with a passkey."))
    response = _page(request, form, template)
    response.status_code = _TOO_MANY
    return response


def _page(
    request: HttpRequest, form: forms.Form, template: str, more: dict[str, str] | None = None
) -> HttpResponse:
    kept = {"next": _next(request), "typed": request.POST.get("typed", "")}
    return render(request, template, {"form": form, **kept, **(more or {})})
