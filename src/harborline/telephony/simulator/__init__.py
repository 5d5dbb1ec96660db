"""The embedded telephone network: simulated callers, centers and time, and no telephone at all.

It drives the same tree as every real adapter and passes the same contract suite. `app.py` carries the
commands out, `exchange.py` holds the dial pad's calls, `script.py` runs one through at once.
Never here: a choice of center or prompt, a number past the codec.
Called by: bootstrap, for `harborline call` and the dial pad; tests/contract.
"""
