"""Directory and atlas become a routing map; a map is checked, proven and compared.

Lives here: compile, validate, the proof of coverage, the difference of two maps.
Never here: where the directory is kept, who may publish, the demo network (a sibling that hands its
values over through app). Heavy libraries are imported by the modules that need them.
Called by: app.publishing; cli (through bootstrap).
"""
