"""What the commands share: JSON, lines with or without colour, errors."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from openhs.ground.codes import written
from openhs.ground.errors import HSError, UnknownCode
from openhs.nomenclature.terms import marks

if TYPE_CHECKING:
    from openhs import Node
    from openhs.engines.classify import Candidate

DONE, NEEDS_PERSON, FAILED = 0, 1, 2

_MARKUP = re.compile(r"(?<!\\)\[/?[a-z ]*\]")


def print_json(content: object) -> None:
    """Write one JSON document to standard output."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Write lines with Rich markup: in colour on a terminal, bare elsewhere."""
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415  slow to import, and only for terminals

        console = Console(highlight=False)
        for line in lines:
            console.print(line, soft_wrap=True)
    else:
        for line in lines:
            sys.stdout.write(_MARKUP.sub("", line).replace("\\[", "[") + "\n")


def escaped(text: str) -> str:
    """Return text in which no bracket is taken for markup."""
    return text.replace("[", "\\[")


def marked(node: Node) -> str:
    """Return the title of a node with its defined terms underlined."""
    parts, at = [], 0
    for mark in marks(node.title, node):
        parts += [escaped(node.title[at : mark.start]), f"[underline]{escaped(node.title[mark.start : mark.end])}[/]"]
        at = mark.end
    return "".join([*parts, escaped(node.title[at:])])


def candidate_lines(candidates: Iterable[Candidate]) -> Iterator[str]:
    """Yield a line for each candidate: probability, code and title."""
    for one in candidates:
        yield f"{one.probability:5.2f}  [bold cyan]{written(one.code)}[/]  {escaped(one.title)}"


def fail(error: HSError, *, as_json: bool) -> int:
    """Report an error and return its exit code."""
    if as_json:
        print_json(error.as_dict())
    else:
        sys.stderr.write(f"hs: {error}\n")
    return NEEDS_PERSON if isinstance(error, UnknownCode) else FAILED
