"""`hs doctor`: what is installed, and whether it is whole."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Annotated

import typer

from openhs._version import __version__
from openhs.adapters.cli.output import escaped, print_json, print_lines

PACKAGES = ("numpy", "openpyxl", "PyStemmer", "rapidfuzz", "rich", "typer")
EXTRAS = {
    "parquet": "pyarrow",
    "polars": "polars",
    "pandas": "pandas",
    "duckdb": "duckdb",
    "spark": "pyspark",
    "train": "scipy",
    "dev": "pytest",
}


def doctor(json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """Show versions, the data's hash and counts, and what is installed. Send this with a question.

    Example: `hs doctor --json`
    """
    findings = _findings()
    if json:
        print_json(findings)
    else:
        print_lines(_lines(findings))


def _findings() -> dict[str, object]:
    import openhs  # noqa: PLC0415
    from openhs.engines.classify.scoring import model  # noqa: PLC0415
    from openhs.ground.data import ROOT, manifest  # noqa: PLC0415

    size = sum(path.stat().st_size for path in ROOT.rglob("*") if path.is_file())
    return {
        "openhs": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "executable": sys.executable,
        "data": manifest()["data"],
        "data_mb": round(size / 1e6, 1),
        "texts": manifest()["texts"],
        "model": model().name,
        "editions": {
            year: {
                level: len(openhs.edition(year).at(level)) for level in ("section", "chapter", "heading", "subheading")
            }
            for year in openhs.editions()
        },
        "packages": {name: _version(name) for name in PACKAGES},
        "extras": {extra: find_spec(package) is not None for extra, package in EXTRAS.items()},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _lines(findings: dict[str, object]) -> list[str]:
    lines = []
    for name, value in findings.items():
        if isinstance(value, dict):
            lines.append(f"[bold]{name}[/]")
            lines += [f"  {inner}: {_plain(held)}" for inner, held in value.items()]
        else:
            lines.append(f"[bold]{name}[/]: {escaped(str(value))}")
    return lines


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count} {level}s" for level, count in value.items())
    if isinstance(value, bool):
        return "installed" if value else "not installed"
    return "missing" if value is None else str(value)
