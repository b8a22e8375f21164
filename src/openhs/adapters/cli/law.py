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
    all: Annotated[
        bool, typer.Option("--all", help="Also notes of unlikely chapters, and those that a missing fact decides.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the legal notes that bear on a code or on goods, as gists with their official numbers.

    Examples: `hs notes 8471` · `hs notes --goods "plastic toy car"` · `hs notes "General Rule 3(b)"`
    """
    if (code is None) == (goods is None):
        raise UsageError("give a code, or goods with --goods, not both")
    if goods is not None:
        found_on = openhs.notes_on(goods, dict(name_and_value(written) for written in attribute or ()))
        shown = [b for b in found_on if all or (b.applies and b.likely)]
        _show_bearing(shown, len(found_on) - len(shown), json=json)
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
    """Show what a legal note means by a term and where that meaning holds, or else what the trade means by it.

    Examples: `hs define wadding` · `hs define "articles of jewellery"` · `hs define plastics --json`
    """
    asked = " ".join(term)
    found = openhs.define(asked)
    if json:
        print_json([held.as_dict() for held in found])
    else:
        print_lines(line for held in found for line in _term_lines(held))
    if not found:
        near = ", ".join(nearest_terms(asked))
        typer.echo(f"hs: {asked!r} is no defined term" + (f"; near to it: {near}" if near else ""), err=True)
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


def name_and_value(written: str) -> tuple[str, str]:
    """Return the name and the value of an attribute written as name=value; UsageError where it is not."""
    name, sign, value = written.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"--attribute {written!r} has no name and value: write it as 'Upper Material=Leather'")
    return name.strip(), value.strip()


def _show_bearing(shown: list[Bearing], others: int, *, json: bool) -> None:
    if json:
        print_json([bearing.as_dict() for bearing in shown])
    else:
        print_lines(line for bearing in shown for line in _bearing_lines(bearing))
        if shown and others:
            print_lines([f"[dim]{others} more may bear on it, of less likely chapters or for want of a fact: --all[/]"])
    if not shown:
        remedy = f"--all shows {others} that may" if others else "say what they are called and made of"
        typer.echo(f"hs: no note speaks of such goods; {remedy}", err=True)
        raise typer.Exit(NEEDS_PERSON)


def _note_lines(note: Note) -> Iterator[str]:
    to = f"  → {', '.join(note.to)}" if note.to else ""
    yield f"[bold cyan]{note.id}[/]  [dim]{note.kind}[/]{to}"
    yield f"    {escaped(note.gist)}"
    for example in note.examples:
        yield f"    [dim]e.g. {escaped(example)}[/]"


def _bearing_lines(bearing: Bearing) -> Iterator[str]:
    yield from _note_lines(bearing.note)
    because = "; ".join(fact.quoted for fact in bearing.facts)
    yield f"    [dim]{'applies' if bearing.applies else 'may apply'} for {escaped(because)}[/]"
    for missing in bearing.open:
        yield f"    [yellow]if {escaped(missing)}[/]"


def _term_lines(term: Term) -> Iterator[str]:
    codes = ", ".join(term.scope)
    where = "everywhere" if "HS" in term.scope else f"in {codes}"
    by = f"[cyan]{term.note}[/]  [dim]holds {where}[/]" if term.note else f"[dim]in the trade, for {codes}[/]"
    yield f"[bold underline]{escaped(term.term)}[/]  {by}"
    yield f"    {escaped(term.gist)}"


def _separation_lines(separation: Separation) -> Iterator[str]:
    by = f"  [dim]{separation.note.id}[/]" if separation.note else ""
    yield f"[bold cyan]{separation.source}[/] → [bold cyan]{separation.target}[/]{by}"
    yield f"    {escaped(separation.gist)}"
