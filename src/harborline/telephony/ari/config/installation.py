"""Where Asterisk lies: a root of its own that scripts/asterisk-root made, or the system's package.

A root of its own is used without entering it: its loader runs its program with its libraries, so
the system's own stay as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from harborline.core.errors import UnusableInput

SYSTEM = Path("/")
_LOADER = "lib/*-linux-gnu/ld-linux-*.so.*"


class Installation(NamedTuple):
    """`command`: what starts Asterisk, before its options. `modules`, `data`: its folders."""

    command: tuple[str, ...]
    modules: Path
    data: Path

    def has(self, module: str) -> bool:
        return (self.modules / f"{module}.so").exists()


def installation_in(root: Path) -> Installation:
    """Looks for Asterisk under a root; `/` is the system's own. Raises UnusableInput."""
    program = root / "usr/sbin/asterisk"
    libraries = [
        folder
        for folder in sorted(root.glob("usr/lib/*-linux-gnu"))
        if (folder / "asterisk/modules").is_dir()
    ]
    folders = [*(folder / "asterisk/modules" for folder in libraries), root / "usr/lib/asterisk"]
    modules = next((one for one in folders if (one / "chan_pjsip.so").exists()), folders[-1])
    if modules == folders[-1] and (modules / "modules/chan_pjsip.so").exists():
        modules /= "modules"
    if not program.exists() or not (modules / "chan_pjsip.so").exists():
        raise UnusableInput(
            "Asterisk is not there; `make asterisk` installs it, or name its root with --root."
        )
    data = root / "usr/share/asterisk"
    if root == SYSTEM:
        return Installation((str(program),), modules, data)
    return Installation(_through_its_loader(root, program), modules, data)


def _through_its_loader(root: Path, program: Path) -> tuple[str, ...]:
    loader = next(iter(sorted(root.glob(_LOADER))), None)
    if loader is None:
        raise UnusableInput(
            "This root of Asterisk is of a machine we do not know; install Asterisk's package."
        )
    folders = [*sorted(root.glob("usr/lib/*-linux-gnu")), *sorted(root.glob("lib/*-linux-gnu"))]
    path = ":".join(map(str, (*folders, root / "usr/lib")))
    return (str(loader), "--library-path", path, str(program))
