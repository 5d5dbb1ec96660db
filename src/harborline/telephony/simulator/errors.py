"""What the simulator refuses, in one plain sentence each.

UnusableInput (core)
├── UnusableScript      an outcome or key group that says nothing the simulator knows
└── UnknownCall         a call or leg that is not there, or not any more
"""

from __future__ import annotations

from harborline.core.errors import UnusableInput


class UnusableScript(UnusableInput):
    """An outcome or key group that says nothing the simulator knows."""


class UnknownCall(UnusableInput):
    """A call or leg that is not there, or not any more."""
