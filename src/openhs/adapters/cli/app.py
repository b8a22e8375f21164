"""Assembles the commands, and turns errors into messages and exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from openhs._version import __version__
from openhs.adapters.cli import catalogue, conversion, detection, dialogue, doctor, history, knowledge, law, training
from openhs.adapters.cli.output import fail
from openhs.ground.errors import HSError

app = typer.Typer(
    name="hs",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
app.command("classify")(catalogue.classify)
app.command("ask")(dialogue.ask)
app.command("explain")(dialogue.explain)
app.command("train")(training.train)
app.command("convert")(conversion.convert)
app.command("detect")(detection.detect)
app.command("lookup")(knowledge.lookup)
app.command("tree")(knowledge.tree)
app.command("search")(knowledge.search)
app.command("notes")(law.notes)
app.command("define")(law.define)
app.command("why-not")(law.why_not)
app.command("history")(history.history)
app.command("diff")(history.diff)
app.command("doctor")(doctor.doctor)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"hs {__version__}")
        raise typer.Exit


@app.callback(
    help="The Harmonized System as software: classify goods, know the nomenclature; offline and explained.",
    epilog="Exit codes: 0 done; 1 done, but rows need a person or nothing was found; 2 could not start or finish.",
)
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and stop.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Hold the options that stand before a command."""


def main() -> None:
    """Run `hs`; a known error ends in its message and exit code, never in a traceback."""
    as_json = "--json" in sys.argv
    try:
        app()
    except HSError as error:
        sys.exit(fail(error, as_json=as_json))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
