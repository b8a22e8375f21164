"""Conversion of Arrow arrays and tables by positions: each distinct text once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from openhs.adapters.frames.request import Request
from openhs.engines.convert import RESULT, split_values
from openhs.engines.convert.expand import Expansion, expand

TYPES = {name: pa.float64() if name == "share" else pa.string() for name in RESULT}


def convert(data: Any, request: Request) -> pa.Table:
    """Return the table converted; an array becomes a table of one column, `code` unless named."""
    if not isinstance(data, pa.Table):
        request = replace(request, column=request.column or "code")
        columns = data.columns if isinstance(data, pa.RecordBatch) else [data]
        names = data.schema.names if isinstance(data, pa.RecordBatch) else [request.column]
        data = pa.table(columns, names=names)
    request.check(data.column_names)
    texts = pc.cast(data[request.column], pa.string()).combine_chunks().dictionary_encode(null_encoding="encode")
    inverse = texts.indices.to_numpy(zero_copy_only=False).astype("int64")
    expanded = expand(request.plan, texts.dictionary.to_pylist(), inverse)
    result = data.take(expanded.row)
    for name in request.values:
        place = result.column_names.index(name)
        result = result.set_column(place, name, _parts(result[name], expanded, request))
    for name in RESULT:
        of_texts = pa.array([getattr(outcome, name) for outcome in expanded.outcomes], TYPES[name])
        result = result.append_column(name, of_texts.take(pa.array(expanded.outcome)))
    if request.group_by is None:
        return result
    keys = [*request.group_by, "target"]
    sums = result.group_by(keys, use_threads=False).aggregate([(name, "sum") for name in request.values])
    totals = [pc.fill_null(sums[f"{name}_sum"], 0) for name in request.values]
    return pa.table([*(sums[key] for key in keys), *totals], names=[*keys, *request.values])


def counts(result: pa.Table) -> Iterable[tuple[str | None, bool, str, int]]:
    """Yield (relation, has a target, note, rows) of a result."""
    keyed = pa.table([result["relation"], pc.is_valid(result["target"]), result["note"]], ["relation", "has", "note"])
    alike = keyed.group_by(["relation", "has", "note"]).aggregate([([], "count_all")])
    return ((row["relation"], row["has"], row["note"], row["count_all"]) for row in alike.to_pylist())


def _parts(values: pa.ChunkedArray, expanded: Expansion, request: Request) -> pa.Array:
    """Return the part of each row in a value column, in the type of the column."""
    import numpy as np  # noqa: PLC0415

    if not request.plan.splits:
        return values
    shares = np.array([np.nan if o.share is None else o.share for o in expanded.outcomes])[expanded.outcome]
    decimals = request.decimals_of(pa.types.is_integer(values.type))
    numbers = pc.cast(values, pa.float64()).to_numpy()
    parts = split_values(numbers, shares, expanded.position, expanded.count, decimals)
    whole = pa.array((expanded.count == 1) | ~np.isfinite(numbers))
    if pa.types.is_integer(values.type):
        parts = np.nan_to_num(parts)
    return pc.if_else(whole, values, pc.cast(pa.array(parts), values.type, safe=False))
