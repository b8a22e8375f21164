"""Print the first rows of a coded catalogue, and how many of the expected codes it found."""

import csv
import sys
from pathlib import Path


def main() -> None:
    """Read the file named on the command line; columns `expected` and `hs_code` are compared where both are there."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:12]:
        goods = row["product_name"][:46]
        print(
            f"{goods:46}  {row['hs_code']:6}  {row['hs_probability']:6}  {row['hs_outcome']:10}  {row['hs_title'][:60]}"
        )
    right = sum(row["hs_code"] == row["expected"] for row in rows)
    heading = sum(row["hs_code"][:4] == row["expected"][:4] for row in rows)
    print(f"... {len(rows)} goods in {sys.argv[1]}; as expected: {right} to six digits, {heading} to four")


if __name__ == "__main__":
    main()
