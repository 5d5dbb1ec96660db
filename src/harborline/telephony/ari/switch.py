"""What we ask of Asterisk, in our words: one method for each thing, one request in each.

A plain call (greeting, words, ring tone, one leg with a whisper, bridge, hang-up) takes 12 requests: answer,
3 plays, originate, the whisper, 2 stops, bridge and its two channels, and 2 that clear away; a
prompt that is cut short costs one more. Each costs both sides CPU, so nothing is asked for that an
event tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from harborline.telephony.ari.client import Client
from harborline.telephony.ari.codec import BESIDE, DIALED, EVENTS, app_name
from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.names import playback_names

FALLBACK = {"context": "harborline-fallback", "extension": "s", "priority": "1"}
"""Where the dialplan dials the national backup by itself."""

_OURS = "Stasis"
"""The dialplan's application in which a channel is ours to command."""

_NO_SUCH_CHANNEL = 400
"""How Asterisk says that one of those to be joined has gone."""

_SAFETY_NET_S = 20
"""Beyond `ring_s`, which is timed here: Asterisk ends what we could not."""


def _id(text: str) -> str:
    return quote(text, safe="")


class Switch:
    """Asterisk, as far as one voice process uses it. Each method raises AriError."""

    def __init__(self, client: Client, slot: int) -> None:
        self._client = client
        self.slot = slot
        self.app = app_name(slot)

    async def _channel(
        self, verb: str, channel: str, way: str = "", query: Mapping[str, str] | None = None
    ) -> bool:
        """Asks something of a channel; False = it is gone, or not ours any more."""
        answer = await self._client.send(verb, f"/channels/{_id(channel)}{way}", query)
        return not answer.gone

    async def answer(self, channel: str) -> bool:
        return await self._channel("POST", channel, "/answer")

    async def end(self, channel: str) -> bool:
        return await self._channel("DELETE", channel)

    async def is_alive(self, trunk: str) -> bool:
        """Tells whether a carrier answers its probe; one without a probe counts as alive."""
        probe = _id(trunk.replace("trunk", "probe"))
        answer = await self._client.send("GET", f"/endpoints/PJSIP/{probe}")
        return (answer.body or {}).get("state") != "offline"

    async def holds(self, channel: str) -> bool:
        """Tells whether a channel is still in our application."""
        answer = await self._client.send("GET", f"/channels/{_id(channel)}")
        place = (answer.body or {}).get("dialplan", {})
        return not answer.gone and place.get("app_name") == _OURS

    async def hand_on(self, channel: str, extension: str) -> bool:
        """Lets the dialplan try the next voice process."""
        way = {"context": "from-trunk", "extension": extension, "label": "next"}
        return await self._channel("POST", channel, "/continue", way)

    async def hand_back(self, channel: str) -> bool:
        """Lets the dialplan dial the national backup; what a former process plays must end first."""
        there = await self._channel("POST", channel, "/continue", FALLBACK)
        for playback in playback_names(self.slot, channel) if there else ():
            await self.stop(playback)
        return there

    async def play(self, channel: str, playback: str, media: Sequence[str]) -> bool:
        """Plays media in this order; as a list in the body, for a tone's pattern has commas."""
        path = f"/channels/{_id(channel)}/play/{playback}"
        answer = await self._client.send("POST", path, body={"media": list(media)})
        return not answer.gone

    async def stop(self, playback: str) -> None:
        await self._client.send("DELETE", f"/playbacks/{playback}")

    async def plays(self, playback: str) -> bool:
        """Tells whether something is still being played."""
        return not (await self._client.send("GET", f"/playbacks/{playback}")).gone

    async def ring(
        self,
        channel: str,
        endpoint: str,
        shows: str | None,
        ring_s: float,
        variables: Mapping[str, str],
    ) -> None:
        """Rings an endpoint. No `originator`: nothing of the caller's channel may reach the leg.

        All of it in the body: a destination is nobody's business, and addresses of requests get about.
        """
        body: dict[str, object] = {
            "endpoint": endpoint,
            "app": self.app,
            "appArgs": DIALED,
            "timeout": int(ring_s) + _SAFETY_NET_S,
            "variables": dict(variables),
        }
        if shows is not None:
            body["callerId"] = shows
        await self._client.send("POST", f"/channels/{_id(channel)}", body=body)

    async def join(self, bridge: str, channels: Sequence[str]) -> bool:
        """Joins channels; they hear each other once this returns True.

        Neither is told the other's number: centers must not see the caller's, nor callers a center's.
        Without `dtmf_events` Asterisk would pass packets on unread, and no `*9` would be heard.
        """
        await self._client.send("POST", f"/bridges/{bridge}", {"type": "mixing,dtmf_events"})
        both = {"channel": ",".join(channels), "inhibitConnectedLineUpdates": "true"}
        try:
            answer = await self._client.send("POST", f"/bridges/{bridge}/addChannel", both)
        except AriError as error:
            if error.status == _NO_SUCH_CHANNEL:
                return False
            raise
        return not answer.gone

    async def part(self, bridge: str) -> None:
        """Dissolves a bridge; whoever was in it is ours again, alone."""
        await self._client.send("DELETE", f"/bridges/{bridge}")

    async def speak_beside(self, channel: str, voice: str) -> bool:
        """Opens a voice that only this channel hears, in mid-call; it enters with `beside`."""
        query = {"app": self.app, "appArgs": BESIDE, "spy": "none", "whisper": "out"}
        return await self._channel("POST", channel, f"/snoop/{voice}", query)

    async def variable(self, channel: str, name: str) -> str:
        """Reads a variable that we set; empty = it is not there."""
        path = f"/channels/{_id(channel)}/variable"
        answer = await self._client.send("GET", path, {"variable": name})
        return "" if answer.gone else str(answer.body.get("value", ""))

    async def listen(self) -> None:
        """Tells Asterisk which events we want; it forgets that with the application."""
        allowed = [{"type": name} for name in EVENTS]
        await self._client.send(
            "PUT", f"/applications/{self.app}/eventFilter", body={"allowed": allowed}
        )

    async def channels(self) -> list[dict[str, Any]]:
        return list((await self._client.send("GET", "/channels")).body or ())

    async def bridges(self) -> list[dict[str, Any]]:
        return list((await self._client.send("GET", "/bridges")).body or ())

    async def held(self) -> frozenset[str]:
        """Gives the ids of the channels in our application."""
        answer = await self._client.send("GET", f"/applications/{self.app}")
        return frozenset((answer.body or {}).get("channel_ids", ()))
