"""`harborline atlas` as a person types it."""

import json
from pathlib import Path

import pytest

from harborline.cli import main

CODES = "State,NPA-NXX,RateCenter,Use\nNC,704-333,CHARLOTTE,AS\nNC,980-200,GASTONIA,AS\n"
BAD = "NC,980-2,GASTONIA,AS\n"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def codes(tmp_path: Path) -> str:
    path = tmp_path / "codes.csv"
    path.write_text(CODES + BAD, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("verb", [[], ["import"], ["report"], ["build"]])
def test_help_has_an_example(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", *verb, "--help"]) == 0
    assert "example: harborline atlas" in capsys.readouterr().out


def test_import_says_what_it_did(
    data: Path, codes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["atlas", "import", codes]) == 0
    shown = capsys.readouterr().out
    assert "codes.csv: central-office codes, 3 rows, 0 not assigned, 1 refused" in shown
    assert 'codes.csv line 4: "980-2" is not 6 digits' in shown
    assert "2 codes lie in 2 rate centers and cities" in shown
    assert (data / "atlas" / "imported.zip").exists()


def test_import_prints_json(data: Path, codes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", "import", "--json", codes]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["codes"] == 2
    assert document["refusals"] == [
        {"table": "codes.csv", "line": 4, "reason": '"980-2" is not 6 digits'}
    ]
    assert document["tables"][0]["kind"] == "central-office codes"


@pytest.mark.parametrize("given", [["nothing.csv"], [__file__]])
def test_an_unusable_file_is_told_in_one_sentence(
    given: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["atlas", "import", *given]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.endswith(".\n")
    assert not data.exists()


def test_report_before_an_import(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", "report"]) == 0
    shown = capsys.readouterr().out
    assert "every code, 200-200 to 999-999: 640,000" in shown
    assert "nothing is imported" in shown
    assert not data.exists()


def test_report_after_an_import(data: Path, codes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", "import", codes]) == 0
    capsys.readouterr()
    assert main(["atlas", "report", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert "imported codes.csv" in document["in_use"]
    for count in document["counts"]:
        assert sum(count["before"].values()) == sum(count["after"].values()) == count["codes"]
    assert document["counts"][2]["codes"] == 2
    assert document["counts"][2]["after"]["city"] == 2


def test_a_damaged_import_is_told(
    data: Path, codes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["atlas", "import", codes])
    (data / "atlas" / "imported.zip").write_bytes(b"PK")
    capsys.readouterr()
    assert main(["atlas", "report"]) == 2
    assert "import them again, or remove the file" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(
    data: Path, codes: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data.mkdir()
    (data / "atlas").write_text("in the way", encoding="utf-8")
    assert main(["atlas", "import", codes]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_build_without_its_packages_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert main(["atlas", "build", "--out", str(tmp_path / "new")]) == 2
    told = capsys.readouterr().err
    assert "_plotly_geo is missing" in told
    assert "harborline[atlas]" in told
    assert not (tmp_path / "new").exists()
