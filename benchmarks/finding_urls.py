"""The paths of the site, and beside them the bare page that the finder is measured by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt

from harborline.web.directory.models import Coalition
from harborline.web.public.frame import national_line
from harborline.web.site.urls import urlpatterns as of_the_site

_BARE = engines["django"].from_string(
    '{% extends "public/base.html" %}{% block main %}<h1>{{ row.name }}</h1>{% endblock %}'
)


@csrf_exempt
def bare(request: HttpRequest) -> HttpResponse:
    """Shows one row of the database."""
    about = {"row": Coalition.objects.first(), "line": national_line()}
    return HttpResponse(_BARE.render(about, request))


urlpatterns: list[URLPattern | URLResolver] = [path("bare", bare), *of_the_site]
