"""No English sentence on a Spanish page: every sentence that other rooms say has its template and its Spanish."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.utils import translation

from harborline.mapmaking.routine import Held
from harborline.web.publishing.refusals import TEMPLATES, in_words

ROOMS = [
    *(f"harborline.mapmaking.{name}" for name in ("checks", "forwarding", "compile", "routine")),
    *(f"harborline.core.{name}" for name in ("map_format", "map_destinations", "routing_map", "golden")),
    *("harborline.stores.map_files", "harborline.stores.databases"),
    *("harborline.bootstrap.site", "harborline.web.publishing.services.unreadable"),
]  # fmt: skip
SAMPLE = "x-7"
_SENTENCE = re.compile(r"(?:[A-Z]|x-7)[^\n]* [^\n]*\.")


def sentences(module: str) -> Iterator[str]:
    """Gives every sentence that a module says, its fields filled in with one text."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    whats = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "_repeated"
        and isinstance(node.args[0], ast.Constant)
    ]
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in told | inside:  # what a docstring says, or what is part of a longer sentence
            continue
        for text in _texts(node, whats):
            if _SENTENCE.fullmatch(text):
                yield text


def _texts(node: ast.AST, whats: Sequence[object]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value.replace("{}", SAMPLE)
    if isinstance(node, ast.JoinedStr):
        names = [
            isinstance(part, ast.FormattedValue)
            and isinstance(part.value, ast.Name)
            and part.value.id == "what"
            for part in node.values
        ]
        for what in whats if any(names) else [SAMPLE]:
            yield "".join(
                str(part.value)
                if isinstance(part, ast.Constant)
                else str(what)
                if is_what
                else SAMPLE
                for part, is_what in zip(node.values, names, strict=True)
            )


@pytest.mark.parametrize("module", ROOMS)
def test_every_sentence_has_its_template_and_its_spanish(module: str) -> None:
    told = list(sentences(module))
    assert told or module.endswith("routine")
    with translation.override("en"):
        assert [in_words(one) for one in told] == told
    with translation.override("es"):
        assert [one for one in told if in_words(one) == one] == []


def test_the_look_at_sources_sees_what_there_is() -> None:
    found = list(sentences("harborline.mapmaking.checks"))
    assert len(found) >= 25
    assert "There are two entries for the line x-7; keep one." in found
    assert "x-7 would ring one of our own lines; give the center's own number." in found


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_keeps_its_fields_in_spanish(template: str) -> None:
    fields = re.findall(r"%\((\w+)\)s", template)
    sentence = template % {name: f"{name}-7" for name in fields}
    with translation.override("es"):
        spanish = in_words(sentence)
    assert spanish != sentence
    assert all(f"{name}-7" in spanish for name in fields)
    assert "%(" not in spanish


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Center birch is in state 'XX', which does not exist.",
         "El centro birch está en el estado 'XX', que no existe."),
        ("There are two entries for the center or backup 'a'; keep one.",
         "Hay dos fichas para el centro o respaldo 'a'; deje una."),
        ("The map cannot be written to /var/x.map: No space left on device.",
         "No se puede escribir el mapa en /var/x.map: No space left on device."),
        ("The map cannot be written to /var/x: that is no regular file.",
         "No se puede escribir el mapa en /var/x: no es un archivo común."),
        ("A sentence that nobody knows.", "A sentence that nobody knows."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_refusal_in_spanish(english: str, spanish: str) -> None:
    with translation.override("es"):
        assert in_words(english) == spanish
    with translation.override("en"):
        assert in_words(english) == english


def test_a_held_center_is_told_in_the_language_of_its_reader() -> None:
    held = Held("birch", ("The hours of birch cannot be read; enter them anew.",))
    with translation.override("es"):
        assert in_words(held.faults[0]).startswith("No se puede leer")
