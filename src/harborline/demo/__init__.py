"""The fictitious network: deterministic, uneven on purpose, and impossible to take for a real one.

Lives here: invented centers, backups and lines as `core.directory` values, from a seed; what they
publish (`entries.py`) and teach (`training.py`); the one real thing, apart and with its source
(`real_hotline.py`).
Never here: a real organisation's name or number (numbers end in 555-0100..0199), compiling a map
(mapmaking is a sibling). A demo names the real national hotline to anyone in need.
Called by: bootstrap, which hands its values to app; cli (through bootstrap).
"""
