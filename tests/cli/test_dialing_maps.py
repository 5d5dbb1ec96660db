"""An operator's own document holds addresses: its map dials, and no command prints one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import small_world
from commands import Run

NETWORK = small_world.network_of(
    [
        ["lines", "id | languages | national backups", "main | en es | team"],
        ["centers", "id | where | state | serves", "aster | 0.0, 10.1 | WL | county 10001"],
        ["state backups", "id | state", "wl-team | WL"],
        ["national backups", "id", "team"],
    ]
)


def test_an_operators_document_with_addresses_is_published_and_dials(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harborline.bootstrap.atlas", small_world.country)
    small = tmp_path / "small.map"
    small.write_bytes(small_world.bytes_of(NETWORK))
    document = json.loads(run("network", "--map", str(small), "--json").out)
    for party in (
        p for kind in ("centers", "state_backups", "national_backups") for p in document[kind]
    ):
        for place in party["destinations"]:
            place["address"] = "+13215550101"
    written = tmp_path / "network.json"
    monkeypatch.setenv("HARBORLINE_NATIONAL_BACKUP", "+18005550199")
    compiling = ("map", "compile", "--network", str(written), "--publish")
    for center in document["centers"]:
        center["verified_on"] = None
    written.write_text(json.dumps(document))
    refused = run(*compiling)
    assert refused.code == 2
    assert "has no date of verification" in refused.err
    for center in document["centers"]:
        center["verified_on"] = "2026-10-20"
    written.write_text(json.dumps(document))
    done = run(*compiling)
    assert done.code == 0, done.err
    assert json.loads(run("map", "info", "--json").out)["can_dial"] is True
    assert "5550101" not in done.out + done.err + run("network", "--json").out
