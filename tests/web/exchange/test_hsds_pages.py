"""HSDS files through the console: a dry run tells all, an import is whole or not, nothing secret leaves."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from harborline.core.listings import Coalition, Listing, Listings
from harborline.hsds.files import Form, export, read_file
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center, Destination
from harborline.web.directory.to_core import listings
from harborline.web.exchange import drafts, hsds_views
from harborline.web.exchange.models import DRAFTS_LAST, ImportDraft
from web_clients import SignIn

UPLOAD, CHECK = "/console/import/hsds", "/console/import/hsds/check"
OAK = Listing(
    id="oak",
    name="Oak House",
    state="WL",
    zone="America/New_York",
    counties=("10003",),
    languages=("en",),
    hours_text="24/7",
)
pytestmark = pytest.mark.usefixtures("small_site")


@pytest.fixture
def admin(client: Client, signed_in: SignIn) -> Client:
    signed_in(client, Role.NATIONAL_ADMIN)
    return client


def file_of(*centers: Listing, form: Form = Form.JSON) -> bytes:
    return export(Listings((Coalition("north", "Northern", "WL"),), centers), form)


def entry(center: str) -> Listing:
    return next(one for one in listings(EVERYWHERE).centers if one.id == center)


def sends(client: Client, content: bytes, name: str = "partner.json") -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def checked(client: Client, content: bytes) -> str:
    assert sends(client, content).headers["Location"] == CHECK
    answer = client.get(CHECK)
    assert answer.status_code == 200
    return words(answer)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("form", Form)
def test_a_file_is_looked_at_and_then_imported_whole(admin: Client, form: Form) -> None:
    changed = entry("elm")._replace(name="Elm Place")
    shown = checked(admin, file_of(OAK, changed, entry("birch"), form=form))
    assert "New centers 1 Changed centers 1 As they are 1" in shown
    assert "Oak House oak new" in shown
    assert "Name Center Elm → Elm Place" in shown
    assert not Center.unscoped.filter(pk="oak").exists()
    assert not AuditEntry.objects.filter(subject="center:oak").exists()
    answer = admin.post(CHECK, follow=True)
    assert "Imported: 1 new centers, 1 changed, 1 as they were." in words(answer)
    assert Center.unscoped.get(pk="elm").name == "Elm Place"
    assert AuditEntry.objects.filter(subject="center:oak", why="HSDS: partner.json").exists()
    assert fault() is None
    assert not ImportDraft.objects.exists()
    assert admin.post(CHECK).headers["Location"] == UPLOAD


def test_one_refused_entry_keeps_all_out_and_says_where_and_why(admin: Client) -> None:
    nowhere = OAK._replace(id="nowhere", counties=(), zips=("99999",))
    shown = checked(admin, file_of(OAK, nowhere))
    assert "Refused entries 1" in shown
    assert "nowhere Counties served (FIPS) It serves no county or ZIP that is known here." in shown
    assert "Import all of it" not in shown
    assert admin.post(CHECK).status_code == 422
    assert not Center.unscoped.filter(pk__in=["oak", "nowhere"]).exists()


def test_a_row_of_a_package_is_named_by_its_file(admin: Client) -> None:
    members = {}
    with zipfile.ZipFile(io.BytesIO(file_of(OAK, form=Form.TABULAR))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["organizations.csv"] += b"x-1,,,,,,,,,,,,,\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    shown = checked(admin, packed.getvalue())
    assert re.search(r"organizations\.csv row \d+ It has no name\.", shown)


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("organizations.csv", b"0" * (20 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb(), "grows too much when it is unpacked"),
        (b"PK\x03\x04 broken", "no zip file, or it is damaged"),
        (b"", "The file is empty."),
    ],
)
def test_what_is_dangerous_or_broken_is_refused_in_one_sentence(
    admin: Client, content: bytes, sentence: str
) -> None:
    answer = sends(admin, content, "package.zip")
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not ImportDraft.objects.exists()


def test_a_file_that_is_too_large_is_refused(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_UPLOAD", 1 << 20)
    assert "larger than 1 MB" in words(sends(admin, b" " * ((1 << 20) + 1)))
    monkeypatch.setattr(hsds_views, "MOST_UNPACKED", 1000)
    package = file_of(OAK, form=Form.TABULAR)
    assert "grows too much" in words(sends(admin, package))
    assert words(admin.post(UPLOAD)).count("Choose a file.") == 2


@pytest.mark.parametrize("content", [b"[[[[", b"{}", b"\xff\xfe", b"[" * 5000, b"null"])
def test_what_is_no_hsds_is_told_and_nothing_fails(admin: Client, content: bytes) -> None:
    shown = checked(admin, content)
    assert "Refused entries 1" in shown
    assert admin.post(CHECK).status_code == 422


def test_an_upload_is_its_own_and_ends_after_two_hours(admin: Client, signed_in: SignIn) -> None:
    sends(admin, file_of(OAK))
    assert admin.get("/console/import/csv/check").status_code == 302
    other = Client()
    signed_in(other, Role.NATIONAL_ADMIN)
    session = other.session
    session["hsds_draft"] = admin.session["hsds_draft"]
    session.save()
    assert other.get(CHECK).headers["Location"] == UPLOAD
    ImportDraft.objects.update(created_at=timezone.now() - DRAFTS_LAST - timedelta(seconds=1))
    assert admin.get(CHECK).headers["Location"] == UPLOAD


@pytest.mark.parametrize(
    ("form", "path", "name"),
    [
        (Form.JSON, "/console/export/hsds.json", "harborline-centers.json"),
        (Form.TABULAR, "/console/export/hsds.zip", "harborline-centers.zip"),
    ],
)
def test_both_forms_are_downloaded_without_a_destination(
    admin: Client, form: Form, path: str, name: str
) -> None:
    answer = admin.get(path)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert read_file(answer.content).listings == listings(EVERYWHERE)
    text = answer.content.decode() if form is Form.JSON else ""
    if form is Form.JSON:
        assert json.loads(text)["organizations"]
    addresses = Destination.unscoped.values_list("address", flat=True)
    assert not [address for address in addresses if address[-7:] in text]


def test_the_pages_of_both_kinds_lead_to_each_other(admin: Client) -> None:
    assert UPLOAD in admin.get("/console/import/csv").content.decode()
    assert "/console/import/csv" in admin.get(UPLOAD).content.decode()
