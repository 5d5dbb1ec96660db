"""What people type on the pages of accounts, each thing checked with one plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import KEY_ROLES, Role
from harborline.web.accounts.scopes import Grant
from harborline.web.accounts.services.keys import MOST_PER_MINUTE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ROLE_NAMES: dict[Role, _StrPromise] = {
    Role.CENTER_STAFF: _("Staff of a center"),
    Role.CENTER_ADMIN: _("Admin of a center"),
    Role.COALITION: _("Coalition"),
    Role.NATIONAL_SUPERVISOR: _("National supervisor"),
    Role.NATIONAL_ADMIN: _("National admin"),
    Role.AUDITOR: _("Auditor"),
    Role.INTEGRATOR: _("Integrator"),
    Role.WALL_BOARD: _("Wall board"),
}
AT_CENTERS = (Role.CENTER_STAFF, Role.CENTER_ADMIN)
IN_THE_NATION = (Role.COALITION, Role.NATIONAL_SUPERVISOR, Role.NATIONAL_ADMIN, Role.AUDITOR)
_LONGEST_PASSWORD = 256
_LONGEST_EMAIL = 200
"""What the trail and an invitation have room for."""


def _named(roles: tuple[Role, ...]) -> list[tuple[str, _StrPromise]]:
    return [(role.value, ROLE_NAMES[role]) for role in roles]


def _email(**attributes: str) -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=_LONGEST_EMAIL,
        error_messages={"invalid": _("An e-mail address looks like name@example.org.")},
        widget=forms.EmailInput(attrs=attributes),
    )


def _password(label: _StrPromise, purpose: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=_LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": purpose}),
    )


def _code(label: _StrPromise, hint: _StrPromise) -> forms.CharField:
    keys = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(
        label=label, help_text=hint, max_length=20, widget=forms.TextInput(attrs=keys)
    )


class SignInForm(forms.Form):
    email = _email(autocomplete="username")
    password = _password(_("Password"), "current-password")
    code = _code(_("Code"), _("The six digits that your authenticator app shows now."))


class RecoveryForm(forms.Form):
    email = _email(autocomplete="username")
    code = forms.CharField(
        label=_("Recovery code"),
        help_text=_("With its number, as in 3-ABCD-EFGH-JKLM-NPQR."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AboutMeForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("As my browser asks")), *settings.LANGUAGES],
    )


class PasswordForm(forms.Form):
    """A new password and, where `with_app`, the first code of a new authenticator app."""

    password = _password(_("New password"), "new-password")
    code = _code(_("Code from the app"), _("Six digits; they change every half minute."))

    def __init__(self, *given: Any, account: Account, with_app: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self._account = account
        self.fields["password"].help_text = _(
            "12 characters or more. A few words are easy to keep."
        )
        if not with_app:
            del self.fields["code"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self._account)
        return password


class NewPasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the device"),
        help_text=_("So that you know it again: “my phone”."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credential = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, given: QueryDict | None = None) -> None:
        super().__init__(given, auto_id="passkey_%s")  # another form there has a name too


class AcceptForm(forms.Form):
    """`asks_email`: the first link of an installation does not know who takes it."""

    email = _email(autocomplete="email")
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *given: Any, asks_email: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        if not asks_email:
            del self.fields["email"]


class CenterInviteForm(forms.Form):
    """Invites to one center, whose page it stands on."""

    email = _email(autocomplete="off")
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=_named(AT_CENTERS))

    def grant(self, center: str) -> Grant:
        return Grant(Role(self.cleaned_data["role"]), center=center)


class NationInviteForm(forms.Form):
    """Invites to the nation or to a coalition. `coalitions`: pairs of id and name."""

    email = _email(autocomplete="off")
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=_named(IN_THE_NATION))

    def __init__(self, *given: Any, coalitions: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["coalition"] = forms.ChoiceField(
            label=_("Coalition"),
            required=False,
            choices=[("", _("None")), *coalitions],
            help_text=_("For the role “Coalition” alone."),
        )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        of_coalition = given.get("role") == Role.COALITION
        if of_coalition and not given.get("coalition"):
            self.add_error("coalition", _("Choose the coalition."))
        if not of_coalition and given.get("coalition"):
            self.add_error("coalition", _("Only the role “Coalition” belongs to one."))
        return given

    def grant(self) -> Grant:
        given = self.cleaned_data
        return Grant(Role(given["role"]), coalition=given["coalition"] or None)


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("Who uses the key"), max_length=120, help_text=_("“Helpline of the county”, say.")
    )
    role = forms.ChoiceField(label=_("For"), choices=_named(KEY_ROLES))
    per_minute = forms.IntegerField(
        label=_("Requests a minute"), min_value=1, max_value=MOST_PER_MINUTE, initial=60
    )
