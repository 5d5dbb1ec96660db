"""Keys and voices as capture files that sipp plays.

Keys are RFC 4733 packets, each key with a time stamp of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from phones.levels import FRAME
from phones.media import KEYS_TYPE

_KEYS = "0123456789*#"
_GROWING, _PAUSE = 5, 6
"""Packets of 20 ms in which a key is held, and after it."""

_ETHERNET = bytes(12) + b"\x08\x00"
_HEAD = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1)


def write_keys(path: Path, keys: str) -> None:
    """Writes keys one after the other into a file."""
    _write(path, _packets(keys))


def write_voice(path: Path, level: int, seconds: float) -> None:
    """Writes a voice of that level, a packet every 20 ms."""
    packets = (
        (tick, struct.pack("!BBHII", 0x80, 0, tick & 0xFFFF, 16_000 + tick * FRAME, 0x564F4943))
        for tick in range(round(seconds * 50))
    )
    _write(path, ((tick, head + bytes([level]) * FRAME) for tick, head in packets))


def _write(path: Path, packets: Iterable[tuple[int, bytes]]) -> None:
    with path.open("wb") as file:
        file.write(_HEAD)
        for number, (tick, packet) in enumerate(packets):
            seconds, us = divmod(tick * 20_000 + number, 1_000_000)
            frame = _framed(packet)
            file.write(struct.pack("<IIII", 1 + seconds, us, len(frame), len(frame)) + frame)


def _packets(keys: str) -> Iterator[tuple[int, bytes]]:
    """Gives each packet with the tick in which it is sent."""
    sequence = 0
    for place, key in enumerate(keys):
        first = place * (_GROWING + _PAUSE)
        stamp = 8000 + first * FRAME
        for offset in (*range(_GROWING), *[_GROWING] * 3):
            ends = offset == _GROWING
            lasts = min(offset + 1, _GROWING) * FRAME
            second = KEYS_TYPE | (0x80 if offset == 0 else 0)
            head = struct.pack("!BBHII", 0x80, second, sequence, stamp, 0x4B455953)
            event = struct.pack("!BBH", _KEYS.index(key), (0x80 if ends else 0) | 10, lasts)
            sequence += 1
            yield first + offset, head + event


def _framed(rtp: bytes) -> bytes:
    """Puts a packet into UDP, IPv4 and Ethernet; sipp takes the first packet's port for its own."""
    udp = struct.pack("!HHHH", 2000, 2000, 8 + len(rtp), 0) + rtp
    local = bytes((127, 0, 0, 1))
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + local + local
    return _ETHERNET + ip + udp
