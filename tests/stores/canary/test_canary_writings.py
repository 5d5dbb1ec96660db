"""Each way in which a seed may be written is found, told by its line, and nothing else is."""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.errors import UnusableInput
from harborline.stores.canary.patterns import Patterns, patterns_of
from harborline.stores.canary.scan import Hit, Report, Scan
from harborline.stores.canary.search import CHUNK, Finder, Stream
from harborline.stores.canary.seeds import Kind, read_seeds

SEEDS = """number +17045550123
00042
The purple heron waits
heron@canary.example
id 17841411111111137
text Año nuevo <3
+44 20 7946 0999""".encode()
KEYS = (b"a key of the house", bytes(range(32)))
NATIONAL = "7045550123"


@functools.cache
def prepared(seeds: bytes) -> Patterns:
    return patterns_of(read_seeds(seeds), KEYS)


def look(path: Path, seeds: bytes = SEEDS) -> Report:
    """Scans a path for the seeds above, under the two keys."""
    return Scan(prepared(seeds), lambda *_: None).run([str(path)])


def both_cases(text: str) -> Iterator[bytes]:
    yield text.lower().encode()
    yield text.upper().encode()


NUMBERS = (
    *("+17045550123", "17045550123", NATIONAL, "704-555-0123", "+1-704-555-0123"),
    *("704 555 0123", "704.555.0123", "(704) 555-0123", "(704)555-0123", "1 704 555 0123"),
    "7 0 4 5 5 5 0 1 2 3",
)


def writings() -> Iterator[tuple[str, bytes]]:
    """Gives line and bytes, made by other means than the scanner's."""
    for text in NUMBERS:
        yield from (("1", way) for way in everywhere(text))
    for text in ("The purple heron waits", "the purple heron waits", "THE PURPLE HERON WAITS"):
        yield from (("3", way) for way in everywhere(text))
    for text in ("heron@canary.example", "HERON@CANARY.EXAMPLE"):
        yield from (("4", way) for way in everywhere(text))
    yield from (("5", way) for way in everywhere("17841411111111137"))
    yield from (("6", way) for way in everywhere("Año nuevo <3"))
    yield from (
        ("6", way)
        for way in (b"A\\u00f1o nuevo <3", "Año nuevo &lt;3".encode(), b"A\xf1o nuevo <3")
    )
    yield from (
        ("7", way) for text in ("+442079460999", "442079460999") for way in everywhere(text)
    )
    yield from (
        ("2", way) for way in (b"00042", b"24000", b"3030303432", "00042".encode("utf-16-le"))
    )
    yield from (("2", way) for way in digests(b"00042"))


def everywhere(text: str) -> Iterator[bytes]:
    content = text.encode()
    yield from (content, text[::-1].encode(), quote(text, safe="").encode())
    yield from both_cases(content.hex())
    yield from both_cases("".join(f"%{byte:02x}" for byte in content))
    yield from (text.encode(coding) for coding in ("utf-16-le", "utf-16-be", "utf-32-le"))
    for before in (b"", b"!", b"?!"):
        yield base64.b64encode(before + content + b"\xff")
        yield base64.urlsafe_b64encode(before + content)
    yield from digests(content)


def digests(content: bytes) -> Iterator[bytes]:
    for name in ("md5", "sha1", "sha256"):
        made = [hashlib.new(name, content, usedforsecurity=False).digest()]
        made += [hmac.new(key, content, name).digest() for key in KEYS]
        for digest in made:
            yield from (digest, base64.b64encode(digest), base64.urlsafe_b64encode(digest))
            yield digest[:16]
            yield from both_cases(digest.hex())
            yield digest.hex()[:16].encode()


