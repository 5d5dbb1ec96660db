"""Keys of integrators and wall boards: made, shown once, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from harborline.web.accounts.forms import ROLE_NAMES, KeyForm
from harborline.web.accounts.models import Key
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.services import keys


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Any) -> HttpResponse:
    """Lists the keys; a POST makes one and shows its secret this once."""
    form, secret = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        role = Role(given["role"])
        secret = keys.make_key(request.scope_held.actor, given["name"], role, given["per_minute"])
        form = KeyForm()
    found = Key.objects.filter(ended_at=None).order_by("name", "digest")
    rows = [(key, ROLE_NAMES[Role(key.role)]) for key in found]
    return render(request, "accounts/keys.html", {"form": form, "secret": secret, "keys": rows})


@require_POST
def end(request: Any, key: str) -> HttpResponse:
    """Makes a key useless."""
    found = get_object_or_404(Key, pk=key, ended_at=None)
    keys.end_key(request.scope_held.actor, found)
    messages.success(request, gettext("The key no longer works."))
    return redirect("accounts:keys")
