"""Facts of numbering and geography, and how they are read, built and shipped.

Lives here: the place tables, their importers and builders, holidays, OSM hours text turned into
`core.hours` values.
Never here: a center, a routing rule, anything about a caller. Heavy libraries are imported by the
modules that need them, never by this door.
Called by: mapmaking, demo, planning and hsds for facts; cli (through bootstrap) to rebuild them.
"""
