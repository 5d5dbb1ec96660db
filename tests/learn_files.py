"""Pages of the library to test with: what a test does not say is the usual thing."""

from __future__ import annotations

from pathlib import Path

SOURCE = """
[[sources]]
id = "a"
title = "A survey"
publisher = "An office"
year = 2022
link = "https://example.org/survey"
read_on = 2026-11-20
"""
HEAD = """title = "A page"
summary = "What it says."
order = 500
topics = ["basics"]
written = "2026-11"
"""


def page_text(body: str = "Plain words.", head: str = HEAD, sources: str = "") -> str:
    return f"+++\n{head}{sources}+++\n{body}\n"


def write(folder: Path, language: str, slug: str, content: str | bytes) -> Path:
    """Writes a page, with folders above it."""
    path = folder / language / f"{slug}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_both(folder: Path, slug: str, content: str | bytes) -> None:
    """Writes a page in both languages."""
    for language in ("en", "es"):
        write(folder, language, slug, content)
