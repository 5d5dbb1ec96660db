"""Cards: drawn in any script of ours, with and without a library to shape letters, and kept by content."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from threading import BoundedSemaphore

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image, ImageChops, features

from harborline.web.directory.models import Center
from harborline.web.public.share import cards, keeping, lettering, sheets, wording
from harborline.web.public.share.cards import SHAPES, CardText
from harborline.web.public.share.joining import joined
from harborline.web.public.share.keeping import Kept
from harborline.web.public.share.subjects import subject_of

SCRIPTS = {
    "latin": "Trung tâm Bình Yên – Niño Łódź",
    "cyrillic": "Центр помощи «Тихая гавань»",
    "greek": "Κέντρο υποστήριξης",
    "arabic": "مركز الأمل (شارلوت) 24/7",
    "hebrew": "מרכז התקווה (Charlotte)",
    "devanagari": "आशा सहायता केंद्र",
    "thai": "ศูนย์ช่วยเหลือใกล้คุณ",
}
NEEDS_A_SHAPER = {"devanagari", "thai"}
WITH_A_SHAPER = [True, False] if features.check("raqm") else [False]


def said(title: str) -> CardText:
    return CardText("Support after sexual violence", title, "", "704-555-1234", "example.org")


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("L")


def drawn(title: str, *, shaper: bool = False, shape: str = "wide") -> Image.Image:
    return opened(cards.draw(said(title), SHAPES[shape], shaper=shaper))


def ink_of(card: Image.Image, plain: Image.Image) -> tuple[int, int, int, int]:
    """Gives the box of what stands on a card beside what stands on a plain one; palettes differ a little."""
    differing = ImageChops.difference(card, plain).point([0] * 48 + [255] * 208).getbbox()
    assert differing is not None
    return differing


@pytest.mark.parametrize("shaper", WITH_A_SHAPER, ids=str)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_drawn_inside_the_margins(script: str, shape: str, shaper: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    card = drawn(SCRIPTS[script], shaper=shaper, shape=shape)
    width, height, _ = SHAPES[shape]
    assert card.size == (width, height)
    ink = ink_of(card, drawn("", shaper=shaper, shape=shape))
    left, top, right, bottom = ink
    assert 70 <= left < right <= width - 70
    assert 80 <= top < bottom <= height - SHAPES[shape].band
    # What some networks cut off: all but the middle 2:1.
    assert top >= (height - width / 2) / 2
    shades = card.crop(ink).getcolors()
    assert shades is not None
    assert len(shades) > 8, "letters have soft edges"


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_machine_without_a_shaper_says_what_it_cannot_draw(script: str) -> None:
    assert lettering.can_draw(SCRIPTS[script], shaper=True)
    assert lettering.can_draw(SCRIPTS[script], shaper=False) == (script not in NEEDS_A_SHAPER)


def test_letters_that_no_font_has_cannot_be_drawn() -> None:
    assert not lettering.can_draw("希望中心", shaper=True)
    assert not lettering.can_draw("Help 😀", shaper=True)


@pytest.mark.skipif(not features.check("raqm"), reason="needs the library FriBidi")
@pytest.mark.parametrize("script", ["arabic", "hebrew", "cyrillic", "latin"])
def test_both_ways_of_drawing_give_nearly_the_same(script: str) -> None:
    ours, theirs = drawn(SCRIPTS[script]), drawn(SCRIPTS[script], shaper=True)
    inks = [ink_of(ours, drawn("")), ink_of(theirs, drawn("", shaper=True))]
    assert all(abs(a - b) <= 12 for a, b in zip(*inks, strict=True)), inks


def test_arabic_letters_join_as_their_neighbours_ask() -> None:
    assert joined("بيت") == "\ufe91\ufef4\ufe96"
    assert joined("دار") == "\ufea9\ufe8d\ufead"
    assert joined("لا سلام") == "\ufefb \ufeb3\ufefc\ufee1"
    assert joined("بَيت") == "\ufe91\u064e\ufef4\ufe96"
    assert joined("Help 911") == "Help 911"


def test_right_to_left_text_stands_as_it_is_read() -> None:
    line = "מרכז (ABC) 911"
    assert lettering.as_written(line) == "911 (ABC) זכרמ"
    assert lettering.as_written("Help") == "Help"
    seen = lettering.pieces(line, bold=True, shaper=True, rtl=True)
    assert [piece.text for piece in seen if piece.text.isascii() and piece.text.isalnum()] == [
        "911",
        "ABC",
    ]
    assert seen[-1].is_rtl
    assert seen[-1].text.startswith("מרכז")
    assert not any(piece.is_shaped for piece in seen)


def test_a_machine_without_fribidi_still_draws() -> None:
    """A process that cannot load the library: what a fresh machine is."""
    program = (
        "import PIL.features as f\n"
        "check = f.check\n"
        "f.check = lambda name: False if name in {'raqm', 'fribidi'} else check(name)\n"
        "from harborline.web.public.share import cards, lettering\n"
        "assert not lettering.has_shaper()\n"
        "said = cards.CardText('Hilfe', 'مركز الأمل', 'Centro', '704-555-1234', 'example.org')\n"
        "print(len(cards.card(said, 'wide')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) > 5_000


# -- kept by content -------------------------------------------------------------------------------


def test_the_same_words_are_drawn_once() -> None:
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"card"

    kept = Kept(1_000)
    assert kept.of(("a", "b"), make) == kept.of(("a", "b"), make) == b"card"
    assert len(made) == 1
    kept.of(("ab", ""), make)
    assert len(made) == 2


def test_a_flood_of_files_leaves_the_site_to_those_who_seek_help(
    client: Client, alder: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, other = (
        f"/card/en/center/{alder.pk}/wide.png",
        f"/sheet/en/center/{alder.pk}/a4/poster.pdf",
    )
    assert client.get(known).status_code == 200
    monkeypatch.setattr(sheets, "_kept", Kept(1 << 20))
    making = BoundedSemaphore(1)
    monkeypatch.setattr(keeping, "_making", making)
    with making:
        refused = client.get(other)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
        assert "try again" in refused.content.decode()
        assert client.get(known).status_code == 200, "what is kept needs no making"
    assert client.get(other).status_code == 200


def test_a_file_that_fails_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_making", BoundedSemaphore(1))
    kept = Kept(100)
    with pytest.raises(ZeroDivisionError):
        kept.of(["a"], lambda: bytes(1 // 0))
    assert kept.of(["a"], lambda: b"made") == b"made"


def test_no_more_is_kept_than_there_is_room() -> None:
    kept = Kept(250)
    for number in range(10):
        kept.of((str(number),), lambda: b"x" * 100)
        assert kept.size <= 250
    assert kept.of(("9",), lambda: b"made anew") == b"x" * 100, "the newest is kept"


# -- what stands on them ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_card_says_the_center_and_its_number(client: Client, alder: Center) -> None:
    text = wording.card_text(subject_of("center", "alder"))
    assert text.words()[:4] == [
        *("Support after sexual violence", "Alder House"),
        *("North Carolina · English", "704-555-1234"),
    ]
    answer = client.get("/card/en/center/alder/wide.png")
    assert answer.headers["Content-Type"] == "image/png"
    assert opened(answer.content).size == (1200, 630)
    assert len(answer.content) < 100_000


@pytest.mark.django_db
def test_a_confidential_center_s_card_names_no_place(client: Client, alder: Center) -> None:
    Center.unscoped.filter(pk="alder").update(
        confidential=True, street="1 Elm Street", city="Charlotte", address_zip="28202"
    )
    found = subject_of("center", "alder")
    words = " ".join((*wording.card_text(found).words(), wording.alt_of(found), str(found)))
    for place in ("Carolina", "Charlotte", "Elm", "28202", "NC"):
        assert place not in words
    assert client.get("/card/en/center/alder/wide.png").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["center/alder", "county/10001", "line/national"])
def test_a_demo_s_card_says_so(alder: Center, open_site: object, path: str) -> None:
    kind, _, id_ = path.partition("/")
    assert wording.card_text(subject_of(kind, id_)).demo == ""
    open_site(demo=True)  # type: ignore[operator]
    assert wording.card_text(subject_of(kind, id_)).demo == "DEMO"
    assert "DEMO" in wording.alt_of(subject_of(kind, id_))


@pytest.mark.django_db
def test_a_name_that_cannot_be_drawn_leaves_the_number(alder: Center) -> None:
    Center.unscoped.filter(pk="alder").update(name="希望中心")
    text = wording.card_text(subject_of("center", "alder"))
    assert (text.title, text.number) == ("Someone to talk to", "704-555-1234")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        *("xx/center/alder/wide", "en/center/nobody/wide", "en/center/alder/huge"),
        *("en/nothing/alder/wide", "en/line/other/wide"),
    ],
)
def test_no_card_of_what_is_not_there(client: Client, alder: Center, path: str) -> None:
    assert client.get(f"/card/{path}.png").status_code == 404


def test_the_fonts_are_small_and_bring_their_license() -> None:
    fonts = list(lettering.FONTS.glob("*.ttf"))
    assert sum(font.stat().st_size for font in fonts) < 700_000
    license_text = (lettering.FONTS / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in license_text
    for font in fonts:
        assert font.name in license_text


@pytest.mark.django_db
def test_the_address_on_a_card_is_ours(alder: Center) -> None:
    assert settings.SITE_URL.endswith(wording.card_text(subject_of("center", "alder")).site)
