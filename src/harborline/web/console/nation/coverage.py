"""The coverage map: each county coloured by who serves it, who answers now, how many may, how fresh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.gzip import gzip_page

from harborline.core.errors import HarborlineError
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.accounts.scopes import Reach
from harborline.web.console.coverage_map import Answers, Covered, answers_now, coverage
from harborline.web.console.nation.reaching import asked_state, states_of
from harborline.web.console.shapes import Painted, picture
from harborline.web.directory.models import Center
from harborline.web.site.ports import site_ports

_PICTURES_KEPT = 16
"""All views of the nation in two languages, and a few states."""
SOON = timedelta(days=30)
AGING = timedelta(days=183)
_Word = str | Promise

VIEWS: dict[str, _Word] = {
    "serving": gettext_lazy("Who serves"),
    "open": gettext_lazy("Who answers now"),
    "chain": gettext_lazy("How many may be dialed"),
    "freshness": gettext_lazy("How fresh"),
}
NOBODY: _Word = gettext_lazy("nobody serves it")
CLASSES: dict[str, dict[str, _Word]] = {
    "serving": {
        "none": NOBODY,
        "one": gettext_lazy("one center serves it"),
        "more": gettext_lazy("several centers serve it"),
    },
    "open": {
        Answers.SERVING: gettext_lazy("its own center answers"),
        Answers.NEXT_CLOSEST: gettext_lazy("a center nearby answers"),
        Answers.MUTUAL_AID: gettext_lazy("mutual aid answers"),
        Answers.STATE_BACKUP: gettext_lazy("the state backup answers"),
        Answers.NATIONAL_BACKUP: gettext_lazy("the national team answers"),
    },
    "chain": {
        "0": gettext_lazy("no center"),
        "1": gettext_lazy("1 or 2 centers"),
        "3": gettext_lazy("3 to 7 centers"),
        "8": gettext_lazy("8 to 15 centers"),
        "16": gettext_lazy("16 centers or more"),
    },
    "freshness": {
        "fresh": gettext_lazy("verified within half a year"),
        "aging": gettext_lazy("verified longer ago"),
        "soon": gettext_lazy("expires within 30 days"),
        "old": gettext_lazy("expired, or never verified"),
        "other": gettext_lazy("of another coalition"),
        "none": NOBODY,
    },
}
"""What each class of each view says; the keys are the classes of the style sheet."""


class Row(NamedTuple):
    """A line of the table: a county, or a state. `link`: opens the state. `serving`: names of centers,
    each with the id of its page, empty where it has none.
    """

    name: str
    centers: str
    chain: str
    words: str
    link: str = ""
    serving: tuple[tuple[str, str], ...] = ()


class Seen(NamedTuple):
    """What a view knows of the counties. `names`: of centers, by id; others are not named."""

    view: str
    covered: Mapping[str, Covered]
    answers: Mapping[str, Answers]
    fresh: Mapping[str, str]
    names: Mapping[str, str]


class Drawing(NamedTuple):
    """A picture to draw, equal to another of the same key: people look at the same few all day."""

    key: tuple[str | None, ...]
    seen: Seen
    classes: Mapping[str, str]
    near: bool

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawing) and self.key == other.key


@gzip_page
def show(request: ScopedRequest) -> HttpResponse:
    """Shows the map of the nation, or of one state."""
    ports, now = site_ports(), timezone.now()
    view = request.GET.get("view", "serving")
    view = view if view in VIEWS else "serving"
    mine = states_of(request.reach)
    try:
        routing_map, atlas = ports.current_map(), ports.atlas()
        covered = coverage(routing_map, atlas)
        answers = answers_now(routing_map, atlas, ports.overlays, now) if view == "open" else {}
    except HarborlineError as fault:
        return render(request, "console/nation/no_map.html", {"fault": fault})
    known = frozenset(one.county.state for one in covered.values())
    state = asked_state(request.GET.get("state", ""), mine, known)
    shown = {
        fips: one
        for fips, one in covered.items()
        if (one.county.state == state if state else mine is None or one.county.state in mine)
    }
    names = dict(zip(routing_map.ids, routing_map.names, strict=True))
    seen = _seen(request.reach, view, shown, answers, names, now)
    classes = {fips: _class(seen, fips) for fips in shown}
    key = (routing_map.version, view, state, get_language(), *classes, *classes.values())
    return render(
        request,
        "console/nation/coverage.html",
        {
            "view": view,
            "views": VIEWS,
            "state": state,
            "states": sorted(known if mine is None else mine),
            "at": now,
            "version": routing_map.version,
            "picture": _drawn(Drawing(key, seen, classes, near=bool(state))),
            "legend": _legend(view, classes, shown),
            "rows": (
                _county_rows(seen, classes, _pages(request.reach, shown))
                if state
                else _state_rows(seen, classes)
            ),
        },
    )


@lru_cache(maxsize=_PICTURES_KEPT)
def _drawn(one: Drawing) -> SafeString:
    link = f"?view={one.seen.view}&amp;state="
    return picture(_painted(one.seen, one.classes), near=one.near, link=link)


def _seen(
    reach: Reach,
    view: str,
    covered: Mapping[str, Covered],
    answers: Mapping[str, Answers],
    names: Mapping[str, str],
    now: datetime,
) -> Seen:
    """Reads the centers in reach once where the view needs them."""
    fresh: dict[str, str] = {}
    if view == "freshness" or not reach.everything:
        rows = Center.objects.within(reach).order_by()
        for center, verified_on, expires_on in rows.values_list("id", "verified_on", "expires_on"):
            fresh[center] = freshness(verified_on, expires_on, now.date())
        if not reach.everything:
            names = {center: names.get(center, center) for center in fresh}
    return Seen(view, covered, answers, fresh, names)


def freshness(verified_on: date | None, expires_on: date | None, today: date) -> str:
    """Gives the class of a listing by when it was verified and when it expires."""
    if verified_on is None or (expires_on is not None and expires_on < today):
        return "old"
    if expires_on is not None and expires_on <= today + SOON:
        return "soon"
    return "fresh" if verified_on >= today - AGING else "aging"


def _class(seen: Seen, fips: str) -> str:
    one = seen.covered[fips]
    if seen.view == "open":
        return seen.answers[fips].value
    if seen.view == "chain":
        return next(str(least) for least in (16, 8, 3, 1, 0) if one.chain >= least)
    if not one.serving:
        return "none"
    if seen.view == "freshness":
        return seen.fresh.get(one.serving[0], "other")
    return "one" if len(one.serving) == 1 else "more"


def _painted(seen: Seen, classes: Mapping[str, str]) -> Iterable[Painted]:
    words = {name: str(word) for name, word in CLASSES[seen.view].items()}
    by_area = seen.view == "serving"
    for fips, name in classes.items():
        county, colour = seen.covered[fips].county, seen.covered[fips].colour
        css = f"a{colour}" if by_area else f"{seen.view[0]}-{name}"
        yield Painted(fips, county.state, css, f"{county.name}, {county.state}: {words[name]}")


def _legend(
    view: str, classes: Mapping[str, str], covered: Mapping[str, Covered]
) -> list[dict[str, Any]]:
    counties: dict[str, int] = defaultdict(int)
    people: dict[str, int] = defaultdict(int)
    for fips, name in classes.items():
        counties[name] += 1
        people[name] += covered[fips].county.population
    return [
        {
            "css": ("a0" if name == "none" else "") if view == "serving" else f"{view[0]}-{name}",
            "word": word,
            "counties": counties[name],
            "people": people[name],
        }
        for name, word in CLASSES[view].items()
        if name != "other" or counties[name]
    ]


def _pages(reach: Reach, covered: Mapping[str, Covered]) -> frozenset[str]:
    """Gives those of the serving centers that have a page in reach."""
    asked = {center for one in covered.values() for center in one.serving}
    return frozenset(Center.objects.within(reach).filter(pk__in=asked).values_list("pk", flat=True))


def _county_rows(seen: Seen, classes: Mapping[str, str], pages: frozenset[str]) -> list[Row]:
    words = CLASSES[seen.view]
    rows = []
    for fips, one in seen.covered.items():
        names = center_names(one.serving, seen.names)
        ids = [center if center in pages else "" for center in one.serving]
        serving = tuple(zip(names, ids, strict=True))
        said = str(words[classes[fips]])
        rows.append(Row(one.county.name, "", str(one.chain), said, serving=serving))
    return rows


def center_names(centers: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Gives the names of centers; those out of reach are not named."""
    return [names.get(center) or gettext("a center of another coalition") for center in centers]


def _state_rows(seen: Seen, classes: Mapping[str, str]) -> list[Row]:
    counties: dict[str, list[str]] = defaultdict(list)
    for fips, one in seen.covered.items():
        counties[one.county.state].append(fips)
    good: Callable[[str], bool] = {
        "serving": bool,  # shown as people instead
        "open": lambda name: name == Answers.SERVING,
        "chain": lambda name: name != "0",
        "freshness": lambda name: name in {"fresh", "aging"},
    }[seen.view]
    rows = []
    by_area = seen.view == "serving"
    for state, codes in sorted(counties.items()):
        alone = sum(
            seen.covered[fips].county.population for fips in codes if not seen.covered[fips].serving
        )
        centers = {center for fips in codes for center in seen.covered[fips].serving}
        served = sum(bool(seen.covered[fips].serving) for fips in codes)
        rows.append(
            Row(
                state,
                str(len(centers)),
                f"{served} / {len(codes)}",
                number_format(alone, use_l10n=True, force_grouping=True)
                if by_area
                else f"{sum(good(classes[fips]) for fips in codes)} / {len(codes)}",
                state,
            )
        )
    return rows
