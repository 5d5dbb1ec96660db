"""What columns, refusals and notes of a spreadsheet are called for people."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harborline.app.spreadsheets.columns import Column
from harborline.app.spreadsheets.reasons import Note, Reason
from harborline.app.spreadsheets.rows import Fault, Mended

COLUMNS: dict[Column, str | Promise] = {
    Column.ID: _("Id of the center"),
    Column.NAME: _("Name"),
    Column.STATE: _("State"),
    Column.COALITION: _("Id of the coalition"),
    Column.ZONE: _("Time zone"),
    Column.COUNTIES: _("Counties served (FIPS)"),
    Column.ZIPS: _("ZIPs served"),
    Column.LANGUAGES: _("Languages"),
    Column.INTERPRETER: _("Interpreter"),
    Column.DESCRIPTION: _("Description"),
    Column.SERVES: _("Whom it serves"),
    Column.ACCOMPANIMENT: _("Hospital accompaniment"),
    Column.RTT: _("Real-time text"),
    Column.ACCESSIBILITY: _("Accessibility"),
    Column.CONFIDENTIAL: _("Confidential place"),
    Column.WEB: _("Web address"),
    Column.EMAIL: _("E-mail"),
    Column.STREET: _("Street"),
    Column.CITY: _("City"),
    Column.ADDRESS_ZIP: _("ZIP of the address"),
    Column.VOICE: _("Public telephone numbers"),
    Column.TEXT: _("Numbers for texts"),
    Column.TTY: _("TTY numbers"),
    Column.VIDEOPHONE: _("Videophone numbers"),
    Column.TRAINING: _("Trainings for others"),
    Column.RANK: _("Rank"),
    Column.ROLLOVER: _("Rollover agreement"),
    Column.CAPACITY: _("Calls at once"),
    Column.ACCEPTS_CALLS: _("Takes calls"),
    Column.RING_S: _("Seconds of ringing"),
}

REASONS: dict[Reason, str | Promise] = {
    Reason.COMPRESSED: _("This file is compressed. Unpack it and choose the CSV file in it."),
    Reason.WORKBOOK: _("This is a workbook or an archive. Save the sheet as CSV UTF-8 and choose that file."),
    Reason.NOT_TEXT: _("This is no text that can be read. Save the sheet as CSV UTF-8."),
    Reason.TOO_LARGE: _("The file is larger than %(detail)s. Split it."),
    Reason.TOO_MANY_ROWS: _("There are more than %(detail)s rows. Split the file."),
    Reason.TOO_MANY_COLUMNS: _("There are more than %(detail)s columns. Remove those that are not needed."),
    Reason.NO_HEADERS: _("The first row must hold the names of the columns."),
    Reason.NO_ROWS: _("There is no row below the names of the columns."),
    Reason.NO_ID_COLUMN: _("Choose the column that holds the id of each center."),
    Reason.OPEN_QUOTE: _("A quotation mark opens or closes in the wrong place, so no row from here on can be read."),
    Reason.LONG_CELL: _("A cell is too long to be read, perhaps because a quotation mark never closes."),
    Reason.TOO_MANY_CELLS: _("The row has more cells than there are columns. Put texts with separators into quotation marks."),
    Reason.NO_ID: _("The id of the center is missing."),
    Reason.SAME_ID: _("Row %(detail)s has the same id. Keep one of them."),
    Reason.NEW_NEEDS: _("A new center also needs: %(detail)s."),
    Reason.NO_COALITION: _("There is no coalition with this id. Add it first, or correct the id."),
    Reason.CONFIDENTIAL_PLACE: _("The place of this center is confidential. Clear its street, city and ZIP; they are not kept here."),
    Reason.CONFIDENTIAL_COUNTY: _("A confidential center needs a county, which stands for its place."),
    Reason.REFUSED: "%(detail)s",
    Reason.BAD_ID: _("An id has up to 80 letters, digits, - . or _, without spaces."),
    Reason.TOO_LONG: _("This is longer than %(detail)s characters."),
    Reason.CONTROL: _("There are signs in this cell that cannot be printed. Type it anew."),
    Reason.SHEET_ERROR: _("This is an error message of the spreadsheet program. Correct the formula or the text."),
    Reason.SHEET_NUMBER: _("The spreadsheet program has shortened this number. Format the column as text and type it anew."),
    Reason.JOINED: _("The spreadsheet program has joined several codes to one number. Separate them by semicolons."),
    Reason.NOT_YES_NO: _("Write yes or no."),
    Reason.NOT_WHOLE: _("Write a whole number."),
    Reason.OUT_OF_RANGE: _("Write a number of %(detail)s."),
    Reason.NOT_A_STATE: _("Write the two letters of a state or territory."),
    Reason.NOT_A_ZONE: _("Write a time zone such as America/Chicago."),
    Reason.NOT_A_COUNTY: _("A county in this cell is unknown. Write FIPS codes of five digits, separated by semicolons."),
    Reason.NOT_A_ZIP: _("A ZIP in this cell is unknown. Write five digits."),
    Reason.NOT_A_LANGUAGE: _("Write languages by their codes of two letters, such as en; es."),
    Reason.NOT_ONE_OF: _("Use only: %(detail)s."),
    Reason.NOT_A_NUMBER: _("This is no telephone number of North America with ten digits."),
    Reason.NOT_A_LINK: _("Write a web address such as https://example.org."),
    Reason.NOT_AN_EMAIL: _("Write an e-mail address such as help@example.org."),
    Reason.NOT_A_TRAINING: _("Write each training as topic, for whom, language, where, fee and days before, such as: consent school en both 150 14."),
}  # fmt: skip

NOTES: dict[Note, str | Promise] = {
    Note.LOST_ZEROS: _("The spreadsheet program dropped the zero in front; it was put back."),
    Note.CUT_ZIP: _("Only the first five digits of the ZIP are kept."),
    Note.ALIAS: _("This county has a new code, which was taken instead."),
}


def says(fault: Fault) -> str:
    """Gives one sentence: why, and what to do."""
    return str(REASONS[fault.reason]) % {"detail": fault.detail}


def line_of(fault: Fault) -> str:
    """Gives a refusal in one line, with its row and column where it has them."""
    column = f", {fault.column}" if fault.column else ""
    where = gettext("Row %(row)s") % {"row": fault.row} + column + ": " if fault.row else ""
    return f"{where}{says(fault)}"


def line_of_note(mended: Mended) -> str:
    """Gives a note in one line."""
    where = gettext("Row %(row)s") % {"row": mended.row}
    return f"{where}, {mended.column}: {NOTES[mended.note]}"


def shown(value: Any) -> str:
    """Gives a value of the directory as a cell shows it."""
    if value is None or value in ("", []):
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
