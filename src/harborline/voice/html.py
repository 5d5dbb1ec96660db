"""Small pieces of HTML, every value escaped; the pages themselves are files in `pages/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from harborline.voice.words import CATALOGUE


def element(tag: str, text: str, **attributes: str | None) -> str:
    """Writes an element with escaped text; an attribute that is None is left out."""
    return f"<{tag}{_attributes(attributes)}>{escape(text)}</{tag}>"


def parent(tag: str, children: Iterable[str], **attributes: str | None) -> str:
    """Writes an element around HTML that is already escaped."""
    return f"<{tag}{_attributes(attributes)}>{''.join(children)}</{tag}>"


def options(choices: Mapping[str, str], chosen: str) -> str:
    """Writes the options of a select: value to text, one of them chosen."""
    return "".join(
        element("option", text, value=value, selected="" if value == chosen else None)
        for value, text in choices.items()
    )


def fill(page: str, language: str, **pieces: str) -> str:
    """Fills a page: the words of the language by their keys, and `pieces` of ready HTML."""
    words = {key: escape(text) for key, text in CATALOGUE[language].items()}
    return _template(page).substitute(words, lang=language, **pieces)


@cache
def _template(page: str) -> Template:
    return Template(files(__package__).joinpath("pages", page).read_text("utf-8"))


def _attributes(attributes: Mapping[str, str | None]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
