"""Stylesheets of the public site name no side of the page, so that right-to-left needs no second one."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client, override_settings

import harborline.web

WEB = Path(harborline.web.__file__).parent
SHEETS = sorted(
    path for part in ("public", "training", "campaign") for path in (WEB / part).rglob("*.css")
)
NAMES_A_SIDE = re.compile(
    r"(?<![\w-])((margin|padding|border)-(left|right)[\w-]*|left|right"
    r"|border-(top|bottom)-(left|right)-radius)\s*:|(float|clear|text-align)\s*:\s*(left|right)"
)
FOUR_SIDES = re.compile(r"(?<![\w-])(margin|padding|inset|border-width)\s*:\s*([^;}]+)")
_RIGHT, _LEFT = 1, 3
LARGEST = 5 * 1024
"""Bytes, compressed, of the frame's own sheet."""

pytestmark = pytest.mark.django_db


def test_the_sheets_are_found() -> None:
    assert WEB / "public/static/public/public.css" in SHEETS


def sides(sheet: str) -> list[str]:
    """Gives the declarations that tell left from right."""
    four = (
        (found[0], found[2].replace("!important", "").split())
        for found in FOUR_SIDES.finditer(sheet)
    )
    return [found[0] for found in NAMES_A_SIDE.finditer(sheet)] + [
        rule for rule, values in four if values[_RIGHT:2] != values[_LEFT:4] and len(values) > _LEFT
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_rule_names_left_or_right(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    assert sides(text) == []


@pytest.mark.parametrize(
    "rule",
    [
        "a{left:0}",
        "a { margin-left: 1px; }",
        "a { text-align: right; }",
        "a { border-top-left-radius: 1px }",
        "a { padding: 1px 2px 3px 4px; }",
    ],
)
def test_a_rule_that_names_a_side_is_found(rule: str) -> None:
    assert sides(rule)


@pytest.mark.parametrize(
    "rule", ["a{inset-inline:0}", "a{padding:1px 2px 3px 2px;}", "a{margin:0 auto}"]
)
def test_a_rule_that_names_none_is_not(rule: str) -> None:
    assert not sides(rule)


def test_the_sheet_of_the_frame_is_small() -> None:
    sheet = WEB / "public/static/public/public.css"
    assert len(gzip.compress(sheet.read_bytes(), 6)) <= LARGEST


@override_settings(LANGUAGES=[("en", "English"), ("es", "Español"), ("ar", "العربية")])
def test_a_language_from_right_to_left_turns_the_page(client: Client) -> None:
    page = client.get("/ar/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<a href="/en/" lang="en"' in page
