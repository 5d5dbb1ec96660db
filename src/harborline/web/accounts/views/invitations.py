"""Taking an invitation. Opening the link changes nothing, for mail programs open links too."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from harborline.web.accounts.forms import ROLE_NAMES, AcceptForm
from harborline.web.accounts.models import Account, Invitation
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services import inviting
from harborline.web.accounts.services.sessions import begin_session

_GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """Shows what somebody is invited to, and takes the invitation."""
    signed_in = request.user if isinstance(request.user, Account) else None
    try:
        invitation = inviting.open_invitation(secret)
        form = _form(request, invitation)
        if request.method == "POST" and form.is_valid():
            email = form.cleaned_data.get("email", "")
            account = inviting.accept(secret, email, form.cleaned_data["name"], signed_in)
            return _accepted(request, account, signed_in)
    except inviting.NotInvited:
        return render(request, "accounts/invitation_gone.html", status=_GONE)
    except inviting.SignInFirst:
        return render(request, "accounts/invitation_sign_in.html", {"next": request.path})
    context = {
        "form": form,
        "invitation": invitation,
        "role": ROLE_NAMES[Role(invitation.role)],
        "place": invitation.center or invitation.coalition,
    }
    return render(request, "accounts/invitation.html", context)


def _form(request: HttpRequest, invitation: Invitation) -> AcceptForm:
    """Asks for the name, and lets an account that is there keep its own."""
    account = inviting.account_invited(invitation)
    name = account.name if account else invitation.name
    return AcceptForm(request.POST or None, asks_email=not invitation.email, initial={"name": name})


def _accepted(request: HttpRequest, account: Account, signed_in: Account | None) -> HttpResponse:
    if account != signed_in:
        begin_session(request, account, "invitation")
    if account.has_a_way_in():
        messages.success(request, gettext("You now have this role too."))
    else:
        messages.success(request, gettext("Welcome. Now choose how you sign in from here on."))
    return redirect("accounts:account")
