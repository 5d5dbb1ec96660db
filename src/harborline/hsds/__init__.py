"""The Open Referral exchange format (HSDS 3) to and from our listings: tolerant in, strict out.

Lives here: the standard's tables (`entities`), our profile of it (`profile`), listings as rows and back
(`writing`, `reading`), rows as nested JSON (`nesting`) and as files of a package (`package`), and our own
gate (`checking`). Reading never raises: what it could not use it tells as where and what.
Never here: a database, a page, a clock, a destination (those are secret), a confidential place.
Called by: web.exchange, and web.console for the names of states.
"""
