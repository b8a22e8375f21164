"""Exceptions: each is an `HSError` and also the built-in error a caller would expect.

HSError
├── InvalidCode (ValueError)         text that cannot be read as a code
│   └── AmbiguousCode                text that can be read as more than one
├── UnknownCode (KeyError)           a code that is not in the edition asked for
├── UnknownEdition (KeyError)        an edition that does not exist
├── UnknownClassification (KeyError) a classification that does not exist
├── DataError (ValueError)           a data file holds what it must not
├── MissingData (FileNotFoundError)  the package was not built
├── MissingExtra (ImportError)        a package of an extra that is not installed
├── CatalogueError (ValueError)      a file of goods that cannot be read or written
└── UsageError (ValueError)          an argument outside its range

Each holds its fields as attributes and as `args`, so that it survives pickling; `str()` words them.
"""

from __future__ import annotations


class HSError(Exception):
    """Base of all errors that OpenHS raises on purpose.

    Errors that are made of more than their message list the attributes of it in `fields`.
    """

    fields: tuple[str, ...] = ("message",)

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.__class__.__name__

    def as_dict(self) -> dict[str, object]:
        """Return the error as one JSON object: `error`, `message` and its fields."""
        details = {name: getattr(self, name) for name in self.fields if hasattr(self, name)}
        return {"error": type(self).__name__, "message": str(self), **details}


class InvalidCode(HSError, ValueError):
    """Text that cannot be read as a code: `text`, and the `reason` with its remedy."""

    fields = ("text", "reason")

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text, self.reason = text, reason

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 40 else self.text[:37] + "..."
        return f"{shown!r} is not a code: {self.reason}"


class AmbiguousCode(InvalidCode):
    """Text with several possible `readings`, none of which may be guessed."""

    fields = ("text", "readings")

    def __init__(self, text: str, readings: tuple[str, ...]) -> None:
        HSError.__init__(self, text, readings)
        self.text, self.readings = text, readings
        self.reason = "it can be read as " + " or as ".join(readings) + "; write the one that is meant"

    def __str__(self) -> str:
        return f"{self.text!r} is ambiguous: {self.reason}"


class UnknownCode(HSError, KeyError):
    """A well-formed code that is not in the edition.

    `nearest` holds (code, title) pairs of that edition, best first; `elsewhere` (edition, title) pairs of the
    editions that do have the code, newest first.
    """

    fields = ("code", "edition", "nearest", "elsewhere")

    def __init__(
        self,
        code: str,
        edition: str,
        nearest: tuple[tuple[str, str], ...] = (),
        elsewhere: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(code, edition, nearest, elsewhere)
        self.code, self.edition, self.nearest, self.elsewhere = code, edition, nearest, elsewhere

    def __str__(self) -> str:
        parts = [f"{self.code} is not in HS {self.edition}"]
        if self.nearest:
            parts.append("did you mean " + " or ".join(f"{code} ({title})" for code, title in self.nearest) + "?")
        if self.elsewhere:
            year, title = self.elsewhere[0]
            others = ", ".join(y for y, _ in self.elsewhere[1:])
            parts.append(f"It was in HS {year}" + (f" (and {others})" if others else "") + f" as: {title}")
        return "; ".join((parts[0], " ".join(parts[1:]))) if len(parts) > 1 else parts[0]


class UnknownEdition(HSError, KeyError):
    """An edition that does not exist; `known` lists those that do."""

    fields = ("edition", "known")

    def __init__(self, edition: str, known: tuple[str, ...]) -> None:
        super().__init__(edition, known)
        self.edition, self.known = edition, known

    def __str__(self) -> str:
        return f"there is no HS edition {self.edition!r}; choose one of {', '.join(self.known)}"


class UnknownClassification(HSError, KeyError):
    """A classification that does not exist; `known` lists those that do."""

    fields = ("classification", "known")

    def __init__(self, classification: str, known: tuple[str, ...]) -> None:
        super().__init__(classification, known)
        self.classification, self.known = classification, known

    def __str__(self) -> str:
        return f"there is no classification {self.classification!r}; choose one of {', '.join(self.known)}"


class DataError(HSError, ValueError):
    """A data file holds what it must not: `file`, `line` (0 for the whole file), `field`, `problem`, `remedy`."""

    fields = ("file", "line", "field", "problem", "remedy")

    def __init__(self, file: str, line: int, field: str, problem: str, remedy: str = "") -> None:
        super().__init__(file, line, field, problem, remedy)
        self.file, self.line, self.field, self.problem, self.remedy = file, line, field, problem, remedy

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.problem}" + (f"; {self.remedy}" if self.remedy else "")


class MissingData(HSError, FileNotFoundError):
    """A built artifact is not there: the package was not built, or is damaged."""

    fields = ("artifact",)

    def __init__(self, artifact: str) -> None:
        super().__init__(artifact)
        self.artifact = artifact

    def __str__(self) -> str:
        return f"the built data {self.artifact!r} is missing; run `make data` in a checkout, or install openhs again"


class MissingExtra(HSError, ImportError):
    """What was asked for needs an extra that is not installed: `feature`, `extra`."""

    fields = ("feature", "extra")

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(feature, extra)
        self.feature, self.extra = feature, extra

    def __str__(self) -> str:
        return f"{self.feature} needs the extra {self.extra!r}: pip install 'openhs[{self.extra}]'"


class CatalogueError(HSError, ValueError):
    """A file of goods that cannot be read or written: `path`, `problem`, `remedy`."""

    fields = ("path", "problem", "remedy")

    def __init__(self, path: str, problem: str, remedy: str = "") -> None:
        super().__init__(path, problem, remedy)
        self.path, self.problem, self.remedy = path, problem, remedy

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" + (f"; {self.remedy}" if self.remedy else "")


class UsageError(HSError, ValueError):
    """An argument outside its range; the message names it, its value and the remedy."""
