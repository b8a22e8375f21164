"""Rows count for the chapter of their first code, and are right when any of their codes is the best candidate."""

import json

from tools import compare_accuracy


def written(path, rows):
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    return path


def test_rows_are_counted_by_the_chapter_of_their_first_code(tmp_path):
    codes = {1: ["8471300000", "9504500000"], 2: ["847130"], 3: ["010121"]}
    best = {"1": "950450", "2": "847141"}
    gold = written(tmp_path / "gold.jsonl", [{"id": row, "codes": held} for row, held in codes.items()])
    candidates = [{"id": row, "candidates": [{"code": code}]} for row, code in best.items()]
    predicted = written(tmp_path / "predicted.jsonl", candidates)
    rows, right = compare_accuracy.right_by_chapter(gold, predicted)
    assert (rows["84"], right["84"], rows["01"], right["01"]) == (2, 1, 1, 0)
