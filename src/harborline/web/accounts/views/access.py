"""Who has access: to a center, to the nation. People are invited and withdrawn here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from harborline.web.accounts.forms import ROLE_NAMES, CenterInviteForm, NationInviteForm
from harborline.web.accounts.models import Account, Invitation, Membership
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services import inviting, members

_ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def center(request: Any) -> HttpResponse:
    """Shows who has access to a center, and invites."""
    here = request.center
    form = CenterInviteForm(request.POST or None)
    posted = request.method == "POST" and form.is_valid()
    if posted and _invited(request, form, form.grant(here.pk)):
        return redirect("accounts:center_access", here.pk)
    others = Q(center=None) & (Q(coalition=None) | Q(coalition=here.coalition_id))
    context = {
        "form": form,
        "people": _people(Membership.objects.filter(center=here.pk)),
        "others": _people(Membership.objects.filter(others)),
        "invitations": _open(Invitation.objects.filter(center=here.pk)),
    }
    return render(request, "accounts/center_access.html", context)


@require_POST
def center_withdraw(request: Any, membership: int) -> HttpResponse:
    """Takes somebody's role at the center away."""
    found = get_object_or_404(Membership, pk=membership, center=request.center.pk)
    _withdraw(request, found)
    return redirect("accounts:center_access", request.center.pk)


@require_POST
def center_end_invitation(request: Any, invitation: str) -> HttpResponse:
    """Ends an invitation to the center."""
    found = Invitation.objects.filter(center=request.center.pk)
    _end(request, get_object_or_404(found, pk=invitation, used_at=None))
    return redirect("accounts:center_access", request.center.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def nation(request: Any) -> HttpResponse:
    """Shows everybody who has access to anything, and invites to the nation or a coalition."""
    rows = apps.get_model("directory", "Coalition").objects.order_by("name")
    form = NationInviteForm(request.POST or None, coalitions=[(row.pk, row.name) for row in rows])
    if request.method == "POST" and form.is_valid() and _invited(request, form, form.grant()):
        return redirect("accounts:access")
    wanted = request.GET.get("who", "").replace("\0", "").strip()[:100]
    found = Membership.objects.all()
    if wanted:
        found = found.filter(
            Q(account__name__icontains=wanted) | Q(account__email__icontains=wanted)
        )
    page = Paginator(_rows(found), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "people": [_shown(one) for one in page],
        "invitations": _open(Invitation.objects.exclude(email="")),
    }
    return render(request, "accounts/access.html", context)


@require_POST
def withdraw(request: Any, membership: int) -> HttpResponse:
    """Takes any role away."""
    _withdraw(request, get_object_or_404(Membership, pk=membership))
    return redirect("accounts:access")


@require_POST
def close_account(request: Any, account: int) -> HttpResponse:
    """Closes the account of somebody who left."""
    found = get_object_or_404(Account, pk=account, is_active=True)
    try:
        members.close_account(request.scope_held.actor, found)
    except members.LastAdmin:
        _refuse_last_admin(request)
    else:
        messages.success(request, gettext("The account is closed."))
    return redirect("accounts:access")


@require_POST
def end_invitation(request: Any, invitation: str) -> HttpResponse:
    """Ends any invitation."""
    _end(request, get_object_or_404(Invitation, pk=invitation, used_at=None))
    return redirect("accounts:access")


def _invited(request: Any, form: forms.Form, grant: Grant) -> bool:
    given = form.cleaned_data
    try:
        inviting.invite_by_mail(request.scope_held.actor, given["email"], grant, given["name"])
    except inviting.NotMailed:
        form.add_error(None, gettext("The mail could not be sent; nobody was invited. Try later."))
        return False
    messages.success(request, gettext("Invited. The link in the mail works for seven days."))
    return True


def _withdraw(request: Any, membership: Membership) -> None:
    try:
        members.withdraw(request.scope_held.actor, membership)
    except members.LastAdmin:
        _refuse_last_admin(request)
    else:
        messages.success(request, gettext("Withdrawn, at once."))


def _end(request: Any, invitation: Invitation) -> None:
    inviting.end_invitation(request.scope_held.actor, invitation)
    messages.success(request, gettext("The link no longer works."))


def _refuse_last_admin(request: HttpRequest) -> None:
    messages.error(request, gettext("This is the last national admin. Invite another one first."))


def _rows(found: QuerySet[Membership]) -> QuerySet[Membership]:
    rows = found.filter(account__is_active=True).order_by("account__name", "account_id", "pk")
    return rows.select_related("account", "center", "coalition")


def _people(found: QuerySet[Membership]) -> list[dict[str, Any]]:
    return [_shown(one) for one in _rows(found)]


def _shown(membership: Membership) -> dict[str, Any]:
    return {
        "membership": membership,
        "account": membership.account,
        "role": ROLE_NAMES[Role(membership.role)],
        "place": membership.center or membership.coalition,
    }


def _open(found: QuerySet[Invitation]) -> list[tuple[Invitation, Any]]:
    rows = found.filter(used_at=None, expires_at__gt=timezone.now()).order_by("expires_at")
    return [(one, ROLE_NAMES[Role(one.role)]) for one in rows.select_related("center", "coalition")]
