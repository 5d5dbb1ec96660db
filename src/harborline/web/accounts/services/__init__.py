"""The verbs of accounts, one transaction and one audit entry each.

`inviting.py`: links that make accounts; `members.py`: who may do what; `keys.py`: keys of integrators and
wall boards; `passkeys.py`, `passwords.py`, `recovery.py`: ways to sign in; `attempts.py`: how often one
may try; `sessions.py`: what signing in leaves. Never here: a page, or anything about a visitor.
Called by: pages, bootstrap, directory (demo accounts), the API (keys).
"""

from __future__ import annotations

from harborline.web.accounts.services.inviting import first_link, invite
from harborline.web.accounts.services.keys import end_key, key_of, make_key, scope_of_key

__all__ = ["end_key", "first_link", "invite", "key_of", "make_key", "scope_of_key"]
