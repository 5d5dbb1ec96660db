"""The pages of one center: its entry, hours, rota, pause, area, callers, listing and figures."""
