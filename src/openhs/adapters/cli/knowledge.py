"""`hs lookup`, `hs tree`, `hs search`: what the nomenclature says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

import openhs
from openhs.adapters.cli.output import NEEDS_PERSON, escaped, marked, print_json, print_lines
from openhs.nomenclature.edition import CURRENT
from openhs.nomenclature.headings import answers, heading
from openhs.nomenclature.terms import marks

# How many answers to one question are shown; all of them are in the JSON.
ANSWERS = 5

if TYPE_CHECKING:
    from openhs import HSCode, Node
    from openhs.law.search import Hit

Code = Annotated[str, typer.Argument(help="A code in any form: 8471.30, 847130, 'HS 8471 30', 84, XVI.")]
EditionOption = Annotated[str | None, typer.Option("--edition", "-e", help="1992 to 2022, HS2017 or H5; default 2022.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def lookup(code: Code, edition: EditionOption = None, json: Json = False) -> None:
    """Show what a code is: its place, its title, its unit, its life.

    Examples: `hs lookup 8471.30` · `hs lookup 101.21 --edition 2017` · `hs lookup 847130 --json`
    """
    read = None if code.isalpha() else openhs.HSCode(code)
    node = openhs.lookup(read or code.upper(), edition)
    if json:
        print_json(_described(node, read))
    else:
        print_lines(_lookup_lines(node, read))


def tree(
    code: Annotated[str | None, typer.Argument(help="Where to start; all sections when left out.")] = None,
    depth: Annotated[int, typer.Option("--depth", "-d", min=0, help="How many levels to go down.")] = 2,
    edition: EditionOption = None,
    json: Json = False,
) -> None:
    """Show what stands below a code, and what sets each subheading apart from its siblings.

    Examples: `hs tree 8471` · `hs tree XVI --depth 1` · `hs tree --depth 0`
    """
    book = openhs.edition(edition)
    tops = book.sections if code is None else (book[code.upper()],)
    if json:
        print_json([_branch(node, depth) for node in tops])
    else:
        print_lines(line for node in tops for line in _tree_lines(node, depth))


def search(
    text: Annotated[list[str], typer.Argument(help="Words for the goods.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many hits to show.")] = 10,
    json: Json = False,
) -> None:
    """Find nodes by words: titles and what people call the goods.

    Plural, word order, British and American spelling and typing errors do not matter.

    Examples: `hs search laptop` · `hs search "aluminum foil" --limit 3` · `hs search bicicle pump --json`
    """
    hits = openhs.search(" ".join(text), limit)
    if json:
        print_json([hit.as_dict() for hit in hits])
    else:
        print_lines(line for hit in hits for line in _hit_lines(hit))
    if not hits:
        typer.echo("hs: nothing holds any of these words; try the usual name of the goods", err=True)
        raise typer.Exit(NEEDS_PERSON)


def _described(node: Node, read: HSCode | None) -> dict[str, object]:
    return {
        **node.as_dict(),
        "full_title": node.full_title,
        "section": node.section.code,
        "ancestors": [{"code": n.code, "title": n.title} for n in node.ancestors],
        "children": [{"code": n.code, "title": n.title} for n in node.children],
        "national_line": str(read) if read and len(read) > 6 else None,
        "terms": [mark.as_dict() for mark in marks(node.title, node)],
        "heading": known.as_dict() if (known := heading(node.code)) and node.edition == CURRENT else None,
        "answers": answers(node),
        "repairs": [str(repair) for repair in read.repairs] if read else [],
        "other_readings": list(read.other_readings) if read else [],
    }


def _lookup_lines(node: Node, read: HSCode | None) -> Iterator[str]:
    for step, above in enumerate(node.ancestors):
        yield f"[dim]{'  ' * step}{above.written}  {escaped(above.title)}[/]"
    yield f"{'  ' * node.depth}[bold cyan]{node.written}[/]  [bold]{marked(node)}[/]"
    for child in node.children:
        yield f"{'  ' * (node.depth + 1)}[cyan]{child.written}[/]  {marked(child)}"
    until = f"to {node.valid_to}" if node.valid_to else "in force"
    yield f"HS {node.edition} · {node.level} · unit {node.unit or 'kg'} · code since {node.valid_from}, {until}"
    for way in answers(node, ANSWERS):
        yield f"When {escaped(way)}"
    for term in dict.fromkeys(mark.term for mark in marks(node.title, node)):
        yield f"[dim]“{term.term}” is defined in {term.note}: {escaped(term.gist)}[/]"
    if read and len(read) > 6:
        yield f"[yellow]{read.written()} is a national line; shown is its subheading.[/]"
    for repair in read.repairs if read else ():
        yield f"[yellow]Repaired: {repair}.[/]"
    for other in read.other_readings if read else ():
        yield f"[yellow]Could also be {openhs.HSCode(other).written()}, had zeros been lost.[/]"


def _branch(node: Node, depth: int) -> dict[str, object]:
    below = [_branch(child, depth - 1) for child in node.children] if depth else []
    return {
        "code": node.code,
        "level": node.level,
        "title": node.title,
        "terms": [mark.as_dict() for mark in marks(node.title, node)],
        "answers": answers(node),
        "children": below,
    }


def _tree_lines(node: Node, depth: int, before: str = "", joint: str = "") -> Iterator[str]:
    yield f"[dim]{before}{joint}[/][cyan]{node.written}[/]  {marked(node)}"
    within = {"": "", "├─ ": "│  ", "└─ ": "   "}[joint]
    for way in answers(node, ANSWERS):
        yield f"[dim]{before}{within}{' ' * len(node.written)}  when {escaped(way)}[/]"
    if depth:
        before += within
        *others, last = node.children or (None,)
        for child in others:
            if child:
                yield from _tree_lines(child, depth - 1, before, "├─ ")
        if last:
            yield from _tree_lines(last, depth - 1, before, "└─ ")


def _hit_lines(hit: Hit) -> Iterator[str]:
    yield f"[bold cyan]{hit.node.written:8}[/] {marked(hit.node)}"
    texts = dict.fromkeys((m.where, escaped(m.text)) for m in hit.matched if m.where != "title")
    mended = dict.fromkeys(f"{m.word} → {m.found}" for m in hit.matched if m.corrected)
    parts = [f"{'called' if where == 'name' else 'as in'} “{text}”" for where, text in texts] + list(mended)
    if parts:
        yield f"[dim]         {'; '.join(parts)}[/]"
