"""Conversion of Polars frames by a join; a lazy frame streams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from openhs.adapters.frames.request import PART, PARTS, TEXT, Request, is_nested, rows_of, strange_texts
from openhs.engines.convert import RESULT, Method, Report
from openhs.engines.convert.split import SLACK, SLACK_PER_UNIT
from openhs.nomenclature.correlation import Relation

Frame = pl.DataFrame | pl.LazyFrame
TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String(),
    "target": pl.String(),
    "relation": pl.Enum([str(relation) for relation in Relation]),
    "share": pl.Float64(),
    "family": pl.String(),
    "note": pl.String(),
}


def convert(data: pl.Series | Frame, request: Request) -> Frame:
    """Return the frame converted; a Series becomes a frame of its name."""
    if isinstance(data, pl.Series):
        request = _of_series(data, request)
        data = data.to_frame(request.column)
    schema = data.collect_schema()
    request.check(schema.names())
    keyed = data.with_columns(pl.col(request.column).cast(pl.String).alias(TEXT))
    if isinstance(keyed, pl.LazyFrame):
        joined: Frame = _joined(keyed, _lazy_table(keyed, request).lazy())
    else:
        joined = _eagerly_joined(keyed, request)
    return _finished(joined, request, schema)


def convert_parquet(source: Path, target: Path, request: Request) -> tuple[int, Report]:
    """Convert a Parquet file into another, streaming; return the rows read and the report.

    The file appears under its name when all of it is written.
    """
    part = target.with_name(f".{target.name}.part")
    report = Report()
    try:
        frame = pl.scan_parquet(source)
        convert(frame, request).lazy().sink_parquet(part)
        for relation, has_target, note, count in counts(pl.scan_parquet(part)) if request.group_by is None else ():
            report.add(relation, has_target, note, count)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return frame.select(pl.len()).collect().item(), report


def counts(result: Frame) -> Iterable[tuple[str | None, bool, str, int]]:
    """Yield (relation, has a target, note, rows) of a result."""
    alike = result.lazy().group_by("relation", pl.col("target").is_not_null(), "note").agg(pl.len())
    return alike.collect(engine="streaming").rows()


def _of_series(data: pl.Series, request: Request) -> Request:
    return Request(
        request.plan, request.column or data.name or "code", request.values, request.decimals, request.group_by
    )


def _table(request: Request, texts: Iterable[object]) -> pl.DataFrame:
    nested = is_nested(request)
    types = {name: pl.List(kind) if nested else kind for name, kind in TYPES.items()}
    ends = {} if nested else {PART: pl.Int32(), PARTS: pl.Int32()}
    return pl.DataFrame(rows_of(request, texts), schema={TEXT: pl.String(), **types, **ends}, orient="row")


def _joined(keyed: Frame, table: Frame) -> Frame:
    return keyed.join(table, on=TEXT, how="left", nulls_equal=True, maintain_order="left")  # type: ignore[arg-type]


def _eagerly_joined(keyed: pl.DataFrame, request: Request) -> Frame:
    """Join to the plain codes first; only where rows find none there is a second join, with the texts they hold."""
    table = _table(request, request.plan.source.codes)
    joined = _joined(keyed, table)
    missed = joined.lazy().filter(pl.col("note").is_null()).select(pl.col(TEXT).unique())
    strange = strange_texts(request, lambda limit: missed.limit(limit).collect().to_series().to_list())
    return _joined(keyed, table.vstack(_table(request, strange))) if strange else joined


def _lazy_table(keyed: pl.LazyFrame, request: Request) -> pl.DataFrame:
    table = _table(request, request.plan.source.codes)
    missed = keyed.select(TEXT).join(table.lazy(), on=TEXT, how="anti", nulls_equal=True).unique()

    def distinct(limit: int) -> Sequence[object]:
        return missed.limit(limit).collect(engine="streaming").to_series().to_list()

    return table.vstack(_table(request, strange_texts(request, distinct)))


def _finished(joined: Frame, request: Request, schema: pl.Schema) -> Frame:
    types = {name: schema[name] for name in request.values}
    if is_nested(request):
        parts = [_nested_parts(n, request.decimals_of(t.is_integer()), t) for n, t in types.items()]
        joined = joined.with_columns(parts).explode(*RESULT, *types)
    elif request.plan.method is Method.EQUAL:
        joined = joined.with_columns(_equal_parts(n, request.decimals_of(t.is_integer()), t) for n, t in types.items())
    result = joined.select(*schema.names(), *RESULT)
    if request.group_by is None:
        return result
    return result.group_by(*request.group_by, "target", maintain_order=True).agg(pl.col(*types).sum())


def _units(name: str, decimals: int) -> tuple[pl.Expr, pl.Expr]:
    """Return the whole units of a value, and what it has beyond them."""
    exact = pl.col(name).cast(pl.Float64).abs() * 10.0**decimals
    units = (exact * (1 + SLACK_PER_UNIT) + SLACK).floor()
    return units, (exact - units).clip(0)


def _equal_parts(name: str, decimals: int, kind: pl.DataType) -> pl.Expr:
    units, finer = _units(name, decimals)
    extra = (pl.col(PART) < units % pl.col(PARTS)).cast(pl.Float64)
    first = pl.when(pl.col(PART) == 0).then(finer).otherwise(0.0)
    part = ((units // pl.col(PARTS) + extra + first) / 10.0**decimals) * pl.col(name).cast(pl.Float64).sign() + 0.0
    splits = (pl.col(PARTS) > 1) & pl.col(name).cast(pl.Float64).is_finite()
    return pl.when(splits).then(part.cast(kind)).otherwise(pl.col(name)).alias(name)


def _nested_parts(name: str, decimals: int, kind: pl.DataType) -> pl.Expr:
    units, finer = _units(name, decimals)
    wanted = pl.col("share") * units
    whole = wanted.list.eval(pl.element().floor())
    rank = wanted.list.eval((pl.element().floor() - pl.element()).rank("ordinal"))
    extra = (rank * -1.0 + (units - whole.list.sum() + 1)).list.eval(pl.element().clip(0, 1))
    first = wanted.list.eval((pl.int_range(pl.len()) == 0).cast(pl.Float64)) * finer
    sign = pl.col(name).cast(pl.Float64).sign()
    parts = ((whole + extra + first) * (sign / 10.0**decimals) + 0.0).cast(pl.List(kind))
    splits = (pl.col("share").list.len() > 1) & pl.col(name).cast(pl.Float64).is_finite()
    return pl.when(splits).then(parts).otherwise(pl.col(name).repeat_by(pl.col("share").list.len())).alias(name)
