"""The rows of the table: what is asked, the goal, what was measured, and whether it is met."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table.

    `value`, `low`, `high` are ratios unless `unit` says otherwise: the median and the span of the
    rounds. `goal`: the bound that is met at `at_most` or, where more is better, at `at_least`;
    both None for a row that is there for context.
    """

    part: str
    what: str
    peer: str
    value: float | None
    low: float = 0.0
    high: float = 0.0
    at_most: float | None = None
    at_least: float | None = None
    unit: str = "x"
    note: str = ""

    @property
    def is_goal(self) -> bool:
        """Tells whether the row has a bound."""
        return self.at_most is not None or self.at_least is not None

    @property
    def met(self) -> bool | None:
        """Tells whether the bound is met; None for context."""
        if not self.is_goal:
            return None
        if self.value is None:
            return False
        if self.at_most is not None:
            return self.value <= self.at_most
        return self.at_least is not None and self.value >= self.at_least


HEADINGS = ("", "what", "peer", "goal", "measured", "min..max", "met")


def cells(row: Row) -> tuple[str, ...]:
    """Gives a row as text, column by column as in HEADINGS."""
    if row.value is None:
        return (row.part, row.what, row.peer, _goal(row), "NOT MEASURED", "", "NO")
    met = {True: "yes", False: "NO", None: ""}[row.met]
    span = f"{_figure(row.low)}..{_figure(row.high)}" if row.high else ""
    return (row.part, row.what, row.peer, _goal(row), f"{_figure(row.value)} {row.unit}", span, met)


def _goal(row: Row) -> str:
    if row.at_most is not None:
        return f"<= {_figure(row.at_most)} {row.unit}"
    return f">= {_figure(row.at_least)} {row.unit}" if row.at_least is not None else ""


def _figure(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def as_text(rows: list[Row]) -> str:
    """Gives the table for a terminal."""
    lines = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    written = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join([written[0], "-" * (sum(widths) + 2 * len(widths)), *written[1:]])


def as_markdown(rows: list[Row]) -> str:
    """Gives the table for a document."""
    lines = [HEADINGS, ("--",) * len(HEADINGS), *(cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
