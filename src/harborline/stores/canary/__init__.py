"""The canary scanner: looks through everything at rest for seeds that must be nowhere.

Lives here: what a seed may look like on disk (forms.py, patterns.py), a search for very many byte
strings at once (search.py), looking into archives and databases (layers.py, databases.py), the walk
over files (scan.py). Never here: a seed in an error, a repr or a report, which name its line in the
seeds file alone; a temporary file; a write.
Called by: bootstrap/canary.py, for `harborline canary scan`.
"""
