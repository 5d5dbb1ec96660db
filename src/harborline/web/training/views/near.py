"""Who offers a training near a place: one field, the answer in place; a place is never in an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from harborline.atlas.tables import County
from harborline.core.listings import TrainingAudience
from harborline.web.public.frame import page
from harborline.web.public.words import LANGUAGES
from harborline.web.training import words
from harborline.web.training.forms import NearForm, cut
from harborline.web.training.offers import MOST, Near, Wish, coalitions_of, offered_near
from harborline.web.training.places import county_and_state


@csrf_exempt  # a search keeps nothing and sends nothing, and there is no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Shows the form, and answers it in place."""
    form = NearForm(cut(request.POST, NearForm) if request.method == "POST" else None)
    about: dict[str, object] = {"form": form}
    if form.is_valid():
        county: County = form.cleaned_data["where"]
        wish = Wish(**{name: form.cleaned_data[name] for name in Wish._fields})
        found = offered_near(county, wish)
        about |= {
            "place": county_and_state(county),
            "county": form.data.get("county", ""),
            "found": [_card(one) for one in found],
            "is_filtered": any(wish),
            "serves": any(one.serves for one in found),
            "most": MOST,
            "coalitions": coalitions_of(county.state),
        }
    return page(request, "training/near.html", about, status=422 if form.errors else 200)


def _card(near: Near) -> dict[str, object]:
    return {
        "center": near.center,
        "serves": near.serves,
        "miles": near.miles,
        "offers": [
            {
                "topic": words.TOPICS.get(offer.topic, offer.topic),
                "audience": _for_whom(offer.audience),
                "language": LANGUAGES.get(offer.language, offer.language),
                "on_site": offer.on_site,
                "online": offer.online,
                "fee_usd": offer.fee_usd,
                "lead_days": offer.lead_days,
            }
            for offer in near.offers
        ],
    }


def _for_whom(audience: str) -> str | Promise:
    """Names whom an offer is for; one for other groups is for whoever asks."""
    if audience == TrainingAudience.OTHER:
        return gettext("Any group")
    return words.AUDIENCES.get(audience, audience)
