"""Real telephones through Asterisk: calls on its REST interface, its guard, and its configuration.

Lives here: the carrier that the tree commands (`app.py`; a caller, a leg and what they share in
`callers.py`, `legs.py`, `desk.py`, `lanes.py`, `playing.py`, `roster.py`); its line to Asterisk
(`client.py`, `switch.py`, `subscription.py`) and setting right what was missed (`taking_stock.py`,
`relisting.py`); the guard (`guard.py`, `guarding.py`, `guard_switch.py`); words of theirs to ours
(`codec.py`, `names.py`, `addresses.py`, `errors.py`); `examining.py` for doctor, `rehearsing.py` for practice, `config/` for the files that Asterisk reads.
Never here: a choice of center or prompt, a caller's number past the codec, or a log that could hold one.
Called by: bootstrap; tests/contract with a real Asterisk.
"""
