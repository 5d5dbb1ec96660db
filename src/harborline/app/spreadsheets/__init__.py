"""Tables of centers that people keep in a spreadsheet: read with patience, written without danger.

Lives here: which columns there are and by which headers they are known (`columns.py`), how a file
becomes rows (`reading.py`), how a cell becomes a value (`cells.py`), and how values become cells that
no program takes for a formula (`writing.py`). Rows come one at a time, so a file may be of any length.
Never here: a database, a page, a sentence for people (reasons are codes; the site has the words).
A destination has no column: those are secret. Called by: the site's exchange, the command line.
"""
