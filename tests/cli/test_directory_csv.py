"""The command line imports a spreadsheet whole or not at all, and says why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harborline.cli import main
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center
from harborline.web.site import ports
from web_world import make_center, make_destination, small_ports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test's own database is ready already."""
    monkeypatch.setattr("harborline.bootstrap.site_setup.django_ready", lambda: None)
    before = ports.site_ports()
    ports.install(small_ports())
    yield
    ports.install(before)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_center("c1", counties=["10001"])
    path = tmp_path / "centers.csv"
    path.write_text("id,who,FIPS\nc1,Oak,10001\n", encoding="utf-8")
    return path


def name() -> str:
    return Center.objects.within(EVERYWHERE).get(pk="c1").name


def test_a_dry_run_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["directory", "import", "csv", str(file), "--column", "name=who", "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        "1 rows: 0 new, 1 changed, 0 as they are, 0 refused.\n"
        "This was a dry run; nothing was imported.\n"
    )
    assert name() == "Center C1"


def test_an_import_changes_what_the_file_says(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["directory", "import", "csv", str(file), "--column", "name=who", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["imported"], said["changed"], said["faults"]) == (True, 1, [])
    assert name() == "Oak"


def test_refused_rows_are_told_and_nothing_is_imported(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("id,name,zips\nc1,Oak,\nc2,Elm,x\n", encoding="utf-8")
    assert main(["directory", "import", "csv", str(file)]) == 1
    said = capsys.readouterr().out
    assert "Row 3, zips: A ZIP in this cell is unknown. Write five digits.\n" in said
    assert "Nothing was imported." in said
    assert name() == "Center C1"


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("name", "Write --column OURS=THEIRS"),
        ("address=who", "There is no column of ours with this name"),
        ("name=nothing", "The file has no column for name"),
    ],
)
def test_a_column_that_is_not_there_is_told(
    file: Path, column: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["directory", "import", "csv", str(file), "--column", column]) == 2
    assert says in capsys.readouterr().err


def test_a_file_that_is_no_table_is_one_sentence(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(b"\x1f\x8b\x08 packed")
    assert main(["directory", "import", "csv", str(file)]) == 2
    assert "This file is compressed" in capsys.readouterr().err
    assert main(["directory", "import", "csv", str(file.with_name("none.csv"))]) == 2
    assert "The file cannot be read" in capsys.readouterr().err


def test_an_export_holds_public_entries_and_no_destination(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    destination = make_destination(make_center("c1", counties=["10001"]))
    path = tmp_path / "out.csv"
    assert main(["directory", "export", "csv", str(path)]) == 0
    text = path.read_text(encoding="utf-8-sig")
    assert "Center C1" in text
    assert destination.address[2:] not in text
    assert main(["directory", "export", "csv", "-"]) == 0
    assert "Center C1" in capsys.readouterr().out
    assert main(["directory", "export", "csv", str(tmp_path / "no" / "out.csv")]) == 2
