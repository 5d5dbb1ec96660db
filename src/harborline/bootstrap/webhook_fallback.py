"""Writes the document that a webhook carrier keeps for us, from the settings and the map in use."""

from __future__ import annotations

from harborline.settings import read_settings


def write_fallback(carrier: str, line: str | None, out: str | None) -> str | None:
    """Writes the fall-back document of a line for a carrier; gives it where no file is named.

    Raises UnusableInput for what is not set or cannot be written.
    """
    from harborline import bootstrap
    from harborline.core.errors import UnusableInput
    from harborline.telephony.twiml.fallback_document import fallback_document
    from harborline.telephony.twiml.signatures import Carrier

    given = read_settings()
    lines = {one.id: one for one in bootstrap.current_map(held=False).lines}
    chosen = next(iter(lines.values())) if line is None else lines.get(line)
    if chosen is None:
        raise UnusableInput(f"There is no such line; the map has {', '.join(lines)}.")
    if chosen.number is None:
        raise UnusableInput(
            f"Line {chosen.id} has no number in the map, so nothing can be shown to the national "
            "team; give it one and compile the map."
        )
    if given.national_backup is None:
        raise UnusableInput(
            "Set HARBORLINE_NATIONAL_BACKUP to the number that the carrier is to dial when it "
            "reaches none of our processes."
        )
    document = fallback_document(
        Carrier(carrier), chosen.number, given.national_backup, chosen.languages, given.web
    )
    if out is None:
        return document.decode()
    try:
        with open(out, "wb") as file:
            file.write(document)
    except OSError as fault:
        raise UnusableInput(f"The document cannot be written: {fault.strerror}.") from None
    return None
