"""Every path of the site: each app's own table, under the place it has."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from harborline.web.accounts.routes import route
from harborline.web.public.leaving import leave
from harborline.web.site import front

handler400 = "harborline.web.site.error_pages.unreadable"
handler403 = "harborline.web.site.error_pages.refused"
handler404 = "harborline.web.site.error_pages.missing"
handler500 = "harborline.web.site.error_pages.sorry"

urlpatterns: list[URLPattern | URLResolver] = [
    route("", front.show, name="front", needs=None),
    route("exit", leave, name="leave", needs=None),
    path("console/", include("harborline.web.accounts.urls")),
    path("console/", include("harborline.web.console.urls")),
    path("console/", include("harborline.web.publishing.urls")),
    path("console/", include("harborline.web.exchange.urls")),
    path("console/", include("harborline.web.public.listings.console.urls")),
    path("", include("harborline.web.freshness.urls")),
    path("", include("harborline.web.directory.urls")),
    path("", include("harborline.web.public.share.open_urls")),
    path("api/hsds/", include("harborline.web.exchange.api_urls")),
]
urlpatterns += i18n_patterns(
    path("", include("harborline.web.public.urls")),
    path("", include("harborline.web.training.urls")),
    path("", include("harborline.web.campaign.urls")),
)
