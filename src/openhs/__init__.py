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
    "Bearing": "law.bearing",
    "Candidate": "engines.classify",
    "CatalogueError": "ground.errors",
    "Classification": "nomenclature.classification",
    "CodeColumn": "ground.codes",
    "Conversion": "engines.convert",
    "Correlation": "nomenclature.correlation",
    "DataError": "ground.errors",
    "Decision": "engines.classify",
    "Detection": "engines.convert.detect",
    "Dialogue": "engines.classify",
    "Difference": "nomenclature.difference",
    "Edition": "nomenclature",
    "Fact": "law.facts",
    "Families": "nomenclature.families",
    "Goods": "engines.classify",
    "HSCode": "ground.codes",
    "HSError": "ground.errors",
    "Heading": "nomenclature.headings",
    "History": "nomenclature.history",
    "Hit": "law.search",
    "InvalidCode": "ground.errors",
    "Link": "nomenclature.correlation",
    "Method": "engines.convert",
    "MissingData": "ground.errors",
    "MissingExtra": "ground.errors",
    "Node": "nomenclature",
    "Note": "nomenclature.notes",
    "Outcome": "engines.classify",
    "Relation": "nomenclature.correlation",
    "Repair": "ground.codes",
    "Report": "engines.convert",
    "Separation": "law.bearing",
    "Style": "ground.codes",
    "Term": "nomenclature.terms",
    "UnknownClassification": "ground.errors",
    "UnknownCode": "ground.errors",
    "UnknownEdition": "ground.errors",
    "UsageError": "ground.errors",
    "classification": "nomenclature.classification",
    "classifications": "nomenclature.classification",
    "classify": "engines.classify",
    "classify_all": "engines.classify",
    "convert": "adapters.frames",
    "correlation": "nomenclature.correlation",
    "define": "nomenclature.terms",
    "detect": "engines.convert.detect",
    "diff": "nomenclature.difference",
    "edition": "nomenclature",
    "editions": "nomenclature",
    "families": "nomenclature.families",
    "get": "nomenclature",
    "heading": "nomenclature.headings",
    "history": "nomenclature.history",
    "lookup": "nomenclature",
    "note": "nomenclature.notes",
    "notes": "nomenclature.notes",
    "notes_on": "law.bearing",
    "parse_codes": "ground.codes",
    "read_facts": "law.facts",
    "report": "adapters.frames",
    "search": "law.search",
    "why_not": "law.bearing",
}

if TYPE_CHECKING:
    from openhs.adapters.frames import convert, report
    from openhs.engines.classify import Candidate, Decision, Dialogue, Goods, Outcome, classify, classify_all
    from openhs.engines.convert import Conversion, Method, Report
    from openhs.engines.convert.detect import Detection, detect
    from openhs.ground.codes import CodeColumn, HSCode, Repair, Style, parse_codes
    from openhs.ground.errors import (
        AmbiguousCode,
        CatalogueError,
        DataError,
        HSError,
        InvalidCode,
        MissingData,
        MissingExtra,
        UnknownClassification,
        UnknownCode,
        UnknownEdition,
        UsageError,
    )
    from openhs.law.bearing import Bearing, Separation, notes_on, why_not
    from openhs.law.facts import Fact, read_facts
    from openhs.law.search import Hit, search
    from openhs.nomenclature import Edition, Node, edition, editions, get, lookup
    from openhs.nomenclature.classification import Classification, classification, classifications
    from openhs.nomenclature.correlation import Correlation, Link, Relation, correlation
    from openhs.nomenclature.difference import Difference, diff
    from openhs.nomenclature.families import Families, families
    from openhs.nomenclature.headings import Heading, heading
    from openhs.nomenclature.history import History, history
    from openhs.nomenclature.notes import Note, note, notes
    from openhs.nomenclature.terms import Term, define

__all__ = [
    "AmbiguousCode",
    "Bearing",
    "Candidate",
    "CatalogueError",
    "Classification",
    "CodeColumn",
    "Conversion",
    "Correlation",
    "DataError",
    "Decision",
    "Detection",
    "Dialogue",
    "Difference",
    "Edition",
    "Fact",
    "Families",
    "Goods",
    "HSCode",
    "HSError",
    "Heading",
    "History",
    "Hit",
    "InvalidCode",
    "Link",
    "Method",
    "MissingData",
    "MissingExtra",
    "Node",
    "Note",
    "Outcome",
    "Relation",
    "Repair",
    "Report",
    "Separation",
    "Style",
    "Term",
    "UnknownClassification",
    "UnknownCode",
    "UnknownEdition",
    "UsageError",
    "__version__",
    "classification",
    "classifications",
    "classify",
    "classify_all",
    "convert",
    "correlation",
    "define",
    "detect",
    "diff",
    "edition",
    "editions",
    "families",
    "get",
    "heading",
    "history",
    "lookup",
    "note",
    "notes",
    "notes_on",
    "parse_codes",
    "read_facts",
    "report",
    "search",
    "why_not",
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
