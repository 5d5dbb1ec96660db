"""Names of places come from the atlas; one that is damaged costs the names and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from harborline import bootstrap
from harborline.bootstrap.place_names import AtlasNames

MECKLENBURG = "37119"


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where imported tables lie."""
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path))
    (tmp_path / "atlas").mkdir()
    return tmp_path / "atlas" / "imported.zip"


def test_places_have_names(imported: Path) -> None:
    assert not imported.exists()
    names = AtlasNames()
    assert names.county(MECKLENBURG) == "Mecklenburg"
    assert names.counties_of_area_code(704)


def damaged(path: Path) -> None:
    """Writes a file whose list of contents is sound and whose contents are not."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.json", "{}" * 500)
    content = bytearray(path.read_bytes())
    content[42:48] = b"\xff" * 6
    path.write_bytes(content)


@pytest.mark.parametrize("how", ["no zip", "damaged"])
def test_a_damaged_import_costs_the_names_alone(
    imported: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    if how == "damaged":
        damaged(imported)
    else:
        imported.write_bytes(b"no zip")
    names = AtlasNames()
    names.warm()
    assert names.county(MECKLENBURG) is None
    assert names.counties_of_area_code(704) is None
    (sentence,) = caplog.messages
    assert sentence.startswith("The ")
    assert sentence.endswith(" Places have no names meanwhile.")


def test_names_are_loaded_once(imported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not imported.exists()
    names = AtlasNames()
    names.warm()
    monkeypatch.delattr(bootstrap, "atlas")
    assert names.county(MECKLENBURG) == "Mecklenburg"
