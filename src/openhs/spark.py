"""Classification of Spark DataFrames; they are converted by `openhs.convert`, as every frame is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from openhs.ground.errors import MissingExtra, UsageError

try:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql import types as T  # noqa: N812  as Spark's own documentation has it
except ImportError:
    raise MissingExtra("openhs.spark", "spark") from None

from openhs.workflows.catalogue.rows import Row, choose_columns
from openhs.workflows.catalogue.run import Decider
from openhs.workflows.catalogue.writing import CODED, coded_cells

if TYPE_CHECKING:
    from pyarrow import RecordBatch

_TYPES = {str: (T.StringType(), pa.string()), float: (T.DoubleType(), pa.float64())}


def classify(
    data: DataFrame,
    *,
    text: str | None = None,
    attributes: Sequence[str] = (),
    top: int = 10,
    threshold: float | None = None,
) -> DataFrame:
    """Return the DataFrame with the columns that a coded catalogue has, lazily: `hs_code`, `hs_title` and the rest.

    `text` names the column with the words (default: text, description, title, ...), `attributes` columns that are
    attributes; columns `category` and `attributes` are used where present. Each row is answered as `openhs.classify`
    would. Workers read the model from the installed package, mapped into memory and shared by the processes of a
    machine: nothing is sent with the job. Raises CatalogueError where columns are missing, UsageError where one of ours
    is there already.
    """
    if taken := [name for name in data.columns if name in CODED]:
        raise UsageError(f"the data has a column {taken[0]!r} already; rename or remove it first")
    reader = choose_columns("the DataFrame", data.columns, text, attributes)
    decider = Decider(reader, frozenset(data.columns), top, threshold)
    added = [T.StructField(name, _TYPES[kind][0]) for name, kind in CODED.items()]

    def coded(batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        for batch in batches:
            decisions = decider([Row(number, cells) for number, cells in enumerate(batch.to_pylist(), 1)])
            cells = [coded_cells(decision) for decision in decisions]
            columns = [pa.array([one[name] for one in cells], _TYPES[kind][1]) for name, kind in CODED.items()]
            yield pa.RecordBatch.from_arrays([*batch.columns, *columns], [*batch.schema.names, *CODED])

    return data.mapInArrow(coded, T.StructType([*data.schema.fields, *added]))
