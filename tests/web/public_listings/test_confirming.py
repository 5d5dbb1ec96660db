"""The operator's word: who confirmed, corrected or withdrew a resource, how and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from harborline.web.accounts.permissions import Role
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault
from harborline.web.directory.services.faults import Refused, Stale
from harborline.web.public.listings.console.forms import FactsForm, as_typed
from harborline.web.public.listings.models import Standing
from harborline.web.public.listings.national import EDITABLE, shipped
from harborline.web.public.listings.services import confirm, edit, listed, one, withdraw
from web_clients import SignIn

pytestmark = pytest.mark.django_db
WHO = "boss@example.org"
LIST, PAGE = "/console/resources", "/console/resources/988"


def is_live(resource: str) -> bool:
    found = one(resource)
    return found is not None and found.is_live


def test_confirming_shows_it_and_leaves_its_trace() -> None:
    confirm(WHO, "988", " called them ", 0)
    assert is_live("988")
    row = Standing.objects.get(pk="988")
    assert (row.confirmed_by, row.how, row.version) == (WHO, "called them", 1)
    (entry,) = AuditEntry.objects.all()
    assert (entry.actor, entry.verb, entry.subject) == (WHO, "confirm", "resource:988")
    assert fault() is None


def test_a_changed_fact_has_to_be_confirmed_again() -> None:
    confirm(WHO, "988", "called them", 0)
    edit(WHO, "988", {"hours_en": "On weekdays", "always": False}, 1)
    assert not is_live("988")
    found = one("988")
    assert found is not None
    assert found.resource.always is False
    confirm(WHO, "988", "called them again", 2)
    assert is_live("988")
    edit(WHO, "988", {"hours_en": "", "always": True}, 3)
    row = Standing.objects.get(pk="988")
    assert row.changes == {}
    assert not is_live("988")


def test_a_fact_that_we_ship_otherwise_has_to_be_confirmed_again(monkeypatch: Any) -> None:
    confirm(WHO, "988", "called them", 0)
    newer = {**shipped(), "988": shipped()["988"]._replace(chat="https://new.example")}
    monkeypatch.setattr("harborline.web.public.listings.services.shipped", lambda: newer)
    assert not is_live("988")


def test_the_same_facts_are_no_change() -> None:
    confirm(WHO, "988", "called them", 0)
    same = FactsForm(as_typed(shipped()["988"]))
    assert same.is_valid(), same.errors
    edit(WHO, "988", same.cleaned_data, 1)
    assert is_live("988")
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("resource", shipped().values(), ids=shipped())
def test_what_we_ship_fits_the_form(resource: Any) -> None:
    form = FactsForm(as_typed(resource))
    assert form.is_valid(), form.errors
    given = {name: form.cleaned_data[name] for name in EDITABLE}
    edit(WHO, resource.id, given, 0)
    assert not Standing.objects.filter(pk=resource.id, version__gt=0).exists()


def test_withdrawing_needs_a_reason_and_says_it() -> None:
    confirm(WHO, "988", "called them", 0)
    with pytest.raises(Refused):
        withdraw(WHO, "988", "  ", 1)
    assert is_live("988")
    withdraw(WHO, "988", "their number is dead", 1)
    assert not is_live("988")
    assert AuditEntry.objects.last().why == "their number is dead"  # type: ignore[union-attr]
    withdraw(WHO, "988", "again", 2)
    assert AuditEntry.objects.count() == 2


def test_nobody_writes_over_somebody_else() -> None:
    confirm(WHO, "988", "called them", 0)
    verbs: tuple[Callable[[], None], ...] = (
        lambda: confirm(WHO, "988", "me too", 0),
        lambda: withdraw(WHO, "988", "why not", 0),
        lambda: edit(WHO, "988", {"phone": "989"}, 0),
    )
    for verb in verbs:
        with pytest.raises(Stale):
            verb()
    with pytest.raises(Refused):
        confirm(WHO, "988", "", 1)
    with pytest.raises(Refused):
        edit(WHO, "1in6", {"phone": "", "text": "", "web": ""}, 0)
    assert AuditEntry.objects.count() == 1


def test_the_pages_confirm_correct_and_withdraw(client: Client, signed_in: SignIn) -> None:
    account = signed_in(client, Role.NATIONAL_ADMIN)
    html = client.get(LIST).content.decode()
    assert all(one.name.replace("&", "&amp;") in html for one in shipped().values())
    assert 'href="/console/resources"' in html
    html = client.get(PAGE).content.decode()
    assert "Not shown to the public" in html
    assert "Secondary sources" in html

    answer = client.post(PAGE, {"act": "confirm", "how": "called 988", "version": "0"}, follow=True)
    assert "Confirmed: the public sees it now." in answer.content.decode()
    assert Standing.objects.get(pk="988").confirmed_by == account.email

    typed = as_typed(shipped()["988"]) | {"hours_en": "Always", "hours_es": "Siempre"}
    answer = client.post(PAGE, {"act": "edit", "version": "1", **typed}, follow=True)
    assert "The public sees it once it is confirmed." in answer.content.decode()
    assert "Its facts changed after it was confirmed." in client.get(LIST).content.decode()

    client.post(PAGE, {"act": "confirm", "how": "called", "version": "2"})
    answer = client.post(PAGE, {"act": "withdraw", "why": "dead", "version": "3"}, follow=True)
    assert "Withdrawn: the public no longer sees it." in answer.content.decode()
    assert not any(row.is_live for row in listed())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"act": "confirm", "how": "", "version": "0"}, "Say how it was confirmed"),
        ({"act": "confirm", "how": "x", "version": "7"}, "Somebody else changed this"),
        ({"act": "confirm", "how": "x", "version": "9" * 40}, "Somebody else changed this"),
        ({"act": "withdraw", "why": "", "version": "0"}, "Say in a few words why."),
        ({"act": "edit", "version": "0", "phone": "<b>"}, "Write a number such as"),
        ({"act": "edit", "version": "0", "web": "javascript:alert(1)"}, "Web address"),
    ],
)
def test_what_is_refused_is_said_and_nothing_typed_is_lost(
    client: Client, signed_in: SignIn, typed: dict[str, str], says: str
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    usual = as_typed(shipped()["988"]) if typed["act"] == "edit" else {}
    html = client.post(PAGE, usual | typed).content.decode()
    assert says in html
    assert 'class="error' in html
    if typed["act"] == "edit":
        assert "&lt;b&gt;" in html or 'value="javascript:alert(1)"' in html
    assert not Standing.objects.exclude(version=0).exists()


def test_hostile_text_is_text(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    evil = "<script>alert(1)</script>\u202e"
    typed = as_typed(shipped()["988"]) | {"name": evil, "about_en": evil, "source_title": evil}
    client.post(PAGE, {"act": "edit", "version": "0", **typed})
    client.post(PAGE, {"act": "confirm", "how": evil, "version": "1"})
    assert is_live("988")
    for url in (LIST, PAGE, "/en/resources"):
        assert "<script>alert" not in client.get(url).content.decode()


def test_a_resource_that_we_do_not_ship_is_not_there(client: Client, signed_in: SignIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    for resource in ("nobody", "x" * 2000, "é"):
        assert client.get(f"/console/resources/{resource}").status_code == 404
        assert client.post(f"/console/resources/{resource}", {"act": "confirm"}).status_code == 404
    assert not Standing.objects.exists()
