"""Learning from a user's own decisions: goods coded before speak for the codes of goods that are like them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from openhs.engines.classify.decision import Goods
from openhs.engines.classify.features import BUCKETS, Features, buckets, words_of
from openhs.engines.classify.learned import learned_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

# The user's folder for what is learned of own decisions; another may be named in this variable of the environment.
HOME = "OPENHS_HOME"
DEFAULT = Path("~/.openhs")

# Goods are alike by what the model makes of them and, as much, by their very words: brands, of which it knows nothing.
# Words are told by random directions (Achlioptas 2003).
WORD_DIMENSIONS = 128
SEED = 0

ALIKE = 0.3  # the cosine from which goods are alike
DIGITS = 5  # of a cosine, so that it is the same however many goods are compared at once
BATCH = 1024


class Precedent(NamedTuple):
    """A code that alike goods were given: how many of them, how like the most alike is (0 to 1), and its text."""

    code: str
    alike: int
    likeness: float
    text: str


@dataclass(frozen=True)
class Precedents:
    """Goods coded before: their `codes` and `texts` (N), their directions (N, D), and a name of them all."""

    codes: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: Floats
    name: str

    def of(self, goods: Sequence[Features], means: NDArray[np.float64]) -> Iterator[tuple[Precedent, ...]]:
        """Yield the precedents of each of the goods (R), by their features and means; the most alike first."""
        cosines = np.round(_directions(goods, means) @ self.vectors.T, DIGITS)
        for row in cosines:
            alike = np.flatnonzero(row > ALIKE)
            best: dict[str, list[int]] = {}
            for at in alike[np.argsort(-row[alike], kind="stable")]:
                best.setdefault(self.codes[at], []).append(int(at))
            yield tuple(
                Precedent(code, len(at), _likeness(float(row[at[0]])), self.texts[at[0]]) for code, at in best.items()
            )


def _likeness(cosine: float) -> float:
    return ((cosine - ALIKE) / (1 - ALIKE)) ** 2


def learn(labelled: Iterable[tuple[Goods, str]]) -> int:
    """Learn of goods with their subheadings, in place of what was learned before; return how many there were."""
    goods, codes = [], []
    for one, code in labelled:
        goods.append(one)
        codes.append(code)
    features = [buckets(words_of(one)) for one in goods]
    parts = [features[i : i + BATCH] for i in range(0, len(goods), BATCH)]
    vectors = np.concatenate([_directions(part, learned_model().means(part)) for part in parts])
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    texts = [" ".join(one.text.split())[:200] for one in goods]
    np.save(folder / "vectors.npy", vectors)
    content = json.dumps({"codes": codes, "texts": texts}, ensure_ascii=False)
    (folder / "goods.json").write_text(content, "utf-8")
    precedents.cache_clear()
    return len(goods)


def forget() -> bool:
    """Remove what was learned of own decisions; return whether there was any."""
    there = _folder().is_dir()
    shutil.rmtree(_folder(), ignore_errors=True)
    precedents.cache_clear()
    return there


@cache
def precedents() -> Precedents | None:
    """Return what was learned of own decisions; None where nothing was."""
    try:
        content = (_folder() / "goods.json").read_bytes()
        vectors: Floats = np.load(_folder() / "vectors.npy", mmap_mode="r", allow_pickle=False)
    except FileNotFoundError:
        return None
    held = json.loads(content)
    return Precedents(tuple(held["codes"]), tuple(held["texts"]), vectors, sha256(content).hexdigest()[:12])


def of_goods(goods: Sequence[Features], means: NDArray[np.float64]) -> Sequence[tuple[Precedent, ...]]:
    """Return the precedents of each of the goods (R), by their features and means."""
    held = precedents()
    return list(held.of(goods, means)) if held else [()] * len(goods)


def _folder() -> Path:
    return Path(os.environ.get(HOME) or DEFAULT).expanduser() / "precedents"


def _directions(goods: Sequence[Features], means: NDArray[np.float64]) -> Floats:
    """Return the directions of goods (R, D): one half by the model, one half by their words."""
    words = np.array([_word_directions()[np.unique(one)].sum(axis=0, dtype=np.float64) for one in goods])
    result: Floats = (np.hstack([_unit(means), _unit(words)]) / np.sqrt(2)).astype(np.float32)
    return result


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return result


@cache
def _word_directions() -> NDArray[np.int8]:
    """Return a random direction for each feature, the same in every process."""
    return 2 * np.random.default_rng(SEED).integers(0, 2, (BUCKETS, WORD_DIMENSIONS), np.int8) - 1
