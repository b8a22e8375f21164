"""A table that prints in a terminal and in Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Table:
    """A title, the names of the columns, rows of text, and what to know when reading them."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    note: str = ""

    def add(self, *cells: object) -> None:
        """Add a row; numbers are shown with three digits that matter."""
        self.rows.append(tuple(f"{c:,.3g}" if isinstance(c, float) and c < 1000 else _shown(c) for c in cells))

    def text(self) -> str:
        """Return the table for a terminal."""
        widths = [max(len(row[i]) for row in (self.columns, *self.rows)) for i in range(len(self.columns))]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in self._all()]
        return f"\n{self.title}\n" + "\n".join(lines) + (f"\n{self.note}" if self.note else "")

    def markdown(self) -> str:
        """Return the table for a page."""
        rule = ("---",) * len(self.columns)
        lines = ["| " + " | ".join(row) + " |" for row in (self.columns, rule, *self.rows)]
        return f"## {self.title}\n\n" + "\n".join(lines) + "\n" + (f"\n{self.note}\n" if self.note else "")

    def _all(self) -> list[tuple[str, ...]]:
        return [self.columns, *self.rows]


def _shown(cell: object) -> str:
    return f"{cell:,.0f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else str(cell)
