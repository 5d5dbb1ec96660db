import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harborline.core.errors import UnusableInput
from harborline.hsds.archives import MOST_MEMBERS, unpack
from harborline.hsds.files import read_file


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def test_members_come_by_name() -> None:
    assert unpack(packed({"a.csv": b"id\n1\n", "b.csv": b""})) == {
        "a.csv": b"id\n1\n",
        "b.csv": b"",
    }


@pytest.mark.parametrize(
    "name", ["../a.csv", "/etc/a.csv", "in/a.csv", "in\\a.csv", "C:a.csv", ".a", "a..csv", "é.csv"]
)
def test_names_that_are_not_plain_are_refused(name: str) -> None:
    with pytest.raises(UnusableInput, match="plain"):
        unpack(packed({name: b"x"}))


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = packed({"phones.csv": b"0" * 200_000_000})
    assert len(bomb) < 300_000
    with pytest.raises(UnusableInput, match="grows too much"):
        unpack(bomb)


def test_many_members_that_grow_together_are_refused() -> None:
    several = packed({f"{at}.csv": bytes(range(256)) * 4000 for at in range(5)}, zipfile.ZIP_STORED)
    with pytest.raises(UnusableInput, match="grows too much"):
        unpack(several, most_bytes=4_000_000)


def test_a_header_that_lies_about_sizes_is_not_believed() -> None:
    content = bytearray(packed({"phones.csv": b"0" * 50_000_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(mark) + at
        content[place : place + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnusableInput):
        unpack(bytes(content))


def test_too_many_members_are_refused() -> None:
    with pytest.raises(UnusableInput, match=f"more than {MOST_MEMBERS}"):
        unpack(packed({f"{at}.csv": b"" for at in range(MOST_MEMBERS + 1)}))


def test_a_name_twice_is_refused_whatever_its_case() -> None:
    with pytest.raises(UnusableInput, match="twice"):
        unpack(packed({"a.csv": b"", "A.csv": b""}))


def test_encrypted_and_rare_packing_are_refused() -> None:
    with pytest.raises(UnusableInput, match="not read here"):
        unpack(packed({"a.csv": b"x"}, zipfile.ZIP_BZIP2))
    content = bytearray(packed({"a.csv": b"x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnusableInput, match="encrypted"):
        unpack(bytes(content))


@given(st.binary(max_size=400), st.integers(0, 400))
@example(b"\0\0\0", 238)  # a negative place to seek to
def test_no_bytes_break_the_reader(noise: bytes, cut: int) -> None:
    whole = packed({"organizations.csv": b"id,name\n1,A\n", "phones.csv": noise})
    for content in (noise, b"PK" + noise, whole[:cut], whole[:cut] + noise + whole[cut:]):
        found = read_file(content)
        assert found.problems or found.listings.centers
