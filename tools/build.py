"""Build the package's artifacts from `data/`; the same tree gives the same bytes.

python -m tools.build [--data data] [--out src/openhs/_built]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from openhs.law.search.analysis import Analyzer
from openhs.law.search.index import IndexedText
from openhs.law.search.indexing import build_index
from tools import sources
from tools.law import artifacts, read_law

ROOT = Path(__file__).parent.parent


def build(data: Path, out: Path) -> None:
    """Write all artifacts of `data` into `out`, replacing what is there only when all is well."""
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    editions = sources.read_editions(data / "editions")
    current = editions[max(editions)]
    goods = sources.read_goods(data / "goods", current)
    words = read_words(data / "words")
    for year, edition in editions.items():
        write_json(fresh / "editions" / f"{year}.json", edition_columns(edition, editions))
    write_json(fresh / "codes.json", sorted({c for e in editions.values() for c in e.nodes if c.isdigit()}))
    tables = sources.read_correlations(data / "correlations", editions)
    routes = sources.read_routes(data / "correlations" / "routes.tsv", tables)
    write_correlations(fresh / "correlations", tables, routes)
    analyzer = Analyzer(words["spelling"], frozenset(words["stopwords"]))
    for name, content in artifacts(read_law(data, current), current, goods, analyzer).items():
        write_json(fresh / "law" / name, content)
    write_json(fresh / "words.json", words)
    write_json(fresh / "model.json", tomllib.loads((data / "model" / "model.toml").read_text("utf-8")))
    shutil.copytree(data / "model", fresh / "model", ignore=shutil.ignore_patterns("*.md", "*.toml"))
    write_index(fresh / "search", current, goods, analyzer)
    write_json(
        fresh / "manifest.json",
        {
            "data": hash_of(data),
            "editions": {
                y: {"valid_from": e.valid_from.isoformat(), "valid_to": e.valid_to and e.valid_to.isoformat()}
                for y, e in editions.items()
            },
            "texts": len(goods),
        },
    )
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


def read_words(folder: Path) -> dict[str, Any]:
    attributes = sources.read_pairs(folder / "attributes.tsv", ("attribute", "weight"))
    return {
        "spelling": sources.read_pairs(folder / "spelling.tsv", ("variant", "standard")),
        "stopwords": (folder / "stopwords.txt").read_text("utf-8").split(),
        "attributes": {name: float(weight) for name, weight in attributes.items()},
    }


def edition_columns(
    edition: sources.SourceEdition, editions: dict[str, sources.SourceEdition]
) -> dict[str, list[str | None]]:
    """Return the columns of an edition; `from` and `to` span the unbroken run of editions that have the code."""
    years = sorted(editions)
    here = years.index(edition.year)
    columns: dict[str, list[str | None]] = {name: [] for name in ("code", "title", "unit", "parent", "from", "to")}
    for node in edition.nodes.values():
        first = last = here
        while first > 0 and node.code in editions[years[first - 1]].nodes:
            first -= 1
        while last < len(years) - 1 and node.code in editions[years[last + 1]].nodes:
            last += 1
        ends: date | None = editions[years[last]].valid_to
        columns["code"].append(node.code)
        columns["title"].append(node.title)
        columns["unit"].append(node.unit or None)
        columns["parent"].append(node.parent or None)
        columns["from"].append(editions[years[first]].valid_from.isoformat())
        columns["to"].append(ends.isoformat() if ends else None)
    return columns


def write_correlations(
    folder: Path, tables: dict[tuple[str, str], sources.SourceTable], routes: dict[tuple[str, str], str]
) -> None:
    """Write the codes of each classification, each table as positions among them, and the routes between all."""
    listed = code_lists(tables)
    write_json(folder / "codes.json", listed)
    position = {name: {c: i for i, c in enumerate(held["codes"] + held["groups"])} for name, held in listed.items()}
    for (source, target), table in tables.items():
        a, b = position[source], position[target]
        only = {p for p in table.choices.items() if p not in table.pairs}
        rows = [(a[x], b[y], int(table.choices.get(x) == y)) for x, y in table.pairs]
        rows += [(a[x], b[y], 2) for x, y in only]
        np.save(folder / f"{source}-{target}.npy", np.array(sorted(rows), dtype=np.int16))
    write_json(folder / "routes.json", {f"{a}>{b}": [a, *via.split(), b] for (a, b), via in routes.items()})


def code_lists(tables: dict[tuple[str, str], sources.SourceTable]) -> dict[str, dict[str, list[str]]]:
    """Return classification to its codes and to the groups above them that are chosen; editions of the HS first."""
    codes: dict[str, set[str]] = {}
    chosen: dict[str, set[str]] = {}
    for name, table in tables.items():
        for side in (0, 1):
            codes.setdefault(name[side], set()).update(table.codes(side))
        chosen.setdefault(name[1], set()).update(table.choices.values())
    names = sorted(codes, key=lambda name: (not name.startswith("HS"), name))
    return {n: {"codes": sorted(codes[n]), "groups": sorted(chosen.get(n, set()) - codes[n])} for n in names}


def write_index(
    folder: Path, current: sources.SourceEdition, goods: list[sources.GoodsText], analyzer: Analyzer
) -> None:
    codes = [code for code in current.nodes if code.isdigit()]
    texts = [IndexedText(code, "T", current.nodes[code].title) for code in codes]
    texts += [IndexedText(g.code, g.kind, g.text) for g in goods]
    lists, arrays = build_index(codes, texts, analyzer)
    write_json(folder / "lists.json", lists)
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), "utf-8")


def hash_of(folder: Path) -> str:
    """Return the SHA-256 of all files below a folder: names and bytes, in order."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "openhs" / "_built")
    arguments = parser.parse_args()
    build(arguments.data, arguments.out)


if __name__ == "__main__":
    main()
