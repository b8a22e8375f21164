"""`hs detect`: which edition a column of codes is in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from openhs.adapters.cli.output import NEEDS_PERSON, escaped, print_json, print_lines
from openhs.adapters.cli.progress import progress_bar

if TYPE_CHECKING:
    from openhs.engines.convert.detect import Detection, Score

SHOWN = 3
LEAST_SHARE = 0.5


def detect(
    file: Annotated[str, typer.Argument(help="Table: .csv .tsv .xlsx .parquet .jsonl, or - for standard input.")],
    column: Annotated[str, typer.Option("--column", "-c", help="The column; default hs, hscode, hs6, code, ...")] = "",
    format: Annotated[str | None, typer.Option("--format", help="Format of the file.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of CSV and JSON Lines.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Find which edition of the HS a column of codes is in, or which other classification, with the evidence.

    Evidence for an edition are codes that exist only there; evidence against it, codes that it lacks. Exit codes: 0
    settled; 1 several, a mixture, or none; 2 could not start.

    Examples: `hs detect trade.csv --column hs` · `hs detect trade.parquet --json` · `cat trade.csv | hs detect -`
    """
    from openhs.workflows.conversion import detect_file  # noqa: PLC0415  not for help

    with progress_bar("detect") as progress:
        name, found = detect_file(file, column, format, encoding, progress)
    if json:
        print_json({"column": name, **found.as_dict()})
    else:
        print_lines(_lines(name, found))
    if found.name is None:
        raise typer.Exit(NEEDS_PERSON)


def _lines(column: str, found: Detection) -> Iterator[str]:
    yield f"[bold]{escaped(found.verdict)}[/]"
    parts = [f"{found.rows:,} rows, {found.codes:,} different codes in column {column}"]
    for count, words in (
        (found.empty, "empty"),
        (found.unreadable, "no code"),
        (found.repaired, "repaired"),
        (found.unknown, "in no edition"),
    ):
        parts += [f"{count:,} {words}"] if count else []
    yield f"[dim]{escaped(', '.join(parts))}[/]"
    for score in found.scores:
        if score.rows >= LEAST_SHARE * max(1, found.rows - found.empty) or score.name == found.name:
            yield from _score_lines(score, found)


def _score_lines(score: Score, found: Detection) -> Iterator[str]:
    marked = score.name in (found.name, *found.candidates, *found.mixture)
    name = f"[bold green]{score.name:7}[/]" if marked else f"{score.name:7}"
    yield f"{name} {score.rows / max(1, found.rows):6.1%} of rows valid"
    if score.name.startswith("HS"):
        for codes, sign in ((score.only, "only here"), (score.missing, "not here")):
            if codes:
                more = f" and {len(codes) - SHOWN:,} more" if len(codes) > SHOWN else ""
                yield f"[dim]          {sign}: {escaped('; '.join(_titled(code) for code in codes[:SHOWN]))}{more}[/]"


def _titled(code: str) -> str:
    """Return a code with its title in the newest edition that has it."""
    import openhs  # noqa: PLC0415

    nodes = (openhs.get(code, year) for year in reversed(openhs.editions()))
    node = next(node for node in nodes if node is not None)
    return f"{node.written} {node.title}"
