"""Our index beside the libraries one would take instead, on the same texts and terms: see docs/adr/0002.

pip install -e '.[bench]'; python -m benchmarks.libraries
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import openhs
from benchmarks.table import Table
from openhs.law.search.analysis import analyzer
from openhs.law.search.index import lexical_index

TERMS = Path(__file__).parent.parent.parent / "shared" / "eval" / "dev" / "uk-index-terms.tsv"
SAMPLE = 1000
POOL = 40

Search = Callable[[str], Sequence[str]]


def texts() -> dict[str, str]:
    """Return subheading to all its words: title and names."""
    index, words = lexical_index(), defaultdict(list)
    for row in range(len(index.text_node)):
        entry = index.text(row)
        if len(entry.code) == 6:
            words[entry.code].append(entry.text)
    return {code: " ".join(held) for code, held in words.items()}


def stems(text: str) -> list[str]:
    return [term.stem for term in analyzer().terms(text)]


def ours() -> Search:
    return lambda query: [hit.node.code for hit in openhs.search(query, 5)]


def fts5(documents: dict[str, str]) -> Search:
    store = sqlite3.connect(":memory:")
    store.execute("create virtual table goods using fts5(code unindexed, words, tokenize='porter unicode61')")
    store.executemany("insert into goods values (?, ?)", documents.items())
    ask = "select code from goods where goods match ? order by rank limit ?"

    def search(query: str) -> list[str]:
        words = " OR ".join(f'"{term.word}"' for term in analyzer().terms(query))
        return [code for (code,) in store.execute(ask, (words, POOL))] if words else []

    return search


def bm25(documents: dict[str, str]) -> Search:
    import bm25s  # noqa: PLC0415  an extra

    codes = list(documents)
    model = bm25s.BM25()
    model.index([stems(text) for text in documents.values()], show_progress=False)

    def search(query: str) -> list[str]:
        rows, _ = model.retrieve([stems(query)], k=POOL, show_progress=False)
        return [codes[row] for row in rows[0]]

    return search


def tantivy(documents: dict[str, str]) -> Search:
    import tantivy as library  # noqa: PLC0415  an extra

    schema = library.SchemaBuilder().add_text_field("code", stored=True).add_text_field("words").build()
    index = library.Index(schema)
    writer = index.writer()
    for code, text in documents.items():
        writer.add_document(library.Document(code=code, words=" ".join(stems(text))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> list[str]:
        words = " ".join(stems(query))
        hits = searcher.search(index.parse_query(words, ["words"]), POOL).hits if words else []
        return [searcher.doc(place)["code"][0] for _, place in hits]

    return search


def engines() -> Iterator[tuple[str, Search]]:
    documents = texts()
    yield "ours", ours()
    yield "SQLite FTS5, porter", fts5(documents)
    for name, build in (("bm25s", bm25), ("tantivy", tantivy)):
        if find_spec(name):
            yield name, build(documents)


def headings(codes: Sequence[str], first: int = 5) -> list[str]:
    """Return the first distinct headings."""
    return list(dict.fromkeys(code[:4] for code in codes))[:first]


def main() -> None:
    lines = [line.split("\t") for line in TERMS.read_text("utf-8").splitlines()]
    terms = [(term, heading) for term, heading in lines if len(heading) == 4]
    terms = terms[:: max(1, len(terms) // SAMPLE)]
    table = Table("Index libraries", ("index", "first", "among five", "p50 ms"))
    for name, search in engines():
        search("warm")
        times, found = [], []
        for term, _ in terms:
            start = time.perf_counter()
            found.append(headings(search(term)))
            times.append(1000 * (time.perf_counter() - start))
        first = sum(hits[:1] == [heading] for hits, (_, heading) in zip(found, terms, strict=True))
        five = sum(heading in hits for hits, (_, heading) in zip(found, terms, strict=True))
        shares = (f"{100 * count / len(terms):.1f}" for count in (first, five))
        table.add(name, *shares, statistics.median(times))
    table.note = f"Percent of {len(terms)} index terms whose heading is first, or among the first five headings."
    print(table.text())


if __name__ == "__main__":
    main()
