"""What is filled in to switch a surge on: the centers that help, in order, and what callers meet.

Every button is a round trip that loses nothing of what was typed, so it works without scripts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from harborline.core.directory import ZipPolicy
from harborline.core.occupancy import LONGEST_WAIT_S, SHORTEST_WAIT_S, Surge
from harborline.core.routing_map import RoutingMap
from harborline.web.accounts.scopes import Reach
from harborline.web.console.nation.centers import with_words
from harborline.web.directory.models import Center

MOST = 20
"""Centers that may help: nobody's call shall go round for ever before the backups."""
_FOUND = 10
MOVES = ("add", "up", "down", "remove")

ZIP_POLICIES: dict[str, str | Promise] = {
    "": gettext_lazy("as each line has it"),
    ZipPolicy.NEVER: gettext_lazy("nobody, so that calls go on faster"),
    ZipPolicy.WHEN_UNCERTAIN: gettext_lazy("whoever calls from a place that is not certain"),
    ZipPolicy.ALWAYS: gettext_lazy("everybody"),
}


class SurgeForm(forms.Form):
    """What a surge changes beside who helps, for how long, and why."""

    zip_policy = forms.ChoiceField(
        label=gettext_lazy("Who is asked for a ZIP code"),
        choices=tuple(ZIP_POLICIES.items()),
        required=False,
    )
    local_wait_s = forms.IntegerField(
        label=gettext_lazy("Seconds until the national team rings too"),
        help_text=gettext_lazy(
            "8 to 600, on every line. Leave it empty to keep what each line has."
        ),
        min_value=SHORTEST_WAIT_S,
        max_value=LONGEST_WAIT_S,
        required=False,
    )
    wait_notice = forms.BooleanField(
        label=gettext_lazy("Tell callers that it may take longer than usual"),
        help_text=gettext_lazy(
            "One calm sentence after the keys of the greeting, in English and Spanish, and a short one "
            "in replies to texts."
        ),
        required=False,
    )
    hours = forms.IntegerField(
        label=gettext_lazy("For how many hours (24 at most)"), min_value=1, max_value=24, initial=4
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=500)

    def __init__(self, helpers: Helpers, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._helpers = helpers

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self._helpers.unknown:
            gone = {"id": self._helpers.unknown[0][:80]}
            text = gettext("No center in the routing map is called %(id)s; take it out.")
            raise forms.ValidationError(text % gone)
        if len(self._helpers.chosen) > MOST:
            text = gettext("Choose %(most)s centers at most; take some out.")
            raise forms.ValidationError(text % {"most": MOST})
        if not self.errors and surge_of(self._helpers, cleaned) == Surge():
            raise forms.ValidationError(
                gettext("Add a center that helps, or choose one of the other changes.")
            )
        return cleaned


class Helpers(NamedTuple):
    """The centers chosen, by id in order, and those of them that the map in use does not know."""

    chosen: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def helpers_of(posted: QueryDict, act: str, routing_map: RoutingMap) -> Helpers:
    """Gives who was chosen, after the button that was pressed; each once."""
    chosen = list(dict.fromkeys(one.strip() for one in posted.getlist("helps") if one.strip()))
    move, _, center = act.partition(":")
    if move == "add" and center and center not in chosen:
        chosen.append(center)
    elif center in chosen:
        at = chosen.index(center)
        chosen.pop(at)
        if move != "remove":
            chosen.insert(max(0, at + {"up": -1, "down": 1}.get(move, 0)), center)
    unknown = tuple(one for one in chosen if not is_center(routing_map, one))
    return Helpers(tuple(chosen), unknown)


def is_center(routing_map: RoutingMap, name: str) -> bool:
    """Tells whether the map has a center of that id; backups cannot help."""
    return 0 <= routing_map.parties.get(name, -1) < routing_map.center_count


def surge_of(helpers: Helpers, cleaned: dict[str, Any]) -> Surge:
    """Gives the surge that was filled in."""
    policy = cleaned.get("zip_policy")
    return Surge(
        helpers.chosen,
        ZipPolicy(policy) if policy else None,
        cleaned.get("local_wait_s"),
        bool(cleaned.get("wait_notice")),
    )


def as_typed(posted: QueryDict) -> dict[str, Any]:
    """Gives what was typed into the form, to be shown again without a word about what is missing."""
    typed: dict[str, Any] = {name: posted[name] for name in SurgeForm.base_fields if name in posted}
    return typed | {"wait_notice": "wait_notice" in posted}


def as_kept(surge: Surge) -> dict[str, Any]:
    """Gives a surge that is on as the form shows it."""
    return {
        "zip_policy": surge.zip_policy or "",
        "local_wait_s": surge.local_wait_s,
        "wait_notice": surge.wait_notice,
    }


def matches(
    reach: Reach, words: str, routing_map: RoutingMap, chosen: tuple[str, ...]
) -> tuple[list[Center], bool]:
    """Gives the first centers of the map that match and are not chosen, and whether there are more."""
    found = with_words(Center.objects.within(reach).order_by("name", "id"), words)
    fitting = [one for one in found.only("id", "name", "state") if is_center(routing_map, one.pk)]
    left = [one for one in fitting if one.pk not in chosen]
    return left[:_FOUND], len(left) > _FOUND


def names_of(centers: tuple[str, ...], reach: Reach) -> list[tuple[str, str]]:
    """Gives id and name of centers in their order; one that is gone keeps its id."""
    rows = Center.objects.within(reach).filter(pk__in=centers).order_by()
    known = {pk: f"{name} ({state})" for pk, name, state in rows.values_list("id", "name", "state")}
    return [(one, known.get(one, one)) for one in centers]
