"""The one `convert`: finds out what it was given and hands it to the module of that engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from openhs.adapters.frames.request import Request
from openhs.engines.convert import Conversion, Method, Plan, Report, convert_codes, report_of
from openhs.ground.errors import MissingExtra, UsageError
from openhs.nomenclature.classification import Classification

# Top package of a frame's type -> module here. DuckDB's types live in its C extension.
ENGINES = {
    "polars": "polars",
    "pandas": "pandas",
    "pyarrow": "arrow",
    "duckdb": "duckdb",
    "_duckdb": "duckdb",
    "pyspark": "spark",
}


def convert(
    data: Any,
    source: str | int | Classification,
    target: str | int | Classification,
    *,
    column: str | None = None,
    method: str = Method.ALL,
    weights: Mapping[tuple[str, str], float] | Iterable[tuple[str, str, float]] | None = None,
    values: str | Sequence[str] = (),
    decimals: int | None = None,
    digits: int = 6,
    without: str | Sequence[str] = (),
    span: Sequence[str | int] | None = None,
    group_by: str | Sequence[str] | None = None,
) -> Any:
    """Convert codes from one classification to another; nothing is dropped, and all that was done is in the result.

    `data`: a list of codes gives a list of `Conversion`; a Polars, pandas or Arrow column or frame, a DuckDB relation
    or a Spark DataFrame gives a frame of the same kind: its rows and columns, and source, target, relation, share,
    family, note. Lazy frames stay lazy, but for one pass over the distinct texts that are no plain codes.

    `column` holds the codes (not needed for lists and single columns). `method`: all, un, equal, weights or family.
    `weights`: (source, target) to a share, or rows of the three; makes the method weights. `values`: columns to split
    by share, to the cent or `decimals`, integers to whole numbers; totals are kept. `digits`: 2, 4 or 6, for longer
    codes. `without`: beginnings of HS codes whose links are left out, such as 8549. `span`: two classifications
    whose families are taken, so that rows of several editions get the same. `group_by`: sum the values over these
    columns and the target.

    Raises UnknownClassification and UsageError; never for a row: a code that cannot be converted has no target, and a
    note that says why.
    """
    plan = Plan.of(
        source,
        target,
        method=method,
        digits=digits,
        weights=_weights(weights),
        without=_names(without) or (),
        span=span,
    )
    engine = engine_of(data)
    if engine is None:
        if values or column or group_by:
            raise UsageError("a list has no columns; give a frame to convert with column=, values= or group_by=")
        return convert_codes(data, plan)
    return engine.convert(data, Request(plan, column or "", _names(values) or (), decimals, _names(group_by)))


def report(result: Any) -> Report:
    """Count what a conversion did: results, those without target, relations and kinds of notes.

    `result` is what `convert` returned, without group_by; of a lazy frame it is computed.
    """
    engine = engine_of(result)
    if engine is None:
        held: list[Conversion] = list(result)
        return report_of(held)
    found = Report()
    for relation, has_target, note, count in engine.counts(result):
        found.add(relation, has_target, note, count)
    return found


def engine_of(data: Any) -> Any:
    """Return the module for a frame, None for a plain iterable. Raises UsageError for what is neither."""
    package = type(data).__module__.partition(".")[0]
    if package in ENGINES:
        try:
            return import_module(f"openhs.adapters.frames.{ENGINES[package]}")
        except ModuleNotFoundError as error:  # an engine's own dependency, as Arrow for DuckDB
            raise MissingExtra(f"converting {type(data).__name__}", ENGINES[package]) from error
    if isinstance(data, str | bytes | Mapping) or not isinstance(data, Iterable):
        raise UsageError(f"{type(data).__name__} holds no column of codes; give a list, a column or a frame")
    return None


def _names(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    return None if given is None else (given,) if isinstance(given, str) else tuple(given)


def _weights(given: Any) -> Mapping[tuple[str, str], float] | None:
    if given is None or isinstance(given, Mapping):
        return given
    found: dict[tuple[str, str], float] = {}
    for source, target, weight in given:
        if (source, target) in found:
            raise UsageError(f"there are two weights for {source} {target}; keep one")
        found[source, target] = weight
    return found
