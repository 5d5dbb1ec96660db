"""The system of record: lines, coalitions, centers, destinations, rota, service areas, listings.

Lives here: the models, the verbs that change them (`services/`), and what turns rows into the plain
values of core (`to_core.py`) and back (`from_core.py`), and the door at which voice processes set the rota
(`rota_door.py`). Never here: a page, a choice, a map.
Called by: console, publishing, exchange, freshness.
"""
