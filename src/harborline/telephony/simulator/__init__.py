"""The embedded telephone network: simulated callers, centers and time, and no telephone at all.

It drives the same tree as every real adapter and passes the same contract suite.
"""
