"""The wall board: the screen on the wall of the national room, read from five metres away.

Lives here: the door for a television (`door`), what is true of centers now (`standing`), the calls of the
day with small counts joined (`calls`), their picture (`drawing`), warnings in words (`warnings`), the page.
Never here: a figure of a center or a county, a count under five, anything of a caller, a change of a row.
Called by: the console's table of paths.
"""
