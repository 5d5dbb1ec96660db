"""Real telephones through Asterisk: the connection to its REST interface, and its configuration.

Lives here: `app.py` (the carrier that the tree commands), its connection and codecs, `errors.py`,
and `config/`, which writes every file that Asterisk reads.
Never here: a choice of center or prompt, a caller's number past the codec, or any line of a log that
could hold one: Asterisk's events and headers are read and forgotten.
Called by: bootstrap; tests/contract with a real Asterisk.
"""
