"""Keeping listings true: reminders, confirming by link, expiry, web addresses, test calls.

Lives here: what is due and when (`planning.py`, with the time as an argument), the verbs that send,
extend, check and record (`services/`), the port for work in the background (`work.py`) and its jobs.
Never here: who answers a caller (core), a switch: test calls are placed through `site/ports.py`. A number
is in no mail, no queue and no table of this room; a result says how a call ended and nothing else.
Called by: the worker process (through bootstrap); people of centers, coalitions and the nation.
"""
