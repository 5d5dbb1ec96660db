"""Tags by which other pages are shared."""
