"""The command line exchanges HSDS files, whole or not at all, and says why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harborline.cli import main
from harborline.web.accounts.scopes import EVERYWHERE
from harborline.web.directory.models import Center
from harborline.web.site import ports
from web_world import make_center, small_ports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The test's own database is ready already."""
    monkeypatch.setattr("harborline.bootstrap.site_setup.django_ready", lambda: None)
    before = ports.site_ports()
    ports.install(small_ports())
    yield
    ports.install(before)


@pytest.fixture(params=["centers.json", "centers.zip"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Gives an export of one center, which has another name by now."""
    make_center("c1", counties=["10001"], name="Oak")
    path: Path = tmp_path / str(request.param)
    assert main(["directory", "export", "hsds", str(path)]) == 0
    Center.unscoped.filter(pk="c1").update(name="Elm")
    return path


def name() -> str:
    return Center.objects.within(EVERYWHERE).get(pk="c1").name


def test_a_dry_run_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["directory", "import", "hsds", str(file), "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        "0 new, 1 changed, 0 as they are, 0 refused; 0 coalitions.\n"
        "This was a dry run; nothing was imported.\n"
    )
    assert name() == "Elm"


def test_an_import_changes_what_the_file_says(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["directory", "import", "hsds", str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["imported"], said["changed"], said["problems"]) == (True, 1, [])
    assert name() == "Oak"


def test_an_entry_that_cannot_be_used_is_told_and_stops_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps([{"id": "a", "name": "A"}, {"id": "b"}]), encoding="utf-8")
    assert main(["directory", "import", "hsds", str(path)]) == 1
    said = capsys.readouterr().out
    assert "refused: [1]: It has no name.\n" in said
    assert "refused: a: It serves no county or ZIP that is known here.\n" in said
    assert said.endswith("Nothing was imported.\n")
    assert not Center.objects.within(EVERYWHERE).exists()


def test_an_export_may_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    make_center("c1", counties=["10001"])
    assert main(["directory", "export", "hsds", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == "3.0"


def test_files_that_are_not_there_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "no" / "file")
    assert main(["directory", "import", "hsds", missing]) == 2
    assert main(["directory", "export", "hsds", missing]) == 2
    assert capsys.readouterr().err == (
        "The file cannot be read: No such file or directory.\n"
        "The file cannot be written: No such file or directory.\n"
    )
