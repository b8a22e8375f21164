"""`hs history`, `hs diff`: what became of codes from edition to edition."""

from __future__ import annotations

from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from openhs.adapters.cli.output import print_json, print_lines
from openhs.ground.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NARROWEST, WIDEST = 80, 120

Without = Annotated[str, typer.Option("--without", help="Codes whose links are not followed: 8549 (e-waste).")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="How many codes to show at one place.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON, with all codes.")]


def history(
    code: Annotated[str, typer.Argument(help="A chapter, heading or subheading in any form: 8517.62, 8517, 85.")],
    edition: Annotated[
        str | None, typer.Option("--edition", "-e", help="Whose code it is; default the newest that has it.")
    ] = None,
    without: Without = "",
    limit: Limit = 8,
    svg: Annotated[str | None, typer.Option("--svg", help="Draw it into this file; - for standard output.")] = None,
    json: Json = False,
) -> None:
    """Show the life of a code through all editions: where it came from, where it went, what decides where it splits.

    A link says that two codes share goods; "all of" that every good of the older code went that way.

    Examples: `hs history 8517.62` · `hs history 851712 --edition 2007 --without 8549` ·
    `hs history 8517.13 --svg phones.svg` · `hs history 8471 --json`
    """
    from openhs.nomenclature.history import history as history_of  # noqa: PLC0415  not for help

    found = history_of(code, edition, without=without.split(","))
    if svg:
        _write(found.svg(limit), svg)
    if json:
        print_json(found.as_dict())
    elif svg != "-":
        print_lines(found.text(limit, _width()))


def _write(drawing: str, path: str) -> None:
    if path == "-":
        typer.echo(drawing)
        return
    try:
        Path(path).write_text(drawing, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}; give a file in a folder that exists") from error


def _width() -> int:
    return min(max(get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)
