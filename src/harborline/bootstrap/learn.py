"""Gives the command line the check of the library, as a document."""

from __future__ import annotations

from typing import Any


def check_pages(path: str | None) -> dict[str, Any]:
    """Reads our pages and those of a folder, or of the data folder, and says what is wrong with them.

    Raises UnusableInput when the folder is not there, HarborlineError when the data folder cannot be used.
    """
    from pathlib import Path

    from harborline.bootstrap.site_setup import django_ready
    from harborline.core.errors import UnusableInput

    if path is not None and not Path(path).is_dir():
        raise UnusableInput("There is no folder by this name; give one with en/ and es/ in it.")
    django_ready()
    from harborline.web.public.learn.library import check

    found = check(None if path is None else Path(path))
    return {
        "pages": len(found.drafts),
        "faults": [
            {"file": file, "line": fault.line, "says": fault.says} for file, fault in found.faults
        ],
    }
