"""`hs classify`: the main job."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from json import dumps
from typing import TYPE_CHECKING, Annotated

import typer

from openhs.adapters.cli.output import NEEDS_PERSON, candidate_lines, escaped, print_json, print_lines
from openhs.adapters.cli.progress import progress_bar
from openhs.ground.errors import UsageError

if TYPE_CHECKING:
    from openhs.engines.classify import Decision
    from openhs.workflows.catalogue import Summary


def classify(
    file: Annotated[
        str | None,
        typer.Argument(help="Catalogue: .csv .tsv .xlsx .parquet .jsonl, or - for standard input."),
    ] = None,
    out: Annotated[
        str, typer.Option("--out", "-o", help="Where to write, format by extension; - for standard output.")
    ] = "-",
    goods: Annotated[str | None, typer.Option("--goods", "-g", help="Classify these words instead of a file.")] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="Column with the text; default text, description, title, ...")
    ] = None,
    attributes: Annotated[str, typer.Option("--attributes", help="Columns that are attributes: a,b,c")] = "",
    top: Annotated[int, typer.Option("--top", help="How many candidates to write.")] = 10,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="Probability from which no person is needed.")
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", help="Format of the input: csv, excel, parquet, jsonl.")
    ] = None,
    out_format: Annotated[str | None, typer.Option("--out-format", help="Format of the output.")] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Encoding of CSV and JSON Lines; default UTF-8.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", help="Processes for long catalogues; default one for each core.")
    ] = None,
    edition: Annotated[str | None, typer.Option("--edition", "-e", help="The edition to classify in; 2022.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Write the summary (with --goods: the decision) as JSON.")
    ] = False,
) -> None:
    """Classify a catalogue of goods: the same file comes back with codes, probabilities and reasons.

    Added columns: hs_code, hs_title, hs_probability, hs_outcome, hs_alternatives, hs_question, hs_reason. Columns
    `category` and `attributes` (a JSON object) are used where present. Exit codes: 0 done; 1 done, with rows that need
    a person; 2 could not start or finish.

    Examples: `hs classify catalogue.csv --out coded.csv` · `hs classify goods.xlsx -o coded.jsonl --top 3` ·
    `cat goods.csv | hs classify - > coded.csv` · `hs classify --goods "cotton t-shirt"`
    """
    _require_current(edition)
    if (file is None) == (goods is None):
        raise UsageError("give either a file to classify or words with --goods")
    if file is None:
        _classify_one(str(goods), top, threshold, as_json=json)
        return
    from openhs.workflows.catalogue import Options, classify_catalogue  # noqa: PLC0415  not for help and errors

    names = tuple(name.strip() for name in attributes.split(",") if name.strip())
    options = Options(format, out_format, text, names, encoding, top, threshold, workers)
    with progress_bar("classify") as progress:
        summary = classify_catalogue(file, out, options, progress)
    _report(summary, out, as_json=json)
    if summary.needs_person:
        raise typer.Exit(NEEDS_PERSON)


def _require_current(name: str | None) -> None:
    from openhs.nomenclature import CURRENT, edition  # noqa: PLC0415

    if name is not None and edition(name).year != CURRENT:
        raise UsageError(f"goods are classified in HS {CURRENT}, not in HS {edition(name).year}; leave --edition out")


def _classify_one(goods: str, top: int, threshold: float | None, *, as_json: bool) -> None:
    from openhs.engines.classify import Outcome, classify  # noqa: PLC0415

    decision = classify(goods, top=top, threshold=threshold)
    if as_json:
        print_json(decision.as_dict())
    else:
        print_lines(_decision_lines(decision))
    if decision.outcome is not Outcome.CLASSIFIED:
        raise typer.Exit(NEEDS_PERSON)


def _decision_lines(decision: Decision) -> Iterator[str]:
    yield from candidate_lines(decision.candidates)
    yield f"[bold]{decision.outcome}[/]: {escaped(decision.reason)}"
    if decision.question:
        yield f"[yellow]{decision.question.text}[/]"
        yield from (f"  - {escaped(option.label)}" for option in decision.question.options)


def _report(summary: Summary, out: str, *, as_json: bool) -> None:
    """Close with a summary: JSON when asked, a table on a terminal, in a pipe only what went wrong."""
    if as_json:
        typer.echo(dumps(summary.as_dict(), ensure_ascii=False), err=out == "-")
        return
    for notice in summary.notices:
        typer.echo(f"hs: {notice}", err=True)
    for problem in summary.first_problems:
        typer.echo(f"hs: {problem}", err=True)
    hidden = summary.problems - len(summary.first_problems)
    if hidden > 0:
        typer.echo(f"hs: {hidden} more rows with problems; see the column hs_reason", err=True)
    if sys.stderr.isatty():
        _print_table(summary, out)


def _print_table(summary: Summary, out: str) -> None:
    from rich.console import Console  # noqa: PLC0415  slow to import, and only for terminals
    from rich.table import Table  # noqa: PLC0415

    rate = summary.rows / summary.seconds if summary.seconds else 0
    title = f"{summary.rows:,} rows in {summary.seconds:.1f} s ({rate:,.0f}/s)" + ("" if out == "-" else f" → {out}")
    table = Table(title=title)
    for heading in ("outcome", "rows", "share", "what it means"):
        table.add_column(heading, justify="right" if heading in ("rows", "share") else "left")
    meanings = {
        "classified": "probability above the threshold: no person needed",
        "ask": "one more fact would settle it: see hs_question",
        "refer": "a person must look: see hs_reason",
    }
    for outcome, meaning in meanings.items():
        count = summary.outcomes[outcome]  # type: ignore[index]
        table.add_row(outcome, f"{count:,}", f"{count / max(summary.rows, 1):.0%}", meaning)
    Console(stderr=True).print(table)
