"""What may come, and who is needed then: attention, exposure, forecast, staffing, the network simulator.

Lives here: formulas and simulations over plain values, every one with its source; chance comes in as a seed.
numpy, scipy, numba, duckdb and datasketches are imported inside the functions that use them.
Never here: a clock, a socket, a file that was not named by the caller, anything of a single person at rest:
who posted is counted through a keyed sketch and forgotten. Called by: `app`, which knows the order of things.
"""
