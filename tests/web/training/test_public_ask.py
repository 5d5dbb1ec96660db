"""Asking once: nothing typed is lost, nothing is kept before it is sent, and one letter goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harborline.app.training import Goal, Mode
from harborline.core.listings import TrainingAudience
from harborline.web.training import words
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import asking
from training_pages import ASK, NEAR, SENT, TYPED, link_in_mail, send, small_network, stamp

pytestmark = pytest.mark.django_db

BIDI = "\u202e\u2066\u200f"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def network() -> Iterator[None]:
    with small_network():
        yield


def kept() -> list[TrainingRequest]:
    return list(TrainingRequest.unscoped.all())


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def checked(client: Client, **typed: Any) -> Any:
    """Sends the first page."""
    return client.post(ASK, TYPED | {"act": "check", "stamp": stamp()} | typed)


def test_every_choice_has_its_words() -> None:
    assert set(words.AUDIENCES) == set(TrainingAudience)
    assert set(words.GOALS) == set(Goal)
    assert set(words.WAYS) == set(Mode)


def test_the_note_says_what_it_is_not_for_and_why(client: Client) -> None:
    page = client.get(ASK).content.decode()
    assert "Do not describe events or people" in page
    assert "Several people read this note" in page


def test_each_field_has_a_label(client: Client) -> None:
    page = client.get(ASK).content.decode()
    fields = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', page)
    assert len(fields) > 20
    assert [one for one in fields if f'for="{one}"' not in page] == []


def test_what_was_typed_is_shown_to_be_checked_and_not_kept(client: Client) -> None:
    answer = checked(client, first1=day(30), last1=day(33))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Is this right?" in page
    assert "Alder County" in page
    assert "Ana Ruiz, Bellwether High" in page
    assert kept() == []
    assert mail.outbox == []


def test_changing_something_brings_everything_back_without_a_fault(client: Client) -> None:
    page = checked(client, act="change").content.decode()
    assert 'value="Ana Ruiz"' in page
    assert "We have a hall." in page
    assert 'value="step_in"' in page
    assert page.count("checked") == 4  # audience, two goals, way
    assert 'class="error"' not in page


def test_what_the_finder_knows_is_filled_in_already(client: Client) -> None:
    page = client.post(ASK, {"act": "begin", "place": "Alder county", "audience": "sports"})
    assert page.status_code == 200
    assert 'value="Alder county"' in page.content.decode()
    assert 'class="error"' not in page.content.decode()


def test_sending_keeps_the_county_alone_and_mails_a_link(client: Client) -> None:
    answer = send(client, first1=day(30), last1=day(33), first2=day(60))
    assert answer.status_code == 302
    assert answer.headers["Location"] == SENT
    (row,) = kept()
    assert (row.county, row.size, row.goals) == ("10001", 25, ["understand_consent", "step_in"])
    assert row.days == [[day(30), day(33)], [day(60), day(60)]]
    assert "11101" not in str(vars(row))
    assert row.phase == "unconfirmed"
    assert [letter.to for letter in mail.outbox] == [["ana@example.org"]]
    assert client.get(link_in_mail()).status_code == 200


def test_the_page_after_is_the_same_for_an_address_that_is_known(client: Client) -> None:
    first, second = send(client), send(client)
    assert first.headers["Location"] == second.headers["Location"]
    assert first.status_code == second.status_code
    assert len(mail.outbox) == 1


def test_the_letter_names_neither_subject_nor_center(client: Client) -> None:
    send(client)
    text = f"{mail.outbox[0].subject}\n{mail.outbox[0].body}".casefold()
    for word in ("consent", "sexual", "center", "alder", "ana", "hall", "harborline\n"):
        assert word not in re.sub(r"https?://\S+", "", text)


def test_a_page_in_spanish_writes_a_letter_in_spanish(client: Client) -> None:
    answer = send(client, path="/es/training/ask")
    assert answer.headers["Location"] == "/es/training/ask/sent"
    assert link_in_mail().startswith("/es/")
    assert kept()[0].mail_language == "es"


# -- what is wrong is said, and nothing is lost ---------------------------------------------------


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *(("size", one) for one in ("", "-1", "0", "1000000000", "1e9", "many", "２５人")),
        *(("audience", one) for one in ("", "enemy")),
        *(("goals", one) for one in ([], ["revenge"])),
        *(("language", one) for one in ("", "xx")),
        ("way", "by_air"),
        *(("place", one) for one in ("", "nowhere at all", "99999", "Westland", "Town")),
        ("note", "x" * 301),
        *(("name", one) for one in ("", " \r\n ", "x" * 121, BIDI)),
        *(
            ("email", one)
            for one in ("", "ana", "ana@", "a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org", "@b.org")
        ),
        ("email", f"{'x' * 250}@example.org"),
        ("organisation", "x" * 121),
        *(("first1", one) for one in ("1900-01-01", "2027-02-31", "soon", "9999-12-31")),
    ],
)
def test_each_fault_is_one_sentence_at_its_field_and_in_the_summary(
    client: Client, field: str, typed: Any
) -> None:
    answer = send(client, **{field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    assert f'id="id_{field}_error"' in page
    assert "Please look at this again" in page
    assert kept() == []
    assert mail.outbox == []
    for name in {"name", "email", "organisation", "place"} - {field}:
        assert f'value="{TYPED[name]}"' in page


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        (day(0), "", "This day is over"),
        (day(30), day(29), "The last day comes before the first"),
        ("", day(30), "Please write the first day, too"),
        (day(30), day(2000), "more than two years ahead"),
    ],
)
def test_days_that_cannot_be_are_told(client: Client, first: str, last: str, sentence: str) -> None:
    assert sentence in send(client, first2=first, last2=last).content.decode()
    assert kept() == []


def test_a_day_may_be_written_as_people_of_the_language_do(client: Client) -> None:
    wanted = date.fromisoformat(day(40))
    send(client, first1=wanted.strftime("%m/%d/%Y"))
    send(client, path="/es/training/ask", first1=wanted.strftime("%d/%m/%Y"))
    assert [row.days for row in kept()] == [[[day(40), day(40)]]] * 2


def test_two_towns_of_one_name_are_asked_about_by_county(client: Client) -> None:
    assert 'name="county" value="20001"' in send(client, place="Town").content.decode()
    assert send(client, place="Town", county="20001").status_code == 302
    assert kept()[0].county == "20001"


def test_a_county_that_was_not_offered_is_not_taken(client: Client) -> None:
    assert send(client, place="11101", county="30001").status_code == 302
    assert kept()[0].county == "10001"


# -- who may send ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    ["", "x", "training-ask~x:y:z", stamp("training-own"), stamp(age_s=25 * 3600)],
    ids=["none", "odd", "forged", "of another form", "of yesterday"],
)
def test_without_a_stamp_of_today_nothing_is_sent_and_nothing_lost(
    client: Client, bad: str
) -> None:
    answer = send(client, stamp=bad)
    assert answer.status_code == 400
    assert kept() == []
    again = re.search(r'name="stamp" value="([^"]+)"', answer.content.decode())
    assert again is not None
    assert again[1] != bad
    assert 'value="Ana Ruiz"' in answer.content.decode()


def test_who_was_too_quick_presses_once_more(client: Client) -> None:
    young = stamp(age_s=0)
    answer = send(client, stamp=young)
    assert answer.status_code == 400
    assert "That was very quick" in answer.content.decode()
    assert f'value="{young}"' in answer.content.decode()  # so its time counts on


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}]
)
def test_another_site_s_page_sends_nothing(headers: dict[str, str]) -> None:
    assert send(Client(headers=headers)).status_code == 400
    assert kept() == []


def test_in_a_flood_people_are_told_and_nothing_they_typed_is_lost(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_WAITING", 0)
    answer = send(client)
    assert answer.status_code == 422
    assert "Too many people ask just now" in answer.content.decode()
    assert 'value="Ana Ruiz"' in answer.content.decode()
    assert mail.outbox == []


def test_reading_the_page_again_after_sending_sends_nothing(client: Client) -> None:
    send(client)
    assert client.get(SENT).status_code == 200
    assert client.post(SENT).status_code == 405
    assert len(kept()) == 1


# -- what somebody hostile types ------------------------------------------------------------------


def test_what_nobody_sees_is_taken_out(client: Client) -> None:
    send(
        client,
        name=f"Ana{BIDI}\r\nBcc: x@example.org\t Ruiz",
        note=f"One{BIDI}\r\n\r\n\r\ntwo\x07",
        organisation=f"{SCRIPT}\x1b[31m",
    )
    (row,) = kept()
    assert row.name == "Ana Bcc: x@example.org Ruiz"
    assert row.note == "One\n\ntwo"
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert letter.recipients() == ["ana@example.org"]
    assert "Bcc" not in letter.message().as_string()
    page = client.get(link_in_mail()).content.decode()
    assert SCRIPT not in page


@pytest.mark.parametrize(
    "name",
    [
        "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
        "क\u094d\u200dष",
        "Nguyễn Thị Ánh",
        "O’Neill-Łuczak",
        "王小明",
    ],
)
def test_names_of_every_script_are_kept_as_they_are(client: Client, name: str) -> None:
    send(client, name=name)
    assert kept()[0].name == name


def test_script_text_is_shown_as_text(client: Client) -> None:
    page = checked(client, name=SCRIPT, note=SCRIPT, organisation='"><b x=').content.decode()
    assert SCRIPT not in page
    assert '"><b x=' not in page


@pytest.mark.parametrize("field", ["note", "name", "place", "email", "size", "first1", "goals"])
def test_a_book_in_a_field_is_refused_in_a_sentence(client: Client, field: str) -> None:
    answer = send(client, **{field: "x" * 50_000})
    assert answer.status_code == 422
    assert len(answer.content) < 60_000
    assert kept() == []


def test_a_body_of_a_megabyte_is_not_read(client: Client) -> None:
    for path in (ASK, NEAR):
        answer = send(client, path=path, note="x" * 1_000_000)
        assert answer.status_code == 400
        assert "try again" in answer.content.decode()
    assert kept() == []


def test_more_of_a_field_than_there_is_is_not_read(client: Client) -> None:
    assert send(client, goals=["step_in"] * 900).status_code in {302, 422}
    assert len(kept()) <= 1


TEXTS = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="\u202e\u2066\u200f\u200b\ufeff\r\n\x0b\x1b<>&\"'%{}é😀م", max_size=400),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([*TYPED, "first1", "last3", "county", "act", "stamp"]), text=TEXTS)
def test_no_text_breaks_the_form_or_a_header(client: Client, name: str, text: str) -> None:
    mail.outbox.clear()
    answer = send(client, **{name: text.replace("\0", "")})
    assert answer.status_code in {200, 302, 400, 422}
    for letter in mail.outbox:
        assert letter.recipients() == [letter.to[0]]
        assert "\n" not in letter.subject
