"""The directory as one JSON document, and any JSON of the standard as listings."""

from __future__ import annotations

import json
from typing import Any

from harborline.hsds.nesting import document
from harborline.hsds.reading import Found, read
from harborline.hsds.rows import Problem, Tables
from harborline.hsds.unnesting import tables_of

MOST_BYTES = 256 * 1024 * 1024


def to_json(tables: Tables) -> bytes:
    """Gives the rows as one JSON document in UTF-8."""
    return json.dumps(document(tables), ensure_ascii=False, separators=(",", ":")).encode()


def read_json(content: bytes) -> Found:
    """Gives the listings of a JSON file; never raises."""
    problems: list[Problem] = []
    if len(content) > MOST_BYTES:
        return _nothing(f"It is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        given: Any = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _nothing("It is not written in UTF-8.")
    except json.JSONDecodeError as fault:
        return _nothing(f"It is no JSON: line {fault.lineno}, column {fault.colno}.")
    except (RecursionError, ValueError):
        return _nothing("It is nested too deeply or holds a number that is too long.")
    return read(tables_of(given, problems), problems)


def _nothing(why: str) -> Found:
    return read(tables_of({"contents": []}, []), [Problem("document", why, left_out=True)])
