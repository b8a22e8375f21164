"""`hs convert`: codes from one classification to another."""

from __future__ import annotations

import time
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openhs.adapters.cli.output import NEEDS_PERSON, escaped, print_json, print_lines
from openhs.adapters.cli.progress import progress_bar, spinner
from openhs.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openhs.engines.convert import Conversion, Plan
    from openhs.workflows.conversion import Options, Summary


def convert(
    file: Annotated[
        str | None, typer.Argument(help="Table: .csv .tsv .xlsx .parquet .jsonl, or - for standard input.")
    ] = None,
    source: Annotated[
        str, typer.Option("--from", help="What the codes are in: HS2012, SITC4, BEC4, ISIC3, CPC2.1.")
    ] = "",
    target: Annotated[str, typer.Option("--to", help="What they become.")] = "HS2022",
    column: Annotated[
        str, typer.Option("--column", "-c", help="The column of codes; default hs, hscode, hs6, code, ...")
    ] = "",
    out: Annotated[str, typer.Option("--out", "-o", help="Where to write; - for standard output.")] = "-",
    code: Annotated[str | None, typer.Option("--code", help="Convert this code instead of a file.")] = None,
    method: Annotated[
        str | None, typer.Option("--method", "-m", help="all, un, equal, weights or family; default all.")
    ] = None,
    values: Annotated[str, typer.Option("--values", help="Columns to split by share: value,quantity")] = "",
    decimals: Annotated[
        int | None, typer.Option("--decimals", min=0, help="Decimals of the parts; default 2, integers 0.")
    ] = None,
    weights: Annotated[
        str | None, typer.Option("--weights", help="File with columns source, target, weight: your own shares.")
    ] = None,
    group_by: Annotated[str, typer.Option("--group-by", help="Sum the values over these columns and the target.")] = "",
    digits: Annotated[int, typer.Option("--digits", help="2, 4 or 6: cut longer codes.")] = 6,
    without: Annotated[str, typer.Option("--without", help="HS codes whose links are left out: 8549")] = "",
    span: Annotated[
        str, typer.Option("--span", help="Families of two editions: HS2007,HS2022; default from, to.")
    ] = "",
    format: Annotated[str | None, typer.Option("--format", help="Format of the input.")] = None,
    out_format: Annotated[str | None, typer.Option("--out-format", help="Format of the output.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="Encoding of CSV and JSON Lines.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Write the summary (with --code: the results) as JSON.")] = False,
) -> None:
    """Convert a column of codes: the same rows come back with source, target, relation, share, family and note.

    Nothing is dropped: a code that cannot be converted has no target and a note that says why; a report at the end
    counts each kind. Methods: `all` a row for each target; `un` the UN's one-to-one choice; `equal` values split
    equally; `weights` by your shares; `family` the group of codes that is comparable. Exit codes: 0 done; 1 done, with
    rows that have no target; 2 could not start or finish.

    Examples: `hs convert trade.csv --column hs --from HS2012 --to HS2022 --out new.csv` ·
    `hs convert trade.parquet -c hs --from 2017 --to SITC4 -m un -o sitc.parquet` ·
    `hs convert trade.csv -c hs --from 2007 --to 2022 -m equal --values usd --group-by year,country` ·
    `hs convert --code 851762 --from 2017 --to 2022`
    """
    from openhs.engines.convert import Method, Plan  # noqa: PLC0415  not for help
    from openhs.workflows.conversion import Options, convert_file, read_weights  # noqa: PLC0415

    if (file is None) == (code is None):
        raise UsageError("give either a file to convert or a code with --code")
    if not source:
        raise UsageError("say what the codes are in with --from; `hs detect` finds the edition of a file")
    shares = read_weights(weights) if weights else None
    chosen = method or (Method.WEIGHTS if shares else Method.ALL)
    plan = Plan.of(
        *(source, target),
        method=chosen,
        digits=digits,
        weights=shares,
        without=_names(without),
        span=_names(span) if span else None,
    )
    if file is None:
        _convert_one(str(code), plan, as_json=json)
        return
    groups = _names(group_by) if group_by else None
    options = Options(column, _names(values), decimals, groups, format, out_format, encoding)
    if _streams(file, out, options):
        summary = _convert_parquet(file, out, plan, options)
    else:
        with progress_bar("convert") as progress:
            summary = convert_file(file, out, plan, options, progress)
    _report(summary, plan, out, as_json=json)
    if summary.report.without_target:
        raise typer.Exit(NEEDS_PERSON)


def _names(given: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in given.split(",") if name.strip())


def _streams(file: str, out: str, options: Options) -> bool:
    """Whether Polars, where it is installed, takes the whole run: from Parquet to Parquet, row by row."""
    both = all(path.lower().endswith((".parquet", ".pq")) for path in (file, out))
    return (
        both
        and bool(options.column)
        and options.group_by is None
        and find_spec("polars") is not None
        and Path(file).is_file()
    )


def _convert_parquet(file: str, out: str, plan: Plan, options: Options) -> Summary:
    from openhs.adapters.frames.polars import convert_parquet  # noqa: PLC0415
    from openhs.adapters.frames.request import Request  # noqa: PLC0415
    from openhs.workflows.conversion import Summary  # noqa: PLC0415

    started = time.perf_counter()
    request = Request(plan, options.column, options.values, options.decimals)
    with spinner("converting with Polars"):
        rows, report = convert_parquet(Path(file), Path(out), request)
    return Summary(rows, report.results, time.perf_counter() - started, (), report)


def _convert_one(code: str, plan: Plan, *, as_json: bool) -> None:
    from openhs.engines.convert import convert_codes  # noqa: PLC0415

    results = convert_codes([code], plan)
    if as_json:
        print_json([result.as_dict() for result in results])
    else:
        print_lines(_lines(results, plan))
    if any(result.target is None for result in results):
        raise typer.Exit(NEEDS_PERSON)


def _lines(results: list[Conversion], plan: Plan) -> Iterator[str]:
    import openhs  # noqa: PLC0415

    first = results[0]
    yield f"[bold]{plan.source.name} {escaped(first.source or '')} → {plan.target.name}[/]: {first.relation or 'none'}"
    for result in results:
        node = openhs.get(result.target, plan.target.name) if result.target and plan.target.is_hs else None
        title = f"  {escaped(node.title)}" if node else ""
        share = "" if result.share in (None, 1.0) else f"  {result.share:.4f}"
        if result.target:
            yield f"  [bold cyan]{result.target}[/]  [dim]{result.relation}[/]{share}{title}"
    if first.note:
        yield f"[yellow]{escaped(first.note)}[/]"


def _report(summary: Summary, plan: Plan, out: str, *, as_json: bool) -> None:
    if as_json:
        content = {"from": plan.source.name, "to": plan.target.name, "method": str(plan.method), "path": plan.path}
        typer.echo(dumps({**content, **summary.as_dict()}, ensure_ascii=False), err=out == "-")
        return
    for notice in summary.notices:
        typer.echo(f"hs: {notice}", err=True)
    via = f" via {', '.join(plan.path[1:-1])}" if len(plan.path) > 2 else ""
    typer.echo(
        f"hs: {plan.source.name} to {plan.target.name}{via}, method {plan.method}: {summary.rows:,} rows in, "
        f"{summary.written:,} out; {summary.report}",
        err=True,
    )
