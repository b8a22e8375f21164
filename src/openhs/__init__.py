"""The Harmonized System as software: classify goods, know the nomenclature, offline and explained.

Nothing is read and nothing heavy imported before the first question: names are resolved when they are first used.

>>> import openhs
>>> openhs.get("8471.30").code
'847130'
"""

from typing import TYPE_CHECKING, Any

from openhs._version import __version__

_HOME = {
    "AmbiguousCode": "ground.errors",
    "Candidate": "engines.classify",
    "CatalogueError": "ground.errors",
    "CodeColumn": "ground.codes",
    "DataError": "ground.errors",
    "Decision": "engines.classify",
    "Edition": "nomenclature",
    "Goods": "engines.classify",
    "HSCode": "ground.codes",
    "HSError": "ground.errors",
    "Hit": "law.search",
    "InvalidCode": "ground.errors",
    "MissingData": "ground.errors",
    "MissingExtra": "ground.errors",
    "Node": "nomenclature",
    "Outcome": "engines.classify",
    "Repair": "ground.codes",
    "Style": "ground.codes",
    "UnknownCode": "ground.errors",
    "UnknownEdition": "ground.errors",
    "UsageError": "ground.errors",
    "classify": "engines.classify",
    "classify_all": "engines.classify",
    "edition": "nomenclature",
    "editions": "nomenclature",
    "get": "nomenclature",
    "lookup": "nomenclature",
    "parse_codes": "ground.codes",
    "search": "law.search",
}

if TYPE_CHECKING:
    from openhs.engines.classify import Candidate, Decision, Goods, Outcome, classify, classify_all
    from openhs.ground.codes import CodeColumn, HSCode, Repair, Style, parse_codes
    from openhs.ground.errors import (
        AmbiguousCode,
        CatalogueError,
        DataError,
        HSError,
        InvalidCode,
        MissingData,
        MissingExtra,
        UnknownCode,
        UnknownEdition,
        UsageError,
    )
    from openhs.law.search import Hit, search
    from openhs.nomenclature import Edition, Node, edition, editions, get, lookup

__all__ = [
    "AmbiguousCode",
    "Candidate",
    "CatalogueError",
    "CodeColumn",
    "DataError",
    "Decision",
    "Edition",
    "Goods",
    "HSCode",
    "HSError",
    "Hit",
    "InvalidCode",
    "MissingData",
    "MissingExtra",
    "Node",
    "Outcome",
    "Repair",
    "Style",
    "UnknownCode",
    "UnknownEdition",
    "UsageError",
    "__version__",
    "classify",
    "classify_all",
    "edition",
    "editions",
    "get",
    "lookup",
    "parse_codes",
    "search",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'openhs' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    value = getattr(import_module(f"openhs.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
