"""The organiser's own page: reached by a link alone, changed by a press alone, and pressed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core import mail
from django.test import Client
from django.utils import timezone

from harborline.app.training import Act, Deed, Outcome, Slot
from harborline.web.directory.models import Center
from harborline.web.training.models import TrainingRequest
from harborline.web.training.services import lives
from training_pages import link_in_mail, press, send, small_network, stamp

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")
TEN = datetime(2027, 1, 14, 10, tzinfo=NEW_YORK)
SLOTS = (Slot(TEN, 90), Slot(TEN + timedelta(days=7), 60))
NOWHERE = "This link leads nowhere now"


@pytest.fixture(autouse=True)
def centers() -> Iterator[dict[str, Center]]:
    with small_network() as found:
        yield found


@pytest.fixture
def own(client: Client) -> str:
    """Asks once; gives the path of the organiser's own page."""
    send(client)
    return link_in_mail()


def row() -> TrainingRequest:
    found: TrainingRequest = TrainingRequest.unscoped.get()
    return found


def shown(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def deed(act: Act, **fields: object) -> None:
    """Does what a holder does, by the rules alone."""
    lives.act(row(), Deed(act, **fields), timezone.now())  # type: ignore[arg-type]


# -- the link ---------------------------------------------------------------------------------------


def test_looking_changes_nothing(client: Client, own: str) -> None:
    for _ in range(3):
        assert client.head(own).status_code == 200
        assert "One more step" in shown(client, own)
    assert row().phase == "unconfirmed"


def test_nobody_reads_a_note_by_a_slip_in_the_address_or_is_sent_one(
    client: Client, own: str
) -> None:
    """Before it is confirmed an address may be a stranger's, who is to be told no words of another."""
    assert "We have a hall." not in shown(client, own)
    press(client, own, "confirm")
    assert "We have a hall." in shown(client, own)


def test_the_page_is_kept_and_told_by_nobody(client: Client, own: str) -> None:
    for path in (own, f"{own}x", "/en/yours/none/calendar"):
        headers = client.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "token",
    ["x", "x" * 43, "A" * 44, "%00", "..%2f..", "%F0%9F%98%80", "x" * 5000, "-" * 43, "%0d%0aX:y"],
)
def test_every_link_that_leads_nowhere_gets_one_page(client: Client, own: str, token: str) -> None:
    del own
    for path in (f"/en/yours/{token}", f"/en/yours/{token}/calendar"):
        answer = client.get(path)
        assert answer.status_code in {400, 404}
        posted = client.post(path, {"act": "confirm"})
        assert posted.status_code in {400, 404, 405}
    assert row().phase == "unconfirmed"


def test_a_link_that_ended_says_no_more_than_a_wrong_one(client: Client, own: str) -> None:
    press(client, own, "erase")
    ended = client.get(own)
    wrong = client.get(f"/en/yours/{'x' * 43}")
    assert ended.status_code == wrong.status_code == 404
    said = [one.content.decode().replace(own, "").replace("x" * 43, "") for one in (ended, wrong)]
    languages = [text.count("hreflang") for text in said]
    assert NOWHERE in said[0]
    assert NOWHERE in said[1]
    assert languages[0] == languages[1]


# -- the story --------------------------------------------------------------------------------------


def test_confirming_leads_to_a_center_and_names_nobody_yet(client: Client, own: str) -> None:
    answer = press(client, own, "confirm")
    assert answer.status_code == 303
    assert answer.headers["Location"] == own
    page = shown(client, own)
    assert "We are asking for you" in page
    assert "It is their turn until" in page
    assert "Center Alder" not in page
    assert row().center_id == "alder"


def test_a_proposed_day_is_taken(client: Client, own: str) -> None:
    press(client, own, "confirm")
    deed(Act.PROPOSE, slots=SLOTS)
    page = shown(client, own)
    assert "Center Alder would like to come" in page
    assert "Thursday, Jan. 14, 2027, 10 a.m. to 11:30 a.m. Eastern" in page
    assert press(client, own, "take").status_code == 400
    assert press(client, own, "take", answer="1").status_code == 303
    agreed = shown(client, own)
    assert "It is agreed" in agreed
    assert "Thursday, Jan. 21, 2027, 10 a.m. to 11 a.m. Eastern" in agreed


def test_none_of_the_days_suits_and_the_next_is_asked(client: Client, own: str) -> None:
    press(client, own, "confirm")
    deed(Act.PROPOSE, slots=SLOTS)
    press(client, own, "decline")
    assert row().center_id == "birch"
    assert "number 2 of those who can help" in shown(client, own)


