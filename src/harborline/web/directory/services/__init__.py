"""The verbs that change the directory, one transaction each, with the audit entry in it.

`centers.py`: entries; `areas.py`: service areas; `answering.py`: destinations and hours; `rota.py`: who is
on call; `rota_by_phone.py`: a PIN, and what it lets its holder do; `listing.py`: public numbers and training; `verifying.py`: who confirmed it and until when;
`networks.py`: lines, backups, coalitions. Whoever calls them has asked whether the actor may.
Each raises `Refused` with one sentence for each fault, and `Stale` where somebody else changed the row
meanwhile; nothing is half written. What is given back is the row as it is then, read anew.
Never here: a permission, a page, an address in a payload or sentence.
"""
