"""Who changed what, when and why, in a chain that shows every gap.

Lives here: the entries, the pure arithmetic of the chain (`chain.py`), the one verb that writes them.
Payloads lie beside the chain, which covers their salted digests only: a payload with personal fields
may be deleted, and the chain still verifies. Never here: anything about a caller.
Called by: every app's services; cli (through bootstrap) for `audit verify`.
"""
