"""Who may do what: accounts, memberships, the one table of permissions, and signing in.

Lives here: roles and permissions (`permissions.py`), scopes (`scopes.py`), routes that ask for them
(`routes.py`), passkeys, passwords with codes, invitations, recovery codes, keys of integrators.
Never here: a visitor's address or user agent, which are written nowhere.
Called by: every app with a page.
"""
