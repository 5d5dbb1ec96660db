"""Paths of accounts, all under `console/`."""

from __future__ import annotations

from django.urls import URLPattern

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import Owner, route
from harborline.web.accounts.views import access, account, invitations, keys, sign_in

app_name = "accounts"

_P = Permission

_SIGNING_IN = [
    route("sign-in", sign_in.show, name="sign_in", needs=None),
    route("sign-in/again", sign_in.again, name="sign_in_again", needs=None),
    route("sign-in/passkey", sign_in.passkey, name="passkey", needs=None),
    route("sign-in/passkey/options", sign_in.passkey_options, name="passkey_options", needs=None),
    route("sign-in/recovery-code", sign_in.recovery_code, name="recovery", needs=None),
    route("sign-out", sign_in.sign_out, name="sign_out", needs=None),
    route("invitation/<str:secret>", invitations.show, name="invitation", needs=None),
]


def _own(pattern: str, view: account.View, name: str) -> URLPattern:
    return route(pattern, view, name=name, needs=_P.OWN_ACCOUNT)


_ACCOUNT = [
    _own("account", account.show, "account"),
    _own("account/passkeys", account.add_passkey, "add_passkey"),
    _own("account/passkeys/options", account.passkey_options, "new_passkey_options"),
    _own("account/passkeys/<int:passkey>/remove", account.remove_passkey, "remove_passkey"),
    _own("account/password", account.password, "password"),
    _own("account/password/remove", account.remove_password, "remove_password"),
    _own("account/recovery-codes", account.recovery_codes, "recovery_codes"),
]


def _center(pattern: str, view: account.View, name: str) -> URLPattern:
    path = f"center/<str:center>/access{pattern}"
    return route(path, view, name=name, needs=_P.CENTER_ACCESS, owner=Owner.CENTER)


def _nation(pattern: str, view: account.View, name: str) -> URLPattern:
    return route(pattern, view, name=name, needs=_P.ACCESS_EDIT, owner=Owner.NATION)


_ACCESS = [
    _center("", access.center, "center_access"),
    _center("/people/<int:membership>/withdraw", access.center_withdraw, "center_withdraw"),
    _center(
        "/invitations/<str:invitation>/end", access.center_end_invitation, "center_end_invitation"
    ),
    _nation("access", access.nation, "access"),
    _nation("access/people/<int:membership>/withdraw", access.withdraw, "withdraw"),
    _nation("access/accounts/<int:account>/close", access.close_account, "close_account"),
    _nation("access/invitations/<str:invitation>/end", access.end_invitation, "end_invitation"),
    _nation("access/keys", keys.show, "keys"),
    _nation("access/keys/<str:key>/end", keys.end, "end_key"),
]

urlpatterns: list[URLPattern] = [*_SIGNING_IN, *_ACCOUNT, *_ACCESS]
