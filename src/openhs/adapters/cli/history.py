"""`hs history`, `hs diff`: what became of codes from edition to edition."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from openhs.adapters.cli.output import print_json, print_lines
from openhs.ground.errors import UsageError

if TYPE_CHECKING:
    from openhs.nomenclature.difference import Kind

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

    found = history_of(code.upper() if code.isalpha() else code, edition, without=without.split(","))
    if svg:
        _write(found.svg(limit), svg)
    if json:
        print_json(found.as_dict())
    elif svg != "-":
        print_lines(found.text(limit, _width()))


def diff(
    older: Annotated[str, typer.Argument(help="An edition: 2017, HS2017 or H5.")],
    newer: Annotated[str, typer.Argument(help="Another; the order does not matter.")],
    chapter: Annotated[str | None, typer.Option("--chapter", "-c", help="Only this chapter: 85.")] = None,
    without: Without = "",
    kind: Annotated[
        str, typer.Option("--kind", "-k", help="Only these: added,deleted,moved,split,merged,redrawn,reused.")
    ] = "",
    limit: Limit = 4,
    json: Json = False,
) -> None:
    """Show what changed between two editions, code by code: added, deleted, moved, split, merged, redrawn, reused.

    Split, merged and redrawn codes stay, but not with all their goods, or with more; a reused code means other goods.

    Examples: `hs diff 2017 2022 --chapter 85 --without 8549` · `hs diff 2012 2017 --kind added,deleted` ·
    `hs diff HS2007 HS2022 --chapter 3 --json`
    """
    from openhs.adapters.cli.changes import difference_lines  # noqa: PLC0415  not for help
    from openhs.nomenclature.difference import diff as difference  # noqa: PLC0415

    kinds = _kinds(kind)
    found = difference(older, newer, chapter, without=without.split(","))
    found = replace(found, changes=tuple(change for change in found if change.kind in kinds))
    if json:
        print_json(found.as_dict())
    else:
        print_lines(difference_lines(found, limit, _width()))


def _kinds(given: str) -> tuple[Kind, ...]:
    from openhs.nomenclature.difference import Kind  # noqa: PLC0415

    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in [*Kind]:
            raise UsageError(f"there is no kind {name!r}; choose of {', '.join(Kind)}")
    return tuple(kind for kind in Kind if not names or kind in names)


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
