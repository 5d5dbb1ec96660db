"""What tests of the site share: somebody who is signed in, and a thread as each request finds it.

Models are imported inside: pytest may read this file before Django is set up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from harborline.web.accounts.models import Account
    from harborline.web.accounts.permissions import Role


class SignedIn(Protocol):
    def __call__(
        self, client: Client, role: Role, center: Any = None, coalition: Any = None
    ) -> Account: ...


@pytest.fixture(autouse=True)
def language_and_zone() -> Iterator[None]:
    """Begins each test in English and UTC, and leaves nothing of what its requests activated."""
    from django.utils import timezone, translation

    with translation.override("en"), timezone.override(None):
        yield


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """Gives a function that signs a new account in, with a role at a center, a coalition or the nation.

    `center`, `coalition`: the row or its id, which must be there.
    """
    from harborline.web.accounts.models import Account, Membership
    from harborline.web.accounts.permissions import Role
    from harborline.web.accounts.services.sessions import SIGNED_IN_AT

    def sign_in(client: Client, role: Role, center: Any = None, coalition: Any = None) -> Account:
        assert (center is not None) == (role in {Role.CENTER_STAFF, Role.CENTER_ADMIN})
        assert (coalition is not None) == (role is Role.COALITION)
        account = Account.objects.create(
            email=f"{role}-{Account.objects.count()}@example.org", name=f"Test {role}"
        )
        Membership.objects.create(
            account=account,
            role=role,
            center_id=getattr(center, "pk", center),
            coalition_id=getattr(coalition, "pk", coalition),
        )
        client.force_login(account)
        session = client.session
        session[SIGNED_IN_AT] = time.time()
        session.save()
        return account

    return sign_in
