"""Deciding: the plain values every room shares, and who is asked for a caller, in which order.

Lives here: numbering, places, hours, directory values, occupancy, the routing map's reader,
`routing.decide`. A value goes in, a value comes out.
Never here: a clock, chance, a log, a file other than the mapped routing map, a socket, a database,
any package but the standard library. Time is the argument `at`, aware and in UTC.
Called by: every other room.
"""
