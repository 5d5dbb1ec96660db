"""Web addresses are asked over a real socket: what opens, what does not, and where nothing is asked."""

from __future__ import annotations

import http.server
import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from harborline.web.freshness import fetching
from harborline.web.freshness.fetching import Fault, fault_of


class Site(http.server.BaseHTTPRequestHandler):
    """Knows a few pages; notes what it was asked."""

    asked: list[str] = []  # noqa: RUF012 -- one list for the test that looks at it

    def do_HEAD(self) -> None:
        self.asked.append(f"HEAD {self.path} {self.headers['Host']}")
        if self.path == "/no-head":
            self.send_error(405)
        elif self.path == "/moved":
            self.send_response(301)
            self.send_header("Location", "/there?x=1")
            self.end_headers()
        elif self.path == "/circle":
            self.send_response(302)
            self.send_header("Location", "/circle")
            self.end_headers()
        else:
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()

    def do_GET(self) -> None:
        self.asked.append(f"GET {self.path}")
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Site.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def ask(url: str) -> str:
    """Asks as the checker does, with the loopback let through."""
    return fault_of(url, lambda _host, _port: ("127.0.0.1",), lambda _address: True)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/", ""),
        ("/no-head", ""),
        ("/moved", ""),
        ("/gone", "status 404"),
        ("/circle", Fault.REDIRECTIONS),
    ],
)
def test_a_page_opens_or_says_why_not(path: str, fault: str, port: int) -> None:
    assert ask(f"http://center.example.org:{port}{path}") == fault
    assert Site.asked[0] == f"HEAD {path} center.example.org:{port}"


def test_the_name_of_the_host_is_shown_and_its_own_address_is_asked(port: int) -> None:
    ask(f"http://center.example.org:{port}/moved")
    assert [line.split()[1] for line in Site.asked] == ["/moved", "/there?x=1"]


def test_without_an_exception_for_the_test_nothing_is_asked(port: int) -> None:
    assert fault_of(f"http://127.0.0.1:{port}/") == Fault.NOT_PUBLIC
    assert fault_of(f"http://localhost:{port}/") == Fault.NOT_PUBLIC
    assert Site.asked == []


def test_who_speaks_no_tls_or_does_not_answer_is_told(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(f"https://center.example.org:{port}/") == Fault.CERTIFICATE
    monkeypatch.setattr(fetching, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert ask(f"http://center.example.org:{silent.getsockname()[1]}/") == Fault.SLOW
    with socket.create_server(("127.0.0.1", 0)) as closed:
        gone = closed.getsockname()[1]
    assert ask(f"http://center.example.org:{gone}/") == Fault.NO_CONNECTION
