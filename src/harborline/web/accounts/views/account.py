"""One's own account: name, language, and the ways in.

Ways in are changed only by who signed in a short while ago; others sign in again first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from harborline.web.accounts.forms import ROLE_NAMES, AboutMeForm, NewPasskeyForm, PasswordForm
from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.qr import qr_code
from harborline.web.accounts.services import passkeys, passwords, recovery
from harborline.web.accounts.services.members import change_account
from harborline.web.accounts.services.sessions import (
    LastWayIn,
    end_other_sessions,
    signed_in_lately,
)
from harborline.web.accounts.views import passkey_asking

_ASKING = "make"
_SECRET = "sealed_app"  # noqa: S105 -- the name of the session's field

View = Callable[..., HttpResponse]


def lately(view: View) -> View:
    """Sends whoever signed in long ago to do so again, and then to this page or the account's.

    Somebody invited who has no way in yet could not, and is let through while the session lasts.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_in_lately(request) or not _account(request).has_a_way_in():
            return view(request, *args, **kwargs)
        back = request.path if request.method == "GET" else reverse("accounts:account")
        messages.info(request, gettext("For your safety, please sign in again first."))
        return redirect(f"{reverse('accounts:sign_in')}?next={back}")

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Shows the account, and takes another name or language."""
    account = _account(request)
    form = _about(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_account(account, form.cleaned_data["name"], form.cleaned_data["language"])
        messages.success(request, gettext("Saved."))
        return redirect("accounts:account")
    return _page(request, form, NewPasskeyForm())


@require_POST
@lately
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Gives a script what it needs to make a passkey."""
    return passkey_asking.ask(request, _ASKING, passkeys.ask_to_make(_account(request)))


@require_POST
@lately
def add_passkey(request: HttpRequest) -> HttpResponse:
    """Keeps a passkey that the browser made."""
    account, form = _account(request), NewPasskeyForm(request.POST)
    challenge = passkey_asking.challenge(request, _ASKING)
    if form.is_valid():
        try:
            passkeys.add_passkey(
                account, form.cleaned_data["credential"], challenge, form.cleaned_data["name"]
            )
        except passkeys.UnusablePasskey:
            form.add_error(None, gettext("The passkey could not be kept. Please try again."))
        else:
            messages.success(request, gettext("The passkey works from now on."))
            return redirect("accounts:account")
    return _page(request, _about(account), form)


@require_POST
@lately
def remove_passkey(request: HttpRequest, passkey: int) -> HttpResponse:
    """Takes a passkey away and ends the other sessions."""
    account = _account(request)
    kept = account.passkeys.filter(pk=passkey).first()
    if kept is None:
        raise Http404
    _remove(request, lambda: passkeys.remove_passkey(account, kept))
    return redirect("accounts:account")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@lately
def password(request: HttpRequest) -> HttpResponse:
    """Sets a password and, at first or when asked, an authenticator app."""
    account = _account(request)
    with_app = not account.has_app() or "app" in request.GET
    form = PasswordForm(request.POST or None, account=account, with_app=with_app)
    if with_app and _SECRET not in request.session:
        request.session[_SECRET] = passwords.new_secret(account)
    secret = request.session[_SECRET] if with_app else ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            passwords.set_password(account, given["password"], secret, given.get("code", ""))
        except passwords.WrongCode:
            form.add_error("code", gettext("The app shows another code by now. Type the newest."))
        else:
            request.session.pop(_SECRET, None)
            end_other_sessions(request, account)
            messages.success(request, gettext("Your password is set; other sessions were ended."))
            return redirect("accounts:account")
    context = {"form": form, "account": account}
    if with_app:
        link = passwords.secret_link(account, secret)
        picture = qr_code(link, gettext("QR code for your authenticator app"))
        context |= {"secret": passwords.secret_text(account, secret)}
        context |= {"link": link, "picture": picture}
    return render(request, "accounts/password.html", context)


@require_POST
@lately
def remove_password(request: HttpRequest) -> HttpResponse:
    """Takes the password and its app away and ends the other sessions."""
    account = _account(request)
    _remove(request, lambda: passwords.remove_password(account))
    return redirect("accounts:account")


@require_http_methods(["GET", "HEAD", "POST"])
@lately
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Tells what recovery codes are; a POST makes ten and shows them this once."""
    account = _account(request)
    made = recovery.make_recovery_codes(account) if request.method == "POST" else []
    context = {"codes": made, "left": recovery.codes_left(account)}
    return render(request, "accounts/recovery_codes.html", context)


def _about(account: Account, given: QueryDict | None = None) -> AboutMeForm:
    return AboutMeForm(given, initial={"name": account.name, "language": account.language})


def _remove(request: HttpRequest, verb: Callable[[], None]) -> None:
    account = _account(request)
    try:
        verb()
    except LastWayIn:
        messages.error(request, gettext("Add another way to sign in first: this is your only one."))
        return
    end_other_sessions(request, account)
    messages.success(request, gettext("Removed; other sessions were ended."))


def _account(request: HttpRequest) -> Account:
    return cast("Account", request.user)  # the route let nobody else in


def _page(request: HttpRequest, form: AboutMeForm, passkey_form: NewPasskeyForm) -> HttpResponse:
    account = _account(request)
    grants = account.memberships.select_related("center", "coalition")
    context = {
        "account": account,
        "form": form,
        "passkey_form": passkey_form,
        "passkeys": account.passkeys.order_by("pk"),
        "has_password": account.has_app(),
        "codes_left": recovery.codes_left(account),
        "has_a_way_in": account.has_a_way_in(),
        "roles": [(ROLE_NAMES[Role(one.role)], one.center or one.coalition) for one in grants],
    }
    return render(request, "accounts/account.html", context)
