"""Every error Harborline raises on purpose; each message is one plain sentence that says what to do.

HarborlineError                 shown to people as its sentence, exit code 2
├── UnusableInput               an option, document or field that cannot be used as given
│   ├── UnusableHours           opening hours that do not parse, or name school holidays
│   └── RefusedNetwork          a network that must not be published; carries every fault
├── UnusableMap                 a routing map that must not be served: the reader keeps the one it has
└── UnusableAtlas               place tables that are missing, damaged or of another make
"""

from __future__ import annotations

from collections.abc import Sequence


class HarborlineError(Exception):
    """Carries one sentence for a person; retrying without a change does not help."""


class UnusableInput(HarborlineError):
    """An option, document or field that cannot be used as given."""


class UnusableHours(UnusableInput):
    """Opening hours that do not parse or depend on something we cannot know."""


class RefusedNetwork(UnusableInput):
    """A network that must not be published.

    `faults` holds one sentence per fault, in the order of the network's document.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        more = f" (and {len(self.faults) - 1} more)" if len(self.faults) > 1 else ""
        super().__init__(f"The network is refused: {self.faults[0]}{more}")


class UnusableMap(HarborlineError):
    """A routing map that must not be served; whoever holds a good one keeps it."""


class UnusableAtlas(HarborlineError):
    """Place tables that are missing, damaged or of another make."""
