"""Commands run in this process, in a data folder of their own."""

from pathlib import Path

import pytest

from commands import Printed, Run
from harborline.cli import main


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path / "var"))

    def running(*argv: str) -> Printed:
        capsys.readouterr()
        code = main(argv)
        return Printed(code, *capsys.readouterr())

    return running
