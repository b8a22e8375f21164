"""The changes between two editions as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from openhs.ground.codes import written
from openhs.nomenclature.difference import Change, Difference, Kind
from openhs.nomenclature.drawing import escaped, folded, from_codes, listed
from openhs.nomenclature.telling import Mark, tell_apart

INDENT = " " * 11
HEADINGS = {
    Kind.ADDED: "Added: in HS {newer} only",
    Kind.DELETED: "Deleted: in HS {older} only",
    Kind.MOVED: "Moved: the same goods under another code",
    Kind.SPLIT: "Split: the code stays, part of its goods went elsewhere",
    Kind.MERGED: "Merged: the code stays and took other goods",
    Kind.REDRAWN: "Redrawn: the code stays, gave goods away and took others",
    Kind.REUSED: "Reused: the code means other goods now",
}


def difference_lines(found: Difference, limit: int, width: int) -> Iterator[str]:
    """Return the lines of a difference, kind by kind; of many targets at most `limit`."""
    chapter = f", chapter {found.chapter}" if found.chapter else ""
    without = f", links of {', '.join(found.without)} left out" if found.without else ""
    yield f"[bold]HS {found.older} → HS {found.newer}{chapter}{without}[/]"
    if len(found.path) > 2:
        yield f"[yellow]No table is published; composed of those of {' → '.join(found.path)}.[/]"
    counts = [f"{count:,} {kind}" for kind, count in found.counts.items() if count]
    yield f"{' · '.join(counts) or 'nothing changed'} · {found.unchanged:,} unchanged"
    for kind in Kind:
        if changes := found.of(kind):
            yield f"\n[bold]{HEADINGS[kind].format(older=found.older, newer=found.newer)} ({len(changes):,})[/]"
        for alike in _alike(changes):
            yield from _change_lines(alike, found.newer, limit, width)


def _alike(changes: tuple[Change, ...]) -> list[list[Change]]:
    """Group the codes that stay and gave a part to the same others: hundreds do, where a heading is new."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        others = sorted({*change.targets} - {change.code})
        groups.setdefault(tuple(others) if change.kind is Kind.SPLIT else (change.code,), []).append(change)
    return [*groups.values()]


def _change_lines(changes: list[Change], newer: str, limit: int, width: int) -> Iterator[str]:
    """Show a change, or several codes that gave to the same others."""
    for change in changes:
        yield from _titled(change, width)
        if change.kind not in (Kind.MOVED, Kind.DELETED):
            yield from folded(_origin(change), width, INDENT)
    if len(changes) > 1:
        went = [code for code in changes[0].targets if code != changes[0].code]
        yield f"{INDENT}[dim]each of these {len(changes)} in part:[/]"
        yield from _target_lines([("→", mark) for mark in tell_apart(went, newer)], limit, width)
    elif change.marks:
        labels = ["stays" if mark.code == change.code else "→" for mark in change.marks]
        yield from _target_lines([*zip(labels, change.marks, strict=True)], limit, width)
    elif change.kind in (Kind.DELETED, Kind.REUSED):
        yield from folded(f"→ all to {listed(change.targets)}" if change.targets else "→ no counterpart", width, INDENT)


def _titled(change: Change, width: int) -> Iterator[str]:
    moved = f"  → [bold cyan]{written(change.targets[0])}[/]" if change.kind is Kind.MOVED else ""
    hang = 23 if moved else len(INDENT)
    first, *rest = wrap(change.title, width - hang, break_on_hyphens=False)
    yield f"  [bold cyan]{written(change.code)}[/]{moved}  {escaped(first)}"
    yield from (" " * hang + escaped(line) for line in rest)


def _origin(change: Change) -> str:
    others = [code for code in change.sources if code != change.code]
    said = from_codes(others, [code for code in change.whole if code != change.code])
    if not said and change.kind is Kind.ADDED:
        return "← no counterpart"
    return said and f"← {said}"


def _target_lines(marks: list[tuple[str, Mark]], limit: int, width: int) -> Iterator[str]:
    for label, mark in marks[:limit]:
        first, *rest = wrap(mark.words, width - len(INDENT) - 11, break_on_hyphens=False)
        shown = label if label == "stays" else f"{label} {written(mark.code)}"
        yield f"{INDENT}[cyan]{shown:9}[/]  {escaped(first)}"
        yield from (f"{INDENT}{' ' * 11}{escaped(line)}" for line in rest)
    if len(marks) > limit:
        yield f"{INDENT}[dim]and {len(marks) - limit:,} more[/]"
