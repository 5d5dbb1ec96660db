"""Planted leaks are found wherever a machine keeps them, and what cannot be looked at is told."""

from __future__ import annotations

import base64
import bz2
import gzip
import hmac
import io
import lzma
import os
import re
import sqlite3
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from commands import SENTENCE, Run
from harborline.cli import main
from harborline.stores.canary import layers
from harborline.stores.canary.patterns import patterns_of
from harborline.stores.canary.scan import Report, Scan, Unseen
from harborline.stores.canary.seeds import read_seeds

NUMBER = b"+17045550123"
TEXT = "the purple heron waits by gate nine"
PATTERNS = patterns_of(read_seeds(f"{NUMBER.decode()}\n{TEXT}\n".encode()), ())


def look(*paths: Path) -> Report:
    return Scan(PATTERNS, lambda *_: None).run([str(path) for path in paths])


def places(report: Report) -> set[str]:
    return {f"{Path(hit.file).name} line {hit.line}" for hit in report.hits}


def zipped(content: bytes, name: str = "inner") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return made.getvalue()


def tarred(content: bytes, name: str = "inner", mode: str = "w") -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return made.getvalue()


LOG = b"".join(b"call %d was answered\n" % n for n in range(3000))
LEAK = LOG + b"from " + NUMBER + b"\n" + LOG

WRAPPED: dict[str, bytes] = {
    "gzip": gzip.compress(LEAK),
    "two-gzips": gzip.compress(LOG) + gzip.compress(LEAK),
    "bzip2": bz2.compress(LEAK),
    "xz": lzma.compress(LEAK),
    "zip": zipped(LEAK),
    "tar": tarred(LEAK),
    "tar-in-gzip": tarred(LEAK, mode="w:gz"),
    "zip-in-tar-in-gzip": tarred(zipped(LEAK), mode="w:gz"),
    "gzip-in-zip": zipped(gzip.compress(LEAK)),
    "gzip-in-gzip-in-xz": lzma.compress(gzip.compress(gzip.compress(LEAK))),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_leak_is_found_in_what_is_packed(tmp_path: Path, name: str) -> None:
    (tmp_path / "rotated.1").write_bytes(WRAPPED[name])
    report = look(tmp_path)
    assert {hit.line for hit in report.hits} == {1}
    assert report.total == 1
    assert report.unseen == ()
    assert report.hits[0].file.startswith(f"{tmp_path}/rotated.1")


def test_a_leak_is_found_where_a_packed_file_goes_on_with_something_else(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(gzip.compress(LOG) + NUMBER)
    report = look(tmp_path)
    assert report.total == 1
    assert [unseen.file for unseen in report.unseen] == [f"{tmp_path}/odd!gzip"]


def test_a_leak_is_found_in_a_stream_of_a_pdf(tmp_path: Path) -> None:
    body = b"<< /Filter /FlateDecode >>\nstream\r\n" + zlib.compress(LEAK) + b"\nendstream\n"
    other = b"<< /Filter /DCTDecode >>\nstream\n\x78nothing\nendstream\n"
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7\n" + other + body)
    assert look(tmp_path).total == 1


def test_a_leak_is_found_in_zstd_or_it_is_told_that_none_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"\x28\xb5\x2f\xfd" + bytes(20))
    report = look(tmp_path)
    assert not report.is_clean
    assert report.unseen


# ---- SQLite --------------------------------------------------------------------------------------


def test_a_leak_is_found_in_a_deleted_row(tmp_path: Path) -> None:
    file = tmp_path / "totals.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("CREATE TABLE calls (caller TEXT)")
        db.execute("INSERT INTO calls VALUES (?)", (NUMBER.decode(),))
        db.commit()
        db.execute("DELETE FROM calls")
        db.execute("DROP TABLE calls")
        db.commit()
        assert db.execute("PRAGMA freelist_count").fetchone()[0] > 0
    assert places(look(file)) == {"totals.db line 1"}


def test_a_leak_is_found_in_a_write_ahead_log(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "totals.db")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE calls (caller TEXT)")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("INSERT INTO calls VALUES (?)", (TEXT,))
        db.commit()
        assert places(look(tmp_path)) == {"totals.db-wal line 2"}


def keep(file: Path, text: str) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA page_size = 512")
        db.execute("CREATE TABLE texts (body TEXT)")
        db.execute("INSERT INTO texts VALUES (?)", (text,))
        db.commit()


def test_a_leak_is_found_in_pieces_on_two_pages(tmp_path: Path) -> None:
    for before in range(600):
        file = tmp_path / f"totals{before}.db"
        keep(file, "." * before + TEXT + "." * (600 - before))
        if TEXT.encode() not in file.read_bytes():
            break
    else:
        pytest.fail("SQLite splits no row any more")
    assert {(hit.file, hit.line) for hit in look(file).hits} == {(f"{file}!row 1", 2)}


def test_a_leak_is_found_in_an_integer(tmp_path: Path) -> None:
    file = tmp_path / "totals.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute('CREATE TABLE "odd ""name" (n INTEGER, spare TEXT)')
        db.execute('INSERT INTO "odd ""name" VALUES (17045550123, NULL)')
        db.commit()
    assert {(hit.file, hit.line) for hit in look(file).hits} == {(f"{file}!row 1", 1)}


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "totals.db").write_bytes(b"SQLite format 3\0" + bytes(4096))
    (unseen,) = look(tmp_path).unseen
    assert "damaged or foreign SQLite database" in unseen.why


