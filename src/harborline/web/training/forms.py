"""What an organiser types: asking for a training once, each field with one plain sentence when it is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from harborline.app.training import Mode, Wanted
from harborline.web.public.words import LANGUAGES
from harborline.web.training import words
from harborline.web.training.models import LONGEST_NAME, LONGEST_NOTE
from harborline.web.training.places import Choice, read_place
from harborline.web.training.services.asking import LARGEST
from harborline.web.training.typed import lines, one_line

LONGEST_EMAIL = 254
RANGES = (1, 2, 3)
FURTHEST = timedelta(days=731)
"""Nobody plans a training further ahead."""
MODES: words.Words = {mode: words.WAYS[mode] for mode in (Mode.ON_SITE, Mode.ONLINE)}
_LONGEST_TYPED = 2_000
"""Characters of a field that are read, and come back: a page is no place for a book."""
_MOST_CHOSEN = 20


def cut(given: QueryDict, form: type[forms.Form]) -> QueryDict:
    """Gives what was sent for the fields of a form, without what is longer than anything we ask for."""
    kept = QueryDict(mutable=True)
    for name in (*form.base_fields, "county"):
        typed = given.getlist(name)[:_MOST_CHOSEN]
        kept.setlist(name, [value[:_LONGEST_TYPED] for value in typed])
    return kept


class LineField(forms.CharField):
    """One line of text without what nobody sees."""

    def to_python(self, value: Any) -> str:
        """Gives the plain line."""
        return one_line(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Refuses one that is too long."""
        super().validate(value)
        if len(value) > LONGEST_NAME:
            raise forms.ValidationError(_("That is too long. Please write less."))


class NoteField(forms.CharField):
    """A few lines; how many characters there are at most stands in its label."""

    def to_python(self, value: Any) -> str:
        """Gives the plain lines."""
        return lines(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        """Says how much is too much."""
        super().validate(value)
        if len(value) > LONGEST_NOTE:
            said = gettext("That is too long. Please keep to %(most)s characters.")
            raise forms.ValidationError(said % {"most": LONGEST_NOTE})


def _or_any(any_: str | Promise, named: words.Words) -> list[tuple[str, str | Promise]]:
    """Gives the choices of a field that may be left open."""
    return [("", any_), *words.choices_of(named)]


class DayField(forms.DateField):
    """A day as browsers send it, or as people of the language write it."""

    def __init__(self, **options: Any) -> None:
        wrong = {"invalid": _("This day does not exist. Write it as year-month-day.")}
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, error_messages=wrong, **options)

    def to_python(self, value: Any) -> date | None:
        """Reads 2027-03-31, and with slashes what the language means by it."""
        slashes = "%d/%m/%Y" if get_language() == "es" else "%m/%d/%Y"
        self.input_formats = ["%Y-%m-%d", slashes]
        return super().to_python(value)


