"""Asking once for a training: a form, a page to check it, and one letter with a link.

Nothing is kept before the second page is sent. What follows is the same page, whether or not a letter goes.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from harborline.app.training import Goal, Mode
from harborline.core.listings import TrainingAudience
from harborline.web.directory.services.faults import Refused
from harborline.web.public import sending
from harborline.web.public.frame import page
from harborline.web.public.words import LANGUAGES
from harborline.web.training import words
from harborline.web.training.forms import RANGES, AskForm, cut
from harborline.web.training.places import county_and_state
from harborline.web.training.services import asking

FORM = "training-ask"
_FIELDS = {"county": "place", "days": "first1"}
"""Fields of a wish that have other names on the page."""
_UNUSABLE = 422
_REFUSED = 400


@csrf_exempt  # there is no cookie; `sending` guards what is kept and sent
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponseBase:
    """Shows the form; what was sent is shown to be checked; what was checked is kept."""
    if request.method != "POST":
        return _form(request, AskForm(initial={"language": get_language()}))
    given = cut(request.POST, AskForm)
    act = request.POST.get("act")
    if act in {"begin", "change"}:
        return _form(request, AskForm(initial=_typed(given)))
    form = AskForm(given)
    if not form.is_valid():
        return _form(request, form)
    if act != "send":
        return _check(request, form, given)
    refused = sending.refusal(request, FORM)
    if refused is not None:
        return _check(request, form, given, sending.in_words(refused))
    try:
        asking.ask(_wish(form.cleaned_data), timezone.now())
    except Refused as fault:
        for name, sentence in fault.faults.items():
            form.add_error(_FIELDS.get(name, name if name in form.fields else None), sentence)
        return _form(request, form)
    return redirect("training:sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Says to look into one's mail."""
    return page(request, "training/sent.html")


def _typed(given: QueryDict) -> dict[str, Any]:
    """Gives what was typed as the start of a form that nobody has sent yet."""
    start = {name: given.get(name) for name in given if given.get(name)}
    return {"language": get_language()} | start | {"goals": given.getlist("goals")}


def _stamp(request: HttpRequest) -> str:
    """Gives the stamp that came, so that the time of both pages counts; a new one where it is not taken."""
    refused = sending.refusal(request, FORM)
    if refused in {None, sending.Refusal.TOO_QUICK}:
        return request.POST[sending.FIELD]
    return sending.stamp(FORM)


def _form(request: HttpRequest, form: AskForm) -> HttpResponse:
    about = {
        "form": form,
        "stamp": _stamp(request),
        "ranges": [(form[f"first{number}"], form[f"last{number}"]) for number in RANGES],
        "more_days": any(form[name].value() for name in ("first2", "last2", "first3", "last3")),
        "county": form.data.get("county", "") or form.initial.get("county", ""),
    }
    return page(request, "training/ask.html", about, status=_UNUSABLE if form.errors else 200)


def _check(request: HttpRequest, form: AskForm, typed: QueryDict, notice: str = "") -> HttpResponse:
    given = form.cleaned_data
    about = {
        "stamp": _stamp(request),
        "notice": notice,
        "given": given,
        "audience": words.AUDIENCES[given["audience"]],
        "goals": [words.GOALS[goal] for goal in given["goals"]],
        "language": LANGUAGES[given["language"]],
        "way": words.WAYS[given["way"]],
        "place": county_and_state(given["where"]),
        "typed": [(name, value) for name, values in typed.lists() for value in values if value],
    }
    return page(request, "training/check.html", about, status=_REFUSED if notice else 200)


def _wish(given: dict[str, Any]) -> asking.Wish:
    return asking.Wish(
        audience=TrainingAudience(given["audience"]),
        size=given["size"],
        goals=tuple(map(Goal, given["goals"])),
        language=given["language"],
        way=Mode(given["way"]),
        county=given["where"].fips,
        name=given["name"],
        email=given["email"],
        days=given["days"],
        note=given["note"],
        organisation=given["organisation"],
        mail_language=get_language() or "en",
    )
