import re
from pathlib import Path

from harborline.hsds import profile
from harborline.hsds.languages import code_of, name_of
from harborline.hsds.states import state_code, state_name

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "hsds-profile.md"


def test_every_word_of_the_vocabulary_is_described_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## Vocabulary")[2].partition("\n## ")[0]
    described = set()
    for row in re.findall(r"(?m)^\| (`.*) \|$", text):
        code, says, _ = row.split(" | ", 2) if row.count(" | ") > 1 else (*row.split(" | "), "")
        described |= set(re.findall(r"`([a-z-]+(?::[a-z_]+)?)`", f"{code} {says}"))
    assert described == set(profile.TERMS)


def test_ids_stay_what_they_are() -> None:
    assert profile.made_id("service", "demo") == "d45bad7c-be9b-523d-b540-79b48d50db82"


def test_who_has_an_id_of_the_standard_keeps_it() -> None:
    own = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
    assert profile.organization_id("center", own) == own
    assert profile.organization_id("center", own.upper()) != own.upper()
    assert profile.organization_id("center", "a") != profile.organization_id("coalition", "a")


def test_languages_are_known_in_the_ways_that_people_write_them() -> None:
    for said in ("es", "ES", "spa", "Spanish", "es-MX", "es_US"):
        assert code_of(said) == "es"
    assert (code_of("zho"), code_of("Mandarin"), code_of("xx"), code_of("Klingon")) == (
        "zh",
        "zh",
        "xx",
        None,
    )
    assert (name_of("vi"), name_of("xx")) == ("Vietnamese", "xx")


def test_states_are_known_by_code_and_name() -> None:
    for said in ("TX", "tx", "Texas", " texas "):
        assert state_code(said) == "TX"
    assert (state_code("D.C."), state_code("U.S. Virgin Islands")) == ("DC", "VI")
    assert state_code("MyState") == ""
    assert (state_name("DC"), state_name("VI")) == ("District of Columbia", "US Virgin Islands")
    assert state_name("XX") == "XX"
