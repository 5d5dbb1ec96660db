"""Numbers are written as people read them, dialed as telephones take them, and made up ones never dialed."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from harborline.web.public.numbers import digits_to_dial, is_fictitious, number_in_words


@pytest.mark.parametrize(
    ("given", "words", "dialed", "fictitious"),
    [
        ("+17045550142", "704-555-0142", "+17045550142", True),
        ("(704) 555-0199", "704-555-0199", "+17045550199", True),
        ("7045550200", "704-555-0200", "+17045550200", False),
        ("800.656.4673", "800-656-4673", "+18006564673", False),
        ("988", "988", "988", False),
        ("+442079460000", "+442079460000", "+442079460000", False),
        ("", "", "", False),
    ],
)
def test_a_number(given: str, words: str, dialed: str, *, fictitious: bool) -> None:
    assert number_in_words(given) == words
    assert digits_to_dial(given) == dialed
    assert is_fictitious(given) == fictitious


def rendered(source: str, path: str = "/en/", **given: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load public %}" + source).render(Context({"request": request, **given}))


def test_a_number_is_a_link_unless_it_is_made_up() -> None:
    assert rendered("{% telephone n %}", n="+18006564673") == (
        '<a class="number" href="tel:+18006564673">800-656-4673</a>'
    )
    assert rendered("{% telephone n %}", n="+17045550142") == (
        '<span class="number">704-555-0142</span>'
    )
    assert "&lt;b&gt;" in rendered("{% telephone n t %}", n="+18006564673", t="<b>")


def test_the_menu_tells_where_one_is() -> None:
    entry = "{% here 'public:find:home' %}"
    assert rendered(entry) == ' aria-current="page"'
    assert rendered(entry, "/en/learn/") == ""
    assert rendered("{% here 'leave' %}", "/exit/more") == ' aria-current="true"'
    assert rendered("{% here 'leave' %}", "/exits") == ""


@pytest.mark.parametrize(
    ("path", "to"), [("/en/", "/es/"), ("/en/nonsense", "/es/"), ("/nowhere", "/es/")]
)
def test_a_page_names_itself_in_the_other_language(path: str, to: str) -> None:
    source = (
        "{% other_languages as all %}{% for code, name, to in all %}{{ code }} {{ to }}{% endfor %}"
    )
    assert rendered(source, path) == f"es {to}"
