"""Harborline: routes a hotline caller to the people who serve the place they are in."""

__version__ = "0.1.0"
