"""What Asterisk is told: the files of its folder, written anew from the settings each time.

Lives here: `plan.py` (the values and what is refused), `installation.py` (where Asterisk lies), one
module for each group of files (`switch.py`, `sip.py`, `dialplan.py`) and `write.py`.
Never here: a setting read from the environment, a log that is switched on, a route by which a call
from outside reaches another number than the national backup.
Called by: bootstrap, for `harborline asterisk config`; tests that start Asterisk.
"""
