"""Learns from a catalogue that the user has coded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from openhs.engines.classify import Goods, learn
from openhs.ground.codes import HSCode
from openhs.ground.errors import CatalogueError, InvalidCode
from openhs.nomenclature import CURRENT, edition
from openhs.workflows.catalogue.reading import open_catalogue
from openhs.workflows.catalogue.rows import choose_columns

CODE_COLUMNS = ("hs_code", "code", "hs", "hs6", "hscode")
MOST_SHOWN = 10
SUBHEADING = 6


@dataclass(slots=True)
class Learned:
    """What was learned: rows read, rows learned of, and the first problems with their rows."""

    rows: int = 0
    learned: int = 0
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """Return the counts as one JSON object."""
        return {"rows": self.rows, "learned": self.learned, "problems": self.problems[:MOST_SHOWN]}


def learn_catalogue(
    path: str, *, text: str | None = None, code: str | None = None, format: str | None = None
) -> Learned:
    """Learn from the coded catalogue at `path`, in place of what was learned before.

    Rows without text or a subheading of the current edition are left out and told. Raises CatalogueError where columns
    are missing or no row can be learned of.
    """
    done = Learned()
    with open_catalogue(path, format, None) as catalogue:
        reader = choose_columns(path, catalogue.columns, text, ())
        by_name = {name.strip().lower(): name for name in reversed(catalogue.columns)}
        column = code if code in catalogue.columns else next((by_name[n] for n in CODE_COLUMNS if n in by_name), None)
        if column is None or (code and column != code):
            asked = repr(code) if code else ", ".join(CODE_COLUMNS)
            remedy = f"name it with --code; its columns are: {', '.join(catalogue.columns)}"
            raise CatalogueError(path, f"no column is called {asked}", remedy)

        def labelled() -> Iterator[tuple[Goods, str]]:
            for row in catalogue.rows:
                done.rows += 1
                goods = reader.goods(row)
                found, problem = _subheading(row.cells.get(column))
                if problem or not goods.text.strip():
                    done.problems.append(f"row {row.number}: {problem or 'there is no text'}")
                else:
                    yield goods, found

        pairs = list(labelled())
        if not pairs:
            first = done.problems[0] if done.problems else "it has no rows"
            raise CatalogueError(path, f"no row can be learned of; {first}", "give goods with six-digit codes")
        done.learned = learn(pairs)
    return done


def _subheading(written: object) -> tuple[str, str]:
    """Return the subheading, or "" and what is wrong."""
    try:
        found = HSCode(written).subheading or ""
    except InvalidCode as error:
        return "", str(error)
    if found not in edition(CURRENT):
        return "", f"{written!r} is no subheading of HS {CURRENT}: convert it with `hs convert`"
    return found, ""
