"""Train the model of data/model on the goods texts and, where it is at hand, the reference data.

    python -m tools.train --reference ../shared/data [--epochs 8] [--out data/model]

Two cores take some five minutes. Texts are learned from, none is kept: what is written are figures. The same data,
figures and number of threads give the same arrays.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from openhs.engines.classify.decision import Goods
from openhs.engines.classify.features import BUCKETS, Word, buckets, words_of
from tools import sources

ROOT = Path(__file__).parent.parent
SEED = 2022
WIDTH = 128
BATCH = 256
RATE = 3e-3  # of learning, falling to zero
DROPPED = 0.2  # the share of words left out each time a text is seen
SMOOTHING = 0.1
HEADING, CHAPTER = 0.5, 0.25  # what an error of heading and chapter costs beside that of subheading


@dataclass(frozen=True, slots=True)
class Text:
    """A text to learn from, and the subheading that it stands under."""

    text: str
    code: str


def own_texts(data: Path, edition: sources.SourceEdition) -> Iterator[Text]:
    """Yield our goods texts and titles."""
    for goods in sources.read_goods(data / "goods", edition):
        if len(goods.code) == 6:
            yield Text(goods.text, goods.code)
    for code, node in edition.nodes.items():
        if len(code) == 6 and code.isdigit():
            yield Text(node.title, code)
            yield Text(f"{edition.nodes[code[:4]].title} {node.title}", code)


def reference_texts(folder: Path) -> Iterator[Text]:
    """Yield texts of the reference data with their codes, some of which other editions alone have."""
    with (folder / "goods-examples-synthetic" / "hs6_examples_cleaned.csv").open(encoding="utf-8") as file:
        yield from (Text(row["product_description"], row["hs6_code"]) for row in csv.DictReader(file))
    with (folder / "us-hts-2025" / "hs10_gtap_crosswalk.csv").open(encoding="utf-8") as file:
        yield from (Text(row["description"], row["hs6_code"]) for row in csv.DictReader(file))
    for line in (folder / "eu-cn-2023" / "2023_en_intrastat_codes.csv").read_text("cp1252").splitlines():
        if found := re.fullmatch(r'(\d{6})\d\d;"?(.*?)"?;\w+', line):
            yield Text(found[2], found[1])
    terms = json.loads((folder / "index-terms" / "search_references.json").read_text("utf-8"))
    yield from (Text(term, code[:6]) for term, code in terms.items())


class Bag(nn.Module):
    """The weighted mean of the features' vectors."""

    def __init__(self) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(BUCKETS, WIDTH, mode="sum", sparse=True)
        self.weights = nn.Embedding(BUCKETS, 1, sparse=True)
        nn.init.normal_(self.vectors.weight, 0, 0.1)
        nn.init.zeros_(self.weights.weight)

    def forward(self, rows: torch.Tensor, starts: torch.Tensor) -> torch.Tensor:
        """Return the means (R, WIDTH) of features `rows`, of which those of each goods begin at `starts` (R)."""
        weights = self.weights(rows).squeeze(1).exp()
        lengths = torch.diff(starts, append=torch.tensor([len(rows)]))
        of = torch.repeat_interleave(torch.arange(len(starts)), lengths)
        sums = torch.zeros(len(starts)).index_add(0, of, weights)
        mean: torch.Tensor = self.vectors(rows, starts, per_sample_weights=weights / sums[of])
        return mean


class Levels:
    """Sums the probabilities of subheadings to those of headings or chapters."""

    def __init__(self, codes: list[str], digits: int) -> None:
        names = sorted({code[:digits] for code in codes})
        self.of = torch.tensor([names.index(code[:digits]) for code in codes])
        self.size = len(names)

    def loss(self, log_probabilities: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Return the cross-entropy of the summed probabilities."""
        summed = torch.zeros(len(right), self.size).index_add(1, self.of, log_probabilities.exp())
        return nn.functional.nll_loss((summed + 1e-9).log(), self.of[right])


def train(texts: list[Text], codes: list[str], epochs: int) -> tuple[Bag, nn.Linear]:
    """Return what is learned of the texts, with cross-entropy at three levels of the nomenclature."""
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    row = {code: i for i, code in enumerate(codes)}
    words = [words_of(Goods(text.text)) for text in texts]
    right = np.array([row[text.code] for text in texts])
    bag, classes = Bag(), nn.Linear(WIDTH, len(codes))
    nn.init.zeros_(classes.weight)
    levels = ((Levels(codes, 4), HEADING), (Levels(codes, 2), CHAPTER))
    optimizers = (torch.optim.SparseAdam(list(bag.parameters()), RATE), torch.optim.Adam(classes.parameters(), RATE))
    steps, begun, step = epochs * -(-len(texts) // BATCH), time.monotonic(), 0
    for epoch in range(epochs):
        total = 0.0
        for some in np.array_split(random.permutation(len(texts)), -(-len(texts) // BATCH)):
            rows, starts = _rows([_dropped(words[i], random) for i in some])
            scores = classes(bag(rows, starts)).log_softmax(1)
            target = torch.from_numpy(right[some])
            loss = nn.functional.cross_entropy(scores, target, label_smoothing=SMOOTHING)
            loss = loss + sum(share * level.loss(scores, target) for level, share in levels)
            for optimizer in optimizers:
                optimizer.param_groups[0]["lr"] = RATE * (1 - step / steps)
                optimizer.zero_grad()
            loss.backward()
            for optimizer in optimizers:
                optimizer.step()
            total, step = total + loss.item() * len(some), step + 1
        print(f"epoch {epoch + 1} of {epochs}: loss {total / len(texts):.3f}, {time.monotonic() - begun:.0f} s")
    return bag, classes


def _dropped(words: list[Word], random: np.random.Generator) -> NDArray[np.int32]:
    kept = random.random(len(words)) >= DROPPED
    return buckets([word for word, keep in zip(words, kept, strict=True) if keep] or words)


def _rows(goods: list[NDArray[np.int32]]) -> tuple[torch.Tensor, torch.Tensor]:
    starts = np.cumsum([0, *(len(one) for one in goods[:-1])])
    return torch.from_numpy(np.concatenate(goods).astype(np.int64)), torch.from_numpy(starts)


def packed(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return rows as whole numbers from -127 to 127, and the factor of each."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-6) / 127
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float16)


def write(folder: Path, bag: Bag, classes: nn.Linear) -> None:
    vectors, scales = packed(bag.vectors.weight.detach().numpy())
    rows, class_scales = packed(classes.weight.detach().numpy())
    arrays = {
        "vectors": vectors,
        "scales": scales,
        "weights": bag.weights.weight.detach().numpy()[:, 0].astype(np.float16),
        "classes": rows,
        "class_scales": class_scales,
        "bias": classes.bias.detach().numpy().astype(np.float16),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, help="folder with the reference data")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "model")
    arguments = parser.parse_args()
    editions = sources.read_editions(ROOT / "data" / "editions")
    current = editions[max(editions)]
    codes = [code for code in current.nodes if len(code) == 6 and code.isdigit()]
    texts = list(own_texts(ROOT / "data", current))
    if arguments.reference:
        texts += [text for text in reference_texts(arguments.reference) if text.code in current.nodes]
    write(arguments.out, *train(texts, codes, arguments.epochs))


if __name__ == "__main__":
    main()
