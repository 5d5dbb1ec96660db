"""Serves the site: one master that sets up and seeds, one worker of granian that answers.

No access log is written, and of what granian says only warnings. The voice process neither needs nor
waits for any of this.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from harborline.core.errors import HarborlineError
from harborline.settings import Settings, read_settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from harborline.web.site.ports import SitePorts

HOST = "127.0.0.1"
_STANDARD_INPUT = 0
_NICER = 5
"""Whoever answers calls goes first when the machine is busy."""
_ENDS_WITHIN_S = 5
_SEEDING_IS_NICER = 10


def address_of(given: Settings) -> str:
    """Gives the address under which people reach the site; passkeys want a name, so no number."""
    return given.site_url or f"http://localhost:{given.port}"


def application() -> WSGIApplication:
    """Makes the application in a worker; granian calls it."""
    from harborline.bootstrap.site_setup import django_ready
    from harborline.web.site import ports, wsgi

    Thread(target=_end_with_master, daemon=True).start()
    django_ready()
    made = wsgi.application()
    Thread(target=_warm, args=(ports.site_ports(),), daemon=True).start()
    return made


def _end_with_master() -> None:
    """Ends a worker whose master was killed; it would keep the port from the next one."""
    from multiprocessing import parent_process

    master = parent_process()
    if master is not None:
        master.join()
        os._exit(1)


def _warm(ports: SitePorts) -> None:
    """Loads the map, the atlas and the index of its names before somebody waits for them; without them
    pages say so.
    """
    from harborline.web.public.find.place_names import names_of

    with suppress(HarborlineError):
        ports.current_map()
    with suppress(HarborlineError):
        names_of(ports.atlas())


def serve_site(say: Callable[[str], None], *, beside: bool = False) -> int:
    """Serves until a signal ends it; `beside`: also ends when whoever started it does.

    `say` is told the link of the first account, and what was seeded. Raises HarborlineError if the port
    is taken or the data folder cannot be used.
    """
    import multiprocessing

    from harborline.bootstrap.background import begin_background
    from harborline.bootstrap.site_setup import django_ready

    if beside:
        os.nice(_NICER)
        Thread(target=_end_with_parent, daemon=True).start()
    given = read_settings()
    _refuse_taken(given.port)
    django_ready(given)
    _tell_first_link(say)
    multiprocessing.set_start_method("spawn", force=True)  # a fork would copy threads in mid work
    Thread(target=_seed, args=(say,), daemon=True).start()
    begin_background(given, say)
    _serve(given)
    return 0


def _serve(given: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "harborline.bootstrap.site_serving:application",
        factory=True,
        address=HOST,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=given.site_threads,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=_ENDS_WITHIN_S,
    ).serve()


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as fault:
            raise HarborlineError(
                f"The site cannot use port {port} ({fault.strerror}); stop what holds it or set "
                "HARBORLINE_PORT."
            ) from None


def _end_with_parent() -> None:
    """Waits until the pipe from whoever started this closes, however that ended."""
    with suppress(OSError):
        while os.read(_STANDARD_INPUT, 1):
            pass
    os.kill(os.getpid(), signal.SIGTERM)


def _tell_first_link(say: Callable[[str], None]) -> None:
    from harborline.web.accounts.services import first_link

    link = first_link()
    if link:
        say(f"first account  {link}")


def _seed(say: Callable[[str], None]) -> None:
    """Fills the directory of a demo, at leisure; a fault costs the demo its centers and nothing else."""
    from harborline.bootstrap.demo_site import seed_demo_site

    with suppress(OSError):  # only this thread: threads have a niceness of their own
        os.nice(_SEEDING_IS_NICER)
    try:
        sentence = seed_demo_site()
    except Exception as fault:  # noqa: BLE001 -- a site without a demo's centers is still a site
        sentence = f"The demo's directory was not filled ({type(fault).__name__})."
    if sentence:
        say(sentence)
