"""Why a file, a row or a cell cannot be used, and what was noticed and mended."""

from __future__ import annotations

from enum import StrEnum

from harborline.core.errors import UnusableInput


class Reason(StrEnum):
    """Whole files first, then rows, then cells."""

    COMPRESSED = "compressed"
    WORKBOOK = "workbook"
    NOT_TEXT = "not_text"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    NO_HEADERS = "no_headers"
    NO_ROWS = "no_rows"
    NO_ID_COLUMN = "no_id_column"

    OPEN_QUOTE = "open_quote"
    LONG_CELL = "long_cell"
    TOO_MANY_CELLS = "too_many_cells"
    NO_ID = "no_id"
    SAME_ID = "same_id"
    NEW_NEEDS = "new_needs"
    NO_COALITION = "no_coalition"
    CONFIDENTIAL_PLACE = "confidential_place"
    CONFIDENTIAL_COUNTY = "confidential_county"
    REFUSED = "refused"

    BAD_ID = "bad_id"
    TOO_LONG = "too_long"
    CONTROL = "control"
    SHEET_ERROR = "sheet_error"
    SHEET_NUMBER = "sheet_number"
    JOINED = "joined"
    NOT_YES_NO = "not_yes_no"
    NOT_WHOLE = "not_whole"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_STATE = "not_a_state"
    NOT_A_ZONE = "not_a_zone"
    NOT_A_COUNTY = "not_a_county"
    NOT_A_ZIP = "not_a_zip"
    NOT_A_LANGUAGE = "not_a_language"
    NOT_ONE_OF = "not_one_of"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_LINK = "not_a_link"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_TRAINING = "not_a_training"


class Note(StrEnum):
    """What was taken otherwise than it stands there; a person should know."""

    LOST_ZEROS = "lost_zeros"
    CUT_ZIP = "cut_zip"
    ALIAS = "alias"


class Unusable(UnusableInput):
    """A file, row or cell is refused. `detail`: a limit, the words that are allowed or the
    directory's own sentence, never the cell.
    """

    def __init__(self, reason: Reason, detail: str = "", row: int = 0) -> None:
        self.reason, self.detail, self.row = reason, detail, row
        super().__init__(f"{reason.value} {detail}".strip())
