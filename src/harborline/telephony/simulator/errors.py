"""What the simulator refuses, in one plain sentence each.

UnusableInput (core)
├── UnusableScript      an outcome or key group that says nothing the simulator knows, or a map
│                       that cannot dial
└── UnknownCall         a call or leg that is not there, or not any more
"""

from __future__ import annotations

from harborline.core.errors import UnusableInput


class UnusableScript(UnusableInput):
    """Something that no simulated call can be made with."""


class UnknownCall(UnusableInput):
    """A call or leg that is not there, or not any more."""
