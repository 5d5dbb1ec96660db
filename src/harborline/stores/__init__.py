"""What is written down: map files, overlays and totals.

Lives here: adapters that serve the ports of app on files, SQLite and PostgreSQL, without Django.
Never here: anything about a caller, a rule of routing, a decision about what to write. A write is
whole or not at all.
Called by: bootstrap, which gives them to app.
"""
