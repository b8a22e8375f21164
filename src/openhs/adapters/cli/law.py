"""`hs notes`, `hs define`, `hs why-not`: what the legal notes say, and what stands between two codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

import openhs
from openhs.adapters.cli.output import NEEDS_PERSON, escaped, print_json, print_lines
from openhs.ground.errors import UsageError
from openhs.nomenclature.terms import nearest_terms

if TYPE_CHECKING:
    from openhs.law.bearing import Bearing, Separation
    from openhs.nomenclature.notes import Note
    from openhs.nomenclature.terms import Term

Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def notes(
    code: Annotated[str | None, typer.Argument(help="A code, or a note: 'Chapter 39 note 2(x)'.")] = None,
    goods: Annotated[str | None, typer.Option("--goods", "-g", help="Goods in words instead of a code.")] = None,
    attribute: Annotated[
        list[str] | None, typer.Option("--attribute", "-a", help="A shop's attribute of the goods, as 'Fabric=Cotton'.")
    ] = None,
    all: Annotated[bool, typer.Option("--all", help="Also notes that a missing fact decides.")] = False,
    json: Json = False,
) -> None:
    """Show the legal notes that bear on a code or on goods, as gists with their official numbers.

    Examples: `hs notes 8471` · `hs notes --goods "plastic toy car"` · `hs notes "General Rule 3(b)"`
    """
    if (code is None) == (goods is None):
        raise UsageError("give a code, or goods with --goods, not both")
    if goods is not None:
        found_on = openhs.notes_on(goods, dict(_name_and_value(written) for written in attribute or ()))
        _show_bearing([b for b in found_on if b.applies or all], json=json)
        return
    found = (openhs.note(str(code)),) if " " in str(code).strip() else openhs.notes(str(code).upper())
    if json:
        print_json([note.as_dict() for note in found])
    else:
        print_lines(line for note in found for line in _note_lines(note))


def define(
    term: Annotated[list[str], typer.Argument(help="A term, as it stands in a title.")],
    json: Json = False,
) -> None:
    """Show what a legal note means by a term, and where that meaning holds.

    Examples: `hs define wadding` · `hs define "articles of jewellery"` · `hs define plastics --json`
    """
    found = openhs.define(" ".join(term))
    if json:
        print_json([held.as_dict() for held in found])
    else:
        print_lines(line for held in found for line in _term_lines(held))
    if not found:
        near = ", ".join(nearest_terms(" ".join(term)))
        typer.echo(f"hs: no note defines {' '.join(term)!r}; near to it: {near}", err=True)
        raise typer.Exit(NEEDS_PERSON)


def why_not(
    code: Annotated[str, typer.Argument(help="A code, as 9503.")],
    other: Annotated[str, typer.Argument(help="Another code, as 3926.")],
    json: Json = False,
) -> None:
    """Show what stands between two codes: notes of the one that lead to the other, and known confusions.

    Examples: `hs why-not 9503 3926` · `hs why-not 4202 3923 --json`
    """
    found = openhs.why_not(code, other)
    if json:
        print_json([separation.as_dict() for separation in found])
    else:
        print_lines(line for separation in found for line in _separation_lines(separation))
    if not found:
        typer.echo(f"hs: no note leads from {code} to {other} or back; the General Rules decide", err=True)
        raise typer.Exit(NEEDS_PERSON)


def _name_and_value(written: str) -> tuple[str, str]:
    name, sign, value = written.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--attribute {written!r} has no name and value: write it as 'Upper Material=Leather'")
    return name.strip(), value.strip()


def _show_bearing(found: list[Bearing], *, json: bool) -> None:
    if json:
        print_json([bearing.as_dict() for bearing in found])
    else:
        print_lines(line for bearing in found for line in _bearing_lines(bearing))
    if not found:
        typer.echo("hs: no note speaks of such goods; say what they are called and made of, or use --all", err=True)
        raise typer.Exit(NEEDS_PERSON)


def _note_lines(note: Note) -> Iterator[str]:
    to = f"  → {', '.join(note.to)}" if note.to else ""
    yield f"[bold cyan]{note.id}[/]  [dim]{note.kind}[/]{to}"
    yield f"    {escaped(note.gist)}"
    for example in note.examples:
        yield f"    [dim]e.g. {escaped(example)}[/]"


def _bearing_lines(bearing: Bearing) -> Iterator[str]:
    yield from _note_lines(bearing.note)
    because = "; ".join(f"{fact} (“{fact.words}”)" for fact in bearing.facts)
    yield f"    [dim]{'applies' if bearing.applies else 'may apply'} for {escaped(because)}[/]"
    for missing in bearing.open:
        yield f"    [yellow]if {escaped(missing)}[/]"


def _term_lines(term: Term) -> Iterator[str]:
    where = "everywhere" if "HS" in term.scope else ", ".join(term.scope)
    yield f"[bold underline]{escaped(term.term)}[/]  [cyan]{term.note}[/]  [dim]holds in {where}[/]"
    yield f"    {escaped(term.gist)}"


def _separation_lines(separation: Separation) -> Iterator[str]:
    by = f"  [dim]{separation.note.id}[/]" if separation.note else ""
    yield f"[bold cyan]{separation.source}[/] → [bold cyan]{separation.target}[/]{by}"
    yield f"    {escaped(separation.gist)}"
