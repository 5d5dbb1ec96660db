"""English: times of 24 hours."""
