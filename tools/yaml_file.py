"""Reads YAML in which all scalars are text, so that a code keeps its zeros, and in which no key stands twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from openhs.ground.errors import DataError

# The same reader in C where PyYAML was built with it: some ten times faster.
_BASE: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_BASE):  # type: ignore[misc]
    """PyYAML's BaseLoader, which resolves nothing, refusing repeated keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:  # noqa: ARG002
        seen: dict[str, yaml.Node] = {}
        for key, _ in node.value:
            if key.value in seen:
                raise DataError("", key.start_mark.line + 1, key.value, "stands twice", "join the two")
            seen[key.value] = key
        content: dict[str, Any] = super().construct_mapping(node, deep=True)
        return content


def read_yaml(path: Path) -> Any:
    """Return the content of a file: dicts, lists and text. Raises DataError with the line of what it refuses."""
    name = "/".join(path.parts[-2:])
    try:
        content = yaml.load(path.read_text("utf-8"), _Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise DataError(name, line, "yaml", str(error.problem), "check indentation, colons and quotes") from None
    except DataError as error:
        raise DataError(name, error.line, error.field, error.problem, error.remedy) from None
    except UnicodeDecodeError as error:
        raise DataError(name, 0, "file", f"not UTF-8 at byte {error.start}", "save it as UTF-8") from None
    return content


class Place:
    """Where something stands in a file, to say so when it is refused."""

    def __init__(self, file: str, field: str) -> None:
        self.file, self.field = file, field

    def within(self, field: str) -> Place:
        """Return the place one step further in."""
        return Place(self.file, f"{self.field}: {field}" if self.field else field)

    def refuse(self, problem: str, remedy: str) -> DataError:
        """Return the error to raise."""
        return DataError(self.file, 0, self.field, problem, remedy)

    def mapping(self, content: Any, keys: set[str], needed: set[str] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
        """Return `content` when it is a mapping with keys among `keys` and all of `needed`."""
        if not isinstance(content, dict):
            raise self.refuse(f"is {content!r}", "write a mapping: key: value")
        for key in content:
            if key not in keys:
                raise self.refuse(f"has the unknown key {key!r}", "one of " + ", ".join(sorted(keys)))
        for key in sorted(needed - content.keys()):
            raise self.refuse(f"has no {key}", f"add {key}:")
        return content

    def texts(self, content: Any) -> tuple[str, ...]:
        """Return one text or a list of texts as a tuple."""
        listed = content if isinstance(content, list) else [content]
        if not listed or not all(isinstance(text, str) and text == text.strip() and text for text in listed):
            raise self.refuse(f"is {content!r}", "write a text or a list of texts, not empty")
        return tuple(listed)

    def sentence(self, content: Any, shortest: int, longest: int) -> str:
        """Return `content` when it is a text of that length with a full stop."""
        if not isinstance(content, str) or not shortest <= len(content) <= longest or not content.endswith("."):
            raise self.refuse("is no sentence", f"write {shortest} to {longest} characters and a full stop")
        return content
