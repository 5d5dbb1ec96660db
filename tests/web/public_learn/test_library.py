"""What ships is whole, and a coalition's files join or replace it; a bad one is left out and harms nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from harborline.web.public.learn.library import OURS, check, collect, library, rendered
from harborline.web.public.learn.topics import TOPICS
from learn_files import HEAD, SOURCE, page_text, write, write_both

pytestmark = pytest.mark.django_db

SLUGS = (
    *("what-is-sexual-violence", "consent", "how-common", "myths-and-facts", "words-we-use"),
    *("when-you-call", "reporting-and-medical-care", "under-18", "men-and-boys", "lgbtq"),
    *("when-someone-tells-you", "friends-and-family", "bystander", "changing-culture"),
)


@pytest.fixture
def own(tmp_path: Path, settings: Any) -> Path:
    """Gives an empty folder for a coalition's pages."""
    settings.LEARN_FOLDER = tmp_path / "learn"
    return tmp_path / "learn"


def told(folder: Path) -> list[tuple[str, str]]:
    return [(file, fault.says) for file, fault in collect(OURS, folder).faults]


def test_ours_are_whole_in_both_languages() -> None:
    found = collect(OURS)
    assert found.faults == ()
    for language in ("en", "es"):
        assert tuple(slug for slug, _draft in found.pages(language)) == SLUGS
    for slug in SLUGS:
        english, spanish = found.drafts["en", slug], found.drafts["es", slug]
        assert english.head.order == spanish.head.order
        assert english.head.topics == spanish.head.topics
        assert len(english.headings) == len(spanish.headings)
        ids = [[source.id for source in draft.head.sources] for draft in (english, spanish)]
        assert ids[0] == ids[1]
        links = [[source.link for source in draft.head.sources] for draft in (english, spanish)]
        assert links[0] == links[1]
    assert {draft.head.topics[0] for draft in found.drafts.values()} == set(TOPICS)


def test_nobody_has_reviewed_ours_yet_and_none_says_so() -> None:
    for draft in collect(OURS).drafts.values():
        assert (draft.head.reviewed_by, draft.head.reviewed_on, draft.head.native_reader) == (
            *("", None),
            "",
        )


def test_ours_lead_to_no_part_of_another_which_a_coalition_might_replace() -> None:
    for draft in collect(OURS).drafts.values():
        assert [target for target, _line in draft.links if "#" in target] == []


def test_a_page_joins_ours(own: Path, client: Client) -> None:
    assert len(library().drafts) == 2 * len(SLUGS)
    write_both(own, "campus", page_text("## Where\n\nHalf of them.[^a]", sources=SOURCE))
    assert library().faults == ()
    assert len(library().drafts) == 2 * len(SLUGS) + 2
    assert "Half of them." in client.get("/en/learn/campus").content.decode()
    assert "/es/learn/campus" in client.get("/es/learn").content.decode()


def test_a_page_stands_in_the_place_of_ours_and_ours_comes_back(own: Path, client: Client) -> None:
    path = write(own, "en", "consent", page_text("Our own words."))
    page = client.get("/en/learn/consent").content.decode()
    assert "Our own words." in page
    assert "Our own words." not in client.get("/es/learn/consent").content.decode()
    path.unlink()
    assert "Our own words." not in client.get("/en/learn/consent").content.decode()


def test_a_changed_file_is_seen_at_once(own: Path) -> None:
    path = write(own, "en", "consent", page_text("Before."))
    assert library().drafts["en", "consent"].body == "Before.\n"
    path.write_text(page_text("After that."))
    os.utime(path, ns=(1, 1))
    assert library().drafts["en", "consent"].body == "After that.\n"


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"\xff\xff",
        b"",
        page_text("Half of them."),
        page_text("[dead](nowhere)"),
        page_text("[dead](bystander#nowhere)"),
        page_text("[dead](site:public:find:nowhere)"),
        page_text("[odd](javascript:x)", head=HEAD.replace("A page", "")),
    ],
)
def test_a_bad_file_is_left_out_and_ours_stays(
    own: Path, client: Client, content: str | bytes
) -> None:
    write(own, "en", "consent", content)
    write_both(own, "extra", content)
    for path in ("/en/learn", "/en/learn/consent", "/es/learn/consent", "/en/learn/bystander"):
        assert client.get(path).status_code == 200, path
    assert client.get("/en/learn/extra").status_code == 404
    assert library().drafts["en", "consent"] == collect(OURS).drafts["en", "consent"]
    assert {file for file, _says in told(own)} == {"en/consent.md", "en/extra.md", "es/extra.md"}


def test_a_page_without_a_twin_is_left_out(own: Path, client: Client) -> None:
    write(own, "en", "campus", page_text())
    assert told(own) == [("en/campus.md", "There is no es/campus.md beside it.")]
    assert client.get("/en/learn/campus").status_code == 404


def test_what_leads_to_a_page_that_was_left_out_is_left_out_too(own: Path) -> None:
    write_both(own, "first", page_text("[next](second)"))
    write_both(own, "second", page_text("Half of them."))
    assert {file for file, _says in told(own)} == {
        *("en/first.md", "es/first.md"),
        *("en/second.md", "es/second.md"),
    }
    assert len(library().drafts) == 2 * len(SLUGS)


def test_pages_may_lead_to_each_other(own: Path) -> None:
    write_both(own, "first", page_text("## Here\n\n[next](second#there) [up](#here)"))
    write_both(own, "second", page_text("## There\n\n[back](first#here)"))
    assert told(own) == []


def test_what_lies_there_in_vain_is_told(own: Path) -> None:
    write(own, "fr", "page", page_text())
    (own / "stray.md").write_text(page_text())
    found = [(file, fault.says) for file, fault in check(None).faults]
    assert found == [
        ("stray.md", "A page lies in the folder of its language, one of en, es."),
        ("fr/page.md", "The site has no language “fr”; it has en, es."),
    ]


def test_a_folder_or_file_that_cannot_be_read_harms_nothing(own: Path, client: Client) -> None:
    (own / "en" / "consent.md").mkdir(parents=True)
    (own / "es").mkdir()
    (own / "es" / "gone.md").symlink_to(own / "nowhere")
    assert client.get("/en/learn/consent").status_code == 200
    assert client.get("/es/learn").status_code == 200
    assert {file for file, _says in told(own)} == {"en/consent.md", "es/gone.md"}


def test_hostile_markdown_of_a_coalition_is_shown_as_text(own: Path, client: Client) -> None:
    body = "<script>alert(x)</script> <b onclick=x>b</b>\n\n<iframe src=x></iframe>[^a]"
    write_both(
        own, "odd", page_text(body, head=HEAD.replace("A page", "<script>x"), sources=SOURCE)
    )
    page = client.get("/en/learn/odd").content.decode()
    main = page[page.index("<main") :]
    for tag in ("<script", "<b onclick", "<iframe"):
        assert tag not in main
    assert "&lt;script&gt;alert(x)" in main
    assert "<script>x" not in client.get("/en/learn").content.decode()


def test_a_page_is_rendered_once() -> None:
    pages = library()
    assert rendered(pages, "en", "consent") is rendered(pages, "en", "consent")
    assert rendered(pages, "en", "how-common") != rendered(pages, "es", "how-common")
