"""Web addresses are looked at within bounds, and never inside somebody's own network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from harborline.web.freshness import fetching
from harborline.web.freshness.fetching import Fault, fault_of, is_public
from harborline.web.freshness.models import AddressCheck
from harborline.web.freshness.services import checking
from web_world import make_center

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.1.2.3"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1", "::"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "not an address"),
    ],
)
def test_no_private_address_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:220:1::1", "::ffff:93.184.215.14"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


def resolve_to(*places: str) -> Callable[[str, int], tuple[str, ...]]:
    return lambda _host, _port: places


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/",
        "http://metadata.example/",
        "https://user:secret@inside.example/",
        "http://2130706433/",
    ],
)
def test_a_name_that_leads_inside_is_not_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_send", never)
    assert fault_of(address, resolve_to("127.0.0.1")) == Fault.NOT_PUBLIC
    assert fault_of(address, resolve_to("93.184.215.14", "10.0.0.1")) == Fault.NOT_PUBLIC


def never(*_: object) -> tuple[int, str | None]:
    raise AssertionError("nothing may be asked")


@pytest.mark.parametrize("address", ["ftp://example.org/", "file:///etc/passwd", "https://", "x"])
def test_only_web_addresses_are_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_send", never)
    assert fault_of(address, resolve_to("93.184.215.14")) == Fault.NO_ADDRESS


def answers(
    monkeypatch: pytest.MonkeyPatch, *given: tuple[int, str | None] | Exception
) -> list[str]:
    asked: list[str] = []
    left = list(given)

    def send(
        method: str, _s: str, host: str, _p: int, _at: str, target: str
    ) -> tuple[int, str | None]:
        asked.append(f"{method} {host}{target}")
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(fetching, "_send", send)
    return asked


PUBLIC = resolve_to("93.184.215.14")


def test_what_opens_has_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, (200, None))
    assert fault_of("https://example.org/a b?c=d#e", PUBLIC) == ""
    assert asked == ["HEAD example.org/a%20b?c=d"]


def test_a_server_that_knows_no_head_is_asked_for_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, (405, None), (200, None))
    assert fault_of("https://example.org", PUBLIC) == ""
    assert [line.split()[0] for line in asked] == ["HEAD", "GET"]


def test_a_redirection_is_followed_and_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, (301, "/there"), (200, None))
    assert fault_of("https://example.org", PUBLIC) == ""
    answers(monkeypatch, (302, "http://inside.example/"))
    places = {"example.org": ("93.184.215.14",), "inside.example": ("192.168.0.1",)}
    assert fault_of("https://example.org", lambda host, _: places[host]) == Fault.NOT_PUBLIC
    answers(monkeypatch, *[(302, "/again")] * 10)
    assert fault_of("https://example.org", PUBLIC) == Fault.REDIRECTIONS


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ((404, None), "status 404"),
        ((500, None), "status 500"),
        (TimeoutError(), Fault.SLOW),
        (ConnectionRefusedError(), Fault.NO_CONNECTION),
    ],
)
def test_what_does_not_open_says_why(
    answer: tuple[int, str | None] | Exception, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, answer, answer)
    assert fault_of("https://example.org", PUBLIC) == fault


@pytest.mark.django_db
def test_three_failures_are_told_once_and_a_page_that_opens_ends_it(
    mailoutbox: list[mail.EmailMessage],
) -> None:
    make_center("alder", web="https://example.org/", notices="team@example.org")
    for day in range(5):
        checking.check_address("alder", AT + timedelta(days=day), lambda _: "status 404")
    assert len(mailoutbox) == 1
    assert "https://example.org/" in str(mailoutbox[0].body)
    found = checking.check_address("alder", AT + timedelta(days=6), lambda _: "")
    assert found is not None
    assert (found.fault, found.failures, found.told_at) == ("", 0, None)


@pytest.mark.django_db
def test_another_address_begins_anew() -> None:
    center = make_center("alder", web="https://example.org/")
    checking.check_address("alder", AT, lambda _: "status 404")
    center.web = "https://example.org/new"
    center.save()
    assert checking.due_addresses(AT) == ["alder"]
    found = checking.check_address("alder", AT, lambda _: "status 404")
    assert found is not None
    assert found.failures == 1


@pytest.mark.django_db
def test_each_address_is_due_once_a_week_and_a_failing_one_each_day() -> None:
    make_center("alder", web="https://example.org/")
    make_center("birch", web="https://example.com/")
    make_center("elm")
    assert checking.due_addresses(AT) == ["alder", "birch"]
    checking.check_address("alder", AT, lambda _: "")
    checking.check_address("birch", AT, lambda _: Fault.SLOW)
    assert checking.due_addresses(AT + timedelta(hours=23)) == []
    assert checking.due_addresses(AT + timedelta(hours=25)) == ["birch"]
    assert checking.due_addresses(AT + timedelta(days=7)) == ["alder", "birch"]


@pytest.mark.django_db
def test_a_center_that_is_gone_or_has_no_address_is_passed_over() -> None:
    make_center("elm")
    assert checking.check_address("elm", AT, lambda _: "") is None
    assert checking.check_address("nobody", AT, lambda _: "") is None
    assert not AddressCheck.unscoped.exists()


@pytest.mark.django_db
def test_a_mail_that_does_not_go_is_sent_with_the_next_failure(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[mail.EmailMessage]
) -> None:
    make_center("alder", web="https://example.org/", notices="team@example.org")
    for day in range(2):
        checking.check_address("alder", AT + timedelta(days=day), lambda _: "status 404")

    def away(*_: object, **__: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", away)
        with pytest.raises(ConnectionRefusedError):
            checking.check_address("alder", AT + timedelta(days=2), lambda _: "status 404")
    checking.check_address("alder", AT + timedelta(days=3), lambda _: "status 404")
    assert len(mailoutbox) == 1
