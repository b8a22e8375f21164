"""The codes a mistyped code was most likely meant to be."""

from __future__ import annotations

from collections.abc import Iterable


def nearest_codes(code: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return up to `limit` codes of `known` nearest to `code`: fewest digits to change, then the longest common start.

    A code of another level counts only when one is the beginning of the other. Distance is optimal string alignment
    (Damerau 1964) over equal lengths: a digit changed or two neighbours swapped.
    """
    ranked = []
    for other in known:
        distance = _distance(code, other)
        if distance <= 2:
            ranked.append((distance, -_common_start(code, other), other))
    ranked.sort()
    return [other for *rank, other in ranked if rank == list(ranked[0][:2])][:limit]


def _distance(code: str, other: str) -> int:
    if len(code) != len(other):
        longer, shorter = (code, other) if len(code) > len(other) else (other, code)
        return 1 if len(shorter) > 2 and longer.startswith(shorter) else 9
    wrong = [i for i, (a, b) in enumerate(zip(code, other, strict=True)) if a != b]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        i, j = wrong
        return 1 if (code[i], code[j]) == (other[j], other[i]) else 2
    return len(wrong)


def _common_start(code: str, other: str) -> int:
    for i, (a, b) in enumerate(zip(code, other, strict=False)):
        if a != b:
            return i
    return min(len(code), len(other))
