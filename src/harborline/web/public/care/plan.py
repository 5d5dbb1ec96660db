"""A plan to fill in: what is typed comes back in the answer, as a page or a file, and is nowhere else.

Nothing of it is stored, logged or put in an address. Characters that nobody sees, such as those that turn
the direction of text around, are taken out, so that a file reads as it was typed.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from harborline.web.public import sending
from harborline.web.public.frame import national_line, page

LONGEST = 2000
"""Characters of one answer: a page of handwriting."""

_LINE = "_" * 40
_ENDS_OF_LINES = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


class Answer(NamedTuple):
    """A question of the plan and what was written; empty = a line to fill in by hand."""

    question: str
    text: str


class Words(forms.CharField):
    """A few lines of somebody's own words."""

    def __init__(self, label: Any, hint: Any) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"rows": 3, "autocomplete": "off", "dir": "auto"}),
            error_messages={
                "max_length": gettext_lazy(
                    "This is longer than a page: please take out some words here. Nothing is lost."
                )
            },
        )

    def to_python(self, value: Any) -> str:
        return _UNSEEN.sub("", _ENDS_OF_LINES.sub("\n", super().to_python(value) or ""))


class PlanForm(forms.Form):
    """The questions. None of them asks what happened."""

    minute = Words(
        gettext_lazy("When it gets hard, this helps me for a minute"),
        gettext_lazy("Cold water, slow breaths, a song, the dog."),
    )
    people = Words(
        gettext_lazy("People I can call or text"),
        gettext_lazy("Someone who listens. Someone who makes me laugh."),
    )
    places = Words(
        gettext_lazy("Places where I feel safe"),
        gettext_lazy("A room, a park, a library, a friend's kitchen."),
    )
    body = Words(
        gettext_lazy("What my body needs today"),
        gettext_lazy("Food, water, sleep, medicine, a shower, fresh air."),
    )
    less = Words(
        gettext_lazy("What I want less of this week"),
        gettext_lazy("The news, an app, a person, a plan I can say no to."),
    )
    own_words = Words(
        gettext_lazy("Words I want to tell myself"),
        gettext_lazy("Say it the way you would say it to a friend."),
    )
    ahead = Words(
        gettext_lazy("One small thing to look forward to"),
        gettext_lazy("Tea tonight counts."),
    )
    number = forms.BooleanField(
        label=gettext_lazy("Put the number of the hotline on it"), required=False
    )


@sensitive_post_parameters()
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Shows the form; a POST answers with the plan, as a page to print or as a file to save."""
    if request.method != "POST":
        return page(request, "care/plan.html", {"form": PlanForm()})
    form = PlanForm(request.POST)
    if sending.comes_from_elsewhere(request):
        said = sending.in_words(sending.Refusal.ELSEWHERE)
        return page(request, "care/plan.html", {"form": PlanForm(), "refused": said})
    if not form.is_valid():
        return page(request, "care/plan.html", {"form": form})
    line = national_line() if form.cleaned_data["number"] else None
    context = {"form": form, "answers": _answers(form), "number": line and line.number}
    match request.POST.get("as"):
        case "text":
            return _file(_as_text(context), "text/plain", "txt")
        case "html":
            return _file(
                render_to_string("care/plan_file.html", context, request), "text/html", "html"
            )
    return page(request, "care/plan.html", context)


def _answers(form: PlanForm) -> list[Answer]:
    return [
        Answer(str(field.label), form.cleaned_data[name])
        for name, field in form.fields.items()
        if isinstance(field, Words)
    ]


def _as_text(context: dict[str, Any]) -> str:
    """Gives the plan as plain text, with the ends of lines that every editor understands."""
    title = _("My plan")
    parts = [f"{title}\n{'=' * len(title)}"]
    parts += [f"{one.question}\n{one.text or _LINE}" for one in context["answers"]]
    if context["number"]:
        parts.append(f"{_('A number to call, day or night')}\n{context['number']}")
    return ("\n\n".join(parts) + "\n").replace("\n", "\r\n")


def _file(content: str, kind: str, ending: str) -> HttpResponse:
    """Gives a file to save, whose name says nothing of what is in it."""
    name = f"{_('notes')}.{ending}"
    return HttpResponse(
        content,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
