"""Every text of every app has its Spanish, compiled, with the same placeholders."""

from __future__ import annotations

import gettext
import io
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


def load() -> Any:
    loader = SourceFileLoader("messages_script", str(ROOT / "scripts" / "messages"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


messages = load()
Text = messages.Text


@pytest.mark.parametrize("app", messages.apps([]), ids=lambda app: app.name)
def test_everything_is_said_in_spanish_too(app: Path) -> None:
    assert messages.faults(app) == []


def test_texts_of_python_are_found_with_plural_and_context() -> None:
    source = """
_("One")
gettext_lazy("Two " "halves")
translation.ngettext("%(n)d hour", "%(n)d hours", count)
pgettext("month", "May")
print("not this")
gettext(variable)
"""
    assert set(messages.texts_of_python(source)) == {
        Text("One"),
        Text("Two halves"),
        Text("%(n)d hour", "%(n)d hours"),
        Text("May", None, "month"),
    }


def test_texts_of_templates_are_found_as_django_looks_them_up() -> None:
    source = """{% load i18n %}{% translate "It's here" %}{% translate "May" context "month" %}
{% blocktranslate trimmed count n=hours with name=center %}
{{ name }}: one
hour{% plural %}{{ name }}: {{ n }} hours, 100%{% endblocktranslate %}"""
    assert list(messages.texts_of_template(source)) == [
        Text("It's here"),
        Text("May", None, "month"),
        Text("%(name)s: one hour", "%(name)s: %(n)s hours, 100%%"),
    ]


def test_a_catalog_is_read_as_it_was_written_and_compiles_to_what_gettext_reads(
    tmp_path: Path,
) -> None:
    catalog = {
        Text('Say "hi"\n\tnow \\'): ('Diga "hola"\n\tya \\',),
        Text("%(n)s hour", "%(n)s hours"): ("%(n)s hora", "%(n)s horas"),
        Text("May", None, "month"): ("mayo",),
        Text("untranslated"): ("",),
    }
    path = tmp_path / "django.po"
    path.write_text(messages.po_of(catalog, {text: ["views.py"] for text in catalog}), "utf-8")
    assert messages.read_po(path) == catalog
    read = gettext.GNUTranslations(io.BytesIO(messages.mo_of(catalog)))
    assert read.gettext('Say "hi"\n\tnow \\') == 'Diga "hola"\n\tya \\'
    assert read.ngettext("%(n)s hour", "%(n)s hours", 1) == "%(n)s hora"
    assert read.ngettext("%(n)s hour", "%(n)s hours", 2) == "%(n)s horas"
    assert read.pgettext("month", "May") == "mayo"
    assert read.gettext("untranslated") == "untranslated"


def an_app(tmp_path: Path, template: str, translation: str = "") -> Path:
    app = tmp_path / "app"
    (app / "templates").mkdir(parents=True)
    (app / "templates" / "page.html").write_text(template, "utf-8")
    messages.update(app)
    path = messages.po_path(app)
    entry, _, _ = path.read_text("utf-8").rpartition('msgstr ""')
    path.write_text(f'{entry}msgstr "{translation}"\n')
    return app


@pytest.mark.parametrize(
    ("translation", "fault"),
    [
        ("", "not translated"),
        ("Hola", "a placeholder is missing"),
        ("Hola %(nombre)s", "a placeholder that the text has not"),
        ("Hola %(name)s", "django.mo is not what django.po says"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, translation: str, fault: str) -> None:
    template = "{% load i18n %}{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}"
    app = an_app(tmp_path, template, translation)
    assert fault in messages.faults(app)[0]


def test_an_update_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    app = an_app(tmp_path, '{% load i18n %}{% translate "Yes" %}', "Sí")
    page = app / "templates" / "page.html"
    page.write_text('{% load i18n %}{% translate "Yes" %}{% translate "No" %}', "utf-8")
    messages.update(app)
    assert messages.read_po(messages.po_path(app)) == {Text("Yes"): ("Sí",), Text("No"): ("",)}
    page.write_text('{% load i18n %}{% translate "No" %}', "utf-8")
    messages.update(app)
    assert list(messages.read_po(messages.po_path(app))) == [Text("No")]
