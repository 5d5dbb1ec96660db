"""The console: what centers, coalitions and the nation see of the network, and change in it.

Lives here: pages and their forms; `center/` holds those of one center, `navigation.py` the menu. A page
asks for one permission (`urls.py`), reads rows within its reach, and changes them by the verbs of the
apps below. Every page works without scripts, by keyboard and at 360 px.
Never here: a change of a row, a choice of center, a word about a caller.
Called by: the site's table of paths.
"""
