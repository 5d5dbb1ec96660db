"""Numbers as readers of Spanish in the United States know them."""

from __future__ import annotations

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
