"""Spreadsheets change the directory whole or not at all, and every refusal says where and why."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from harborline.app.spreadsheets.columns import suggest
from harborline.app.spreadsheets.reading import shape_of
from harborline.app.spreadsheets.reasons import Note, Reason
from harborline.app.spreadsheets.writing import table_of
from harborline.web.accounts.models import Account
from harborline.web.accounts.permissions import Role
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.audit.models import AuditEntry
from harborline.web.audit.services import fault
from harborline.web.directory.models import Center, PublicNumber
from harborline.web.directory.to_core import listings
from harborline.web.exchange import csv_services as services
from harborline.web.exchange import csv_words
from harborline.web.exchange.models import DRAFTS_LAST, DraftPart, ImportDraft, forget_drafts
from harborline.web.site import ports
from web_world import make_center, make_coalition, make_destination, small_ports


class SignedIn(Protocol):
    def __call__(self, client: Client, role: Role) -> Account: ...


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_country() -> Iterator[None]:
    before = ports.site_ports()
    ports.install(small_ports())
    yield
    ports.install(before)


def file_of(text: str) -> io.BytesIO:
    return io.BytesIO(text.encode())


def dry(text: str) -> services.Report:
    file = file_of(text)
    return services.dry_run(file, suggest(shape_of(file).headers))


def apply(text: str) -> services.Report:
    file = file_of(text)
    return services.import_csv("ana@example.org", file, suggest(shape_of(file).headers), "CSV: x")


def the(center: str) -> Center:
    return Center.objects.within(EVERYWHERE).get(pk=center)


NEW = "id,name,state,fips,phone,zone\nc1,Oak Center,WL,10001,704-555-0123,America/New_York\n"


def test_a_new_center_comes_with_its_area_and_numbers_and_takes_no_calls_yet() -> None:
    report = apply(NEW)
    assert (report.rows, report.new, report.changed) == (1, 1, 0)
    center = the("c1")
    assert (center.name, center.accepts_calls) == ("Oak Center", False)
    assert [row.fips for row in center.counties.all()] == ["10001"]
    assert [row.number for row in center.numbers.all()] == ["+17045550123"]
    assert fault() is None
    assert {entry.actor for entry in AuditEntry.objects.all()} == {"ana@example.org"}


def test_importing_the_same_file_again_changes_nothing() -> None:
    apply(NEW)
    entries = AuditEntry.objects.count()
    report = apply(NEW)
    assert (report.same, report.changed, report.new) == (1, 0, 0)
    assert AuditEntry.objects.count() == entries


def test_an_empty_cell_changes_nothing_and_other_columns_stay() -> None:
    make_center("c1", counties=["10001"], description="Warm", email="help@example.org")
    report = apply("id,description,e-mail,languages\nc1,,new@example.org,en; es\n")
    center = the("c1")
    assert report.changed == 1
    assert (center.description, center.email) == ("Warm", "new@example.org")
    assert center.languages == ["en", "es"]


def test_one_refused_row_keeps_all_the_others_out() -> None:
    make_center("c1", counties=["10001"])
    with pytest.raises(services.NotClean) as refused:
        apply("id,name,state\nc1,Better Name,WL\nc2,New One,XX\n")
    assert the("c1").name == "Center C1"
    assert [(f.row, f.column, f.reason) for f in refused.value.report.faults] == [
        (3, "state", Reason.NOT_A_STATE)
    ]
    assert not AuditEntry.objects.exists()


def test_what_only_the_directory_refuses_keeps_all_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may change the directory between the dry run and the import."""
    make_center("c1", counties=["10001"])
    make_center("c2", counties=["10001"])
    from harborline.web.directory.services.faults import Refused

    def refuse(actor: str, center: Center, *_: object) -> Center:
        if center.pk == "c2":
            raise Refused({"name": "Not today."})
        return services_edit(actor, center, *_)  # type: ignore[arg-type]

    from harborline.web.directory.services.centers import edit_center as services_edit

    monkeypatch.setattr(services, "edit_center", refuse)
    with pytest.raises(services.NotClean) as refused:
        apply("id,name\nc1,One\nc2,Two\n")
    assert csv_words.line_of(refused.value.report.faults[0]) == "Row 3, name: Not today."
    assert the("c1").name == "Center C1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name\nOak\n", Reason.NO_ID_COLUMN),
        ("id,name\n", Reason.NO_ROWS),
        ("id,name\nc9,Oak\n", Reason.NEW_NEEDS),
        ("id,coalition\nc1,nobody\n", Reason.NO_COALITION),
        ("id,confidential,street\nc1,yes,1 Main St\n", Reason.CONFIDENTIAL_PLACE),
        ("id,confidential\nc2,yes\n", Reason.CONFIDENTIAL_COUNTY),
        ('id,name\nc1,"Oak\n', Reason.OPEN_QUOTE),
        ("id,name\nc1,Oak\nc1,Elm\n", Reason.SAME_ID),
        ("id,name\nc1,a\u2028b\n", Reason.REFUSED),
    ],
)
def test_refusals(text: str, reason: Reason) -> None:
    make_center("c1", counties=["10001"])
    make_center("c2")
    report = dry(text)
    assert [fault.reason for fault in report.faults] == [reason]
    assert all(csv_words.line_of(fault) for fault in report.faults)


def test_every_reason_note_and_column_has_words() -> None:
    assert set(csv_words.REASONS) == set(Reason)
    assert set(csv_words.NOTES) == set(Note)
    for reason in Reason:
        assert str(csv_words.REASONS[reason]) % {"detail": "x"}


def test_a_confidential_center_hides_behind_its_county() -> None:
    report = apply("id,name,state,fips,zone,confidential\nc1,Oak,WL,10001,America/New_York,yes\n")
    assert report.new == 1
    center, county = the("c1"), ports.site_ports().atlas().counties["10001"]
    assert center.confidential
    assert (center.lat, center.lon, center.street) == (county.lat, county.lon, "")


