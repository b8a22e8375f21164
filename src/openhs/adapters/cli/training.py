"""`hs train`: learn from one's own decisions."""

from __future__ import annotations

from typing import Annotated

import typer

from openhs.adapters.cli.output import DONE, NEEDS_PERSON, print_json, print_lines
from openhs.ground.errors import UsageError


def train(
    labelled: Annotated[
        str | None, typer.Option("--labelled", "-l", help="A coded catalogue: .csv .xlsx .parquet .jsonl.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Column with the text; default text, title, ...")] = None,
    code: Annotated[str | None, typer.Option("--code", help="Column with the code; default hs_code, code, ...")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Remove what was learned.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Write the counts as JSON.")] = False,
) -> None:
    """Learn from goods that you have coded: alike goods are then coded alike, and told of as a reason.

    What is learned is kept in ~/.openhs (or the folder that OPENHS_HOME names), takes the place of what was learned
    before, and is removed with --forget. The shipped model stays as it is.

    Examples: `hs train --labelled coded.csv --code hs6` · `hs train --forget`
    """
    from openhs.engines.classify import forget as forget_all  # noqa: PLC0415  not for help and errors
    from openhs.workflows.training import MOST_SHOWN, learn_catalogue  # noqa: PLC0415

    if (labelled is None) == (not forget):
        raise UsageError("give a coded catalogue with --labelled, or --forget")
    if labelled is None:
        gone = forget_all()
        print_lines(["What was learned is removed." if gone else "Nothing had been learned."])
        return
    done = learn_catalogue(labelled, text=text, code=code)
    if json:
        print_json(done.as_dict())
    else:
        print_lines([f"Learned from {done.learned:,} of {done.rows:,} rows."])
        for problem in done.problems[:MOST_SHOWN]:
            typer.echo(f"hs: {problem}", err=True)
        if len(done.problems) > MOST_SHOWN:
            typer.echo(f"hs: {len(done.problems) - MOST_SHOWN:,} more rows with problems", err=True)
    raise typer.Exit(NEEDS_PERSON if done.problems else DONE)
