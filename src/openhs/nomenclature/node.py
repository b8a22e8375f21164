"""A node: a section, chapter, heading, group or subheading of one edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from openhs.ground.codes import written

if TYPE_CHECKING:
    from openhs.nomenclature.edition import Edition
    from openhs.nomenclature.history import History

LEVELS = {2: "chapter", 4: "heading", 5: "group", 6: "subheading"}


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the nomenclature; immutable, picklable, and free of the edition it sits in.

    `code` is text: a roman numeral for sections, else 2, 4, 5 (groups) or 6 digits. `title` is ours, in plain words.
    `unit` is the unit of quantity that goes with mass, None where none is known. `valid_from` and `valid_to` span the
    unbroken run of editions that have the code; `valid_to` is None while it is in force.
    """

    code: str
    title: str
    edition: str
    unit: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def level(self) -> str:
        """One of section, chapter, heading, group, subheading."""
        return LEVELS[len(self.code)] if self.code.isdigit() else "section"

    @property
    def written(self) -> str:
        """The code as people write it: 8471.30."""
        return written(self.code)

    @property
    def places(self) -> frozenset[str]:
        """The codes of the node and of all above it."""
        return frozenset((self.code, *(above.code for above in self.ancestors)))

    @property
    def depth(self) -> int:
        """0 for a section, 1 for a chapter, and so on down."""
        return len(self.ancestors)

    @property
    def is_leaf(self) -> bool:
        """Whether nothing stands below it."""
        return not self.children

    @property
    def parent(self) -> Node | None:
        """The node above; None for a section."""
        return self._edition.parent(self)

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes one line below, in legal order."""
        return self._edition.children(self)

    @property
    def ancestors(self) -> tuple[Node, ...]:
        """From the section down to the parent."""
        above: list[Node] = []
        node = self.parent
        while node is not None:
            above.append(node)
            node = node.parent
        return tuple(reversed(above))

    @property
    def siblings(self) -> tuple[Node, ...]:
        """The other children of its parent."""
        family = self.parent.children if self.parent else self._edition.sections
        return tuple(node for node in family if node != self)

    @property
    def section(self) -> Node:
        """The section that holds it."""
        return (*self.ancestors, self)[0]

    @property
    def full_title(self) -> str:
        """The titles from the chapter down to the node, joined by arrows."""
        path = [node for node in (*self.ancestors, self) if node.level != "section"] or [self]
        return " › ".join(node.title for node in path)  # noqa: RUF001

    def history(self) -> History:
        """Return where its goods came from and where they went, through all editions.

        Raises UsageError for sections and groups.
        """
        from openhs.nomenclature.history import history  # noqa: PLC0415  histories are made of nodes

        return history(self.code, self.edition)

    def as_dict(self) -> dict[str, object]:
        """Return the node as one JSON object."""
        return {
            "code": self.code,
            "level": self.level,
            "title": self.title,
            "edition": self.edition,
            "unit": self.unit,
            "valid_from": self.valid_from and self.valid_from.isoformat(),
            "valid_to": self.valid_to and self.valid_to.isoformat(),
        }

    def __str__(self) -> str:
        return f"{self.written} {self.title}"

    def __rich__(self) -> str:
        return f"[bold cyan]{self.written}[/] {self.title} [dim]HS {self.edition}[/]"

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415  notebooks only

        rows = "".join(
            f"<tr><td style='padding-left:{step}em'><code>{n.written}</code></td><td>{escape(n.title)}</td></tr>"
            for step, n in enumerate((*self.ancestors, self))
        )
        return f"<table>{rows}</table>"

    @property
    def _edition(self) -> Edition:
        from openhs.nomenclature.edition import edition  # noqa: PLC0415  the registry holds nodes, not they it

        return edition(self.edition)
