"""Finding help: one field, the answer in place, a page for each county, what one will hear."""
