"""What stands on every page alike is made once a route and language, and nothing of an address is kept."""

from __future__ import annotations

from types import SimpleNamespace

from django.template import Context, Template
from django.template.base import Node
from django.test import RequestFactory
from django.utils.translation import override

from harborline.web.public.templatetags.standing import Standing

SOURCE = "{% load standing %}{% standing %}{{ made }}{% endstanding %}"


def shown(page: Template, made: str, route: str | None, language: str = "en") -> str:
    request = RequestFactory().get("/en/28202")
    request.resolver_match = route and SimpleNamespace(view_name=route)  # type: ignore[assignment]
    with override(language):
        return page.render(Context({"request": request, "made": made}))


def test_a_part_is_made_once_for_each_route_and_language() -> None:
    page = Template(SOURCE)
    assert shown(page, "1", "public:find:home") == "1"
    assert shown(page, "2", "public:find:home") == "1"
    assert shown(page, "3", "public:find:home", "es") == "3"
    assert shown(page, "4", "public:learn:page") == "4"


def test_what_met_no_route_is_made_each_time_and_kept_nowhere() -> None:
    page = Template(SOURCE)
    assert [shown(page, made, None) for made in "12"] == ["1", "2"]
    kept: list[Node] = page.nodelist.get_nodes_by_type(Standing)
    assert [vars(one)["_kept"] for one in kept] == [{}]
