"""Conversion of DuckDB relations by a join in SQL; the result is a relation too, computed when it is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import pyarrow as pa
from duckdb import DuckDBPyRelation

from openhs.adapters.frames.request import PART, PARTS, TEXT, Request, is_nested, rows_of, strange_texts
from openhs.engines.convert import RESULT
from openhs.engines.convert.split import SLACK, SLACK_PER_UNIT

INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}


def convert(data: DuckDBPyRelation, request: Request) -> DuckDBPyRelation:
    """Return the relation converted; rows come in no certain order, as relations' do."""
    request.check(data.columns)
    types = {name: str(kind) for name, kind in zip(data.columns, data.types, strict=True)}
    text = f"CAST(rows.{_quoted(request.column)} AS VARCHAR)"
    # DuckDB finds the tables that a query names among the variables around it: `plain` and `planned`.
    plain = _table(request, request.plan.source.codes)
    unknown = f"SELECT DISTINCT {text} FROM rows ANTI JOIN plain ON {text} IS NOT DISTINCT FROM plain.{TEXT}"
    found = cast(DuckDBPyRelation, data.query("rows", unknown))
    strange = strange_texts(request, lambda limit: [row[0] for row in found.limit(limit).fetchall()])
    planned = pa.concat_tables([plain, _table(request, strange)])  # noqa: F841
    joined = f"rows LEFT JOIN planned ON {text} IS NOT DISTINCT FROM planned.{TEXT}"
    return cast(DuckDBPyRelation, data.query("rows", _grouped(_select(types, request, joined), request, types)))


def counts(result: DuckDBPyRelation) -> Iterable[tuple[str | None, bool, str, int]]:
    """Yield (relation, has a target, note, rows) of a result."""
    alike = "SELECT relation, target IS NOT NULL, note, count(*) FROM result GROUP BY ALL"
    return cast(DuckDBPyRelation, result.query("result", alike)).fetchall()


def _table(request: Request, texts: Iterable[object]) -> pa.Table:
    rows = rows_of(request, texts)
    nested = is_nested(request)
    kinds = [pa.string(), *(pa.float64() if name == "share" else pa.string() for name in RESULT)]
    if nested:
        kinds = [kinds[0], *map(pa.list_, kinds[1:])]
    names = [TEXT, *RESULT] if nested else [TEXT, *RESULT, PART, PARTS]
    kinds += [] if nested else [pa.int32(), pa.int32()]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table([pa.array(c, k) for c, k in zip(columns, kinds, strict=True)], names=names)


def _select(types: dict[str, str], request: Request, joined: str) -> str:
    nested = is_nested(request)
    kept = []
    for name, kind in types.items():
        column = f"rows.{_quoted(name)}"
        if name in request.values and request.plan.splits:
            decimals = request.decimals_of(kind in INTEGERS)
            column = (_nested_parts if nested else _equal_parts)(column, kind, decimals)
            column += f" AS {_quoted(name)}"
        kept.append(column)
    results = [f"UNNEST(planned.{name}) AS {name}" if nested else f"planned.{name}" for name in RESULT]
    return f"SELECT {', '.join((*kept, *results))} FROM {joined}"


def _grouped(select: str, request: Request, types: dict[str, str]) -> str:
    if request.group_by is None:
        return select
    keys = [*map(_quoted, request.group_by), "target"]
    sums = [f"CAST(coalesce(sum({_quoted(v)}), 0) AS {_total_type(types[v])}) AS {_quoted(v)}" for v in request.values]
    return f"SELECT {', '.join((*keys, *sums))} FROM ({select}) GROUP BY {', '.join(keys)}"


def _total_type(kind: str) -> str:
    return "BIGINT" if kind in INTEGERS else kind


def _units(column: str, decimals: int) -> tuple[str, str]:
    """Return the whole units of a value, and what it has beyond them."""
    exact = f"(abs(CAST({column} AS DOUBLE)) * {10.0**decimals!r})"
    units = f"floor({exact} * {1 + SLACK_PER_UNIT!r} + {SLACK!r})"
    return units, f"greatest({exact} - {units}, 0)"


def _equal_parts(column: str, kind: str, decimals: int) -> str:
    units, finer = _units(column, decimals)
    each = f"floor({units} / {PARTS})"
    extra = f"CASE WHEN {PART} < {units} - {each} * {PARTS} THEN 1 ELSE 0 END"
    first = f"CASE WHEN {PART} = 0 THEN {finer} ELSE 0 END"
    part = f"sign({column}) * ({each} + {extra} + {first}) / {10.0**decimals!r} + 0.0"
    return f"CASE WHEN {PARTS} > 1 AND isfinite(CAST({column} AS DOUBLE)) THEN CAST({part} AS {kind}) ELSE {column} END"


def _nested_parts(column: str, kind: str, decimals: int) -> str:
    units, finer = _units(column, decimals)
    whole = f"floor({units} * _s)"
    left = f"({units} - list_sum(list_transform(planned.share, lambda _s: {whole})))"
    lost = f"list_sort(list_transform(planned.share, lambda _s, _i: {{'lost': {whole} - {units} * _s, 'i': _i}}))"
    winners = f"list_transform(list_slice({lost}, 1, CAST({left} AS BIGINT)), lambda _w: _w.i)"
    extra = f"CASE WHEN list_contains({winners}, _i) THEN 1 ELSE 0 END"
    first = f"CASE WHEN _i = 1 THEN {finer} ELSE 0 END"
    part = f"CAST(sign({column}) * ({whole} + {extra} + {first}) / {10.0**decimals!r} + 0.0 AS {kind})"
    splits = f"len(planned.share) > 1 AND isfinite(CAST({column} AS DOUBLE))"
    return f"UNNEST(list_transform(planned.share, lambda _s, _i: CASE WHEN {splits} THEN {part} ELSE {column} END))"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
