"""`hs ask` and `hs explain`: from words to a code by questions, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from openhs.adapters.cli.output import NEEDS_PERSON, candidate_lines, escaped, print_json, print_lines
from openhs.ground.errors import UsageError

if TYPE_CHECKING:
    from openhs.engines.classify import Dialogue

UNKNOWN = "?"
NOT_KNOWN = "don't know"


def ask(
    words: Annotated[list[str], typer.Argument(help="Goods in words.")],
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", "-a", help="The number of an option, or ? for don't know; again for the next."),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="Probability from which nothing more is asked.")
    ] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Write the turns, the question and the decision as JSON.")
    ] = False,
) -> None:
    """Guide from a few words to a code: one question a turn, at most six. Enter alone is "don't know".

    On a terminal the answers are typed; elsewhere they are given with --answer, and what is open is shown.

    Examples: `hs ask sports shoes` · `hs ask "sports shoes" -a 1 -a '?'` · `hs ask olive oil --json`
    """
    from openhs.engines.classify import Dialogue, Outcome  # noqa: PLC0415  not for help and errors

    talk = Dialogue(" ".join(words), threshold=threshold)
    for given in answer or ():
        talk.answer(_number(given))
    while talk.question and sys.stdin.isatty() and sys.stdout.isatty() and not json:
        print_lines(_turn_lines(talk))
        talk.answer(_number(typer.prompt("Number, or Enter for don't know", default=UNKNOWN, show_default=False)))
    if json:
        print_json(_as_dict(talk))
    else:
        print_lines(_turn_lines(talk))
    if talk.decision.outcome is not Outcome.CLASSIFIED:
        raise typer.Exit(NEEDS_PERSON)


def explain(
    words: Annotated[list[str], typer.Argument(help="Goods in words.")],
    attribute: Annotated[
        list[str] | None, typer.Option("--attribute", "-a", help="A shop's attribute of the goods, as 'Fabric=Cotton'.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Write the decision as JSON.")] = False,
) -> None:
    """Write a memo in Markdown: what the goods are, the candidates, what law and words say, and what doubt remains.

    Examples: `hs explain "men's boots with leather uppers"` · `hs explain brass screws > memo.md`
    """
    from openhs.adapters.cli.law import name_and_value  # noqa: PLC0415
    from openhs.engines.classify import Goods, classify  # noqa: PLC0415

    attributes = dict(name_and_value(written) for written in attribute or ())
    decision = classify(Goods(" ".join(words), attributes), top=5)
    if json:
        print_json(decision.as_dict())
    else:
        sys.stdout.write(decision.memo())


def _number(given: str) -> int | None:
    if given.strip() == UNKNOWN:
        return None
    if not given.strip().isdigit():
        raise UsageError(f"{given!r} is no answer: give the number of an option, or {UNKNOWN} for don't know")
    return int(given)


def _turn_lines(talk: Dialogue) -> Iterator[str]:
    for turn in talk.turns[-1:]:
        yield f"[dim]{escaped(turn.question.text)} {escaped(turn.answer.label if turn.answer else NOT_KNOWN)}[/]"
    yield from candidate_lines(talk.decision.candidates[:3])
    if talk.question:
        yield f"[yellow]{escaped(talk.question.text)}[/]"
        yield from (f"  {n}  {escaped(option.label)}" for n, option in enumerate(talk.question.options, 1))
        yield f"  {UNKNOWN}  {NOT_KNOWN}"
    else:
        yield f"[bold]{talk.decision.outcome}[/]: {escaped(talk.decision.reason)}"


def _as_dict(talk: Dialogue) -> dict[str, object]:
    return {
        "turns": [{"question": t.question.text, "answer": t.answer and t.answer.label} for t in talk.turns],
        "question": talk.question and talk.question.as_dict(),
        "decision": talk.decision.as_dict(),
    }
