"""`publish`, `map rollback`, `directory check` and `audit verify`, with their exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from commands import SENTENCE, Run
from harborline.web.audit.models import AuditEntry
from harborline.web.directory.models import Center, Destination
from harborline.web.publishing import services
from harborline.web.publishing.models import Proposal, State
from publishing_house import House, opened
from web_world import make_network

pytestmark = pytest.mark.django_db
NO_DATE = "Center birch has no date of verification; ask it to confirm its entry."


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("harborline.bootstrap.site_setup.django_ready", lambda: None)
    make_network()
    with opened(tmp_path / "maps-of-the-site") as made:
        yield made


def refuse() -> None:
    Center.unscoped.filter(pk="birch").update(verified_on=None)


# -- directory check ----------------------------------------------------------------------------------


def test_a_directory_that_may_be_published(run: Run) -> None:
    done = run("directory", "check")
    assert done.code == 0
    first, *rest = done.out.splitlines()
    assert first == "the directory may be published"
    assert "counties that no center serves: 5 (710 people)" in rest
    assert "   Fir, EL (20003, 400 people)" in rest
    assert "   Birch, WL (10003, 300 people), 512 hours" in rest
    found = run("directory", "check", "--json").json
    assert found["faults"] == []
    assert found["report"]["unserved"]["count"] == 5
    assert not Proposal.objects.exists()


def test_a_directory_that_would_be_refused(run: Run) -> None:
    refuse()
    done = run("directory", "check")
    assert (done.code, done.err) == (1, "")
    assert done.out == f"the directory cannot be published; it has one fault:\n{NO_DATE}\n"
    found = run("directory", "check", "--json")
    assert (found.code, found.json) == (1, {"faults": [NO_DATE], "version": None, "report": None})


# -- publish ------------------------------------------------------------------------------------------


def test_a_dry_run_tells_all_and_keeps_nothing(run: Run, house: House) -> None:
    done = run("publish", "--dry-run")
    assert done.code == 0
    assert done.out.splitlines()[-1] == "nothing was kept: this was a dry run"
    assert "900 people of 6 counties get another chain or first center" in done.out
    assert "   Birch, WL (10003, 300 people): nobody -> birch" in done.out
    assert "invented callers of a week" in done.out
    assert not Proposal.objects.exists()
    assert not AuditEntry.objects.exists()
    assert house.published == 0


def test_publishing_waits_for_a_second_person(run: Run, house: House) -> None:
    done = run("publish", "--note", "winter hours")
    number = Proposal.objects.get().number
    assert done.code == 0
    assert done.out.splitlines()[-1] == (
        f"proposal {number} waits for a second person, who reads and approves it on the site"
    )
    assert Proposal.objects.get().note == "winter hours"
    early = run("publish", str(number))
    assert (early.code, early.out) == (2, "")
    assert SENTENCE.fullmatch(early.err)
    services.approve("ben@example.org", number)
    done = run("publish", str(number), "--json")
    assert done.json == {
        "proposal": number,
        "state": "published",
        "version": house.current_map().version,
    }
    assert run("publish", str(number)).code == 0
    assert house.published == 1


@override_settings(NEEDS_SECOND_APPROVER=False)
def test_where_one_person_may_it_is_published_at_once(run: Run, house: House) -> None:
    done = run("publish", "--json")
    assert done.code == 0
    assert done.json["state"] == "published"
    assert not done.json["needs_second"]
    assert done.json["version"] == house.current_map().version
    again = run("publish")
    assert again.out.splitlines()[-1].endswith(f"map {house.current_map().version} is in use")


def test_a_refused_directory_is_code_1(run: Run, house: House) -> None:
    refuse()
    done = run("publish")
    assert (done.code, done.err) == (1, "")
    assert NO_DATE in done.out.splitlines()
    assert Proposal.objects.get().state == State.REFUSED
    assert house.published == 0


@pytest.mark.parametrize(
    "argv",
    [("publish", "77"), ("publish", "7", "--dry-run"), ("publish", "7", "--note", "x"), ("publish", "x")],
)  # fmt: skip
def test_an_option_that_cannot_be_used(run: Run, argv: tuple[str, ...]) -> None:
    done = run(*argv)
    assert (done.code, done.out) == (2, "")
    assert SENTENCE.fullmatch(done.err)


@override_settings(NEEDS_SECOND_APPROVER=False)
def test_no_address_is_printed(run: Run) -> None:
    Destination.unscoped.filter(center="alder").update(address="+12125550177")
    shown = [run("publish"), run("publish", "--json"), run("publish", "--dry-run", "--json")]
    assert all("2125550177" not in one.out + one.err for one in shown)


# -- map rollback -------------------------------------------------------------------------------------


@override_settings(NEEDS_SECOND_APPROVER=False)
def test_rolling_back(run: Run, house: House) -> None:
    before, content = house.current_map().version, house.path.read_bytes()
    left = run("publish", "--json").json["version"]
    done = run("map", "rollback", "--why", "wrong county")
    assert (done.code, done.out) == (0, f"map {before} is in use again, in place of {left}\n")
    assert house.path.read_bytes() == content
    assert AuditEntry.objects.last().why == "wrong county"  # type: ignore[union-attr]
    forth = run("map", "rollback", "--why", "it was right", "--json")
    assert forth.json == {"left": before, "version": left}


def test_rolling_back_needs_a_reason_and_a_map_before(run: Run) -> None:
    for argv in (("--why", "a mistake"), ("--why", " "), ()):
        done = run("map", "rollback", *argv)
        assert (done.code, done.out) == (2, "")
        assert SENTENCE.fullmatch(done.err)


# -- audit verify -------------------------------------------------------------------------------------


def test_the_audit_trail_holds_or_is_told_where_not(run: Run) -> None:
    assert run("audit", "verify").out == "0 entries, all as they were written\n"
    run("publish")
    run("publish")
    done = run("audit", "verify", "--json")
    assert (done.code, done.json) == (0, {"entries": 3, "fault": None})
    AuditEntry.objects.filter(number=2).update(actor="somebody else")
    done = run("audit", "verify")
    assert (done.code, done.out) == (1, "Entry 2 was changed after it was written.\n")
