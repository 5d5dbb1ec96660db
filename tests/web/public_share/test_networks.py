"""Links to networks: each says what was typed and nothing else, and is counted as its network counts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.web.public.share import counting, networks
from harborline.web.public.share.clusters import clusters, is_picture
from harborline.web.public.share.networks import MASTODON, NETWORKS, cleaned, server_of

URL = "https://help.example.org/en/center/alder"
HOSTILE = (
    'a&b=c#d?e "f" <script>alert(1)</script> %0d%0aBcc: x@example.org\r\nBcc: y@example.org + é 😀'
)


def address(network: str, text: str = "Call them") -> str:
    made = {one.network.id: one.address for one in networks.shares(text, URL, "Alder House")}
    return made[network]


def asked(network: str, text: str = "Call them") -> dict[str, list[str]]:
    return parse_qs(urlsplit(address(network, text)).query, strict_parsing=True)


@pytest.mark.parametrize(
    ("network", "start", "values"),
    [
        ("x", "https://x.com/intent/tweet?", {"text": ["Call them"], "url": [URL]}),
        ("facebook", "https://www.facebook.com/sharer/sharer.php?", {"u": [URL]}),
        ("linkedin", "https://www.linkedin.com/sharing/share-offsite/?", {"url": [URL]}),
        ("bluesky", "https://bsky.app/intent/compose?", {"text": [f"Call them\n{URL}"]}),
        ("threads", "https://www.threads.com/intent/post?", {"text": ["Call them"], "url": [URL]}),
        ("whatsapp", "https://wa.me/?", {"text": [f"Call them\n{URL}"]}),
        ("reddit", "https://www.reddit.com/submit?", {"url": [URL], "title": ["Call them"]}),
        ("email", "mailto:?", {"subject": ["Alder House"], "body": [f"Call them\r\n{URL}"]}),
        ("sms", "sms:?&", {"body": [f"Call them\n{URL}"]}),
    ],
)
def test_each_network_is_asked_as_it_wants(
    network: str, start: str, values: dict[str, list[str]]
) -> None:
    made = address(network)
    assert made.startswith(start)
    assert parse_qs(made.partition("?")[2].lstrip("&"), strict_parsing=True) == values


def test_every_network_of_the_issue_is_there() -> None:
    assert {one.id for one in (*NETWORKS, MASTODON)} == {
        *("facebook", "x", "linkedin", "bluesky", "mastodon", "threads", "whatsapp", "reddit"),
        *("email", "sms"),
    }


@pytest.mark.parametrize("network", [one.id for one in NETWORKS])
def test_what_is_typed_stays_inside_its_parameter(network: str) -> None:
    plain, hostile = address(network), address(network, cleaned(HOSTILE))
    assert hostile.isascii()
    assert not set(hostile) & set("\r\n\"'<> ")
    assert hostile.count("?") == plain.count("?")
    assert hostile.count("&") == plain.count("&")
    assert hostile.count("#") == 0
    assert hostile.split(":", 1)[0] in {"https", "mailto", "sms"}


def test_a_mail_has_no_second_header() -> None:
    made = address("email", cleaned("Hi\r\nBcc: everybody@example.org"))
    assert "%0D%0ABcc%3A" in made
    assert made.count("&") == 1


@given(st.text(max_size=300))
def test_any_text_makes_links_that_give_it_back(typed: str) -> None:
    text = cleaned(typed)
    assert asked("bluesky", text) == {"text": [networks.whole(text, URL)]}
    assert address("x", text).isascii()


def test_without_words_the_link_is_shared_alone() -> None:
    assert asked("bluesky", "") == {"text": [URL]}


def test_what_nobody_sees_is_left_out() -> None:
    assert cleaned("a\u202egnp.exe\u2066\x00\x07\ufeffb\r\nc\rd") == "agnp.exeb\nc\nd"
    assert cleaned("e\u0301") == "é"
    assert cleaned("  مرحبا 👩\u200d👧  ") == "مرحبا 👩\u200d👧"


# -- counting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("help", 4),
        ("e\u0301", 1),
        ("👩\u200d👩\u200d👧\u200d👦", 1),
        ("👍🏽", 1),
        ("🇺🇸🇲🇽", 2),
        ("1\ufe0f\u20e3", 1),
        ("\u1112\u1161\u11ab", 1),
        ("한국", 2),
        ("नमस्ते", 4),
        ("\r\n", 1),
        ("🏴\U000e0067\U000e0062\U000e007f", 1),
        ("กำ", 1),
    ],
)
def test_letters_are_counted_as_readers_see_them(text: str, count: int) -> None:
    assert counting.graphemes(text) == count


@given(st.text())
def test_clusters_lose_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("hello", 5),
        ("cafe\u0301", 4),
        ("你好", 4),
        ("한", 2),
        ("👩\u200d👩\u200d👧\u200d👦", 2),
        ("“quoted”", 8),
        ("Привет", 6),
        ("see https://example.org/a/very/long/path/that/goes/on", 27),
    ],
)
def test_x_weighs_letters_and_counts_links_as_23(text: str, count: int) -> None:
    assert counting.of_x(text) == count


def test_the_other_networks_count_in_their_own_way() -> None:
    assert counting.of_mastodon("see https://example.org/a/very/long/path 👍🏽") == 4 + 23 + 2
    assert counting.of_threads("hi 😀") == 3 + len("😀".encode())
    assert is_picture("😀")
    assert not is_picture("é")


@pytest.mark.parametrize(
    ("network", "longest"),
    [("x", 280 - 1 - 23), ("bluesky", 300 - 1 - len(URL)), ("threads", 500), ("reddit", 300)],
)
def test_a_text_is_too_long_from_the_first_letter_beyond_the_limit(
    network: str, longest: int
) -> None:
    def share_of(length: int) -> networks.Share:
        found = {one.network.id: one for one in networks.shares("a" * length, URL, "")}
        return found[network]

    assert not share_of(longest).is_too_long
    assert share_of(longest + 1).is_too_long


def test_every_limit_names_who_says_so() -> None:
    for network in (*NETWORKS, MASTODON):
        assert bool(network.limit) == bool(network.source), network.id


# -- Mastodon --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("mastodon.social", "mastodon.social"),
        (" https://Mastodon.Social/@ana ", "mastodon.social"),
        ("@ana@mastodon.social", "mastodon.social"),
        ("http://fosstodon.org/", "fosstodon.org"),
        ("münchen.social", "xn--mnchen-3ya.social"),
        ("mastodon.social.", "mastodon.social"),
    ],
)
def test_a_server_is_known_by_its_name(typed: str, host: str) -> None:
    assert server_of(typed) == host


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "localhost", "mastodon", "127.0.0.1", "[::1]", "a..b", "-a.social"),
        *("mastodon.social:8080", "javascript:alert(1)", "a b.social", "a_b.social"),
        *(
            "x.social\r\nSet-Cookie: a=b",
            "a.social?x=",
            "a" * 64 + ".social",
            "é" * 300 + ".social",
        ),
        *("mastodon.social\\@evil.example", "😀.", "."),
        *("127.0.0.0x1", "0x7f.0x1", "a.1x", "@me@0x7f.0.0.0x1"),
    ],
)
def test_anything_else_is_no_server(typed: str) -> None:
    assert server_of(typed) is None


@given(st.text(max_size=80))
def test_a_server_s_name_has_nothing_that_ends_a_host(typed: str) -> None:
    host = server_of(typed)
    assert host is None or urlsplit(f"https://{host}/share").hostname == host
