"""Conversion of dataframes where they are: Polars, pandas, Arrow, DuckDB and Spark, by their own means.

One module an engine, each with `convert(data, request)` and `counts(result)`; all behave alike, one test runs on all.
None is imported before a frame of it is given.
"""

from openhs.adapters.frames.dispatch import convert, report

__all__ = ["convert", "report"]
