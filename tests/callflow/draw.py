"""Draws the parts of the documents that come from the code; run it after changing the tree."""

from __future__ import annotations

from pathlib import Path

from harborline.callflow import drawing

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = (
    DOCS / "reference" / "phone-tree-diagram.md",
    DOCS / "reference" / "phone-tree-table.md",
    DOCS / "reference" / "prompts.md",
)


def drawn(page: str) -> str:
    """Gives the page with its drawn parts as the code has them now."""
    parts = {
        "diagram": f"```mermaid\n{drawing.diagram()}\n```",
        "rows": drawing.rows(),
        "prompts": drawing.prompts(),
    }
    for name, text in parts.items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, found, rest = page.partition(begin)
        if found:
            page = f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"
    return page


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(drawn(path.read_text(encoding="utf-8")), encoding="utf-8")
