"""The menu: which pages somebody finds, by what they may do and for which center."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from harborline.web.accounts.permissions import Permission
from harborline.web.accounts.routes import NOBODY
from harborline.web.accounts.scopes import Reach, Scope


class Page(NamedTuple):
    """A page of the menu. `name`: of its path. `needs`: None for everybody who is signed in."""

    label: str | Promise
    name: str
    needs: Permission


class Link(NamedTuple):
    """A line of the menu as it is shown. `here`: this is the page that is open."""

    label: str | Promise
    href: str
    here: bool


class Section(NamedTuple):
    """A part of the menu under one heading."""

    heading: str | Promise
    links: tuple[Link, ...]


_P = Permission
CENTER_PAGES = (
    Page(gettext_lazy("Overview"), "console:center", _P.CENTER_VIEW),
    Page(gettext_lazy("Our entry"), "console:entry", _P.CENTER_EDIT),
    Page(gettext_lazy("Phones"), "console:destinations", _P.CENTER_DESTINATIONS),
    Page(gettext_lazy("Hours"), "console:hours", _P.CENTER_HOURS),
    Page(gettext_lazy("Who answers tonight"), "console:rota", _P.CENTER_ROTA),
    Page(gettext_lazy("Pause"), "console:pause", _P.CENTER_PAUSE),
    Page(gettext_lazy("Our service area"), "console:area", _P.CENTER_VIEW),
    Page(gettext_lazy("What callers meet"), "console:callers", _P.CENTER_EXPLAIN),
    Page(gettext_lazy("Verify our listing"), "console:verify", _P.CENTER_VERIFY),
    Page(gettext_lazy("Training requests"), "console:center_training", _P.CENTER_TRAINING),
    Page(gettext_lazy("Our numbers"), "console:figures", _P.CENTER_FIGURES),
    Page(gettext_lazy("Up to date?"), "freshness:center", _P.CENTER_VIEW),
    Page(gettext_lazy("Who has access"), "accounts:center_access", _P.CENTER_ACCESS),
)
"""Pages of one center; each path takes its id."""

NETWORK_PAGES: tuple[Page, ...] = (
    Page(gettext_lazy("By state"), "console:states", _P.COVERAGE_VIEW),
    Page(gettext_lazy("Coverage"), "console:coverage", _P.COVERAGE_VIEW),
    Page(gettext_lazy("Gaps and overlaps"), "console:gaps", _P.COVERAGE_VIEW),
    Page(gettext_lazy("Changes to approve"), "console:changes", _P.CHANGES_VIEW),
    Page(gettext_lazy("Centers"), "console:centers", _P.COVERAGE_VIEW),
    Page(gettext_lazy("Training requests"), "console:training_requests", _P.TRAINING_VIEW),
    Page(gettext_lazy("Asked for trainings"), "console:training_demand", _P.TRAINING_VIEW),
    Page(gettext_lazy("Surge"), "console:surge", _P.SURGE_SWITCH),
    Page(gettext_lazy("Wall board"), "console:board", _P.BOARD_VIEW),
    Page(gettext_lazy("Audit trail"), "console:audit", _P.AUDIT_VIEW),
    Page(gettext_lazy("Up to date?"), "freshness:list", _P.COVERAGE_VIEW),
    Page(gettext_lazy("National resources"), "resources:list", _P.NATION_EDIT),
    Page(gettext_lazy("Routing maps"), "publishing:versions", _P.NATION_VIEW),
    Page(gettext_lazy("Spreadsheets"), "exchange:csv_upload", _P.DIRECTORY_IMPORT),
    Page(gettext_lazy("Who has access"), "accounts:access", _P.ACCESS_EDIT),
)
"""Pages of coalitions and the nation."""


def sections(request: HttpRequest) -> tuple[Section, ...]:
    """Gives the menu of whoever asks; a section without a page is left out."""
    scope: Scope = getattr(request, "scope_held", NOBODY)
    center = getattr(request, "center", None)
    found: list[Section] = []
    if center is not None:
        links = _links(request, _of_center(scope, center.pk, center.coalition_id), center.pk)
        found.append(Section(center.name, links))
    elif own := only_center(scope):
        links = _links(request, _of_center(scope, own, None), own)
        found.append(Section(gettext_lazy("Your center"), links))
    pages = tuple(page for page in NETWORK_PAGES if scope.may(page.needs))
    found.append(Section(gettext_lazy("Network"), _links(request, pages)))
    return tuple(section for section in found if section.links)


def only_center(scope: Scope) -> str | None:
    """Gives the id of the one center that somebody works for, if there is just one."""
    centers = {grant.center for grant in scope.grants if grant.center}
    return centers.pop() if len(centers) == 1 else None


def covers(reach: Reach, center: str, coalition: str | None) -> bool:
    """Tells whether a center lies within a reach."""
    return reach.everything or center in reach.centers or coalition in reach.coalitions


def _of_center(scope: Scope, center: str, coalition: str | None) -> tuple[Page, ...]:
    return tuple(
        page for page in CENTER_PAGES if covers(scope.reach(page.needs), center, coalition)
    )


def _links(request: HttpRequest, pages: tuple[Page, ...], *arguments: Any) -> tuple[Link, ...]:
    made = [(page.label, reverse(page.name, args=arguments)) for page in pages]
    return tuple(Link(label, href, here=request.path == href) for label, href in made)
