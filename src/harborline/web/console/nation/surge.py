"""The surge overlay: centers of other places that help, what callers meet meanwhile, and when it ends."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from harborline.app.overlays import SurgeOn
from harborline.core.errors import HarborlineError, UnusableMap
from harborline.core.routing_map import RoutingMap
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.console.center.asking import nothing_was_done, somebody_else_changed, unkept
from harborline.web.console.center.words import SKIP_REASONS
from harborline.web.console.nation.surge_effect import Effect, effect_of
from harborline.web.console.nation.surge_form import (
    MOVES,
    ZIP_POLICIES,
    Helpers,
    SurgeForm,
    as_kept,
    as_typed,
    helpers_of,
    matches,
    names_of,
    surge_of,
)
from harborline.web.console.services.surging import switch_off, switch_on
from harborline.web.directory.words import when_in_words
from harborline.web.site.ports import site_ports


class _Asked(NamedTuple):
    """One visit: which button, what holds now, who was chosen, what was filled in."""

    act: str
    now: datetime
    on: SurgeOn | None
    routing_map: RoutingMap
    helpers: Helpers
    form: SurgeForm


def show(request: ScopedRequest) -> HttpResponseBase:
    """Shows the surge that is on, and the form; a POST picks centers, shows the effect, or switches."""
    try:
        if request.POST.get("act") == "off":
            _switch_off(request)
            return redirect("console:surge")
        asked = _asked(request)
        if asked.act == "on" and _is_done(request, asked):
            return redirect("console:surge")
        return render(request, "console/nation/surge.html", _found(request, asked))
    except UnusableMap:
        return render(request, "console/nation/no_map.html", {"heading": gettext("Surge")})
    except HarborlineError:
        unread = {"heading": gettext("Surge"), "unread": True}
        return render(request, "console/nation/no_map.html", unread)


def _asked(request: ScopedRequest) -> _Asked:
    act, now = request.POST.get("act", ""), timezone.now()
    ports = site_ports()
    on, routing_map = ports.overlays.surge(now), ports.current_map()
    if request.method == "POST":
        helpers = helpers_of(request.POST, act, routing_map)
        bound = act in {"see", "on"}
        form = SurgeForm(helpers, request.POST if bound else None, initial=as_typed(request.POST))
    else:
        helpers = Helpers(on.surge.mutual_aid if on else ())
        form = SurgeForm(helpers, initial=as_kept(on.surge) if on else None)
    return _Asked(act, now, on, routing_map, helpers, form)


def _switch_off(request: ScopedRequest) -> None:
    """Needs no map, so that it works when there is none."""
    try:
        if _is_another(request, site_ports().overlays.surge(timezone.now())):
            messages.error(request, nothing_was_done())
            return
        switch_off(request.scope_held.actor)
    except HarborlineError:
        messages.error(request, unkept())
    else:
        messages.success(request, gettext("The surge is off."))


def _is_done(request: ScopedRequest, asked: _Asked) -> bool:
    """Switches on what was filled in, unless that cannot be or somebody else was quicker."""
    if not asked.form.is_valid():
        return False
    if _is_another(request, asked.on):
        asked.form.add_error(None, somebody_else_changed())
        return False
    given, actor = asked.form.cleaned_data, request.scope_held.actor
    try:
        switch_on(actor, surge_of(asked.helpers, given), given["hours"], given["why"])
    except HarborlineError:
        asked.form.add_error(None, unkept())
        return False
    messages.success(request, gettext("The surge is on."))
    return True


def _is_another(request: ScopedRequest, on: SurgeOn | None) -> bool:
    """Tells whether the surge is another one than the page showed; one that ended is no other."""
    seen = request.POST.get("seen")
    return seen is not None and on is not None and seen != seen_of(on)


def seen_of(on: SurgeOn | None) -> str:
    """Gives what a page carries of the surge that it shows: its end."""
    return on.until.astimezone(UTC).isoformat() if on else ""


def _ends(on: SurgeOn, now: datetime) -> str:
    """Says when a surge ends, on the clock of the national room."""
    return when_in_words(on.until.astimezone(ZoneInfo(settings.ROOM_ZONE)), now)


def _found(request: ScopedRequest, asked: _Asked) -> dict[str, Any]:
    words = request.POST.get("find", "").replace("\0", "")[:100].strip()
    looked = bool(words) and asked.act.partition(":")[0] in {"find", *MOVES}
    found, more = (
        matches(request.reach, words, asked.routing_map, asked.helpers.chosen)
        if looked
        else ([], False)
    )
    on = asked.on
    return {
        "form": asked.form,
        "on": on,
        "on_ends": _ends(on, asked.now) if on else "",
        "seen": seen_of(on),
        "on_names": [
            name for _, name in names_of(on.surge.mutual_aid if on else (), request.reach)
        ],
        "on_zip": ZIP_POLICIES[on.surge.zip_policy or ""] if on else "",
        "helpers": names_of(asked.helpers.chosen, request.reach),
        "find": words,
        "looked": looked,
        "found": found,
        "more": more,
        "effect": _effect(asked) if asked.act == "see" and asked.form.is_valid() else None,
    }


def _effect(asked: _Asked) -> dict[str, Any]:
    surge = surge_of(asked.helpers, asked.form.cleaned_data)
    effect: Effect = effect_of(surge, asked.now)
    refusals = {
        one.name: SKIP_REASONS[one.refused] for one in effect.helpers if one.refused is not None
    }
    return {
        **effect._asdict(),
        "people": f"{effect.people:,}",
        "of_people": f"{effect.of_people:,}",
        "helpers": [(one.name, one.counties, refusals.get(one.name)) for one in effect.helpers],
        "zip": ZIP_POLICIES[surge.zip_policy] if surge.zip_policy else None,
        "lines": [line for line in effect.lines if line[1] != line[2]],
        "wait_notice": surge.wait_notice,
    }