def test_the_day_agreed_on_goes_into_a_calendar_and_says_little(client: Client, own: str) -> None:
    press(client, own, "confirm")
    assert client.get(f"{own}/calendar").status_code == 404
    deed(Act.ACCEPT, slots=SLOTS[:1])
    assert f"{own}/calendar" in shown(client, own)
    answer = client.get(f"{own}/calendar")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    event = vobject.readOne(answer.content.decode()).vevent
    assert event.dtstart.value == TEN.astimezone(UTC)
    assert event.dtend.value == TEN.astimezone(UTC) + timedelta(minutes=90)
    for word in ("consent", "Alder", "Ana", "example.org"):
        assert word not in answer.content.decode()


def test_afterwards_it_is_asked_whether_it_helped(client: Client, own: str) -> None:
    press(client, own, "confirm")
    deed(Act.ACCEPT, slots=SLOTS[:1])
    deed(Act.REPORT, outcome=Outcome.HELD)
    assert "How was it?" in shown(client, own)
    assert press(client, own, "rate", answer="wonderful").status_code == 400
    press(client, own, "rate", answer="useful")
    assert row().rating == "useful"
    assert "You did it" in shown(client, own)


def test_where_everyone_passed_it_on_this_is_said_kindly(client: Client, own: str) -> None:
    press(client, own, "confirm")
    while row().phase == "offered":
        deed(Act.HAND_ON)
    assert "We asked everyone we could" in shown(client, own)


def test_withdrawing_ends_it_and_the_page_says_until_when_it_is_kept(
    client: Client, own: str
) -> None:
    press(client, own, "confirm")
    press(client, own, "withdraw")
    page = shown(client, own)
    assert "You have withdrawn your request" in page
    assert "We delete your name, your address and your note on" in page


@pytest.mark.parametrize("confirmed", [True, False])
def test_erasing_ends_the_link_or_the_contact(client: Client, own: str, confirmed: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    if confirmed:
        press(client, own, "confirm")
    answer = press(client, own, "erase")
    assert answer.status_code == 200
    assert "Your request is ended" in answer.content.decode()
    assert row().phase in {"closed", "unconfirmed"}
    assert row().name == row().organisation == row().note == ""
    assert client.get(own).status_code == 404


# -- pressed twice, late, or by somebody else -------------------------------------------------------


def test_of_two_browsers_that_press_at_once_the_second_learns_how_it_stands(
    client: Client, own: str
) -> None:
    assert press(client, own, "confirm").status_code == 303
    second = press(Client(), own, "confirm")
    assert second.status_code == 409
    assert "This went on in the meantime" in second.content.decode()
    assert "We are asking for you" in second.content.decode()
    assert row().asked.count() == 1


@pytest.mark.parametrize("act", ["take", "decline", "rate", "", "confirmed", "TIME_OUT"])
def test_what_is_not_possible_now_changes_nothing(client: Client, own: str, act: str) -> None:
    before = row().version
    assert press(client, own, act, answer="0").status_code in {400, 409}
    assert row().version == before


@pytest.mark.parametrize("answer", ["2", "9", "-1", "x", "\uff11", "", "1" * 500])
def test_a_day_that_was_not_proposed_is_not_taken(client: Client, own: str, answer: str) -> None:
    press(client, own, "confirm")
    deed(Act.PROPOSE, slots=SLOTS)
    assert press(client, own, "take", answer=answer).status_code in {400, 409}
    assert row().phase == "proposed"


@pytest.mark.parametrize(
    "bad",
    ["", "x", stamp("training-ask"), stamp("training-own", age_s=90_000)],
    ids=["none", "odd", "of another form", "of yesterday"],
)
def test_without_the_stamp_of_this_page_nothing_happens(client: Client, own: str, bad: str) -> None:
    answer = client.post(own, {"act": "confirm", "stamp": bad})
    assert answer.status_code == 400
    assert row().phase == "unconfirmed"


def test_a_page_that_browsers_name_to_nobody_is_pressed_all_the_same(own: str) -> None:
    assert press(Client(headers={"Origin": "null"}), own, "confirm").status_code == 303


def test_another_site_s_page_presses_nothing(own: str) -> None:
    assert (
        press(Client(headers={"Sec-Fetch-Site": "cross-site"}), own, "confirm").status_code == 400
    )
    assert row().phase == "unconfirmed"


def test_no_page_of_the_link_sets_a_cookie_or_writes_a_letter_at_once(
    client: Client, own: str
) -> None:
    press(client, own, "confirm")
    assert not client.get(own).cookies
    assert len(mail.outbox) == 1
