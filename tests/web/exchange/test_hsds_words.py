"""No English sentence about an HSDS file on a Spanish page: each that the room says has its template."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from harborline import hsds
from harborline.web.exchange.hsds_words import TEMPLATES, in_words

SAMPLE = "x-7"
MODULES = (
    *("archives", "center_reading", "documents", "package", "reading", "schedules", "shelves"),
    "unnesting",
)
_SENTENCE = re.compile(r"(?:[A-Z“])[^\n]* [^\n]*\.")


def sentences(module: str) -> Iterator[str]:
    """Gives every sentence that a module tells: an argument of a call, its fields filled in."""
    source = (Path(hsds.__path__[0]) / f"{module}.py").read_text("utf-8")
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            for given in call.args:
                told = _text(given)
                if _SENTENCE.fullmatch(told):
                    yield told


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or SAMPLE for part in node.values)
    return ""


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_has_its_template_and_its_spanish(module: str) -> None:
    told = list(sentences(module))
    assert told
    with translation.override("en"):
        assert [in_words(one) for one in told] == told
    with translation.override("es"):
        assert [one for one in told if in_words(one) == one] == []


def test_the_look_at_sources_sees_what_there_is() -> None:
    found = [told for module in MODULES for told in sentences(module)]
    assert len(set(found)) >= len(TEMPLATES) - 2
    assert "It is no JSON: line x-7, column x-7." in found
    assert "“x-7” is no weekday; not used." in found


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_keeps_its_fields_in_spanish(template: str) -> None:
    fields = re.findall(r"%\((\w+)\)s", template)
    sentence = template % {name: f"{name}-7\n%" for name in fields}
    with translation.override("es"):
        spanish = in_words(sentence)
    assert spanish != sentence
    assert all(f"{name}-7\n%" in spanish for name in fields)
    assert "%(" not in spanish


def test_a_problem_in_spanish_and_what_nobody_knows() -> None:
    with translation.override("es"):
        assert in_words("These fields are not kept: a, b and 4 more.") == (
            "Estos campos no se guardan: a, b y 4 más."
        )
        assert in_words("A sentence that nobody knows.") == "A sentence that nobody knows."
