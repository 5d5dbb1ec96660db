"""Sheets to print: text that can be selected, a code that leads to the page, and discreet ones that tell nothing."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import features
from pypdf import PdfReader

from harborline.web.directory.models import Center
from harborline.web.public.share.sheets import FORMS, PAPERS, STRIPS

pytestmark = pytest.mark.django_db
_POINTS = 72 / 25.4


def sheet(
    client: Client, form: str = "poster", paper: str = "a4", path: str = "en/center/alder"
) -> PdfReader:
    answer = client.get(f"/sheet/{path}/{paper}/{form}.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="sheet-{paper}.pdf"'
    return PdfReader(BytesIO(answer.content))


def words(read: PdfReader) -> str:
    assert len(read.pages) == 1
    return unicodedata.normalize("NFKC", " ".join(read.pages[0].extract_text().split()))


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("form", FORMS)
def test_each_sheet_is_one_page_of_its_paper_with_the_number(
    client: Client, alder: Center, form: str, paper: str
) -> None:
    read = sheet(client, form, paper)
    box = read.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(
        (PAPERS[paper].width * _POINTS, PAPERS[paper].height * _POINTS), abs=1
    )
    text = words(read)
    strips = STRIPS if FORMS[form].has_strips else 0
    assert text.count("704-555-1234") == 1 + strips
    assert ("localhost:8000/en/center/alder" in text) != FORMS[form].is_discreet


def test_a_poster_says_whom_it_is_of_and_when_that_was_confirmed(
    client: Client, alder: Center
) -> None:
    text = words(sheet(client))
    assert "Support after sexual violence" in text
    assert "Alder House" in text
    assert "North Carolina" in text
    assert "Confirmed on Nov. 1, 2026" in text
    spanish = words(sheet(client, path="es/center/alder"))
    assert "Apoyo después de la violencia sexual" in spanish
    assert "1 de noviembre de 2026" in spanish


@pytest.mark.parametrize("form", [name for name, form in FORMS.items() if form.is_discreet])
def test_a_discreet_sheet_does_not_say_what_it_is_about(
    client: Client, alder: Center, form: str
) -> None:
    read = sheet(client, form)
    told = f"{words(read)} {read.metadata}"
    for word in ("Alder House", "alder", "sexual", "violence", "Carolina", "Support"):
        assert word not in told
    assert "Someone to talk to" in told


def test_the_file_tells_its_language_and_nothing_of_who_made_it(
    client: Client, alder: Center
) -> None:
    read = sheet(client, path="es/center/alder")
    root: Any = read.trailer["/Root"]
    assert root["/Lang"] == "es"
    assert read.metadata is not None
    assert read.metadata.author is None
    assert read.metadata.title == "Alder House"


def test_the_code_is_drawn_as_rectangles_not_as_a_picture(client: Client, alder: Center) -> None:
    page = sheet(client, "tear-off").pages[0]
    assert list(page.images) == []
    assert page.get_contents() is not None
    assert page.get_contents().get_data().count(b" re f") > 500  # type: ignore[union-attr]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("form", FORMS)
def test_no_code_stands_where_printers_do_not_print(
    client: Client, alder: Center, form: str, paper: str
) -> None:
    page = sheet(client, form, paper).pages[0]
    contents = page.get_contents()
    assert contents is not None
    found = re.findall(rb"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f", contents.get_data())
    boxes = [tuple(map(float, box)) for box in found]
    assert len(boxes) > 100
    edge = 6.3 * _POINTS
    for left, bottom, wide, high in boxes:  # a height may be measured downwards
        assert edge <= left <= left + wide <= float(page.mediabox.width) - edge
        assert min(bottom, bottom + high) >= edge


def test_its_fonts_are_embedded(client: Client, alder: Center) -> None:
    resources: Any = sheet(client).pages[0]["/Resources"]
    for font in resources["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in inner["/FontDescriptor"].get_object()
        assert "/ToUnicode" in font.get_object()


@pytest.mark.parametrize("name", ["מרכז התקווה", "مركز الأمل", "Центр «Гавань»", "Ελπίδα"])
def test_names_in_other_scripts_can_be_selected(client: Client, alder: Center, name: str) -> None:
    Center.unscoped.filter(pk="alder").update(name=name)
    text = words(sheet(client))
    assert all(letter in text for letter in unicodedata.normalize("NFKC", name))


@pytest.mark.skipif(not features.check("raqm"), reason="needs the library FriBidi")
def test_what_must_be_shaped_is_a_picture_with_its_letters_upon_it(
    client: Client, alder: Center
) -> None:
    Center.unscoped.filter(pk="alder").update(name="आशा केंद्र")
    read = sheet(client)
    assert len(read.pages[0].images) == 1
    assert all(letter in words(read) for letter in "आशकद")


def test_the_longest_name_stays_on_the_page(client: Client, alder: Center) -> None:
    Center.unscoped.filter(pk="alder").update(name="Donaudampfschifffahrt " * 9)
    for form in FORMS:
        assert "704-555-1234" in words(sheet(client, form))


def test_a_confidential_center_s_sheet_names_no_place(client: Client, alder: Center) -> None:
    Center.unscoped.filter(pk="alder").update(confidential=True)
    assert "Carolina" not in words(sheet(client))


def test_a_demo_s_sheet_says_so(client: Client, alder: Center, open_site: object) -> None:
    open_site(demo=True)  # type: ignore[operator]
    for form in FORMS:
        assert "DEMO" in words(sheet(client, form)), form


@pytest.mark.parametrize("path", ["a4/nothing", "a5/poster", "a4/Poster"])
def test_no_sheet_of_what_is_not_there(client: Client, alder: Center, path: str) -> None:
    assert client.get(f"/sheet/en/center/alder/{path}.pdf").status_code == 404
    assert client.get("/sheet/en/center/nobody/a4/poster.pdf").status_code == 404


def test_a_resource_s_sheet_promises_nobody_who_listens(client: Client, open_site: object) -> None:
    open_site(demo=True)  # type: ignore[operator]
    text = words(sheet(client, path="en/resource/sexual-assault-hotline"))
    assert "800-656-4673" in text
    assert "A place to turn to" in text
    assert "Someone listens" not in text
