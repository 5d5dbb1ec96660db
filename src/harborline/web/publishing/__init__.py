"""From the directory to callers: propose, check, approve, publish, roll back.

Lives here: proposals and what was in use since when (`models.py`), the verbs (`services/`), the nation's
pages. A network is read by `directory.to_core`, checked and compiled by `app.checking`, and handed to the
ports, which alone know where maps lie. Hours go by themselves (`services/routine.py`). The file in use is
the truth; rows follow it (`noticing.py`).
Never here: a rule of the check, a file, an address of a destination.
Called by: the site's table of paths; cli (through bootstrap).
"""
