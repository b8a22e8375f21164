"""Conversion of Spark DataFrames by a broadcast join, with native expressions only: no Python runs for a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812  as Spark's own documentation has it
from pyspark.sql import types as T  # noqa: N812

from openhs.adapters.frames.request import PART, PARTS, TEXT, Request, is_nested, rows_of, strange_texts
from openhs.engines.convert import RESULT, Method
from openhs.engines.convert.split import SLACK, SLACK_PER_UNIT


def convert(data: DataFrame, request: Request) -> DataFrame:
    """Return the DataFrame converted, lazily; a first job collects the distinct texts that are no plain codes."""
    request.check(data.columns)
    keyed = data.withColumn(TEXT, F.col(_quoted(request.column)).cast("string"))
    plain = _table(data, request, request.plan.source.codes)

    def distinct(limit: int) -> Sequence[object]:
        known = F.broadcast(plain.select(F.col(TEXT).alias("_known")))
        unknown = keyed.join(known, F.col(TEXT).eqNullSafe(F.col("_known")), "left_anti").select(TEXT).distinct()
        return [row[0] for row in unknown.limit(limit).collect()]

    strange = strange_texts(request, distinct)
    table = plain.union(_table(data, request, strange)) if strange else plain
    table = F.broadcast(table.withColumnRenamed(TEXT, "_known"))
    joined = keyed.join(table, F.col(TEXT).eqNullSafe(F.col("_known")), "left")
    return _finished(joined, request, data)


def counts(result: DataFrame) -> Iterable[tuple[str | None, bool, str, int]]:
    """Yield (relation, has a target, note, rows) of a result."""
    alike = result.groupBy("relation", F.col("target").isNotNull().alias("has"), "note").count()
    return [tuple(row) for row in alike.collect()]


def _table(data: DataFrame, request: Request, texts: Iterable[object]) -> DataFrame:
    nested = is_nested(request)
    kinds: dict[str, T.DataType] = {n: T.DoubleType() if n == "share" else T.StringType() for n in RESULT}
    if nested:
        kinds = {name: T.ArrayType(kind) for name, kind in kinds.items()}
    else:
        kinds |= {PART: T.IntegerType(), PARTS: T.IntegerType()}
    schema = T.StructType([T.StructField(TEXT, T.StringType()), *(T.StructField(n, k) for n, k in kinds.items())])
    rows = [tuple(_bare(cell) for cell in row) for row in rows_of(request, texts)]
    return data.sparkSession.createDataFrame(rows, schema)


def _bare(cell: Any) -> Any:
    """Return enumerations as the plain text that Spark takes."""
    if isinstance(cell, list):
        return [_bare(inner) for inner in cell]
    return str(cell) if isinstance(cell, str) else cell


def _finished(joined: DataFrame, request: Request, data: DataFrame) -> DataFrame:
    kinds = {field.name: field.dataType for field in data.schema.fields}
    whole = {n: isinstance(kinds[n], T.ByteType | T.ShortType | T.IntegerType | T.LongType) for n in request.values}
    if is_nested(request):
        lists = {name: _nested_parts(name, kinds[name], request.decimals_of(whole[name])) for name in request.values}
        parts = F.arrays_zip(*(F.col(n) for n in RESULT), *(v.alias(f"_{i}") for i, v in enumerate(lists.values())))
        exploded = joined.withColumn("_out", F.explode(parts))
        values = {name: F.col(f"_out._{i}") for i, name in enumerate(lists)}
        results = [F.col(f"_out.{name}").alias(name) for name in RESULT]
    else:
        exploded, values = joined, {}
        if request.plan.method is Method.EQUAL:
            values = {n: _equal_parts(n, kinds[n], request.decimals_of(whole[n])) for n in request.values}
        results = [F.col(name) for name in RESULT]
    kept = [values[name].alias(name) if name in values else F.col(_quoted(name)) for name in data.columns]
    result = exploded.select(*kept, *results)
    if request.group_by is None:
        return result
    sums = [F.coalesce(F.sum(_quoted(name)), F.lit(0)).alias(name) for name in request.values]
    return result.groupBy(*map(_quoted, request.group_by), "target").agg(*sums)


def _units(value: Column, decimals: int) -> tuple[Column, Column]:
    """Return the whole units of a value, and what it has beyond them."""
    exact = F.abs(value) * (10.0**decimals)
    units = F.floor(exact * (1 + SLACK_PER_UNIT) + SLACK).cast("double")
    return units, F.greatest(exact - units, F.lit(0.0))


def _is_finite(value: Column) -> Column:
    return value.isNotNull() & ~F.isnan(value) & (F.abs(value) < float("inf"))


def _equal_parts(name: str, kind: T.DataType, decimals: int) -> Column:
    column, value = F.col(_quoted(name)), F.col(_quoted(name)).cast("double")
    units, finer = _units(value, decimals)
    each = F.floor(units / F.col(PARTS)).cast("double")
    extra = F.when(F.col(PART) < units - each * F.col(PARTS), 1.0).otherwise(0.0)
    first = F.when(F.col(PART) == 0, finer).otherwise(0.0)
    part = (F.signum(value) * (each + extra + first) / (10.0**decimals) + 0.0).cast(kind)
    return F.when((F.col(PARTS) > 1) & _is_finite(value), part).otherwise(column)


def _nested_parts(name: str, kind: T.DataType, decimals: int) -> Column:
    column, value, shares = F.col(_quoted(name)), F.col(_quoted(name)).cast("double"), F.col("share")
    units, finer = _units(value, decimals)

    def whole(share: Column) -> Column:
        return F.floor(units * share).cast("double")

    left = units - F.aggregate(F.transform(shares, whole), F.lit(0.0), lambda total, part: total + part)
    lost = F.transform(shares, lambda share, i: F.struct((whole(share) - units * share).alias("lost"), i.alias("i")))
    winners = F.slice(F.array_sort(lost), 1, left.cast("int")).getField("i")

    def part(share: Column, i: Column) -> Column:
        extra = F.when(F.array_contains(winners, i), 1.0).otherwise(0.0)
        first = F.when(i == 0, finer).otherwise(0.0)
        return (F.signum(value) * (whole(share) + extra + first) / (10.0**decimals) + 0.0).cast(kind)

    several = (F.size(shares) > 1) & _is_finite(value)
    return F.when(several, F.transform(shares, part)).otherwise(F.transform(shares, lambda _: column))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
