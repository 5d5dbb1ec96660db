"""The public pages of listings."""
