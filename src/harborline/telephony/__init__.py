"""One folder for each way a call can reach us, all with the same part names.

Lives here: `<vendor>/codec.py` (their words to our events, our commands to their words), `app.py`
(their connection), `errors.py` (their errors to ours). `simulator/` is the embedded default. Beside them
what several share: the clock, SIP headers, and how voice processes are told apart (slots, beats).
Never here: a choice of center or prompt; a caller's number past the codec, which keeps the prefix.
Called by: bootstrap, which hands what it builds to voice; tests/contract, one suite for all.
"""