class PlaceForm(forms.Form):
    """A form with a place, which is read as a county. `choices`: what it may mean, where that is several."""

    choices: tuple[Choice, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Adds the county, as `where`; a place that means none or several gets a sentence."""
        given: dict[str, Any] = super().clean() or {}
        text = given.get("place")
        if text:
            place = read_place(text, self.data.get("county", ""))
            self.choices = place.choices
            if place.county is None:
                self.add_error("place", place.sentence)
            else:
                given["where"] = place.county
        return given


class NearForm(PlaceForm):
    """Whom one looks for near a place; what is left open is any."""

    place = LineField(
        label=_("Near which place?"),
        help_text=_("A ZIP, a city with its state, or a county."),
        error_messages={"required": _("Please write a ZIP, a city with its state, or a county.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    audience = forms.ChoiceField(
        label=_("For whom?"),
        choices=lambda: _or_any(_("Any group"), words.AUDIENCES),
        required=False,
    )
    topic = forms.ChoiceField(
        label=_("About what?"),
        choices=lambda: _or_any(_("Any topic"), words.TOPICS),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=lambda: _or_any(_("Any language"), LANGUAGES),
        required=False,
    )
    mode = forms.ChoiceField(
        label=_("On site or online?"),
        choices=lambda: _or_any(words.WAYS[Mode.EITHER], MODES),
        required=False,
    )


class AskForm(PlaceForm):
    """All that an organiser is asked. `county`: only where the place has several answers to choose from."""

    audience = forms.ChoiceField(
        label=_("Who is the training for?"),
        choices=lambda: words.choices_of(words.AUDIENCES),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who the training is for.")},
    )
    size = forms.IntegerField(
        label=_("How many people, about?"),
        help_text=_("A rough number is fine."),
        min_value=1,
        max_value=LARGEST,
        error_messages={
            "required": _("Please write a rough number, such as 25."),
            "invalid": _("Please write a number, such as 25."),
            "min_value": _("Please write a number from 1 to 5,000."),
            "max_value": _("Please write a number from 1 to 5,000."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    goals = forms.MultipleChoiceField(
        label=_("What should people take home?"),
        help_text=_("Choose as many as you like."),
        choices=lambda: words.choices_of(words.GOALS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one thing that people should take home.")
        },
    )
    note = NoteField(
        label=_("Anything else? Do not describe events or people"),
        help_text=_(
            "Several people read this note before a center takes it up. To protect everyone, leave "
            "out what happened and who it happened to. Up to 300 characters."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-most": LONGEST_NOTE}),
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=lambda: words.choices_of(LANGUAGES),
        error_messages={"required": _("Please choose a language.")},
    )
    way = forms.ChoiceField(
        label=_("On site or online?"),
        choices=lambda: words.choices_of(words.WAYS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose: on site, online, or either.")},
    )
    place = LineField(
        label=_("Where?"),
        help_text=_("A ZIP, a city with its state, or a county. We keep only the county."),
        error_messages={"required": _("Please write a ZIP, a city with its state, or a county.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = LineField(
        label=pgettext_lazy("public", "Your name"),
        error_messages={"required": _("Please write a name that we may call you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=pgettext_lazy("public", "Your e-mail"),
        help_text=_("We send a link there. Use an address that you read safely and alone."),
        error_messages={
            "required": _("Please write the e-mail address for the link."),
            "invalid": _("This e-mail address is not whole. Please look at it again."),
            "max_length": _("This e-mail address is too long."),
        },
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation = LineField(
        label=_("Your organization, if you like"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    first1 = DayField(label=_("First day"))
    last1 = DayField(label=_("Last day"))
    first2 = DayField(label=_("First day"))
    last2 = DayField(label=_("Last day"))
    first3 = DayField(label=_("First day"))
    last3 = DayField(label=_("Last day"))

    def clean(self) -> dict[str, Any]:
        """Reads the days, each range by itself, as `days`."""
        given = super().clean()
        today = timezone.localdate()
        found: list[Wanted] = []
        for number in RANGES:
            first, last = given.get(f"first{number}"), given.get(f"last{number}")
            wrong = {name for name in (f"first{number}", f"last{number}") if name in self.errors}
            if wrong or (first is None and last is None):
                continue
            fault = _fault_of_days(first, last, today)
            if fault:
                self.add_error(f"first{number}", fault)
            elif first is not None:
                found.append(Wanted(first, last or first))
        given["days"] = tuple(found)
        return given


def _fault_of_days(first: date | None, last: date | None, today: date) -> str:
    """Says what is wrong with a range; an open end is its first day alone."""
    if first is None:
        return gettext("Please write the first day, too.")
    if first <= today:
        return gettext("This day is over. Please choose a later one.")
    if last is not None and last < first:
        return gettext("The last day comes before the first. Please look at both again.")
    if (last or first) > today + FURTHEST:
        return gettext("That is more than two years ahead. Please choose an earlier day.")
    return ""
