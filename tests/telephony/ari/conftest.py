"""An Asterisk played by the test, and a carrier of ours connected to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from harborline.telephony.ari.app import AsteriskCarrier
from telephony.ari.fake_asterisk import FakeAsterisk
from telephony.ari.parts import carrier_at


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeAsterisk]:
    async with FakeAsterisk() as asterisk:
        yield asterisk


@pytest_asyncio.fixture
async def carrier(fake: FakeAsterisk) -> AsyncIterator[AsteriskCarrier]:
    async with carrier_at(fake) as connected:
        yield connected
