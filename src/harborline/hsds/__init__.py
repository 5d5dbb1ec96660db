"""The Open Referral exchange format (HSDS 3) to and from our listings: tolerant in, strict out.

Lives here: reading and writing of JSON and of the tabular package, our crisis-center profile, our own
checks. Never here: a database, a page, a destination (those are secret), a confidential place.
Called by: app; web.exchange.
"""
