"""Contact cards, read back by another library; codes to scan."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import segno
import vobject
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.listings import ContactKind
from harborline.web.directory.models import PublicNumber
from harborline.web.public.listings.cards import Number, card, neutral_name
from harborline.web.public.listings.codes import picture
from web_world import OFFICE_WEEK, make_center, make_destination

TELLS = re.compile(
    r"rape|sexual|assault|abuse|crisis|victim|violence|hotline|center", re.IGNORECASE
)


def read(content: bytes) -> Any:
    return vobject.readOne(content.decode())


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alder County Rape Crisis Center", "ACRCC"),
        ("Center for the Healing of Women & Men", "CHWM"),
        ("RAINN National Sexual Assault Hotline", "RNSAH"),
        ("Río Norte: Apoyo a Sobrevivientes", "RNAS"),
        ("Haven", "Contact"),
        ("", "Contact"),
        ("!!!", "Contact"),
        ("Regional Advocates for People's Empowerment", "Contact"),
        ("Support Every X", "Contact"),
        ("B C D E F G H", "BCDEFG"),
    ],
)
def test_the_name_of_a_card_is_letters_that_tell_nothing(name: str, letters: str) -> None:
    assert neutral_name(name) == letters


def test_a_card_is_read_back_as_it_was() -> None:
    numbers = [
        Number("+12022345678"),
        Number("+12022345679", ContactKind.TEXT),
        Number("+12022345670", ContactKind.TTY),
        Number("988", ContactKind.VIDEOPHONE),
    ]
    made = card(
        "ACRCC", numbers, "Monday: 9 a.m.–5 p.m.\nSunday: closed; or, perhaps, not \\ known"
    )
    found = read(made)
    assert found.version.value == "4.0"
    assert found.fn.value == "ACRCC"
    assert [one.value for one in found.tel_list] == [one.dial for one in numbers]
    assert [one.params["TYPE"] for one in found.tel_list] == [
        ["voice"],
        ["text"],
        ["textphone"],
        ["video"],
    ]
    assert found.note.value == ("Monday: 9 a.m.–5 p.m.\nSunday: closed; or, perhaps, not \\ known")


@given(st.text(min_size=1), st.text())
def test_any_text_stays_inside_its_line(name: str, note: str) -> None:
    made = card(name, [Number("+12022345678")], note)
    lines = made.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert b"\r" not in made.replace(b"\r\n", b"")
    made.decode()
    unfolded = made.replace(b"\r\n ", b"").split(b"\r\n")
    names = [re.split(rb"[:;]", line)[0] for line in unfolded if line]
    wanted = [b"BEGIN", b"VERSION", b"KIND", b"FN", b"N", b"TEL", b"NOTE", b"END"]
    assert names == (wanted if note else [one for one in wanted if one != b"NOTE"])


@pytest.mark.django_db
def test_the_card_of_a_center_says_nothing_of_what_it_is(client: Client) -> None:
    center = make_center("rape-crisis", name="Alder County Rape Crisis Center")
    make_destination(center, weekly=OFFICE_WEEK)
    for number in ("+12022345678", "+17045550142"):
        PublicNumber.unscoped.create(center=center, number=number, label="Sexual assault hotline")
    for language, note in (
        ("en", "Monday to Friday: 9 a.m.–5 p.m."),
        ("es", "De lunes a viernes: 9 a. m.–5 p. m."),
    ):
        answer = client.get(f"/{language}/center/rape-crisis/contact.vcf")
        assert answer.headers["Content-Type"] == "text/vcard; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="contact.vcf"'
        assert answer.headers["Cache-Control"] == "no-store"
        found = read(answer.content)
        assert found.fn.value == "ACRCC"
        assert [one.value for one in found.tel_list] == ["+12022345678"]
        assert not TELLS.search(answer.content.decode())
        assert found.note.value.startswith(note)


@pytest.mark.django_db
def test_the_national_line_has_a_card_and_a_code_in_a_demo_the_real_hotlines(
    client: Client, open_site: Any
) -> None:
    for demo, name in ((False, "SAT"), (True, "RNSAH")):
        open_site(demo=demo)
        answer = client.get("/en/line/contact.vcf")
        assert read(answer.content).fn.value == name
        assert read(answer.content).tel.value == "+18006564673"
        assert not TELLS.search(answer.content.decode())
        assert client.get("/en/line/call.svg").content == picture("tel:+18006564673").content


@pytest.mark.django_db
def test_codes_hold_the_page_and_the_number(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://help.example"
    center = make_center("alder")
    PublicNumber.unscoped.create(center=center, number="+12022345678")
    for path, content in (
        ("call.svg", "tel:+12022345678"),
        ("page.svg", "https://help.example/en/center/alder"),
    ):
        answer = client.get(f"/en/center/alder/{path}")
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert answer.content == picture(content).content
        assert dark_modules(answer.content) == sum(
            sum(row) for row in segno.make(content, error="m", micro=False).matrix
        )


def dark_modules(svg: bytes) -> int:
    """Counts what is drawn dark: strokes of a code's path, `h` = that many modules."""
    root = ET.fromstring(svg)  # noqa: S314 -- our own
    (path,) = (one for one in root.iter() if one.get("stroke"))
    return sum(int(length) for length in re.findall(r"h(\d+)", path.get("d", "")))
