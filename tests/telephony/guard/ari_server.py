"""A small stand-in for Asterisk's REST interface: channels, bridges, globals, and what was done.

As Asterisk does, it lets nobody leave the app while something is played to them.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


class AriServer:
    """Serves on a free port while it is entered. `down`: hangs up on everybody.

    `playing`: channels by the name of what is played to them. `refuses`: how requests end that fail.
    """

    def __init__(self) -> None:
        self.channels: dict[str, dict[str, Any]] = {}
        self.bridges: dict[str, list[str]] = {}
        self.globals: dict[str, str] = {}
        self.playing: dict[str, str] = {}
        self.leaving: list[str] = []
        self.sent_on: list[str] = []
        self.asked: list[str] = []
        self.down = False
        self.refuses: set[str] = set()
        self.port = 0
        self._server: ThreadingHTTPServer | None = None

    def add_caller(self, name: str, slot: int) -> None:
        where = {"app_name": "Stasis", "app_data": f"harborline-{slot},in,to=1"}
        self.channels[name] = {"id": name, "name": f"PJSIP/{name}", "dialplan": where}

    def add_leg(self, name: str) -> None:
        self.channels[name] = {"id": name, "name": f"PJSIP/{name}", "dialplan": {}}

    def __enter__(self) -> Self:
        house = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65_536
            disable_nagle_algorithm = True

            def do_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else {}
                house.asked.append(f"{self.command} {self.path}")
                if house.down:
                    self.close_connection = True
                    return
                status, answer = house.answer(self.command, self.path, body)
                content = b"" if answer is None else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = do_any  # noqa: N815 -- names of the library's

            def log_message(self, *_words: object) -> None:
                """Writes nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_fault: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ari"

    def answer(self, method: str, target: str, body: dict[str, Any]) -> tuple[int, Any]:
        if any(f"{method} {target}".endswith(ending) for ending in self.refuses):
            return 500, {}
        parts = urlsplit(target)
        path = parts.path.removeprefix("/ari").strip("/").split("/")
        match method, path:
            case "GET", ["channels"]:
                return 200, list(self.channels.values())
            case "GET", ["bridges"]:
                return 200, [{"id": k, "channels": v} for k, v in self.bridges.items()]
            case "GET", ["asterisk", "variable"]:
                return 200, {"value": self.globals.get(parse_qs(parts.query)["variable"][0], "")}
            case "POST", ["asterisk", "variable"]:
                self.globals[body["variable"]] = body["value"]
                return 204, None
            case "POST", ["channels", name, "continue"]:
                return self._sent_on(name, body)
            case "DELETE", ["channels", name]:
                return (204, None) if self._drop(name) else (404, {})
            case "DELETE", ["playbacks", name]:
                return (204, None) if self._stop(name) else (404, {})
            case "DELETE", ["bridges", name]:
                return (204, None) if self.bridges.pop(name, None) is not None else (404, {})
        return 400, {}

    def _sent_on(self, name: str, body: dict[str, Any]) -> tuple[int, Any]:
        where = self.channels.get(name, {}).get("dialplan", {})
        if where.get("app_name") != "Stasis":
            return 409 if name in self.channels else 404, {}
        assert body == {"context": "harborline-fallback", "extension": "s", "priority": 1}
        if name not in self.leaving:
            self.leaving.append(name)
        self._let_leave()
        return 204, None

    def _let_leave(self) -> None:
        """Lets callers go who were sent on; nobody leaves while something is played to them."""
        hearing = set(self.playing.values())
        for name in [one for one in self.leaving if one not in hearing]:
            self.leaving.remove(name)
            self.sent_on.append(name)
            self.channels[name]["dialplan"]["app_name"] = "Dial"
            for inside in self.bridges.values():
                if name in inside:
                    inside.remove(name)

    def _stop(self, playback: str) -> bool:
        there = self.playing.pop(playback, None) is not None
        self._let_leave()
        return there

    def _drop(self, name: str) -> bool:
        for inside in self.bridges.values():
            if name in inside:
                inside.remove(name)
        return self.channels.pop(name, None) is not None
