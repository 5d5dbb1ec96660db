"""GET /healthz: is there a map, how old is it, and how long does it hold."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from harborline.core.errors import UnusableMap
from harborline.voice.ports import VoiceServices

ENDING_SOON_DAYS = 30


class Health:
    """Answers watchers. 503 only when no decision can be made."""

    def __init__(self, services: VoiceServices) -> None:
        self._services = services

    async def healthz(self, _request: Request) -> Response:
        """Tells the map's version, its age in seconds, and the days whose hours it still knows.

        `status`: ok, map_refused (a newer map is not served; `fault` says why), map_ending (30
        days or less are left), map_outdated (only weekly patterns are left), no_map.
        """
        try:
            routing_map = self._services.current_map()
        except UnusableMap:
            return JSONResponse({"status": "no_map", "map": None}, 503)
        days_left = (routing_map.ends_on - self._services.now().date()).days
        fault = self._services.map_fault()
        return JSONResponse(
            {
                "status": _status(days_left) if fault is None else "map_refused",
                "fault": fault,
                "map": routing_map.version,
                "map_age_s": round(self._services.map_age_s()),
                "days_left": days_left,
                "demo": routing_map.demo,
            }
        )


def _status(days_left: int) -> str:
    if days_left < 0:
        return "map_outdated"
    return "map_ending" if days_left <= ENDING_SOON_DAYS else "ok"
