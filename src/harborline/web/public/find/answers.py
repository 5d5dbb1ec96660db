"""Makes an answer: asks the map whom callers of a place are sent to, and says it in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from harborline.app.nearby import Card, Nearby, nearby, serving_too
from harborline.app.overlays import occupancy_of
from harborline.atlas.tables import Atlas
from harborline.core.errors import HarborlineError
from harborline.core.occupancy import NOTHING_KNOWN, Occupancy
from harborline.core.places import Origin
from harborline.core.routing_map import RoutingMap
from harborline.web.directory.counties import county_in_words
from harborline.web.public.find.facts import Facts, coalition_of, facts_of
from harborline.web.public.find.pins import Pin, county_map
from harborline.web.public.find.words import CardInWords, cards_in_words
from harborline.web.site.ports import site_ports


class Group(NamedTuple):
    """Centers under one heading."""

    title: str
    cards: list[CardInWords]


class Answer(NamedTuple):
    """An answer as the page shows it. `summary`: the same in a sentence, read first. `state`: the state's own
    line, `coalition` its name and web address. `counties`: the place's, the main one first.
    """

    summary: str
    groups: list[Group]
    state: list[CardInWords]
    coalition: tuple[str, str] | None
    national: list[CardInWords]
    counties: tuple[str, ...]
    picture: SafeString


def answer_for(
    routing_map: RoutingMap, atlas: Atlas, origins: Sequence[Origin], at: datetime
) -> Answer:
    """Gives the answer for a place of one or several origins, the main one first, at `at` (aware)."""
    main, *others = origins
    language, known = get_language() or "", paused_now(at)
    found = nearby(routing_map, main, language, at, known)
    beside = serving_too(routing_map, others, found, language, at, known)
    in_groups = _in_groups(found, beside, _beside_title(others, atlas))
    everyone = [card for _title, cards in in_groups for card in cards]
    facts = facts_of(card.id for card in everyone)
    counties = tuple(dict.fromkeys(one.county for one in origins if one.county))
    groups, number = [], 1
    for title, cards in in_groups:
        groups.append(Group(title, cards_in_words(routing_map, cards, facts, at, number)))
        number += len(cards)
    return Answer(
        _summary(found, beside),
        groups,
        cards_in_words(routing_map, found.state, {}, at),
        _coalition(main.state, facts.values()),
        cards_in_words(routing_map, found.national, {}, at),
        counties,
        _picture(atlas, counties, everyone, facts),
    )


def _in_groups(
    found: Nearby, beside: Sequence[Card], beside_title: str
) -> list[tuple[str, list[Card]]]:
    """Gives the cards under their headings; the first open one is the one whose telephone would ring first."""
    first = found.first_open
    beside = [card for card in beside if first is None or card.id != first.id]
    shown = {card.id for card in beside}
    in_order = [card for card in (*found.serving, *found.further) if card.id not in shown]
    runs = [list(run) for _serves, run in groupby(in_order, key=lambda card: card.serves)]
    told = [(_title(runs, index), run) for index, run in enumerate(runs)]
    if beside:
        after = 1 if found.serving else 0
        rings = next((place for place, run in enumerate(runs, 1) if first in run), after)
        told.insert(max(after, rings), (beside_title, beside))
    return told


def _title(runs: Sequence[Sequence[Card]], index: int) -> str:
    """Names a run of cards. Centers that speak the language come before those nearby that do not."""
    before, after = runs[:index], runs[index + 1 :]
    if runs[index][0].serves:
        again = any(run[0].serves for run in before)
        return (
            _("More centers that serve this place") if again else _("Centers that serve this place")
        )
    if any(run[0].serves for run in after):
        return _("Next closest, in your language")
    return _("Next closest")


def _coalition(state: str | None, facts: Iterable[Facts]) -> tuple[str, str] | None:
    """Gives name and web address of the state's coalition: most often one of the centers names it."""
    if state is None:
        return None
    for one in facts:
        if one.coalition and one.coalition[0] == state:
            return one.coalition[1:]
    return coalition_of(state)


def paused_now(at: datetime) -> Occupancy:
    """Gives which centers asked not to be called now, and nothing of who is on a call."""
    try:
        pauses = site_ports().overlays.pauses(at)
    except HarborlineError:
        return NOTHING_KNOWN
    return occupancy_of(pauses, None) if pauses else NOTHING_KNOWN


def _beside_title(others: Sequence[Origin], atlas: Atlas) -> str:
    named = [atlas.counties[one.county] for one in others if one.county in atlas.counties]
    if len(named) == 1:
        said = {"county": county_in_words(named[0])}
        return _("Part of it may lie in %(county)s. Centers there") % said
    return _("Part of it may lie in other counties. Centers there")


def _summary(found: Nearby, beside: Sequence[Card]) -> str:
    serving = [*found.local, *beside]
    if not serving:
        return _("No local center serves this place yet. The ones below can still help you.")
    is_open = sum(card.standing == "open" for card in serving)
    told = ngettext(
        "%(count)d center serves this place.", "%(count)d centers serve this place.", len(serving)
    ) % {"count": len(serving)}
    if not is_open:
        return f"{told} {_('Nobody there answers right now. The open ones below do.')}"
    answers = ngettext(
        "%(count)d of them answers right now.", "%(count)d of them answer right now.", is_open
    )
    if len(serving) == 1:
        return f"{told} {_('It answers right now.')}"
    if is_open == len(serving):
        return f"{told} {_('All of them answer right now.')}"
    return f"{told} {answers % {'count': is_open}}"


def _picture(
    atlas: Atlas, counties: Sequence[str], cards: Sequence[Card], facts: Mapping[str, Facts]
) -> SafeString:
    """Draws the main county; a center that is confidential, or in no listing, is told in words alone."""
    county = atlas.counties.get(counties[0]) if counties else None
    if county is None:
        return SafeString()
    near = [atlas.counties[fips] for fips in county.neighbours if fips in atlas.counties]
    pins = [
        Pin(number, card.name, *known.point, card.standing == "open")
        for number, card in enumerate(cards, start=1)
        if (known := facts.get(card.id)) and known.point
    ]
    return county_map(county, near, pins)
