"""Accounts from the command line: whoever can read the data folder may invite anybody."""

from __future__ import annotations

ACTOR = "system:command line"


def roles() -> tuple[str, ...]:
    """Gives the roles that people can have."""
    from harborline.web.accounts.permissions import KEY_ROLES, Role

    return tuple(role.value for role in Role if role not in {Role.PUBLIC, *KEY_ROLES})


def invite(email: str, role: str, center: str | None, coalition: str | None, *, mail: bool) -> str:
    """Makes an invitation; gives its link, or nothing where it was mailed.

    Raises UnusableInput for what does not fit, HarborlineError when the mail could not be sent.
    """
    from harborline.bootstrap.site_setup import django_ready
    from harborline.core.errors import HarborlineError

    django_ready()
    from harborline.web.accounts.permissions import Role
    from harborline.web.accounts.scopes import Grant
    from harborline.web.accounts.services import inviting

    grant = Grant(Role(role), center, coalition)
    if not mail:
        return inviting.invite(ACTOR, email, grant)
    try:
        inviting.invite_by_mail(ACTOR, email, grant)
    except inviting.NotMailed:
        raise HarborlineError(
            "The mail server did not take the mail, and nobody was invited; see HARBORLINE_SMTP_HOST, "
            "or leave out --mail to have the link printed."
        ) from None
    return ""
