"""Histories drawn as SVG: a column for each run of editions in which nothing changes, a box for each spell of a code.

The picture needs nothing from outside and brings its own background, so that it can be read on any page, light or dark.
Colours are written without CSS variables, which programs that print SVG don't know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import count, groupby
from textwrap import wrap

from openhs.ground.codes import written
from openhs.nomenclature.drawing import Shown, shortened
from openhs.nomenclature.edition import edition
from openhs.nomenclature.history import Edge, History, Point, Spell

WIDTH, GAP, HEIGHT, PITCH = 190, 60, 56, 70
MARGIN, HEAD, FOOT = 18, 76, 40
LETTER, PADDING, LINES = 6.2, 9, 2

STYLE = """
.hs-history{color:#1d2329;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.hs-history text{fill:currentColor;font-size:11px}
.hs-history .code{font-size:13px;font-weight:600}
.hs-history .heading{font-size:15px;font-weight:600}
.hs-history .faint{fill:#5b6671}
.hs-history .paper{fill:#fff}
.hs-history .box{fill:#f2f4f6;stroke:#8a949e}
.hs-history .asked .box{stroke:#0b62c4;stroke-width:2.5}
.hs-history .asked .code{fill:#0b62c4}
.hs-history .more .box{fill:none;stroke-dasharray:3 3}
.hs-history path{fill:none;stroke:#8a949e;stroke-width:1.3;stroke-dasharray:5 4}
.hs-history path.whole{stroke:#3d4852;stroke-width:1.8;stroke-dasharray:none}
@media(prefers-color-scheme:dark){
.hs-history{color:#e8ebee}
.hs-history .faint{fill:#a3adb7}
.hs-history .paper{fill:#15191d}
.hs-history .box{fill:#232a31;stroke:#78838e}
.hs-history .asked .box{stroke:#6cb0ff}
.hs-history .asked .code{fill:#6cb0ff}
.hs-history .more .box{fill:none}
.hs-history path{stroke:#78838e}
.hs-history path.whole{stroke:#c3cbd3}
}
""".strip()


@dataclass(frozen=True, slots=True)
class Box:
    """A box on the grid: first and last column, lane."""

    first: int
    last: int
    lane: int

    @property
    def left(self) -> int:
        """Its left edge."""
        return MARGIN + self.first * (WIDTH + GAP)

    @property
    def right(self) -> int:
        """Its right edge."""
        return MARGIN + self.last * (WIDTH + GAP) + WIDTH

    @property
    def top(self) -> int:
        """Its upper edge."""
        return HEAD + self.lane * PITCH

    @property
    def middle(self) -> int:
        """Where edges meet it."""
        return self.top + HEIGHT // 2


@dataclass(frozen=True)
class Layout:
    """Where everything stands: columns are runs of editions, lanes are rows."""

    shown: Shown

    @cached_property
    def columns(self) -> list[list[str]]:
        """The runs of editions in which no spell that is drawn begins or ends."""
        begins = {spell.editions[0] for spell in self.shown.spells}
        ends = {spell.editions[-1] for spell in self.shown.spells}
        found: list[list[str]] = []
        for year in sorted({year for year, _ in self.shown.history.points}):
            if not found or year in begins or found[-1][-1] in ends:
                found.append([])
            found[-1].append(year)
        return found

    @cached_property
    def boxes(self) -> dict[Point, Box]:
        """The first and the last point of each spell drawn, and its box.

        A spell takes the free lane nearest to its neighbours that are already placed, beginning at the code asked for.
        """
        placed: dict[Point, Box] = {}
        taken: set[tuple[int, int]] = set()
        for _, held in groupby(sorted(self.shown.spells, key=self._order), key=self._order):
            spells = [*held]
            first, last = self._span(spells[0])
            lanes = []
            for spell in spells:
                wanted = _outward(self._wanted(spell, placed))
                lanes.append(next(n for n in wanted if not taken & {(c, n) for c in range(first, last + 1)}))
                taken |= {(c, lanes[-1]) for c in range(first, last + 1)}
            for spell, lane in zip(self._sorted(spells, placed), sorted(lanes), strict=True):
                placed[spell.first] = placed[spell.last] = Box(first, last, lane)
        top = min(box.lane for box in placed.values())
        return {point: Box(box.first, box.last, box.lane - top) for point, box in placed.items()}

    @cached_property
    def more(self) -> dict[int, tuple[Box, int]]:
        """Column to the box for what is not drawn in it, and how many codes that is."""
        counts: dict[int, int] = {}
        for spell in self.shown.hidden:
            first, last = self._span(spell)
            for column in range(first, last + 1):
                counts[column] = counts.get(column, 0) + 1
        return {column: (Box(column, column, self._below(column)), number) for column, number in counts.items()}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture."""
        lanes = [box.lane for box in (*self.boxes.values(), *(box for box, _ in self.more.values()))]
        columns = len(self.columns)
        return 2 * MARGIN + columns * (WIDTH + GAP) - GAP, HEAD + (1 + max(lanes)) * PITCH + FOOT

    def end(self, point: Point) -> Box:
        """Return the box that a link to or from a point ends at."""
        return self._by_point.get(point) or self.more[self._column[point[0]]][0]

    @cached_property
    def _by_point(self) -> dict[Point, Box]:
        return {(year, s.code): self.boxes[s.first] for s in self.shown.spells for year in s.editions}

    @cached_property
    def _column(self) -> dict[str, int]:
        return {year: i for i, years in enumerate(self.columns) for year in years}

    @cached_property
    def _neighbours(self) -> dict[Point, list[Point]]:
        found: dict[Point, list[Point]] = {}
        for edge in self.shown.history.edges:
            ends = (edge.older, edge.source), (edge.newer, edge.target)
            found.setdefault(ends[0], []).append(ends[1])
            found.setdefault(ends[1], []).append(ends[0])
        return found

    def _span(self, spell: Spell) -> tuple[int, int]:
        return self._column[spell.editions[0]], self._column[spell.editions[-1]]

    def _order(self, spell: Spell) -> tuple[int, int, int]:
        """Order the code asked for first, then column by column away from it, spells of the same columns together."""
        (first, last), here = self._span(spell), self._column[self.shown.history.asked.edition]
        return max(first - here, here - last, 0) if not self.shown.is_asked(spell) else -1, first, last

    def _sorted(self, spells: list[Spell], placed: dict[Point, Box]) -> list[Spell]:
        return sorted(spells, key=lambda spell: (self._wanted(spell, placed), spell.code))

    def _wanted(self, spell: Spell, placed: dict[Point, Box]) -> int:
        near = {p for end in (spell.first, spell.last) for p in self._neighbours.get(end, ())} - {spell.first}
        lanes = [placed[point].lane for point in near if point in placed]
        return round(sum(lanes) / len(lanes)) if lanes else 0

    def _below(self, column: int) -> int:
        return 1 + max((box.lane for box in self.boxes.values() if box.first <= column <= box.last), default=-1)


def svg(history: History, limit: int) -> str:
    """Return the picture of a history, with at most `limit` codes in an edition."""
    layout = Layout(Shown(history, limit))
    width, height = layout.size
    asked = history.asked
    name = escape(f"History of {asked.written}, HS {asked.edition}: {asked.title}")
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="hs-history" role="img" aria-label="{name}" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" style="max-width:100%;height:auto">',
            f"<title>{name}</title>\n<style>{STYLE}</style>",
            f'<rect class="paper" width="{width}" height="{height}" rx="8"/>',
            _text(MARGIN, 28, shortened(f"{asked.written}  {asked.title}", int((width - 2 * MARGIN) / 8)), "heading"),
            *(_text(MARGIN + i * (WIDTH + GAP), 58, _span_of(years)) for i, years in enumerate(layout.columns)),
            *_paths(layout),
            *(_spell(layout, spell) for spell in layout.shown.spells),
            *(_more(box, number) for box, number in layout.more.values()),
            *_legend(height),
            "</svg>",
        ]
    )


def _span_of(years: list[str]) -> str:
    return f"HS {years[0]}" + (f" to {years[-1]}" if len(years) > 1 else "")


def _paths(layout: Layout) -> Iterator[str]:
    """Draw the links of which an end is drawn; several to the same box of others are one."""
    others = {box for box, _ in layout.more.values()}
    drawn: dict[tuple[Box, Box], Edge] = {}
    for edge in layout.shown.history.edges:
        a, b = layout.end((edge.older, edge.source)), layout.end((edge.newer, edge.target))
        if a.last < b.first and not {a, b} <= others:
            drawn.setdefault((a, b), edge)
    return (_path(a, b, edge) for (a, b), edge in drawn.items())


def _path(a: Box, b: Box, edge: Edge) -> str:
    bend = (a.right + b.left) // 2
    style = ' class="whole"' if edge.is_whole else ""
    part = "all" if edge.is_whole else "part"
    said = f"{part} of {written(edge.source)} (HS {edge.older}) went to {written(edge.target)} (HS {edge.newer})"
    curve = f"M{a.right} {a.middle}C{bend} {a.middle} {bend} {b.middle} {b.left} {b.middle}"
    return f'<path{style} d="{curve}"><title>{said}</title></path>'


def _spell(layout: Layout, spell: Spell) -> str:
    box = layout.boxes[spell.first]
    title = edition(spell.editions[-1]).title(spell.code)
    until = f"{spell.editions[0]} to {spell.editions[-1]}" if len(spell.editions) > 1 else spell.editions[0]
    style = ' class="asked"' if layout.shown.is_asked(spell) else ""
    x = box.left + PADDING
    lines = _lines(title, int((box.right - box.left - 2 * PADDING) / LETTER))
    return "".join(
        [
            f"<g{style}><title>{escape(f'{written(spell.code)} in HS {until}: {title}')}</title>",
            _rect(box),
            _text(x, box.top + 17, written(spell.code), "code"),
            *(_text(x, box.top + 33 + 14 * i, line) for i, line in enumerate(lines)),
            "</g>",
        ]
    )


def _lines(title: str, length: int) -> list[str]:
    """Fold a title into the lines that a box has."""
    lines = wrap(title, length, break_on_hyphens=False)
    if len(lines) <= LINES:
        return lines
    return [*lines[: LINES - 1], shortened(" ".join(lines[LINES - 1 :]), length)]


def _more(box: Box, number: int) -> str:
    words = _text(box.left + PADDING, box.middle + 4, f"and {number:,} more", "faint")
    return f'<g class="more">{_rect(box)}{words}</g>'


def _legend(height: int) -> Iterator[str]:
    y = height - 20
    for x, style, words in ((MARGIN, ' class="whole"', "all of it"), (MARGIN + 120, "", "part of it")):
        yield f'<path{style} d="M{x} {y}h36"/>' + _text(x + 44, y + 4, words, "faint")


def _rect(box: Box) -> str:
    width = box.right - box.left
    return f'<rect class="box" x="{box.left}" y="{box.top}" width="{width}" height="{HEIGHT}" rx="5"/>'


def _text(x: int, y: int, words: str, style: str = "") -> str:
    named = f' class="{style}"' if style else ""
    return f'<text x="{x}" y="{y}"{named}>{escape(words)}</text>'


def _outward(lane: int) -> Iterator[int]:
    """Count lanes from the one wanted: it, the next below, the next above, and on."""
    for step in count():
        yield from {lane + step: None, lane - step: None}
