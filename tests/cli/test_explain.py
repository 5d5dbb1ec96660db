"""`harborline explain`: a document other programs may rely on, an answer for whatever is delivered."""

from __future__ import annotations

import re
from typing import Any

import pytest

from commands import SENTENCE, Run
from harborline.core.places import Precision, Source
from harborline.core.reasons import LegKind, LegReason, SkipReason

AT = ("--at", "2026-11-23T15:00Z")
KEYS = {
    "map": str, "at": str, "line": str, "language": str, "origin": dict, "ask_zip": bool,
    "chain": list, "legs": list, "skipped": list, "dropped": list,
}  # fmt: skip
ORIGIN = {
    "zip": (str, type(None)), "county": (str, type(None)), "state": (str, type(None)),
    "precision": str, "source": str, "lat": (float, type(None)), "lon": (float, type(None)),
}  # fmt: skip
LEG = {
    "center": str, "name": str, "kind": str, "reason": str, "km": (float, type(None)),
    "crosses_state": bool, "ring_s": int,
}  # fmt: skip
SKIP = {"center": str, "reason": str}
QUESTIONS = [
    ["704555"],
    ["--zip", "28202"],
    ["--zip", "09012"],
    ["--county", "37119"],
    ["anonymous"],
    ["+17045550123", "--language", "es"],
    ["2125550100", "--at", "2026-11-22T08:00:00-05:00"],
]


def assert_typed(document: dict[str, Any], kinds: dict[str, Any]) -> None:
    assert set(document) == set(kinds)
    for key, kind in kinds.items():
        assert isinstance(document[key], kind), (key, document[key])
        assert kind is not int or type(document[key]) is int


# -- the document -----------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_every_key_and_its_type(run: Run, question: list[str]) -> None:
    done = run("explain", *question, *(() if "--at" in question else AT), "--json")
    assert (done.code, done.err) == (0, "")
    assert_typed(done.json, KEYS)
    assert_typed(done.json["origin"], ORIGIN)
    assert done.json["origin"]["precision"] in set(Precision)
    assert done.json["origin"]["source"] in set(Source)
    for leg in done.json["legs"]:
        assert_typed(leg, LEG)
        assert leg["kind"] in set(LegKind)
        assert leg["reason"] in set(LegReason)
        assert 8 <= leg["ring_s"] <= 25
        assert leg["km"] is None or leg["km"] == round(leg["km"], 1)
        assert (leg["km"] is None) or leg["kind"] in {"center", "mutual_aid"}
    for skip in (*done.json["skipped"], *done.json["dropped"]):
        assert_typed(skip, SKIP)
        assert skip["reason"] in set(SkipReason)
    assert done.json["legs"][-1]["kind"] == "national_backup"
    assert all(isinstance(name, str) for name in done.json["chain"])


def test_the_moment_is_told_in_utc_to_the_minute(run: Run) -> None:
    done = run("explain", "704555", "--at", "2026-11-23T10:00:59-05:00", "--json")
    assert done.json["at"] == "2026-11-23T15:00Z"


def test_the_evidence_decides_the_source(run: Run) -> None:
    sources = {
        run("explain", *question, *AT, "--json").json["origin"]["source"]
        for question in (["704555"], ["--zip", "28202"], ["--county", "37119"], ["unknown"])
    }
    assert sources == {"prefix", "zip", "county", "none"}


def test_a_county_code_of_another_vintage(run: Run) -> None:
    done = run("explain", "--county", "09110", *AT, "--json")
    assert done.json["origin"]["county"] == "09003"
    assert done.json["origin"]["state"] == "CT"


def test_zip_plus_four_is_cut(run: Run) -> None:
    for text in ("28202-1234", "282021234", " 28202 "):
        assert run("explain", "--zip", text, *AT, "--json").json["origin"]["zip"] == "28202"


def test_a_military_zip_has_a_state_and_no_county(run: Run) -> None:
    origin = run("explain", "--zip", "09012", *AT, "--json").json["origin"]
    assert (origin["state"], origin["county"], origin["lat"]) == ("AE", None, None)


def test_whether_the_line_asks_for_a_zip(run: Run) -> None:
    asks = {
        question[-1]: run("explain", *question, *AT, "--json").json["ask_zip"]
        for question in (["--zip", "28202"], ["--county", "37119"], ["unknown"])
    }
    assert asks == {"28202": False, "37119": False, "unknown": True}


# -- whatever is delivered --------------------------------------------------------------------------

TEXTS = [
    "", " ", "-", "--", "-5", "-17045550123", "--17045550123", "-anonymous", "anonymous", "Unknown",
    "266696687", "+44 20 7946 0000", "7045550123;ext=5", "sip:+17045550123@carrier.example",
    "tel:+1-704-555-0123", "😀", "٧٠٤٥٥٥٠١٢٣", "\u202e704555", "'; drop table calls", "7" * 10_000,
    "a" * 10_000, "\x00\x1b[31m", "%s%n", "+", "0", "704555\n", "1" * 15,
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:30])
def test_every_text_has_an_answer(run: Run, text: str) -> None:
    for more in ([], ["--json"], ["--trace", "--language", "es"]):
        done = run("explain", text, *AT, *more)
        if text == "--" and not done.out:
            continue  # a shell's own mark, and no text after it
        assert (done.code, done.err) == (0, ""), done.err
        assert text == "" or len(text) < 6 or text not in done.out