# ---- memory, names, odd files --------------------------------------------------------------------

HOLDS_IT = f"""
import sys
caller = {NUMBER.decode()[2:]!r}[:3] + sys.argv[1]
wide = caller.encode("utf-16-le")
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_leak_is_found_in_the_memory_of_a_process(tmp_path: Path) -> None:
    """All that a core dump would hold of a running process of ours, with the header of one."""
    command = [sys.executable, "-c", HOLDS_IT, "5550123"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        core = tmp_path / "core"
        core.write_bytes(
            b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<H", 4) + memory_of(child.pid)
        )
        child.communicate(b"")
    found = {hit.how for hit in look(core).hits}
    assert {"national", "national, UTF-16 LE"} <= found


def memory_of(pid: int) -> bytes:
    parts = []
    maps = Path(f"/proc/{pid}/maps").read_text()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for begin, end in re.findall(r"(?m)^([0-9a-f]+)-([0-9a-f]+) rw", maps):
            memory.seek(int(begin, 16))
            try:
                parts.append(memory.read(int(end, 16) - int(begin, 16)))
            except OSError:
                continue
    return b"".join(parts)


def test_a_leak_in_a_name_is_found_and_the_name_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "of 704-555-0123"
    folder.mkdir()
    (folder / "log").write_bytes(b"fine")
    (tmp_path / "link").symlink_to("nowhere-7045550123")
    (tmp_path / "a.tar").write_bytes(tarred(b"fine", f"x/{NUMBER.decode()}.wav"))
    (tmp_path / "b.zip").write_bytes(zipped(gzip.compress(LEAK), f"{NUMBER.decode()}.gz"))
    report = look(tmp_path, folder / "log")
    assert {hit.file for hit in report.hits} >= {
        str(tmp_path),
        f"{tmp_path}/a.tar",
        f"{tmp_path}/b.zip!…!gzip",
    }
    assert not re.search("7045550123|704-555", str(report))
    assert look(folder / "log").total == 1


def test_links_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "log").write_bytes(LEAK)
    (inside / "out").symlink_to(outside)
    (inside / "again").symlink_to(outside / "log")
    (outside / "back").symlink_to(inside)
    (inside / "itself").symlink_to("itself")
    (inside / "nothing").symlink_to("gone")
    os.mkfifo(inside / "pipe")
    report = look(inside)
    assert (report.total, report.files, report.unseen) == (1, 1, ())


def test_a_hole_of_many_gigabytes_takes_no_time_that_counts(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.write(NUMBER)
        file.seek(200 << 20)
        file.write(NUMBER)
        file.truncate(300 << 20)
    report = look(tmp_path)
    assert [hit.offset for hit in report.hits] == [2, (200 << 20) + 2]


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "cut": (gzip.compress(os.urandom(5000))[:2000], "cut short"),
    "bad-xz": (lzma.compress(b"x" * 500)[:-20] + b"y" * 20, "damaged"),
    "bad-zip": (b"PK\x03\x04" + bytes(100), "damaged"),
    "bad-tar": (bytes(257) + b"ustar" + b"x" * 800, "damaged"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_unpacked_is_told(tmp_path: Path, name: str) -> None:
    content, why = UNREADABLE[name]
    (tmp_path / name).write_bytes(content)
    report = look(tmp_path)
    assert not report.is_clean
    assert why in report.unseen[0].why


def test_an_encrypted_archive_is_told(tmp_path: Path) -> None:
    content = bytearray(zipped(LEAK))
    content[6] |= 1  # the flag of the member's header, then of the directory's
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "b.zip").write_bytes(content)
    assert look(tmp_path).unseen == (Unseen(f"{tmp_path}/b.zip!inner", "is encrypted"),)


def test_a_file_that_gives_nothing_is_told() -> None:
    memory = Path("/proc/self/mem")  # a regular file whose first byte cannot be read
    assert look(memory).unseen == (Unseen(str(memory), "cannot be read"),)


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log").write_bytes(LEAK)
    refused = PermissionError(13, "no")

    def refuse(*_: object, **__: object) -> None:
        raise refused

    monkeypatch.setattr("builtins.open", refuse)
    report = look(tmp_path)
    assert report.unseen == (Unseen(f"{tmp_path}/log", "may not be read"),)


LIMITS: dict[str, Callable[[], bytes]] = {
    "DEEPEST": lambda: gzip.compress(gzip.compress(gzip.compress(LOG))),
    "MOST_UNPACKED": lambda: gzip.compress(bytes(3 << 20)),
    "MOST_IN_MEMORY": lambda: zipped(os.urandom(2 << 20)),
}


@pytest.mark.parametrize(
    ("limit", "value"), [("DEEPEST", 2), ("MOST_UNPACKED", 1 << 20), ("MOST_IN_MEMORY", 1 << 20)]
)
def test_what_unpacks_without_end_is_given_up_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    (tmp_path / "bomb").write_bytes(LIMITS[limit]())
    assert look(tmp_path).is_clean
    monkeypatch.setattr(layers, limit, value)
    assert len(look(tmp_path).unseen) == 1


def test_a_clean_tree_is_clean(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(LOG)
    (tmp_path / "log.1").write_bytes(gzip.compress(LOG))
    (tmp_path / "empty").touch()
    report = look(tmp_path)
    assert report.is_clean
    assert report.files == 3


# ---- the command ---------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    from commands import Printed

    monkeypatch.setenv("HARBORLINE_DATA", str(tmp_path / "var"))
    (tmp_path / "var").mkdir()
    (tmp_path / "seeds").write_bytes(NUMBER + b"\n" + TEXT.encode())

    def running(*argv: str) -> Printed:
        capsys.readouterr()
        words = ("canary", "scan", "--seeds", str(tmp_path / "seeds"), *argv)
        return Printed(main(words), *capsys.readouterr())

    return running


def test_the_command_scans_all_that_the_installation_writes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var" / "log").write_bytes(LOG)
    done = run()
    assert done.code == 0
    assert re.fullmatch(r"Nothing was found: 1 files, \d+ bytes\.\n", done.out)
    (tmp_path / "var" / "log").write_bytes(LEAK)
    (tmp_path / "var" / "cut.gz").write_bytes(gzip.compress(os.urandom(5000))[:2000])
    done = run()
    assert done.code == 1
    assert f"log: at byte {len(LOG) + 7}, the seed of line 1: national" in done.out
    assert "cut.gz!gzip: NOT SCANNED, it is damaged" in done.out
    assert "1 found, 1 not scanned" in done.out
    assert b"7045550123" not in (done.out + done.err).encode()
    document = run("--json").json
    assert [document["total"], document["hits"][0]["line"]] == [1, 1]
    assert document["not_scanned"][0]["why"].startswith("is damaged")


@pytest.mark.parametrize(
    ("name", "secret", "key"),
    [
        ("HARBORLINE_TWILIO_TOKEN", "a secret of ours", b"a secret of ours"),
        ("HARBORLINE_TELNYX_API_KEY", "00ff" * 8, bytes.fromhex("00ff" * 8)),
        ("HARBORLINE_ARI_PASSWORD", base64.b64encode(b"k" * 32).decode(), b"k" * 32),
    ],
)
def test_the_keys_of_the_settings_are_tried(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, secret: str, key: bytes
) -> None:
    token = hmac.new(key, b"7045550123", "sha256").hexdigest()
    (tmp_path / "var" / "totals").write_text(f"caller={token}")
    assert run().code == 0
    monkeypatch.setenv(name, secret)
    done = run()
    assert (done.code, secret in done.out) == (1, False)
    assert "national, HMAC-SHA256 under key" in done.out


def test_keys_of_a_file_are_tried_and_neither_file_is_scanned(run: Run, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"\nfirst\n{bytes(range(32)).hex()}\n")
    (tmp_path / "leak").write_bytes(hmac.new(bytes(range(32)), TEXT.encode(), "sha1").digest())
    done = run("--keys", str(keys), str(tmp_path))
    leak = "leak: at byte 0, the seed of line 2: raw, HMAC-SHA1 under key"
    assert (done.code, leak in done.out) == (1, True)
    assert done.out.count("at byte") == 1


@pytest.mark.parametrize("words", [("--keys", "gone"), ("gone",), ("--seeds", "gone")])
def test_what_is_not_there_is_said_in_one_sentence(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.code == 2
    assert SENTENCE.fullmatch(done.err)


def test_an_installation_that_wrote_nothing_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").rmdir()
    assert "nothing was written yet" in run().err
