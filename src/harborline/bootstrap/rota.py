"""Lets people who answer calls set the rota by telephone: a voice process asks the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harborline.settings import Settings

if TYPE_CHECKING:
    from harborline.app.rota_desk import RotaDesk


def rota_desk(given: Settings) -> RotaDesk:
    """Gives the desk behind the site of this machine, or behind another's where this one runs none.

    The secret is read when somebody asks: the site may make it after calls are answered.
    """
    from pathlib import Path

    from harborline.bootstrap.site_serving import HOST
    from harborline.voice.rota_desk import SiteRotaDesk
    from harborline.web.site.secret import secret_key

    elsewhere = None if given.site else given.site_url
    return SiteRotaDesk(
        elsewhere or f"http://{HOST}:{given.port}",
        lambda: given.rota_key or secret_key(Path(given.data)),
    )
