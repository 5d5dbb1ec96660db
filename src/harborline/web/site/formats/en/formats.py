"""Times of 24 hours, as everywhere on the site."""

from __future__ import annotations

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "N j, Y, H:i"
SHORT_DATETIME_FORMAT = "m/d/Y H:i"
