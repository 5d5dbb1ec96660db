"""Public pages of training: who offers it near a place, asking once, and the organiser's own page by link."""
