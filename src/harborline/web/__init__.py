"""The site: who serves whom, kept by those who know; a Django project and its apps.

Lives here: HTML, forms, accounts, permissions, SQL; each app's verbs in its `services.py`, one
transaction each, with the audit entry in it. `site/` is the project; `audit/` the chain; `accounts/` who
may do what; `directory/` the system of record; above them publishing, exchange, freshness, console.
Never here: a choice of center (core), a carrier, a file of maps: those come through `site/ports.py`.
Called by: bootstrap, which hands over the ports; the WSGI server.
"""
