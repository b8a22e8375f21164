"""Histories drawn as text, and what both drawings share: which spells are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from textwrap import wrap

from openhs.ground.codes import written
from openhs.ground.errors import UsageError
from openhs.nomenclature.edition import edition, editions
from openhs.nomenclature.history import Edge, History, Point, Spell, Split
from openhs.nomenclature.passage import passage

NAMED = 3
SPLITS = 4
INDENT = " " * 10


@dataclass(frozen=True)
class Shown:
    """The spells of a history that are drawn: in each edition the most telling, at most `limit`."""

    history: History
    limit: int

    def __post_init__(self) -> None:
        if self.limit < 1:
            raise UsageError(f"limit is {self.limit}; draw at least 1 code for each edition")

    @cached_property
    def spells(self) -> tuple[Spell, ...]:
        """The spells drawn, most telling first."""
        room = dict.fromkeys(editions(), self.limit)
        kept = []
        for spell in sorted(self.history.spells, key=lambda s: not self.is_asked(s)):
            if all(room[year] for year in spell.editions):
                kept.append(spell)
                room.update({year: room[year] - 1 for year in spell.editions})
        return tuple(kept)

    @cached_property
    def hidden(self) -> tuple[Spell, ...]:
        """The spells left out."""
        drawn = {spell.first for spell in self.spells}
        return tuple(spell for spell in self.history.spells if spell.first not in drawn)

    @cached_property
    def into(self) -> dict[Point, list[Edge]]:
        """The edges that lead to each point, the most telling sources first."""
        order = {(year, spell.code): i for i, spell in enumerate(self.history.spells) for year in spell.editions}
        found: dict[Point, list[Edge]] = {}
        for edge in sorted(self.history.edges, key=lambda e: order[e.older, e.source]):
            found.setdefault((edge.newer, edge.target), []).append(edge)
        return found

    def is_asked(self, spell: Spell) -> bool:
        """Whether the code asked for, in its edition, is of the spell."""
        asked = self.history.asked
        return spell.code == asked.code and asked.edition in spell.editions


def text_lines(history: History, limit: int, width: int) -> Iterator[str]:
    """Return the lines of a history: its graph, oldest edition first, then what decides where it splits."""
    shown, asked = Shown(history, limit), history.asked
    yield f"[bold cyan]{asked.written}[/]  [bold]{escaped(asked.title)}[/]  [dim]HS {asked.edition}[/]"
    for year in editions():
        yield from _edition_lines(shown, year, width)
    order = {(year, spell.code): i for i, spell in enumerate(history.spells) for year in spell.editions}
    splits = sorted(history.splits, key=lambda split: order[split.older, split.code])
    for split in splits[:SPLITS]:
        yield from _split_lines(split, limit, width)
    if len(splits) > SPLITS:
        yield f"[dim]and {counted(len(splits) - SPLITS, 'more split')}[/]"
    yield from _namesake_lines(history, width)


def _edition_lines(shown: Shown, year: str, width: int) -> Iterator[str]:
    begun = sorted((s for s in shown.spells if s.editions[0] == year), key=lambda s: s.code)
    more = sum(spell.editions[0] == year for spell in shown.hidden)
    before = f"[dim]{year}[/] "
    for origin, held in groupby(begun, key=lambda spell: _origin(shown, spell)):
        spells = [*held]
        for spell in spells:
            yield before + _spell_line(shown, spell, width)
            before = " " * 5
        each = "each " if len(spells) > 1 else ""
        yield from folded(origin and f"← {each}{origin}", width, INDENT)
    if more:
        yield f"{before}  [dim]{'and ' if begun else ''}{more:,} more[/]"


def _spell_line(shown: Shown, spell: Spell, width: int) -> str:
    title = edition(spell.editions[-1]).title(spell.code)
    marker, style = ("▸ ", "bold cyan") if shown.is_asked(spell) else ("  ", "cyan")
    head = f"{marker}[{style}]{written(spell.code):7}[/]  [dim]{_until(spell):8}[/]  "
    return head + escaped(shortened(title, width - len("2022 ▸ 8517.62  in force  ")))


def _until(spell: Spell) -> str:
    if spell.editions[-1] == editions()[-1]:
        return "in force"
    return f"to {spell.editions[-1]}" if len(spell.editions) > 1 else ""


def _origin(shown: Shown, spell: Spell) -> str:
    """Say what a code came from; nothing where it begins the story."""
    edges = shown.into.get(spell.first, [])
    kept = [_kept(shown.history, edge) for edge in edges if edge.source == edge.target]
    others = [edge for edge in edges if edge.source != edge.target]
    given = from_codes([e.source for e in others], [e.source for e in others if e.is_whole])
    return "; with ".join(said for said in (*kept, given) if said)


def from_codes(sources: Iterable[str], whole: Iterable[str]) -> str:
    """Write what came from where: all of 8517.30; part of 8517.50 and 8517.80."""
    held = {True: [*whole]}
    held[False] = [code for code in sources if code not in held[True]]
    return "; ".join(f"{'all' if all_ else 'part'} of {listed(codes)}" for all_, codes in held.items() if codes)


def _kept(history: History, edge: Edge) -> str:
    if edge.is_whole:
        return written(edge.source)
    step = passage(edge.older, edge.newer, digits=len(edge.source), without=history.without)
    others = [target for target in step.nearest_targets(edge.source) if target != edge.target]
    return f"{written(edge.source)}, less what went to {listed(others)}"


def _split_lines(split: Split, limit: int, width: int) -> Iterator[str]:
    count = counted(len(split.marks), "code")
    yield ""
    yield f"[bold]{written(split.code)} of HS {split.older} became {count} in HS {split.newer}. What decides:[/]"
    for mark in split.marks[:limit]:
        yield from labelled(mark.code, mark.words, width, "  ")
    if len(split.marks) > limit:
        yield f"  [dim]and {len(split.marks) - limit:,} more[/]"


def _namesake_lines(history: History, width: int) -> Iterator[str]:
    titles: dict[str, list[str]] = {}
    for node in history.namesakes:
        titles.setdefault(node.title, []).append(node.edition)
    for title, years in titles.items():
        yield from folded(f"{history.asked.written} was other goods in HS {', '.join(years)}: {title}", width, "")


def labelled(code: str, words: str, width: int, indent: str) -> Iterator[str]:
    """Return lines of a code and words that hang beside it."""
    first, *rest = wrap(words, width - len(indent) - 9, break_on_hyphens=False)
    yield f"{indent}[cyan]{written(code):7}[/]  {escaped(first)}"
    yield from (f"{indent}{' ' * 9}{escaped(line)}" for line in rest)


def folded(text: str, width: int, indent: str) -> Iterator[str]:
    """Return dim lines of a text, the second and further ones hanging; none of no text."""
    for line in wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False):
        yield f"[dim]{escaped(line)}[/]"


def listed(codes: Iterable[str]) -> str:
    """Write some codes: 8517.30, 8517.50, 8517.80 and 4 more."""
    names = [written(code) for code in codes]
    if len(names) > NAMED + 1:
        names[NAMED:] = [f"{len(names) - NAMED:,} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def counted(number: int, noun: str) -> str:
    """Write a number of things: 1 code, 1,014 codes."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def shortened(text: str, length: int) -> str:
    """Cut a text to a length, after a whole word where that wastes little."""
    if len(text) <= length:
        return text
    head = text[: max(length - 1, 1)]
    word = head.rsplit(" ", 1)[0]
    return (word if len(word) > len(head) * 2 / 3 else head).rstrip(" ,;:(") + "…"


def escaped(text: str) -> str:
    """Return text in which no bracket is taken for markup."""
    return text.replace("[", "\\[")