def test_every_writing_is_found_wherever_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each at another offset, in noise that ends in no letter or digit."""
    monkeypatch.setattr("harborline.stores.canary.scan.MOST_HITS", 1_000_000)
    noise = random.Random(3)
    lines: dict[str, int] = {}
    for i, (line, content) in enumerate(writings()):
        file = tmp_path / f"planted-{i}x"
        before = noise.randbytes(i % 23) + b"\n"
        file.write_bytes(before + content + b"\n" + noise.randbytes(i % 7))
        lines[str(file)] = int(line)
    report = look(tmp_path)
    found: dict[str, set[int]] = {}
    for hit in report.hits:
        found.setdefault(hit.file, set()).add(hit.line)
    assert len(lines) > 1000
    assert found == {file: {line} for file, line in lines.items()}
    assert report.unseen == ()


def test_what_is_found_is_named_and_placed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"xx 704.555.0123 yy")
    (tmp_path / "b").write_bytes(b"..." + hmac.new(KEYS[1], NATIONAL.encode(), "sha256").digest())
    report = look(tmp_path)
    assert report.hits == (
        Hit(f"{tmp_path}/a", 3, 1, "dotted"),
        Hit(f"{tmp_path}/b", 3, 1, "national, HMAC-SHA256 under key 2 in bytes"),
    )
    assert (report.total, report.files, report.is_clean) == (2, 2, False)


NEAR_MISSES = (
    *(
        "7045550124",
        "70455501 23",
        "100042",
        "00042a",
        "x00042",
        "9000420",
        "000 42",
        "purple heron",
    ),
    *("heron@canary.exampl", "17841411111111138", "Ano nuevo <3"),
)


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_only_looks_like_a_seed_is_not_found(tmp_path: Path, text: str) -> None:
    (tmp_path / "near").write_text(f"{text}\n")
    assert look(tmp_path) == Report((), 0, (), 1, len(text) + 1)


@pytest.mark.parametrize("around", ["{}", " {} ", "({})", "zip={};", "\0{}\0", "é{}é", "_{}_"])
def test_a_short_seed_counts_where_it_stands_alone(tmp_path: Path, around: str) -> None:
    (tmp_path / "short").write_text(around.format("00042"))
    assert look(tmp_path).total == 1


# ---- the seeds file ------------------------------------------------------------------------------


def test_kinds_are_given_or_guessed() -> None:
    text = "id 1234567\n\n00042\r\n (704) 555-0123\nzip\t99999\na@b.c\n#hashtag\ntext 00042\nmixed up\n"
    assert [(seed.line, seed.kind, seed.value) for seed in read_seeds(text.encode())] == [
        (1, Kind.ID, "1234567"),
        (3, Kind.ZIP, "00042"),
        (4, Kind.NUMBER, "(704) 555-0123"),
        (5, Kind.ZIP, "99999"),
        (6, Kind.EMAIL, "a@b.c"),
        (7, Kind.TEXT, "#hashtag"),
        (8, Kind.TEXT, "00042"),
        (9, Kind.TEXT, "mixed up"),
    ]


@pytest.mark.parametrize("text", ["", "\n \n", "\xff\xfe", "zip 123", "number 5550123", "abc"])
def test_what_cannot_be_searched_for_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        read_seeds(text.encode("latin-1"))
    assert "555" not in str(refused.value)
    assert "123" not in str(refused.value)


def test_neither_seeds_nor_patterns_show_themselves() -> None:
    seeds = read_seeds(SEEDS)
    shown = f"{seeds} {seeds[0]} {patterns_of(seeds, KEYS)}"
    assert "7045550123" not in shown
    assert "heron" not in shown


def test_more_than_memory_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harborline.stores.canary.patterns._MOST", 100)
    with pytest.raises(UnusableInput, match="split the seeds file"):
        patterns_of(read_seeds(SEEDS), KEYS)


# ---- the search ----------------------------------------------------------------------------------


def by_eye(window: bytes, strings: list[bytes]) -> list[tuple[int, bytes]]:
    """Finds each string at each place, slowly."""
    found = [(i, s) for s in set(strings) for i in range(len(window)) if window.startswith(s, i)]
    return sorted((i, s) for i, s in found if s)


LETTERS = st.sampled_from(b"ab0").map(lambda byte: bytes((byte,)))
STRINGS = st.lists(st.lists(LETTERS, min_size=1, max_size=20).map(b"".join), min_size=1, max_size=5)


@given(STRINGS, st.lists(LETTERS, max_size=200).map(b"".join), st.integers(1, 50), st.data())
def test_the_search_finds_what_a_slow_one_finds(
    strings: list[bytes], noise: bytes, size: int, data: st.DataObject
) -> None:
    """In chunks of any size; of short strings at one place the longest."""
    planted = data.draw(st.sampled_from(strings))
    window = noise + planted + noise[:7]
    found: list[tuple[int, bytes]] = []
    stream = Stream(Finder(strings), lambda offset, string: found.append((offset, string)))
    for begin in range(0, len(window), size):
        stream.feed(window[begin : begin + size])
    stream.close()
    assert len(set(found)) == len(found)
    longest = {
        i: max(
            (s for j, s in by_eye(window, strings) if j == i and len(s) < 7), key=len, default=b""
        )
        for i in range(len(window))
    }
    wanted = [(i, s) for i, s in by_eye(window, strings) if len(s) >= 7 or s == longest[i]]
    missed_at_borders = {(i, s) for i, s in found} - set(by_eye(window, strings))
    assert not missed_at_borders
    assert set(wanted) <= set(found)


@pytest.mark.parametrize("at", [0, 7, CHUNK - 11, CHUNK - 1, CHUNK, 2 * CHUNK - 3, 3 * CHUNK - 10])
def test_a_seed_across_the_border_of_two_chunks_is_found_once(tmp_path: Path, at: int) -> None:
    content = bytearray(b"." * 3 * CHUNK)
    content[at : at + 10] = NATIONAL.encode()
    (tmp_path / "long").write_bytes(content)
    assert look(tmp_path).hits == (Hit(f"{tmp_path}/long", at, 1, "national"),)


@pytest.mark.parametrize("at", [CHUNK - 5, CHUNK - 3, 2 * CHUNK])
def test_a_short_seed_at_a_border_still_stands_alone(tmp_path: Path, at: int) -> None:
    content = bytearray(b"." * 3 * CHUNK)
    content[at : at + 5] = b"00042"
    file = tmp_path / "long"
    file.write_bytes(content)
    assert look(file).total == 1
    file.write_bytes(content[: at + 5] + b"7" + content[at + 6 :])
    assert look(file).is_clean


def test_much_that_almost_fits_is_looked_through_all_the_same(tmp_path: Path) -> None:
    """Hundreds of words of seeds in every chunk, and one seed among them."""
    many = "\n".join(f"+1704555{n:04}" for n in range(60)).encode()
    content = b" ".join(b"55%02d5550" % (n % 100) for n in range(20_000)) + b" 7045550023"
    (tmp_path / "digits").write_bytes(content)
    assert look(tmp_path, many).total == 1
