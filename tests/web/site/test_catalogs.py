"""One English text has one Spanish, whatever app shows it: Django keeps a single catalog for all of them.

The public site says *tú* and the console *usted*. Where that makes one text two, the public's is
`pgettext("public", …)`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext

ROOT = Path(__file__).resolve().parents[3]
FORMAL = re.compile(
    r"\busted(es)?\b|(^|[.:¿¡] ?)(Llame|Escriba|Elija|Busque|Pida|Pulse|Vuelva|Haga|Lea|Diga|Intente)\b"
)
SPEAKS_TO_BOTH = {"training", "public/listings"}
"""To organisers and visitors, and to staff."""
INFORMAL = re.compile(r"\b([Tt]ú|[Tt]us?|contigo|puedes|tienes|quieres)\b")


def load() -> Any:
    loader = SourceFileLoader("messages_script", str(ROOT / "scripts" / "messages"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


messages = load()
CATALOGS = {
    app.relative_to(messages.APPS).as_posix(): messages.read_po(messages.po_path(app))
    for app in messages.apps([])
}


def test_the_catalogs_of_parts_within_parts_are_found() -> None:
    assert {"console", "public", "public/find", "public/learn"} <= set(CATALOGS)
    own = messages.texts_of_app(messages.APPS / "public")
    assert not any(name.startswith(("find/", "learn/")) for files in own.values() for name in files)


def test_no_text_has_two_translations() -> None:
    said: dict[tuple[str, str], dict[tuple[str, ...], list[str]]] = defaultdict(dict)
    for app, catalog in CATALOGS.items():
        for text, translations in catalog.items():
            if all(translations):
                said[text.key()].setdefault(translations, []).append(app)
    assert {key: ways for key, ways in said.items() if len(ways) > 1} == {}


def shown(text: Any) -> tuple[str, ...]:
    """Gives what Django shows of a text, all catalogs merged in its order."""
    if text.plural is None:
        return (pgettext(text.context, text.text) if text.context else gettext(text.text),)
    return tuple(
        npgettext(text.context, text.text, text.plural, n)
        if text.context
        else ngettext(text.text, text.plural, n)
        for n in (1, 2)
    )


@pytest.mark.parametrize("app", sorted(CATALOGS))
def test_what_is_shown_is_what_the_catalog_says(app: str) -> None:
    with override("es"):
        others = {
            text.text: shown(text)
            for text, translations in CATALOGS[app].items()
            if all(translations) and shown(text) != translations
        }
    assert others == {}


@pytest.mark.parametrize("app", sorted(set(CATALOGS) - SPEAKS_TO_BOTH))
def test_the_public_is_told_as_a_friend_and_staff_with_respect(app: str) -> None:
    public = app.startswith(("public", "campaign"))
    wrong = FORMAL if public else INFORMAL
    assert [
        one for translations in CATALOGS[app].values() for one in translations if wrong.search(one)
    ] == []
