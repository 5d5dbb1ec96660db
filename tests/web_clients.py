"""Types of what tests of the site share."""

from __future__ import annotations

from collections.abc import Callable

from harborline.web.accounts.models import Account

SignIn = Callable[..., Account]
"""The fixture `signed_in` of tests/web/conftest.py."""
