"""The surge overlay: centers of other places that help, what that changes, and when it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from harborline.core.errors import HarborlineError
from harborline.core.occupancy import Surge
from harborline.core.reasons import LegKind
from harborline.core.routing import Needs, decide
from harborline.web.accounts.routes import ScopedRequest
from harborline.web.accounts.scopes import Reach
from harborline.web.console.coverage_map import occupancy_of
from harborline.web.console.services.surging import switch_off, switch_on
from harborline.web.directory.models import Center
from harborline.web.site.ports import site_ports

PLACES = 20
"""The most populous counties of the nation, one of each state, that the effect is shown for."""


class SurgeForm(forms.Form):
    """Who helps, in order, and for how long."""

    centers = forms.CharField(
        label=gettext_lazy("Centers that help, one id on each line, in order"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    hours = forms.IntegerField(
        label=gettext_lazy("For how many hours (24 at most)"),
        min_value=1,
        max_value=24,
        initial=4,
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500)

    def clean_centers(self) -> tuple[str, ...]:
        """Gives the ids, each once; every one must be in the map in use."""
        given = tuple(dict.fromkeys(self.cleaned_data["centers"].split()))
        known = site_ports().current_map()
        unknown = [one for one in given if not 0 <= known.parties.get(one, -1) < known.center_count]
        if unknown:
            raise forms.ValidationError(
                gettext("No center in the routing map is called %(id)s.") % {"id": unknown[0][:80]}
            )
        return given


def show(request: ScopedRequest) -> HttpResponseBase:
    """Shows the surge that is on, and the form; a POST shows the effect, or switches."""
    now, act = timezone.now(), request.POST.get("act", "")
    actor = request.scope_held.actor
    form = SurgeForm(request.POST if act in {"see", "on"} else None)
    effect: list[dict[str, Any]] = []
    try:
        on = site_ports().overlays.surge(now)
        if act == "off":
            switch_off(actor)
            messages.success(request, gettext("The surge is off."))
            return redirect("console:surge")
        if act and form.is_valid():
            given = form.cleaned_data
            if act == "on":
                switch_on(actor, given["centers"], given["hours"], given["why"])
                messages.success(request, gettext("The surge is on."))
                return redirect("console:surge")
            effect = effect_of(Surge(given["centers"]), now)
    except HarborlineError:
        return render(request, "console/nation/no_map.html")
    names = _names(on.surge.mutual_aid if on else (), request.reach)
    context = {"form": form, "on": on, "names": names, "effect": effect}
    return render(request, "console/nation/surge.html", context)


def effect_of(surge: Surge, at: datetime) -> list[dict[str, Any]]:
    """Gives who would be dialed before the backups in each place of the sample, without and with it."""
    ports = site_ports()
    routing_map, counties = ports.current_map(), ports.atlas().counties.values()
    line = routing_map.line()
    needs, known = Needs(line.id, line.languages[0]), occupancy_of(ports.overlays, at)
    largest = {one.state: one for one in sorted(counties, key=lambda one: one.population)}
    sample = sorted(largest.values(), key=lambda one: -one.population)[:PLACES]
    rows = []
    for county in sample:
        origin = routing_map.place(routing_map.cell_of_county(county.fips))
        legs = [
            [
                leg.name
                for leg in decide(routing_map, origin, needs, known._replace(surge=one), at).legs
                if leg.kind in {LegKind.CENTER, LegKind.MUTUAL_AID}
            ]
            for one in (None, surge)
        ]
        place = f"{county.name}, {county.state}"
        rows.append({"place": place, "before": legs[0], "added": legs[1][len(legs[0]) :]})
    return rows


def _names(centers: tuple[str, ...], reach: Reach) -> list[str]:
    """Gives the names of centers in their order; one that is gone keeps its id."""
    known = dict(
        Center.objects.within(reach).filter(pk__in=centers).order_by().values_list("id", "name")
    )
    return [known.get(one, one) for one in centers]
