"""A zip file of somebody else, opened with care: flat names, few members, and sizes that are counted.

Refused, each in one sentence: what is no zip file, encrypted or of a rare method, has a folder or a path
in a name or a name twice, or grows too much; what a header says of sizes is not believed.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from harborline.core.errors import UnusableInput

MOST_MEMBERS = 64
MOST_BYTES = 256 * 1024 * 1024
"""Of all members together, unpacked."""

MOST_RATIO = 100
_SMALL = 1024 * 1024
"""A member below this many bytes may be of any ratio."""

_DAMAGED = (
    *(BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(RuntimeError, ValueError, LookupError, ArithmeticError),
)
"""What the library raises on bytes that are no zip file, found by chance in its tests and ours."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,99}\Z")
_ENCRYPTED = 0x1


def unpack(content: bytes, *, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """Gives the members by name, in order. Raises UnusableInput."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check(members, most_bytes)
            left = most_bytes
            found: dict[str, bytes] = {}
            for member in members:
                found[member.filename] = _read(archive, member, left)
                left -= len(found[member.filename])
            return found
    except _DAMAGED as fault:
        raise UnusableInput("The file is no zip file, or it is damaged.") from fault


def _check(members: list[ZipInfo], most_bytes: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise UnusableInput(f"The zip file holds more than {MOST_MEMBERS} files.")
    names = [member.filename for member in members]
    if len({name.lower() for name in names}) != len(names):
        raise UnusableInput("The zip file holds a name twice.")
    for member in members:
        if not _NAME.match(member.filename) or ".." in member.filename:
            raise UnusableInput("The zip file holds a folder, or a name that is not plain.")
        if member.flag_bits & _ENCRYPTED:
            raise UnusableInput("The zip file is encrypted.")
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise UnusableInput("The zip file is packed in a way that is not read here.")
        if _grows(member.file_size, member.compress_size):
            raise UnusableInput("The zip file grows too much when it is unpacked.")
    if sum(member.file_size for member in members) > most_bytes:
        raise UnusableInput("The zip file grows too much when it is unpacked.")


def _read(archive: ZipFile, member: ZipInfo, left: int) -> bytes:
    with archive.open(member) as file:
        content = file.read(left + 1)
    if len(content) > left or _grows(len(content), member.compress_size):
        raise UnusableInput("The zip file grows too much when it is unpacked.")
    return content


def _grows(unpacked: int, packed: int) -> bool:
    return unpacked > _SMALL and unpacked > MOST_RATIO * max(packed, 1)
