"""The page of a center: public facts, honestly, and nothing more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format
from justhtml import JustHTML

from harborline.app.overlays import NoOverlayBook, Pause
from harborline.core.listings import BillSafety, ContactKind, Serves
from harborline.core.listings import PublicNumber as Number
from harborline.web.directory.models import Center, Coalition, PublicNumber, TrainingOffer
from harborline.web.directory.services.listing import set_numbers
from harborline.web.public.listings import entries
from harborline.web.site.ports import install, site_ports
from web_world import OFFICE_WEEK, make_center, make_coalition, make_destination

pytestmark = pytest.mark.django_db

REAL = "+12022345678"
"""A number of the plan that is not fictitious; nobody is dialed in a test."""
FICTITIOUS = "+17045550142"


def text_of(html: str) -> str:
    return " ".join(JustHTML(html, strict=True).to_text().split())


def page_of(client: Client, center: str, language: str = "en") -> str:
    answer = client.get(f"/{language}/center/{center}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    return answer.content.decode()


@pytest.fixture
def center() -> Center:
    """A center of one county with everything that an entry may say."""
    made = make_center(
        "alder",
        name="Alder Rape Crisis Center",
        counties=["10001"],
        zips=["10100"],
        coalition=make_coalition(web="https://coalition.example"),
        languages=["en", "es"],
        interpreter=True,
        serves=[Serves.ALL_GENDERS.value, Serves.MINORS.value],
        accompaniment=True,
        rtt=True,
        accessibility="Step-free.",
        description="We listen.",
        web="https://alder.example",
        email="hello@alder.example",
        street="1 Harbor Street",
        city="Westport",
        address_zip="10100",
        expires_on=timezone.now().date() + timedelta(days=90),
    )
    make_destination(made, weekly=OFFICE_WEEK)
    for number, kind, bill in (
        (REAL, ContactKind.VOICE, BillSafety.TOLL_FREE),
        ("+12022345679", ContactKind.TEXT, BillSafety.SHOWS),
        ("+12022345670", ContactKind.TTY, BillSafety.UNKNOWN),
    ):
        PublicNumber.unscoped.create(
            center=made, number=number, kind=kind.value, bill_safety=bill.value
        )
    TrainingOffer.unscoped.create(
        center=made, audience="school", topic="consent", language="es", fee_usd=1250
    )
    return made


def test_everything_public_is_on_the_page(client: Client, center: Center) -> None:
    html = page_of(client, center.pk)
    text = text_of(html)
    for says in (
        *(
            "Alder Rape Crisis Center",
            "We listen.",
            "English, Spanish",
            "other languages with an interpreter",
        ),
        *("People of every gender, People under 18", "go with you to the hospital", "Step-free."),
        *("real-time text (RTT)", "1 Harbor Street, Westport, WL 10100", "They serve 1 county"),
        *("10100", "Monday to Friday: 9 a.m.–5 p.m.", "Saturday and Sunday: closed"),
        *("The call is free. Most bills do not show it, but some do.",),
        *("A bill that lists messages shows this one.", "Your phone keeps every call"),
        *("Checked on Nov. 1, 2026 by Ana, by telephone.", "Coalition wl-coalition"),
        "consent, for schools: in Spanish, at your place, $1,250 a session",
    ):
        assert says in text, says
    for link in (
        *('href="tel:+12022345678"', 'href="sms:+12022345679"', 'href="tel:+12022345670"'),
        *('href="mailto:hello@alder.example"', 'href="https://alder.example" rel="noopener'),
        'href="https://coalition.example" rel="noopener noreferrer',
    ):
        assert link in html, link
    assert center.destinations.all()[0].address not in html


def test_the_page_is_whole_in_spanish(client: Client, center: Center) -> None:
    text = text_of(page_of(client, center.pk, "es"))
    for says in (
        *("Tu teléfono guarda cada llamada", "Personas de cualquier género", "9 a. m.–5 p. m."),
        *("Alguien puede ir contigo al hospital", "Revisado el", "Atiende 1 condado"),
    ):
        assert says in text, says


def test_a_number_of_nobody_is_never_a_link(client: Client, center: Center) -> None:
    center.numbers.all().delete()
    PublicNumber.unscoped.create(center=center, number=FICTITIOUS)
    html = page_of(client, center.pk)
    assert "704-555-0142" in html
    assert "7045550142" not in html
    assert "contact.vcf" not in html
    for kind in ("contact.vcf", "call.svg"):
        assert client.get(f"/en/center/alder/{kind}").status_code == 404


def test_a_confidential_center_has_no_place_anywhere(client: Client, center: Center) -> None:
    center.confidential = True
    center.lat, center.lon = 12.3456, 65.4321
    center.save()
    paths = ("", "/contact.vcf", "/page.svg", "/call.svg")
    answers = [client.get(f"/en/center/alder{path}").content.decode() for path in paths]
    assert "keeps its place secret" in text_of(answers[0])
    for secret in ("Harbor Street", "Westport", "12.34", "65.43", "PostalAddress", '"geo"'):
        assert all(secret not in answer for answer in answers), secret


def test_an_entry_that_ran_out_says_so_and_is_not_told_to_search_engines(
    client: Client, center: Center
) -> None:
    center.expires_on = date(2026, 1, 2)
    center.save()
    html = page_of(client, center.pk)
    assert "This entry was good until Jan. 2, 2026" in text_of(html)
    assert "ld+json" not in html
    assert "Open now" not in html
    assert 'href="tel:+18006564673"' in html


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"verified_on": None}, "Nobody has checked this entry yet."),
        ({"verified_by": "ana@alder.example"}, "Checked on Nov. 1, 2026 by telephone."),
        (
            {"verified_by": "the center, by a mailed link", "verified_how": "mailed link"},
            "Checked on Nov. 1, 2026 by the center itself, by e-mail.",
        ),
        ({"verified_how": "on a visit"}, "Checked on Nov. 1, 2026 by Ana, on a visit."),
        ({"verified_how": "console"}, "Checked on Nov. 1, 2026 by Ana."),
        (
            {"verified_how": "console", "verified_by": "ana@alder.example"},
            "Checked on Nov. 1, 2026.",
        ),
    ],
)
def test_who_checked_it_is_said_without_anybodys_mail_address(
    client: Client, center: Center, fields: dict[str, Any], says: str
) -> None:
    for name, value in fields.items():
        setattr(center, name, value)
    center.save()
    html = page_of(client, center.pk)
    assert says in text_of(html)
    assert "ana@" not in html


class OnePause(NoOverlayBook):
    """A book with one pause of the whole center."""

    def pauses(self, at: Any) -> tuple[Pause, ...]:
        return (Pause("alder", at + timedelta(hours=1), "ana@example.org"),)


@pytest.mark.parametrize("by_overlay", [True, False])
def test_a_center_that_is_paused_is_not_called_open(
    client: Client, center: Center, *, by_overlay: bool
) -> None:
    if by_overlay:
        install(site_ports()._replace(overlays=OnePause()))
    else:
        center.paused = True
        center.save()
    text = text_of(page_of(client, center.pk))
    assert "Taking no calls right now" in text
    assert "Open now" not in text
    assert "ana@" not in text


def test_days_that_differ_are_said_by_date(client: Client, center: Center) -> None:
    day = timezone.now().date() + timedelta(days=3)
    center.exceptions.create(day=day, spans=[[720, 1440]], reason="secret party")
    html = page_of(client, center.pk)
    assert f"{date_format(day, 'DATE_FORMAT')}: noon–midnight" in text_of(html)
    assert "secret party" not in html


def test_a_center_of_which_no_hours_are_known_is_not_called_closed(client: Client) -> None:
    make_center("birch")
    text = text_of(page_of(client, "birch"))
    assert "Hours not known: please ask" in text
    assert "losed" not in text
    assert "The national line connects you." in text


@pytest.mark.parametrize(
    "center",
    [
        "nobody",
        "x" * 3000,
        "é🙂",
        "../../etc",
        "<script>alert(1)</script>",
        "a\u202eb",
        "%0d%0aX: y",
    ],
)
def test_an_unknown_center_is_a_page_that_helps(client: Client, center: str) -> None:
    for path in (center, f"{center}/contact.vcf", f"{center}/page.svg", f"{center}/call.svg"):
        answer = client.get(f"/en/center/{path}")
        assert answer.status_code == 404
        assert "<script>alert" not in answer.content.decode()
    if "/" not in center:
        text = text_of(client.get(f"/en/center/{center}").content.decode())
        assert "We do not know this center" in text
        assert "800-656-4673" in text


def test_what_a_center_writes_is_text_and_nothing_else(client: Client, center: Center) -> None:
    center.name = "</script><script>alert(1)</script>\u2028&\u202e"
    center.description = "<b onclick='x'>\r\nX-Evil: 1"
    center.accessibility = "{{ settings.SECRET_KEY }}"
    center.save()
    html = page_of(client, center.pk)
    assert "<script>alert" not in html
    assert "<b onclick" not in html
    assert settings.SECRET_KEY not in html
    text_of(html)


def test_there_is_nothing_to_post(client: Client, center: Center) -> None:
    assert client.post(f"/en/center/{center.pk}", {"q": "28202"}).status_code == 405


def test_more_of_everything_asks_no_more_often(client: Client, center: Center) -> None:
    with CaptureQueriesContext(connection) as few:
        page_of(client, center.pk)
    for number in range(10):
        make_destination(center)
        make_center(f"other-{number}", counties=["10001"], destinations=1)
        PublicNumber.unscoped.create(center=center, number=f"+1202234568{number}")
        TrainingOffer.unscoped.create(center=center, audience="school", topic="bystander")
    entries.forget()
    with CaptureQueriesContext(connection) as many:
        page_of(client, center.pk)
    assert len(many) == len(few) <= 14


def test_an_entry_is_read_again_only_when_it_has_changed(client: Client, center: Center) -> None:
    page_of(client, center.pk)
    with CaptureQueriesContext(connection) as again:
        page_of(client, center.pk)
    assert not any("directory_destination" in one["sql"] for one in again.captured_queries)
    set_numbers("ana@example.org", center, [Number("+12022345681")])
    html = page_of(client, center.pk)
    assert "202-234-5681" in html
    assert "202-234-5678" not in html


def test_a_made_up_center_is_told_to_no_search_engine(
    client: Client, center: Center, open_site: Any
) -> None:
    assert "ld+json" in page_of(client, center.pk)
    open_site(demo=True)
    html = page_of(client, center.pk)
    assert "ld+json" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_an_address_that_a_browser_would_run_is_no_link(client: Client, center: Center) -> None:
    center.web = "javascript:alert(1)"
    center.save()
    Coalition.objects.update(web="data:text/html,x")
    html = page_of(client, center.pk)
    assert "javascript:" not in html
    assert "data:text" not in html


@pytest.mark.parametrize("language", ["en", "es"])
def test_where_nobody_answers_now_the_national_number_stands_above(
    client: Client, center: Center, language: str
) -> None:
    national = 'href="tel:+18006564673"'
    Center.unscoped.filter(pk=center.pk).update(paused=True)
    page = page_of(client, center.pk, language)
    assert page.index("<h1") < page.index(national) < page.index("tel:+12022345678")
    always = make_center("birch", name="Birch", counties=["10003"])
    make_destination(always)
    page = page_of(client, "birch", language)
    assert national not in page[page.index("<main") : page.index("</main>")].partition("<h2")[0]
