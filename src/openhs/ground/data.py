"""Opens the artifacts that `tools/build.py` makes of `data/`, lazily and once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openhs.ground.errors import MissingData

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent / "_built"


def open_json(name: str) -> Any:
    """Return the content of the JSON artifact `name`; MissingData where it is not there."""
    try:
        return json.loads((ROOT / name).read_bytes())
    except FileNotFoundError:
        raise MissingData(name) from None


def open_array(name: str) -> NDArray[np.generic]:
    """Return the array artifact `name`, mapped into memory read-only, so that processes share it."""
    import numpy as np  # noqa: PLC0415  numpy is slow to import and lookups never need it

    try:
        array: NDArray[np.generic] = np.load(ROOT / name, mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        raise MissingData(name) from None
    return array


@cache
def manifest() -> dict[str, Any]:
    """Return what was built: `data` (hash of the sources), `editions` (year to what its source.toml says)."""
    content: dict[str, Any] = open_json("manifest.json")
    return content


@cache
def all_codes() -> frozenset[str]:
    """Return every code of every edition: chapters, headings, groups and subheadings."""
    return frozenset(open_json("codes.json"))
