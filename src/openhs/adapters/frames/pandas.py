"""Conversion of pandas columns and frames by positions: each distinct text once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from openhs.adapters.frames.request import Request
from openhs.engines.convert import RESULT, split_values
from openhs.engines.convert.expand import Expansion, expand


def convert(data: Any, request: Request) -> pd.DataFrame:
    """Return the frame converted; a Series becomes a frame of its name. Rows keep the labels of their index."""
    if isinstance(data, pd.Series | pd.Index):
        request = replace(request, column=str(request.column or data.name or "code"))
        data = data.to_frame(name=request.column)
    request.check(list(data.columns))
    inverse, texts = pd.factorize(data[request.column], use_na_sentinel=False)
    expanded = expand(request.plan, [None if pd.isna(text) else text for text in texts], inverse.astype("int64"))
    result = data.take(expanded.row)
    for name in request.values:
        result[name] = _parts(result[name], expanded, request)
    for name in RESULT:
        held = [getattr(outcome, name) for outcome in expanded.outcomes]
        of_texts = pd.array(held, dtype="float64" if name == "share" else pd.StringDtype(na_value=np.nan))
        result[name] = of_texts.take(expanded.outcome)
    if request.group_by is None:
        return result
    keys = [*request.group_by, "target"]
    return result.groupby(keys, dropna=False, sort=False, as_index=False)[list(request.values)].sum()


def counts(result: pd.DataFrame) -> Iterable[tuple[str | None, bool, str, int]]:
    """Yield (relation, has a target, note, rows) of a result."""
    keys = [result["relation"], result["target"].notna().rename("has"), result["note"]]
    alike = result.groupby(keys, dropna=False, observed=True).size()
    return ((None if pd.isna(rel) else rel, has, note, int(n)) for (rel, has, note), n in alike.items())


def _parts(values: pd.Series, expanded: Expansion, request: Request) -> Any:
    """Return the part of each row in a value column, in the type of the column."""
    if not request.plan.splits:
        return values.array
    shares = np.array([np.nan if o.share is None else o.share for o in expanded.outcomes])[expanded.outcome]
    is_integer = pd.api.types.is_integer_dtype(values.dtype)
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    parts = split_values(numbers, shares, expanded.position, expanded.count, request.decimals_of(is_integer))
    splits = (expanded.count > 1) & np.isfinite(numbers)
    parts = np.where(splits, np.nan_to_num(parts), 0)
    return values.mask(splits, pd.Series(parts, index=values.index).astype(values.dtype)).array
