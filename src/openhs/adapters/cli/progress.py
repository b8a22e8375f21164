"""Signs of life for what takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[int, int, int | None], None]


@contextmanager
def progress_bar(name: str) -> Iterator[Progress | None]:
    """Show a bar on standard error where that is a terminal; yields what to call with rows, done and size."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  slow to import, and only for terminals
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.fields[rows]:,} rows"),
        BarColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None, rows=0)
        yield lambda rows, done, size: bar.update(task, rows=rows, completed=done, total=size)


@contextmanager
def spinner(words: str) -> Iterator[None]:
    """Show on standard error, where that is a terminal, that something runs whose end cannot be told."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415  slow to import, and only for terminals

    with Console(stderr=True).status(words):
        yield