@pytest.mark.parametrize("text", ["--json", "--zip", "-h", "--help", "--abc", "-x"])
def test_what_looks_like_an_option_is_text_after_two_dashes(run: Run, text: str) -> None:
    done = run("explain", *AT, "--json", "--", text)
    assert (done.code, done.err) == (0, "")
    assert done.json["origin"]["precision"] == "none"


@pytest.mark.parametrize(
    "text",
    ["", "0", "x", "00000", "99999", "-1", "-28202", "\uff12\uff18\uff12\uff10\uff12", "9" * 999],
)
def test_every_zip_has_an_answer(run: Run, text: str) -> None:
    done = run("explain", "--zip", text, *AT, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["origin"]["precision"] == "none"
    assert done.json["legs"][-1]["kind"] == "national_backup"


def test_the_digits_that_were_given_are_never_printed(run: Run) -> None:
    for text in ("+17045550123", "(704) 555-0123", "7045550123"):
        for more in ([], ["--json"], ["--trace"], ["--trace", "--json"], ["--at", "noon"]):
            done = run("explain", text, *(AT if "--at" not in more else ()), *more)
            for shown in ("704555", "555-0123", "5550123", "(704)", "0123"):
                assert shown not in done.out + done.err


# -- for people -------------------------------------------------------------------------------------


def test_the_answer_in_words(run: Run) -> None:
    lines = run("explain", "--zip", "28202", *AT).out.splitlines()
    assert lines[0].startswith("2026-11-23T15:00Z, line demo, language en, map ")
    assert lines[1] == "The caller is in ZIP 28202 (precision zip)."
    assert re.match(r"1\. Demo Center .* \(demo-nc-.*\): serves this .*, rings \d+ s", lines[3])
    assert "800-656-4673" in lines[-1]


def test_the_trace_places_everybody_once(run: Run) -> None:
    question = ("explain", "704555", *AT, "--language", "es")
    document = run(*question, "--trace", "--json").json
    rows = document.pop("trace")
    assert document == run(*question, "--json").json
    everybody = [*document["legs"], *document["skipped"], *document["dropped"]]
    assert sorted(row["center"] for row in rows) == sorted(one["center"] for one in everybody)
    assert [row["center"] for row in rows][: len(document["chain"])] == document["chain"]
    assert {row["placed"].split()[0] for row in rows} <= {"1", "2", "5", "6", "7"}
    assert "Steps (docs/routing.md):" in run(*question, "--trace").out


# -- what cannot be used ----------------------------------------------------------------------------

UNUSABLE = [
    [],
    ["704555", "--zip", "28202"],
    ["--zip", "28202", "--county", "37119"],
    ["--county", "99999"],
    ["--county", "Mecklenburg"],
    ["704555", "--at", "noon"],
    ["704555", "--at", "2026-11-23T03:00"],
    ["704555", "--at", "1969-12-31T23:00Z"],
    ["704555", "--at", "2101-01-02T00:00Z"],
    ["704555", "--at", "0001-01-01T00:00+14:00"],
    ["704555", "--language", "Spanish!"],
    ["704555", "--language", ""],
    ["704555", "--line", "nobody"],
    ["704555", "--map", "/no/such/file"],
    ["704555", "--map", "/"],
    ["704555", "--no-such-option"],
    ["704555", "--zip"],
    ["704555", "--zip", "28202"],
]


@pytest.mark.parametrize("options", UNUSABLE, ids=" ".join)
def test_an_unusable_option_is_one_sentence(run: Run, options: list[str]) -> None:
    done = run("explain", *options)
    assert done.code == 2
    assert done.out == ""
    assert SENTENCE.fullmatch(done.err), done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("text", "shown"),
    [("es", "es"), ("ES", "es"), ("es-MX", "es"), ("pt_BR", "pt"), ("hmn", "hmn")],
)
def test_languages_as_people_write_them(run: Run, text: str, shown: str) -> None:
    assert run("explain", "704555", *AT, "--language", text, "--json").json["language"] == shown


def test_now_is_the_usual_moment(run: Run) -> None:
    assert re.fullmatch(
        r"20\d\d-\d\d-\d\dT\d\d:\d\dZ", run("explain", "704555", "--json").json["at"]
    )


def test_a_number_need_not_be_quoted(run: Run) -> None:
    apart, quoted = (
        run("explain", "+1", "704", "555", "--json"),
        run("explain", "+1704555", "--json"),
    )
    assert apart.json["origin"] == quoted.json["origin"]