def test_numbers_keep_their_words_and_other_kinds_stay() -> None:
    center = make_center("c1", counties=["10001"])
    for number, kind in (("+17045550123", "voice"), ("+17045550124", "tty")):
        PublicNumber.unscoped.create(
            center=center, number=number, kind=kind, label="night", bill_safety="toll_free"
        )
    apply("id,phone\nc1,704 555 0123; 704 555 0125\n")
    rows = {row.number: (row.kind, row.label, row.bill_safety) for row in the("c1").numbers.all()}
    assert rows == {
        "+17045550123": ("voice", "night", "toll_free"),
        "+17045550124": ("tty", "night", "toll_free"),
        "+17045550125": ("voice", "", "unknown"),
    }


def test_trainings_come_in_and_go_out_again() -> None:
    make_center("c1", counties=["10001"])
    text = "id,training\nc1,faith other es both 150 14; consent school en online\n"
    assert (apply(text).changed, apply(text).changed) == (1, 0)
    assert [row.lead_days for row in the("c1").training.all()] == [14, 0]
    written = list(table_of(listings(EVERYWHERE).centers))
    assert "faith other es both 150 14; consent school en online 0 0" in written[1]
    assert (apply("".join(written)).changed, len(the("c1").training.all())) == (0, 2)


@pytest.mark.parametrize("rows", [20, 400])
def test_a_dry_run_asks_as_often_for_many_rows_as_for_few(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for i in range(20):
        make_center(f"c{i}", counties=["10001"])
    text = "id,name\n" + "".join(f"c{i},Name {i}\n" for i in range(20))
    text += "".join(f"new{i},Name\n" for i in range(rows - 20))
    with django_assert_num_queries(6):
        assert dry(text).rows == rows


def upload(client: Client, text: str, name: str = "centers.csv"):  # type: ignore[no-untyped-def]  # an answer of the test client
    file = file_of(text)
    file.name = name
    return client.post("/console/import/csv", {"file": file})


def test_the_pages_lead_from_a_file_to_the_import(client: Client, signed_in: SignedIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    make_center("c1", counties=["10001"])
    answer = upload(client, "id,title,strange\nc1,<b>Oak</b>,x\n")
    assert answer.status_code == 302
    page = client.get("/console/import/csv/columns").content.decode()
    assert '<option value="1" selected>title</option>' in page
    assert "Not used: strange" in page
    answer = client.post("/console/import/csv/columns", {"id": "0", "name": "1"})
    assert answer["Location"].endswith("/import/csv/check")
    page = client.get("/console/import/csv/check").content.decode()
    assert "Center C1 → &lt;b&gt;Oak&lt;/b&gt;" in page
    assert the("c1").name == "Center C1"
    answer = client.post("/console/import/csv/check")
    assert answer.status_code == 302
    assert the("c1").name == "<b>Oak</b>"
    assert not ImportDraft.objects.exists()
    assert not DraftPart.objects.exists()


def test_a_column_that_was_guessed_wrong_is_kept_as_chosen(
    client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    upload(client, "key,who\nc1,Oak\n")
    answer = client.post("/console/import/csv/columns", {"name": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose the column that holds the id of each center." in page
    assert '<option value="1" selected>who</option>' in page


def test_a_refused_file_says_so_beside_the_field(client: Client, signed_in: SignedIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    file = io.BytesIO(b"PK\x03\x04 anything")
    file.name = "centers.xlsx"
    answer = client.post("/console/import/csv", {"file": file})
    assert answer.status_code == 422
    assert "Save the sheet as CSV UTF-8" in answer.content.decode()
    assert client.post("/console/import/csv", {}).status_code == 422


def test_a_draft_belongs_to_who_uploaded_it(client: Client, signed_in: SignedIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    upload(client, NEW)
    ImportDraft.objects.update(actor="somebody@example.org")
    assert client.get("/console/import/csv/check")["Location"] == "/console/import/csv"


def test_a_refused_import_shows_the_rows_and_no_button(client: Client, signed_in: SignedIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    upload(client, "id,state\nc1,XX\n")
    page = client.get("/console/import/csv/check").content.decode()
    assert "Write the two letters of a state or territory." in page
    assert "Import all of it" not in page
    assert client.post("/console/import/csv/check").status_code == 422


def test_an_export_has_no_destination_and_comes_back_unchanged(
    client: Client, signed_in: SignedIn
) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    center = make_center(
        "c1", counties=["10001"], name="=SUM(1)", coalition=make_coalition(), description="a\nb"
    )
    destination = make_destination(center)
    answer = client.get("/console/export/csv")
    assert answer["Content-Disposition"] == 'attachment; filename="harborline-centers.csv"'
    text = answer.getvalue().decode()
    assert destination.address[2:] not in text
    assert "'=SUM(1)" in text
    report = dry(text)
    assert (report.same, report.refused) == (1, 0)


def test_only_the_nation_imports(client: Client, signed_in: SignedIn) -> None:
    signed_in(client, Role.NATIONAL_SUPERVISOR)
    assert client.get("/console/import/csv").status_code == 403
    assert client.get("/console/export/csv").status_code == 403


def test_a_draft_goes_when_nobody_decided_in_time(client: Client, signed_in: SignedIn) -> None:
    signed_in(client, Role.NATIONAL_ADMIN)
    upload(client, NEW)
    made = ImportDraft.objects.get().created_at
    assert forget_drafts(made + DRAFTS_LAST) == 0
    assert forget_drafts(made + DRAFTS_LAST + timedelta(seconds=1)) == 2
    assert not DraftPart.objects.exists()
